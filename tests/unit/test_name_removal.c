/* SPDX-License-Identifier: MIT
 * Where a name stands in the text of a digest, and where the same letters are somebody's words. */
#include "daemon/core/announcements/name_removal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const struct {
	const char *body, *name, *after; /* NULL: it does not stand there */
} cases[] = {
	{ "> Ask.\n\nShared by Ana\n", "Ana", "> Ask.\n\nShared by a member\n" },
	{ "Shared by Ana", "Ana", "Shared by a member" },
	{ "Shared by Ana  \r\nEnd", "Ana", "Shared by a member  \r\nEnd" },
	{ "Shared by Ana\n\nShared by Ana\n", "Ana", "Shared by a member\n\nShared by Ana\n" },
	{ "> Thanks to Ana\n\nShared by Ana\n", "Ana", "> Thanks to Ana\n\nShared by a member\n" },
	{ "Shared by Ana Mere\n", "Mere", "Shared by Ana a member\n" },
	{ "Shared by Mariana\n", "Ana", NULL },
	{ "Shared by Mariana\n", "ana", NULL },
	{ "Ana shared this\n", "Ana", NULL },
	{ "> Shared by Ana\n", "Ana", NULL },
	{ "Ana\n", "Ana", NULL },
	{ "Shared by Ana\n", "", NULL },
	{ "", "Ana", NULL },
};

static void test_text(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct buf out = BUF_INIT;
		bool is_there = name_removal_text(slice_of(cases[i].body), slice_of(cases[i].name),
		    &out);

		assert_int_equal(is_there, cases[i].after != NULL);
		assert_string_equal(out.n > 0 ? out.p : "", is_there ? cases[i].after : "");
		buf_release(&out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text),
	};

	return cmocka_run_group_tests_name("unname", tests, NULL, NULL);
}

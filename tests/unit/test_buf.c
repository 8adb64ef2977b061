/* SPDX-License-Identifier: MIT
 * The buffer: every addition, and that the NUL after it and the empty state always hold. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/common/buf.h"

static void test_empty(void **state)
{
	struct buf b = BUF_INIT;

	(void)state;
	assert_int_equal(b.n, 0);
	assert_string_equal(b.p, "");
	assert_int_equal(buf_all(&b).n, 0);
	buf_clear(&b);
	buf_cut(&b, 0);
	buf_cut(&b, 5);
	buf_add(&b, NULL, 0);
	buf_slice(&b, SLICE_NONE);
	buf_text(&b, "");
	assert_int_equal(b.n, 0);
	assert_ptr_equal(b.p, buf_nothing); /* nothing was allocated for nothing */
	assert_int_equal(buf_nothing[0], '\0');
	buf_release(&b);
	buf_release(&b);
}

static void test_additions(void **state)
{
	struct buf b;

	(void)state;
	buf_init(&b);
	buf_text(&b, "one ");
	buf_add(&b, "two\0x", 5);
	buf_char(&b, ' ');
	buf_repeat(&b, '-', 3);
	buf_repeat(&b, '-', 0);
	buf_slice(&b, slice_of(" four"));
	buf_printf(&b, " %d%s", -5, "five");
	buf_printf(&b, "%s", "");
	assert_int_equal(b.n, 25); /* 4 + 5 + 1 + 3 + 5 + 7 */
	/* with the NUL at its end */
	assert_memory_equal(b.p, "one two\0x --- four -5five", 26);
	buf_release(&b);
	assert_ptr_equal(b.p, buf_nothing);
}

static void test_cut_and_clear(void **state)
{
	struct buf b = BUF_INIT;
	size_t cap;

	(void)state;
	buf_text(&b, "abcdef");
	cap = b.cap;
	buf_cut(&b, 6);
	buf_cut(&b, 7);
	assert_string_equal(b.p, "abcdef");
	buf_cut(&b, 3);
	assert_string_equal(b.p, "abc");
	buf_clear(&b);
	assert_string_equal(b.p, "");
	assert_int_equal(b.cap, cap); /* the memory is kept */
	buf_text(&b, "x");
	assert_string_equal(b.p, "x");
	buf_wipe(&b);
	assert_int_equal(b.cap, 0);
}

/* Growing byte by byte over several reallocations, and in one piece far over the present size. */
static void test_growing(void **state)
{
	struct buf b = BUF_INIT;

	(void)state;
	for (size_t i = 0; i < 10000; i++) {
		buf_char(&b, (char)('a' + i % 26));
		assert_int_equal(b.p[b.n], '\0');
	}
	for (size_t i = 0; i < 10000; i++)
		assert_int_equal(b.p[i], 'a' + i % 26);
	buf_repeat(&b, 'z', 1000000);
	assert_int_equal(b.n, 1010000);
	assert_int_equal(b.p[9999], 'a' + 9999 % 26);
	assert_int_equal(b.p[1009999], 'z');
	assert_int_equal(b.p[1010000], '\0');
	buf_release(&b);
}

static void test_reserve_and_steal(void **state)
{
	struct buf b = BUF_INIT;
	char *before, *text;

	(void)state;
	buf_reserve(&b, 1000);
	before = b.p;
	buf_repeat(&b, 'x', 1000);
	assert_ptr_equal(b.p, before); /* there was room for all of it, and its NUL */
	text = buf_steal(&b);
	assert_int_equal(strlen(text), 1000);
	assert_int_equal(b.n, 0);
	free(text);
	text = buf_steal(&b); /* an empty one is the caller's too */
	assert_string_equal(text, "");
	free(text);
	buf_text(&b, "again");
	assert_string_equal(b.p, "again");
	buf_release(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_empty),
		cmocka_unit_test(test_additions),
		cmocka_unit_test(test_cut_and_clear),
		cmocka_unit_test(test_growing),
		cmocka_unit_test(test_reserve_and_steal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

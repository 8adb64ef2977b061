/* SPDX-License-Identifier: MIT
 * What everybody may read of a line that says where a meeting is. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/mail/joining.h"

static const struct {
	const char *line, *shown;
} cases[] = {
	/* A place. */
	{ "", "" },
	{ "Te Whare; Library, Level 2", "Te Whare; Library, Level 2" },
	{ "123-125 Willis Street, Wellington 6011", "123-125 Willis Street, Wellington 6011" },
	{ "Rm 4.12, Pin Oak Hall", "Rm 4.12, Pin Oak Hall" },
	{ "Community Centre, 12/3 Main Rd.", "Community Centre, 12/3 Main Rd." },
	{ "St. John's / K\xc4\x81inga Ora", "St. John's / K\xc4\x81inga Ora" },
	{ "Online", "Online" },
	{ "Hui \xe2\x80\xaegnp.exe\xe2\x80\xac; \xc4\x81-rohe", "Hui \xe2\x80\xaegnp.exe\xe2\x80\xac; \xc4\x81-rohe" },
	/* How to join it. */
	{ "https://zoom.us/j/1?pwd=abc", "" },
	{ "Zoom: https://zoom.us/j/1?pwd=abc", "Zoom" },
	{ "Te Whare, Level 2, or https://zoom.us/j/1 (passcode kiwi)", "Te Whare, Level 2" },
	{ "Te Whare (or online: zoom.us/j/123)", "Te Whare" },
	{ "Te Whare and HTTPS://TEAMS.EXAMPLE/L/x", "Te Whare" },
	{ "Te Whare - https://meet.example/x, ring the bell", "Te Whare" },
	{ "<https://meet.example/x> Te Whare", "" },
	{ "www.example.net", "" },
	{ "Te Whare; sip:room@conf.example", "Te Whare" },
	{ "Te Whare; Meeting ID: 832 1234 5678", "Te Whare" },
	{ "Te Whare; ring 04 123 4567#", "Te Whare" },
	{ "Te Whare; passcode: kiwi, at zoom.us/j/1", "Te Whare" },
	{ "Te Whare, PIN 1234", "Te Whare" },
	{ "Te Whare, pin:1234", "Te Whare" },
	{ "Te Whare, kupuhipa: kiwi", "Te Whare" },
	{ "K\xc4\x81inga Ora, https://k\xc4\x81inga.example/hui", "K\xc4\x81inga Ora" },
};

static void test_cases(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct slice shown = joining_cut(slice_of(cases[i].line));

		if (!slice_is(shown, cases[i].shown))
			fail_msg("%s: %.*s", cases[i].line, SLICE_ARG(shown));
	}
}

/* Cut anywhere, it is read within its bounds, and shows no more than the whole. */
static void test_cut_anywhere(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		size_t n = strlen(cases[i].line);

		for (size_t k = 0; k <= n; k++) {
			char *copy = strndup(cases[i].line, k);
			struct slice shown = joining_cut(slice_make(copy, k));

			assert_true(shown.n <= k);
			free(copy);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_cut_anywhere),
	};

	return cmocka_run_group_tests_name("joining", tests, NULL, NULL);
}

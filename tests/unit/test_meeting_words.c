/* SPDX-License-Identifier: MIT
 * The closed world of meeting_words.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "daemon/mail/meeting_words.h"

/* The first, the last and some between are found, which they are only where all are in order. */
static void in_and_out(void **state)
{
	static const char *const in[] = { "a", "xx", "dentist", "tangi", "venue", "wellington",
		"your", "zoom" };
	/* What denies, orders, or speaks of what was said or done, is none of them. */
	static const char *const out[] = { "", "zz", "not", "never", "dont", "nobody", "stop",
		"cancel", "remove", "told", "said", "told", "police", "convenor", "agency", "care",
		"hits", "lied", "wrong", "waiting", "membership", "written" };

	(void)state;
	for (size_t i = 0; i < sizeof in / sizeof in[0]; i++) {
		if (!meeting_words_has(in[i]))
			fail_msg("%s is none", in[i]);
	}
	for (size_t i = 0; i < sizeof out / sizeof out[0]; i++) {
		if (meeting_words_has(out[i]))
			fail_msg("%s is one", out[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(in_and_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

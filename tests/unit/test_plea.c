/* SPDX-License-Identifier: MIT
 * What asks for something, and what notices say. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "daemon/mail/plea.h"

static void expect(const char *const *texts, size_t count, bool is_plea)
{
	for (size_t i = 0; i < count; i++) {
		if (plea_is_in(slice_of(texts[i]), NULL) != is_plea)
			fail_msg("\"%s\": expected %s", texts[i], is_plea ? "a plea" : "none");
	}
}

static void test_pleas(void **state)
{
	static const char *const texts[] = {
		"I am away. Is there a recording?",
		"Where is it (the guideline?)",
		"I am on leave until Monday but I would like to know where it is.",
		"I am away. Could\nyou send it again",
		"Please take me off the list.",
		"I am away until Monday. Unsubscribe.",
		"Away.\npause until 12 January",
		"I am on leave until Monday, but yes I will come.",
		"On leave that week: I can't come",
	};

	(void)state;
	expect(texts, sizeof texts / sizeof texts[0], true);
}

static void test_notices(void **state)
{
	static const char *const texts[] = {
		"",
		"Thank you for your email. I am out of the office until 5 January with limited access to email. For urgent matters "
		"please contact Sam on 04 123 4567.",
		"I no longer work here. Your message will not be forwarded and will be deleted. Please email Sam.",
		"I am away. Please call me on 021 123 456 if it is urgent. See https://a.example/?id=7 for more.",
		"Your request has been received and a ticket has been created. Please do not reply to this email.",
		"Kei waho au. Tena koe.",
		"Ich bin bis zum 5.1. nicht im Buro.",
	};

	(void)state;
	expect(texts, sizeof texts / sizeof texts[0], false);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pleas),
		cmocka_unit_test(test_notices),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

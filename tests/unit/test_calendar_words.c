/* SPDX-License-Identifier: MIT
 * What a person wrote beside a calendar's button, and what the calendar did. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "daemon/mail/calendar_words.h"

static void whose_words(void **state)
{
	static const struct {
		const char *comment, *text, *words;
	} rows[] = {
		{ "", "", "" },
		{ "Sorry", "", "Sorry" },
		{ "", "Please stop sending me these invitations.",
		    "Please stop sending me these invitations." },
		{ "", "Is there a ramp at https://maps.example/x ?",
		    "Is there a ramp at https://maps.example/x ?" },
		{ "Sorry", "I want to complain", "Sorry\nI want to complain" },
		{ "I'm late", "I'm late\n", "I'm late" },
		{ "",
		    "Mere has accepted this invitation.\n\nHui\nTuesday 8 December\nhttps://c.example/",
		    "" },
		{ "",
		    "Mere has accepted this invitation with this note:\n\n\xe2\x80\x9cI bring a cake\xe2\x80\x9d\n\nHui\nWhere",
		    "I bring a cake" },
		{ "",
		    "I bring a cake\n\nMere has accepted the invitation to the following event:\nHui",
		    "I bring a cake" },
		{ "", "No.\nInvitation from Google Calendar: https://c.example/", "No." },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct buf words = BUF_INIT;

		calendar_words(slice_of(rows[i].comment), slice_of(rows[i].text), &words);
		assert_string_equal(words.p, rows[i].words);
		buf_release(&words);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whose_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

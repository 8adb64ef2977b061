/* SPDX-License-Identifier: MIT
 * Orders of convenors, as people write them; what is none of them must never become one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "daemon/mail/order.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static void test_orders(void **state)
{
	static const struct {
		const char *text;
		enum order_verb verb;
		bool is_wish;
		const char *rest, *below;
	} rows[] = {
		{ "Move to Thursday 10 December 2pm", ORDER_MOVE, false,
		    "to Thursday 10 December 2pm", "" },
		{ "Kia ora,\n\nplease move the meeting to Friday 3pm, snow\n\nThanks\nKai",
		    ORDER_MOVE, false, "to Friday 3pm, snow", "Thanks" },
		{ "reschedule: 14/12/2026 2.30pm", ORDER_MOVE, false, "14/12/2026 2.30pm", "" },
		{ "Postpone our hui to 3 March", ORDER_MOVE, false, "to 3 March", "" },
		{ "shift it to 4pm", ORDER_MOVE, false, "to 4pm", "" },
		{ "Could you please move it to 3 pm?", ORDER_MOVE, true, "to 3 pm?", "" },
		{ "We need to move this one to Friday", ORDER_MOVE, true, "to Friday", "" },
		{ "Let's move that to 3pm", ORDER_MOVE, true, "to 3pm", "" },
		{ "Cancel", ORDER_CANCEL, false, "", "" },
		{ "cancel, the hall is flooded", ORDER_CANCEL, false, "the hall is flooded", "" },
		{ "cancel the meeting, the hall is flooded", ORDER_CANCEL, false,
		    "the hall is flooded", "" },
		{ "cancel this, snow", ORDER_CANCEL, false, "snow", "" },
		{ "Please cancel this one. Snow.", ORDER_CANCEL, false, "Snow.", "" },
		{ "Cancel the hall is flooded", ORDER_CANCEL, false, "the hall is flooded", "" },
		{ "Cancel\n\nThe hall is flooded", ORDER_CANCEL, false, "", "The hall is flooded" },
		{ "We have to cancel because of the flood.", ORDER_CANCEL, true,
		    "because of the flood.", "" },
		{ "Kia ora,\nI have to cancel this one, sorry.", ORDER_CANCEL, true, "sorry.", "" },
		{ "", ORDER_NONE, false, "", "" },
		{ "don't cancel", ORDER_NONE, false, "", "" },
		{ "Please do not move it", ORDER_NONE, false, "", "" },
		{ "Should we cancel?", ORDER_NONE, false, "", "" },
		{ "I can't move it", ORDER_NONE, false, "", "" },
		{ "I can cancel if you like", ORDER_NONE, false, "", "" },
		{ "We have cancelled the room", ORDER_NONE, false, "", "" },
		{ "The cancelled meeting was good", ORDER_NONE, false, "", "" },
		{ "moved house, new address below", ORDER_NONE, false, "", "" },
		{ "one\ntwo\nthree\ncancel, it is the fourth line", ORDER_NONE, false, "", "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct order o = order_read(slice_of(rows[i].text));

		if (o.verb != rows[i].verb)
			fail_msg("%s: verb %d", rows[i].text, (int)o.verb);
		if (o.verb != ORDER_NONE &&
		    (o.is_wish != rows[i].is_wish || !slice_is(o.rest, rows[i].rest) ||
		        !slice_is(o.below, rows[i].below)))
			fail_msg("%s: wish %d, rest \"%.*s\", below \"%.*s\"", rows[i].text,
			    o.is_wish, SLICE_ARG(o.rest), SLICE_ARG(o.below));
	}
}

static void test_who_comes(void **state)
{
	static const char *const asked[] = { "attendance", "Attendance please", "ATTENDANCE?",
		"attendance list, please\nKai", "Can we have the attendance so far?",
		"Who is coming?", "who\xe2\x80\x99s coming?", "How many are coming so far?",
		"Please send me the list of who comes", "Can you tell me who is attending?" };
	static const char *const not_asked[] = { "", "list", "Thank you for coming",
		"The attendance was good", "Attendance: Ana, Ben and Cia",
		"Attendance was great, thanks to all.\nWe agreed on May.", "Attendance\tAna",
		"Notes: who is coming next time brings cake" };

	(void)state;
	for (size_t i = 0; i < COUNT(asked); i++) {
		if (!order_asks_who_comes(slice_of(asked[i])))
			fail_msg("%s", asked[i]);
	}
	for (size_t i = 0; i < COUNT(not_asked); i++) {
		if (order_asks_who_comes(slice_of(not_asked[i])))
			fail_msg("%s", not_asked[i]);
	}
}

static void test_reasons(void **state)
{
	/* clang-format off */
	static const struct {
		const char *text, *reason;
	} rows[] = {
		{ "", "" }, { ", please, thanks!", "" }, { "sorry.", "" }, { "please?", "" }, { "Ng\xc4\x81 mihi, Kai", "Kai" }, { "Kind regards,", "" }, { " - sick", "sick" }, { "Snow.", "Snow." },
		{ "please, the hall is flooded, thank you", "the hall is flooded" },
		{ "the hall is flooded. Thanks", "the hall is flooded." }, { "we got too few thanks to you", "we got too few thanks to you" },
		{ "sorryness", "sorryness" }, { "Pasta", "Pasta" },
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct slice reason = order_reason(slice_of(rows[i].text));

		if (!slice_is(reason, rows[i].reason))
			fail_msg("%s: \"%.*s\"", rows[i].text, SLICE_ARG(reason));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_orders),
		cmocka_unit_test(test_who_comes),
		cmocka_unit_test(test_reasons),
	};

	return cmocka_run_group_tests_name("order", tests, NULL, NULL);
}

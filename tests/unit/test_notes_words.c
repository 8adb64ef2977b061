/* SPDX-License-Identifier: MIT
 * What a convenor writes after a meeting: clearly for the members, or not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "daemon/mail/notes_words.h"

static void test_sentences(void **state)
{
	static const char *const for_all[] = {
		"The hui went well. Six people came.",
		"Kia ora koutou, thank you for a good hui. We agreed to meet in May.",
		"Thanks everybody for coming to Dunedin. We agreed on three things: a shared notice, a checklist, and the next date.",
		"Notes of 3 May\n\n- Ana showed the checklist\n- Next hui in June",
		"We agreed on *three* things.",
	};
	/* clang-format off */
	static const char *const not_clear[] = {
		"", "Thanks", "Thank you", "Thanks, that's helpful.", "see attached minutes", "Fwd notes attached", "Who did not come?",
		"Hemi told me in confidence that he is ill, please take him off the list",
		"Could you send me the list of phone numbers", "I could not make it, how did it go?",
		"Please do not send this to the members: two people complained about Ana.", "I am on leave until Monday",
		"move to Thursday 10 December 2pm", "cancel, nobody came", "@Tane can you write this up", "We met. This is not for everybody yet.",
		"The hui was good. Between us, Ana was late again.", "It did not take place, the hall was flooded", "Kia ora, thank you for the list",
		"We agreed on this.\n\nPlease don\xe2\x80\x99t share the second part.",
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < sizeof for_all / sizeof for_all[0]; i++) {
		if (!notes_words_are_for_all(slice_of(for_all[i])))
			fail_msg("%s", for_all[i]);
	}
	for (size_t i = 0; i < sizeof not_clear / sizeof not_clear[0]; i++) {
		if (notes_words_are_for_all(slice_of(not_clear[i])))
			fail_msg("%s", not_clear[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_sentences) };

	return cmocka_run_group_tests_name("notes_words", tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT
 * Yes and no to "did you answer this?": where they say the same of the answer and of the meeting
 * they are taken. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "daemon/core/conversation/claim.h"

static void test_plain(void **state)
{
	/* clang-format off */
	static const struct { enum rsvp_answer before, claimed; bool yes, no; } cases[] = {
		/* They told us nothing: what was said in their name, said again, is theirs. */
		{ RSVP_NONE, RSVP_YES, true, false }, { RSVP_NONE, RSVP_NO, false, true }, { RSVP_NONE, RSVP_MAYBE, false, false },
		/* They come, and somebody says otherwise: "no, I did not" must not take their place. */
		{ RSVP_YES, RSVP_NO, false, false }, { RSVP_YES, RSVP_MAYBE, false, false }, { RSVP_YES, RSVP_YES, true, false },
		{ RSVP_WAITING, RSVP_NO, false, false }, { RSVP_MAYBE, RSVP_NO, false, false },
		{ RSVP_NO, RSVP_YES, true, true }, { RSVP_NO, RSVP_MAYBE, false, true },
		/* They answered the invitation since. */
		{ RSVP_YES, RSVP_NONE, true, false }, { RSVP_NO, RSVP_NONE, false, true }, { RSVP_MAYBE, RSVP_NONE, false, false },
		{ RSVP_NONE, RSVP_NONE, false, false },
	};
	/* clang-format on */
	const struct rsvp_said yes = { .answer = RSVP_WORDS_YES, .is_bare = true },
	                       no = { .answer = RSVP_WORDS_NO, .is_bare = true },
	                       coming = { .answer = RSVP_WORDS_YES },
	                       not_coming = { .answer = RSVP_WORDS_NO },
	                       maybe = { .answer = RSVP_WORDS_MAYBE, .is_bare = true };

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		if (claim_is_plain(cases[i].before, cases[i].claimed, &yes) != cases[i].yes ||
		    claim_is_plain(cases[i].before, cases[i].claimed, &no) != cases[i].no)
			fail_msg("case %zu", i);
		assert_true(claim_is_plain(cases[i].before, cases[i].claimed, &coming));
		assert_true(claim_is_plain(cases[i].before, cases[i].claimed, &not_coming));
		assert_true(claim_is_plain(cases[i].before, cases[i].claimed, &maybe));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_plain),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

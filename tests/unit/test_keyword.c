/* SPDX-License-Identifier: MIT
 * A word that decides is all that is said, or it decides nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "daemon/mail/keyword.h"

#define ANA "ana.tipene"

/* `own`: what the writer is called by. */
struct c {
	const char *text, *keyword, *own;
};

static void test_alone(void **state)
{
	/* clang-format off */
	static const struct c cases[] = {
		{ "undo", "undo", ANA }, { "UNDO", "undo", ANA }, { "Undo.", "undo", ANA }, { "undo please", "undo", ANA }, { "Yes, undo", "undo", ANA },
		{ "Kia ora, please undo this. Thanks!\n\nAna Tipene", "undo", ANA }, { "undo\n\nNg\xc4\x81 mihi,\nMere Te Awa", "undo", "mere" },
		{ "Name me", "name me", ANA }, { "please name me, thank you", "name me", ANA }, { "withdraw\n\nAna", "withdraw", ANA },
		{ "Approve", "approve", ANA }, { "approve it please\n\nKiri Hau", "approve", "Kiri Hau" }, { "undo, sorry", "undo", ANA },
		{ "\"undo\"", "undo", ANA }, { "Undo\n\nJared King\n021 555 123 | jared@example.org", "undo", "Jared K" },
		{ "Yes please\n\nAmy R\xc4\x81t\xc4\x81\nDDI +64 4 123 4567\nI work Monday to Wednesday.\n____________", "yes", "Amy R\xc4\x81t\xc4\x81" },
		{ "Send\n\nThanks\nKIRI", "send", "kiri" }, { "Approve\n\nKind regards,\nDr Ana", "approve", "Dr Ana Tipene" }, { "yes\nAna", "yes", ANA }, { "Approve\nAna-Maria", "approve", "ana-maria.k" },
		{ "Yes please\n\nAmy R\xc4\x81t\xc4\x81 | Senior Adviser\n", "yes please", ANA },
		{ "Withdraw\n\nKia ora, thank you", "withdraw", ANA }, { "cancel\n\nBest wishes\nAna", "cancel", ANA }, { "yes\n\nN\xc4\x81ku noa, n\xc4\x81\nAna", "yes", ANA }, { "Ae\n\nNg\xc4\x81 mihi nui", "ae", ANA },
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		if (!keyword_is_alone(slice_of(cases[i].text), cases[i].keyword,
		        slice_of(cases[i].own)))
			fail_msg("%s", cases[i].text);
	}
}

static void test_not_alone(void **state)
{
	/* clang-format off */
	static const struct c cases[] = {
		{ "Send\n\nAfter Edits | and not before", "send", ANA }, { "Approve\n\nnot me | Senior Adviser", "approve", ANA },
		{ "", "undo", ANA }, { "undo not", "undo", ANA }, { "undo? no", "undo", ANA }, { "undo?", "undo", ANA }, { "undo\n\nno, leave it", "undo", ANA },
		{ "undo it never", "undo", ANA }, { "undone", "undo", ANA }, { "Undo: how?", "undo", ANA }, { "undo only Otago", "undo", ANA },
		{ "please do not undo", "undo", ANA }, { "undo\n\nActually leave it", "undo", ANA }, { "yes", "undo", ANA }, { "please", "undo", ANA },
		{ "name me not", "name me", ANA }, { "name me if the convenor agrees", "name me", ANA }, { "Name me\n\nNo wait, please don't", "name me", ANA },
		{ "name me, but only my organisation", "name me", ANA }, { "name", "name me", ANA }, { "name you me", "name me", ANA },
		{ "withdraw not", "withdraw", ANA }, { "Withdraw\nActually no, keep it", "withdraw", ANA }, { "approve?", "approve", ANA },
		{ "approve\n\nWho wrote this", "approve", ANA }, { "Approve\n\nActually no, it is an advert", "approve", ANA },
		{ "reject, unless you know the author", "reject", ANA }, { "Undo Otago", "undo", ANA }, { "undo\n\nNo", "undo", ANA }, { "Name me\nNever", "name me", ANA }, { "Yes\nunder protest", "yes", ANA }, { "Yes\n\nNot Amy", "yes", ANA },
		{ "Yes\nRefused", "yes", ANA }, { "Approve\nWithdrawn", "approve", ANA }, { "Undo\n\nDon't", "undo", ANA }, { "Yes.\nUndo.", "yes", ANA }, { "Yes\nREJECTED", "yes", ANA },
		{ "Approve\n\nObjection", "approve", ANA }, { "Withdraw\nTaihoa", "withdraw", ANA },
		/* Words with a capital, and phrases, that are nobody's name. */
		{ "Yes\nNewsletter", "yes", ANA }, { "approve\nMonday", "approve", ANA }, { "Approve\n\nAfter Legal Review", "approve", ANA }, { "Send\n\nAfter Edits", "send", ANA }, { "undo\nTest", "undo", ANA },
		{ "approve\n\n\xc4\x80p\xc5\x8dp\xc5\x8d", "approve", ANA }, { "send\nTuesday", "send", ANA }, { "Send\nMinus Names", "send", ANA }, { "approve\nSubject: Typo", "approve", ANA }, { "Approve\nBefore 5th", "approve", ANA },
		{ "approve\n5", "approve", ANA }, { "Yes\nOtago", "yes", ANA }, { "forget me\nFrom January", "forget me", ANA }, { "Approve\nAna Before Friday", "approve", ANA }, { "Approve\n\nI made a mistake", "approve", ANA },
		{ "Approve\nKiri Hau", "approve", ANA }, { "Send\n\nAna\nAfter Edits", "send", ANA }, { "Approve\n\nAna\nSenior Advisor", "approve", ANA }, { "Send\n\nThanks\nMinus Bob", "send", ANA }, { "Yes\nThis", "yes", ANA }, { "Send\nAna\nMonday", "send", ANA }, { "Approve\nAna\nclosed", "approve", ANA },
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		if (keyword_is_alone(slice_of(cases[i].text), cases[i].keyword,
		        slice_of(cases[i].own)))
			fail_msg("%s", cases[i].text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_alone),
		cmocka_unit_test(test_not_alone) };

	return cmocka_run_group_tests_name("keyword", tests, NULL, NULL);
}

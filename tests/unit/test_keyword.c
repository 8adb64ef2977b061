/* SPDX-License-Identifier: MIT
 * A word that decides is all that is said, or it decides nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "daemon/mail/keyword.h"

struct c { const char *text, *keyword; };

static void test_alone(void **state)
{
	static const struct c cases[] = {
		{ "undo", "undo" }, { "UNDO", "undo" }, { "Undo.", "undo" }, { "undo please", "undo" }, { "Yes, undo", "undo" },
		{ "Kia ora, please undo this. Thanks!\n\nAna Tipene", "undo" }, { "undo\n\nNg\xc4\x81 mihi,\nMere Te Awa", "undo" },
		{ "Name me", "name me" }, { "please name me, thank you", "name me" }, { "withdraw\n\nAna", "withdraw" },
		{ "Approve", "approve" }, { "approve it please\n\nKiri Hau\nKaiwhakahaere", "approve" }, { "undo, sorry", "undo" },
		{ "\"undo\"", "undo" }, { "Undo\n\nJared King\nRegistered Nurse, Harbour Trust Limited", "undo" }, { "Yes please\n\nAmy R\xc4\x81t\xc4\x81 | Senior Adviser, Office of the Chief Executive\nMinistry of Social Development\n"
		    "DDI +64 4 123 4567 | amy@example.govt.nz\n____________", "yes" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		if (!keyword_is_alone(slice_of(cases[i].text), cases[i].keyword))
			fail_msg("%s", cases[i].text);
	}
}

static void test_not_alone(void **state)
{
	static const struct c cases[] = {
		{ "", "undo" }, { "undo not", "undo" }, { "undo? no", "undo" }, { "undo?", "undo" }, { "undo\n\nno, leave it", "undo" },
		{ "undo it never", "undo" }, { "undone", "undo" }, { "Undo: how?", "undo" }, { "undo only Otago", "undo" },
		{ "please do not undo", "undo" }, { "undo\n\nActually leave it", "undo" }, { "yes", "undo" }, { "please", "undo" },
		{ "name me not", "name me" }, { "name me if the convenor agrees", "name me" }, { "Name me\n\nNo wait, please don't", "name me" },
		{ "name me, but only my organisation", "name me" }, { "name", "name me" }, { "name you me", "name me" },
		{ "withdraw not", "withdraw" }, { "Withdraw\nActually no, keep it", "withdraw" }, { "approve?", "approve" },
		{ "approve\n\nWho wrote this", "approve" }, { "Approve\n\nActually no, it is an advert", "approve" },
		{ "reject, unless you know the author", "reject" }, { "Undo Otago", "undo" }, { "undo\n\nNo", "undo" }, { "Name me\nNever", "name me" }, { "Yes\nunder protest", "yes" }, { "Yes\n\nNot Amy", "yes" },
		{ "Yes\nRefused", "yes" }, { "Approve\nWithdrawn", "approve" }, { "Undo\n\nDon't", "undo" }, { "Yes.\nUndo.", "yes" }, { "Yes\nREJECTED", "yes" },
		{ "Approve\n\nObjection", "approve" }, { "Withdraw\nTaihoa", "withdraw" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		if (keyword_is_alone(slice_of(cases[i].text), cases[i].keyword))
			fail_msg("%s", cases[i].text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_alone), cmocka_unit_test(test_not_alone) };

	return cmocka_run_group_tests_name("keyword", tests, NULL, NULL);
}

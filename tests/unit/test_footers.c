/* SPDX-License-Identifier: MIT
 * What people's mail programs put below their name, and what people write there: the first does not
 * spoil a yes, the second may. Each ending stands below "Yes please" and is judged by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/common/buf.h"
#include "daemon/mail/consent_words.h"

/* Endings that agencies, iwi providers, schools and clinics have. */
static const char *const honest[] = {
	"Ngā mihi\nAroha Smith\nI work flexible hours. I don't expect you to reply outside of your own.",
	"Ngā mihi nui,\n\nAroha Smith (she/her)\nKaitohutohu Matua | Senior Advisor\nTe Tāhuhu o te Mātauranga\nDDI 04 463 1234 | Mobile 027 555 0199",
	"Kind regards\n\nJane Brown\nI am on leave 24 Dec to 6 Jan.",
	"Ngā mihi\nHemi Ngata\n\nEhara taku toa i te toa takitahi, engari he toa takitini",
	"Nāku noa, nā\nMere Te Awa\nKaiwhakahaere\n\nHe aha te mea nui o te ao? He tāngata, he tāngata, he tāngata",
	"Kind regards\nTom O'Brien\nMy pronouns are he/him. Why do I share them? Ask me about pronouns.",
	"Regards\nDr Anil Kumar\nGeneral Practitioner\nWe acknowledge the mana whenua of the land we work on.",
	"Ngā mihi\nAroha\n\nI acknowledge the tangata whenua and pay my respects to elders past and present.",
	"Thanks\nSarah\n\nThis email is confidential. If you are not the intended recipient please delete it and tell us.",
	"Cheers\nBob\nPlease consider the environment before printing this email. Do you really need to print this?",
	"Mauri ora\nWiremu Parata\nPouārahi\nTe Rūnanga o Ngāi Tahu\n15 Show Place, Christchurch 8024",
	"Kind regards\nPriya Patel\nI work Monday to Thursday, and not on Fridays. My hours are 9am to 3pm.",
	"Best wishes\nLesieli Fifita\nPacific Health Team\nIf it is urgent please call 0800 555 123.",
	"Ngā mihi\nHana Walker\nPrincipal, Te Kura o Otepoti\nTerm dates: 3 February to 17 April",
	"Ngā mihi,\nKiri\n\nE kore au e ngaro, he kākano i ruia mai i Rangiātea.",
	"Kind regards\nJohn Smith\n\nUnless otherwise stated, the views expressed are my own and not those of the Ministry. No liability is accepted for viruses.",
	"Hei konā mai\nMarama\nKaimahi | Whānau Ora Navigator\nFollow us on Facebook and Instagram",
	"Yours sincerely\nG. Brown\nTrustee",
	"Thanks\nAlex\nThey/them\nMy working day may look different from yours. Please do not feel obliged to respond outside of your normal working hours.",
	"Regards,\nMOANA TAUFA\nPROGRAMME LEAD\nOur office is closed from 20 December to 10 January.",
	"Ngā mihi mahana\nTui\nKāore te kūmara e kōrero mō tōna ake reka",
	"Kia pai tō rā\n\nNgā mihi\nRangi Mātāmua\nTumuaki",
	"Kind regards, Jane\nTeam Leader, Family Services\nNo wrong door: we are here for everyone.",
	"Many thanks\nFatima Al Rashid\nI am dyslexic, please excuse my typos.",
	"Warm regards\nSiobhan\nNote: I'm not in the office on Wednesdays.",
	"Nāku iti noa, nā\nAperahama\nKei te mahi au i te Mane ki te Taite",
	"Ngā mihi\nMere\n\nCommitted to Te Tiriti o Waitangi\nhttps://www.example.govt.nz",
	"Thank you\nLi Wei\nBook a time to meet with me: https://example.org/liwei",
	"Kind regards\nPaula\n\nCAUTION: The information contained in this message is confidential and may be legally privileged. If the reader is not the intended\nrecipient, you are notified that any use, distribution or copying is not authorised. If you received this in error\nplease tell the sender and delete it.",
	"Aroha nui\nKahu\nSocial Worker (registered)\nIf you or somebody you know is in danger, call 111. Need to talk? Free call or text 1737.",
};

/* Written after the rule. At their first reading 23 of 24 were understood; the rule was not changed
 * for them, but for two that were added with its last change. */
static const char *const honest_kept_back[] = {
	"Ngā mihi\nNgaire Tipene\nKaiwhakamahere | Planner\nToitū te whenua, whatungarongaro te tangata",
	"Kind regards\nPeter van der Berg\nManager, Data and Insights\nP 03 474 0000 M 021 123 456",
	"Regards\nJoy\nI'm available Monday, Tuesday and Thursday.",
	"Ngā mihi\nTāne\n\nHutia te rito o te harakeke, kei hea te kōmako e kō?",
	"Thanks\nRuth\nSchool office hours are 8.30am to 3.30pm during term.",
	"Kind regards\nAmelia (pronounced a-MAY-lia)\nAdvisor",
	"Ngā mihi nui\nTamati\nHe waka eke noa",
	"Cheers\nSteve\nSent from my phone, so please excuse brevity.",
	"Best regards\nMaria Silva\nChief Executive\nHarbour Trust is an accredited living wage employer.",
	"Ngā manaakitanga\nHinemoa\nRegional Lead, Te Tai Tokerau\nUnsure who to call in a crisis? Ring our helpline 0800 555 111.",
	"Kind regards\nDeb\nWe welcome your feedback: please complete our survey.",
	"Nga mihi\nWhetu Rapana\nMy days of work are Tuesday to Friday.",
	"Kind regards\nAnne\nThis message may contain privileged information. If received in error, do not copy or distribute this email.",
	"Yours faithfully\nMr K. Tanaka\nBoard Secretary",
	"Thanks\nEru\nPart-time: Mon, Wed, Fri",
	"KR\nJo\nI am away 3-5 May",
	"Thanks,\nJane Brown, PhD\nI work 0.8 FTE and am not at work on Fridays",
	"Kind regards\nJo Blake\nDeputy Principal, Room 4",
	"Kind regards\nHone\nKaiarahi Reo\nKo te reo te mauri o te mana Māori",
	"Ngā mihi\nKim\nI respectfully acknowledge Ngāti Whātua as mana whenua.",
	"Thanks\nTia\nPublic Health Nurse (RN, BHSc)\nHours: 8.30 - 5.00",
	"Kind regards\nBea Long\nNga Pou Mana | Te Whatu Ora | Health New Zealand\nwaea pūkoro: +64 27 555 0199",
	"Kind regards\nAnn\nWe are moving! From 1 March find us at 12 High Street.",
};

/* What people write below their name, which is no yes any more. */
/* clang-format off */
static const char *const dishonest[] = {
	"Ngā mihi\nAroha Smith\nno thanks", "Ngā mihi\nAroha Smith\nActually no, I do not want this.", "Kind regards\nJane\n\nunsubscribe",
	"Kind regards\nJane\nRemove me from your list", "Thanks\nBob\nWhat is this?", "Thanks\nBob\n\nWho are you?", "Regards\nTom\nUndo.",
	"Regards\nTom\nrefused", "Cheers\nSam\nI never asked for this", "Cheers\nSam\nNot me", "Ngā mihi\nKiri\nKāore au e hiahia",
	"Ngā mihi\nKiri\nKāo", "Ngā mihi\nKiri\nPS. I've changed my mind", "Kind regards\nJane\nOnly if it is free", "Kind regards\nJane\nJust kidding",
	"Kind regards\nJane\nI no longer work here, so take me off", "Kind regards\nJane\nMy boss made me write that", "Thanks\nAna\nOn second thoughts, leave it",
	"Thanks\nAna\nIgnore the above", "Thanks\nAna\nThis is not consent", "Thanks\nAna\nBut is it free?", "Thanks\nAna\nI am on leave and did not ask for this",
	"Kind regards\nJane Brown\nSenior Advisor\nMinistry of Education\nPlease do not add me", "Kind regards\nJane Brown, no thanks",
	"Kind regards\nJane Brown (stop)", "Thanks\nAna\nThat was my husband on Monday", "Thanks\nAna\nWait, no", "Thanks\nAna\nunder protest",
	"Thanks\nAna\n24 Level 5, 56 The Terrace, Wellington 6011, New Zealand, phone\nno thanks", "Thanks\nAna\nforget me",
	"Regards\nMr Tom Jones\nThis email is confidential. I do not want your newsletter.", "Thanks\nAna\n?",
};
/* clang-format on */

/* Written after the rule, in three lots: at their first reading 38 of 46 were no yes. The rule was
 * widened after each lot, so what stands here says no more how many of others it would miss: the
 * last lot missed 3 of 16. */
/* clang-format off */
static const char *const dishonest_kept_back[] = {
	"Thanks\nAna\nBin it", "Ngā mihi\nMere Ngata\nKaiako\nTaihoa, kia kōrero au ki taku rangatira", "Cheers\nSam\nI'd rather get it on paper",
	"Kind regards\nJane\nSenior Advisor\nCan I think about it?", "Kind regards\nJane\nThe real Jane did not write this", "Thanks\nBob\nNobody here wants your mail",
	"Thanks\nBob\nOpt out", "Regards\nPat\nMaybe later", "Regards\nPat\nTake 2: no", "Regards\nPat\nPS: is there a cost", "Thanks\nAna\nDo not process this",
	"Regards\nJane\nTongue in cheek, obviously", "Thanks\nBob\nRevoke", "Thanks\nBob\nMe and my team would need to discuss", "Thanks\nJo\nSigned without reading it",
	"Thanks\nJo\nReply sent by my toddler", "Thanks\nKim\nTo be clear: decline", "Thanks\nKim\nAdmin note: recipient objects", "Ngā mihi\nMere\nKati, kaua e tuku mai",
	"Thanks\nAna\nThe yes is a joke", "Thanks\nAna\nLeave me out", "Thanks\nAna Bell\nTeam Lead\nTake my name off", "Thanks\nAna\nFrom the ticket system: case closed",
	"Kind regards\nJane\nI work flexible hours and have decided against it", "Regards\nTom\nThis email is confidential and my yes is void",
	"Kind regards\nJane\nI am away and never agreed to this", "Ngā mihi\nHemi\nMe whakakore", "Thanks\nAna\nUnless my manager says otherwise", "Thanks\nAna\nJane (not Ana) should get this", "Thanks\nAna\nWe have closed and want no more mail",
	"Kind regards\nJane\nScrap that", "Ngā mihi\nMere\nE kore au e whakaae", "Thanks\nBob\nI thought this was the other list", "Thanks\nBob\nNever!",
	"Cheers\nSam\nStop sending", "Cheers\nSam\nHow did you get my address?", "Kind regards\nJane\nTeam Leader\nMy colleague wanted it, not me",
	"Regards\nPat\nwithdrawn", "Regards\nPat\nNot for me though", "Thanks\nAna\nI work for MSD, who signed me up?", "Thanks\nAna\nDelete my address",
	"Ngā mihi\nHemi\nEngari kāore i tēnei wā", "Thanks\nAna\nPlease disregard, sent in haste", "Kind regards\nJane\nDon't",
	"Kind regards\nJane\nPrint this and eat it, I refuse",
};
/* clang-format on */

static size_t count(const char *const *endings, size_t n, enum consent_answer wanted,
    const char *name)
{
	size_t right = 0;

	for (size_t i = 0; i < n; i++) {
		struct buf text = BUF_INIT;
		enum consent_answer got;

		buf_printf(&text, "Kia ora,\n\nYes please\n\n%s\n", endings[i]);
		got = consent_words_read(buf_all(&text), CONSENT_JOIN, NULL).answer;
		if ((got == CONSENT_YES) == (wanted == CONSENT_YES))
			right++;
		else
			print_message("%s: %s\n", name, endings[i]);
		buf_release(&text);
	}
	print_message("%zu of %zu %s\n", right, n, name);
	return right;
}

#define COUNT(endings, wanted) \
	count(endings, sizeof(endings) / sizeof(endings)[0], wanted, #endings)
#define ALL(endings) (sizeof(endings) / sizeof(endings)[0])

static void test_endings(void **state)
{
	(void)state;
	assert_int_equal(COUNT(honest, CONSENT_YES), ALL(honest));
	assert_int_equal(COUNT(dishonest, CONSENT_NEITHER), ALL(dishonest));
}

/* None wrong; of the others nine in ten. */
static void test_kept_back(void **state)
{
	(void)state;
	assert_true(COUNT(honest_kept_back, CONSENT_YES) * 10 >= ALL(honest_kept_back) * 9);
	assert_int_equal(COUNT(dishonest_kept_back, CONSENT_NEITHER), ALL(dishonest_kept_back));
}

/* What a footer says is no answer by itself, and a name alone does not begin one. */
static void test_alone(void **state)
{
	static const char *const none[] = { "Ngā mihi\nAroha\nI work flexible hours",
		"Ngā mihi\nAroha Smith\nyes, we can",
		"Not yet\nNgā mihi\nAroha\nI am on leave 24 Dec",
		"Yes please\nAroha Smith\nRefused",
		"What is this?\nNgā mihi\nAroha\nMonday to Friday" };

	(void)state;
	for (size_t i = 0; i < ALL(none); i++) {
		if (consent_words_read(slice_of(none[i]), CONSENT_JOIN, NULL).answer == CONSENT_YES)
			fail_msg("%s", none[i]);
	}
	assert_int_equal(
	    consent_words_read(slice_of("No thanks\n\nNgā mihi\nAroha\nI work flexible hours."),
	        CONSENT_JOIN, NULL)
	        .answer,
	    CONSENT_NO);
	assert_true(consent_words_read(
	    slice_of("Yes please\n\nNgā mihi\nAroha\nPS please send it in print"), CONSENT_JOIN,
	    NULL)
	                .has_more);
	assert_false(consent_words_read(
	    slice_of("Yes please\n\nNgā mihi\nAroha\nI work flexible hours."), CONSENT_JOIN, NULL)
	                 .has_more);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_endings),
		cmocka_unit_test(test_kept_back),
		cmocka_unit_test(test_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

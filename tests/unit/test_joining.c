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
	{ "Hui \xe2\x80\xaegnp.exe\xe2\x80\xac; \xc4\x81-rohe",
	    "Hui \xe2\x80\xaegnp.exe\xe2\x80\xac; \xc4\x81-rohe" },
	{ "Haast Pass Hall", "Haast Pass Hall" },
	{ "Key Street Library, Room 3", "Key Street Library, Room 3" },
	{ "12 Code Avenue", "12 Code Avenue" },
	{ "Level 5, 56 The Terrace, Wellington 6011", "Level 5, 56 The Terrace, Wellington 6011" },
	{ "Hui, 12/03/2026", "Hui, 12/03/2026" },
	{ "Te Whare \xe2\x80\x93 Room 2, 14\xe2\x80\x93"
	  "16 High Street",
	    "Te Whare \xe2\x80\x93 Room 2, 14\xe2\x80\x93"
	    "16 High Street" },
	{ "Identity Centre, Passmore Street", "Identity Centre, Passmore Street" },
	{ "Secretary's office, Monkey Hall", "Secretary's office, Monkey Hall" },
	{ "Te Papa, Rangimarie 1\xc2\xa0& 2", "Te Papa, Rangimarie 1\xc2\xa0& 2" },
	{ "Zoom", "Zoom" },
	{ "Teams (link in the invitation)", "Teams (link in the invitation)" },
	{ "Postcode 9016, Dunedin", "Postcode 9016, Dunedin" },
	{ "Tauranga, 2\xe2\x80\x93"
	  "3 pm",
	    "Tauranga, 2\xe2\x80\x93"
	    "3 pm" },
	{ "orangatamariki.govt.nz office, Porirua", "orangatamariki.govt.nz office, Porirua" },
	{ "Keynote Hall 2", "Keynote Hall 2" },
	{ "Pinehaven School", "Pinehaven School" },
	{ "Te Whare, by the code of conduct board", "Te Whare, by the code of conduct board" },
	{ "St. Mary's Hall, 3/45 Pass Road", "St. Mary's Hall, 3/45 Pass Road" },
	{ "Room W.1.23", "Room W.1.23" },
	{ "Ngaio Hall / Marae, cnr 5th & Main", "Ngaio Hall / Marae, cnr 5th & Main" },
	{ "The Login Caf\xc3\xa9", "The Login Caf\xc3\xa9" },
	{ "Hui #4, Room12", "Hui #4, Room12" },
	{ "COVID-19 and COVID19 k\xc5\x8drero, Term4",
	    "COVID-19 and COVID19 k\xc5\x8drero, Term4" },
	{ "He Kupu Hou, 10.30am", "He Kupu Hou, 10.30am" },
	{ "Code of conduct, code of ethics", "Code of conduct, code of ethics" },
	{ "One-to-one: kanohi-ki-te-kanohi", "One-to-one: kanohi-ki-te-kanohi" },
	{ "Two hui, one whare", "Two hui, one whare" },
	{ "Access and whereby we share it, 1990s", "Access and whereby we share it, 1990s" },
	{ "Hui, Code Club, user research", "Hui, Code Club, user research" },
	{ "Dot and the connected data", "Dot and the connected data" },
	/* How to join it. */
	{ "Hui, Google Meet abc-defg-hij", "Hui" },
	{ "Hui - meeting two three four five, code kiwi", "Hui" },
	{ "Hui, code kiwi", "Hui" },
	{ "Hui, kupu huna: kiwi99", "Hui" },
	{ "Hui, kupu huna kiwi", "Hui" },
	{ "Hui; waehere 4455", "Hui" },
	{ "Hui (Zoom: eight three two)", "Hui" },
	{ "Hui (Zoom: waru, toru, rua)", "Hui" },
	{ "Hui meet dot google dot com slash abc", "Hui meet" },
	{ "Hui #4455", "Hui" },
	{ "Hui 4455#", "Hui" },
	{ "Hui # kiwi", "Hui" },
	{ "Hui: entry word Tui", "Hui" },
	{ "Hui [whereby otago-hui]", "Hui" },
	{ "Hui, login kiwi / tui9", "Hui" },
	{ "Hui, kiwi99", "Hui" },
	{ "Hui, a1b2c", "Hui" },
	{ "Hui, tui/kiwi99", "Hui" },
	{ "Hui, pw kiwi99", "Hui" },
	{ "Te Whare, Pw: kiwi", "Te Whare" },
	{ "Te Whare, pw\xc2\xa0kiwi", "Te Whare" },
	{ "Te Whare, access code 4455#", "Te Whare" },
	{ "Te Whare, code: 4455", "Te Whare" },
	{ "Te Whare, key K9x", "Te Whare" },
	{ "Te Whare, pass kiwi", "Te Whare" },
	{ "Te Whare, door code C1234X", "Te Whare" },
	{ "otago.zoom.us, key K9x", "" },
	{ "Te Whare, meet.jit.si OtagoHui", "Te Whare" },
	{ "Te Whare, Teams ID 234 567 89", "Te Whare" },
	{ "Te Whare, Zoom 832\xe2\x80\x93"
	  "1234\xe2\x80\x93"
	  "5678",
	    "Te Whare" },
	{ "Te Whare, Zoom 832\xc2\xa0"
	  "1234\xc2\xa0"
	  "5678",
	    "Te Whare" },
	{ "Te Whare, ID 832/1234/5678", "Te Whare" },
	{ "Te Whare, 832_1234_5678", "Te Whare" },
	{ "Te Whare, zoom\xef\xbc\x8eus/j/123", "Te Whare" },
	{ "Te Whare, passe 9", "Te Whare" },
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

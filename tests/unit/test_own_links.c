/* SPDX-License-Identifier: MIT
 * Our links in what somebody wrote, however their mail program or its gateway shows them. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/mail/own_links.h"

#define T "qabcdefghij2klmnopqrstuvwxyz3456" /* 32 letters and digits */
#define BASE "https://dpup.example.govt.nz"

static const struct {
	const char *text, *cut;
} cases[] = {
	/* Nothing of ours. */
	{ "", "" },
	{ "Is there  parking?\n\nNg\xc4\x81 mihi", "Is there  parking?\n\nNg\xc4\x81 mihi" },
	{ "See https://maps.example.com/?q=Te%20Papa#a",
	    "See https://maps.example.com/?q=Te%20Papa#a" },
	{ "ana@example.org, dpup@example.govt.nz", "ana@example.org, dpup@example.govt.nz" },
	{ "Taumatawhakatangihangakoauauotamateaturipukakapikimaungahoronukupokaiwhenuakitanatahu",
	    "Taumatawhakatangihangakoauauotamateaturipukakapikimaungahoronukupokaiwhenuakitanatahu" },
	{ "jane@dpup.example.govt.nz", "jane@dpup.example.govt.nz" },
	{ "100% sure, 50%25 less", "100% sure, 50%25 less" },
	/* As we write them. */
	{ "I pressed <" BASE "/p/" T ">.", "I pressed [link]" },
	{ "to dpup+m-" T "@example.govt.nz please", "to [link] please" },
	{ "mailto:dpup+leave@example.govt.nz?subject=x", "[link]" },
	{ "[m-" T "]", "[link]" },
	{ "the code is " T " I think", "the code is [link] I think" },
	{ "QABCDEFGHIJ2KLMNOPQRSTUVWXYZ3456", "[link]" },
	/* Without the scheme; upper case; the host alone. */
	{ "DPUP.example.govt.nz/r/" T, "[link]" },
	{ "on dpup.example.govt.nz then", "on [link] then" },
	/* What is not seen. */
	{ "https://dpup.exam\xe2\x80\x8bple.govt.nz/p/qabcdefghij2klm\xe2\x80\x8bnopqrstuvwxyz3456",
	    "[link]" },
	{ "m-qabcdefghij2klm\xc2\xadnopqrstuvwxyz3456", "[link]" },
	{ "m-qabcdefghij2klm\xf3\xa0\x81\x81nopqrstuvwxyz3456", "[link]" },
	{ "\xef\xbd\x91"
	  "abcdefghij2klmnopqrstuvwxyz3456",
	    "[link]" },
	/* Wrapped by a gateway. */
	{ "https://aus01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fother.example%2Fp%2F" T
	  "&data=05",
	    "[link]" },
	{ "https%253A%252F%252Fother.example%252Fp%252F" T "%2526x", "[link]" },
	{ "https://a.example/?u=https%3A%2F%2Fdpup%2Eexample%2Egovt%2Enz", "[link]" },
	{ "https://urldefense.proofpoint.com/v2/url?u=https-3A__dpup.example_p_" T "&d=DwMF",
	    "[link]" },
	{ "https://urldefense.proofpoint.com/v2/url?u=mailto-3Adpup-2Bm-2D" T "-40example",
	    "[link]" },
	{ "https://urldefense.com/v3/__https://x.example/p/" T "__;!!A!B$", "[link]" },
	{ "https://x.example/?t=%71abcdefghij2klmnopqrstuvwxyz3456", "[link]" },
	/* As people spell an address. */
	{ "dpup+m-" T " (at) example dot govt dot nz", "[link] (at) example dot govt dot nz" },
	{ "dpup+m-" T "(at)example.govt.nz", "[link]" },
};

static void test_each(void **state)
{
	struct classify_identity identity = { .delimiter = '+', .domain = "example.govt.nz" };
	struct err err = ERR_INIT;

	(void)state;
	assert_true(address_parse(slice_of("dpup@example.govt.nz"), &identity.address, &err));
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct buf out = BUF_INIT;

		own_links_cut(&identity, BASE, slice_of(cases[i].text), &out);
		if (!slice_is(buf_all(&out), cases[i].cut))
			fail_msg("%s: %.*s", cases[i].text, (int)out.n, out.p);
		buf_release(&out);
	}
}

/* Whatever stands around a token, and wherever it is cut, none is left. */
static void test_no_token_is_left(void **state)
{
	struct classify_identity identity = { .delimiter = '+', .domain = "example.govt.nz" };
	static const char around[] = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";
	struct err err = ERR_INIT;

	(void)state;
	assert_true(address_parse(slice_of("dpup@example.govt.nz"), &identity.address, &err));
	for (size_t i = 0; i < sizeof around - 1; i++) {
		struct buf text = BUF_INIT, out = BUF_INIT;

		buf_printf(&text, "see x%c" T "%cx now", around[i], around[i]);
		own_links_cut(&identity, NULL, buf_all(&text), &out);
		assert_true(slice_is(buf_all(&out), "see [link] now"));
		buf_release(&text);
		buf_release(&out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each),
		cmocka_unit_test(test_no_token_is_left),
	};

	return cmocka_run_group_tests_name("own_links", tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT
 * Addresses: what is accepted and as what, what is refused and why, sub-addresses, robots. The
 * A-labels are those of IDNA 2008 as other tools give them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/common/buf.h"
#include "daemon/mail/address.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static void test_accepted(void **state)
{
	static const struct {
		const char *text, *spec, *key;
	} cases[] = {
		{ "hone@example.nz", "hone@example.nz", "hone@example.nz" },
		{ " \tHone.Smith@Example.NZ\r\n", "Hone.Smith@example.nz",
		    "hone.smith@example.nz" },
		{ "a@b.co", "a@b.co", "a@b.co" },
		{ "azAZ09@azAZ09.nz", "azAZ09@azaz09.nz", "azaz09@azaz09.nz" },
		{ "o'neil+tag@a-b.example.org", "o'neil+tag@a-b.example.org",
		    "o'neil+tag@a-b.example.org" },
		{ "!#$%&'*+-/=?^_`{|}~@x.nz", "!#$%&'*+-/=?^_`{|}~@x.nz",
		    "!#$%&'*+-/=?^_`{|}~@x.nz" },
		{ "ok@wh\xc4\x81nau.nz", "ok@xn--whnau-gwa.nz", "ok@xn--whnau-gwa.nz" },
		{ "ok@M\xc4\x80ORI.nz", "ok@xn--mori-qsa.nz", "ok@xn--mori-qsa.nz" },
		/* 'a' and a combining macron are the same letter (NFC). */
		{ "ok@ma\xcc\x84ori.nz", "ok@xn--mori-qsa.nz", "ok@xn--mori-qsa.nz" },
		{ "a@1.2.3x", "a@1.2.3x", "a@1.2.3x" },
		/* IDNA 2008, non-transitional: the sharp s stays one. */
		{ "a@stra\xc3\x9f"
		  "e.de",
		    "a@xn--strae-oqa.de", "a@xn--strae-oqa.de" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct address a;
		struct err err = ERR_INIT;

		assert_true(address_parse(slice_of(cases[i].text), &a, &err));
		assert_string_equal(a.spec, cases[i].spec);
		assert_string_equal(a.key, cases[i].key);
		assert_false(err_is_set(&err));
	}
}

static void test_refused(void **state)
{
	static const struct {
		const char *text, *reason;
	} cases[] = {
		{ "", "no @" },
		{ "hone", "no @" },
		{ "@example.nz", "nothing before the @" },
		{ "hone@", "nothing after the @" },
		{ "a@b@example.nz", "a sign that addresses cannot have" },
		{ "a b@example.nz", "a space or a sign" },
		{ "a@x\r\nBcc: y", "not a domain name" },
		{ "a@x.nz\r\nRCPT TO:<evil@x.nz>", "a sign that addresses cannot have" },
		{ "a\r\n@x.nz", "a space or a sign" },
		{ "a\x1a@x.nz", "a space or a sign" },
		{ "<hone@example.nz>", "a sign" },
		{ "Hone <hone@example.nz>", "a sign" },
		{ "\"a b\"@example.nz", "a sign" },
		{ "a(c)@example.nz", "a sign" },
		{ "a,b@example.nz", "a sign" },
		{ ".a@example.nz", "begins with a dot" },
		{ "a..b@example.nz", "two in a row" },
		{ "a.@example.nz", "ends in a dot" },
		{ "m\xc4\x81ori@example.nz", "outside a-z" },
		{ "a@localhost", "has no dot" },
		{ "a@[192.0.2.1]", "not a domain name" },
		{ "a@192.0.2.1", "ends in a number" },
		{ "a@192.0.2.90", "ends in a number" },
		{ "a`\x7f@x.nz", "a sign" },
		{ "a@example..nz", "not a domain name" },
		{ "a@.example.nz", "not a domain name" },
		{ "a@example.nz.", "not a domain name" },
		{ "a@-example.nz", "not a domain name" },
		{ "a@example-.nz", "not a domain name" },
		{ "a@exa_mple.nz", "not a domain name" },
		{ "a@exa mple.nz", "not a domain name" },
		{ "a@ex\xff\xfe.nz", "not a domain name" },
		{ "a@ex\xc2\xa0"
		  "ample.nz",
		    "not a domain name" },
		{ "a@\xe2\x80\xae.nz", "not a domain name" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct address a;
		struct err err = ERR_INIT;

		assert_false(address_parse(slice_of(cases[i].text), &a, &err));
		assert_int_equal(err.kind, ERR_PERM);
		if (strstr(err.text, cases[i].reason) == NULL)
			print_error("%s: %s\n", cases[i].text, err.text);
		assert_non_null(strstr(err.text, cases[i].reason));
		assert_false(address_parse(slice_of(cases[i].text), &a, NULL));
	}
}

/* A local part in UTF-8 (RFC 6531 §3.3): one normal form, limits in bytes, nothing that is not
 * seen. */
static void test_utf8(void **state)
{
	static const struct {
		const char *text, *spec, *key;
	} good[] = {
		{ "h\xc5\x8dne@example.nz", "h\xc5\x8dne@example.nz", "h\xc5\x8dne@example.nz" },
		{ " H\xc5\x8cNE@Example.nz ", "h\xc5\x8dne@example.nz", "h\xc5\x8dne@example.nz" },
		{ "ho\xcc\x84ne@example.nz", "h\xc5\x8dne@example.nz",
		    "h\xc5\x8dne@example.nz" }, /* NFD */
		{ "j\xc3\xb6rg+x@wh\xc4\x81nau.nz", "j\xc3\xb6rg+x@xn--whnau-gwa.nz",
		    "j\xc3\xb6rg+x@xn--whnau-gwa.nz" },
		{ "\xe7\x94\xa8\xe6\x88\xb7@example.nz", "\xe7\x94\xa8\xe6\x88\xb7@example.nz",
		    "\xe7\x94\xa8\xe6\x88\xb7@example.nz" },
		{ "\xf0\x9f\x90\xa6@example.nz", "\xf0\x9f\x90\xa6@example.nz",
		    "\xf0\x9f\x90\xa6@example.nz" },
		{ "Hone@example.nz", "Hone@example.nz", "hone@example.nz" },
	};
	static const struct {
		const char *text, *reason;
	} bad[] = {
		{ "\xff@example.nz", "not text in UTF-8" },
		{ "\xc0\xafx@example.nz", "not text in UTF-8" },      /* overlong */
		{ "\xed\xa0\x80@example.nz", "not text in UTF-8" },   /* half of a pair */
		{ "a\xc2\xa0\xc4\x81@example.nz", "a sign that" },    /* no-break space */
		{ "\xc4\x81\xe2\x80\x8b@example.nz", "a sign that" }, /* zero width */
		{ "\xe2\x80\xae\xc4\x81@example.nz", "a sign that" }, /* right to left */
		{ "\xc4\x81\xc2\x85@example.nz", "a sign that" },     /* C1 */
		{ "\xc4\x81\xee\x80\x80@example.nz", "a sign that" }, /* private use */
		{ "\xcc\x84x@example.nz", "a sign that" }, /* a mark with nothing under it */
		{ "\xc4\x81 b@example.nz", "a sign that" },
		{ "\xc4\x81\r\nRCPT@example.nz", "a sign that" },
		{ "\xc4\x81>@example.nz", "a space or a sign" },
		{ "\xc4\x81..b@example.nz", "two in a row" },
	};
	struct address a;

	(void)state;
	for (size_t i = 0; i < COUNT(good); i++) {
		assert_true(address_parse_utf8(slice_of(good[i].text), &a, NULL));
		assert_string_equal(a.spec, good[i].spec);
		assert_string_equal(a.key, good[i].key);
		assert_int_equal(address_is_utf8(&a), strcmp(good[i].spec, "Hone@example.nz") != 0);
		assert_int_equal(address_parse(slice_of(good[i].text), &a, NULL),
		    !address_is_utf8(&a));
	}
	for (size_t i = 0; i < COUNT(bad); i++) {
		struct err err = ERR_INIT;

		assert_false(address_parse_utf8(slice_of(bad[i].text), &a, &err));
		if (strstr(err.text, bad[i].reason) == NULL)
			print_error("%zu: %s\n", i, err.text);
		assert_non_null(strstr(err.text, bad[i].reason));
	}
}

/* 64 bytes, counted once it is normal: 32 letters of two bytes, or 64 that came as 96. */
static void test_utf8_lengths(void **state)
{
	/* clang-format off */
	static const struct {
		const char *letter;
		size_t times;
		bool is_good;
	} cases[] = {
		{ "\xc4\x81", 32, true }, { "\xc4\x81", 33, false }, { "a\xcc\x84", 32, true }, { "a\xcc\x84", 33, false },
		{ "\xe1\xb8\x9e", 21, true }, { "\xe1\xb8\x9e", 22, false },
		/* A letter whose small one is longer: 2 bytes become 3. */
		{ "\xc8\xba", 21, true }, { "\xc8\xba", 22, false },
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct buf text = BUF_INIT;
		struct address a;
		struct err err = ERR_INIT;

		for (size_t n = 0; n < cases[i].times; n++)
			buf_text(&text, cases[i].letter);
		buf_text(&text, "@example.nz");
		assert_int_equal(address_parse_utf8(buf_all(&text), &a, &err), cases[i].is_good);
		assert_true(cases[i].is_good || strstr(err.text, "64 bytes") != NULL);
		buf_release(&text);
	}
}

/* A NUL hides nothing. */
static void test_nul(void **state)
{
	static const char *const texts[] = { "a\0b@example.nz", "ab@example.nz\0", "ab@ex\0mple.nz",
		"ab@wh\xc4\x81\0u.nz" };
	static const size_t lengths[] = { 14, 14, 13, 12 };
	struct address a;

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++)
		assert_false(address_parse(slice_make(texts[i], lengths[i]), &a, NULL));
}

static void test_lengths(void **state)
{
	static const struct {
		size_t local, label, labels; /* a@bbb.bbb ... .nz */
		bool is_good;
	} cases[] = {
		{ 64, 10, 1, true }, { 65, 10, 1, false }, { 1, 63, 1, true }, { 1, 64, 1, false },
		{ 58, 63, 3, true },  /* 58 + 1 + 3 * 64 + 3 = 254 */
		{ 59, 63, 3, false }, /* 255 */
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct buf text = BUF_INIT;
		struct address a;

		buf_repeat(&text, 'a', cases[i].local);
		buf_char(&text, '@');
		for (size_t n = 0; n < cases[i].labels; n++) {
			buf_repeat(&text, 'b', cases[i].label);
			buf_char(&text, '.');
		}
		buf_text(&text, cases[i].labels == 3 ? "nzx" : "nz");
		assert_int_equal(address_parse(buf_all(&text), &a, NULL), cases[i].is_good);
		buf_release(&text);
	}
}

static void test_parts(void **state)
{
	struct address a;

	(void)state;
	assert_true(address_parse(slice_of("Hone+x@Example.nz"), &a, NULL));
	assert_true(slice_is(address_local(&a), "Hone+x"));
	assert_true(slice_is(address_domain(&a), "example.nz"));
}

static void test_detail(void **state)
{
	static const struct {
		const char *spec;
		char delimiter;
		const char *detail; /* NULL: not an address of base */
	} cases[] = {
		{ "dpup@x.nz", '+', "" },
		{ "DPUP@X.NZ", '+', "" },
		{ "dpup+confirm-abc@x.nz", '+', "confirm-abc" },
		{ " Dpup+Confirm-ABC@X.nz ", '+', "Confirm-ABC" },
		{ "dpup%2Bu-abc@x.nz", '+', "u-abc" },
		{ "dpup%2bu-abc@x.nz", '+', "u-abc" },
		{ "dpup+a+b@x.nz", '+', "a+b" },
		{ "dpup+@x.nz", '+', "" },
		{ "dpup-help@x.nz", '-', "help" },
		{ "dpup+help@x.nz", '-', NULL },
		{ "dpup@x.nz", '\0', "" },
		{ "dpup+help@x.nz", '\0', NULL },
		{ "dpupx@x.nz", '+', NULL },
		{ "dpu@x.nz", '+', NULL },
		{ "xdpup+a@x.nz", '+', NULL },
		{ "dpup+a@y.nz", '+', NULL },
		{ "dpup+a@x.nz.evil.nz", '+', NULL },
		{ "dpup+a@evil@x.nz", '+', "a@evil" }, /* no address, but nobody else's */
		{ "dpup", '+', NULL },
		{ "@x.nz", '+', NULL },
		{ "", '+', NULL },
	};
	struct address base;

	(void)state;
	assert_true(address_parse(slice_of("dpup@x.nz"), &base, NULL));
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct slice detail;
		bool is_ours = address_detail(slice_of(cases[i].spec), &base, cases[i].delimiter,
		    &detail);

		assert_int_equal(is_ours, cases[i].detail != NULL);
		if (is_ours)
			assert_true(slice_is(detail, cases[i].detail));
	}
	assert_true(address_parse(slice_of("dpup@wh\xc4\x81nau.nz"), &base, NULL));
	for (size_t i = 0; i < 2; i++) {
		struct slice detail;

		assert_true(address_detail(slice_of(i == 0 ? "dpup+x@wh\xc4\x81nau.nz" :
		                                             "dpup+x@XN--whnau-gwa.nz"),
		    &base, '+', &detail));
		assert_true(slice_is(detail, "x"));
	}
}

static void test_with_detail(void **state)
{
	static const struct {
		char delimiter;
		const char *detail, *expected;
	} cases[] = {
		{ '+', "confirm-abc", "dpup+confirm-abc@x.nz" },
		{ '-', "help", "dpup-help@x.nz" },
		{ '\0', "help", "dpup@x.nz" },
		{ '+', "", "dpup@x.nz" },
		{ '+', NULL, "dpup@x.nz" },
		{ '+', "a b", "dpup@x.nz" },
		{ '+', "a\r\nb", "dpup@x.nz" },
		{ '+', "a..b", "dpup@x.nz" },
		{ '+', ".a", "dpup@x.nz" },
		{ '+', "a.", "dpup@x.nz" },
		{ '+', "a.b", "dpup+a.b@x.nz" },
		{ '+', "u-\x1artoken\x1a", "dpup+u-\x1artoken\x1a@x.nz" },
		{ '+', "u-\x1artoken", "dpup@x.nz" },
		/* 4 + 1 + 59 = 64 */
		{ '+', "00000000000000000000000000000000000000000000000000000000000",
		    "dpup+00000000000000000000000000000000000000000000000000000000000@x.nz" },
		{ '+', "000000000000000000000000000000000000000000000000000000000000",
		    "dpup@x.nz" },
	};
	struct address base;
	char out[ADDRESS_SIZE];

	(void)state;
	assert_true(address_parse(slice_of("dpup@x.nz"), &base, NULL));
	for (size_t i = 0; i < COUNT(cases); i++) {
		address_with_detail(&base, cases[i].delimiter, cases[i].detail, out);
		assert_string_equal(out, cases[i].expected);
	}
}

static void test_robots(void **state)
{
	/* clang-format off */
	static const struct {
		const char *spec;
		bool is_robot;
	} cases[] = {
		{ "MAILER-DAEMON@x.nz", true }, { "postmaster@x.nz", true },
		{ "no-reply@x.nz", true },
		{ "noreply@x.nz", true }, { "noreply-abc@x.nz", true },
		{ "news-noreply@x.nz", true },
		{ "DoNotReply@x.nz", true }, { "do-not-reply@x.nz", true },
		{ "owner-list@x.nz", true },
		{ "list-owner@x.nz", true }, { "list-request@x.nz", true },
		{ "list-bounces@x.nz", true },
		{ "list-bounces+a=b@x.nz", true }, { "bounce@x.nz", true },
		{ "bounce-123@x.nz", true },
		{ "bounces+a@x.nz", true }, { "majordomo@x.nz", true }, { "", true },
		{ "@x.nz", true },
		{ "postmaster", true },
		{ "hone@x.nz", false }, { "owner@x.nz", false }, { "request@x.nz", false },
		{ "bouncer@x.nz", false }, { "trooter@x.nz", false }, { "daemonic@x.nz", false },
		{ "nobody.special@x.nz", false }, { "reply@x.nz", false },
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		if (address_is_robot(slice_of(cases[i].spec)) != cases[i].is_robot)
			print_error("%s\n", cases[i].spec);
		assert_int_equal(address_is_robot(slice_of(cases[i].spec)), cases[i].is_robot);
	}
}

/* Whatever goes in: what is accepted can stand in a command and a header, and parses to itself. */
static void test_is_in(void **state)
{
	/* clang-format off */
	static const struct {
		const char *text;
		bool is_in;
	} rows[] = {
		{ "ana@example.org", true }, { "Ana Ngata <ANA@example.ORG>, 021 555", true }, { "ana@example.org.", true },
		{ "call 021 555 or (ana@example.org)", true }, { "diana@example.org or ana@example.org", true },
		{ "diana@example.org", false }, { "ana@example.org.nz", false }, { "ana@example", false },
		{ "\"ana@example.org\"", true }, { "ana @example.org", false }, { "", false }, { "...", false },
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		if (address_is_in(slice_of(rows[i].text), "ana@example.org") != rows[i].is_in)
			fail_msg("%s", rows[i].text);
	}
}

static void test_random(void **state)
{
	static const char letters[] = "aaaaaaaaaaaabbbbbbbbcz....@@@-+_ "
	                              "\t\r\n<\"(,\xc4\x81\xcc\x84\xff"
	                              "019N%";
	uint32_t seed = 7;
	size_t accepted = 0;

	(void)state;
	for (size_t round = 0; round < 200000; round++) {
		struct address a, b;
		char text[24];
		size_t n = 5 + round % 12;

		for (size_t i = 0; i < n; i++) {
			seed = seed * 1103515245U + 12345U;
			text[i] = letters[(seed >> 16) % (sizeof letters - 1)];
		}
		if (!address_parse(slice_make(text, n), &a, NULL))
			continue;
		accepted++;
		for (const char *p = a.spec; *p != '\0'; p++)
			assert_true(*p > 0x20 && *p < 0x7f && strchr("<>\"\\(),;:[]", *p) == NULL);
		assert_ptr_equal(strchr(a.spec, '@'), strrchr(a.spec, '@'));
		assert_true(address_parse(slice_of(a.spec), &b, NULL));
		assert_string_equal(a.spec, b.spec);
		assert_string_equal(a.key, b.key);
	}
	assert_true(accepted > 200); /* else this says nothing */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_accepted),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_utf8),
		cmocka_unit_test(test_utf8_lengths),
		cmocka_unit_test(test_nul),
		cmocka_unit_test(test_lengths),
		cmocka_unit_test(test_parts),
		cmocka_unit_test(test_detail),
		cmocka_unit_test(test_with_detail),
		cmocka_unit_test(test_robots),
		cmocka_unit_test(test_is_in),
		cmocka_unit_test(test_random),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

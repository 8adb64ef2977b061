/* SPDX-License-Identifier: MIT
 * From how mail travels to what it says: transfer encodings, encoded-words, parameters, header
 * fields, addresses, HTML. Expected values are from the RFCs' own examples or worked out by hand.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/parse/charset.h"
#include "daemon/parse/decode.h"
#include "daemon/parse/head.h"
#include "daemon/parse/html.h"
#include "daemon/parse/mailbox.h"

static void test_bodies(void **state)
{
	/* clang-format off */
	static const struct { enum decode_encoding how; const char *in, *out; } cases[] = {
		/* RFC 4648 §10 */
		{ DECODE_BASE64, "Zg==", "f" }, { DECODE_BASE64, "Zm8=", "fo" }, { DECODE_BASE64, "Zm9v", "foo" },
		{ DECODE_BASE64, "Zm9v\r\nYmFy\r\n", "foobar" },
		{ DECODE_BASE64, "Zg==Zm9v", "ffoo" },		/* joined pieces */
		{ DECODE_BASE64, "Z!m\x80" "9v", "foo" },	/* rubbish is passed over */
		{ DECODE_BASE64, "Zm9vY", "foo" },		/* cut */
		{ DECODE_BASE64, "====", "" },
		/* RFC 2045 §6.7 */
		{ DECODE_QP, "a=3Db", "a=b" }, { DECODE_QP, "a=3db", "a=b" },
		{ DECODE_QP, "soft=\r\nbreak", "softbreak" }, { DECODE_QP, "soft= \t\r\nbreak", "softbreak" },
		{ DECODE_QP, "soft=\nbreak", "softbreak" },
		{ DECODE_QP, "a=ZZ=4", "a=ZZ=4" }, { DECODE_QP, "a=", "a" }, { DECODE_QP, "a\r\nb", "a\r\nb" },
		{ DECODE_NONE, "a=3D", "a=3D" },
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct buf out = BUF_INIT;

		assert_false(decode_body(&out, cases[i].how, slice_of(cases[i].in), 100));
		if (strcmp(out.p, cases[i].out) != 0)
			fail_msg("\"%s\" gave \"%s\"", cases[i].in, out.p);
		buf_release(&out);
	}
}

static void test_body_limit(void **state)
{
	static const char *const in[] = { "abcdefgh", "abcdefgh", "YWJjZGVmZ2g=" };

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		static const enum decode_encoding how[] = { DECODE_NONE, DECODE_QP, DECODE_BASE64 };
		struct buf out = BUF_INIT;

		assert_false(decode_body(&out, how[i], slice_of(in[i]), 8));
		assert_string_equal(out.p, "abcdefgh");
		buf_clear(&out);
		assert_true(decode_body(&out, how[i], slice_of(in[i]), 7));
		assert_string_equal(out.p, "abcdefg");
		buf_release(&out);
	}
}

static void test_words(void **state)
{
	/* clang-format off */
	static const struct { const char *in, *out; } cases[] = {
		/* RFC 2047 §8 */
		{ "=?US-ASCII?Q?Keith_Moore?=", "Keith Moore" },
		{ "=?ISO-8859-1?Q?Keld_J=F8rn_Simonsen?=", "Keld J\xc3\xb8rn Simonsen" },
		{ "=?ISO-8859-1?B?SWYgeW91IGNhbiByZWFkIHRoaXMgeW8=?=\r\n =?ISO-8859-2?B?dSB1bmRlcnN0YW5kIHRoZSBleGFtcGxlLg==?=",
		    "If you can read this you understand the example." },
		{ "=?ISO-8859-1?Q?a?= b", "a b" },
		{ "=?ISO-8859-1?Q?a?= =?ISO-8859-1?Q?b?=", "ab" },
		{ "=?ISO-8859-1?Q?a?=  \r\n\t=?ISO-8859-1?Q?b?=", "ab" },
		{ "=?ISO-8859-1?Q?a_b?=", "a b" },
		{ "=?ISO-8859-1?Q?a?= =?ISO-8859-2?Q?_b?=", "a b" },
		/* a character split between two words */
		{ "=?utf-8?q?=C4?= =?utf-8?q?=81?=", "\xc4\x81" },
		{ "=?utf-8*en?q?hi?=", "hi" },			/* RFC 2231 §5 */
		{ "=?x-unknown?q?caf=E9?=", "caf\xc3\xa9" },
		{ "caf\xe9 \x93", "caf\xc3\xa9 \xe2\x80\x9c" },	/* raw 8-bit text */
		{ "caf\xc3\xa9", "caf\xc3\xa9" },
		{ "=?", "=?" }, { "=?a?=", "=?a?=" }, { "=?a?q?", "=?a?q?" }, { "=?a?x?b?=", "=?a?x?b?=" },
		{ "=??q?b?=", "=??q?b?=" }, { "a =?utf-8?q?" "?= b", "a  b" },
		{ "folded\r\n subject", "folded subject" },
		{ "a=?utf-8?q?b?=c", "abc" },
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct buf out = BUF_INIT;

		decode_words(&out, slice_of(cases[i].in));
		if (strcmp(out.p, cases[i].out) != 0)
			fail_msg("\"%s\" gave \"%s\", expected \"%s\"", cases[i].in, out.p,
			    cases[i].out);
		buf_release(&out);
	}
}

static void test_parameters(void **state)
{
	static const struct {
		const char *in, *name, *out;
	} cases[] = {
		/* out NULL: there is none */
		{ "text/plain; charset=utf-8", "charset", "utf-8" },
		{ "text/plain; CHARSET = \"utf-8\" (plain)", "charset", "utf-8" },
		{ "text/plain", "charset", NULL },
		{ "text/plain; x=\"charset=no\"", "charset", NULL },
		{ "text/plain; charset=a; charset=b", "charset", "a" },
		{ "multipart/mixed; boundary=\"a;b\\\"c\"", "boundary", "a;b\"c" },
		/* RFC 2231 §4 */
		{ "message/external-body; URL*0=\"ftp://\";\r\n URL*1=\"cs.utk.edu/pub/\"", "url",
		    "ftp://cs.utk.edu/pub/" },
		{ "application/x-stuff; title*=us-ascii'en-us'This%20is%20%2A%2A%2Afun%2A%2A%2A",
		    "title", "This is ***fun***" },
		{ "x/y; title*0*=us-ascii'en'This%20is%20even%20more%20; title*1*=%2A%2A%2Afun%2A%2A%2A%20;"
		  " title*2=\"isn't it!\"",
		    "title", "This is even more ***fun*** isn't it!" },
		{ "x/y; name*=utf-8''wh%C4%81nau", "name", "wh\xc4\x81nau" },
		{ "x/y; name=\"=?utf-8?q?wh=C4=81nau?=\"", "name", "wh\xc4\x81nau" },
		{ "x/y; name=\"open", "name", "open" },
		{ "x/y; name", "name", NULL },
		{ "", "name", NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct buf out = BUF_INIT;
		bool is_found = decode_parameter(&out, slice_of(cases[i].in), cases[i].name);

		if (is_found != (cases[i].out != NULL) ||
		    (is_found && strcmp(out.p, cases[i].out) != 0))
			fail_msg("\"%s\" gave \"%s\"", cases[i].in, out.p);
		buf_release(&out);
	}
}

/* One of 255 bytes is honest; a longer one than is ever looked at is cut, in one piece or in many.
 */
static void test_parameter_limit(void **state)
{
	(void)state;
	for (size_t n = DECODE_PARAMETER_MAX; n <= DECODE_PARAMETER_MAX + 1; n++) {
		struct buf one = BUF_INIT, many = BUF_INIT, out = BUF_INIT;

		buf_text(&one, "a/b; name=");
		buf_repeat(&one, 'x', n);
		assert_true(decode_parameter(&out, buf_all(&one), "name"));
		assert_int_equal(out.n, DECODE_PARAMETER_MAX);
		buf_clear(&out);
		buf_text(&many, "a/b");
		for (size_t i = 0; i < n; i++)
			buf_printf(&many, "; name*%zu*=x", i);
		assert_true(decode_parameter(&out, buf_all(&many), "name"));
		assert_int_equal(out.n, DECODE_PARAMETER_MAX);
		buf_release(&one);
		buf_release(&many);
		buf_release(&out);
	}
}

static void test_mailboxes(void **state)
{
	static const struct {
		const char *in, *out;
	} cases[] = {
		/* "spec|name" of each */
		{ "a@b.nz", "a@b.nz|" },
		{ "Aroha <a@b.nz>", "a@b.nz|Aroha" },
		{ "\"Ngata, Aroha\" <a@b.nz>, c@d.nz", "a@b.nz|Ngata, Aroha c@d.nz|" },
		{ "a@b.nz (Aroha (of Napier))", "a@b.nz|Aroha (of Napier)" },
		{ "Staff: a@b.nz, Tama <c@d.nz>;, e@f.nz", "a@b.nz| c@d.nz|Tama e@f.nz|" },
		{ "undisclosed-recipients:;", "" },
		{ "<>", "|" },
		{ "<@relay.nz,@r2.nz:a@b.nz>", "a@b.nz|" },
		{ "a . b @ c.nz", "a.b@c.nz|" },
		{ "\"a b\"@c.nz", "\"a b\"@c.nz|" },
		{ "Aroha a@b.nz", "a@b.nz|" },
		{ "A <a@b.nz> B <c@d.nz>", "a@b.nz|A  B c@d.nz|" },
		{ "alice@example.com <bob@example.com>", "bob@example.com|alice@example.com" },
		{ ",,,", "" },
		{ "", "" },
		{ "<a@b.nz", "a@b.nz|" },
		{ "\"open <a@b.nz>", "a@b.nz|open" },
		{ "\"\\\" a \"b\" <c@d.nz>", "c@d.nz|\" a b" },
		{ "x\" \\\" <a@b.nz>", "a@b.nz|x \\" },
		{ "MAILER-DAEMON", "MAILER-DAEMON|" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct buf spec = BUF_INIT, name = BUF_INIT, out = BUF_INIT;
		struct slice rest = slice_of(cases[i].in);

		while (mailbox_next(&rest, &spec, &name))
			buf_printf(&out, "%s%s|%s", out.n > 0 ? " " : "", spec.p, name.p);
		if (strcmp(out.p, cases[i].out) != 0)
			fail_msg("\"%s\" gave \"%s\", expected \"%s\"", cases[i].in, out.p,
			    cases[i].out);
		buf_release(&spec);
		buf_release(&name);
		buf_release(&out);
	}
}

static void test_heads(void **state)
{
	static const struct {
		const char *in, *subject;
		size_t count, body_at;
	} cases[] = {
		{ "Subject: x\r\n\r\nbody", "x", 1, 14 },
		{ "Subject: x\n\nbody", "x", 1, 12 },
		{ "Subject: x\r\rbody", "x", 1, 12 },
		{ "From me Mon\nSubject: x\n\nbody", "x", 1, 24 },
		{ "\r\n\r\nSubject: x\r\n\r\nbody", "x", 1, 18 },
		{ "SUBJECT : x\r\n\r\n", "x", 1, 15 },
		{ "no field\r\nSubject: x\r\n\r\n", "x", 1, 24 },
		{ " folded\r\nSubject: x\r\n\r\n", "x", 1, 23 },
		{ "Subject: x", "x", 1, 10 },
		{ ":\r\n:\r\n\r\n", "", 0, 8 },
		{ "Subject:\r\n\r\n", "", 1, 12 },
		{ "Subject: a\r\nSubject: b\r\n\r\n", "a", 2, 26 },
		{ "", "", 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct head h;

		head_init(&h, slice_of(cases[i].in));
		if (h.count != cases[i].count || h.body_at != cases[i].body_at ||
		    !slice_is(head_get(&h, "Subject"), cases[i].subject))
			fail_msg("case %zu: %zu fields, body at %zu, \"%.*s\"", i, h.count,
			    h.body_at, SLICE_ARG(head_get(&h, "Subject")));
		head_release(&h);
	}
}

static void test_head_limits(void **state)
{
	struct buf b = BUF_INIT;
	struct head h;

	(void)state;
	for (size_t i = 0; i < HEAD_FIELDS_MAX; i++)
		buf_text(&b, "A: b\r\n");
	head_init(&h, buf_all(&b));
	assert_int_equal(h.count, HEAD_FIELDS_MAX);
	assert_false(h.is_cut);
	head_release(&h);
	buf_text(&b, "A: b\r\n");
	head_init(&h, buf_all(&b));
	assert_int_equal(h.count, HEAD_FIELDS_MAX);
	assert_true(h.is_cut);
	head_release(&h);
	buf_clear(&b);
	buf_text(&b, "A: ");
	buf_repeat(&b, 'x', HEAD_VALUE_MAX + 10);
	head_init(&h, buf_all(&b));
	assert_int_equal(h.fields[0].value.n, HEAD_VALUE_MAX - 1); /* the space in front is of it */
	head_release(&h);
	buf_release(&b);
}

static void test_html(void **state)
{
	static const struct {
		const char *in, *out;
	} cases[] = {
		{ "<p>One</p><p>Two <b>bold</b></p>", "One\n\nTwo bold" },
		{ "a<br>b<br/>c", "a\nb\nc" },
		{ "<div>a</div><div>b</div>", "a\nb" },
		{ "<ul><li>a<li>b</ul>", "* a\n* b" },
		{ "<style>p{}</style><script>x()</script><p>seen", "seen" },
		{ "<html><head><title>no</title></head><body>yes", "yes" },
		{ "a &amp; b &lt;c&gt; &#257; &nbsp; d", "a & b <c> \xc4\x81 d" },
		{ "x<blockquote>a<br>b</blockquote>y", "x\n\n> a\n> b\ny" },
		{ "<pre>a\n b</pre>", "a\n b" },
		{ "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc" },
		{ "<p>open <b>and <i>never", "open and never" },
		{ "plain", "plain" },
		{ "", "" },
		{ "<", "<" },
		{ "<!-- x -->y", "y" },
		{ "a<hr>b", "a\n\n--------------------------------\nb" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct buf out = BUF_INIT;

		assert_false(html_to_text(&out, slice_of(cases[i].in), 1000));
		if (strcmp(out.p, cases[i].out) != 0)
			fail_msg("\"%s\" gave \"%s\", expected \"%s\"", cases[i].in, out.p,
			    cases[i].out);
		buf_release(&out);
	}
}

/* Depth and length cost linear time, and no more text comes out than was asked for. */
static void test_html_limits(void **state)
{
	struct buf in = BUF_INIT, out = BUF_INIT;

	(void)state;
	for (int i = 0; i < 20000; i++)
		buf_text(&in, "<div><blockquote>");
	buf_text(&in, "deep");
	assert_true(html_to_text(&out, buf_all(&in), 1000));
	assert_true(out.n <= 1000 + 64);
	buf_clear(&in);
	buf_clear(&out);
	buf_text(&in, "<p>");
	buf_repeat(&in, 'x', 5000);
	assert_false(html_to_text(&out, buf_all(&in), 1000));
	assert_int_equal(out.n, 1000);
	buf_release(&in);
	buf_release(&out);
}

static void test_charsets(void **state)
{
	static const struct {
		const char *charset, *in, *out;
	} cases[] = {
		{ "iso-8859-1", "\xe9", "\xc3\xa9" },
		{ "iso-8859-1", "\x96", "\xe2\x80\x93" }, /* read as Windows-1252 */
		{ "us-ascii", "\xc4\x81", "\xc4\x81" },   /* says ASCII, is UTF-8 */
		{ "us-ascii", "\xe9", "\xc3\xa9" },
		{ "koi8-r", "\xd4", "\xd1\x82" },
		{ "shift_jis", "\x82\xa0", "\xe3\x81\x82" },
		{ "utf-16",
		    "\xff\xfe"
		    "a",
		    "a" },
		{ "utf-8", "a\xff", "a\xc3\xbf" }, /* not UTF-8 after all */
		{ "no such charset", "\xe9", "\xc3\xa9" },
		{ "//TRANSLIT", "\xe9", "\xc3\xa9" },
		{ "", "\xe9", "\xc3\xa9" },
		{ "iso-2022-jp", "\x1b\x24\x42\x24\x22\x1b\x28\x42", "\xe3\x81\x82" },
		{ "gb2312", "\xc4\xe3\x80", "\xe4\xbd\xa0\xef\xbf\xbd" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct buf out = BUF_INIT;
		struct slice in = slice_of(cases[i].in);

		if (strcmp(cases[i].charset, "utf-16") == 0)
			in.n++; /* its last byte is a NUL */
		charset_to_utf8(&out, slice_of(cases[i].charset), in);
		if (strcmp(out.p, cases[i].out) != 0)
			fail_msg("case %zu (%s) gave \"%s\"", i, cases[i].charset, out.p);
		buf_release(&out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bodies),
		cmocka_unit_test(test_body_limit),
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_parameters),
		cmocka_unit_test(test_parameter_limit),
		cmocka_unit_test(test_mailboxes),
		cmocka_unit_test(test_heads),
		cmocka_unit_test(test_head_limits),
		cmocka_unit_test(test_html),
		cmocka_unit_test(test_html_limits),
		cmocka_unit_test(test_charsets),
	};

	html_preload();
	return cmocka_run_group_tests(tests, NULL, NULL);
}

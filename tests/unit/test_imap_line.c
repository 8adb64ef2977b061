/* SPDX-License-Identifier: MIT
 * Lines of IMAP, names of mailboxes and dates. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/common/xmalloc.h"
#include "daemon/fetch/imap_line.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const struct {
	const char *line;
	enum imap_line_kind kind;
	const char *tag, *code, *text;
} lines[] = {
	{ "+ idling", IMAP_LINE_CONTINUE, "", "", "" },
	{ "+", IMAP_LINE_CONTINUE, "", "", "" },
	{ "* 4 EXISTS", IMAP_LINE_EXISTS, "", "", "" },
	{ "* 0 exists", IMAP_LINE_EXISTS, "", "", "" },
	{ "* 4294967295 EXISTS", IMAP_LINE_EXISTS, "", "", "" },
	{ "* 4294967296 EXISTS", IMAP_LINE_OTHER, "", "", "" },
	{ "* -1 EXISTS", IMAP_LINE_OTHER, "", "", "" },
	{ "* 4 RECENT", IMAP_LINE_OTHER, "", "", "" },
	{ "* 4 EXPUNGE", IMAP_LINE_OTHER, "", "", "" },
	{ "* 4", IMAP_LINE_OTHER, "", "", "" },
	{ "* OK Still here", IMAP_LINE_OTHER, "", "", "" },
	{ "* NO [ALERT] low on space", IMAP_LINE_OTHER, "", "", "" },
	{ "* BYE Autologout; idle for too long", IMAP_LINE_BYE, "", "",
	    "Autologout; idle for too long" },
	{ "* bye", IMAP_LINE_BYE, "", "", "" },
	{ "* BYE [UNAVAILABLE] later", IMAP_LINE_BYE, "", "UNAVAILABLE", "later" },
	{ "a001 OK LOGIN completed", IMAP_LINE_OK, "a001", "", "LOGIN completed" },
	{ "A3 NO [AUTHENTICATIONFAILED] Authentication failed.", IMAP_LINE_NO, "A3",
	    "AUTHENTICATIONFAILED", "Authentication failed." },
	{ "7 NO", IMAP_LINE_NO, "7", "", "" },
	{ "7 bad [] x", IMAP_LINE_BAD, "7", "", "x" },
	{ "7 OK [UIDNEXT 4 x] [y] z", IMAP_LINE_OK, "7", "UIDNEXT", "[y] z" },
	{ "7 NO [no end", IMAP_LINE_NO, "7", "", "[no end" },
	{ "7 PERHAPS", IMAP_LINE_NONSENSE, "", "", "" },
	{ "", IMAP_LINE_NONSENSE, "", "", "" },
	{ "*", IMAP_LINE_NONSENSE, "", "", "" },
	{ "   ", IMAP_LINE_NONSENSE, "", "", "" },
	{ "SSH-2.0-OpenSSH_9.2", IMAP_LINE_NONSENSE, "", "", "" },
	{ "12345678901234567890123456789012 OK", IMAP_LINE_OK, "12345678901234567890123456789012",
	    "", "" },
	{ "123456789012345678901234567890123 OK", IMAP_LINE_NONSENSE, "", "", "" },
};

static void test_lines(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(lines); i++) {
		struct imap_line line;

		imap_line_parse(slice_of(lines[i].line), &line);
		if (line.kind != lines[i].kind || !slice_is(line.tag, lines[i].tag) ||
		    !slice_is(line.code, lines[i].code) || !slice_is(line.text, lines[i].text))
			fail_msg("\"%s\" is %d \"%.*s\" \"%.*s\" \"%.*s\"", lines[i].line,
			    (int)line.kind, SLICE_ARG(line.tag), SLICE_ARG(line.code),
			    SLICE_ARG(line.text));
	}
}

static bool is_inside(struct slice part, const char *p, size_t n)
{
	return part.n == 0 || (part.p >= p && part.p + part.n <= p + n);
}

/* Each line cut at every length and with each byte changed, in memory of exactly its size, so
 * that reading past the end is seen. */
static void test_hostile(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(lines); i++) {
		size_t n = strlen(lines[i].line);

		for (size_t cut = 0; cut <= n; cut++) {
			for (size_t at = 0; at <= cut; at++) {
				char *copy = xmemdup(lines[i].line, cut);
				struct imap_line line;

				if (at < cut)
					copy[at] = (char)(copy[at] ^ 0xff);
				imap_line_parse(slice_make(copy, cut), &line);
				assert_true(is_inside(line.tag, copy, cut));
				assert_true(is_inside(line.code, copy, cut));
				assert_true(is_inside(line.text, copy, cut));
				free(copy);
			}
		}
	}
}

static void test_quote(void **state)
{
	struct buf out = BUF_INIT, in = BUF_INIT;

	(void)state;
	imap_line_quote(&out, slice_make("a\0b\x1b[31m\xc4\x81~", 11));
	assert_string_equal(out.p, "a?b?[31m??~");
	buf_clear(&out);
	buf_repeat(&in, 'x', 200);
	imap_line_quote(&out, buf_all(&in));
	assert_int_equal(out.n, 200);
	buf_clear(&out);
	buf_char(&in, 'x');
	imap_line_quote(&out, buf_all(&in));
	assert_int_equal(out.n, 203);
	assert_string_equal(out.p + 199, "x...");
	buf_release(&out);
	buf_release(&in);
}

static void test_mailbox(void **state)
{
	static const struct {
		const char *name;
		const char *wire;
	} cases[] = {
		{ "INBOX", "INBOX" },
		{ "", "" },
		/* RFC 3501 §5.1.3, with its two examples. */
		{ "~peter/mail/\xe5\x8f\xb0\xe5\x8c\x97/\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e",
		    "~peter/mail/&U,BTFw-/&ZeVnLIqe-" },
		{ "Hi Mom -\xe2\x98\xba-!", "Hi Mom -&Jjo--!" },
		/* By hand: U+0101 is 0000 0001 0000 0001, in sixes 000000 010000 000100 = A Q E. */
		{ "P\xc4\x81nui", "P&AQE-nui" },
		{ "A&B", "A&-B" },
		/* U+1F600 is D83D DE00: 110110 000011 110111 011110 000000 000000 = 2 D 3 e A A. */
		{ "\xf0\x9f\x98\x80", "&2D3eAA-" },
		{ "\xc4\x81\xc4\x81\xc4\x81", "&AQEBAQEB-" },
		{ "\xc4\x81\xc4\x81", "&AQEBAQ-" },
		{ "\xff not UTF-8", "\xff not UTF-8" },
	};
	struct buf out = BUF_INIT;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		buf_clear(&out);
		imap_line_mailbox(&out, slice_of(cases[i].name));
		assert_string_equal(out.p, cases[i].wire);
	}
	buf_release(&out);
}

static void test_date(void **state)
{
	static const struct {
		int year, month, day, hour, min, sec, zone;
		int64_t at;
	} cases[] = {
		{ 1970, 1, 1, 0, 0, 0, 0, 0 },
		{ 1970, 1, 1, 12, 0, 0, 1200, 0 },
		/* 10,957 days are 30 years with 7 leap days. */
		{ 2000, 1, 1, 0, 0, 0, 0, 10957LL * 86400 },
		{ 2000, 3, 1, 0, 0, 0, 0, (10957LL + 31 + 29) * 86400 },
		{ 2100, 3, 1, 0, 0, 0, 0, 4107542400 },
		/* date -u -d '2026-05-02 21:30' +%s */
		{ 2026, 5, 3, 9, 30, 0, 1200, 1777757400 },
		{ 2026, 12, 1, 10, 0, 0, 1345, 1796069700 },
		{ 2026, 11, 30, 16, 45, 0, -330, 1796069700 },
		{ 1969, 12, 31, 0, 0, 0, 0, -1 },
		{ 2026, 0, 1, 0, 0, 0, 0, -1 },
		{ 2026, 13, 1, 0, 0, 0, 0, -1 },
		{ 2026, 1, 0, 0, 0, 0, 0, -1 },
		{ 2026, 1, 32, 0, 0, 0, 0, -1 },
		{ 2026, 1, 1, 24, 0, 0, 0, -1 },
		{ 2026, 1, 1, 0, 60, 0, 0, -1 },
		{ 2026, 1, 1, 0, 0, 61, 0, -1 },
		{ 10000, 1, 1, 0, 0, 0, 0, -1 },
		{ 2026, 1, 1, 0, 0, 0, 10000, -1 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_int_equal(imap_line_date(cases[i].year, cases[i].month, cases[i].day,
		                     cases[i].hour, cases[i].min, cases[i].sec, cases[i].zone),
		    cases[i].at);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_hostile),
		cmocka_unit_test(test_quote),
		cmocka_unit_test(test_mailbox),
		cmocka_unit_test(test_date),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

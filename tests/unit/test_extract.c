/* SPDX-License-Identifier: MIT
 * Whole messages to facts, where what a message may cost is bounded: at the limit and past it. */
#include "daemon/parse/extract.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/parse/calendar.h"

static void add_calendar(struct buf *b, size_t size, const char *uid)
{
	size_t start;

	buf_text(b, "--b\r\nContent-Type: text/calendar; method=REPLY\r\n\r\n");
	start = b->n;
	buf_printf(b, "BEGIN:VCALENDAR\nBEGIN:VEVENT\n%s", uid);
	while (b->n - start + 28 < size) /* 28: what follows */
		buf_char(b, (b->n - start) % 100 == 0 ? '\n' : ' ');
	buf_text(b, "\nEND:VEVENT\nEND:VCALENDAR\n");
	buf_text(b, "\r\n");
}

/* Objects that answer nothing: the second is read while the first was not too much already. */
static void test_calendars(void **state)
{
	static const struct {
		size_t first;
		bool is_read;
	} cases[] = {
		{ CALENDAR_MAX, true },
		{ CALENDAR_MAX + 200, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct buf b = BUF_INIT;
		struct facts f;

		buf_text(&b, "From: a@b.nz\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n");
		add_calendar(&b, cases[i].first - 100, "");
		add_calendar(&b, 100, "");
		add_calendar(&b, 100, "UID:last\n");
		buf_text(&b, "--b--\r\n");
		facts_init(&f);
		extract_facts(&f, buf_all(&b), SLICE_NONE, false);
		assert_int_equal(slice_is(facts_get(&f, FACTS_CALENDAR_UID), "last"),
		    cases[i].is_read);
		assert_int_equal(facts_has_limit(&f, "calendar"), !cases[i].is_read);
		facts_release(&f);
		buf_release(&b);
	}
}

/* Too deep is noted, and the text is not lost. */
static void test_deep_html(void **state)
{
	struct buf b = BUF_INIT;
	struct facts f;

	(void)state;
	buf_text(&b, "From: a@b.nz\r\nContent-Type: text/html\r\n\r\n");
	for (int i = 0; i < 2000; i++)
		buf_text(&b, "<b>");
	buf_text(&b, "unsubscribe\r\n");
	facts_init(&f);
	extract_facts(&f, buf_all(&b), SLICE_NONE, false);
	assert_true(facts_has_limit(&f, "html"));
	assert_true(slice_is(slice_trim(facts_get(&f, FACTS_TEXT)), "unsubscribe"));
	facts_release(&f);
	buf_release(&b);
}

/* RFC 8601 §2.2: what a sender could write into a field of our host's is no result. */
static void test_results(void **state)
{
	static const struct {
		const char *fields, *dmarc, *dkim, *domain;
	} cases[] = {
		{ "mx; dmarc=pass header.from=b.nz", "pass", "", "b.nz" },
		{ "MX 1; dmarc = PASS (p=none) header.from=B.nz", "pass", "", "b.nz" },
		{ "(ours) mx; dkim=pass header.d=b.nz", "", "pass", "b.nz" },
		{ "\"mx\"; dkim/1=fail header.d=b.nz; dkim=pass header.i=@c.nz", "", "pass",
		    "c.nz" },
		{ "mx; spf=fail smtp.mailfrom=\"dmarc=pass\"@b.nz", "", "", "" },
		{ "mx; spf=fail (dmarc=pass \\) header.from=b.nz) smtp.helo=x; dmarc=fail", "fail",
		    "", "" },
		{ "mx; spf=fail smtp.mailfrom=\"a;\\\" dmarc=pass\"", "", "", "" },
		{ "mx; dkim=pass header.i=\"amy@agency.nz\"@evil.nz header.s=x", "", "pass",
		    "evil.nz" },
		{ "mx; dkim=pass header.i=agency.nz=x@evil.nz", "", "pass", "evil.nz" },
		{ "mx; dkim=pass header.i=\"a\"\"@b.nz\"@evil.nz; dmarc=none", "none", "pass",
		    "evil.nz" },
		{ "mx.b.nz; dmarc=pass header.from=b.nz", "", "", "" },
		{ "mx; none", "", "", "" },
		{ "mx", "", "", "" },
		{ "", "", "", "" },
		{ "other; dmarc=pass\r\nAuthentication-Results: mx; dmarc=fail\r\nAuthentication-Results: mx; dmarc=pass",
		    "fail", "", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct buf b = BUF_INIT;
		struct facts f;

		buf_printf(&b, "Authentication-Results: %s\r\nFrom: a@b.nz\r\n\r\nhi\r\n",
		    cases[i].fields);
		facts_init(&f);
		extract_facts(&f, buf_all(&b), slice_of("mx"), false);
		if (!slice_is(facts_get(&f, FACTS_AUTH_DMARC), cases[i].dmarc) ||
		    !slice_is(facts_get(&f, FACTS_AUTH_DKIM), cases[i].dkim) ||
		    !slice_is_fold(facts_get(&f, FACTS_AUTH_DOMAIN), cases[i].domain))
			fail_msg("%s: dmarc \"%.*s\", dkim \"%.*s\", domain \"%.*s\"",
			    cases[i].fields, SLICE_ARG(facts_get(&f, FACTS_AUTH_DMARC)),
			    SLICE_ARG(facts_get(&f, FACTS_AUTH_DKIM)),
			    SLICE_ARG(facts_get(&f, FACTS_AUTH_DOMAIN)));
		facts_release(&f);
		buf_release(&b);
	}
}

/* RFC 6376 §5.4: what a signature speaks for. */
static void test_unbound(void **state)
{
	static const char ms[] =
	    "DKIM-Signature: v=1; d=b.nz; s=s;\r\n h=From:Date:Subject:Message-ID; b=A\r\n";
	static const char whole[] =
	    "DKIM-Signature: v=1; h = from : to:\r\n\tsubject ; d = B.nz; b=A\r\n";
	static const char with_cc[] = "DKIM-Signature: d=mail.b.nz; h=from:to:cc:subject; b=A\r\n";
	static const char others[] = "DKIM-Signature: d=relay.example; h=from; b=A\r\n";
	static const struct {
		const char *results, *signature, *more;
		int64_t is_unbound;
	} cases[] = {
		{ "dmarc=pass header.from=b.nz", "", "", 0 },
		{ "dmarc=pass header.from=b.nz", ms, "", 1 },
		{ "spf=pass smtp.mailfrom=a@b.nz; dmarc=pass header.from=b.nz", ms, "", 0 },
		{ "spf=pass smtp.mailfrom=bounce.b.nz; dmarc=pass header.from=b.nz", ms, "", 0 },
		{ "spf=pass smtp.mailfrom=eve@evil.nz; dmarc=pass header.from=b.nz", ms, "", 1 },
		{ "spf=fail smtp.mailfrom=a@b.nz; dmarc=pass header.from=b.nz", ms, "", 1 },
		{ "spf=fail smtp.mailfrom=e@f.nz; spf=pass smtp.mailfrom=a@b.nz; dmarc=pass header.from=b.nz",
		    ms, "", 1 },
		{ "spf=pass; dmarc=pass header.from=b.nz", ms, "Return-Path: <a@b.nz>\r\n", 0 },
		{ "spf=pass; dmarc=pass header.from=b.nz", ms, "Return-Path: <a@evil.nz>\r\n", 1 },
		{ "dmarc=pass header.from=b.nz", whole, "", 0 },
		{ "dmarc=pass header.from=b.nz", whole, "Cc: x@y.nz\r\n", 1 },
		{ "dmarc=pass header.from=b.nz", with_cc, "Cc: x@y.nz\r\n", 0 },
		{ "dmarc=pass header.from=b.nz", others, "", 0 },
		/* A second one that its sender made up vouches for nothing. */
		{ "dmarc=pass header.from=b.nz", ms,
		    "DKIM-Signature: d=b.nz; h=from:to:cc:subject; b=A\r\n", 1 },
		{ "spf=pass smtp.mailfrom=b.nz; dmarc=pass header.from=b.nz", "",
		    "Subject: other\r\n", 2 },
		{ "spf=pass smtp.mailfrom=b.nz; dmarc=pass header.from=b.nz", "", "to: x@y.nz\r\n",
		    2 },
		{ "dmarc=pass header.from=b.nz", others,
		    "Content-Type: text/plain\r\nContent-Type: text/html\r\n", 2 },
		{ "dmarc=pass header.from=b.nz", "DKIM-Signature: d=b.nz; h=from:to; b=A\r\n", "",
		    2 },
		{ "dmarc=pass header.from=b.nz",
		    "DKIM-Signature: d=b.nz; h=to:subject:from; b=A\r\n",
		    "Content-Type: text/plain\r\n", 1 },
		/* Whose servers are those of a quoted local part? */
		{ "spf=pass smtp.mailfrom=\"amy@b.nz\"@evil.nz; dmarc=pass header.from=b.nz", ms,
		    "", 1 },
		{ "spf=pass smtp.mailfrom=\"amy@b.nz\"; dmarc=pass header.from=b.nz", ms, "", 1 },
		{ "spf=pass smtp.mailfrom=evil.nz smtp.mailfrom=b.nz; dmarc=pass header.from=b.nz",
		    ms, "", 1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct buf b = BUF_INIT;
		struct facts f;

		buf_printf(&b,
		    "Authentication-Results: mx; %s\r\n%s%sFrom: a@b.nz\r\nTo: c@d.nz\r\nSubject: hi\r\n\r\nhi\r\n",
		    cases[i].results, cases[i].signature, cases[i].more);
		facts_init(&f);
		extract_facts(&f, buf_all(&b), slice_of("mx"), false);
		if (f.number[FACTS_UNBOUND] != cases[i].is_unbound)
			fail_msg("case %zu", i);
		facts_release(&f);
		buf_release(&b);
	}
}

/* Each signature of From's own domain, by the beginning of its bytes: neither white space nor what
 * a verifier skips is part of it. */
static void test_signed(void **state)
{
	static const char bytes[] = "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZnaGlqa2xtbm9w";
	static const char begin[] = "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNk\n";
	static const struct {
		const char *before, *b, *marks;
	} cases[] = {
		{ "d=b.nz; h=from:to:subject; bh=x; b=", bytes, begin },
		{ "d=b.nz; h=from:to:subject; bh=x; b=",
		    "QUJD REVGR0hJ\r\n SktMTU5P*UFFSU1RVVldYWVphYmNkZWZnaGlqa2xtbm9=;", begin },
		{ "B = ", "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZn; d=mail.b.nz", begin },
		{ "d=relay.example; b=", bytes, "" },
		{ "d=b.nz; bh=", bytes, "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct buf b = BUF_INIT;
		struct facts f;

		buf_printf(&b,
		    "Authentication-Results: mx; dmarc=pass header.from=b.nz\r\nDKIM-Signature: v=1; %s%s\r\n"
		    "From: a@b.nz\r\nTo: c@d.nz\r\nSubject: hi\r\n\r\nhi\r\n",
		    cases[i].before, cases[i].b);
		facts_init(&f);
		extract_facts(&f, buf_all(&b), slice_of("mx"), false);
		if (!slice_equal(slice_trim(facts_get(&f, FACTS_SIGNED)),
		        slice_trim(slice_of(cases[i].marks))))
			fail_msg("case %zu: %.*s", i, SLICE_ARG(facts_get(&f, FACTS_SIGNED)));
		facts_release(&f);
		/* Of a host that is not ours nothing is known. */
		facts_init(&f);
		extract_facts(&f, buf_all(&b), slice_of("other"), false);
		assert_int_equal(facts_get(&f, FACTS_SIGNED).n, 0);
		facts_release(&f);
		buf_release(&b);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_signed),
		cmocka_unit_test(test_calendars),
		cmocka_unit_test(test_deep_html),
		cmocka_unit_test(test_results),
		cmocka_unit_test(test_unbound),
	};

	extract_preload();
	return cmocka_run_group_tests(tests, NULL, NULL);
}

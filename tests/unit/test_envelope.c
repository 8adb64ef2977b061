/* SPDX-License-Identifier: MIT
 * MAIL and RCPT, and what EHLO says of the server. The xtext example is RFC 3461 §4's rule worked
 * out by hand: '+' is 2B, '=' is 3D, a blank is 20. */
#include "daemon/send/envelope.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void test_xtext(void **state)
{
	static const struct {
		const char *text, *xtext;
	} cases[] = {
		{ "", "" },
		{ "abc-1.2!~", "abc-1.2!~" },
		{ "a+b=c d", "a+2Bb+3Dc+20d" },
		{ "\r\n\x7f\xff", "+0D+0A+7F+FF" },
	};
	struct buf b = BUF_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		buf_clear(&b);
		buf_reserve(&b, 1);
		envelope_xtext(&b, slice_of(cases[i].text));
		assert_string_equal(b.p, cases[i].xtext);
	}
	buf_release(&b);
}

static struct job make_job(void)
{
	struct job job;

	job_init(&job);
	(void)snprintf(job.sender, sizeof job.sender, "b@x.nz");
	(void)snprintf(job.recipient, sizeof job.recipient, "r+1@y.nz");
	job.message = slice_of("12345");
	return job;
}

static void test_commands(void **state)
{
	const struct capabilities none = { 0 };
	const struct capabilities all = { .has_pipelining = true,
		.has_8bitmime = true,
		.has_dsn = true,
		.has_size = true,
		.size_max = 5 };
	struct job job = make_job();
	struct buf b = BUF_INIT;

	(void)state;
	envelope_mail(&job, &none, &b);
	envelope_rcpt(&job, &none, &b);
	assert_string_equal(b.p, "MAIL FROM:<b@x.nz>\r\nRCPT TO:<r+1@y.nz>\r\n");
	buf_clear(&b);
	job.is_8bit = job.is_notify_never = true;
	buf_text(&job.envid, "e+2B");
	envelope_mail(&job, &all, &b);
	envelope_rcpt(&job, &all, &b);
	assert_string_equal(b.p,
	    "MAIL FROM:<b@x.nz> SIZE=5 BODY=8BITMIME RET=HDRS ENVID=e+2B\r\n"
	    "RCPT TO:<r+1@y.nz> NOTIFY=NEVER ORCPT=rfc822;r+2B1@y.nz\r\n");
	buf_clear(&b);
	job.sender[0] = '\0';
	envelope_mail(&job, &none, &b);
	assert_non_null(strstr(b.p, "MAIL FROM:<>"));
	buf_release(&b);
	job_release(&job);
}

/* RFC 6531 §3.4: the parameter only where the address takes it. RFC 6533 §3: of the original
 * recipient all is ASCII; '+', '=' and '\\' as code points, too. */
static void test_utf8(void **state)
{
	static const struct {
		const char *address, *orcpt;
	} cases[] = {
		{ "j\xc3\xb6rg@y.nz", "j\\x{F6}rg@y.nz" },
		{ "\xc4\x81+1=2@y.nz", "\\x{101}\\x{2B}1\\x{3D}2@y.nz" },
		{ "\xf0\x9f\x90\xa6@y.nz", "\\x{1F426}@y.nz" },
		{ "a\\b", "a\\x{5C}b" },
		{ "", "" },
	};
	struct capabilities caps = { .has_dsn = true, .has_8bitmime = true, .has_smtputf8 = true };
	char text[SMTP_REPLY_TEXT_MAX + 1];
	struct job job = make_job();
	struct buf b = BUF_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		buf_clear(&b);
		buf_reserve(&b, 1);
		envelope_utf8_xtext(&b, slice_of(cases[i].address));
		assert_string_equal(b.p, cases[i].orcpt);
	}
	buf_clear(&b);
	(void)snprintf(job.recipient, sizeof job.recipient, "j\xc3\xb6rg@y.nz");
	job.is_utf8 = job.is_8bit = true;
	assert_null(envelope_refusal(&job, &caps, text));
	envelope_mail(&job, &caps, &b);
	envelope_rcpt(&job, &caps, &b);
	assert_string_equal(b.p,
	    "MAIL FROM:<b@x.nz> BODY=8BITMIME SMTPUTF8 RET=HDRS\r\n"
	    "RCPT TO:<j\xc3\xb6rg@y.nz> NOTIFY=FAILURE,DELAY ORCPT=utf-8;j\\x{F6}rg@y.nz\r\n");
	caps.has_smtputf8 = false;
	assert_string_equal(envelope_refusal(&job, &caps, text), "5.6.7");
	assert_non_null(strstr(text, "the relay does not take those"));
	capabilities_add(&caps, slice_of("SMTPUTF8"));
	assert_null(envelope_refusal(&job, &caps, text));
	buf_release(&b);
	job_release(&job);
}

static void test_refusal(void **state)
{
	struct capabilities caps = { .has_size = true, .size_max = 5 };
	char text[SMTP_REPLY_TEXT_MAX + 1];
	struct job job = make_job();

	(void)state;
	assert_null(envelope_refusal(&job, &caps, text));
	caps.size_max = 4;
	assert_string_equal(envelope_refusal(&job, &caps, text), "5.3.4");
	assert_string_equal(text, "the message has 5 bytes, the relay takes 4");
	caps.size_max = 0;
	job.is_8bit = true;
	assert_string_equal(envelope_refusal(&job, &caps, text), "5.6.3");
	caps.has_8bitmime = true;
	assert_null(envelope_refusal(&job, &caps, text));
	job_release(&job);
}

static void test_capabilities(void **state)
{
	static const char *const lines[] = { "mail.example.nz Hello", "pipelining", "SIZE 52428800",
		"8BITMIME", "STARTTLS", "X-UNKNOWN", "", "SIZEX 1", "AUTH PLAIN LOGIN DSN" };
	struct capabilities caps = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
		capabilities_add(&caps, slice_of(lines[i]));
	assert_true(caps.has_pipelining);
	assert_true(caps.has_8bitmime);
	assert_true(caps.has_size);
	assert_int_equal(caps.size_max, 52428800);
	assert_false(caps.has_dsn);
}

/* RFC 1870 §4: no number and 0 are no limit; what is no number is none either. */
static void test_size(void **state)
{
	/* clang-format off */
	static const struct {
		const char *line;
		int64_t max;
	} cases[] = {
		{ "SIZE", 0 }, { "SIZE 0", 0 }, { "SIZE 1", 1 }, { "SIZE x", 0 }, { "SIZE -5", 0 },
		{ "SIZE 1000000000000", 1000000000000 }, { "SIZE 1000000000001", 0 },
		{ "SIZE 99999999999999999999999", 0 },
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct capabilities caps = { 0 };

		capabilities_add(&caps, slice_of(cases[i].line));
		assert_true(caps.has_size);
		assert_int_equal(caps.size_max, cases[i].max);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_xtext),
		cmocka_unit_test(test_commands),
		cmocka_unit_test(test_utf8),
		cmocka_unit_test(test_refusal),
		cmocka_unit_test(test_capabilities),
		cmocka_unit_test(test_size),
	};

	return cmocka_run_group_tests_name("envelope", tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT
 * Where the relay is and how the connection to it is secured. */
#include "daemon/send/endpoint.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static const struct {
	const char *url, *host; /* host NULL: refused */
	int port;
	bool is_implicit, is_loopback;
} urls[] = {
	{ "smtp://mail.example.nz", "mail.example.nz", 25, false, false },
	{ "smtp://mail.example.nz/", "mail.example.nz", 25, false, false },
	{ "SMTPS://mail.example.nz", "mail.example.nz", 465, true, false },
	{ "smtp://mail.example.nz:587", "mail.example.nz", 587, false, false },
	{ "smtp://localhost:65535", "localhost", 65535, false, true },
	{ "smtp://LOCALHOST", "LOCALHOST", 25, false, true },
	{ "smtp://127.0.0.1", "127.0.0.1", 25, false, true },
	{ "smtp://127.255.1.2", "127.255.1.2", 25, false, true },
	{ "smtp://128.0.0.1", "128.0.0.1", 25, false, false },
	{ "smtp://127.0.0.1.example.nz", "127.0.0.1.example.nz", 25, false, false },
	{ "smtp://localhost.example.nz", "localhost.example.nz", 25, false, false },
	{ "smtp://[::1]:2525", "::1", 2525, false, true },
	{ "smtp://[2001:db8::25]", "2001:db8::25", 25, false, false },
	{ "", NULL, 0, false, false },
	{ "smtp://", NULL, 0, false, false },
	{ "smtp:///", NULL, 0, false, false },
	{ "http://mail.example.nz", NULL, 0, false, false },
	{ "mail.example.nz", NULL, 0, false, false },
	{ "smtp://u:p@mail.example.nz", NULL, 0, false, false },
	{ "smtp://mail.example.nz/x", NULL, 0, false, false },
	{ "smtp://mail.example.nz?x", NULL, 0, false, false },
	{ "smtp://mail.example.nz:0", NULL, 0, false, false },
	{ "smtp://mail.example.nz:65536", NULL, 0, false, false },
	{ "smtp://mail.example.nz:", NULL, 0, false, false },
	{ "smtp://mail.example.nz:25:25", NULL, 0, false, false },
	{ "smtp://-x.example.nz", NULL, 0, false, false },
	{ "smtp://mail.example.nz\r\n", NULL, 0, false, false },
	{ "smtp://mail example.nz", NULL, 0, false, false },
	{ "smtp://[::1", NULL, 0, false, false },
	{ "smtp://[", NULL, 0, false, false },
	{ "smtp://[]", NULL, 0, false, false },
	{ "smtp://[::1]x", NULL, 0, false, false },
	{ "smtp://[fe80::1%eth0]", NULL, 0, false, false },
};

static void test_urls(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof urls / sizeof urls[0]; i++) {
		struct endpoint_place p;
		int rc = endpoint_parse_url(slice_of(urls[i].url), &p, NULL);

		if (rc != (urls[i].host == NULL ? -1 : 0))
			fail_msg("%s: %d", urls[i].url, rc);
		if (rc < 0)
			continue;
		assert_string_equal(p.host, urls[i].host);
		assert_int_equal(p.port, urls[i].port);
		assert_int_equal(p.is_implicit_tls, urls[i].is_implicit);
		assert_int_equal(p.is_loopback, urls[i].is_loopback);
	}
}

/* A host of 253 bytes, and one more. */
static void test_host_limit(void **state)
{
	(void)state;
	for (size_t n = ENDPOINT_HOST_MAX; n <= ENDPOINT_HOST_MAX + 1; n++) {
		struct endpoint_place p;
		struct buf b = BUF_INIT;

		buf_text(&b, "smtp://");
		buf_repeat(&b, 'a', n);
		assert_int_equal(endpoint_parse_url(buf_all(&b), &p, NULL),
		    n > ENDPOINT_HOST_MAX ? -1 : 0);
		buf_release(&b);
	}
}

static void test_tls(void **state)
{
	static const struct {
		const char *tls, *url;
		int result; /* enum endpoint_tls, -1: refused */
	} cases[] = {
		{ "auto", "smtp://127.0.0.1", ENDPOINT_TLS_NONE },
		{ "auto", "smtp://mail.example.nz", ENDPOINT_TLS_STARTTLS },
		{ "auto", "smtps://mail.example.nz", ENDPOINT_TLS_IMPLICIT },
		{ "auto", "smtps://127.0.0.1", ENDPOINT_TLS_IMPLICIT },
		{ "required", "smtp://127.0.0.1", ENDPOINT_TLS_STARTTLS },
		{ "required", "smtp://mail.example.nz", ENDPOINT_TLS_STARTTLS },
		{ "none", "smtp://[::1]", ENDPOINT_TLS_NONE },
		{ "none", "smtp://mail.example.nz", -1 },
		{ "none", "smtps://127.0.0.1", -1 },
		{ "", "smtp://127.0.0.1", -1 },
		{ "AUTO", "smtp://127.0.0.1", -1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct endpoint_place p;
		enum endpoint_tls tls;
		int rc;

		assert_int_equal(endpoint_parse_url(slice_of(cases[i].url), &p, NULL), 0);
		rc = endpoint_choose_tls(slice_of(cases[i].tls), &p, &tls, NULL);
		assert_int_equal(rc, cases[i].result < 0 ? -1 : 0);
		if (rc == 0)
			assert_int_equal(tls, cases[i].result);
	}
}

static void read_start(struct endpoint *e, const char *password_file, const char *helo)
{
	struct buf frame = BUF_INIT;
	struct wire w;

	wire_begin(&frame, "send.start", 0);
	wire_add_text(&frame, "url", slice_of("smtp://[::1]:25"));
	wire_add_text(&frame, "tls", slice_of("auto"));
	wire_add_text(&frame, "helo", slice_of(helo));
	wire_add_int(&frame, "idle_s", 60);
	if (password_file != NULL) {
		wire_add_text(&frame, "user", slice_of("u"));
		wire_add_text(&frame, "password_file", slice_of(password_file));
	}
	assert_int_equal(wire_parse(buf_all(&frame), &w, NULL), 0);
	assert_int_equal(endpoint_read(e, &w, NULL), 0);
	buf_release(&frame);
}

static void test_start(void **state)
{
	struct endpoint e;

	(void)state;
	read_start(&e, NULL, "[192.0.2.1]");
	assert_int_equal(e.fault_cause, CAUSE_NONE);
	assert_string_equal(e.url.p, "smtp://[::1]:25/%5B192.0.2.1%5D");
	/* RFC 5321 §4.5.3.2. */
	assert_int_equal(e.reply_s, 300);
	assert_int_equal(e.write_s, 180);
	assert_int_equal(e.answer_s, 600);
	endpoint_release(&e);
	read_start(&e, NULL, "x.nz\r\nMAIL FROM:<>");
	assert_int_equal(e.fault_cause, CAUSE_NETWORK);
	endpoint_release(&e);
}

static void test_password(void **state)
{
	static const struct {
		const char *content;
		mode_t mode;
		const char *password; /* NULL: refused */
	} cases[] = {
		{ "geheim\n", 0600, "geheim" },
		{ "geheim", 0400, "geheim" },
		{ "geheim\n", 0640, "geheim" },
		{ "geheim\n\n", 0600, NULL },
		{ "geheim", 0644, NULL },
		{ "geheim", 0602, NULL },
		{ "geheim", 0620, NULL },
		{ "", 0600, NULL },
		{ "\n", 0600, NULL },
	};
	char path[] = "/tmp/dpupd-unit-XXXXXX";
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct endpoint e;

		assert_int_equal(ftruncate(fd, 0), 0);
		assert_int_equal(pwrite(fd, cases[i].content, strlen(cases[i].content), 0),
		    strlen(cases[i].content));
		assert_int_equal(fchmod(fd, cases[i].mode), 0);
		read_start(&e, path, "x.nz");
		assert_int_equal(e.fault_cause,
		    cases[i].password == NULL ? CAUSE_AUTH : CAUSE_NONE);
		if (cases[i].password != NULL)
			assert_string_equal(e.password.p, cases[i].password);
		endpoint_release(&e);
	}
	/* 4096 bytes, and one more. */
	for (size_t n = 4096; n <= 4097; n++) {
		struct endpoint e;
		char *bytes = malloc(n);

		memset(bytes, 'x', n);
		assert_int_equal(fchmod(fd, 0600), 0);
		assert_int_equal(pwrite(fd, bytes, n, 0), n);
		read_start(&e, path, "x.nz");
		assert_int_equal(e.fault_cause, n > 4096 ? CAUSE_AUTH : CAUSE_NONE);
		endpoint_release(&e);
		free(bytes);
	}
	(void)close(fd);
	(void)unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_urls),
		cmocka_unit_test(test_host_limit),
		cmocka_unit_test(test_tls),
		cmocka_unit_test(test_start),
		cmocka_unit_test(test_password),
	};

	return cmocka_run_group_tests_name("endpoint", tests, NULL, NULL);
}

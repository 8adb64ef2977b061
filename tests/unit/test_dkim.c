/* SPDX-License-Identifier: MIT
 * Canonical forms against the example of RFC 6376 §3.4.5; signatures are judged by another
 * implementation in tests/e2e/outbound/test_dkim.py. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "daemon/mail/relaxed.h"
#include "daemon/send/dkim.h"

static void test_body(void **state)
{
	static const struct {
		const char *body, *relaxed;
	} cases[] = {
		{ " C \r\nD \t E\r\n\r\n\r\n", " C\r\nD E\r\n" }, /* §3.4.5 */
		{ "", "" },
		{ "\r\n", "" },
		{ "\r\n\r\n \r\n\t\r\n", "" },
		{ "a", "a\r\n" },
		{ "a\r\n \r\n\r\nb", "a\r\n\r\n\r\nb\r\n" },
		{ "\t\ta  \tb\t\r\n", " a b\r\n" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct buf out = BUF_INIT;

		relaxed_body(&out, slice_of(cases[i].body));
		assert_int_equal(out.n, strlen(cases[i].relaxed));
		assert_memory_equal(out.n > 0 ? out.p : "", cases[i].relaxed, out.n);
		buf_release(&out);
	}
}

static void test_field(void **state)
{
	/* clang-format off */
	static const struct { const char *field, *relaxed; } cases[] = {
		{ "A: X", "a:X" }, { "B : Y\t\r\n\tZ  ", "b:Y Z" },	/* §3.4.5 */
		{ "SUBJECT:", "subject:" }, { "List-Id:  a   b ", "list-id:a b" },
		{ "X:a\r\n b\r\n\t c", "x:a b c" },
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct buf out = BUF_INIT;

		relaxed_field(&out, slice_of(cases[i].field));
		assert_string_equal(out.p, cases[i].relaxed);
		buf_release(&out);
	}
}

/* RFC 8463 appendix A.2: the Ed25519 key, as PKCS #8. */
static const char ed25519_key[] =
    "-----BEGIN PRIVATE KEY-----\n"
    "MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n"
    "-----END PRIVATE KEY-----\n";

static char *write_key(char path[32], const char *text, mode_t mode)
{
	int fd;

	(void)snprintf(path, 32, "/tmp/dkim-XXXXXX");
	fd = mkstemp(path);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	assert_int_equal(fchmod(fd, mode), 0);
	(void)close(fd);
	return path;
}

static void test_keys(void **state)
{
	struct dkim *d = dkim_new(slice_of("example.org"));
	struct err err = ERR_INIT;
	char path[32];

	(void)state;
	assert_int_equal(dkim_add_key(d, slice_of("s"), slice_of("/nonexistent"), &err), -1);
	assert_non_null(strstr(err.text, "/nonexistent"));
	err_clear(&err);
	(void)write_key(path, ed25519_key, 0644);
	assert_int_equal(dkim_add_key(d, slice_of("s"), slice_of(path), &err), -1);
	assert_non_null(strstr(err.text, "chmod 600"));
	(void)unlink(path);
	err_clear(&err);
	(void)write_key(path, "no key", 0600);
	assert_int_equal(dkim_add_key(d, slice_of("s"), slice_of(path), &err), -1);
	(void)unlink(path);
	err_clear(&err);
	(void)write_key(path, ed25519_key, 0600);
	assert_int_equal(dkim_add_key(d, slice_of("a"), slice_of(path), &err), 0);
	assert_int_equal(dkim_add_key(d, slice_of("b"), slice_of(path), &err), 0);
	assert_int_equal(dkim_add_key(d, slice_of("c"), slice_of(path), &err), -1);
	(void)unlink(path);
	dkim_free(d);
}

static void test_signature(void **state)
{
	static const char message[] =
	    "From: a@example.org\r\nTo: b@example.org\r\nTo: c@example.org\r\n"
	    "Subject: Hello\r\n there\r\nX-Other: no\r\n\r\nBody\r\n";
	struct dkim *d = dkim_new(slice_of("example.org"));
	struct buf once = BUF_INIT, again = BUF_INIT;
	struct err err = ERR_INIT;
	char path[32];

	(void)state;
	assert_int_equal(dkim_add_key(d, slice_of("sel"),
	                     slice_of(write_key(path, ed25519_key, 0600)), &err),
	    0);
	(void)unlink(path);
	assert_int_equal(dkim_sign(d, slice_of(message), &once, &err), 0);
	assert_int_equal(dkim_sign(d, slice_of(message), &again, &err), 0);
	assert_string_equal(once.p, again.p); /* a second copy is the same bytes */
	assert_non_null(strstr(once.p, "a=ed25519-sha256; c=relaxed/relaxed; d=example.org;"));
	/* Each field as often as it is there, and once more. */
	assert_non_null(strstr(once.p,
	    "h=From:From:To:To:To:Subject:Subject:Date:Reply-To:Message-ID:"));
	assert_null(strstr(once.p, "X-Other"));
	assert_int_equal(strcmp(once.p + once.n - 2, "\r\n"), 0);
	for (size_t n = 0; n < sizeof message;
	     n++) { /* cut anywhere: signed or refused, never more */
		buf_clear(&again);
		err_clear(&err);
		(void)dkim_sign(d, slice_make(message, n), &again, &err);
	}
	buf_release(&once);
	buf_release(&again);
	dkim_free(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_body),
		cmocka_unit_test(test_field),
		cmocka_unit_test(test_keys),
		cmocka_unit_test(test_signature),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

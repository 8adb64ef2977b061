/* SPDX-License-Identifier: MIT
 * Which connections are encrypted, and which URLs are refused. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

#include "daemon/fetch/imap_connect.h"

#define REFUSED (-1)

static void test_policy(void **state)
{
	static const struct {
		const char *url;
		enum start_tls tls;
		int use;
	} cases[] = {
		{ "imaps://mail.example.nz", START_TLS_AUTO, IMAP_CONNECT_IMPLICIT },
		{ "imaps://mail.example.nz:9993/", START_TLS_REQUIRED, IMAP_CONNECT_IMPLICIT },
		{ "imaps://mail.example.nz", START_TLS_NONE, IMAP_CONNECT_IMPLICIT },
		{ "imaps://localhost", START_TLS_NONE, IMAP_CONNECT_IMPLICIT },
		{ "imap://mail.example.nz", START_TLS_AUTO, IMAP_CONNECT_STARTTLS },
		{ "imap://mail.example.nz", START_TLS_REQUIRED, IMAP_CONNECT_STARTTLS },
		{ "imap://mail.example.nz", START_TLS_NONE, REFUSED },
		{ "imap://localhost", START_TLS_AUTO, IMAP_CONNECT_PLAIN },
		{ "imap://LOCALHOST", START_TLS_AUTO, IMAP_CONNECT_PLAIN },
		{ "imap://localhost:1143", START_TLS_NONE, IMAP_CONNECT_PLAIN },
		{ "imap://localhost", START_TLS_REQUIRED, IMAP_CONNECT_STARTTLS },
		{ "imap://127.0.0.1", START_TLS_AUTO, IMAP_CONNECT_PLAIN },
		{ "imap://127.255.0.9", START_TLS_NONE, IMAP_CONNECT_PLAIN },
		{ "imap://[::1]:143", START_TLS_AUTO, IMAP_CONNECT_PLAIN },
		/* Names that only look like this machine. */
		{ "imap://127.0.0.1.example.nz", START_TLS_AUTO, IMAP_CONNECT_STARTTLS },
		{ "imap://localhost.example.nz", START_TLS_NONE, REFUSED },
		{ "imap://127.example.nz", START_TLS_NONE, REFUSED },
		{ "imap://[::2]", START_TLS_NONE, REFUSED },
		{ "imap://128.0.0.1", START_TLS_NONE, REFUSED },
		{ "imap://0.0.0.0", START_TLS_NONE, REFUSED },
		/* What is no address of a server. */
		{ "", START_TLS_AUTO, REFUSED },
		{ "mail.example.nz", START_TLS_AUTO, REFUSED },
		{ "http://mail.example.nz", START_TLS_AUTO, REFUSED },
		{ "file:///etc/passwd", START_TLS_AUTO, REFUSED },
		{ "pop3s://mail.example.nz", START_TLS_AUTO, REFUSED },
		{ "imaps://", START_TLS_AUTO, REFUSED },
		{ "imaps://mail.example.nz:0x", START_TLS_AUTO, REFUSED },
		{ "imaps://mail.example.nz:99999", START_TLS_AUTO, REFUSED },
		{ "imaps://user@mail.example.nz", START_TLS_AUTO, REFUSED },
		{ "imaps://user:password@mail.example.nz", START_TLS_AUTO, REFUSED },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct err err = ERR_INIT;
		enum imap_connect_tls use;
		int rc = imap_connect_policy(cases[i].url, cases[i].tls, &use, &err);

		if ((rc < 0 ? REFUSED : (int)use) != cases[i].use)
			fail_msg("%s tls=%d: %d", cases[i].url, (int)cases[i].tls,
			    rc < 0 ? REFUSED : (int)use);
		assert_int_equal(rc < 0, err.kind == ERR_PERM);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_policy) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}

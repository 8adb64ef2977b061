/* SPDX-License-Identifier: MIT
 * How long a token is used: by a command that counts how often it was asked, and a clock of the
 * test's own. */
#include "daemon/common/oauth.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* Its n-th answer is "token-n 1000": 1000 seconds of life. The count stands in a file of its own.
 */
struct rig {
	char path[64], command[256];
	struct oauth_settings settings;
	struct oauth *oauth;
};

static void open_rig(struct rig *r)
{
	struct err err = ERR_INIT;
	int fd;

	memset(r, 0, sizeof *r);
	(void)snprintf(r->path, sizeof r->path, "/tmp/dpupd-oauth-XXXXXX");
	fd = mkstemp(r->path);
	assert_true(fd >= 0);
	(void)close(fd);
	(void)snprintf(r->command, sizeof r->command, "echo x >> %s; echo token-$(wc -l < %s) 1000",
	    r->path, r->path);
	r->settings.command = r->command;
	r->oauth = oauth_new(&r->settings, &err);
	assert_non_null(r->oauth);
}

static void close_rig(struct rig *r)
{
	oauth_free(r->oauth);
	(void)unlink(r->path);
}

static void expect(struct rig *r, int64_t now_s, const char *wanted)
{
	struct err err = ERR_INIT;
	const char *token;

	if (oauth_token(r->oauth, now_s, NULL, NULL, &token, &err) < 0)
		fail_msg("%s", err.text);
	assert_string_equal(token, wanted);
}

/* 80 % of 1000 s: at 799 s it is still used, at 800 s there is another, whose own 80 % begin then.
 */
static void test_renewed_at_80_percent(void **state)
{
	struct rig r;

	(void)state;
	open_rig(&r);
	expect(&r, 5000, "token-1");
	expect(&r, 5000, "token-1");
	expect(&r, 5799, "token-1");
	assert_int_equal(oauth_number(r.oauth), 1);
	expect(&r, 5800, "token-2");
	assert_int_equal(oauth_number(r.oauth), 2);
	expect(&r, 6599, "token-2");
	expect(&r, 6600, "token-3");
	close_rig(&r);
}

/* A token that was used before and is refused is asked for anew, once: a new one that is refused
 * too is not. */
static void test_refused(void **state)
{
	struct rig r;

	(void)state;
	open_rig(&r);
	expect(&r, 5000, "token-1");
	assert_false(oauth_refused(r.oauth, 1));
	expect(&r, 5001, "token-2");
	expect(&r, 5002, "token-2");
	assert_true(oauth_refused(r.oauth, 2));
	expect(&r, 5003, "token-3");
	/* Another connection was refused with the one before: the new one is worth a try. */
	assert_true(oauth_refused(r.oauth, 2));
	expect(&r, 5003, "token-3");
	close_rig(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_renewed_at_80_percent),
		cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

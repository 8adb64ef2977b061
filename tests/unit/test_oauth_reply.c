/* SPDX-License-Identifier: MIT
 * What token endpoints and commands answer, also the lies. */
#include "daemon/common/oauth_reply.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdbool.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static void test_answers(void **state)
{
	static const struct {
		long status;
		const char *body;
		const char *token; /* NULL: none */
		int64_t life_s;
		enum err_kind kind;
		const char *words;
	} cases[] = {
		{ 200,
		    "{\"access_token\":\"a.b-c_d~e+f/g==\",\"token_type\":\"Bearer\",\"expires_in\":3599}",
		    "a.b-c_d~e+f/g==", 3599, 0, NULL },
		{ 200, "{\"access_token\":\"t\",\"token_type\":\"bearer\",\"expires_in\":\"600\"}",
		    "t", 600, 0, NULL },
		{ 200, "{\"access_token\":\"t\"}", "t", 3600, 0, NULL },
		{ 200, "{\"access_token\":\"t\",\"expires_in\":-5}", "t", 3600, 0, NULL },
		{ 200, "{\"access_token\":\"t\",\"expires_in\":99999999999}", "t", 86400, 0, NULL },
		/* A character that would end the authentication, and start another field. */
		{ 200, "{\"access_token\":\"t\\u0001auth=x\"}", NULL, 0, ERR_TEMP, "not a token" },
		{ 200, "{\"access_token\":\"t\\r\\nRSET\"}", NULL, 0, ERR_TEMP, "not a token" },
		{ 200, "{\"access_token\":\"\"}", NULL, 0, ERR_TEMP, "not a token" },
		{ 200, "{\"access_token\":7}", NULL, 0, ERR_TEMP,
		    "t.example answers what is no token" },
		{ 200, "{\"access_token\":\"t\",\"token_type\":\"mac\"}", NULL, 0, ERR_PERM,
		    "kind" },
		{ 200, "<html>Sign in</html>", NULL, 0, ERR_TEMP, "no token" },
		{ 200, "", NULL, 0, ERR_TEMP, "no token" },
		{ 200, "[]", NULL, 0, ERR_TEMP, "no token" },
		{ 302, "", NULL, 0, ERR_TEMP, "HTTP status 302" },
		{ 401,
		    "{\"error\":\"invalid_client\",\"error_description\":\"AADSTS7000215: Invalid client secret"
		    " provided. Ask x@y.nz\"}",
		    NULL, 0, ERR_PERM,
		    "t.example gives us no token: invalid_client: AADSTS7000215: Invalid client secret provided" },
		{ 400,
		    "{\"error\":\"invalid_grant\",\"error_description\":\"for amy@example.org\"}",
		    NULL, 0, ERR_PERM, "no token: invalid_grant" },
		{ 400, "{\"error\":\"amy@example.org\"}", NULL, 0, ERR_PERM, "amy?example.org" },
		{ 400, "{\"error\":\"slow_down\"}", NULL, 0, ERR_TEMP, "slow_down" },
		{ 429, "", NULL, 0, ERR_TEMP, "HTTP status 429" },
		{ 503, "busy", NULL, 0, ERR_TEMP, "HTTP status 503" },
		{ 404, "", NULL, 0, ERR_PERM, "HTTP status 404" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct oauth_token token = { BUF_INIT, 0 };
		struct err err = ERR_INIT;
		int rc = oauth_reply_read("t.example", cases[i].status, slice_of(cases[i].body),
		    &token, &err);

		assert_int_equal(rc, cases[i].token == NULL ? -1 : 0);
		assert_string_equal(token.text.p, cases[i].token == NULL ? "" : cases[i].token);
		if (rc == 0)
			assert_int_equal(token.life_s, cases[i].life_s);
		else if (err.kind != cases[i].kind || strstr(err.text, cases[i].words) == NULL ||
		    strchr(err.text, '@') != NULL)
			fail_msg("%s: %d %s", cases[i].body, err.kind, err.text);
		buf_wipe(&token.text);
	}
}

static void test_length(void **state)
{
	(void)state;
	for (size_t n = OAUTH_TOKEN_MAX; n <= OAUTH_TOKEN_MAX + 1; n++) {
		struct oauth_token token = { BUF_INIT, 0 };
		struct err err = ERR_INIT;
		struct buf body = BUF_INIT;

		buf_text(&body, "{\"access_token\":\"");
		buf_repeat(&body, 'x', n);
		buf_text(&body, "\"}");
		assert_int_equal(oauth_reply_read("t", 200, buf_all(&body), &token, &err),
		    n == OAUTH_TOKEN_MAX ? 0 : -1);
		buf_wipe(&token.text);
		buf_release(&body);
	}
}

static void test_command(void **state)
{
	/* clang-format off */
	static const struct {
		const char *output, *token;
		int64_t life_s;
	} cases[] = {
		{ "abc\n", "abc", 3600 }, { "abc 60\n", "abc", 60 }, { "  abc\t60  \n\n", "abc", 60 },
		{ "abc", "abc", 3600 }, { "", NULL, 0 }, { "\n", NULL, 0 }, { "a\"b", NULL, 0 },
		{ "abc soon", NULL, 0 }, { "abc 60 x", NULL, 0 }, { "abc 0", NULL, 0 },
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct oauth_token token = { BUF_INIT, 0 };
		struct err err = ERR_INIT;
		int rc = oauth_reply_read_line(slice_of(cases[i].output), &token, &err);

		assert_int_equal(rc, cases[i].token == NULL ? -1 : 0);
		if (rc == 0) {
			assert_string_equal(token.text.p, cases[i].token);
			assert_int_equal(token.life_s, cases[i].life_s);
		}
		buf_wipe(&token.text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_answers),
		cmocka_unit_test(test_length),
		cmocka_unit_test(test_command),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

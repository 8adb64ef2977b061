/* SPDX-License-Identifier: MIT
 * Answers of token endpoints; see oauth_reply.h. A token goes into an authentication as it is, so
 * it may have no character but those of RFC 6750 §2.1. Of what a server says about a failure only
 * the code and the beginning of a sentence are kept, and never anything with an @: it is shown and
 * logged. */
#include "daemon/common/oauth_reply.h"

#include <stdbool.h>
#include <string.h>

#include <jansson.h>

#include "daemon/common/num.h"

#define REASON_MAX 160

static bool is_token(struct slice s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
		        (c != '\0' && strchr("-._~+/=", c) != NULL)))
			return false;
	}
	return s.n > 0 && s.n <= OAUTH_TOKEN_MAX;
}

static int take_token(struct slice text, int64_t life_s, struct oauth_token *token, struct err *err)
{
	if (!is_token(text))
		return err_set(err, ERR_TEMP, "what came is not a token");
	/* All the room at once: growing would leave the first part behind in freed memory. */
	buf_reserve(&token->text, text.n + 1);
	buf_slice(&token->text, text);
	token->life_s = life_s < 1    ? OAUTH_LIFE_S :
	    life_s > OAUTH_LIFE_MAX_S ? OAUTH_LIFE_MAX_S :
	                                life_s;
	return 0;
}

/* A number, also one in quotes: some servers do that. */
static int64_t life_of(json_t *value)
{
	int64_t s = 0;

	if (json_is_integer(value))
		return json_integer_value(value);
	if (json_is_string(value) &&
	    num_parse(slice_of(json_string_value(value)), 0, INT32_MAX, &s))
		return s;
	return 0;
}

/* "invalid_client: AADSTS7000215: Invalid client secret provided" */
static void add_reason(struct buf *out, const char *code, const char *description)
{
	struct slice d = slice_of(description == NULL ? "" : description);

	d = slice_sub(d, 0, slice_find(d, '\r'));
	d = slice_sub(d, 0, slice_find(d, '\n'));
	d = slice_sub(d, 0, slice_find(d, '.'));
	buf_slice(out, slice_sub(slice_of(code), 0, 60));
	if (d.n > 0 && slice_find(d, '@') == d.n)
		buf_printf(out, ": %.*s", SLICE_ARG(slice_sub(d, 0, REASON_MAX)));
	for (size_t i = 0; i < out->n; i++) {
		if (out->p[i] < ' ' || out->p[i] == 127 || out->p[i] == '@')
			out->p[i] = '?';
	}
}

static int fail(const char *host, long status, json_t *answer, struct err *err)
{
	static const char *const passing[] = { "temporarily_unavailable", "server_error",
		"slow_down" };
	const char *code = json_string_value(json_object_get(answer, "error"));
	enum err_kind kind = status >= 400 && status < 500 && status != 429 && status != 408 ?
	    ERR_PERM :
	    ERR_TEMP;
	struct buf reason = BUF_INIT;
	int rc;

	for (size_t i = 0; code != NULL && i < sizeof passing / sizeof passing[0]; i++) {
		if (strcmp(code, passing[i]) == 0)
			kind = ERR_TEMP;
	}
	if (code == NULL)
		return err_set(err, kind, "%s gives us no token: HTTP status %ld", host, status);
	add_reason(&reason, code, json_string_value(json_object_get(answer, "error_description")));
	rc = err_set(err, kind, "%s gives us no token: %s", host, reason.p);
	buf_release(&reason);
	return rc;
}

static int read_answer(const char *host, json_t *answer, struct oauth_token *token, struct err *err)
{
	json_t *text = json_object_get(answer, "access_token");
	const char *type = json_string_value(json_object_get(answer, "token_type"));

	if (!json_is_string(text))
		return err_set(err, ERR_TEMP, "%s answers what is no token", host);
	if (type != NULL && !slice_is_fold(slice_of(type), "bearer"))
		return err_set(err, ERR_PERM, "%s gives tokens of a kind that is not known here",
		    host);
	if (take_token(slice_make(json_string_value(text), json_string_length(text)),
	        life_of(json_object_get(answer, "expires_in")), token, err) < 0)
		return err_context(err, "%s", host);
	return 0;
}

int oauth_reply_read(const char *host, long status, struct slice body, struct oauth_token *token,
    struct err *err)
{
	json_t *answer = json_loadb(body.p == NULL ? "" : body.p, body.n, JSON_REJECT_DUPLICATES,
	    NULL);
	int rc = status == 200 ? read_answer(host, answer, token, err) :
	                         fail(host, status, answer, err);

	json_decref(answer);
	return rc;
}

int oauth_reply_read_line(struct slice output, struct oauth_token *token, struct err *err)
{
	struct slice rest = slice_trim(output), text = SLICE_NONE, life = SLICE_NONE, more;
	int64_t life_s = OAUTH_LIFE_S;

	(void)slice_next_word(&rest, &text);
	if (slice_next_word(&rest, &life) &&
	    (!num_parse(life, 1, INT32_MAX, &life_s) || slice_next_word(&rest, &more)))
		return err_set(err, ERR_PERM,
		    "the oauth2 command must print a token, and how many seconds it lives");
	if (take_token(text, life_s, token, err) < 0)
		return err_context(err, "the oauth2 command");
	return 0;
}

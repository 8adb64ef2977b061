/* SPDX-License-Identifier: MIT
 * Reads Authentication-Results by its grammar (RFC 8601 §2.2), because what a sender writes can
 * stand in it: `smtp.mailfrom="dmarc=pass"@example.org` is a property, not a result. Only the
 * first field with the trusted authserv-id is read: our host puts its own on top, and one below
 * that may have come with the mail. */
#include "daemon/parse/auth.h"

#include "daemon/mail/domain.h"
#include "daemon/parse/decode.h"
#include "daemon/parse/signed.h"

#define QUOTED_AT '\x01' /* stands for an '@' that is none */
#define RESULTS_MAX 32   /* in one field; a host has four or five methods */

/* Passes over white space and comments, which nest. */
static void skip_comments(struct slice *rest)
{
	size_t i = 0, depth = 0;

	for (; i < rest->n; i++) {
		char c = rest->p[i];

		if (c == '(')
			depth++;
		else if (c == ')' && depth > 0)
			depth--;
		else if (c == '\\' && depth > 0)
			i++;
		else if (depth == 0 && c > ' ')
			break;
	}
	*rest = slice_from(*rest, i);
}

/* An '@' in it is none of the address (RFC 5321 §4.1.2): what stands behind the quotes has the
 * domain. */
static void take_quoted(struct slice *rest, struct buf *token)
{
	size_t i = 1;

	for (; i < rest->n && rest->p[i] != '"'; i++) {
		if (rest->p[i] == '\\' && i + 1 < rest->n)
			i++;
		buf_char(token, rest->p[i] == '@' ? QUOTED_AT : rest->p[i]);
	}
	*rest = slice_from(*rest, i + 1);
}

static bool is_of_word(char c, bool is_value)
{
	return c > ' ' && (c != '=' || is_value) && c != ';' && c != '(' && c != '"';
}

/* Lower case. A value (RFC 8601 §2.2) holds any '=', and goes on behind quotes. */
static void take_word(struct slice *rest, struct buf *token, bool is_value)
{
	size_t i = 0;

	for (; i < rest->n && is_of_word(rest->p[i], is_value); i++)
		buf_char(token,
		    rest->p[i] >= 'A' && rest->p[i] <= 'Z' ? (char)(rest->p[i] | 0x20) :
		                                             rest->p[i]);
	*rest = slice_from(*rest, i);
}

static void take_value(struct slice *rest, struct buf *token)
{
	size_t before;

	do {
		before = rest->n;
		if (rest->n > 0 && rest->p[0] == '"')
			take_quoted(rest, token);
		take_word(rest, token, true);
	} while (rest->n > 0 && rest->n < before && rest->p[0] == '"');
}

/* Takes one token: comments and white space passed, quotes resolved, "=" and ";" tokens of their
 * own; behind a "=" the whole of a value. False at the end. */
static bool take_token(struct slice *rest, struct buf *token, bool is_value)
{
	buf_clear(token);
	skip_comments(rest);
	if (rest->n == 0)
		return false;
	if (rest->p[0] == '"' || (is_value && rest->p[0] != ';')) {
		take_value(rest, token);
		return true;
	}
	if (rest->p[0] != '=' && rest->p[0] != ';') {
		take_word(rest, token, false);
		return token->n > 0;
	}
	buf_char(token, rest->p[0]);
	*rest = slice_from(*rest, 1);
	return true;
}

struct result {
	struct buf method;   /* "dkim" */
	struct buf value;    /* "pass" */
	struct buf domain;   /* header.d of dkim, header.from of dmarc */
	struct buf mailfrom; /* smtp.mailfrom of spf: its domain */
};

/* Behind the last '@'. */
static struct slice domain_of(struct slice address)
{
	size_t at = address.n;

	while (at > 0 && address.p[at - 1] != '@')
		at--;
	return slice_from(address, at);
}

/* Takes one result up to its ';'. False at the end of the field. */
static bool take_result(struct slice *rest, struct result *r)
{
	struct buf token = BUF_INIT, last = BUF_INIT;
	size_t words = 0;
	bool is_value = false;

	buf_clear(&r->method);
	buf_clear(&r->value);
	buf_clear(&r->domain);
	buf_clear(&r->mailfrom);
	while (take_token(rest, &token, is_value) &&
	    (is_value || !slice_is(buf_all(&token), ";"))) {
		struct slice t = buf_all(&token);

		if (!is_value && slice_is(t, "=")) {
			is_value = true;
			continue;
		}
		if (!is_value) {
			buf_clear(&last);
			buf_slice(&last, t);
		} else if (words++ == 0) {
			/* "dkim/1=pass": a version may follow the method. */
			buf_slice(&r->method,
			    slice_sub(buf_all(&last), 0, slice_find(buf_all(&last), '/')));
			buf_slice(&r->value, t);
		} else if (slice_is(buf_all(&last), "header.d") ||
		    slice_is(buf_all(&last), "header.from") ||
		    (slice_is(buf_all(&last), "header.i") && r->domain.n == 0)) {
			buf_clear(&r->domain);
			buf_slice(&r->domain, domain_of(t));
		} else if (slice_is(buf_all(&last), "smtp.mailfrom")) {
			/* A second one in a result contradicts the first: then it is none's. */
			if (r->mailfrom.n > 0)
				buf_char(&r->mailfrom, QUOTED_AT);
			buf_slice(&r->mailfrom, domain_of(t));
		}
		is_value = false;
	}
	buf_release(&token);
	buf_release(&last);
	return r->method.n > 0 || rest->n > 0;
}

/* The domain that has vouched: of DMARC where that passed, else of a DKIM signature that passed,
 * the From domain's own before others. A header.from that failed vouches for nothing. */
static void note_domain(struct facts *f, const struct result *r, bool is_dmarc)
{
	struct slice domain = buf_all(&r->domain);
	bool is_first = facts_get(f, FACTS_AUTH_DOMAIN).n == 0;

	if (is_first || is_dmarc || slice_equal_fold(domain, domain_of(facts_get(f, FACTS_FROM))))
		facts_set(f, FACTS_AUTH_DOMAIN, domain);
}

static void note_result(struct facts *f, const struct result *r)
{
	struct slice method = buf_all(&r->method), value = buf_all(&r->value);
	bool is_pass = slice_is(value, "pass");
	bool has_dmarc = slice_is(facts_get(f, FACTS_AUTH_DMARC), "pass");

	if (slice_is(method, "spf") && facts_get(f, FACTS_AUTH_SPF).n == 0) {
		facts_set(f, FACTS_AUTH_SPF, value);
	} else if (slice_is(method, "dmarc") && facts_get(f, FACTS_AUTH_DMARC).n == 0) {
		facts_set(f, FACTS_AUTH_DMARC, value);
		if (is_pass)
			note_domain(f, r, true);
	} else if (slice_is(method, "dkim") && (is_pass || facts_get(f, FACTS_AUTH_DKIM).n == 0)) {
		/* Of several signatures one that passes is enough (RFC 6376 §6.1). */
		facts_set(f, FACTS_AUTH_DKIM, value);
		if (is_pass && !has_dmarc)
			note_domain(f, r, false);
	}
}

/* Did it come from the servers of From's domain, as SPF has it (RFC 7489 §3.1.2)? */
static bool is_own_server(const struct facts *f, const struct result *r)
{
	struct slice sender = r->mailfrom.n > 0 ? buf_all(&r->mailfrom) :
	                                          domain_of(facts_get(f, FACTS_RETURN_PATH));

	return slice_is(buf_all(&r->method), "spf") && slice_is(buf_all(&r->value), "pass") &&
	    sender.n > 0 &&
	    slice_equal_fold(domain_registered(sender),
	        domain_registered(domain_of(facts_get(f, FACTS_FROM))));
}

static void note_marks(struct facts *f, const struct head *h)
{
	struct buf marks = BUF_INIT;

	signed_marks(h, domain_of(facts_get(f, FACTS_FROM)), &marks);
	facts_set(f, FACTS_SIGNED, buf_all(&marks));
	buf_release(&marks);
}

void auth_read(struct facts *f, const struct head *h, struct slice authserv_id)
{
	const struct head_field *field = h->fields;
	struct result r = { BUF_INIT, BUF_INIT, BUF_INIT, BUF_INIT };
	struct buf id = BUF_INIT, line = BUF_INIT;
	struct slice rest = SLICE_NONE;
	bool is_ours = false, is_own = false;

	for (size_t i = 0; i < h->count && authserv_id.n > 0 && !is_ours; i++) {
		field = head_find(h, "Authentication-Results", i);
		if (field == NULL)
			break;
		i = (size_t)(field - h->fields);
		rest = field->value;
		is_ours = take_token(&rest, &id, false) &&
		    slice_equal_fold(buf_all(&id), authserv_id);
	}
	if (is_ours) {
		/* An optional version number stands between the id and the first ';'. */
		while (take_token(&rest, &line, false) && !slice_is(buf_all(&line), ";"))
			;
		for (size_t n = 0; n < RESULTS_MAX && take_result(&rest, &r); n++) {
			is_own = is_own ||
			    (facts_get(f, FACTS_AUTH_SPF).n == 0 && is_own_server(f, &r));
			note_result(f, &r);
		}
		f->number[FACTS_UNBOUND] = signed_unbound(h, domain_of(facts_get(f, FACTS_FROM)),
		    is_own);
		note_marks(f, h);
	}
	buf_release(&r.method);
	buf_release(&r.value);
	buf_release(&r.domain);
	buf_release(&r.mailfrom);
	buf_release(&id);
	buf_release(&line);
}

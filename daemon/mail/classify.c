/* SPDX-License-Identifier: MIT
 * The order of decision of design §4. It must not change without thought: bounces come first
 * because a bounce must never be answered or obeyed, tokens of an unsubscribe before automatic mail
 * because mail programs unsubscribe people automatically, the calendar before automatic mail
 * because calendars answer by themselves, and automatic mail before commands because a vacation
 * notice may quote one. */
#include "daemon/mail/classify.h"

#include <string.h>

#include "daemon/common/str_put.h"
#include "daemon/mail/autoreply.h"
#include "daemon/mail/bounce.h"
#include "daemon/mail/domain.h"
#include "daemon/mail/field.h"
#include "daemon/mail/reply.h"

static const char *const kind_names[] = {
	[KIND_BOUNCE] = "bounce",
	[KIND_COMPLAINT] = "complaint",
	[KIND_AUTOREPLY] = "autoreply",
	[KIND_CALENDAR] = "calendar",
	[KIND_COMMAND] = "command",
	[KIND_CHALLENGE] = "challenge",
	[KIND_HUMAN] = "human",
	[KIND_EMPTY] = "empty",
};

static const char *const class_names[] = {
	[BOUNCE_HARD] = "hard",
	[BOUNCE_SOFT] = "soft",
	[BOUNCE_MESSAGE] = "message",
	[BOUNCE_SENDER] = "sender",
	[BOUNCE_NONE] = "none",
};

static const char *const token_names[TOKEN_COUNT] = {
	[TOKEN_NONE] = "",
	[TOKEN_CONFIRM] = "confirm",
	[TOKEN_UNSUBSCRIBE] = "u",
	[TOKEN_BOUNCE] = "b",
	[TOKEN_MESSAGE] = "m",
	[TOKEN_RSVP] = "rsvp",
	[TOKEN_PREFERENCES] = "p",
};

const char *classify_kind_text(enum classify_kind kind)
{
	return kind_names[kind];
}

const char *bounce_class_text(enum bounce_class c)
{
	return class_names[c];
}

const char *token_type_text(enum token_type type)
{
	return token_names[type];
}

void verdict_init(struct verdict *v)
{
	memset(v, 0, sizeof *v);
	v->kind = KIND_HUMAN;
	buf_init(&v->reply);
}

void verdict_release(struct verdict *v)
{
	buf_release(&v->reply);
}

/* --- tokens --- */

static bool is_base32(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '2' && c <= '7');
}

bool classify_parse_token(struct slice text, struct classify_token *token_r)
{
	size_t dash = slice_find(text, '-');
	struct slice word = slice_sub(text, 0, dash), token = slice_from(text, dash + 1);
	enum token_type type = TOKEN_NONE;

	for (enum token_type t = TOKEN_NONE + 1; t < TOKEN_COUNT; t++) {
		if (slice_is_fold(word, token_names[t]))
			type = t;
	}
	if (type == TOKEN_NONE || token.n != TOKEN_TEXT_LENGTH)
		return false;
	for (size_t i = 0; i < token.n; i++) {
		if (!is_base32(token.p[i]))
			return false;
		token_r->text[i] = (char)(token.p[i] >= 'A' && token.p[i] <= 'Z' ?
		        token.p[i] | 0x20 :
		        token.p[i]);
	}
	token_r->text[TOKEN_TEXT_LENGTH] = '\0';
	token_r->type = type;
	return true;
}

/* What is being read. */
struct reading {
	const struct facts *f;
	const struct classify_identity *identity;
	struct verdict *v;
	int asks; /* of tokens that are left: each costs a look into the store */
};

/* A thread is answered with its last 20 numbers; what has more is no mail that somebody wrote. */
#define ASKS_MAX 32

static bool is_known(const struct classify_identity *identity, struct slice text)
{
	struct classify_token token;

	return identity->knows != NULL && classify_parse_token(text, &token) &&
	    identity->knows(identity->knower, &token);
}

static bool may_ask(struct reading *r)
{
	return r->asks > 0 && r->asks-- > 0;
}

/* Delimiters that could be configured once: conf_table.c has the same. */
static bool is_behind_delimiter(struct slice before)
{
	return before.n > 0 &&
	    (strchr("+-=_#", before.p[before.n - 1]) != NULL ||
	        (before.n > 2 && before.p[before.n - 3] == '%'));
}

/* "anything+TYPE-TOKEN@anywhere": "TYPE-TOKEN". */
static bool find_token(struct slice spec, struct slice *text_r)
{
	struct slice whole = slice_trim(spec), local = whole, before;
	struct classify_token token;

	while (local.n > 0 && local.p[local.n - 1] != '@')
		local.n--;
	if (local.n < 1 + 1 + TOKEN_TEXT_LENGTH + 1)
		return false;
	local.n--; /* the @ */
	for (enum token_type t = TOKEN_NONE + 1; t < TOKEN_COUNT; t++) {
		size_t n = strlen(token_names[t]) + 1 + TOKEN_TEXT_LENGTH;

		if (local.n <= n)
			continue;
		before = slice_sub(local, 0, local.n - n);
		*text_r = slice_from(local, before.n);
		if (is_behind_delimiter(before) && classify_parse_token(*text_r, &token))
			return true;
	}
	return false;
}

bool classify_is_ours(const struct classify_identity *identity, struct slice spec,
    struct slice *detail_r)
{
	if (address_detail(spec, &identity->address, identity->delimiter, detail_r))
		return true;
	for (size_t i = 0; i < identity->former_count; i++) {
		if (address_detail(spec, &identity->former[i], identity->delimiter, detail_r))
			return true;
	}
	return false;
}

bool classify_names_us(const struct classify_identity *identity, struct slice spec)
{
	struct slice detail;

	return classify_is_ours(identity, spec, &detail) ||
	    (find_token(spec, &detail) && is_known(identity, detail));
}

/* The same, of the mail that is read: with what stands behind the delimiter. */
static bool takes_address(struct reading *r, struct slice spec, struct slice *detail_r)
{
	return classify_is_ours(r->identity, spec, detail_r) ||
	    (find_token(spec, detail_r) && may_ask(r) && is_known(r->identity, *detail_r));
}

static void add_token(struct verdict *v, struct slice text)
{
	struct classify_token token;

	if (v->token_count == CLASSIFY_TOKENS_MAX || !classify_parse_token(text, &token))
		return;
	for (size_t i = 0; i < v->token_count; i++) {
		if (v->tokens[i].type == token.type && strcmp(v->tokens[i].text, token.text) == 0)
			return;
	}
	v->tokens[v->token_count++] = token;
}

/* Each "[confirm-...]" of a Subject. Mail programs may fold spaces into long ones. */
static void add_subject_tokens(struct verdict *v, struct slice subject)
{
	size_t open;

	while ((open = slice_find(subject, '[')) < subject.n) {
		subject = slice_from(subject, open + 1);
		add_token(v, slice_trim(slice_sub(subject, 0, slice_find(subject, ']'))));
	}
}

static bool is_our_domain(const struct classify_identity *identity, struct slice domain)
{
	if (identity->domain == NULL || slice_is_fold(domain, identity->domain))
		return true;
	for (size_t i = 0; i < identity->former_count; i++) {
		if (slice_equal_fold(domain, address_domain(&identity->former[i])))
			return true;
	}
	return false;
}

/* "m-TOKEN@our.domain"; of another domain's only what proves itself is ours, whatever it looks
 * like. */
static void add_id_token(struct reading *r, struct slice id)
{
	size_t at = slice_find(id, '@');
	struct slice text = slice_sub(id, 0, at);
	struct classify_token token;

	if (classify_parse_token(text, &token) &&
	    (is_our_domain(r->identity, slice_from(id, at + 1)) ||
	        (may_ask(r) && is_known(r->identity, text))))
		add_token(r->v, text);
}

static void add_ids(struct reading *r, enum facts_text where)
{
	struct slice ids = facts_get(r->f, where), line;

	while (slice_next_line(&ids, &line))
		add_id_token(r, line);
}

/* Ids in running text: in the head of a returned message, or in a report that has it inline. Only
 * what names a delivery: links to unsubscribe travel in returned messages too. */
static void add_text_tokens(struct reading *r, enum facts_text where)
{
	struct slice text = facts_get(r->f, where);
	size_t at;

	while ((at = slice_find_text(text, "<m-")) < text.n) {
		text = slice_from(text, at + 1);
		add_id_token(r, slice_sub(text, 0, slice_find(text, '>')));
	}
}

/* RFC 3464 §2.2.1: the envelope id we gave, which is the token of the envelope sender. */
static void add_envelope_id(struct verdict *v, struct slice report)
{
	struct slice line;

	while (slice_next_line(&report, &line)) {
		if (slice_starts_fold(line, "original-envelope-id:"))
			add_token(v, slice_trim(slice_from(line, strlen("original-envelope-id:"))));
	}
}

/* Where the returned mail came from by its envelope, which its readers do not pass on: our token
 * says that whoever reports had the mail as it was delivered. */
static void add_senders(struct reading *r, enum facts_text where)
{
	static const char *const names[] = { "Original-Mail-From", "Return-Path",
		"X-Envelope-From" };
	struct slice fields = facts_get(r->f, where), address, detail;

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		size_t at = 0;

		if (field_next_address(field_get(fields, names[i]), &at, &address) &&
		    takes_address(r, address, &detail))
			add_token(r->v, detail);
	}
}

/* --- what the sub-address says --- */

/* An unknown word is only an address. */
static void take_detail(struct verdict *v, struct slice detail, bool may_order)
{
	struct classify_token token;
	struct command command;

	if (classify_parse_token(detail, &token)) {
		add_token(v, detail);
		if (!may_order)
			return;
		/* The word of some tokens is a command; others are only where an answer goes. */
		if (v->command.verb == COMMAND_NONE && token.type == TOKEN_CONFIRM) {
			v->command.verb = COMMAND_CONFIRM;
			v->is_detail_command = true;
		} else if (v->command.verb == COMMAND_NONE && token.type == TOKEN_UNSUBSCRIBE) {
			v->command.verb = COMMAND_UNSUBSCRIBE;
			v->is_detail_command = true;
		}
	} else if (may_order && v->command.verb == COMMAND_NONE &&
	    command_parse_detail(detail, &command)) {
		v->command = command;
		v->is_detail_command = true;
	}
}

/* Calls take_detail() for each address of ours with a word. */
static void take_details_of(struct reading *r, enum facts_text where, bool may_order)
{
	struct slice rest = facts_get(r->f, where), line, detail;

	while (slice_next_line(&rest, &line)) {
		if (takes_address(r, line, &detail) && detail.n > 0)
			take_detail(r->v, detail, may_order);
	}
}

static bool is_named(const struct reading *r)
{
	struct reading look = *r; /* with asks of its own */
	struct slice rest = facts_get(r->f, FACTS_TO), line, detail;

	while (slice_next_line(&rest, &line)) {
		if (takes_address(&look, line, &detail))
			return true;
	}
	return false;
}

/* Where the writer named one of our addresses, the envelope orders nothing: whoever got the mail
 * may have sent it on in one of their own, with another word. For the same reason its number comes
 * last. */
static void take_details(struct reading *r)
{
	take_details_of(r, FACTS_TO, true);
}

static void take_envelope(struct reading *r)
{
	take_details_of(r, FACTS_ENVELOPE, !is_named(r));
}

static bool has_token(const struct verdict *v, enum token_type type)
{
	for (size_t i = 0; i < v->token_count; i++) {
		if (v->tokens[i].type == type)
			return true;
	}
	return false;
}

/* --- who vouches for the sender --- */

/* Relaxed alignment (RFC 7489 §3.1), and narrower: one domain is the other's parent, and no public
 * suffix. */
static bool is_aligned(struct slice a, struct slice b)
{
	struct slice parent = a.n < b.n ? a : b;

	if (slice_equal_fold(a, b))
		return true;
	return !domain_is_everybodys(parent) && (domain_is_under(a, b) || domain_is_under(b, a));
}

static bool is_authenticated(const struct facts *f)
{
	struct slice from = facts_get(f, FACTS_FROM), vouched = facts_get(f, FACTS_AUTH_DOMAIN);
	struct slice domain = slice_from(from, slice_find(from, '@') + 1);

	/* Two mailboxes in From: which one was vouched for cannot be told. */
	if (f->number[FACTS_FROM_COUNT] != 1 || f->number[FACTS_UNBOUND] != 0 || domain.n == 0 ||
	    vouched.n == 0)
		return false;
	if (slice_is(facts_get(f, FACTS_AUTH_DMARC), "pass"))
		return slice_equal_fold(domain, vouched);
	/* Its own rule of alignment is stricter than ours. */
	if (slice_is(facts_get(f, FACTS_AUTH_DMARC), "fail"))
		return false;
	return slice_is(facts_get(f, FACTS_AUTH_DKIM), "pass") && is_aligned(domain, vouched);
}

/* --- the order of decision --- */

/* 1: reports. */
static bool is_report(struct reading *r)
{
	const struct facts *f = r->f;
	struct verdict *v = r->v;

	if (bounce_read_complaint(f, v)) {
		v->kind = KIND_COMPLAINT;
	} else if (bounce_is(f)) {
		v->kind = KIND_BOUNCE;
		bounce_read(f, v);
		add_envelope_id(v, facts_get(f, FACTS_REPORT));
		add_text_tokens(r, FACTS_TEXT);
	} else {
		return false;
	}
	add_senders(r, FACTS_REPORT);
	add_senders(r, FACTS_ORIGINAL);
	add_text_tokens(r, FACTS_ORIGINAL);
	v->is_automatic = true;
	return true;
}

/* 2: an unsubscribe that carries its proof, whoever or whatever sent it. Mail programs that
 * unsubscribe on their own (Apple's) mark it as automatic. */
static bool is_token_unsubscribe(const struct facts *f, struct verdict *v)
{
	if (has_token(v, TOKEN_UNSUBSCRIBE) && v->command.verb == COMMAND_UNSUBSCRIBE) {
		v->kind = KIND_COMMAND;
		return true;
	}
	if (!facts_has_robot(f, "x-apple-unsubscribe"))
		return false;
	/* Without a token it tells as much as a complaint: this person wants no more of it. */
	v->kind = KIND_COMPLAINT;
	v->is_automatic = true;
	str_put(v->complaint_type, sizeof v->complaint_type, "opt-out"); /* fits */
	if (facts_get(f, FACTS_FROM).n < sizeof v->complaint_recipient)
		str_put(v->complaint_recipient, sizeof v->complaint_recipient, "%.*s",
		    SLICE_ARG(facts_get(f, FACTS_FROM))); /* fits */
	return true;
}

/* 3 */
static bool is_calendar(const struct facts *f)
{
	static const char *const methods[] = { "REPLY", "COUNTER", "REFRESH" };

	/* An answer that names no meeting is for a person to make sense of. */
	for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++) {
		if (slice_is(facts_get(f, FACTS_CALENDAR_METHOD), methods[i]))
			return facts_get(f, FACTS_CALENDAR_UID).n > 0;
	}
	return false;
}

/* 6 and 7 */
static void read_words(const struct facts *f, const struct classify_identity *identity,
    struct verdict *v)
{
	struct slice reply = buf_all(&v->reply);

	if (v->command.verb == COMMAND_NONE &&
	    !command_parse_subject(facts_get(f, FACTS_SUBJECT), identity->words, &v->command))
		(void)command_parse_body(reply, identity->words,
		    &v->command); /* none: for a person */
	if (v->command.verb != COMMAND_NONE)
		v->kind = KIND_COMMAND;
	else if (reply.n > 0 || facts_get(f, FACTS_ATTACHMENTS).n > 0 ||
	    facts_get(f, FACTS_LIMITS).n > 0 || f->number[FACTS_RETURNED] != 0)
		v->kind = KIND_HUMAN; /* a picture says something too; what was cut is not known */
	else
		v->kind = KIND_EMPTY;
}

/* What people on leave order; what would confirm something is none that is believed. */
static bool is_order(enum command_verb verb)
{
	static const enum command_verb orders[] = { COMMAND_SUBSCRIBE, COMMAND_UNSUBSCRIBE,
		COMMAND_JOIN, COMMAND_LEAVE, COMMAND_PAUSE, COMMAND_RESUME, COMMAND_SET,
		COMMAND_PREFERENCES, COMMAND_STATUS, COMMAND_MY_DATA, COMMAND_CORRECT,
		COMMAND_CHANGE_ADDRESS, COMMAND_ADD_ADDRESS, COMMAND_REMOVE_ADDRESS,
		COMMAND_REPLACE_ME, COMMAND_FORGET_ME, COMMAND_MEETINGS };

	for (size_t i = 0; i < sizeof orders / sizeof orders[0]; i++) {
		if (orders[i] == verb)
			return true;
	}
	return false;
}

/* "On leave", and below it "pause until 12 January". A Subject orders where nothing stands below
 * it: "Vacation" is the head of notices, and of questions about one. */
static bool takes_order(const struct facts *f, const struct classify_identity *identity,
    struct verdict *v)
{
	struct slice reply = buf_all(&v->reply);

	if (v->token_count > 0)
		return false;
	if (!v->is_detail_command &&
	    (slice_trim(reply).n > 0 ? !command_parse_body(reply, identity->words, &v->command) :
	                               !command_parse_subject(facts_get(f, FACTS_SUBJECT),
	                                   identity->words, &v->command)))
		return false;
	if (is_order(v->command.verb))
		return true;
	v->command = (struct command){ .verb = COMMAND_NONE };
	v->is_detail_command = false;
	return false;
}

void classify(const struct facts *f, const struct classify_identity *identity, struct verdict *v)
{
	struct reading r = { f, identity, v, ASKS_MAX };

	take_details(&r);
	add_subject_tokens(v, facts_get(f, FACTS_SUBJECT));
	add_ids(&r, FACTS_IN_REPLY_TO);
	add_ids(&r, FACTS_REFERENCES);
	take_envelope(&r);
	reply_text(&v->reply, facts_get(f, FACTS_TEXT));
	v->is_authenticated = is_authenticated(f);

	if (is_report(&r))
		return;
	v->automatic = autoreply_kind(f);
	v->is_automatic = v->automatic != NULL;
	v->is_by_words = !autoreply_is_marked(f) && (v->is_automatic || autoreply_is_challenge(f));
	v->is_handed_on = v->is_automatic && autoreply_is_handed_on(f);
	if (is_token_unsubscribe(f, v))
		return;
	if (is_calendar(f)) {
		v->kind = KIND_CALENDAR;
		return;
	}
	if (autoreply_is_challenge(f)) {
		v->kind = KIND_CHALLENGE;
		v->is_automatic = true;
		return;
	}
	if (v->is_by_words && takes_order(f, identity, v)) {
		v->kind = KIND_COMMAND;
		v->is_automatic = false;
		v->automatic = NULL;
		return;
	}
	if (v->is_automatic) {
		v->kind = KIND_AUTOREPLY;
		if (strcmp(v->automatic, "vacation") == 0)
			autoreply_until(f, v->until);
		return;
	}
	read_words(f, identity, v);
}

/* SPDX-License-Identifier: MIT
 * See talk.h. Everything that says who somebody is stands here: the steps of the dialogue ask, and
 * find out nothing by themselves. */
#include "daemon/core/talk/talk.h"

#include <stddef.h>
#include <string.h>

#include "daemon/common/log.h"
#include "daemon/common/str_put.h"
#include "daemon/common/utf8.h"
#include "daemon/core/letters/letter.h"
#include "daemon/core/letters/mailable.h"
#include "daemon/core/letters/token_link.h"
#include "daemon/core/outbox/outbox.h"
#include "daemon/core/talk/own_subject.h"
#include "daemon/core/talk/quoted_back.h"
#include "daemon/core/talk/said_before.h"
#include "daemon/mail/keyword.h"
#include "daemon/mail/reply.h"
#include "subscribers/alias.h"
#include "subscribers/list.h"

/* --- the mail it names --- */

/* Since when the address is this person's. */
static int64_t held_since(const struct talk *t, const struct subscriber *s, const struct address *a)
{
	struct alias other;

	if (strcmp(s->address.key, a->key) != 0)
		return alias_find(t->core->db, s->id, a->key, &other) ? other.confirmed_at :
		                                                        INT64_MAX;
	/* What was about them was theirs from the beginning: numbers are given once. */
	return t->mail.about_id == s->id || s->moved_at > s->created_at ? s->moved_at :
	                                                                  s->created_at;
}

/* Whose the address was when the mail went there, and whether it still is. Who has it since then
 * was not written to. */
static void find_holder(struct talk *t, int64_t created_at)
{
	struct talk_mail *m = &t->mail;

	m->has_holder = subscriber_find(t->core->db, &m->asked, &m->holder);
	m->is_early = m->has_holder && created_at < held_since(t, &m->holder, &m->asked);
	if (m->has_holder && !m->is_early)
		return;
	/* The person has moved since: who holds what went to their old address may leave by it, no
	 * more. */
	m->has_holder = m->is_former = m->about_id != 0 &&
	    subscriber_get(t->core->db, m->about_id, &m->holder) &&
	    subscriber_was_at(t->core->db, &t->core->key, m->about_id, &m->asked, created_at);
}

/* is_former: it went to an address its person had before, of which we know no more than that. */
static void take_mail(struct talk *t, int64_t id, const struct outbox_mailing *row, bool is_former)
{
	struct talk_mail *m = &t->mail;
	struct err err = ERR_INIT;

	m->delivery_id = id;
	str_put(m->kind, sizeof m->kind, "%s", row->kind);
	m->created_at = row->created_at;
	m->list_id = row->list_id;
	m->meeting_id = row->meeting_id;
	m->variant = row->variant;
	m->about_id = row->subscriber_id;
	if (is_former)
		m->has_holder = m->is_former = subscriber_get(t->core->db, m->about_id, &m->holder);
	else if (address_parse_utf8(slice_of(row->address), &m->asked, &err))
		find_holder(t, row->created_at);
}

/* Nothing of its row says any more whom it went to; that its token is for From's address does. So
 * it is known what it answers, which is told to be too late; but of a row that is gone nothing is
 * an answer (design §4a.1). */
static bool is_from_erased(struct talk *t, const struct classify_token *token,
    struct outbox_mailing *row)
{
	uint8_t hash[TOKEN_HASH_SIZE];
	int64_t id, generation;
	bool is_old;

	/* One of before there were bonds is for no address in particular. */
	if (!t->has_from || !token_peek(token, &id, &is_old) || is_old)
		return false;
	token_hash_address(&t->core->key, t->from.key, hash);
	if (!token_link_fits(t->core, token, hash, &id, &generation) ||
	    !outbox_mailing(t->core->db, id, row))
		return false;
	str_put(row->address, sizeof row->address, "%s", t->from.spec);
	return true;
}

static bool is_report(const struct talk *t)
{
	return t->v.kind == KIND_BOUNCE || t->v.kind == KIND_COMPLAINT ||
	    t->v.kind == KIND_AUTOREPLY || t->v.kind == KIND_CHALLENGE;
}

/* What went to a person of ours to be read is no question to them: their answer to its writer
 * carries its number along. */
static void take_forward(struct talk *t)
{
	if (strcmp(t->mail.kind, "forward") != 0)
		return;
	t->mail.has_holder = false;
	t->mail.is_early = true;
}

static void take_mail_token(struct talk *t, const struct classify_token *token)
{
	struct outbox_mailing row;
	int64_t id = 0;
	bool is_former, is_old;

	if (t->mail.delivery_id != 0) {
		t->mail.is_enveloped = t->mail.is_enveloped ||
		    (token->type == TOKEN_BOUNCE && token_peek(token, &id, &is_old) &&
		        id == t->mail.delivery_id &&
		        token_link_mail(t->core, token, &row, &is_former) == TOKEN_LINK_FITS);
		return;
	}
	switch (token_link_mail(t->core, token, &row, &is_former)) {
	case TOKEN_LINK_FITS:
		(void)token_peek(token, &id, &is_old); /* it was read */
		take_mail(t, id, &row, is_former);
		t->mail.is_enveloped = token->type == TOKEN_BOUNCE;
		take_forward(t);
		return;
	case TOKEN_LINK_GONE:
		(void)token_peek(token, &id, &is_old); /* likewise */
		/* It need not be ours: only a report is taken for one, which holds nothing that a
		 * person wrote. */
		if (is_report(t) && outbox_is_erased(t->core->db, id))
			t->past_id = id;
		if (is_from_erased(t, token, &row)) {
			take_mail(t, id, &row, false);
			t->mail.is_early = true;
			t->mail.has_holder = false;
		}
		return;
	case TOKEN_LINK_FORGED:
		log_info("token.refused", "inbound=%lld type=%s", (long long)t->in->id,
		    token_type_text(token->type));
		return;
	}
}

static void take_subscription_token(struct talk *t, const struct classify_token *token,
    struct talk_token *r)
{
	int64_t generation = 0;

	if (r->is_there)
		return;
	switch (token_link_subscription(t->core, token, &r->n, &r->who, &generation)) {
	case TOKEN_LINK_FITS:
		r->is_there = true;
		r->is_current = (r->n.generation & 0xffff) == generation;
		return;
	case TOKEN_LINK_GONE:
		t->is_confirm_gone = t->is_confirm_gone || token->type == TOKEN_CONFIRM;
		return;
	case TOKEN_LINK_FORGED:
		log_info("token.refused", "inbound=%lld type=%s", (long long)t->in->id,
		    token_type_text(token->type));
		return;
	}
}

static void take_token(struct talk *t, const struct classify_token *token)
{
	switch (token->type) {
	case TOKEN_CONFIRM:
		take_subscription_token(t, token, &t->confirm);
		break;
	case TOKEN_UNSUBSCRIBE:
		take_subscription_token(t, token, &t->unsubscribe);
		break;
	case TOKEN_BOUNCE:
	case TOKEN_MESSAGE:
		take_mail_token(t, token);
		break;
	case TOKEN_RSVP:
	case TOKEN_PREFERENCES:
	case TOKEN_NONE:
	case TOKEN_COUNT:
		break;
	}
}

/* --- who writes --- */

/* Who is registered stays able to leave, whatever the relays take by now. */
static bool is_known_utf8(struct talk *t)
{
	struct subscriber known;
	struct err err = ERR_INIT;

	return address_parse_utf8(facts_get(t->facts, FACTS_FROM), &t->from, &err) &&
	    subscriber_find(t->core->db, &t->from, &known);
}

static bool is_address_of(const struct talk *t, const struct subscriber *s, const struct address *a)
{
	struct alias other;

	return strcmp(s->address.key, a->key) == 0 ||
	    alias_find(t->core->db, s->id, a->key, &other);
}

/* The address is theirs now, and was when the mail went: whoever answers it from there is the
 * person. */
static bool has_present_holder(const struct talk_mail *m)
{
	return m->has_holder && !m->is_former;
}

/* Does it come from the address that was asked, or another of the same person's? */
static bool is_from_asked(const struct talk *t)
{
	const struct talk_mail *m = &t->mail;

	if (m->delivery_id == 0 || !t->has_from || m->asked.spec[0] == '\0')
		return false;
	return strcmp(t->from.key, m->asked.key) == 0 ||
	    (has_present_holder(m) && is_address_of(t, &m->holder, &t->from));
}

/* The trusted host says that From is forged (RFC 7489 §5.3). */
bool talk_is_refuted(const struct talk *t)
{
	return slice_is(facts_get(t->facts, FACTS_AUTH_DMARC), "fail");
}

/* Below a mail of ours, whoever's: is what is wanted in the words that are theirs? */
static bool is_own_word(const struct talk *t)
{
	struct command c;

	return t->mail.delivery_id != 0 &&
	    command_parse_body(buf_all(&t->v.reply), t->core->words, &c) &&
	    c.verb == t->v.command.verb && strcmp(c.args, t->v.command.args) == 0;
}

/* It goes on with a talk of others: its Subject, and whom it goes to, need not be its writer's
 * doing. What looks like a number of ours anybody can write into either, and what is one whoever it
 * was sent to. */
static bool is_of_others(const struct talk *t)
{
	struct slice subject = slice_trim(facts_get(t->facts, FACTS_SUBJECT));
	bool is_behind = reply_take_prefix(&subject) || slice_starts_fold(subject, "fwd:") ||
	    slice_starts_fold(subject, "fw:");

	return !is_from_asked(t) && !is_own_word(t) &&
	    (is_behind || t->v.token_count > 0 || facts_get(t->facts, FACTS_IN_REPLY_TO).n > 0);
}

/* What they signed for somebody else, and who got it hands on to us in another envelope, was not
 * said to us. */
static bool is_to_us(const struct talk *t)
{
	struct slice rest = facts_get(t->facts, FACTS_TO), line, detail;

	/* A token behind another name of the mailbox's is one of ours to whoever it was sent to;
	 * others may call themselves so. */
	while (slice_next_line(&rest, &line)) {
		if (classify_is_ours(&t->core->identity, line, &detail) ||
		    (is_from_asked(t) && classify_names_us(&t->core->identity, line)))
			return true;
	}
	return false;
}

/* No answer is what is refuted, or what its writer signed for others or long ago: any number can be
 * put beside it. What nobody signed is one on the number alone. */
static bool is_answer(const struct talk *t)
{
	int64_t unbound = t->facts->number[FACTS_UNBOUND];

	/* Many sign the Subject and not To: what was signed for others has not the Subject of our
	 * letter. */
	if (unbound == FACTS_UNBOUND_TO && own_subject_is_of_letter(t))
		unbound = 0;
	return !talk_is_refuted(t) && unbound == 0 &&
	    (!t->v.is_authenticated || (is_to_us(t) && !said_before_is(t)));
}

bool talk_is_vouched(const struct talk *t)
{
	return t->v.is_authenticated && is_to_us(t) && !said_before_is(t) &&
	    !said_before_has_vouched(t);
}

static void take_answer(struct talk *t)
{
	t->delivery_id = t->mail.delivery_id;
	str_put(t->context, sizeof t->context, "%s", t->mail.kind);
	t->list_id = t->mail.list_id;
	t->meeting_id = t->mail.meeting_id;
}

static void read_who(struct talk *t)
{
	struct err err = ERR_INIT;

	t->has_from = mailable_parse(t->core, facts_get(t->facts, FACTS_FROM), &t->from, &err) ||
	    is_known_utf8(t);
	for (size_t i = 0; i < t->v.token_count; i++)
		take_token(t, &t->v.tokens[i]);
	/* Else who holds the mail may confirm and leave by it all the same (t->mail). */
	if (is_from_asked(t) && is_answer(t)) {
		take_answer(t);
		/* Of an address that was not theirs yet it is the answer, and proves no person by
		 * that. */
		if (!t->mail.is_early) {
			t->evidence.proof = PROOF_ANSWERED;
			t->has_who = has_present_holder(&t->mail);
			t->who = t->mail.holder;
			return;
		}
	}
	t->has_who = t->has_from && subscriber_find(t->core->db, &t->from, &t->who);
	t->evidence.proof = t->has_from && talk_is_vouched(t) && !is_of_others(t) ? PROOF_VOUCHED :
	                                                                            PROOF_NONE;
}

bool talk_has_judge(const struct core *core)
{
	for (int i = 0; i < core->conf.inbox_count; i++) {
		if (core->conf.inboxes[i].authserv_id != NULL)
			return true;
	}
	return false;
}

bool talk_is_doubtful(const struct talk *t)
{
	bool is_by_other = t->v.command.verb == COMMAND_CHANGE_ADDRESS && talk_is_proven(t) &&
	    t->has_from && strcmp(t->from.key, t->who.address.key) != 0 &&
	    !slice_is_fold(slice_of(t->v.command.args), t->from.spec);

	return !t->is_wish &&
	    (is_by_other || (t->evidence.proof == PROOF_ANSWERED && !talk_is_vouched(t)));
}

bool talk_is_of_a_stranger(const struct talk *t)
{
	bool is_judged = facts_get(t->facts, FACTS_AUTH_DMARC).n > 0 ||
	    facts_get(t->facts, FACTS_AUTH_DKIM).n > 0 || facts_get(t->facts, FACTS_AUTH_SPF).n > 0;

	return is_judged && talk_is_doubtful(t);
}

bool talk_is_theirs(const struct talk *t)
{
	return t->has_who && t->has_from && is_address_of(t, &t->who, &t->from);
}

bool talk_wrote_at(const struct cause *cause, const struct address *a)
{
	const struct talk *t = (const struct talk *)(const void *)((const char *)cause -
	    offsetof(struct talk, cause));

	if (t->evidence.proof == PROOF_NONE)
		return false;
	return (t->has_from && strcmp(t->from.key, a->key) == 0) ||
	    (t->delivery_id != 0 && strcmp(t->mail.asked.key, a->key) == 0) ||
	    (talk_is_theirs(t) && strcmp(t->who.address.key, a->key) == 0);
}

bool talk_is_proven(const struct talk *t)
{
	return t->has_who && t->evidence.proof != PROOF_NONE;
}

struct slice talk_subject(const struct talk *t)
{
	struct slice subject = slice_trim(facts_get(t->facts, FACTS_SUBJECT));

	if ((t->mail.delivery_id == 0 && !t->confirm.is_there) || !own_subject_is_changed(t))
		return SLICE_NONE;
	while (reply_take_prefix(&subject)) {
	}
	return subject;
}

/* In a mail that answers nothing: what stands behind "Re:", or holds a token, was not theirs. */
static struct slice first_subject(const struct talk *t)
{
	struct slice subject = slice_trim(facts_get(t->facts, FACTS_SUBJECT));

	return slice_starts_fold(subject, "re:") || slice_find(subject, '[') < subject.n ?
	    SLICE_NONE :
	    subject;
}

static void read_words(struct talk *t)
{
	struct slice text = slice_trim(buf_all(&t->v.reply)), subject = talk_subject(t);

	if (text.n == 0 && subject.n == 0)
		subject = first_subject(t);
	buf_slice(&t->words, subject);
	if (text.n > 0 && subject.n > 0)
		buf_text(&t->words, "\n\n");
	buf_slice(&t->words, text);
}

void talk_read(struct talk *t)
{
	read_who(t);
	read_words(t);
}

void talk_release(struct talk *t)
{
	verdict_release(&t->v);
	buf_release(&t->words);
}

struct slice talk_words(const struct talk *t)
{
	return buf_all(&t->words);
}

/* What the From says that they are called by. */
static void own_names(const struct talk *t, struct buf *out)
{
	buf_slice(out, facts_get(t->facts, FACTS_FROM_NAME));
	buf_char(out, ' ');
	if (t->has_from)
		buf_slice(out, address_local(&t->from));
}

bool talk_says_only(const struct talk *t, const char *keyword)
{
	struct buf own = BUF_INIT;
	bool is_it;

	own_names(t, &own);
	is_it = !talk_may_be_hidden(t) && keyword_is_alone(talk_words(t), keyword, buf_all(&own));
	buf_release(&own);
	return is_it;
}

bool talk_is_undo(const struct talk *t)
{
	return talk_says_only(t, "undo");
}

struct consent_said talk_decides(const struct talk *t)
{
	struct consent_said said = consent_words_plain(talk_words(t), t->core->words);
	struct slice below = talk_words(t), line = SLICE_NONE;
	struct buf own = BUF_INIT;

	while (line.n == 0 && slice_next_line(&below, &line))
		line = slice_trim(line);
	own_names(t, &own);
	if (said.answer == CONSENT_YES &&
	    (!keyword_is_signed_by(below, buf_all(&own)) || talk_may_be_hidden(t)))
		said = (struct consent_said){ CONSENT_NEITHER, true };
	buf_release(&own);
	return said;
}

/* A picture, a signed or a sealed mail, a date, what was returned or could not be read: nobody
 * knows what it says. And people write below what they answer, or inside it, where nothing marks
 * what is theirs. */
static bool is_bare(const struct talk *t)
{
	bool has_text = facts_get(t->facts, FACTS_TEXT).n > 0;

	return facts_get(t->facts, FACTS_ATTACHMENTS).n == 0 &&
	    facts_get(t->facts, FACTS_LIMITS).n == 0 &&
	    facts_get(t->facts, FACTS_CALENDAR_UID).n == 0 &&
	    t->facts->number[FACTS_RETURNED] == 0 &&
	    (has_text || t->facts->number[FACTS_HTML_ONLY] == 0) && own_subject_is_question(t) &&
	    quoted_back_is_all(t);
}

/* Below a yes: words of a signature that take it back, or that a robot put there. Our own words,
 * quoted, may be anything. */
static bool is_spoilt(const struct talk *t, enum consent_question question)
{
	static const char *const robots[] = { "this is an automat", "automatically generated",
		"automatic reply", "automatic response", "auto-reply", "autoreply",
		"do not reply to this", "don't reply to this", "is not monitored", "is unmonitored",
		"mailbox is closed" };
	static const char *const regrets[] = { "no longer at", "no longer work", "actually no",
		"mean no", "but no", "please don't", "please do not", "unsubscribe" };
	struct buf above = BUF_INIT, folded = BUF_INIT;
	struct slice rest, line;
	bool is_it;

	reply_above(&above, facts_get(t->facts, FACTS_TEXT));
	utf8_fold(&folded, buf_all(&above));
	is_it = slice_has_any(buf_all(&folded), robots, sizeof robots / sizeof robots[0]) ||
	    (question != CONSENT_LEAVE &&
	        slice_has_any(buf_all(&folded), regrets, sizeof regrets / sizeof regrets[0]));
	rest = buf_all(&above);
	while (!is_it && slice_next_line(&rest, &line))
		is_it = slice_trim(line).n > 0 &&
		    consent_words_read(slice_trim(line), question, t->core->words).answer ==
		        CONSENT_NO;
	buf_release(&above);
	buf_release(&folded);
	return is_it;
}

static struct consent_said read_without(const struct talk *t, struct slice words, const char *name,
    const char *instead, enum consent_question question)
{
	struct buf plain = BUF_INIT;
	struct consent_said said;
	size_t at;

	while ((at = slice_find_fold(words, name)) < words.n) {
		buf_slice(&plain, slice_sub(words, 0, at));
		buf_text(&plain, instead);
		words = slice_from(words, at + strlen(name));
	}
	buf_slice(&plain, words);
	said = consent_words_read(buf_all(&plain), question, t->core->words);
	buf_release(&plain);
	return said;
}

/* The list's name is a word for it: "yes, the Otago newsletter please". */
static struct consent_said read_named(const struct talk *t, struct slice words,
    enum consent_question question)
{
	int64_t list_id = t->mail.list_id != 0 ? t->mail.list_id :
	    t->confirm.is_there                ? t->confirm.n.list_id :
	                                         0;
	struct consent_said said = consent_words_read(words, question, t->core->words);
	struct list list;

	if (said.answer != CONSENT_NEITHER || list_id == 0 ||
	    !list_get(t->core->db, list_id, &list) || list.name[0] == '\0' ||
	    slice_find_fold(words, list.name) == words.n)
		return said;
	said = read_without(t, words, list.name, "newsletter", question);
	return said.answer != CONSENT_NEITHER ? said :
	                                        read_without(t, words, list.name, "", question);
}

bool talk_may_be_hidden(const struct talk *t)
{
	return t->facts->number[FACTS_HTML_ONLY] != 0 && facts_has_limit(t->facts, "html");
}

struct consent_said talk_consent(const struct talk *t, enum consent_question question)
{
	const struct consent_said neither = { CONSENT_NEITHER, true };
	struct slice words = talk_words(t);
	struct consent_said said;

	if ((words.n == 0 && !is_bare(t)) || talk_may_be_hidden(t))
		return neither;
	said = read_named(t, words, question);
	return said.answer == CONSENT_YES && words.n > 0 && is_spoilt(t, question) ? neither : said;
}

bool talk_answers(const struct talk *t, const char *kind)
{
	return t->delivery_id != 0 && strcmp(t->context, kind) == 0;
}

enum act_rule talk_rule(const struct talk *t, enum act_kind kind)
{
	enum act_rule rule = act_rule(kind, t->evidence.proof);

	return rule == ACT_IS_DONE && t->is_doubted ? ACT_IS_ASKED : rule;
}

struct act act_of_talk(const struct talk *t)
{
	return (struct act){ .core = t->core,
		.by = "subscriber",
		.evidence = t->evidence,
		.now = core_now(t->core) };
}

struct act act_of_holder(const struct talk *t)
{
	struct act a = act_of_talk(t);

	if (a.evidence.proof < PROOF_ANSWERED)
		a.evidence.proof = PROOF_ANSWERED;
	return a;
}

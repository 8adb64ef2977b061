/* SPDX-License-Identifier: MIT
 * Forwarding; see forward.h. The original travels as an attachment, and is stored once however many
 * get it. Where it is too large for its way, or its writer has sent too much today, its reader gets
 * what can be shown and its number. */
#include "daemon/core/talk/forward.h"

#include <string.h>

#include "daemon/common/json_put.h"
#include "daemon/core/letters/letter.h"
#include "daemon/core/outbox/outbox.h"
#include "daemon/core/talk/quoted_back.h"
#include "daemon/core/talk/talk_budget.h"
#include "daemon/mail/answerable.h"
#include "daemon/mail/own_links.h"
#include "daemon/time/words.h"

#define DAY_S 86400
#define THREAD_PER_DAY \
	20 /* further mails of one writer about what our person answered: people do not write more \
	    */
#define BEGINNING_MAX 4000 /* of a text, where the whole cannot go along */

/* What can be read of it without the original. */
static struct slice beginning(struct slice text)
{
	size_t n = text.n < BEGINNING_MAX ? text.n : BEGINNING_MAX;

	while (n < text.n && n > 0 && (text.p[n] & 0xc0) == 0x80) /* no half character */
		n--;
	return slice_sub(text, 0, n);
}

static json_t *reference_values(struct core *core, const struct inbound *in, struct slice text)
{
	json_t *v = json_object();
	struct buf words = BUF_INIT;

	json_put(v, "is_reference", json_true());
	json_put(v, "inbound", json_integer(in->id));
	buf_printf(&words, "%lld %s",
	    (long long)(in->size >= 1000000 ? in->size / 1000000 : (in->size + 999) / 1000),
	    in->size >= 1000000 ? "MB" : "kB");
	letter_set(v, "size", buf_all(&words));
	buf_clear(&words);
	words_day(&words, core_now(core) + core->conf.privacy.inbound_days * INT64_C(86400),
	    core->conf.templates.timezone);
	letter_set(v, "kept_until", buf_all(&words));
	letter_set(v, "text", beginning(text));
	json_put(v, "is_beginning", json_boolean(text.n > BEGINNING_MAX));
	buf_release(&words);
	return v;
}

/* In a letter of this kind. `is_lasting`: what came in is kept; else the letter has a copy of it.
 */
static int64_t queue(struct core *core, const struct inbound *in, struct letter *l,
    struct slice text, bool is_lasting)
{
	struct compose_attachment original = letter_original(buf_all(&in->message));

	l->auto_submitted = "auto-generated";
	l->attachments = &original;
	l->attachment_count = 1;
	if (is_lasting) {
		l->inbound_id = in->id;
		l->reference = reference_values(core, in, text);
	}
	return letter_queue(core, l);
}

static void acknowledge(struct talk *t)
{
	struct core *core = t->core;
	int64_t now = core_now(core);
	struct letter l = {
		.delivery = { .kind = "acknowledge",
		    .class = DELIVERY_ANSWER,
		    .address = t->from.spec,
		    .due_at = now },
		.auto_submitted = "auto-replied",
		.in_reply_to = facts_get(t->facts, FACTS_MESSAGE_ID),
	};

	if (!t->has_from || answerable_refusal(t->facts, &t->from) != NULL ||
	    strcmp(t->from.key, core->human.key) == 0 ||
	    outbox_count_since(core->db, t->from.spec, "acknowledge", now - DAY_S) > 0 ||
	    !talk_budget_has_room(t))
		return;
	(void)letter_queue(core, &l); /* 0: the transaction is refused, which its end tells */
}

/* What says that they wrote it, for who may do something for it: a flag of the template. */
static const char *evidence_of(const struct talk *t)
{
	if (talk_is_refuted(t))
		return "is_refuted";
	if (t->has_from && (t->evidence.proof == PROOF_VOUCHED || talk_is_vouched(t)))
		return "is_vouched";
	return talk_is_proven(t) ? "is_answer" : "is_unproven";
}

/* A name that is written like an address would be read as who wrote: anybody can call themselves
 * so.
 */
static struct slice shown_name(const struct talk *t)
{
	static const char *const ats[] = { "@", "\xef\xbc\xa0", "\xef\xb9\xab" };
	struct slice name = facts_get(t->facts, FACTS_FROM_NAME);

	return slice_has_any(name, ats, sizeof ats / sizeof ats[0]) ? SLICE_NONE : name;
}

static json_t *values_of(struct talk *t, json_t *meeting, bool is_replyable, bool is_shared)
{
	json_t *v = json_object();

	json_put(v, "is_replyable", json_boolean(is_replyable));
	letter_set(v, "from",
	    t->has_from ? slice_of(t->from.spec) : facts_get(t->facts, FACTS_FROM));
	letter_set(v, "from_name", shown_name(t));
	letter_set(v, "original_subject", facts_get(t->facts, FACTS_SUBJECT));
	letter_set(v, "text", facts_get(t->facts, FACTS_TEXT));
	json_put(v, "is_cut", json_boolean(t->in->is_cut));
	json_put(v, "is_shared", json_boolean(is_shared));
	json_put(v, "is_refuted", json_boolean(talk_is_refuted(t)));
	if (t->held != NULL)
		json_put(v, t->held, json_true());
	if (t->beside != NULL) {
		json_put(v, t->beside, json_true());
		letter_set(v, "order", slice_of(command_verb_text(t->v.command.verb)));
	}
	if (t->cause.unanswered != NULL)
		letter_set(v, "unanswered", slice_of(t->cause.unanswered));
	if (meeting != NULL)
		json_put(v, "meeting", meeting);
	return v;
}

/* Will the bytes go at the end of this, because they are about somebody who was forgotten
 * (keep_forgotten)? */
static bool is_kept(const struct talk *t)
{
	return t->past_id == 0;
}

static bool is_in_thread(const struct talk *t)
{
	return strcmp(t->mail.kind, "forward") == 0 &&
	    strcmp(t->mail.asked.key, t->core->human.key) == 0;
}

/* A robot behind our person's mailbox that opens a thread of its own for each mail would go on for
 * ever. */
static bool is_endless(const struct talk *t)
{
	uint8_t hash[TOKEN_HASH_SIZE];

	if (!is_in_thread(t) || !t->has_from || t->in->is_replayed)
		return false;
	token_hash_address(&t->core->key, t->from.key, hash);
	return outbox_count_about(t->core->db, slice_make((const char *)hash, sizeof hash),
	           "forward", core_now(t->core) - DAY_S) >= THREAD_PER_DAY;
}

static void cut_ours(const struct talk *t, struct slice text, struct buf *out)
{
	own_links_cut(&t->core->identity, t->core->conf.web.base_url, text, out);
}

/* For somebody who is not of us, a convenor: what was written anew, without what it answers. */
static void set_new_text(struct talk *t, json_t *v)
{
	struct buf own = BUF_INIT, text = BUF_INIT;

	quoted_back_without(t, buf_all(&t->v.reply), &own);
	cut_ours(t, buf_all(&own), &text);
	letter_set(v, "text", slice_trim(buf_all(&text)));
	buf_clear(&text);
	cut_ours(t, facts_get(t->facts, FACTS_SUBJECT), &text);
	letter_set(v, "original_subject", slice_trim(buf_all(&text)));
	json_put(v, "is_new_text", json_true());
	json_put(v, "is_cut", json_false());
	buf_release(&own);
	buf_release(&text);
}

enum reader { READER_OURS, READER_CONVENOR, READER_ONE_CONVENOR_OF_MORE };

/* False where it does not go; then it is one for staff. */
static bool forward(struct talk *t, const char *to, json_t *meeting, enum reader reader)
{
	/* A Reply-To that is not ASCII would make a mail to our own people take SMTPUTF8. */
	const char *reply_to = t->has_from && !address_is_utf8(&t->from) ? t->from.spec : NULL;
	struct letter l = {
		.delivery = { .kind = "forward",
		    .class = DELIVERY_ANSWER,
		    .address = to,
		    .due_at = core_now(t->core) },
		.reply_to = reply_to,
		.is_reference = !talk_budget_may_copy(t),
	};
	uint8_t hash[TOKEN_HASH_SIZE];
	int64_t id;

	if (is_endless(t) ? !talk_budget_refuse(t, BUDGET_READ_BY_NOBODY) :
	                    !talk_budget_may_forward(t, &l.delivery)) {
		json_decref(meeting);
		return false;
	}
	l.values = values_of(t, meeting, reply_to != NULL, reader == READER_ONE_CONVENOR_OF_MORE);
	if (reader == READER_OURS) {
		json_put(l.values, evidence_of(t), json_true());
		id = queue(t->core, t->in, &l, facts_get(t->facts, FACTS_TEXT), is_kept(t));
		t->is_passed_on = true;
	} else {
		set_new_text(t, l.values);
		l.auto_submitted = "auto-generated";
		l.is_reference = false;
		id = letter_queue(t->core, &l);
	}
	t->is_forwarded = t->is_forwarded || strcmp(to, t->core->human.spec) == 0;
	if (id != 0 && t->has_from) {
		token_hash_address(&t->core->key, t->from.key, hash);
		outbox_set_about(t->core->db, id, slice_make((const char *)hash, sizeof hash));
	}
	return true;
}

static bool names_it(const struct talk *t, struct slice message_id)
{
	struct classify_token token;
	int64_t id = 0;
	bool is_old;

	return classify_parse_token(slice_sub(message_id, 0, slice_find(message_id, '@')),
	           &token) &&
	    token_peek(&token, &id, &is_old) && id == t->mail.delivery_id;
}

/* The mail itself, not one of the thread around it: who does not name what was said in between has
 * our mail, and nobody but our person was sent it. */
static bool is_its_parent(const struct talk *t)
{
	struct slice rest = facts_get(t->facts, FACTS_IN_REPLY_TO), line, last = SLICE_NONE;
	bool has_parent = rest.n > 0;

	if (!has_parent)
		rest = facts_get(t->facts, FACTS_REFERENCES);
	while (slice_next_line(&rest, &line)) {
		if (has_parent && names_it(t, line))
			return true;
		last = line;
	}
	return !has_parent && (last.n == 0 || names_it(t, last));
}

/* Where our mail host says that it is forged it is somebody's, and read as such. */
static bool is_of_human(const struct talk *t)
{
	return t->has_from && strcmp(t->from.key, t->core->human.key) == 0 && !talk_is_refuted(t);
}

bool forward_is_answered(const struct talk *t)
{
	if (t->in->is_replayed)
		return false;
	return is_of_human(t) || (is_in_thread(t) && (t->mail.is_enveloped || is_its_parent(t)));
}

/* Does it name somebody else, who has read it then? */
static bool has_reader(const struct talk *t)
{
	struct slice rest = facts_get(t->facts, FACTS_TO), line, detail;

	while (slice_next_line(&rest, &line)) {
		if (!classify_is_ours(&t->core->identity, line, &detail) &&
		    !slice_is_fold(line, t->core->human.spec))
			return true;
	}
	return false;
}

void forward_leave(struct talk *t)
{
	t->outcome = t->mail.delivery_id != 0 ? "answers what was forwarded" :
	                                        "from the person who reads";
	if (!has_reader(t))
		(void)talk_budget_refuse(t, BUDGET_READ_BY_NOBODY);
}

void forward_to_human(struct talk *t)
{
	if (forward(t, t->core->human.spec, NULL, READER_OURS))
		acknowledge(t);
}

void forward_quietly(struct talk *t)
{
	(void)forward(t, t->core->human.spec, NULL, READER_OURS); /* false: it is marked */
}

void forward_to_convenors(struct talk *t, const struct convenors *c, json_t *meeting)
{
	for (int i = 0; i < c->n; i++)
		(void)forward(t, c->all[i].spec, json_incref(meeting),
		    c->n > 1 ? READER_ONE_CONVENOR_OF_MORE :
		               READER_CONVENOR); /* false: it is marked */
	if (c->n == 0)
		(void)forward(t, t->core->human.spec, json_incref(meeting), READER_OURS);
	json_decref(meeting);
}

void forward_unread(struct core *core, const struct inbound *in)
{
	struct letter l = {
		.delivery = { .kind = "forward",
		    .class = DELIVERY_ANSWER,
		    .address = core->human.spec,
		    .due_at = core_now(core) },
		.values = json_object(),
		.is_reference = in->size > core->conf.limits.bytes_per_sender,
	};

	json_put(l.values, "is_unread", json_true());
	json_put(l.values, "inbound", json_integer(in->id));
	json_put(l.values, "is_cut", json_boolean(in->is_cut));
	(void)queue(core, in, &l, SLICE_NONE,
	    true); /* 0: the transaction is refused, which its end tells */
}

/* SPDX-License-Identifier: MIT
 * The order of decision; see dialogue.h. Each step either settles the message or passes it on; the
 * order of `steps` is design §4's and must not change: a bounce is never a command, a token
 * unsubscribes even where a robot sent it, a robot is never answered. */
#include "dialogue.h"

#include <stdio.h>
#include <string.h>

#include "../../subscribers/subscription.h"
#include "../common/log.h"
#include "answers.h"
#include "commands.h"
#include "forward.h"
#include "journal.h"
#include "outbox.h"

/* --- who and what about --- */

static void take_token(struct talk *t, const struct classify_token *token)
{
	int64_t id, generation;

	if (!token_read(&t->core->key, token, &id, &generation)) {
		log_info("token.refused", "inbound=%lld type=%s", (long long)t->in->id,
		    token_type_text(token->type));
		return;
	}
	switch (token->type) {
	case TOKEN_CONFIRM:
		if (t->confirm_id == 0) {
			t->confirm_id = id;
			t->confirm_generation = generation;
		}
		break;
	case TOKEN_UNSUBSCRIBE:
		if (t->unsubscribe_id == 0) {
			t->unsubscribe_id = id;
			t->unsubscribe_generation = generation;
		}
		break;
	case TOKEN_BOUNCE:
	case TOKEN_MESSAGE:
		if (t->delivery_id == 0)
			t->delivery_id = id;
		break;
	case TOKEN_RSVP:
	case TOKEN_NONE:
	case TOKEN_COUNT:
		break;
	}
}

/* The person: whoever our own mail was for, if this answers one; else who the mail says. */
static void find_person(struct talk *t)
{
	struct db *db = t->core->db;
	struct err err = ERR_INIT;
	int64_t subscriber_id = 0;

	for (size_t i = 0; i < t->v.token_count; i++)
		take_token(t, &t->v.tokens[i]);
	if (t->delivery_id != 0 && !outbox_context(db, t->delivery_id, t->context, &t->list_id,
	    &subscriber_id, &t->meeting_id))
		t->delivery_id = 0;
	t->has_from = address_parse(facts_get(t->facts, FACTS_FROM), &t->from, &err);
	if (subscriber_id != 0 && subscriber_get(db, subscriber_id, &t->who)) {
		t->has_who = t->is_proven = true;
	} else if (t->has_from && subscriber_find(db, &t->from, &t->who)) {
		t->has_who = true;
		t->is_proven = t->v.is_authenticated;
	}
}

static bool is_ourselves(const struct talk *t)
{
	struct slice detail;

	return t->has_from && address_detail(slice_of(t->from.spec), &t->core->identity.address,
	    t->core->identity.delimiter, &detail);
}

/* --- the steps: true where the message is settled --- */

static bool on_bounce(struct talk *t)
{
	struct buf text = BUF_INIT;
	const struct classify_bounce *b = &t->v.bounces[0];

	if (t->v.kind != KIND_BOUNCE)
		return false;
	t->outcome = "bounce";
	if (t->delivery_id == 0) {
		t->outcome = "bounce unverified";	/* anyone can write one: it is counted, no more */
		return true;
	}
	if (t->v.bounce_count > 0) {
		buf_printf(&text, "%s %s %s", bounce_class_text(b->class), b->reason, b->diagnostic);
		journal_add(t->core->db, t->delivery_id, b->class == BOUNCE_NONE ? "delayed" : "bounced", "-",
		    b->status[0] != '\0' ? b->status : "report", 0, buf_all(&text), core_now(t->core));
		log_info("delivery.bounced", "id=%lld class=%s reason=%s status=%s",
		    (long long)t->delivery_id, bounce_class_text(b->class), b->reason, b->status);
	}
	buf_release(&text);
	return true;
}

static bool on_complaint(struct talk *t)
{
	if (t->v.kind != KIND_COMPLAINT)
		return false;
	t->outcome = "complaint unverified";
	/* Reports about authentication are no wish to leave (RFC 6591). */
	if (t->delivery_id == 0 || !t->has_who || (strcmp(t->v.complaint_type, "abuse") != 0 &&
	    strcmp(t->v.complaint_type, "opt-out") != 0 && t->v.complaint_type[0] != '\0'))
		return true;
	t->evidence.note = slice_of("complaint");
	(void)subscription_leave_all(t->core->db, &t->who, &t->evidence);	/* none left is fine */
	t->outcome = "complaint";
	return true;
}

/* A token unsubscribe is honoured whoever or whatever sent it: mail programs do it with
 * Auto-Submitted set. Only people get a receipt. */
static bool on_unsubscribe_token(struct talk *t)
{
	struct subscription n;
	int64_t subscriber_id;

	if (t->unsubscribe_id == 0)
		return false;
	t->outcome = "unsubscribe too late";
	if (!subscription_get(t->core->db, t->unsubscribe_id, &n, &subscriber_id) ||
	    (n.generation & 0xffff) != t->unsubscribe_generation ||
	    !subscriber_get(t->core->db, subscriber_id, &t->who))
		return true;
	t->has_who = t->is_proven = true;
	if (subscription_leave(t->core->db, &t->who, n.list_id, &t->evidence)) {
		t->outcome = "unsubscribed";
		if (!t->v.is_automatic)
			answer_goodbye(t, n.list_id);
	}
	return true;
}

static bool on_automatic(struct talk *t)
{
	if (is_ourselves(t)) {
		t->outcome = "our own";
		return true;
	}
	if (!t->v.is_automatic && t->v.kind != KIND_AUTOREPLY && t->v.kind != KIND_CHALLENGE)
		return false;
	t->outcome = "automatic";
	return true;
}

/* An answer to "please confirm": anything a person says but no. */
static bool on_confirm(struct talk *t)
{
	if (t->confirm_id == 0 && strcmp(t->context, "confirm") != 0 && strcmp(t->context, "invite") != 0)
		return false;
	return command_confirm(t);
}

/* An answer to a receipt or to "really leave?". */
static bool on_conversation(struct talk *t)
{
	if (t->delivery_id == 0)
		return false;
	if (strcmp(t->context, "leave") == 0)
		return command_leave_confirmed(t);
	if (strcmp(t->context, "goodbye") == 0)
		return command_undo(t);
	return false;
}

static bool on_command(struct talk *t)
{
	return t->has_from && t->v.kind == KIND_COMMAND && command_act(t);
}

/* Nothing new in it, and nothing that may have been lost in reading it: a subject that says
 * something, an attachment, a text that could not be decoded are for a person. */
static bool on_empty(struct talk *t)
{
	bool has_subject = t->delivery_id == 0 && facts_get(t->facts, FACTS_SUBJECT).n > 0;

	if (t->v.kind != KIND_EMPTY || has_subject || facts_get(t->facts, FACTS_ATTACHMENTS).n > 0 ||
	    facts_get(t->facts, FACTS_LIMITS).n > 0)
		return false;
	t->outcome = "empty";
	return true;
}

static bool on_person(struct talk *t)
{
	forward_to_human(t);
	t->outcome = "forwarded";
	return true;
}

static bool (*const steps[])(struct talk *) = {
	on_bounce, on_complaint, on_unsubscribe_token, on_automatic, on_confirm, on_conversation,
	on_command, on_empty, on_person,
};

static struct slice authentication(const struct facts *f, struct buf *out)
{
	static const struct {
		enum facts_text which;
		const char *name;
	} methods[] = { { FACTS_AUTH_DMARC, "dmarc" }, { FACTS_AUTH_DKIM, "dkim" }, { FACTS_AUTH_SPF, "spf" } };

	for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++) {
		struct slice value = facts_get(f, methods[i].which);

		if (value.n > 0)
			buf_printf(out, "%s%s=%.*s", out->n > 0 ? " " : "", methods[i].name, SLICE_ARG(value));
	}
	return buf_all(out);
}

void dialogue_act(struct core *core, const struct inbound *in, const struct facts *facts)
{
	struct talk t = { .core = core, .in = in, .facts = facts, .outcome = "nothing" };
	struct buf auth = BUF_INIT;
	size_t i = 0;

	verdict_init(&t.v);
	classify(facts, &core->identity, &t.v);
	t.evidence = core_evidence(core, "email");
	t.evidence.message_id = facts_get(facts, FACTS_MESSAGE_ID);
	t.evidence.message_hash = in->hash;
	t.evidence.authentication = authentication(facts, &auth);
	find_person(&t);
	while (i < sizeof steps / sizeof steps[0] && !steps[i](&t))
		i++;
	/* False: another answer to the same row was committed first. Then this one must not count. */
	if (!inbound_done(core->db, in->id, classify_kind_text(t.v.kind), t.outcome,
	    t.has_who ? t.who.id : 0))
		(void)db_refuse(core->db, "message %lld was settled already", (long long)in->id);
	log_info("inbound.done", "id=%lld kind=%s outcome=\"%s\"", (long long)in->id,
	    classify_kind_text(t.v.kind), t.outcome);
	verdict_release(&t.v);
	buf_release(&auth);
}

void dialogue_forward_unread(struct core *core, const struct inbound *in)
{
	forward_unread(core, in);
}

/* SPDX-License-Identifier: MIT
 * Forwarding; see forward.h. The original travels as an attachment: as message/rfc822 where it can
 * stand in a mail as it is (RFC 2046 §5.2.1 allows it no encoding), else as a file. */
#include "forward.h"

#include <string.h>

#include "../common/log.h"
#include "answerable.h"
#include "letter.h"
#include "outbox.h"

static int64_t queue(struct core *core, const struct inbound *in, json_t *values, const char *to,
    const char *reply_to)
{
	bool is_plain = compose_is_7bit(buf_all(&in->message));
	struct compose_attachment original = {
		.type = is_plain ? "message/rfc822" : "application/octet-stream",
		.filename = "original.eml", .data = buf_all(&in->message),
	};
	struct letter l = {
		.delivery = { .kind = "forward", .class = DELIVERY_ANSWER, .address = to,
			.due_at = core_now(core) },
		.values = values, .auto_submitted = "auto-generated", .reply_to = reply_to,
		.attachments = &original, .attachment_count = 1,
	};

	return letter_queue(core, &l);
}

static void acknowledge(struct talk *t)
{
	struct core *core = t->core;
	int64_t now = core_now(core);
	struct letter l = {
		.delivery = { .kind = "acknowledge", .class = DELIVERY_ANSWER, .address = t->from.spec,
			.due_at = now },
		.auto_submitted = "auto-replied", .in_reply_to = facts_get(t->facts, FACTS_MESSAGE_ID),
	};

	if (!t->has_from || answerable_refusal(t->facts, &t->from) != NULL ||
	    strcmp(t->from.key, core->human.key) == 0 ||
	    outbox_count_since(core->db, t->from.spec, "acknowledge", now - 86400) > 0 || !budget_has_room(t))
		return;
	(void)letter_queue(core, &l);	/* 0: the transaction is refused, which its end tells */
}

static void forward(struct talk *t, const char *to, json_t *meeting, bool is_shared)
{
	json_t *v = json_object();
	struct slice name = facts_get(t->facts, FACTS_FROM_NAME);
	uint8_t hash[TOKEN_HASH_SIZE];
	const char *reply_to = t->has_from && !address_is_utf8(&t->from) ? t->from.spec : NULL;
	int64_t id;

	/* A Reply-To that is not ASCII would make a mail to our own people take SMTPUTF8. */
	(void)json_object_set_new(v, "is_replyable", json_boolean(reply_to != NULL));
	letter_set(v, "from", t->has_from ? slice_of(t->from.spec) : facts_get(t->facts, FACTS_FROM));
	letter_set(v, "from_name", name);
	letter_set(v, "original_subject", facts_get(t->facts, FACTS_SUBJECT));
	letter_set(v, "text", facts_get(t->facts, FACTS_TEXT));
	(void)json_object_set_new(v, "is_cut", json_boolean(t->in->is_cut));
	(void)json_object_set_new(v, "is_shared", json_boolean(is_shared));
	if (meeting != NULL)
		(void)json_object_set_new(v, "meeting", meeting);
	id = queue(t->core, t->in, v, to, reply_to);
	if (id != 0 && t->has_from) {
		token_hash_address(&t->core->key, t->from.key, hash);
		outbox_set_about(t->core->db, id, slice_make((const char *)hash, sizeof hash));
	}
}

void forward_to_human(struct talk *t)
{
	forward(t, t->core->human.spec, NULL, false);
	acknowledge(t);
}

void forward_quietly(struct talk *t)
{
	forward(t, t->core->human.spec, NULL, false);
}

void forward_to_convenors(struct talk *t, const struct convenors *c, json_t *meeting)
{
	for (int i = 0; i < c->n; i++)
		forward(t, c->all[i].spec, json_incref(meeting), c->n > 1);
	if (c->n == 0)
		forward(t, t->core->human.spec, json_incref(meeting), false);
	json_decref(meeting);
}

void forward_unread(struct core *core, const struct inbound *in)
{
	json_t *v = json_object();

	(void)json_object_set_new(v, "is_unread", json_true());
	(void)json_object_set_new(v, "inbound", json_integer(in->id));
	(void)json_object_set_new(v, "is_cut", json_boolean(in->is_cut));
	(void)queue(core, in, v, core->human.spec, NULL);	/* 0: the transaction is refused, which its end tells */
}

/* SPDX-License-Identifier: MIT
 * Forwarding; see forward.h. The original travels as an attachment: as message/rfc822 where it can
 * stand in a mail as it is (RFC 2046 §5.2.1 allows it no encoding), else as a file. */
#include "forward.h"

#include <string.h>

#include "../common/log.h"
#include "letter.h"
#include "outbox.h"

static void queue(struct core *core, const struct inbound *in, json_t *values, const char *reply_to)
{
	bool is_plain = compose_is_7bit(buf_all(&in->message));
	struct compose_attachment original = {
		.type = is_plain ? "message/rfc822" : "application/octet-stream",
		.filename = "original.eml", .data = buf_all(&in->message),
	};
	struct letter l = {
		.delivery = { .kind = "forward", .class = DELIVERY_ANSWER, .address = core->human.spec,
			.due_at = core_now(core) },
		.values = values, .auto_submitted = "auto-generated", .reply_to = reply_to,
		.attachments = &original, .attachment_count = 1,
	};

	(void)letter_queue(core, &l);	/* 0: the transaction is refused, which its end tells */
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

	if (!t->has_from || address_is_robot(slice_of(t->from.spec)) ||
	    strcmp(t->from.key, core->human.key) == 0 ||
	    outbox_count_since(core->db, t->from.spec, "acknowledge", now - 86400) > 0 ||
	    outbox_count_answers(core->db, now - 3600) >= core->conf.limits.answers_total)
		return;
	(void)letter_queue(core, &l);	/* 0: the transaction is refused, which its end tells */
}

void forward_to_human(struct talk *t)
{
	json_t *v = json_object();
	struct slice name = facts_get(t->facts, FACTS_FROM_NAME);

	letter_set(v, "from", t->has_from ? slice_of(t->from.spec) : facts_get(t->facts, FACTS_FROM));
	letter_set(v, "from_name", name);
	letter_set(v, "original_subject", facts_get(t->facts, FACTS_SUBJECT));
	letter_set(v, "text", facts_get(t->facts, FACTS_TEXT));
	(void)json_object_set_new(v, "is_cut", json_boolean(t->in->is_cut));
	queue(t->core, t->in, v, t->has_from ? t->from.spec : NULL);
	acknowledge(t);
}

void forward_unread(struct core *core, const struct inbound *in)
{
	json_t *v = json_object();

	(void)json_object_set_new(v, "is_unread", json_true());
	(void)json_object_set_new(v, "inbound", json_integer(in->id));
	(void)json_object_set_new(v, "is_cut", json_boolean(in->is_cut));
	queue(core, in, v, NULL);
}

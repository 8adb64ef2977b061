/* SPDX-License-Identifier: MIT
 * See office_mail.h. What was forwarded goes on as the letter that waited, whole: it says what it
 * is about. A mail of that kind does not say of which community it is, so who leads it now is for
 * the person to find. */
#include "daemon/core/meetings/office_mail.h"

#include <string.h>

#include "daemon/common/log.h"
#include "daemon/core/letters/budget.h"
#include "daemon/core/letters/letter.h"
#include "daemon/core/meetings/tip_asking.h"
#include "daemon/core/outbox/outbox.h"

#define OF_MEETINGS "[\"attendance\",\"convened\",\"noted\",\"change-check\"]"
#define OF_TIPS "[\"tip\"]"

/* Whom an answer reaches: the writer of what was forwarded, as the letter that waited says; false:
 * nobody. */
static bool find_writer(struct slice letter, struct address *writer)
{
	struct err err = ERR_INIT;
	struct slice line;

	while (slice_next_line(&letter, &line) && line.n > 0) {
		if (!slice_starts_fold(line, "Reply-To: <"))
			continue;
		line = slice_from(line, strlen("Reply-To: <")); /* as compose.c writes it */
		return address_parse(slice_sub(line, 0, slice_find(line, '>')), writer, &err);
	}
	return false;
}

/* The letter without whom it was to: they may be forgotten. */
static void add_without_to(struct slice letter, struct buf *out)
{
	struct slice line;
	const char *end = letter.p + letter.n;
	bool is_to = false;

	while (slice_next_line(&letter, &line) && line.n > 0) {
		if (line.p[0] != ' ' && line.p[0] != '\t')
			is_to = slice_starts_fold(line, "To:");
		if (!is_to)
			buf_slice(out,
			    slice_make(line.p, (size_t)((letter.n > 0 ? letter.p : end) - line.p)));
	}
	buf_text(out, "\r\n");
	buf_slice(out, letter);
}

static void pass_on(struct core *core, int64_t id, const char *why)
{
	struct buf bytes = BUF_INIT, shown = BUF_INIT;
	struct compose_attachment original;
	struct address writer;
	struct letter l = {
		.delivery = { .kind = "forward",
		    .class = DELIVERY_ANSWER,
		    .address = core->human.spec,
		    .due_at = core_now(core),
		    .budget = BUDGET_STAFF },
		.auto_submitted = "auto-generated",
		.attachments = &original,
		.attachment_count = 1,
	};
	bool has_writer;
	int64_t by;

	if (letter_load(core->db, id, &bytes)) {
		has_writer = find_writer(buf_all(&bytes), &writer) &&
		    strcmp(writer.key, core->identity.address.key) != 0;
		add_without_to(buf_all(&bytes), &shown);
		original = letter_original(buf_all(&shown));
		l.reply_to = has_writer ? writer.spec : NULL;
		l.values = json_object();
		(void)json_object_set_new(l.values, "is_passed_on",
		    json_true()); /* a new object has room, here and below */
		(void)json_object_set_new(l.values, "is_replyable", json_boolean(has_writer));
		by = letter_queue(core,
		    &l); /* 0: the transaction is refused, which its end tells */
		outbox_replace(core->db, id, by, why, core_now(core));
		log_info("office.passed_on", "id=%lld by=%lld", (long long)id, (long long)by);
	}
	buf_release(&bytes);
	buf_release(&shown);
}

static void pass_on_all(struct core *core, const struct address *left, const char *why)
{
	int64_t id = 0;

	if (strcmp(left->key, core->human.key) == 0)
		return; /* it is read there whoever leads */
	while (!db_has_failed(core->db) &&
	    (id = outbox_next_to(core->db, left->key, "forward", id)) != 0)
		pass_on(core, id, why);
}

void office_mail_stop(struct core *core, const struct address *left, const char *why)
{
	int64_t now = core_now(core);

	/* Mostly none waits. */
	(void)outbox_cancel_to(core->db, left->key, 0, OF_MEETINGS, why, now);
	if (strcmp(left->key, core->human.key) != 0)
		(void)outbox_cancel_to(core->db, left->key, 0, OF_TIPS, why, now);
	pass_on_all(core, left, why);
}

void office_mail_followed(struct core *core, struct led led, const struct convenors *before)
{
	static const char why[] = "somebody else leads this now";
	int64_t now = core_now(core);
	struct convenors of_community;

	convenors_get(core->db, (struct led){ .list_id = led.list_id }, &of_community);
	for (int i = 0; i < before->n; i++) {
		const struct address *left = &before->all[i];

		if (convenors_find(&of_community, left->key) == NULL &&
		    strcmp(left->key, core->human.key) != 0)
			(void)outbox_cancel_to(core->db, left->key, led.list_id, OF_TIPS, why, now);
		if (convenors_leads_of(core->db, left->key, led.list_id))
			continue;
		(void)outbox_cancel_to(core->db, left->key, led.list_id, OF_MEETINGS, why, now);
		pass_on_all(core, left, why);
	}
	tip_asking_renew(core, led.list_id);
}

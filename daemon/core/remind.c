/* SPDX-License-Identifier: MIT
 * Letters of meetings; see remind.h. */
#include "remind.h"

#include "../../subscribers/list.h"
#include "../../subscribers/subscription.h"
#include "../common/log.h"
#include "../mail/words.h"
#include "letter.h"
#include "outbox.h"

static json_t *meeting_values(struct core *core, const struct meeting *m, int64_t in_s)
{
	json_t *v = json_object();
	struct buf when = BUF_INIT, span = BUF_INIT, length = BUF_INIT, agenda = BUF_INIT;

	words_time(&when, m->starts_at, m->timezone);
	words_span(&span, in_s);
	words_span(&length, m->length_s);
	meeting_agenda(core->db, m->id, &agenda);
	letter_set(v, "title", slice_of(m->title));
	letter_set(v, "when", buf_all(&when));
	letter_set(v, "in", buf_all(&span));
	letter_set(v, "length", buf_all(&length));
	letter_set(v, "place", slice_of(m->place));
	letter_set(v, "link", slice_of(m->link));
	letter_set(v, "agenda", buf_all(&agenda));
	buf_release(&when);
	buf_release(&span);
	buf_release(&length);
	buf_release(&agenda);
	return v;
}

/* One member's letter; `values` stays the caller's. */
static void to_member(struct core *core, const char *kind, const struct meeting *m,
    const struct list *list, const struct subscription_member *member, int64_t variant, json_t *values)
{
	char token[TOKEN_TEXT_SIZE];
	struct buf since = BUF_INIT;
	struct letter l = {
		.delivery = { .kind = kind, .class = DELIVERY_MEETING, .address = member->address,
			.list_id = list->id, .subscriber_id = member->subscriber_id, .meeting_id = m->id,
			.variant = variant, .needs_consent = true, .due_at = core_now(core) },
		.list = list, .auto_submitted = "auto-generated", .unsubscribe = token,
		.is_conversation = true, .values = json_deep_copy(values),
	};

	token_make(&core->key, TOKEN_UNSUBSCRIBE, member->subscription_id, member->generation, token);
	words_day(&since, member->since_at, core->conf.templates.timezone);
	letter_set(l.values, "since", buf_all(&since));
	letter_set(l.values, "how", slice_of(letter_channel_words(member->channel)));
	(void)letter_queue(core, &l);	/* 0: the transaction is refused, which its end tells */
	buf_release(&since);
}

static int to_members(struct core *core, const char *kind, const struct meeting *m, int64_t variant,
    json_t *values)
{
	struct subscription_member member;
	struct list list;
	int64_t after = 0;
	int count = 0;

	if (!list_get(core->db, m->list_id, &list))
		return 0;
	while (!db_has_failed(core->db) && subscription_next_member(core->db, list.id, after, &member)) {
		to_member(core, kind, m, &list, &member, variant, values);
		after = member.subscriber_id;
		count++;
	}
	return count;
}

void remind_fire(struct core *core, const struct reminder *r)
{
	int64_t now = core_now(core);
	struct meeting m;
	json_t *values;
	int count;

	if (!meeting_get(core->db, r->meeting_id, &m) || m.is_cancelled) {
		(void)reminder_settle(core->db, r, "cancelled");
		return;
	}
	/* Never after the start, and not so late that it says something wrong. */
	if (m.starts_at <= now || now - r->due_at > core->conf.meetings.max_late_s) {
		if (reminder_settle(core->db, r, "missed"))
			log_warning("reminder.missed", "meeting=%lld offset_s=%lld", (long long)m.id,
			    (long long)r->offset_s);
		return;
	}
	if (!reminder_settle(core->db, r, "sent"))
		return;
	values = meeting_values(core, &m, m.starts_at - now);
	count = to_members(core, "reminder", &m, r->offset_s, values);
	json_decref(values);
	log_info("reminder.sent", "meeting=%lld offset_s=%lld members=%d", (long long)m.id,
	    (long long)r->offset_s, count);
}

void remind_cancelled(struct core *core, const struct meeting *m, struct slice reason)
{
	json_t *values = meeting_values(core, m, 0);

	letter_set(values, "reason", reason);
	(void)to_members(core, "cancelled", m, 0, values);	/* nobody to tell is fine */
	json_decref(values);
}

/* SPDX-License-Identifier: MIT
 * Attendance lists; see convenor_mail.h. The list goes to a convenor's address as staff have given
 * it, never to whoever asks: a forged request gets the forger nothing. */
#include "daemon/core/meetings/convenor_mail.h"

#include <string.h>

#include "daemon/common/json_put.h"
#include "daemon/common/str_put.h"
#include "daemon/core/letters/letter.h"
#include "daemon/core/meetings/convenorship.h"
#include "daemon/core/meetings/meeting_mail.h"
#include "daemon/core/meetings/note_mail.h"
#include "daemon/core/outbox/outbox.h"
#include "subscribers/convenor.h"
#include "subscribers/list.h"
#include "subscribers/meeting.h"
#include "subscribers/rsvp.h"
#include "subscribers/subscription.h"

#define PEOPLE_MAX 500        /* rows in one mail */
#define LISTED_BEFORE_S 86400 /* as in meeting.c */

/* The rows of those who answered. */
static json_t *answered(json_t *people, bool *is_cut_r)
{
	json_t *rows = json_array(), *row;
	size_t i;

	*is_cut_r = false;
	json_array_foreach(people, i, row)
	{
		const char *answer = json_string_value(json_object_get(row, "answer"));
		char guests[24];

		if (answer == NULL || strcmp(answer, "none") == 0)
			continue;
		if (json_array_size(rows) == PEOPLE_MAX) {
			*is_cut_r = true;
			break;
		}
		str_put(guests, sizeof guests, "%lld",
		    (long long)json_integer_value(json_object_get(row, "guests")));
		letter_set(row, "guests", slice_of(strcmp(guests, "0") != 0 ? guests : ""));
		(void)json_array_append(rows, row);
	}
	return rows;
}

static void set_count(json_t *values, json_t *from, const char *name)
{
	char text[24];

	str_put(text, sizeof text, "%lld",
	    (long long)json_integer_value(json_object_get(from, name)));
	letter_set(values, name, slice_of(text));
}

static json_t *list_values(struct core *core, const struct meeting *m)
{
	static const char *const counts[] = { "yes", "no", "maybe", "waiting", "none" };
	json_t *v = meeting_mail_values(core, m, core_now(core)), *all;
	struct buf text = BUF_INIT;
	bool is_cut = false;

	rsvp_json(core->db, m->id, &text);
	all = json_loadb(text.p, text.n, 0, NULL);
	for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++)
		set_count(v, all, counts[i]);
	set_count(v, all, "guests");
	json_put(v, "has_guests",
	    json_boolean(json_integer_value(json_object_get(all, "guests")) > 0));
	json_put(v, "is_one_guest",
	    json_boolean(json_integer_value(json_object_get(all, "guests")) == 1));
	json_put(v, "people", answered(json_object_get(all, "people"), &is_cut));
	json_put(v, "is_cut", json_boolean(is_cut));
	json_put(v, "id", json_integer(m->id));
	json_decref(all);
	buf_release(&text);
	return v;
}

void convenor_mail_list(struct core *core, const struct meeting *m, const struct address *convenor,
    struct slice in_reply_to)
{
	struct letter l = {
		.delivery = { .kind = "attendance",
		    .class = DELIVERY_MEETING,
		    .address = convenor->spec,
		    .list_id = m->list_id,
		    .meeting_id = m->id,
		    .due_at = core_now(core) },
		.values = list_values(core, m),
		.in_reply_to = in_reply_to,
		.is_conversation = true,
		.auto_submitted = in_reply_to.n > 0 ? "auto-replied" : "auto-generated",
	};

	(void)letter_queue(core, &l); /* 0: the transaction is refused, which its end tells */
}

static void tell_one(struct core *core, const struct meeting *m, const struct list *list,
    const struct address *convenor, bool is_own)
{
	int64_t now = core_now(core);
	struct letter l = {
		.delivery = { .kind = "convened",
		    .class = DELIVERY_MEETING,
		    .address = convenor->spec,
		    .list_id = list->id,
		    .meeting_id = m->id,
		    .due_at = now },
		.is_conversation = true,
		.auto_submitted = "auto-generated",
	};

	l.values = meeting_mail_values(core, m, now);
	letter_set(l.values, "list", slice_of(list->name));
	json_put(l.values, "is_own", json_boolean(is_own));
	json_put(l.values, "is_cancelled", json_boolean(m->is_cancelled));
	json_put(l.values, "is_moved", json_boolean(!m->is_cancelled && m->revision > 1));
	json_put(l.values, "is_new", json_boolean(!m->is_cancelled && m->revision == 1));
	json_put(l.values, "members", json_integer(subscription_active_count(core->db, list->id)));
	(void)letter_queue(core, &l); /* 0: the transaction is refused, which its end tells */
}

void convenor_mail_tell(struct core *core, const struct meeting *m, const struct list *list)
{
	struct convenors c;
	bool is_own;

	/* On the last day the list of who comes says it all. */
	if (!m->is_cancelled && m->starts_at - core_now(core) <= LISTED_BEFORE_S)
		return;
	is_own = convenorship_of(core, list->id, m->id, &c);
	for (int i = 0; i < c.n; i++)
		tell_one(core, m, list, &c.all[i], is_own);
}

/* Who leads it and had no list since it was due. */
static void list_again(struct core *core, const struct meeting *m)
{
	struct convenors c;

	(void)convenorship_of(core, m->list_id, m->id, &c); /* its own or not */
	for (int i = 0; i < c.n; i++) {
		if (!outbox_had_of(core->db, m->id, "attendance", c.all[i].key,
		        m->starts_at - LISTED_BEFORE_S))
			convenor_mail_list(core, m, &c.all[i], SLICE_NONE);
	}
}

void convenor_mail_renew(struct core *core, int64_t list_id)
{
	int64_t at = core_now(core), id = 0;
	struct meeting m;

	while (!db_has_failed(core->db) && meeting_next_listed(core->db, list_id, &at, &id)) {
		if (meeting_get(core->db, id, &m))
			list_again(core, &m);
	}
}

static bool list_one(struct core *core, int64_t id, int64_t now)
{
	struct setback_key key = { "attendance", id, 0 };
	struct meeting m;
	struct convenors c = { .n = 0 };

	if (setback_waits(&core->setbacks, key, now))
		return false;
	db_begin(core->db);
	if (meeting_get(core->db, id, &m) && !m.is_cancelled) {
		(void)convenorship_of(core, m.list_id, m.id, &c); /* its own or not */
		/* We stood still for a day: a list is of no use any more, what people wrote is
		 * read. */
		if (m.starts_at <= now || c.n == 0)
			note_mail_all(core, &m, c.n == 0 ? "is_led_by_nobody" : "is_too_late");
		if (m.starts_at <= now)
			c.n = 0;
	}
	meeting_set_listed(core->db, id);
	for (int i = 0; i < c.n; i++)
		convenor_mail_list(core, &m, &c.all[i], SLICE_NONE);
	return core_step(core, key);
}

bool convenor_mail_turn(struct core *core, int64_t now)
{
	int64_t at = 0, id = 0;

	while (meeting_list_due(core->db, now, &at, &id)) {
		if (list_one(core, id, now))
			return true;
	}
	return false;
}

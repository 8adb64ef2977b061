/* SPDX-License-Identifier: MIT
 * The mail of a digest; see digest_mail.h. Taking what was collected and queueing the mail is one
 * transaction, so a crash repeats all of it or nothing, and no announcement is told twice or
 * forgotten. Consent is read when it is made and again when its delivery is leased. */
#include "daemon/core/announcements/digest_mail.h"

#include <jansson.h>

#include "daemon/common/json_put.h"
#include "daemon/common/log.h"
#include "daemon/core/announcements/announcement.h"
#include "daemon/core/letters/letter.h"
#include "daemon/core/letters/sending_hours.h"
#include "daemon/core/letters/token_link.h"
#include "daemon/mail/encode.h"
#include "daemon/mail/markdown.h"
#include "daemon/time/words.h"
#include "subscribers/digest.h"
#include "subscribers/list.h"
#include "subscribers/subscription.h"

#define PER_TURN 50   /* digests of one transaction: each is composed, up to 100 kB */
#define ITEMS_MAX 100 /* of one digest; what is more waits for the next turn */
#define BODIES_BYTES_MAX \
	60000 /* of a part of one digest, as it goes: mail programs cut at 100 kB; the rest is \
	         named only */
#define PAUSED_WAIT_S 3600 /* an announcement that staff paused: looked at again */
#define ASIDE_S \
	900 /* one that cannot be made: tried again, as any step is that was refused (setback.h) \
	     */

/* As many bytes as it takes in a mail. */
static size_t encoded_size(const struct buf *text)
{
	struct buf encoded = BUF_INIT;
	size_t n;

	encode_qp(&encoded, buf_all(text));
	n = encoded.n;
	buf_release(&encoded);
	return n;
}

/* Its body stands in it where there is still `room` for its larger part. */
static json_t *row_of(const struct announcement *a, size_t *room)
{
	struct buf text = BUF_INIT, html = BUF_INIT;
	json_t *row = json_object();
	size_t size, html_size;

	markdown_to_text(&text, buf_all(&a->body));
	markdown_to_html(&html, buf_all(&a->body));
	size = encoded_size(&text);
	html_size = encoded_size(&html);
	size = html_size > size ? html_size : size;
	json_put(row, "number", json_integer(a->id));
	letter_set(row, "title", buf_all(&a->subject));
	json_put(row, "has_body", json_boolean(size <= *room));
	if (size <= *room) {
		letter_set(row, "body", slice_trim(buf_all(&text)));
		letter_set(row, "body_html", buf_all(&html));
		*room -= size;
	}
	buf_release(&text);
	buf_release(&html);
	return row;
}

/* What was collected, as rows of the template. What staff cancelled is dropped, what they paused
 * waits on. */
static json_t *take_rows(struct core *core, struct digest_pair pair, int64_t now)
{
	json_t *rows = json_array();
	int64_t ids[ITEMS_MAX];
	size_t n = digest_take(core->db, pair, ids, ITEMS_MAX), room = BODIES_BYTES_MAX;
	struct announcement a;

	announcement_init(&a);
	for (size_t i = 0; i < n; i++) {
		if (!announcement_get(core->db, ids[i], &a) || a.state == ANNOUNCEMENT_CANCELLED)
			continue;
		if (a.state == ANNOUNCEMENT_PAUSED) {
			digest_collect(core->db, pair, ids[i], now + PAUSED_WAIT_S);
			continue;
		}
		(void)json_array_append_new(rows, row_of(&a, &room));
	}
	announcement_release(&a);
	return rows;
}

/* `rows` is taken. */
static void queue(struct core *core, const struct subscriber *who, const struct list *list,
    const struct subscription *n, json_t *rows)
{
	char token[TOKEN_TEXT_SIZE];
	struct buf since = BUF_INIT;
	size_t count = json_array_size(rows);
	struct letter l = {
		.delivery = { .kind = "digest",
		    .class = DELIVERY_NEWS,
		    .address = who->address.spec,
		    .list_id = list->id,
		    .subscriber_id = who->id,
		    .needs_consent = true,
		    .due_at = core_now(core) },
		.list = list,
		.auto_submitted = "auto-generated",
		.unsubscribe = token,
		.is_conversation = true,
		.has_html = true,
		.is_text_only = who->is_text,
		.values = json_object(),
	};

	token_link_make(core, TOKEN_UNSUBSCRIBE, n->id, n->generation, who->hash, token);
	words_day(&since, n->since_at, core->conf.templates.timezone);
	letter_set(l.values, "since", buf_all(&since));
	letter_set(l.values, "how", slice_of(letter_channel_words(n->channel)));
	json_put(l.values, "count", json_integer((json_int_t)count));
	json_put(l.values, "is_one", json_boolean(count == 1));
	(void)json_object_set(l.values, "first", json_object_get(json_array_get(rows, 0), "title"));
	json_put(l.values, "rows", rows);
	(void)letter_queue(core, &l); /* 0: the transaction is refused, which its end tells */
	buf_release(&since);
}

/* One digest: sent, postponed to the list's hours, or dropped where its reader has gone. */
static void make_one(struct core *core, struct digest_pair pair, int64_t now)
{
	struct subscriber who;
	struct subscription n;
	struct list list;
	int64_t opens;
	json_t *rows;

	if (!list_get(core->db, pair.list_id, &list))
		return; /* never: the row refers to it */
	opens = sending_hours_next(core, &list, now);
	if (opens > now) {
		digest_set_due(core->db, pair, opens);
		return;
	}
	rows = take_rows(core, pair, now);
	if (json_array_size(rows) > 0 && subscriber_get(core->db, pair.subscriber_id, &who) &&
	    subscription_find(core->db, who.id, list.id, &n) && n.state == SUBSCRIPTION_ACTIVE)
		queue(core, &who, &list, &n, rows);
	else
		json_decref(rows);
}

/* One of several is refused: each in a transaction of its own, so that it does not keep the others
 * back. It waits for a while, with what was collected for it. */
static bool make_alone(struct core *core, int64_t now)
{
	struct digest_pair pair;
	struct err err = ERR_INIT;

	for (int tried = 0; tried < PER_TURN && digest_next_due(core->db, now, &pair); tried++) {
		db_begin(core->db);
		make_one(core, pair, now);
		if (core_step(core,
		        (struct setback_key){ "digest", pair.subscriber_id, pair.list_id }))
			continue;
		db_begin(core->db);
		digest_set_due(core->db, pair, now + ASIDE_S);
		if (core_commit(core, &err) < 0) {
			log_error("digest.aside", "reason=\"%s\"", err.text);
			return false; /* the store takes nothing: the next turn tries again */
		}
	}
	return true;
}

bool digest_mail_turn(struct core *core, int64_t now)
{
	struct digest_pair pair;
	struct err err = ERR_INIT;
	int made = 0;

	if (!digest_next_due(core->db, now, &pair))
		return false;
	db_begin(core->db);
	while (made < PER_TURN && !db_has_failed(core->db) &&
	    digest_next_due(core->db, now, &pair)) {
		make_one(core, pair, now);
		made++;
	}
	if (core_commit(core, &err) < 0) {
		log_error("digest.make", "reason=\"%s\"", err.text);
		return err.kind != ERR_TEMP && make_alone(core, now);
	}
	log_info("digest.made", "count=%d", made);
	return true;
}

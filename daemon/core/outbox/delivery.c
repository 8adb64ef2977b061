/* SPDX-License-Identifier: MIT
 * Deliveries as people see them; see delivery.h. Reads the view delivery_public alone, in which a
 * state is what outbox.h says it is, and changes nothing. */
#include "daemon/core/outbox/delivery.h"

#include "daemon/core/outbox/outbox.h"
#include "subscribers/json.h"

#define LISTED_MAX 1000 /* what a person reads at a terminal */

/* A server took it and later sent it back: it is 'sent' by the state, and yet never arrived. */
#define JSON_BOUNCE(column) \
	"(SELECT b." column \
	" FROM attempt_public b WHERE b.delivery_id = d.delivery_id AND b.outcome = 'bounced'" \
	" ORDER BY b.at DESC LIMIT 1)"
#define JSON_DELIVERY \
	"json_object('id', d.delivery_id, 'kind', d.kind, 'state', d.state, 'list', l.slug," \
	" 'subscriber', d.subscriber_id, 'announcement', d.announcement_id, 'meeting', d.meeting_id," \
	" 'created', " JSON_TIME("d.created_at") ", 'due', " JSON_TIME( \
	    "d.due_at") "," \
	                " 'attempts', d.attempts, 'settled', " JSON_TIME( \
	                    "d.settled_at") ", 'reason', d.reason," \
	                                    " 'bounced', " JSON_TIME(JSON_BOUNCE( \
	                                        "at")) ", 'bounce', " JSON_BOUNCE("reply")
#define JSON_STORY \
	"(SELECT json_group_array(json_object('at', " JSON_TIME( \
	    "a.at") ", 'outcome', a.outcome," \
	            " 'relay', a.relay, 'stage', a.stage, 'code', a.code, 'reply', a.reply, 'tls', a.tls))" \
	            " FROM attempt_public a WHERE a.delivery_id = d.delivery_id)"
#define FROM_DELIVERY " FROM delivery_public d LEFT JOIN list_public l USING (list_id)"

bool delivery_json(struct db *db, int64_t id, struct buf *out)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT " JSON_DELIVERY ", 'story', json(" JSON_STORY "))" FROM_DELIVERY
	    " WHERE d.delivery_id = :id");

	db_bind_int(st, ":id", id);
	return json_row(st, out);
}

bool delivery_is_open(struct db *db, int64_t id)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT count(*) FROM delivery_public WHERE delivery_id = :id"
	    " AND state IN ('queued', 'unsure')");

	db_bind_int(st, ":id", id);
	return db_number(st, 0) > 0;
}

bool delivery_json_list(struct db *db, struct slice state, struct buf *out)
{
	struct buf ids = BUF_INIT;
	struct db_stmt *st;
	bool is_state = outbox_newest(db, state, LISTED_MAX, &ids);

	if (is_state) {
		st = db_sql(db,
		    "SELECT " JSON_DELIVERY ")" FROM_DELIVERY
		    " WHERE d.delivery_id IN (SELECT value FROM json_each(:ids)) ORDER BY d.delivery_id DESC");
		db_bind_slice(st, ":ids", buf_all(&ids));
		json_rows(st, out);
	}
	buf_release(&ids);
	return is_state;
}

void delivery_json_of_subscriber(struct db *db, int64_t subscriber_id, struct buf *out)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT " JSON_DELIVERY ")" FROM_DELIVERY
	    " WHERE d.subscriber_id = :id ORDER BY d.delivery_id");

	db_bind_int(st, ":id", subscriber_id);
	json_rows(st, out);
}

void delivery_json_of_person(struct db *db, int64_t subscriber_id, const char *address_key,
    struct slice hash, struct buf *out)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT " JSON_DELIVERY ", 'address', d.address, 'about_you',"
	    " json(iif(d.about_hash IS :hash, 'true', 'false')), 'story', json(" JSON_STORY
	    "))" FROM_DELIVERY
	    " WHERE d.subscriber_id = :id OR (d.address IS NOT NULL AND lower(d.address) = :key)"
	    " OR d.about_hash = :hash ORDER BY d.delivery_id");

	db_bind_int(st, ":id", subscriber_id);
	db_bind_text(st, ":key", address_key);
	db_bind_blob(st, ":hash", hash);
	json_rows(st, out);
}

bool delivery_has_person(struct db *db, const char *address_key, struct slice hash)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT EXISTS (SELECT 1 FROM delivery_public d"
	    " WHERE (d.address IS NOT NULL AND lower(d.address) = :key) OR d.about_hash = :hash)");

	db_bind_text(st, ":key", address_key);
	db_bind_blob(st, ":hash", hash);
	return db_number(st, 0) == 1;
}

void delivery_json_counts(struct db *db, int64_t announcement_id, struct buf *out)
{
	int64_t counts[DELIVERY_STATES];

	outbox_counts(db, announcement_id, counts);
	for (int i = 0; i < DELIVERY_STATES; i++)
		buf_printf(out, "%c\"%s\":%lld", i > 0 ? ',' : '{',
		    delivery_state_text((enum delivery_state)i), (long long)counts[i]);
	buf_char(out, '}');
}

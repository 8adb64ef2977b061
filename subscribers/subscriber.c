/* SPDX-License-Identifier: MIT
 * Owns the table subscriber; see subscriber.h. */
#include "subscribers/subscriber.h"

#include <string.h>

#include "daemon/common/str_put.h"
#include "daemon/common/utf8.h"
#include "subscribers/former.h"
#include "subscribers/json.h"
#include "subscribers/ledger.h"
#include "subscribers/organisation.h"

#define COLUMNS \
	"id, address, address_key, address_hash, language, paused_until, created_at, moved_at, rhythm, format"

static bool one(struct db_stmt *st, struct subscriber *s)
{
	struct slice hash;

	if (!db_row(st))
		return false;
	memset(s, 0, sizeof *s);
	s->id = db_int(st, 0);
	str_put(s->address.spec, sizeof s->address.spec, "%.*s", SLICE_ARG(db_text(st, 1)));
	str_put(s->address.key, sizeof s->address.key, "%.*s", SLICE_ARG(db_text(st, 2)));
	hash = db_text(st, 3);
	if (hash.n == TOKEN_HASH_SIZE)
		memcpy(s->hash, hash.p, TOKEN_HASH_SIZE);
	str_put(s->language, sizeof s->language, "%.*s", SLICE_ARG(db_text(st, 4)));
	s->paused_until = db_int(st, 5);
	s->created_at = db_int(st, 6);
	s->moved_at = db_int(st, 7);
	str_put(s->rhythm, sizeof s->rhythm, "%.*s", SLICE_ARG(db_text(st, 8)));
	s->is_text = slice_is(db_text(st, 9), "text");
	db_end(st);
	return true;
}

bool subscriber_find(struct db *db, const struct address *address, struct subscriber *s_r)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT " COLUMNS " FROM subscriber WHERE address_key = :key"
	    " UNION ALL SELECT " COLUMNS
	    " FROM subscriber WHERE id = (SELECT a.subscriber_id FROM alias_owner a"
	    " WHERE a.address_key = :key)");

	db_bind_text(st, ":key", address->key);
	return one(st, s_r);
}

bool subscriber_get(struct db *db, int64_t id, struct subscriber *s_r)
{
	struct db_stmt *st = db_sql(db, "SELECT " COLUMNS " FROM subscriber WHERE id = :id");

	db_bind_int(st, ":id", id);
	return one(st, s_r);
}

void subscriber_nobody(const struct token_key *key, const struct address *address,
    struct subscriber *s)
{
	*s = (struct subscriber){ .address = *address };
	token_hash_address(key, address->key, s->hash);
}

int64_t subscriber_ensure(struct db *db, const struct token_key *key, const struct address *address,
    int64_t now)
{
	uint8_t hash[TOKEN_HASH_SIZE];
	struct subscriber s;
	struct db_stmt *st;

	if (subscriber_find(db, address, &s))
		return s.id;
	token_hash_address(key, address->key, hash);
	st = db_sql(db,
	    "INSERT INTO subscriber (address, address_key, address_hash, created_at)"
	    " VALUES (:address, :key, :hash, :now)");
	db_bind_text(st, ":address", address->spec);
	db_bind_text(st, ":key", address->key);
	db_bind_blob(st, ":hash", slice_make((const char *)hash, sizeof hash));
	db_bind_int(st, ":now", now);
	db_do(st);
	return db_last_id(db);
}

static void bind_facts(struct db_stmt *st, const struct subscriber_facts *f)
{
	struct buf key = BUF_INIT;

	utf8_fold(&key, f->organisation);
	db_bind_slice(st, ":name", f->name);
	db_bind_slice(st, ":organisation", f->organisation);
	db_bind_slice(st, ":organisation_key", buf_all(&key));
	db_bind_slice(st, ":region", f->region);
	db_bind_slice(st, ":language", f->language);
	db_bind_int(st, ":sectors", f->sectors);
	db_bind_int(st, ":is_role", f->is_role);
	buf_release(&key);
}

int64_t subscriber_add(struct db *db, const struct address *address,
    const uint8_t hash[TOKEN_HASH_SIZE], const struct subscriber_facts *facts, int64_t now)
{
	struct db_stmt *st = db_sql(db,
	    "INSERT INTO subscriber (address, address_key, address_hash, name,"
	    " organisation, organisation_key, region, language, sectors, is_role, created_at) VALUES (:address,"
	    " :key, :hash, nullif(:name, ''), nullif(:organisation, ''), nullif(:organisation_key, ''),"
	    " nullif(:region, ''), coalesce(nullif(:language, ''), 'en'), :sectors, max(:is_role, 0), :now)");

	db_bind_text(st, ":address", address->spec);
	db_bind_text(st, ":key", address->key);
	db_bind_blob(st, ":hash", slice_make((const char *)hash, TOKEN_HASH_SIZE));
	bind_facts(st, facts);
	db_bind_int(st, ":now", now);
	db_do(st);
	return db_last_id(db);
}

bool subscriber_differs(struct db *db, int64_t id, const struct subscriber_facts *facts)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT 1 FROM subscriber WHERE id = :id AND"
	    " ((:name <> '' AND name IS NULL) OR (:organisation <> '' AND :organisation_key <> '' AND organisation IS NULL)"
	    " OR (:region <> '' AND region IS NULL) OR (:language NOT IN ('', 'en') AND language = 'en')"
	    " OR (:sectors > 0 AND sectors = 0) OR (:is_role > 0 AND is_role = 0))");

	db_bind_int(st, ":id", id);
	bind_facts(st, facts);
	return db_number(st, 0) == 1;
}

void subscriber_fill(struct db *db, int64_t id, const struct subscriber_facts *facts)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE subscriber SET name = coalesce(name, nullif(:name, '')),"
	    " organisation_key = iif(organisation IS NULL, nullif(:organisation_key, ''), organisation_key),"
	    " organisation = coalesce(organisation, nullif(:organisation, '')),"
	    " region = coalesce(region, nullif(:region, '')),"
	    " language = iif(language = 'en' AND :language <> '', :language, language),"
	    " sectors = iif(sectors = 0, max(:sectors, 0), sectors), is_role = max(is_role, :is_role)"
	    " WHERE id = :id");

	db_bind_int(st, ":id", id);
	bind_facts(st, facts);
	db_do(st);
}

bool subscriber_remove_unused(struct db *db, int64_t id)
{
	struct db_stmt *st = db_sql(db,
	    "DELETE FROM subscriber WHERE id = :id"
	    " AND NOT EXISTS (SELECT 1 FROM membership m WHERE m.subscriber_id = :id)");

	db_bind_int(st, ":id", id);
	return db_run(st) > 0;
}

/* With the form by which it is found among the organisations we know. */
static void set_organisation(struct db *db, int64_t id, struct slice value)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE subscriber SET organisation = nullif(:value, ''),"
	    " organisation_key = nullif(:key, '') WHERE id = :id");
	struct buf key = BUF_INIT;

	utf8_fold(&key, value);
	db_bind_slice(st, ":value", value);
	db_bind_slice(st, ":key", buf_all(&key));
	db_bind_int(st, ":id", id);
	db_do(st);
	buf_release(&key);
}

void subscriber_set_sectors(struct db *db, int64_t id, unsigned bits)
{
	struct db_stmt *st = db_sql(db, "UPDATE subscriber SET sectors = :bits WHERE id = :id");

	db_bind_int(st, ":bits", bits);
	db_bind_int(st, ":id", id);
	db_do(st);
}

void subscriber_set(struct db *db, int64_t id, enum subscriber_field field, struct slice value)
{
	struct db_stmt *st = NULL;

	switch (field) {
	case SUBSCRIBER_NAME:
		st = db_sql(db, "UPDATE subscriber SET name = nullif(:value, '') WHERE id = :id");
		break;
	case SUBSCRIBER_ORGANISATION:
		set_organisation(db, id, value);
		return;
	case SUBSCRIBER_REGION:
		st = db_sql(db, "UPDATE subscriber SET region = nullif(:value, '') WHERE id = :id");
		break;
	case SUBSCRIBER_LANGUAGE:
		st = db_sql(db, "UPDATE subscriber SET language = :value WHERE id = :id");
		break;
	case SUBSCRIBER_RHYTHM:
		st = db_sql(db, "UPDATE subscriber SET rhythm = :value WHERE id = :id");
		break;
	case SUBSCRIBER_FORMAT:
		st = db_sql(db, "UPDATE subscriber SET format = :value WHERE id = :id");
		break;
	}
	db_bind_slice(st, ":value", value);
	db_bind_int(st, ":id", id);
	db_do(st);
}

void subscriber_pause(struct db *db, int64_t id, int64_t until)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE subscriber SET paused_until = nullif(:until, 0) WHERE id = :id");

	db_bind_int(st, ":until", until);
	db_bind_int(st, ":id", id);
	db_do(st);
}

bool subscriber_next_rested(struct db *db, int64_t now, int64_t *after_at, int64_t *after_id)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT paused_until, id FROM subscriber INDEXED BY subscriber_paused"
	    " WHERE paused_until IS NOT NULL AND paused_until <= :now AND (paused_until, id) > (:at, :id)"
	    " ORDER BY paused_until, id LIMIT 1");

	db_bind_int(st, ":now", now);
	return db_walk(st, after_at, after_id);
}

int64_t subscriber_rests_until(struct db *db, int64_t now)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT min(paused_until) FROM subscriber WHERE paused_until > :now");

	db_bind_int(st, ":now", now);
	return db_number(st, 0);
}

void subscriber_set_role(struct db *db, int64_t id, bool is_role)
{
	struct db_stmt *st = db_sql(db, "UPDATE subscriber SET is_role = :is_role WHERE id = :id");

	db_bind_int(st, ":is_role", is_role);
	db_bind_int(st, ":id", id);
	db_do(st);
}

bool subscriber_move(struct db *db, const struct token_key *key, int64_t id,
    const struct address *to, int64_t now)
{
	uint8_t hash[TOKEN_HASH_SIZE];
	char hex[LEDGER_SUBJECT_SIZE];
	struct subscriber other, before;
	struct db_stmt *st;

	if ((subscriber_find(db, to, &other) && other.id != id) || !subscriber_get(db, id, &before))
		return false;
	token_hash_address(key, to->key, hash);
	if (memcmp(hash, before.hash, sizeof hash) != 0)
		former_add(db, id, before.hash, now);
	ledger_hash_text(hash, hex);
	ledger_note(db, LEDGER_MOVED, before.hash, 0, hex, now);
	st = db_sql(db,
	    "UPDATE subscriber SET address = :address, address_key = :key, address_hash = :hash,"
	    " moved_at = :now WHERE id = :id");
	db_bind_text(st, ":address", to->spec);
	db_bind_text(st, ":key", to->key);
	db_bind_blob(st, ":hash", slice_make((const char *)hash, sizeof hash));
	db_bind_int(st, ":now", now);
	db_bind_int(st, ":id", id);
	return db_run(st) > 0;
}

void subscriber_state(struct db *db, int64_t id, struct buf *out)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT json_object('name', name, 'organisation', organisation,"
	    " 'organisation_key', organisation_key, 'region', region, 'language', language, 'rhythm', rhythm,"
	    " 'format', format, 'sectors', sectors, 'is_role', is_role, 'paused_until', paused_until, 'moved_at', moved_at)"
	    " FROM subscriber WHERE id = :id");

	db_bind_int(st, ":id", id);
	if (!json_row(st, out))
		buf_text(out, "{}");
}

void subscriber_set_state(struct db *db, int64_t id, struct slice state)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE subscriber SET name = :state ->> 'name', organisation = :state ->> 'organisation',"
	    " organisation_key = :state ->> 'organisation_key', region = :state ->> 'region',"
	    " language = coalesce(:state ->> 'language', language), rhythm = coalesce(:state ->> 'rhythm', rhythm),"
	    " format = coalesce(:state ->> 'format', format), sectors = coalesce(:state ->> 'sectors', sectors),"
	    " is_role = coalesce(:state ->> 'is_role', is_role), paused_until = :state ->> 'paused_until',"
	    " moved_at = iif(json_type(:state, '$.moved_at') IS NULL, moved_at, :state ->> 'moved_at')"
	    " WHERE id = :id");

	db_bind_int(st, ":id", id);
	db_bind_slice(st, ":state", state);
	db_do(st);
}

/* What was the first one's before is not told to the other. */
void subscriber_part(struct db *db, int64_t id, int64_t other_id, struct slice state)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE subscriber SET"
	    " name = iif(p.name IS :state ->> 'name', NULL, p.name),"
	    " organisation = iif(p.organisation IS :state ->> 'organisation', NULL, p.organisation),"
	    " organisation_key = iif(p.organisation IS :state ->> 'organisation', NULL, p.organisation_key),"
	    " region = iif(p.region IS :state ->> 'region', NULL, p.region),"
	    " sectors = iif(p.sectors IS :state ->> 'sectors', 0, p.sectors),"
	    " language = p.language, rhythm = p.rhythm, format = p.format,"
	    " paused_until = iif(p.paused_until IS :state ->> 'paused_until', NULL, p.paused_until)"
	    " FROM (SELECT name, organisation, organisation_key, region, sectors, language, rhythm, format, paused_until"
	    " FROM subscriber WHERE id = :id) p WHERE subscriber.id = :other");

	db_bind_int(st, ":id", id);
	db_bind_int(st, ":other", other_id);
	db_bind_slice(st, ":state", state);
	db_do(st);
}

void subscriber_give_way(struct db *db, int64_t id)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE subscriber SET address_key = 'gives way ' || id, address_hash = x'' WHERE id = :id");

	db_bind_int(st, ":id", id);
	db_do(st);
}

void subscriber_join(struct db *db, int64_t from_id, int64_t to_id)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE subscriber AS s SET name = coalesce(s.name, n.name),"
	    " organisation_key = iif(s.organisation IS NULL, n.organisation_key, s.organisation_key),"
	    " organisation = coalesce(s.organisation, n.organisation), region = coalesce(s.region, n.region),"
	    " language = iif(s.language = 'en', n.language, s.language),"
	    " sectors = iif(s.sectors = 0, n.sectors, s.sectors), is_role = max(s.is_role, n.is_role),"
	    " paused_until = coalesce(s.paused_until, n.paused_until)"
	    " FROM (SELECT * FROM subscriber WHERE id = :from) n WHERE s.id = :to");

	db_bind_int(st, ":to", to_id);
	db_bind_int(st, ":from", from_id);
	db_do(st);
}

bool subscriber_was_at(struct db *db, const struct token_key *key, int64_t id,
    const struct address *address, int64_t at)
{
	uint8_t hash[TOKEN_HASH_SIZE];

	token_hash_address(key, address->key, hash);
	return former_had(db, id, hash, at);
}

void subscriber_erase(struct db *db, int64_t id)
{
	struct db_stmt *st = db_sql(db, "DELETE FROM subscriber WHERE id = :id");

	db_bind_int(st, ":id", id);
	db_do(st);
}

void subscriber_name(struct db *db, int64_t id, struct buf *out)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT name FROM subscriber WHERE id = :id AND name IS NOT NULL");

	db_bind_int(st, ":id", id);
	if (!db_row(st))
		return;
	buf_slice(out, db_text(st, 0));
	db_end(st);
}

void subscriber_display_name(struct db *db, int64_t id, struct buf *out)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT name || coalesce(', ' || organisation, '') FROM subscriber"
	    " WHERE id = :id AND name IS NOT NULL");

	db_bind_int(st, ":id", id);
	if (!db_row(st))
		return;
	buf_slice(out, db_text(st, 0));
	db_end(st);
}

#define JSON_LISTS \
	"(SELECT json_group_array(json_object('list', l.slug, 'name', l.name, 'state', m.state," \
	" 'channel', m.channel, 'source', m.source, 'asked', " JSON_TIME( \
	    "m.asked_at") "," \
	                  " 'since', " JSON_TIME("m.since_at") ", 'left', " JSON_TIME( \
	                      "m.left_at") "))" \
	                                   " FROM membership m JOIN list_public l USING (list_id) WHERE m.subscriber_id = s.id)"

#define JSON_ADDRESSES \
	"(SELECT json_group_array(json_object('address', a.address, 'since', " JSON_TIME( \
	    "a.confirmed_at") "))" \
	                      " FROM alias_owner a WHERE a.subscriber_id = s.id)"

bool subscriber_json(struct db *db, int64_t id, struct buf *out)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT json_object('id', s.id, 'address', s.address,"
	    " 'name', s.name, 'organisation', s.organisation, 'region', s.region,"
	    " 'sectors', nullif(" ORGANISATION_SECTOR_WORDS(
	        "s.sectors") ", ''),"
	                     " 'role_address', json(iif(s.is_role, 'true', 'false')),"
	                     " 'language', s.language, 'rhythm', s.rhythm, 'format', s.format, 'paused_until', " JSON_TIME(
	                         "s.paused_until") ","
	                                           " 'address_since', " JSON_TIME(
	                                               "s.moved_at") ", 'address_hash', lower(hex(s.address_hash)),"
	                                                             " 'created', " JSON_TIME(
	                                                                 "s.created_at") ","
	                                                                                 " 'other_addresses', json(" JSON_ADDRESSES
	                                                                                 "), 'subscriptions', json(" JSON_LISTS
	                                                                                 "))"
	                                                                                 " FROM subscriber s WHERE s.id = :id");

	db_bind_int(st, ":id", id);
	return json_row(st, out);
}

/* The last of the next `most` people, so that a page is short whatever is looked for in it; 0:
 * there are none. */
static int64_t end_of_page(struct db *db, int64_t list_id, int64_t after, int most)
{
	struct db_stmt *st = list_id == 0 ?
	    db_sql(db,
	        "SELECT max(id) FROM (SELECT id FROM subscriber WHERE id > :after ORDER BY id LIMIT :most)") :
	    db_sql(db,
	        "SELECT max(subscriber_id) FROM (SELECT subscriber_id FROM membership WHERE list_id = :list"
	        " AND subscriber_id > :after ORDER BY subscriber_id LIMIT :most)");

	if (list_id != 0)
		db_bind_int(st, ":list", list_id);
	db_bind_int(st, ":after", after);
	db_bind_int(st, ":most", most);
	return db_number(st, 0);
}

#define JSON_MEMBER \
	"SELECT json_object('id', s.id, 'address', s.address," \
	" 'list', l.slug, 'state', m.state, 'since', " JSON_TIME("m.since_at") ")"
#define OF_PAGE " (:state = '' OR m.state = :state) ORDER BY s.id, l.list_id"

int64_t subscriber_json_some(struct db *db, int64_t list_id, struct slice state, int64_t after,
    int most, struct buf *out)
{
	int64_t end = end_of_page(db, list_id, after, most);
	struct db_stmt *st = list_id == 0 ?
	    db_sql(db,
	        JSON_MEMBER
	        " FROM subscriber s JOIN membership m ON m.subscriber_id = s.id"
	        " JOIN list_public l USING (list_id) WHERE s.id > :after AND s.id <= :end AND" OF_PAGE) :
	    db_sql(db,
	        JSON_MEMBER
	        " FROM membership m JOIN subscriber s ON s.id = m.subscriber_id"
	        " JOIN list_public l USING (list_id) WHERE m.list_id = :list AND m.subscriber_id > :after"
	        " AND m.subscriber_id <= :end AND" OF_PAGE);

	if (list_id != 0)
		db_bind_int(st, ":list", list_id);
	db_bind_slice(st, ":state", state);
	db_bind_int(st, ":after", after);
	db_bind_int(st, ":end", end);
	json_rows(st, out);
	return end;
}

void subscriber_json_page(struct db *db, int64_t list_id, int64_t after, int64_t most,
    struct buf *out)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT json_object('id', s.id, 'address', s.address, 'name', s.name,"
	    " 'organisation', s.organisation, 'region', s.region,"
	    " 'sectors', nullif(replace(" ORGANISATION_SECTOR_WORDS(
	        "s.sectors") ", ' ', ', '), ''),"
	                     " 'language', s.language, 'role', json(iif(s.is_role, 'true', 'false')), 'list', l.slug,"
	                     " 'state', m.state, 'since', " JSON_TIME(
	                         "m.since_at") ")"
	                                       " FROM audience_member m JOIN subscriber s ON s.id = m.subscriber_id JOIN list_public l USING (list_id)"
	                                       " WHERE m.list_id = :list AND m.subscriber_id > :after AND m.state <> 'left'"
	                                       " ORDER BY m.subscriber_id LIMIT :most");

	db_bind_int(st, ":list", list_id);
	db_bind_int(st, ":after", after);
	db_bind_int(st, ":most", most);
	json_rows(st, out);
}

void subscriber_set_back(struct db *db, const struct clock_back *back)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE subscriber SET created_at = iif(created_at > :now, created_at - :by,"
	    " created_at), moved_at = iif(moved_at > :now, moved_at - :by, moved_at)"
	    " WHERE created_at > :now OR moved_at > :now");

	if (!back->was_ahead)
		return;
	db_bind_int(st, ":now", back->now);
	db_bind_int(st, ":by", back->by_s);
	db_do(st);
}

/* SPDX-License-Identifier: MIT
 * Owns the tables rsvp, turnout and reminded; see rsvp.h. */
#include "subscribers/rsvp.h"

#include <string.h>

#include "daemon/common/hash.h"
#include "daemon/common/str_put.h"
#include "daemon/common/utf8.h"
#include "subscribers/json.h"
#include "subscribers/token.h"

static const char *const answers[] = {
	[RSVP_NONE] = "none",
	[RSVP_YES] = "yes",
	[RSVP_NO] = "no",
	[RSVP_MAYBE] = "maybe",
	[RSVP_WAITING] = "waiting",
};

const char *rsvp_answer_text(enum rsvp_answer answer)
{
	return answers[answer];
}

/* --- reading --- */

#define COLUMNS \
	"r.id, r.meeting_id, r.subscriber_id, r.revision, r.sequence, r.is_invited, r.answer," \
	" r.guests, r.uid, r.missed"

static enum rsvp_answer parse(struct slice answer)
{
	for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++) {
		if (slice_is(answer, answers[i]))
			return (enum rsvp_answer)i;
	}
	return RSVP_NONE;
}

static void read(struct db_stmt *st, struct rsvp *r)
{
	*r = (struct rsvp){ .id = db_int(st, 0),
		.meeting_id = db_int(st, 1),
		.subscriber_id = db_int(st, 2),
		.revision = db_int(st, 3),
		.sequence = db_int(st, 4),
		.is_invited = db_int(st, 5) != 0,
		.answer = parse(db_text(st, 6)),
		.guests = db_int(st, 7),
		.missed = db_int(st, 9) };
	str_put(r->uid, sizeof r->uid, "%.*s", SLICE_ARG(db_text(st, 8)));
}

static bool read_one(struct db_stmt *st, struct rsvp *r)
{
	if (!db_row(st))
		return false;
	read(st, r);
	db_end(st);
	return true;
}

bool rsvp_find(struct db *db, int64_t meeting_id, int64_t subscriber_id, struct rsvp *r)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT " COLUMNS " FROM rsvp r WHERE r.meeting_id = :meeting"
	    " AND r.subscriber_id = :subscriber");

	db_bind_int(st, ":meeting", meeting_id);
	db_bind_int(st, ":subscriber", subscriber_id);
	return read_one(st, r);
}

bool rsvp_get(struct db *db, int64_t id, struct rsvp *r)
{
	struct db_stmt *st = db_sql(db, "SELECT " COLUMNS " FROM rsvp r WHERE r.id = :id");

	db_bind_int(st, ":id", id);
	return read_one(st, r);
}

/* Some calendars write UIDs in capitals. */
bool rsvp_by_uid(struct db *db, struct slice uid, struct rsvp *r)
{
	struct db_stmt *st = db_sql(db, "SELECT " COLUMNS " FROM rsvp r WHERE r.uid = lower(:uid)");

	db_bind_slice(st, ":uid", uid);
	return read_one(st, r);
}

/* --- being told --- */

/* The same at every call, and of no use to whoever does not hold the key. `number` is 0 but where
 * somebody else has that one (rsvp_part()). */
static void make_uid(const struct token_key *key, int64_t meeting_id, int64_t subscriber_id,
    int number, char out[ICAL_UID_SIZE])
{
	char text[80];
	uint8_t mac[HASH_SIZE];

	str_put(text, sizeof text, "uid %lld %lld", (long long)meeting_id,
	    (long long)subscriber_id);
	if (number > 0)
		str_put(text, sizeof text, "uid %lld %lld %d", (long long)meeting_id,
		    (long long)subscriber_id, number);
	hash_hmac(slice_make((const char *)key->bytes, sizeof key->bytes), slice_of(text), mac);
	ical_uid(mac, out);
}

static void add(struct db *db, const struct token_key *key, int64_t meeting_id,
    int64_t subscriber_id, int64_t revision)
{
	char uid[ICAL_UID_SIZE];
	struct db_stmt *st;
	struct rsvp other;

	for (int number = 0; number == 0 || rsvp_by_uid(db, slice_of(uid), &other); number++)
		make_uid(key, meeting_id, subscriber_id, number, uid);
	st = db_sql(db,
	    "INSERT INTO rsvp (meeting_id, subscriber_id, uid, revision, sequence,"
	    " is_invited, starts_at) VALUES (:meeting, :subscriber, :uid, :revision, :revision - 1, 1,"
	    " (SELECT starts_at FROM meeting_public WHERE meeting_id = :meeting))");
	db_bind_int(st, ":meeting", meeting_id);
	db_bind_int(st, ":subscriber", subscriber_id);
	db_bind_text(st, ":uid", uid);
	db_bind_int(st, ":revision", revision);
	db_do(st);
}

bool rsvp_tell(struct db *db, const struct token_key *key, int64_t meeting_id,
    int64_t subscriber_id, int64_t revision, struct rsvp *r)
{
	struct db_stmt *st;

	if (!rsvp_find(db, meeting_id, subscriber_id, r)) {
		add(db, key, meeting_id, subscriber_id, revision);
		return rsvp_find(db, meeting_id, subscriber_id, r);
	}
	if (r->is_invited && r->revision >= revision)
		return false;
	st = db_sql(db,
	    "UPDATE rsvp SET revision = :revision, is_invited = 1,"
	    " sequence = max(sequence + 1, :revision - 1) WHERE id = :id");
	db_bind_int(st, ":revision", revision);
	db_bind_int(st, ":id", r->id);
	db_do(st);
	return rsvp_find(db, meeting_id, subscriber_id, r);
}

bool rsvp_withdraw(struct db *db, struct rsvp *r)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE rsvp SET is_invited = 0, sequence = sequence + 1,"
	    " answer = 'none', guests = 0, note = NULL, via = NULL, answered_at = NULL, missed = 0,"
	    " since_sequence = sequence + 2"
	    " WHERE id = :id AND is_invited = 1");

	db_bind_int(st, ":id", r->id);
	return db_run(st) > 0 && rsvp_find(db, r->meeting_id, r->subscriber_id, r);
}

/* --- what was missed --- */

/* Which mails these are: those of a change have a variant, unlike what was asked for again
 * (REFRESH), and a reminder is of no use later. */
void rsvp_miss(struct db *db, int64_t delivery_id)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE rsvp SET missed = rsvp.missed | d.bit FROM (SELECT meeting_id, subscriber_id,"
	    " CASE kind WHEN 'invitation' THEN iif(variant IS NULL, 0, 1) WHEN 'moved' THEN 2 WHEN 'cancelled' THEN 2"
	    " WHEN 'place' THEN 4 ELSE 0 END AS bit FROM mailed WHERE delivery_id = :id) d"
	    " WHERE rsvp.meeting_id = d.meeting_id AND rsvp.subscriber_id = d.subscriber_id AND is_invited = 1 AND bit > 0");

	db_bind_int(st, ":id", delivery_id);
	db_do(st);
}

bool rsvp_next_missed(struct db *db, int64_t subscriber_id, int64_t list_id, int64_t now,
    struct rsvp *r)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT " COLUMNS " FROM rsvp r INDEXED BY rsvp_missed"
	    " JOIN meeting_public m USING (meeting_id) WHERE r.subscriber_id = :subscriber AND r.missed <> 0"
	    " AND m.starts_at > :now AND (:list = 0 OR m.list_id = :list) ORDER BY m.starts_at, r.id LIMIT 1");

	db_bind_int(st, ":subscriber", subscriber_id);
	db_bind_int(st, ":list", list_id);
	db_bind_int(st, ":now", now);
	return read_one(st, r);
}

void rsvp_make_up(struct db *db, struct rsvp *r, int64_t revision)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE rsvp SET missed = 0, sequence = sequence + 1, revision = :revision"
	    " WHERE id = :id");

	db_bind_int(st, ":revision", revision);
	db_bind_int(st, ":id", r->id);
	db_do(st);
	(void)rsvp_get(db, r->id, r); /* it is there, or the transaction failed */
}

/* --- answering --- */

enum rsvp_result rsvp_set(struct db *db, struct rsvp *r, const struct rsvp_input *in, int64_t now)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE rsvp SET answer = :answer, guests = :guests,"
	    " note = CASE WHEN :note = '' AND answer = :answer THEN note ELSE nullif(:note, '') END, via = :via, is_verified = 1, claimed = NULL,"
	    " answered_at = CASE WHEN answer = :answer THEN answered_at ELSE :now END,"
	    " stamp_at = max(stamp_at, CASE WHEN :stamp = 0 THEN :now ELSE :stamp END)"
	    " WHERE id = :id AND is_invited = 1 AND (:stamp = 0 OR :stamp >= stamp_at)"
	    " AND (:has_sequence = 0 OR :sequence >= since_sequence)");
	bool is_same = r->answer == in->answer && r->guests == in->guests;

	db_bind_text(st, ":answer", answers[in->answer]);
	db_bind_int(st, ":guests", in->guests);
	db_bind_slice(st, ":note", slice_sub(in->note, 0, utf8_cut(in->note, RSVP_NOTE_MAX)));
	db_bind_text(st, ":via", in->via);
	db_bind_int(st, ":now", now);
	db_bind_int(st, ":stamp", in->stamp_at);
	db_bind_int(st, ":has_sequence", in->has_sequence);
	db_bind_int(st, ":sequence", in->sequence);
	db_bind_int(st, ":id", r->id);
	if (db_run(st) == 0)
		return RSVP_STALE;
	r->answer = in->answer;
	r->guests = in->guests;
	return is_same ? RSVP_SAME : RSVP_CHANGED;
}

bool rsvp_claim(struct db *db, const struct rsvp *r, const struct rsvp_input *in, int64_t now)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE rsvp SET claimed = :answer, claimed_guests = :guests, claimed_at = :now"
	    " WHERE id = :id AND is_invited = 1 AND NOT (answer = :answer AND guests = :guests)"
	    " AND (claimed IS NULL OR NOT (claimed = :answer AND claimed_guests = :guests))");

	db_bind_text(st, ":answer", answers[in->answer]);
	db_bind_int(st, ":guests", in->guests);
	db_bind_int(st, ":now", now);
	db_bind_int(st, ":id", r->id);
	return db_run(st) > 0;
}

enum rsvp_answer rsvp_claimed(struct db *db, const struct rsvp *r)
{
	struct db_stmt *st = db_sql(db, "SELECT claimed FROM rsvp WHERE id = :id");
	enum rsvp_answer claimed;

	db_bind_int(st, ":id", r->id);
	claimed = db_row(st) ? parse(db_text(st, 0)) : RSVP_NONE;
	db_end(st);
	return claimed;
}

bool rsvp_is_of_before(struct db *db, const struct rsvp *r, int64_t sequence)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT :sequence < since_sequence FROM rsvp WHERE id = :id");

	db_bind_int(st, ":sequence", sequence);
	db_bind_int(st, ":id", r->id);
	return db_number(st, 0) != 0;
}

bool rsvp_is_reset_since(struct db *db, const struct rsvp *r, int64_t sent_at)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT since_sequence > 0 AND answer = 'none' AND stamp_at > :sent FROM rsvp WHERE id = :id");

	db_bind_int(st, ":sent", sent_at);
	db_bind_int(st, ":id", r->id);
	return db_number(st, 0) != 0;
}

void rsvp_note(struct db *db, const struct rsvp *r, struct buf *out)
{
	struct db_stmt *st = db_sql(db, "SELECT note FROM rsvp WHERE id = :id");

	db_bind_int(st, ":id", r->id);
	if (!db_row(st))
		return;
	buf_slice(out, db_text(st, 0));
	db_end(st);
}

bool rsvp_next_note(struct db *db, int64_t meeting_id, int64_t after, struct rsvp *r,
    struct buf *out)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT " COLUMNS ", r.note FROM rsvp r WHERE r.meeting_id = :meeting AND r.id > :after"
	    " AND r.is_invited = 1 AND r.note IS NOT NULL ORDER BY r.id LIMIT 1");

	db_bind_int(st, ":meeting", meeting_id);
	db_bind_int(st, ":after", after);
	if (!db_row(st))
		return false;
	read(st, r);
	buf_slice(out, db_text(st, 10));
	db_end(st);
	return true;
}

void rsvp_reset(struct db *db, int64_t meeting_id, int64_t now)
{
	/* What a calendar wrote before now is about the old time. */
	struct db_stmt *st = db_sql(db,
	    "UPDATE rsvp SET answer = 'none', guests = 0, note = NULL, via = NULL,"
	    " is_verified = 0, claimed = NULL, answered_at = NULL, stamp_at = :now, since_sequence = sequence + 1,"
	    " starts_at = (SELECT starts_at FROM meeting_public WHERE meeting_id = :meeting) WHERE meeting_id = :meeting");

	db_bind_int(st, ":meeting", meeting_id);
	db_bind_int(st, ":now", now);
	db_do(st);
}

int64_t rsvp_seats(struct db *db, int64_t meeting_id)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT coalesce(sum(1 + guests), 0) FROM rsvp"
	    " WHERE meeting_id = :meeting AND answer = 'yes'");

	db_bind_int(st, ":meeting", meeting_id);
	return db_number(st, 0);
}

int64_t rsvp_waited_for(struct db *db, int64_t after, int64_t now)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT min(m.meeting_id) FROM meeting_public m WHERE m.meeting_id > :after"
	    " AND m.starts_at > :now AND m.state = 'planned'"
	    " AND EXISTS (SELECT 1 FROM rsvp r WHERE r.meeting_id = m.meeting_id AND r.answer = 'waiting')");

	db_bind_int(st, ":after", after);
	db_bind_int(st, ":now", now);
	return db_number(st, 0);
}

bool rsvp_next_waiting(struct db *db, int64_t meeting_id, int64_t room, struct rsvp *r)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT " COLUMNS " FROM rsvp r WHERE r.meeting_id = :meeting"
	    " AND r.answer = 'waiting' AND 1 + r.guests <= :room ORDER BY r.answered_at, r.id LIMIT 1");

	db_bind_int(st, ":meeting", meeting_id);
	db_bind_int(st, ":room", room);
	return read_one(st, r);
}

bool rsvp_take_place(struct db *db, const struct rsvp *r)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE rsvp SET answer = 'yes' WHERE id = :id AND answer = 'waiting'");

	db_bind_int(st, ":id", r->id);
	return db_run(st) > 0;
}

bool rsvp_next_coming(struct db *db, int64_t subscriber_id, int64_t list_id, int64_t *after_at,
    int64_t *after_id, struct rsvp *r)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT " COLUMNS ", r.starts_at FROM rsvp r"
	    " JOIN meeting_public m USING (meeting_id) WHERE r.subscriber_id = :subscriber AND r.is_invited = 1"
	    " AND m.state = 'planned' AND (r.starts_at, r.meeting_id) > (:at, :id)"
	    " AND (:list = 0 OR m.list_id = :list) ORDER BY r.starts_at, r.meeting_id LIMIT 1");

	db_bind_int(st, ":subscriber", subscriber_id);
	db_bind_int(st, ":list", list_id);
	db_bind_int(st, ":at", *after_at);
	db_bind_int(st, ":id", *after_id);
	if (!db_row(st))
		return false;
	read(st, r);
	*after_at = db_int(st, 10);
	*after_id = r->meeting_id;
	db_end(st);
	return true;
}

/* --- reminders of one day --- */

void rsvp_note_reminded(struct db *db, int64_t meeting_id, int64_t offset_s, int64_t subscriber_id)
{
	struct db_stmt *st = db_sql(db,
	    "INSERT INTO reminded (meeting_id, offset_s, subscriber_id)"
	    " VALUES (:meeting, :offset, :subscriber) ON CONFLICT DO NOTHING");

	db_bind_int(st, ":meeting", meeting_id);
	db_bind_int(st, ":offset", offset_s);
	db_bind_int(st, ":subscriber", subscriber_id);
	db_do(st);
}

bool rsvp_was_reminded(struct db *db, int64_t meeting_id, int64_t offset_s, int64_t subscriber_id)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT 1 FROM reminded WHERE meeting_id = :meeting"
	    " AND offset_s = :offset AND subscriber_id = :subscriber");

	db_bind_int(st, ":meeting", meeting_id);
	db_bind_int(st, ":offset", offset_s);
	db_bind_int(st, ":subscriber", subscriber_id);
	return db_number(st, 0) != 0;
}

/* --- telling others --- */

/* No meeting ends before it begins, so that the index finds them. */
#define OLD \
	" FROM rsvp r INDEXED BY rsvp_age JOIN meeting_public m USING (meeting_id)" \
	" WHERE r.starts_at < :before AND m.starts_at + m.length_s < :before"
#define CHOSEN "(SELECT value FROM json_each(:ids))"

/* Their numbers as a JSON array; how many. */
static int64_t choose_old(struct db *db, int64_t before, int64_t most, struct buf *ids)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT json_group_array(id), count(*) FROM (SELECT r.id" OLD
	    " ORDER BY r.starts_at LIMIT :most)");
	int64_t count = 0;

	db_bind_int(st, ":before", before);
	db_bind_int(st, ":most", most);
	if (db_row(st)) {
		buf_slice(ids, db_text(st, 0));
		count = db_int(st, 1);
		db_end(st);
	}
	return count;
}

int64_t rsvp_forget(struct db *db, int64_t before, int64_t most)
{
	static const char *const steps[] = {
		"INSERT INTO turnout (meeting_id, yes, no, maybe, waiting, none, guests) SELECT meeting_id,"
		" sum(answer = 'yes'), sum(answer = 'no'), sum(answer = 'maybe'), sum(answer = 'waiting'),"
		" sum(answer = 'none'), sum(iif(answer = 'yes', guests, 0)) FROM rsvp"
		" WHERE id IN " CHOSEN
		" AND is_invited = 1 GROUP BY meeting_id ON CONFLICT DO UPDATE SET"
		" yes = yes + excluded.yes, no = no + excluded.no, maybe = maybe + excluded.maybe,"
		" waiting = waiting + excluded.waiting, none = none + excluded.none, guests = guests + excluded.guests",
		"DELETE FROM reminded WHERE meeting_id IN (SELECT meeting_id FROM rsvp WHERE id IN " CHOSEN
		")",
		"DELETE FROM rsvp WHERE id IN " CHOSEN,
	};
	struct buf ids = BUF_INIT;
	int64_t count = choose_old(db, before, most, &ids);

	for (size_t i = 0; count > 0 && i < sizeof steps / sizeof steps[0]; i++) {
		struct db_stmt *st = db_sql(db, steps[i]);

		db_bind_slice(st, ":ids", buf_all(&ids));
		db_do(st);
	}
	buf_release(&ids);
	return count;
}

int64_t rsvp_count_old(struct db *db, int64_t before)
{
	struct db_stmt *st = db_sql(db, "SELECT count(*)" OLD);

	db_bind_int(st, ":before", before);
	return db_number(st, 0);
}

#define FORGOTTEN(column) \
	"coalesce((SELECT t." column " FROM turnout t WHERE t.meeting_id = :meeting), 0)"
#define JSON_COUNT(word) \
	"'" word "', count(*) FILTER (WHERE r.answer = '" word "') + " FORGOTTEN(word)
/* What is only said in their name stands where they have said nothing themselves; beside what they
 * said, it is told. */
#define IS_CLAIM "r.answer = 'none' AND r.claimed IS NOT NULL"
#define JSON_ANSWER \
	"'answer', iif(" IS_CLAIM ", r.claimed, r.answer)," \
	" 'guests', iif(" IS_CLAIM ", r.claimed_guests, r.guests)," \
	" 'verified', json(iif(r.answer <> 'none', 'true', 'false')), 'claimed', r.claimed"

#define JSON_COUNTS \
	JSON_COUNT("yes") \
	"," JSON_COUNT("no") "," JSON_COUNT("maybe") "," JSON_COUNT("waiting") "," JSON_COUNT( \
	    "none") "," \
	            " 'guests', coalesce(sum(r.guests) FILTER (WHERE r.answer = 'yes'), 0) + " FORGOTTEN( \
	                "guests")

void rsvp_json_counts(struct db *db, int64_t meeting_id, struct buf *out)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT json_object(" JSON_COUNTS ") FROM rsvp r"
	    " WHERE r.meeting_id = :meeting AND r.is_invited = 1");

	db_bind_int(st, ":meeting", meeting_id);
	(void)json_row(st, out); /* an aggregate always has a row */
}

void rsvp_json(struct db *db, int64_t meeting_id, struct buf *out)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT json_object(" JSON_COUNTS ","
	    " 'unverified', count(*) FILTER (WHERE r.claimed IS NOT NULL), 'people', json_group_array(json_object('address', p.address, " JSON_ANSWER
	    ","
	    " 'note', r.note, 'via', r.via, 'answered', " JSON_TIME(
	        "coalesce(r.answered_at, r.claimed_at)") ")))"
	                                                 " FROM (SELECT * FROM rsvp WHERE meeting_id = :meeting AND is_invited = 1 ORDER BY answer, answered_at) r"
	                                                 " JOIN subscriber_address p USING (subscriber_id)");

	db_bind_int(st, ":meeting", meeting_id);
	(void)json_row(st, out); /* an aggregate always has a row */
}

void rsvp_json_of(struct db *db, int64_t subscriber_id, struct buf *out)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT json_object('meeting', m.title, 'starts', " JSON_TIME("m.starts_at") ", 'answer', r.answer, 'guests', r.guests, 'note', r.note, 'via', r.via, 'said_in_your_name', r.claimed, 'answered', " JSON_TIME(
	        "r.answered_at") ") FROM rsvp r JOIN meeting_public m USING (meeting_id)"
	                         " WHERE r.subscriber_id = :subscriber ORDER BY m.starts_at");

	db_bind_int(st, ":subscriber", subscriber_id);
	json_rows(st, out);
}

/* Every answer of a calendar would be older than theirs until then. */
void rsvp_set_back(struct db *db, const struct clock_back *back)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE rsvp SET stamp_at = iif(stamp_at > :now, stamp_at - :by, stamp_at),"
	    " answered_at = iif(answered_at > :now, answered_at - :by, answered_at),"
	    " claimed_at = iif(claimed_at > :now, claimed_at - :by, claimed_at)"
	    " WHERE stamp_at > :now OR answered_at > :now OR claimed_at > :now");

	if (!back->was_ahead)
		return;
	db_bind_int(st, ":now", back->now);
	db_bind_int(st, ":by", back->by_s);
	db_do(st); /* mostly there is none */
}

/* --- parting --- */

void rsvp_states(struct db *db, int64_t subscriber_id, struct buf *out)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT json_object('id', id, 'meeting', meeting_id, 'answer', answer, 'guests', guests,"
	    " 'note', note, 'via', via, 'is_verified', is_verified, 'answered_at', answered_at, 'claimed', claimed,"
	    " 'claimed_guests', claimed_guests, 'claimed_at', claimed_at) FROM rsvp WHERE subscriber_id = :subscriber ORDER BY id");

	db_bind_int(st, ":subscriber", subscriber_id);
	json_rows(st, out);
}

#define THEN "(SELECT value ->> 'id' AS was_id, value AS v FROM json_each(:states))"

#define OF_OTHER \
	" WHERE subscriber_id = :subscriber AND id NOT IN (SELECT was_id FROM " THEN ")" \
	" AND NOT EXISTS (SELECT 1 FROM meeting_public m JOIN membership n USING (list_id)" \
	" WHERE m.meeting_id = rsvp.meeting_id AND n.subscriber_id = :subscriber AND n.state = 'active')"

/* Afterwards there is none of another's list. */
static void part_lists(struct db *db, int64_t subscriber_id, int64_t other_id, struct slice states)
{
	struct db_stmt *st = other_id == 0 ?
	    db_sql(db, "DELETE FROM rsvp" OF_OTHER) :
	    db_sql(db, "UPDATE rsvp SET subscriber_id = :other" OF_OTHER);

	if (other_id != 0)
		db_bind_int(st, ":other", other_id);
	db_bind_int(st, ":subscriber", subscriber_id);
	db_bind_slice(st, ":states", states);
	db_do(st);
}

void rsvp_part(struct db *db, int64_t subscriber_id, int64_t other_id, struct slice states)
{
	struct db_stmt *st;

	part_lists(db, subscriber_id, other_id, states);
	st = db_sql(db,
	    "UPDATE rsvp SET answer = v ->> 'answer', guests = v ->> 'guests', note = v ->> 'note', via = v ->> 'via',"
	    " is_verified = v ->> 'is_verified', answered_at = v ->> 'answered_at', claimed = v ->> 'claimed',"
	    " claimed_guests = v ->> 'claimed_guests', claimed_at = v ->> 'claimed_at'"
	    " FROM " THEN " WHERE was_id = rsvp.id AND rsvp.subscriber_id = :subscriber");
	db_bind_int(st, ":subscriber", subscriber_id);
	db_bind_slice(st, ":states", states);
	db_do(st);
	st = db_sql(db,
	    "UPDATE rsvp SET answer = 'none', guests = 0, note = NULL, via = NULL, is_verified = 0,"
	    " answered_at = NULL, claimed = NULL, claimed_guests = 0, claimed_at = NULL"
	    " WHERE subscriber_id = :subscriber AND id NOT IN (SELECT was_id FROM " THEN ")");
	db_bind_int(st, ":subscriber", subscriber_id);
	db_bind_slice(st, ":states", states);
	db_do(st);
}

/* --- joining --- */

void rsvp_join(struct db *db, int64_t from_id, int64_t to_id)
{
	struct db_stmt *st = db_sql(db,
	    "DELETE FROM rsvp WHERE subscriber_id = :to AND is_invited = 0 AND meeting_id IN"
	    " (SELECT meeting_id FROM rsvp WHERE subscriber_id = :from AND is_invited = 1)");

	db_bind_int(st, ":to", to_id);
	db_bind_int(st, ":from", from_id);
	db_do(st);
	st = db_sql(db,
	    "UPDATE rsvp SET answer = n.answer, guests = n.guests, note = n.note, via = n.via,"
	    " is_verified = n.is_verified, answered_at = n.answered_at FROM (SELECT * FROM rsvp"
	    " WHERE subscriber_id = :from AND is_verified = 1 AND answered_at IS NOT NULL) n"
	    " WHERE rsvp.subscriber_id = :to AND rsvp.meeting_id = n.meeting_id"
	    " AND coalesce(rsvp.answered_at, 0) < n.answered_at");
	db_bind_int(st, ":to", to_id);
	db_bind_int(st, ":from", from_id);
	db_do(st);
	st = db_sql(db,
	    "UPDATE OR IGNORE rsvp SET subscriber_id = :to WHERE subscriber_id = :from");
	db_bind_int(st, ":to", to_id);
	db_bind_int(st, ":from", from_id);
	db_do(st);
	st = db_sql(db,
	    "UPDATE OR IGNORE reminded SET subscriber_id = :to WHERE subscriber_id = :from");
	db_bind_int(st, ":to", to_id);
	db_bind_int(st, ":from", from_id);
	db_do(st);
}

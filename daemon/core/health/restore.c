/* SPDX-License-Identifier: MIT
 * What is done to a store that is a backup; see restore.h. The files are restore_file.c's. All of
 * it is two transactions with the new life between them; the last one notes what the store then
 * knows of the ledger, so that what dies before is done once more. */
#include "daemon/core/health/restore.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/common/log.h"
#include "daemon/common/num.h"
#include "daemon/common/str_put.h"
#include "daemon/common/xmalloc.h"
#include "daemon/core/announcements/announcement.h"
#include "daemon/core/inbound/inbound.h"
#include "daemon/core/outbox/outbox.h"
#include "daemon/core/people/erase.h"
#include "daemon/core/people/unlisted.h"
#include "subscribers/alias.h"
#include "subscribers/convenor.h"
#include "subscribers/incarnation.h"
#include "subscribers/ledger.h"
#include "subscribers/list.h"
#include "subscribers/reminder.h"
#include "subscribers/schema.h"
#include "subscribers/score.h"
#include "subscribers/subscriber.h"
#include "subscribers/subscription.h"
#include "subscribers/suppression.h"
#include "subscribers/wish.h"

/* Where nobody knows which numbers were given since the backup: more than a service gives in the
 * life of one. */
#define STEP 1000000

/* --- who it was --- */

/* An address that was left since: what was done later to whom has the new one was done to this
 * person. */
struct move {
	uint8_t from[TOKEN_HASH_SIZE], to[TOKEN_HASH_SIZE];
	int64_t subscriber_id;
};

struct again {
	struct core *core;
	int64_t now;
	struct restored_counts *counts;
	const struct ledger_reading *ledger;
	struct move *moves;
	size_t move_count;
	struct unlisted unlisted;
};

static int64_t find_hash(struct db *db, const uint8_t hash[TOKEN_HASH_SIZE])
{
	struct db_stmt *st = db_sql(db, "SELECT subscriber_id FROM hashed WHERE hash = :hash");

	db_bind_blob(st, ":hash", slice_make((const char *)hash, TOKEN_HASH_SIZE));
	return db_number(st, 0);
}

static bool find_person(struct again *a, const uint8_t hash[TOKEN_HASH_SIZE], struct subscriber *s)
{
	int64_t id = find_hash(a->core->db, hash);

	for (size_t i = a->move_count; i-- > 0;) {
		if (memcmp(a->moves[i].to, hash, TOKEN_HASH_SIZE) == 0) {
			id = a->moves[i].subscriber_id;
			break;
		}
		/* Whoever has the address that they left is another, of whom the backup knows
		 * nothing. */
		if (memcmp(a->moves[i].from, hash, TOKEN_HASH_SIZE) == 0)
			return false;
	}
	return id != 0 && subscriber_get(a->core->db, id, s);
}

/* Somebody who is no subscriber in the backup, and of whom it holds something all the same. */
static bool find_unlisted(struct again *a, const uint8_t hash[TOKEN_HASH_SIZE],
    struct subscriber *s)
{
	struct db *db = a->core->db;
	struct address address;

	for (size_t i = 0; i < a->move_count; i++) {
		if (memcmp(a->moves[i].from, hash, TOKEN_HASH_SIZE) == 0)
			return false; /* whoever has what they left is another */
	}
	return unlisted_find(&a->unlisted, db, &a->core->key, hash, &address) &&
	    !subscriber_find(db, &address, s) &&
	    subscriber_get(db, subscriber_ensure(db, &a->core->key, &address, a->now), s);
}

/* --- what was done since --- */

static struct slice hash_slice(const uint8_t hash[TOKEN_HASH_SIZE])
{
	return slice_make((const char *)hash, TOKEN_HASH_SIZE);
}

static void erase_again(struct again *a, const uint8_t hash[TOKEN_HASH_SIZE],
    const struct ledger_line *line)
{
	struct subscriber s;

	restored_note_gone(a->core->db, hash_slice(hash), false, line->at);
	if (!find_person(a, hash, &s) && !find_unlisted(a, hash, &s)) {
		/* They came after the backup; or it is a further address of one who is erased, too;
		 * or they but wrote. */
		inbound_erase(a->core->db, 0, hash_slice(hash));
		outbox_mark_erased(a->core->db, 0, "", hash_slice(hash));
		return;
	}
	erase_silent(a->core, &s); /* that they are never to be mailed is a line of its own */
	a->counts->erased++;
}

static void end_again(struct again *a, const uint8_t hash[TOKEN_HASH_SIZE],
    const struct ledger_line *line)
{
	struct evidence e = { .channel = "system",
		.at = line->at,
		.notice = a->core->conf.privacy.notice,
		.note = slice_of("done before a backup was restored, and done again") };
	struct subscriber s;
	struct list list;
	int64_t list_id;

	if (!num_parse(slice_of(line->argument), 1, INT64_MAX, &list_id))
		return;
	restored_note_left(a->core->db, hash_slice(hash), list_id, line->at);
	if (!find_person(a, hash, &s)) {
		/* They came after the backup, and went: no import may ask them again. */
		if (list_get(a->core->db, list_id, &list) &&
		    !consent_has_ended(a->core->db, hash, list_id))
			consent_record_unnamed(a->core->db, hash, list_id,
			    line->what == LEDGER_LEFT ? "withdrawn" : "refused", &e);
		return;
	}
	wish_narrow(a->core->db, s.id, "undo", list_id,
	    false); /* also where the backup has them as gone: they went again */
	a->counts->ended += line->what == LEDGER_LEFT ?
	    subscription_leave(a->core->db, &s, list_id, &e) :
	    subscription_refuse(a->core->db, &s, list_id, &e);
}

static void suppress_again(struct again *a, const uint8_t hash[TOKEN_HASH_SIZE],
    const struct ledger_line *line)
{
	if (suppression_has(a->core->db, hash))
		return;
	suppression_add(a->core->db, hash, line->argument, line->at);
	a->counts->suppressed++;
}

/* What is led from an address that was given up or handed on, whoever has it: staff may have named
 * it who is on no list. */
static void hold_again(struct again *a, const uint8_t hash[TOKEN_HASH_SIZE], int64_t holder_id,
    const struct ledger_line *line)
{
	struct address address;

	if (unlisted_find(&a->unlisted, a->core->db, &a->core->key, hash, &address))
		(void)convenors_hold(a->core->db, address.key, holder_id, holder_id,
		    line->at); /* mostly it leads nothing */
}

static void remove_again(struct again *a, const uint8_t hash[TOKEN_HASH_SIZE],
    const struct ledger_line *line)
{
	struct alias gone;

	hold_again(a, hash, alias_by_hash(a->core->db, hash, &gone), line);
	a->counts->removed += alias_remove_hash(a->core->db, hash);
}

/* Is it theirs again, by a later line? What is taken away cannot be given back here: a line has no
 * address. */
static bool is_returned(const struct again *a, const struct ledger_line *line)
{
	const struct ledger_line *end = a->ledger->lines + a->ledger->count;
	bool is_theirs = false;

	for (const struct ledger_line *later = line + 1; later < end; later++) {
		if (strcmp(later->subject, line->subject) == 0)
			is_theirs = later->what == LEDGER_RETURNED ||
			    (is_theirs && later->what != LEDGER_REMOVED);
	}
	return is_theirs;
}

/* What their new address is nobody knows, and the old one may be somebody else's by now. */
static void move_again(struct again *a, const uint8_t hash[TOKEN_HASH_SIZE],
    const struct ledger_line *line)
{
	uint8_t to[TOKEN_HASH_SIZE];
	struct subscriber s;

	if (!ledger_hash_parse(line->argument, to))
		return;
	if (!find_person(a, hash, &s)) {
		hold_again(a, hash, 0, line);
		return;
	}
	a->moves = xreallocarray(a->moves, a->move_count + 1, sizeof *a->moves);
	memcpy(a->moves[a->move_count].from, hash, sizeof to);
	memcpy(a->moves[a->move_count].to, to, sizeof to);
	a->moves[a->move_count++].subscriber_id = s.id;
	a->counts->removed += alias_remove_hash(a->core->db,
	    hash); /* where the one they left later is a further one of theirs in the backup */
	if (memcmp(to, s.hash, sizeof to) == 0) { /* and back again */
		a->counts->moved -= score_revive(a->core->db, s.id, "this is their address again",
		    line->at);
		(void)convenors_release(a->core->db, s.address.key, s.id);
		return;
	}
	(void)convenors_hold(a->core->db, s.address.key, s.id, s.id,
	    line->at); /* staff gave it to whoever is there no more */
	restored_note_gone(a->core->db, hash_slice(hash), true, line->at);
	score_disable(a->core->db, s.id, RESTORED_MOVED, line->at);
	a->counts->moved++;
}

static void do_again(struct again *a, const struct ledger_line *line)
{
	uint8_t hash[TOKEN_HASH_SIZE];

	if (line->what == LEDGER_GIVEN || !ledger_hash_parse(line->subject, hash))
		return;
	if (line->what == LEDGER_ERASED)
		erase_again(a, hash, line);
	else if (line->what == LEDGER_SUPPRESSED)
		suppress_again(a, hash, line);
	else if (line->what == LEDGER_MOVED)
		move_again(a, hash, line);
	else if (line->what == LEDGER_HELD)
		hold_again(a, hash, find_hash(a->core->db, hash), line);
	else if (line->what == LEDGER_REMOVED && !is_returned(a, line))
		remove_again(a, hash, line);
	else if (line->what == LEDGER_MAILED)
		(void)suppression_remove(a->core->db, hash,
		    line->at); /* it may have come to be since, too */
	else if (line->what == LEDGER_LEFT || line->what == LEDGER_REFUSED)
		end_again(a, hash, line);
}

/* People are found by their hash, which nothing else looks them up by. */
static void do_all_again(struct core *core, const struct ledger_reading *ledger,
    struct restored_counts *counts, int64_t now, struct err *err)
{
	struct again a = { .core = core, .counts = counts, .ledger = ledger, .now = now };
	int64_t known = ledger_known(core->db);

	if (db_script(core->db, "CREATE INDEX restore_hash ON subscriber (address_hash)", err) <
	    0) {
		(void)db_refuse(core->db, "%s", err->text);
		return;
	}
	for (size_t i = 0; i < ledger->count; i++) {
		if (ledger->lines[i].batch > known)
			do_again(&a, &ledger->lines[i]);
	}
	free(a.moves);
	unlisted_release(&a.unlisted);
	if (!db_has_failed(core->db) && db_script(core->db, "DROP INDEX restore_hash", err) < 0)
		(void)db_refuse(core->db, "%s", err->text);
}

/* --- numbers --- */

static void add_number(struct restore_numbers *numbers, const char *name, int64_t number)
{
	int i = 0;

	while (i < numbers->n && strcmp(numbers->all[i].name, name) != 0)
		i++;
	if (i == RESTORE_NAMES_MAX)
		return;
	if (i == numbers->n) {
		str_put(numbers->all[numbers->n].name, sizeof numbers->all[0].name, "%s", name);
		numbers->all[numbers->n++].number = 0;
	}
	if (number > numbers->all[i].number)
		numbers->all[i].number = number;
}

void restore_read_numbers(struct db *db, struct restore_numbers *numbers)
{
	struct db_stmt *st = db_sql(db, "SELECT name, coalesce(number, 0) FROM given_now");

	while (db_row(st)) {
		char name[LEDGER_SUBJECT_SIZE];

		str_put(name, sizeof name, "%.*s", SLICE_ARG(db_text(st, 0)));
		add_number(numbers, name, db_int(st, 1));
	}
}

static void set_sequence(struct db *db, const char *name, int64_t above)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE sqlite_sequence SET seq = max(seq, :above) WHERE name = :name");

	db_bind_int(st, ":above", above);
	db_bind_text(st, ":name", name);
	if (db_run(st) > 0)
		return;
	st = db_sql(db, "INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :above)");
	db_bind_int(st, ":above", above);
	db_bind_text(st, ":name", name);
	db_do(st);
}

/* Does the ledger reach from this store to today without a gap? */
static bool reaches(struct db *db, const struct ledger_reading *ledger)
{
	int64_t known = ledger_known(db);

	return ledger->begins > 0 && known > 0 && ledger->begins <= known + 1 &&
	    ledger->last >= known && ledger->damaged == 0;
}

static void move_numbers(struct core *core, const struct ledger_reading *ledger,
    const struct restore_numbers *replaced, struct restored_counts *counts, int64_t now)
{
	int64_t step = reaches(core->db, ledger) || replaced != NULL ? 0 : STEP;
	struct restore_numbers numbers = { .n = 0 };

	restore_read_numbers(core->db, &numbers);
	for (int i = 0; replaced != NULL && i < replaced->n; i++)
		add_number(&numbers, replaced->all[i].name, replaced->all[i].number);
	for (int i = 0; i < numbers.n; i++) {
		const char *name = numbers.all[i].name;
		int64_t above = ledger_reading_given(ledger, name);

		if (numbers.all[i].number > above)
			above = numbers.all[i].number;
		above += step;
		if (strcmp(name, "delivery") == 0)
			counts->skipped = outbox_skip_to(core->db, above, now);
		else if (strcmp(name, "announcement") == 0 || strcmp(name, "meeting") == 0)
			restored_note_given(core->db, slice_of(name), above);
		else
			set_sequence(core->db, name, above);
	}
}

/* --- all of it --- */

int64_t restore_backup_at(struct db *db)
{
	int64_t at = schema_backup_at(db), mail = inbound_newest_at(db), sent;

	if (at > 0)
		return at;
	/* No copy of dpupctl's: at least what it has was known then, and what is read again twice
	 * is known by its hash. */
	sent = db_number(
	    db_sql(db, "SELECT created_at FROM delivery_tally ORDER BY delivery_id DESC LIMIT 1"),
	    0);
	return mail > sent ? mail : sent;
}

int restore_renew(struct core *core, const struct ledger_reading *ledger,
    const struct restore_numbers *replaced, struct restored_counts *counts, int64_t now,
    struct err *err)
{
	struct db *db = core->db;
	int64_t backup_at = restore_backup_at(db);

	*counts = (struct restored_counts){ .found = counts->found };
	db_begin(db);
	(void)outbox_recover(db, "a backup was restored", now);
	counts->doubtful = outbox_doubt_all(db);
	counts->paused = announcement_doubt(db, now);
	(void)reminder_miss_due(db, now);
	do_all_again(core, ledger, counts, now, err);
	move_numbers(core, ledger, replaced, counts, now);
	if (db_commit(db, err) < 0 || incarnation_begin(db, now, err) < 0)
		return -1;
	db_begin(db);
	restored_note(db, backup_at, counts, now);
	schema_end_backup(db);
	if (ledger->last > ledger_known(db))
		ledger_set_known(db, ledger->last);
	schema_raise_epoch(db, ledger->epoch);
	if (db_commit(db, err) < 0)
		return -1;
	log_info("restore.renewed",
	    "incarnation=%lld erased=%lld ended=%lld suppressed=%lld moved=%lld removed=%lld doubtful=%lld paused=%lld",
	    (long long)incarnation_number(db), (long long)counts->erased, (long long)counts->ended,
	    (long long)counts->suppressed, (long long)counts->moved, (long long)counts->removed,
	    (long long)counts->doubtful, (long long)counts->paused);
	return 0;
}

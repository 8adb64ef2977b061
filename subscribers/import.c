/* SPDX-License-Identifier: MIT
 * Owns the tables import and import_count; see import.h. `done` moves in the transaction that does
 * the rows, so that a file is gone on with exactly behind the last row that is kept. */
#include "subscribers/import.h"

#include <string.h>

static const char *const outcome_names[] = { "new", "added", "changed", "same", "left",
	"suppressed", "duplicate", "refused" };

void import_init(struct import *im)
{
	memset(im, 0, sizeof *im);
	buf_init(&im->source);
}

void import_release(struct import *im)
{
	buf_release(&im->source);
}

static struct slice hash_slice(const uint8_t hash[HASH_SIZE])
{
	return slice_make((const char *)hash, HASH_SIZE);
}

int64_t import_add(struct db *db, const struct import *im, const uint8_t file_hash[HASH_SIZE],
    const char *actor, struct slice master, int64_t now)
{
	struct db_stmt *st = db_sql(db,
	    "INSERT INTO import (list_id, file_hash, source, actor, total, master,"
	    " started_at) VALUES (:list, :hash, :source, :actor, :total, :master, :now)");

	db_bind_int(st, ":list", im->list_id);
	db_bind_blob(st, ":hash", hash_slice(file_hash));
	db_bind_slice(st, ":source", buf_all(&im->source));
	db_bind_text(st, ":actor", actor);
	db_bind_int(st, ":total", im->total);
	db_bind_blob(st, ":master", master);
	db_bind_int(st, ":now", now);
	db_do(st);
	return db_last_id(db);
}

#define COLUMNS "id, list_id, total, done, finished_at, source"

static bool one(struct db_stmt *st, struct import *im)
{
	if (!db_row(st))
		return false;
	im->id = db_int(st, 0);
	im->list_id = db_int(st, 1);
	im->total = db_int(st, 2);
	im->done = db_int(st, 3);
	im->finished_at = db_int(st, 4);
	buf_clear(&im->source);
	buf_slice(&im->source, db_text(st, 5));
	db_end(st);
	return true;
}

bool import_find(struct db *db, int64_t list_id, const uint8_t file_hash[HASH_SIZE],
    struct import *im)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT " COLUMNS " FROM import WHERE list_id = :list"
	    " AND file_hash = :hash AND finished_at IS NULL");

	db_bind_int(st, ":list", list_id);
	db_bind_blob(st, ":hash", hash_slice(file_hash));
	return one(st, im);
}

bool import_get(struct db *db, int64_t id, struct import *im)
{
	struct db_stmt *st = db_sql(db, "SELECT " COLUMNS " FROM import WHERE id = :id");

	db_bind_int(st, ":id", id);
	return one(st, im);
}

void import_advance(struct db *db, struct import *im, int64_t rows,
    const int64_t counts[IMPORT_OUTCOMES], int64_t now)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE import SET done = done + :rows,"
	    " finished_at = CASE WHEN done + :rows = total THEN :now END WHERE id = :id AND done = :done");

	db_bind_int(st, ":rows", rows);
	db_bind_int(st, ":now", now);
	db_bind_int(st, ":id", im->id);
	db_bind_int(st, ":done", im->done);
	if (db_run(st) == 0)
		(void)db_refuse(db, "import %lld went on elsewhere meanwhile", (long long)im->id);
	im->done += rows;
	for (int i = 0; i < IMPORT_OUTCOMES; i++) {
		if (counts[i] == 0)
			continue;
		st = db_sql(db,
		    "INSERT INTO import_count (import_id, outcome, count) VALUES (:id, :outcome, :count)"
		    " ON CONFLICT (import_id, outcome) DO UPDATE SET count = count + :count");
		db_bind_int(st, ":id", im->id);
		db_bind_text(st, ":outcome", outcome_names[i]);
		db_bind_int(st, ":count", counts[i]);
		db_do(st);
	}
}

/* Who is here still may ask who gave us their address. Each of them has the proof that they were
 * asked. */
#define NOBODY_LEFT \
	" FROM import i INDEXED BY import_kept WHERE i.source <> '' AND i.started_at < :before" \
	" AND NOT EXISTS (SELECT 1 FROM consent_import c WHERE c.import_id = i.id)"

int64_t import_forget(struct db *db, int64_t before, int64_t most)
{
	/* One that was never finished cannot go on: its invitation is gone. */
	struct db_stmt *st = db_sql(db,
	    "UPDATE import SET source = '', master = x'',"
	    " finished_at = coalesce(finished_at, started_at) WHERE id IN (SELECT i.id" NOBODY_LEFT
	    " LIMIT :most)");

	db_bind_int(st, ":before", before);
	db_bind_int(st, ":most", most);
	return db_run(st);
}

int64_t import_count_old(struct db *db, int64_t before)
{
	struct db_stmt *st = db_sql(db, "SELECT count(*)" NOBODY_LEFT);

	db_bind_int(st, ":before", before);
	return db_number(st, 0);
}

bool import_master(struct db *db, int64_t id, struct buf *master_r)
{
	struct db_stmt *st = db_sql(db, "SELECT master FROM import WHERE id = :id");

	db_bind_int(st, ":id", id);
	if (!db_row(st))
		return false;
	buf_slice(master_r, db_text(st, 0));
	db_end(st);
	return true;
}

void import_add_counts(const int64_t counts[IMPORT_OUTCOMES], struct buf *out)
{
	for (int i = 0; i < IMPORT_OUTCOMES; i++)
		buf_printf(out, "%s\"%s\":%lld", i > 0 ? "," : "", outcome_names[i],
		    (long long)counts[i]);
}

void import_json_counts(struct db *db, int64_t id, struct buf *out)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT outcome, count FROM import_count WHERE import_id = :id");
	int64_t counts[IMPORT_OUTCOMES] = { 0 };

	db_bind_int(st, ":id", id);
	while (db_row(st)) {
		for (int i = 0; i < IMPORT_OUTCOMES; i++) {
			if (slice_is(db_text(st, 0), outcome_names[i]))
				counts[i] = db_int(st, 1);
		}
	}
	import_add_counts(counts, out);
}

/* SPDX-License-Identifier: MIT
 * Migrations and the epoch. Owns the table meta and the file's user_version. A migration that
 * was released is never edited: a new file is added. */
#include "subscribers/schema.h"

#include <stdlib.h>
#include <unistd.h>

#include "daemon/common/log.h"
#include "daemon/common/str_put.h"
#include "daemon/common/xmalloc.h"

/* In the order in which they were released: the place of one is the version of what it makes. */
/* clang-format off */
#define MIGRATIONS(DO) \
	DO(0001, "0001_first.sql") \
	DO(0002, "0002_scores.sql") \
	DO(0003, "0003_rights.sql") \
	DO(0004, "0004_sending.sql") \
	DO(0005, "0005_meetings.sql") \
	DO(0006, "0006_import.sql") \
	DO(0007, "0007_staff.sql") \
	DO(0008, "0008_people.sql") \
	DO(0009, "0009_relays.sql") \
	DO(0010, "0010_series.sql") \
	DO(0011, "0011_tips.sql") \
	DO(0012, "0012_evidence.sql") \
	DO(0013, "0013_restore.sql") \
	DO(0014, "0014_approvals.sql") \
	DO(0015, "0015_limits.sql") \
	DO(0016, "0016_inbound.sql") \
	DO(0017, "0017_sending.sql") \
	DO(0018, "0018_proof.sql") \
	DO(0019, "0019_offered.sql") \
	DO(0020, "0020_shares.sql") \
	DO(0021, "0021_once.sql") \
	DO(0022, "0022_gone.sql") \
	DO(0023, "0023_earlier.sql") \
	DO(0024, "0024_held.sql") \
	DO(0025, "0025_left_since.sql") \
	DO(0026, "0026_shown.sql") \
	DO(0027, "0027_notes_and_bursts.sql") \
	DO(0028, "0028_shown_tips.sql") \
	DO(0029, "0029_marks.sql") \
	DO(0030, "0030_returned.sql") \
	DO(0031, "0031_waiting.sql") \
	DO(0032, "0032_returned_said.sql") \
	DO(0033, "0033_by_office.sql")
/* clang-format on */

/* The SQL files stand in the program as they are; the assembler ends each with a NUL. */
#define INCLUDE(name, file) \
	__asm__(".section .rodata\n.global migration_" #name "\nmigration_" #name ":\n" \
	        ".incbin \"subscribers/migrations/" file "\"\n.byte 0\n.previous\n"); \
	extern const char migration_##name[];
#define NAME(name, file) migration_##name,

MIGRATIONS(INCLUDE)

static const char *const migrations[] = { MIGRATIONS(NAME) };

#define NEWEST ((int)(sizeof migrations / sizeof migrations[0]))

int schema_version(struct db *db)
{
	return (int)db_number(db_sql(db, "PRAGMA user_version"), 0);
}

/* One copy before the first step of a way up; a store that is being made has nothing to lose. */
static int copy_before(struct db *db, int version, struct err *err)
{
	char *path;
	int rc;

	if (version == 0 || version == NEWEST)
		return 0;
	path = xasprintf("%s.before-%d", db_path(db), version + 1);
	/* A copy that is there was made by a migration that then failed: it is the good one, and
	 * whole, because it has its name only since it is on the disk. */
	rc = access(path, F_OK) == 0 ? 0 : db_backup(db, path, err);
	free(path);
	return rc;
}

static int migrate_one(struct db *db, int version, struct err *err)
{
	char set_version[48];

	db_begin(db);
	str_put(set_version, sizeof set_version, "PRAGMA user_version = %d", version + 1);
	if (db_script(db, migrations[version], err) < 0 || db_script(db, set_version, err) < 0) {
		db_rollback(db);
		return err_context(err, "migration %d", version + 1);
	}
	if (db_commit(db, err) < 0)
		return err_context(err, "migration %d", version + 1);
	log_info("schema.migrated", "version=%d", version + 1);
	return 0;
}

/* Is it ours, and not from the future? */
static int judge(struct db *db, int version, struct err *err)
{
	if (version > NEWEST)
		return err_set(err, ERR_PERM,
		    "the database %s was made by a newer dpupd (schema %d, this one knows %d)",
		    db_path(db), version, NEWEST);
	/* A store that has no version yet is empty, or another program's. */
	if (version == 0 && db_number(db_sql(db, "SELECT count(*) FROM sqlite_master"), 0) > 0)
		return err_set(err, ERR_PERM,
		    "the database %s is not dpupd's; name another in store.path", db_path(db));
	return 0;
}

int schema_upgrade(struct db *db, struct err *err)
{
	int version = schema_version(db);

	if (judge(db, version, err) < 0)
		return -1;
	for (; version < NEWEST; version++) {
		if (migrate_one(db, version, err) < 0)
			return -1;
	}
	return 0;
}

int schema_migrate(struct db *db, struct err *err)
{
	int version = schema_version(db);

	if (judge(db, version, err) < 0 || copy_before(db, version, err) < 0)
		return -1;
	return schema_upgrade(db, err);
}

void schema_backup_script(int64_t now, struct buf *out)
{
	buf_printf(out, "INSERT OR REPLACE INTO meta (key, value) VALUES ('backup_at', %lld)",
	    (long long)now);
}

int64_t schema_backup_at(struct db *db)
{
	return db_number(db_sql(db, "SELECT value FROM meta WHERE key = 'backup_at'"), 0);
}

void schema_end_backup(struct db *db)
{
	db_do(db_sql(db, "DELETE FROM meta WHERE key = 'backup_at'"));
}

int schema_next_epoch(struct db *db, int64_t *epoch_r, struct err *err)
{
	db_begin(db);
	db_do(db_sql(db,
	    "INSERT INTO meta (key, value) VALUES ('epoch', 1)"
	    " ON CONFLICT (key) DO UPDATE SET value = value + 1"));
	*epoch_r = schema_epoch(db);
	return db_commit(db, err);
}

int64_t schema_epoch(struct db *db)
{
	return db_number(db_sql(db, "SELECT value FROM meta WHERE key = 'epoch'"), 0);
}

int64_t schema_number(struct db *db, const char *key)
{
	struct db_stmt *st = db_sql(db, "SELECT value FROM meta WHERE key = :key");

	db_bind_text(st, ":key", key);
	return db_number(st, 0);
}

void schema_set_number(struct db *db, const char *key, int64_t value)
{
	struct db_stmt *st = db_sql(db,
	    "INSERT INTO meta (key, value) VALUES (:key, :value)"
	    " ON CONFLICT (key) DO UPDATE SET value = :value");

	db_bind_text(st, ":key", key);
	db_bind_int(st, ":value", value);
	db_do(st);
}

bool schema_next_word(struct db *db, const char *prefix, struct buf *key)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT min(key) FROM meta WHERE key > :after AND substr(key, 1, length(:prefix)) = :prefix");
	struct slice found = SLICE_NONE;
	bool is_there;

	db_bind_slice(st, ":after", buf_all(key));
	db_bind_text(st, ":prefix", prefix);
	is_there = db_row(st);
	if (is_there)
		found = db_text(st, 0);
	is_there = is_there && found.n > 0;
	buf_clear(key);
	buf_slice(key, found);
	db_end(st);
	return is_there;
}

void schema_raise_epoch(struct db *db, int64_t epoch)
{
	struct db_stmt *st = db_sql(db,
	    "INSERT INTO meta (key, value) VALUES ('epoch', :epoch)"
	    " ON CONFLICT (key) DO UPDATE SET value = max(value, :epoch)");

	db_bind_int(st, ":epoch", epoch);
	db_do(st);
}

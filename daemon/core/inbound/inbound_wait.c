/* SPDX-License-Identifier: MIT
 * See inbound_wait.h. */
#include "daemon/core/inbound/inbound_rows.h"

#define UNPROVEN "('none', 'leaving')"

void inbound_wait(struct db *db, int64_t id, const struct inbound_place *place, const char *limit,
    int64_t due_at)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE inbound SET state = 'new', attempts = 0, limited = :limit, due_at = :due,"
	    " budget = :budget, name_hash = :name, turn = :turn, lane = :lane"
	    " WHERE id = :id AND state = 'parsing'");

	db_bind_text(st, ":limit", limit);
	db_bind_int(st, ":due", due_at);
	db_bind_text(st, ":budget", place->budget);
	db_bind_blob(st, ":name", place->name);
	db_bind_int(st, ":turn", place->turn);
	db_bind_text(st, ":lane", place->lane);
	db_bind_int(st, ":id", id);
	db_do(st); /* 0: it was settled already, and stays that */
}

static struct db_stmt *bind(struct db_stmt *st, const struct inbound_place *place)
{
	db_bind_blob(st, ":name", place->name);
	db_bind_text(st, ":budget", place->budget);
	return st;
}

#define ALIKE \
	" FROM inbound INDEXED BY inbound_due_of WHERE due_at IS NOT NULL AND name_hash = :name" \
	" AND turn = :turn AND budget = :budget"

int64_t inbound_wait_alike(struct db *db, const struct inbound_place *place)
{
	struct db_stmt *st = bind(db_sql(db, "SELECT count(*)" ALIKE), place);

	db_bind_int(st, ":turn", place->turn);
	return db_number(st, 0);
}

void inbound_wait_thin(struct db *db, const struct inbound_place *place, int64_t most)
{
	struct db_stmt *st =
	    bind(db_sql(db,
	             "UPDATE inbound SET state = 'done', due_at = NULL, kind = 'command',"
	             " outcome = 'not answered: too many', note = 'one like it waits',"
	             " name_hash = NULL, turn = NULL, lane = NULL WHERE id IN (SELECT id" ALIKE
	             " AND id < (SELECT max(id)" ALIKE ") ORDER BY id LIMIT -1 OFFSET :kept)"),
	        place);

	db_bind_int(st, ":turn", place->turn);
	db_bind_int(st, ":kept", most - 1);
	db_do(st); /* mostly there are few */
}

#define BESIDE \
	" FROM inbound INDEXED BY inbound_due_of WHERE due_at IS NOT NULL AND name_hash = :name" \
	" AND budget = :budget AND lane = :lane AND limited = :limit"

int64_t inbound_wait_beside(struct db *db, const struct inbound_place *place, const char *limit)
{
	struct db_stmt *st = bind(db_sql(db, "SELECT count(*)" BESIDE), place);

	db_bind_text(st, ":lane", place->lane);
	db_bind_text(st, ":limit", limit);
	return db_number(st, 0);
}

int64_t inbound_wait_before(struct db *db, int64_t id, const struct inbound_place *place,
    const char *limit)
{
	struct db_stmt *st = bind(db_sql(db,
	                              "SELECT max(due_at)" BESIDE
	                              " AND (turn < :turn OR (turn = :turn AND id < :id))"),
	    place);

	db_bind_text(st, ":lane", place->lane);
	db_bind_text(st, ":limit", limit);
	db_bind_int(st, ":turn", place->turn);
	db_bind_int(st, ":id", id);
	return db_number(st, 0);
}

static void set_due(struct db *db, int64_t id, int64_t due_at)
{
	struct db_stmt *st = db_sql(db, "UPDATE inbound SET due_at = :due WHERE id = :id");

	db_bind_int(st, ":due", due_at);
	db_bind_int(st, ":id", id);
	db_do(st);
}

int64_t inbound_wait_first(struct db *db, int64_t id)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT o.id, i.due_at, o.due_at FROM inbound i CROSS JOIN inbound o INDEXED BY inbound_due_of"
	    " ON o.name_hash = i.name_hash AND o.due_at IS NOT NULL AND o.budget = i.budget"
	    " AND o.limited = i.limited AND o.lane = i.lane"
	    " WHERE i.id = :id AND i.due_at IS NOT NULL ORDER BY o.turn, o.id LIMIT 1");
	int64_t first = id, at = 0, later = 0;

	db_bind_int(st, ":id", id);
	if (db_row(st)) {
		first = db_int(st, 0);
		at = db_int(st, 1);
		later = db_int(st, 2);
		db_end(st);
	}
	if (first != id) {
		set_due(db, first, at);
		set_due(db, id, later);
	}
	return first;
}

int64_t inbound_wait_count(struct db *db)
{
	return db_number(db_sql(db, "SELECT count(*) FROM inbound WHERE due_at IS NOT NULL"), 0);
}

int64_t inbound_wait_count_of(struct db *db, bool is_proven, bool is_before, int turn)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT count(*) FROM inbound WHERE due_at IS NOT NULL"
	    " AND (budget NOT IN " UNPROVEN ") = :proven AND (turn < :turn) = :before");

	db_bind_int(st, ":proven", is_proven);
	db_bind_int(st, ":turn", turn);
	db_bind_int(st, ":before", is_before);
	return db_number(st, 0);
}

int64_t inbound_wait_count_for(struct db *db, const char *limit)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT count(*) FROM inbound WHERE due_at IS NOT NULL AND limited = :limit");

	db_bind_text(st, ":limit", limit);
	return db_number(st, 0);
}

int64_t inbound_next_at(struct db *db)
{
	return db_number(db_sql(db, "SELECT min(due_at) FROM inbound WHERE due_at IS NOT NULL"), 0);
}

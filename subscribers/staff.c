/* SPDX-License-Identifier: MIT
 * Owns the tables staff and staff_role; see staff.h. Never decides what a role may do, and knows
 * nothing of root: whoever runs the machine needs no row. */
#include "subscribers/staff.h"

#include <string.h>

#include "daemon/common/str_put.h"
#include "subscribers/json.h"

static const char *const role_names[STAFF_ROLES] = { "author", "approver", "convenor", "privacy",
	"admin" };

bool staff_role_parse(struct slice word, enum staff_role *role_r)
{
	for (size_t i = 0; i < STAFF_ROLES; i++) {
		if (slice_is(word, role_names[i])) {
			*role_r = (enum staff_role)i;
			return true;
		}
	}
	return false;
}

const char *staff_role_text(enum staff_role role)
{
	return role_names[role];
}

static unsigned roles_of(struct db *db, int64_t staff_id)
{
	struct db_stmt *st = db_sql(db, "SELECT role FROM staff_role WHERE staff_id = :id");
	unsigned roles = 0;
	enum staff_role role;

	db_bind_int(st, ":id", staff_id);
	while (db_row(st)) {
		if (staff_role_parse(db_text(st, 0), &role))
			roles |= 1U << role;
	}
	return roles;
}

static bool one(struct db *db, struct db_stmt *st, struct staff *s)
{
	if (!db_row(st))
		return false;
	s->id = db_int(st, 0);
	str_put(s->account, sizeof s->account, "%.*s", SLICE_ARG(db_text(st, 1)));
	str_put(s->address, sizeof s->address, "%.*s", SLICE_ARG(db_text(st, 2)));
	db_end(st);
	s->roles = roles_of(db, s->id);
	return true;
}

bool staff_find(struct db *db, const char *account, struct staff *s_r)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT id, account, address FROM staff WHERE account = :account");

	db_bind_text(st, ":account", account);
	return one(db, st, s_r);
}

bool staff_find_address(struct db *db, const char *address_key, struct staff *s_r)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT id, account, address FROM staff WHERE address_key = :key");

	db_bind_text(st, ":key", address_key);
	return one(db, st, s_r);
}

bool staff_leads(struct db *db, int64_t staff_id, int64_t list_id)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT 1 FROM staff_role WHERE staff_id = :id AND role = 'convenor'"
	    " AND list_id = :list");

	db_bind_int(st, ":id", staff_id);
	db_bind_int(st, ":list", list_id);
	return db_number(st, 0) == 1;
}

void staff_led_json(struct db *db, int64_t staff_id, struct buf *out)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT json_group_array(list_id) FROM staff_role WHERE staff_id = :id"
	    " AND role = 'convenor' AND list_id IS NOT NULL");

	db_bind_int(st, ":id", staff_id);
	if (db_row(st)) {
		buf_slice(out, db_text(st, 0));
		db_end(st);
	}
}

/* Names of accounts as useradd(8) allows them, and "uid-1000" for those without one. */
static bool is_account(struct slice name)
{
	if (name.n == 0 || name.n > STAFF_ACCOUNT_MAX || name.p[0] == '-')
		return false;
	for (size_t i = 0; i < name.n; i++) {
		char c = name.p[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9') &&
		    strchr("._-@", c) == NULL)
			return false;
	}
	return true;
}

int64_t staff_put(struct db *db, struct slice account, const struct address *address,
    const char *by, int64_t now)
{
	struct staff other;
	struct db_stmt *st;

	if (!is_account(account)) {
		(void)db_refuse(db,
		    "an account's name has 1 to %d letters, digits, dots, dashes or underscores",
		    STAFF_ACCOUNT_MAX);
		return 0;
	}
	if (staff_find_address(db, address->key, &other) && !slice_is(account, other.account)) {
		(void)db_refuse(db,
		    "%s has that address: each member of staff has one of their own",
		    other.account);
		return 0;
	}
	st = db_sql(db,
	    "INSERT INTO staff (account, address, address_key, created_at, created_by)"
	    " VALUES (:account, :address, :key, :now, :by)"
	    " ON CONFLICT (account) DO UPDATE SET address = :address, address_key = :key");
	db_bind_slice(st, ":account", account);
	db_bind_text(st, ":address", address->spec);
	db_bind_text(st, ":key", address->key);
	db_bind_int(st, ":now", now);
	db_bind_text(st, ":by", by);
	db_do(st);
	st = db_sql(db, "SELECT id FROM staff WHERE account = :account");
	db_bind_slice(st, ":account", account);
	return db_number(st, 0);
}

void staff_give(struct db *db, int64_t staff_id, enum staff_role role, int64_t list_id)
{
	struct db_stmt *st = db_sql(db,
	    "INSERT INTO staff_role (staff_id, role, list_id)"
	    " VALUES (:id, :role, nullif(:list, 0)) ON CONFLICT DO NOTHING");

	db_bind_int(st, ":id", staff_id);
	db_bind_text(st, ":role", role_names[role]);
	db_bind_int(st, ":list", list_id);
	db_do(st);
}

bool staff_take(struct db *db, int64_t staff_id, enum staff_role role, int64_t list_id)
{
	struct db_stmt *st = db_sql(db,
	    "DELETE FROM staff_role WHERE staff_id = :id AND role = :role"
	    " AND (:list = 0 OR list_id = :list)");

	db_bind_int(st, ":id", staff_id);
	db_bind_text(st, ":role", role_names[role]);
	db_bind_int(st, ":list", list_id);
	if (db_run(st) == 0)
		return false;
	if (roles_of(db, staff_id) == 0)
		staff_remove(db, staff_id);
	return true;
}

void staff_remove(struct db *db, int64_t staff_id)
{
	struct db_stmt *st = db_sql(db, "DELETE FROM staff WHERE id = :id");

	db_bind_int(st, ":id", staff_id);
	db_do(st);
}

void staff_addresses(struct db *db, struct buf *out)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT address_key FROM staff WHERE address_key IS NOT NULL");

	while (db_row(st))
		buf_printf(out, "%.*s\n", SLICE_ARG(db_text(st, 0)));
}

void staff_forget_address(struct db *db, const char *address_key)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE staff SET address = NULL, address_key = NULL"
	    " WHERE address_key = :key");

	db_bind_text(st, ":key", address_key);
	db_do(st);
}

#define JSON_STAFF \
	"json_object('account', s.account, 'address', s.address, 'roles', json((SELECT json_group_array(" \
	"iif(r.list_id IS NULL, r.role, r.role || ' of ' || l.slug)) FROM staff_role r" \
	" LEFT JOIN list_public l USING (list_id) WHERE r.staff_id = s.id))," \
	" 'added', " JSON_TIME("s.created_at") ", 'added_by', s.created_by)"

void staff_json_all(struct db *db, struct buf *out)
{
	json_rows(db_sql(db, "SELECT " JSON_STAFF " FROM staff s ORDER BY s.account"), out);
}

void staff_json_of(struct db *db, const char *address_key, struct buf *out)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT " JSON_STAFF " FROM staff s WHERE s.address_key = :key");

	db_bind_text(st, ":key", address_key);
	json_rows(st, out);
}

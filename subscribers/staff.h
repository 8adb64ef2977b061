/* SPDX-License-Identifier: MIT
 * Staff: which account of this machine may do what, and the address its person gets proofs at. The
 * roles are few, so that everybody knows who may do what (NZISM 16.6.9: changes of them are
 * audited by their verbs). What a role may do is core's table (staff_access.c). */
#ifndef SUBSCRIBERS_STAFF_H
#define SUBSCRIBERS_STAFF_H

#include "daemon/common/buf.h"
#include "daemon/mail/address.h"
#include "subscribers/db.h"

enum staff_role {
	STAFF_AUTHOR,   /* writes: announcements, meetings, resources */
	STAFF_APPROVER, /* says that what others wrote may go */
	STAFF_CONVENOR, /* leads one community: its members, meetings and mail, nobody else's */
	STAFF_PRIVACY,  /* answers people's rights: sees, corrects, forgets */
	STAFF_ADMIN,    /* everything */
	STAFF_ROLES,
};

#define STAFF_ACCOUNT_MAX 63

struct staff {
	int64_t id;
	char account[STAFF_ACCOUNT_MAX + 1];
	unsigned roles;             /* 1U << enum staff_role; STAFF_CONVENOR: of some community */
	char address[ADDRESS_SIZE]; /* "": there is none any more */
};

/* "author", ...; false where it is none of them. */
bool staff_role_parse(struct slice word, enum staff_role *role_r);
const char *staff_role_text(enum staff_role role);

/* By the account's name; by the address mail comes from. */
bool staff_find(struct db *db, const char *account, struct staff *s_r);
bool staff_find_address(struct db *db, const char *address_key, struct staff *s_r);
/* Does this one lead that community? */
bool staff_leads(struct db *db, int64_t staff_id, int64_t list_id);
/* Appends a JSON array of the numbers of the communities they lead. */
void staff_led_json(struct db *db, int64_t staff_id, struct buf *out);

/* These run in a transaction and refuse it (db_refuse) where the input cannot be. */
/* Makes the row, or changes its address where one is there. Returns the id. */
int64_t staff_put(struct db *db, struct slice account, const struct address *address,
    const char *by, int64_t now);
/* One role more; `list_id` for a convenor, else 0. Given already: nothing happens. */
void staff_give(struct db *db, int64_t staff_id, enum staff_role role, int64_t list_id);
/* One role less; whoever has none left is out. False where they did not have it. */
bool staff_take(struct db *db, int64_t staff_id, enum staff_role role, int64_t list_id);
void staff_remove(struct db *db, int64_t staff_id);
/* Appends the addresses of all of them, each with a line end. */
void staff_addresses(struct db *db, struct buf *out);
/* A person is to be forgotten: their address goes, what their account may do stays. */
void staff_forget_address(struct db *db, const char *address_key);

/* Appends JSON: everybody; or the one with this address, as an array of none or one. */
void staff_json_all(struct db *db, struct buf *out);
void staff_json_of(struct db *db, const char *address_key, struct buf *out);

#endif

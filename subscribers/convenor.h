/* SPDX-License-Identifier: MIT
 * Convenors: the addresses of those who lead a community, or one series or meeting of it. What is about a
 * meeting goes to its own where it has some, else to its community's. */
#ifndef SUBSCRIBERS_CONVENOR_H
#define SUBSCRIBERS_CONVENOR_H

#include "../daemon/common/buf.h"
#include "../daemon/mail/address.h"
#include "db.h"

/* SQL: the addresses of one row of `struct led`, as JSON. */
#define CONVENORS_JSON(list, series, meeting) \
	"json((SELECT json_group_array(address) FROM (SELECT c.address FROM convenor_public c WHERE c.list_id = " list \
	" AND c.series_id = " series " AND c.meeting_id = " meeting " ORDER BY c.convenor_id)))"

#define CONVENORS_MAX 8	/* each gets a mail of its own whenever one is due to them */

/* What is led: a community, or (not 0) one series or one meeting of it. */
struct led {
	int64_t list_id, series_id, meeting_id;
};

struct convenors {
	int n;
	struct address all[CONVENORS_MAX];	/* in the order they were named */
};

/* Reads addresses with commas between them; "none" or nothing is nobody. One that is named twice counts once. */
bool convenors_parse(struct slice text, struct convenors *c_r, struct err *err);
/* The one with this key; NULL: none of them. Borrowed from `c`. */
const struct address *convenors_find(const struct convenors *c, const char *address_key);

/* In a transaction: these and no others from now on. */
void convenors_set(struct db *db, struct led led, const struct convenors *c);
void convenors_get(struct db *db, struct led led, struct convenors *c_r);
/* Who gets what is about a meeting. True: it has its own. */
bool convenors_of_meeting(struct db *db, int64_t list_id, int64_t meeting_id, struct convenors *c_r);

/* Does somebody with this address lead anything? */
bool convenors_leads(struct db *db, const char *address_key);

/* Appends the addresses of all of them, each with a line end. */
void convenors_addresses(struct db *db, struct buf *out);
/* In a transaction: who is to be forgotten leads nothing more. */
void convenors_forget(struct db *db, const char *address_key);
/* Appends JSON: what somebody leads. */
void convenors_json_of(struct db *db, const char *address_key, struct buf *out);

#endif

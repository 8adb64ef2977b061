/* SPDX-License-Identifier: MIT
 * Convenors: the addresses of those who lead a community, or one series or meeting of it. What is
 * about a meeting goes to its own where it has some, else to its community's. To lead is an office,
 * which is held while nobody knows at which address who has it is: it is named, but neither written
 * to nor acted by. */
#ifndef SUBSCRIBERS_CONVENOR_H
#define SUBSCRIBERS_CONVENOR_H

#include "daemon/common/buf.h"
#include "daemon/mail/address.h"
#include "subscribers/db.h"

/* SQL: the addresses of one row of `struct led`, as JSON. */
#define CONVENORS_JSON(list, series, meeting) \
	"json((SELECT json_group_array(address) FROM (SELECT c.address FROM convenor_public c WHERE c.list_id = " list \
	" AND c.series_id = " series " AND c.meeting_id = " meeting " ORDER BY c.convenor_id)))"
/* And those of them whose office is held. */
#define CONVENORS_HELD_JSON(list, series, meeting) \
	"json((SELECT json_group_array(address) FROM (SELECT c.address FROM convenor_public c WHERE c.is_held AND c.list_id = " list \
	" AND c.series_id = " series " AND c.meeting_id = " meeting " ORDER BY c.convenor_id)))"

#define CONVENORS_MAX 8 /* each gets a mail of its own whenever one is due to them */

/* What is led: a community, or (not 0) one series or one meeting of it. */
struct led {
	int64_t list_id, series_id, meeting_id;
};

struct convenors {
	int n;
	struct address all[CONVENORS_MAX]; /* in the order they were named */
};

/* Reads addresses with commas between them; "none" or nothing is nobody. One that is named twice
 * counts once. */
bool convenors_parse(struct slice text, struct convenors *c_r, struct err *err);
/* The one with this key; NULL: none of them. Borrowed from `c`. */
const struct address *convenors_find(const struct convenors *c, const char *address_key);

/* In a transaction: these and no others from now on; what was held is so no more. */
void convenors_set(struct db *db, struct led led, const struct convenors *c);
/* In a transaction: those of `from` lead `to`, too, and what is held there is held here. */
void convenors_copy(struct db *db, struct led from, struct led to);
/* Those whose office is not held. */
void convenors_get(struct db *db, struct led led, struct convenors *c_r);
/* Who gets what is about a meeting. True: it has its own, whether held or not. */
bool convenors_of_meeting(struct db *db, int64_t list_id, int64_t meeting_id,
    struct convenors *c_r);
/* Do the same lead both, held or not? */
bool convenors_same(struct db *db, struct led one, struct led other);

/* Does somebody with this address lead anything, held or not? */
bool convenors_leads(struct db *db, const char *address_key);
/* Anything of this community, that is not held? */
bool convenors_leads_of(struct db *db, const char *address_key, int64_t list_id);

/* --- what is held --- */

/* In a transaction: what this address leads is held. `holder_id`: whose office it is; `heir_id`:
 * who may come after them, the same where they go on at another address; 0: nobody we know. How
 * many were not held before. */
int64_t convenors_hold(struct db *db, const char *address_key, int64_t holder_id, int64_t heir_id,
    int64_t now);
/* In a transaction: they have back what is held of theirs at this address. How many. */
int64_t convenors_release(struct db *db, const char *address_key, int64_t holder_id);
/* In a transaction: two who are one person. */
void convenors_join(struct db *db, int64_t from_id, int64_t to_id);
/* Is an office of this person held? */
bool convenors_is_held(struct db *db, int64_t holder_id);
/* Is one held, of this community or (not 0) this meeting of it, that this address had, or that this
 * person (0: nobody) had or may come to have? */
bool convenors_is_claim(struct db *db, struct led led, const char *address_key,
    int64_t subscriber_id);
/* How many are held of which there is still something to lead. */
int64_t convenors_held_count(struct db *db, int64_t now);
/* Appends a JSON array, one object for each thing that this address leads or (not 0) that is held
 * of this person, and that there is still something to lead of: "community", "name", "series",
 * "meeting", "others" (addresses with commas; nobody's whose own office is held), "waiting" (how
 * many of others are held). A meeting of a series that is in it, too, is left out. */
void convenors_json_open(struct db *db, const char *address_key, int64_t holder_id, int64_t now,
    struct buf *out);

/* In a transaction: who is to be forgotten leads nothing more, nor is anything of theirs held. */
void convenors_forget(struct db *db, const char *address_key, int64_t holder_id);
/* Appends JSON: what somebody leads, at their address or (not 0) held of them. */
void convenors_json_of(struct db *db, const char *address_key, int64_t holder_id, struct buf *out);
/* Appends the addresses of all of them, each with a line end. */
void convenors_addresses(struct db *db, struct buf *out);

#endif

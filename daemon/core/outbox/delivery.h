/* SPDX-License-Identifier: MIT
 * Deliveries as people see them: as JSON, for staff and for the person they went to. */
#ifndef CORE_DELIVERY_H
#define CORE_DELIVERY_H

#include "daemon/common/buf.h"
#include "subscribers/db.h"

/* One, with the story of its attempts; false where there is none. */
bool delivery_json(struct db *db, int64_t id, struct buf *out);
/* Is it still to be sent? */
bool delivery_is_open(struct db *db, int64_t id);
/* The newest thousand in a state; "": all but what is sent or cancelled. False where there is no
 * such state. */
bool delivery_json_list(struct db *db, struct slice state, struct buf *out);
/* Also what went to the address before it was a subscriber's, and what tells others about them. */
void delivery_json_of_person(struct db *db, int64_t subscriber_id, const char *address_key,
    struct slice hash, struct buf *out);
/* Is there any that went to this address, or that was about it? */
bool delivery_has_person(struct db *db, const char *address_key, struct slice hash);
void delivery_json_of_subscriber(struct db *db, int64_t subscriber_id, struct buf *out);
/* outbox_counts() as an object: a number for each state. */
void delivery_json_counts(struct db *db, int64_t announcement_id, struct buf *out);

#endif

/* SPDX-License-Identifier: MIT
 * What waits in somebody's name. Whoever writes in it without proof may be many: of each kind of
 * wish (wish_kind.h) the oldest and the newest wait, whatever else comes, and what is given up is
 * between two of its kind. So nobody takes away, by being many, what another asks in that name. */
#ifndef CORE_TALK_WAIT_H
#define CORE_TALK_WAIT_H

#include <stdbool.h>
#include <stdint.h>

struct talk;

/* The kind of wish that a message is (wish_kind.h). */
int talk_wait_kind(const struct talk *t);
/* The room that is this wish's alone, in the name of somebody we know; NULL: it has none. Static.
 */
const char *talk_wait_lane(const struct talk *t);
/* May it wait to be answered? What is no wish of the table is done as far as it can be without an
 * answer; so is what is proven, but for a right that needs one. */
bool talk_wait_may(const struct talk *t);

/* --- in a transaction; `lane` "": the room of all --- */

/* This limit holds it back until `room_at`; 0: it is not done later. False. */
bool talk_wait_hold(struct talk *t, const char *limit, const char *lane, int64_t room_at);
/* Does one wait in this name for the same room, and goes first? Until when; 0: none. */
int64_t talk_wait_behind(struct talk *t, const char *limit, const char *lane);
/* How many wait in this name for the same room. */
int64_t talk_wait_beside(struct talk *t, const char *limit, const char *lane);

/* At the end of a message: does it wait (then nothing of it may have been done)? Marks it so where
 * it does; where there is no place to wait in, t->room_at is 0 and the message is one for staff. */
bool talk_wait_ends(struct talk *t);

#endif

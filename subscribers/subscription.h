/* SPDX-License-Identifier: MIT
 * A subscriber's answer to one list, and the only place where it changes. Every change writes its
 * consent record in the same transaction.
 *
 *      (none) --ask--> pending --give--> active --leave--> left --ask--> pending
 *                      pending --lapse/refuse--> left        left, pending --undo--> active
 */
#ifndef SUBSCRIBERS_SUBSCRIPTION_H
#define SUBSCRIBERS_SUBSCRIPTION_H

#include "subscribers/clock_back.h"
#include "subscribers/consent.h"
#include "subscribers/db.h"
#include "subscribers/subscriber.h"

enum subscription_state {
	SUBSCRIPTION_PENDING, /* asked, not confirmed: gets nothing but the question */
	SUBSCRIPTION_ACTIVE,
	SUBSCRIPTION_LEFT,
};

struct subscription {
	int64_t id, list_id;
	enum subscription_state state;
	int64_t asked_at, since_at, left_at, generation;
	char channel[8];
};

bool subscription_find(struct db *db, int64_t subscriber_id, int64_t list_id,
    struct subscription *n_r);
/* Also who it belongs to. */
bool subscription_get(struct db *db, int64_t id, struct subscription *n_r,
    int64_t *subscriber_id_r);
/* How many lists this person is active on. */
int64_t subscription_count(struct db *db, int64_t subscriber_id);

/* The highest subscriber id on a list, of any state; 0 where there is none. */
int64_t subscription_last_member(struct db *db, int64_t list_id);
/* How many lists this person has said yes to since then, also those they have left again. */
int64_t subscription_count_since(struct db *db, int64_t subscriber_id, int64_t since);
/* People active on a list; and those of them who may be written to now (not paused, not
 * suppressed). */
int64_t subscription_active_count(struct db *db, int64_t list_id);
int64_t subscription_sendable_count(struct db *db, int64_t list_id, int64_t now);

/* The first list a person is active on with an id above `after`; 0 at the end. */
int64_t subscription_next_active(struct db *db, int64_t subscriber_id, int64_t after);
/* A list under whose consent a person may be written to now, but for a pause; 0 where there is
 * none. */
int64_t subscription_first_reachable(struct db *db, int64_t subscriber_id);

/* Each runs in a transaction and says whether anything changed. */

/* Someone asks for it: pending, unless it is active. `wording` is what the question will say. */
bool subscription_ask(struct db *db, const struct subscriber *s, int64_t list_id,
    struct slice wording, const struct evidence *e, struct subscription *n_r);
/* Whom a file names is asked: pending, by staff. Only for a person without a row for the list; the
 * caller records it with the batch (consent_record_import()). */
void subscription_invite(struct db *db, int64_t subscriber_id, int64_t list_id, int64_t import_id,
    int64_t now);
/* An open question is asked in other words than before: what was sent with the old ones answers
 * nothing any more. */
void subscription_ask_anew(struct db *db, struct subscription *n, int64_t now);
/* The newest id; 0 where there is none. */
int64_t subscription_newest(struct db *db);
/* What their question tells of besides its own list: numbers of lists, with a space between. Asked
 * anew after a no, it is a new question, which tells of none until this says so. */
void subscription_set_offered(struct db *db, int64_t id, struct slice numbers);
/* Does the question of `list_id` tell of this one too? */
bool subscription_offers(struct db *db, int64_t subscriber_id, int64_t list_id, int64_t number);
/* The person agrees. False where it is not pending any more (a second yes). */
bool subscription_give(struct db *db, const struct subscriber *s, int64_t list_id,
    struct slice wording, const struct evidence *e);
/* The person says no to the question. */
bool subscription_refuse(struct db *db, const struct subscriber *s, int64_t list_id,
    const struct evidence *e);
/* All questions that are open; how many. */
int subscription_refuse_all(struct db *db, const struct subscriber *s, const struct evidence *e);
/* Leaves; pending or active. */
bool subscription_leave(struct db *db, const struct subscriber *s, int64_t list_id,
    const struct evidence *e);
/* Says yes again to what is active; only the consent is recorded. False where it is not active. */
bool subscription_reaffirm(struct db *db, const struct subscriber *s, int64_t list_id,
    struct slice wording, const struct evidence *e);
/* All of them; how many were left. */
int subscription_leave_all(struct db *db, const struct subscriber *s, const struct evidence *e);
/* Takes a leaving back: active again, since then as before; also where they were asked about it
 * meanwhile, or somebody in their name; not where they said no to that: an earlier yes is none
 * to it. */
bool subscription_undo(struct db *db, const struct subscriber *s, int64_t list_id,
    const struct evidence *e);
/* Ends and forgets up to `most` questions that nobody answered since `before`. */
int64_t subscription_lapse(struct db *db, int64_t before, int64_t most, const struct evidence *e);

/* Removes up to `most` subscriptions that ended before `before`, and people who have no other; the
 * proof stays without their name. In a transaction; how many. */
int64_t subscription_forget(struct db *db, int64_t before, int64_t most);
/* How many subscription_lapse() and subscription_forget() would take. */
int64_t subscription_count_lapsed(struct db *db, int64_t before);
int64_t subscription_count_left(struct db *db, int64_t before);
/* The oldest open question asked up to `before` that was not repeated yet, nor made by staff; and
 * that it is repeated now, in a transaction. */
bool subscription_next_unanswered(struct db *db, int64_t before, struct subscription *n_r,
    int64_t *subscriber_id_r);
void subscription_set_reminded(struct db *db, int64_t id, int64_t now);

/* An active member who may be written to now, for letters to each. */
struct subscription_member {
	int64_t subscription_id, subscriber_id, generation, since_at;
	char channel[8];
	char address[ADDRESS_SIZE];
};
/* The next one of a list by subscriber id, after `after`. Pauses are looked at when it is sent. */
bool subscription_next_member(struct db *db, int64_t list_id, int64_t after,
    struct subscription_member *m_r);

/* --- two people who were one for a while (person_split.h); `states` is of the time before, `since`
 * when that began --- */

/* A person's rows as a JSON array. */
void subscription_states(struct db *db, int64_t subscriber_id, struct buf *out);
/* The next list above `after` that they said yes to since: active, and not by that yes then. 0:
 * none. */
int64_t subscription_next_own(struct db *db, int64_t subscriber_id, struct slice states,
    int64_t after);
/* The next one that they were on then, and have left since, other than by staff. 0: none. */
int64_t subscription_next_lost(struct db *db, int64_t subscriber_id, struct slice states,
    int64_t since, int64_t after);
/* The lists of `own` (a JSON array of numbers) are the other's; the rest is as it was, but for what
 * staff ended. What came to be since and is nobody's goes. other_id 0: there is no other, and own
 * is empty. */
struct subscription_parting {
	int64_t subscriber_id, other_id, since;
	struct slice states, own;
};
void subscription_part(struct db *db, const struct subscription_parting *p);

/* --- two who are one person (person_join.h) --- */

/* The next list above `after` that `from` came to and has left again, and the other is on. 0: none.
 */
int64_t subscription_next_left_by(struct db *db, int64_t from_id, int64_t to_id, int64_t after);
/* The rows of one are the other's. Where both have one, that of who is on the list stays, else that
 * of `from`, which is newer. */
void subscription_join(struct db *db, int64_t from_id, int64_t to_id);

/* The clock was set back (clock_back.h); in a transaction. */
void subscription_set_back(struct db *db, const struct clock_back *back);

#endif

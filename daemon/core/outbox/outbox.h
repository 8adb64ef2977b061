/* SPDX-License-Identifier: MIT
 * The outbox: one delivery is one message to one address, in a state. What is promised hangs on
 * two of them. 'leased': a sender has it, its envelope may be under way, its final dot must not be.
 * 'sending': the final dot may have gone, so after a crash these rows, and no others, are in
 * doubt. Both are entered by a committed transaction before the sender is told.
 *
 *   queued -> leased -> sending -> sent
 *                 |        |----> failed      refused for good
 *                 |        |----> queued      refused for now: again at due_at
 *                 |        `----> unsure      no answer to the final dot: once more, same bytes
 *                 `-> queued, cancelled       given back; consent withdrawn
 *   unsure -> leased ...; a second doubt -> held, for staff
 *
 * The whole table of moves is in outbox.c; a move that is not in it is a bug(). */
#ifndef CORE_OUTBOX_H
#define CORE_OUTBOX_H

#include "daemon/common/buf.h"
#include "daemon/mail/address.h"
#include "subscribers/audience.h"
#include "subscribers/clock_back.h"
#include "subscribers/db.h"

enum delivery_state {
	DELIVERY_QUEUED,
	DELIVERY_LEASED,
	DELIVERY_SENDING,
	DELIVERY_SENT,
	DELIVERY_FAILED,
	DELIVERY_UNSURE,
	DELIVERY_HELD,
	DELIVERY_CANCELLED,
};

/* Why a delivery of a paused announcement is held; resuming finds it by this. */
#define OUTBOX_PAUSED "the announcement is paused"

/* Why one by an office does not go: whoever it was for is not to read it. */
#define OUTBOX_NOT_LED "its reader does not lead this any more"

/* Why one is held that waited when a backup was made: staff decide about each. */
#define OUTBOX_DOUBTFUL \
	"it waited when the backup was made that was brought back; it may have gone since"

/* Why a delivery of an announcement is given up for the digest its reader asked for. */
#define OUTBOX_COLLECTED "goes with the digest they asked for"

/* The one mail a forgotten person still gets: that they are. */
#define OUTBOX_LAST_RECEIPT "forgotten"

/* What goes first when both are due. */
enum delivery_class {
	DELIVERY_ANSWER, /* confirmations, receipts, replies */
	DELIVERY_MEETING,
	DELIVERY_NEWS,
	DELIVERY_CLASSES,
};

struct outbox_new {
	const char *kind;
	enum delivery_class class;
	int64_t list_id, subscriber_id, meeting_id, variant; /* 0: none */
	bool needs_consent;  /* only while subscriber_id is active on list_id */
	bool needs_question; /* only while their question about list_id is open */
	bool by_office;      /* only while the address leads list_id and meeting_id (0: anything) */
	const char *address; /* who it goes to */
	int64_t due_at;
	int budget; /* enum budget_class (budget.h); 0: that of the message being acted on */
};

/* A leased delivery, with what its message says of the person. */
struct outbox_item {
	int64_t id, list_id, subscriber_id, announcement_id, import_id;
	int64_t attempts, doubts;
	bool needs_consent, needs_question, by_office;
	int64_t meeting_id;
	bool is_text;   /* wants no HTML */
	char rhythm[8]; /* "each", "daily", "weekly" */
	char address[ADDRESS_SIZE];
	int domain_group; /* daemon/core/domain_rate.h; -1: none */
	int64_t subscription_id, generation,
	    since_at; /* where needs_consent; of an import, but since_at */
	char channel[8];
};

enum outbox_outcome { OUTBOX_SENT, OUTBOX_RETRY, OUTBOX_FAILED, OUTBOX_UNSURE, OUTBOX_RETURNED };

struct outbox_result {
	int64_t id;
	enum delivery_state from; /* LEASED or SENDING */
	enum outbox_outcome outcome;
	int64_t attempts, doubts; /* of the item */
	const char *relay;
	char stage[16];
	char tls[12];    /* "TLS1.3", "none"; "": there was no connection */
	char status[12]; /* of RFC 3463, also where the sender refused by itself; "": none */
	int64_t code;
	char reply[401];
	/* RETURNED: the relay gave up in the middle of this very message; and was it well until
	 * then? */
	bool is_in_it, was_well;
};

/* --- all of these run in a transaction --- */

int64_t outbox_add(struct db *db, const struct outbox_new *n, int64_t now);
/* Invitations of an import (import.h) for its subscriptions with an id above `after`: each goes to
 * the subscriber when it is due, unless they answered. */
void outbox_add_import(struct db *db, int64_t import_id, int64_t after, int64_t due_at,
    int64_t now);
/* One chunk of an announcement: deliveries for the active recipients of the list with an id above
 * *cursor who joined up to `started_at`. Moves *cursor; returns how many were made, 0 at the end.
 */
int64_t outbox_expand(struct db *db, int64_t announcement_id, int64_t list_id, int64_t started_at,
    int64_t chunk, int64_t *cursor, int64_t now);
/* The same of those who are in an audience: looks at the next `chunk` subscriber ids up to `last`,
 * however few of them are, and moves *cursor past them. */
int64_t outbox_expand_audience(struct db *db, int64_t announcement_id,
    const struct audience *audience, int64_t started_at, int64_t chunk, int64_t last,
    int64_t *cursor, int64_t now);
/* Leases up to `most` due deliveries, answers first. Consent, pauses and suppression are read here:
 * who may not be written to any more is cancelled instead. What belongs to an announcement that is
 * paused is held, to one that is cancelled is cancelled. Who must wait for the limit of their
 * domain is due later (`rate`; NULL: no limits). */
struct domain_rate;
int outbox_lease(struct db *db, struct domain_rate *rate, int64_t now, int most,
    struct outbox_item *items);
/* The same of one, for a relay that is on trial: rather one that no relay has broken off at. */
int outbox_lease_trial(struct db *db, struct domain_rate *rate, int64_t now,
    struct outbox_item *item);
/* leased -> sending: its final dot may go. False: consent was withdrawn since, it is cancelled.
 * Where it `is_fresh`, nothing but leases and results was written since it was leased: consent is
 * not read again. */
bool outbox_go(struct db *db, const struct outbox_item *item, bool is_fresh, int64_t now);
/* What became of it; `retry` (retry.h) says when a refusal for now is tried again, and is looked at
 * for no other. True where the address was refused for good by this. */
struct retry;
bool outbox_settle(struct db *db, const struct outbox_result *r, const struct retry *retry,
    int64_t now);
/* After a start: nothing is under way, so 'leased' is queued again and 'sending' is unsure.
 * Returns how many are in doubt. */
int64_t outbox_recover(struct db *db, const char *why, int64_t now);
/* In a restored backup nobody knows what became of the mails that waited: all of them are held,
 * with OUTBOX_DOUBTFUL. How many; how many still are; and ends up to `most` of them. */
int64_t outbox_doubt_all(struct db *db);
int64_t outbox_count_doubtful(struct db *db);
int64_t outbox_drop_doubtful(struct db *db, int64_t most, int64_t now);
/* The next delivery has a number above `id`: those up to it were given. How many of them no row is
 * known of. */
int64_t outbox_skip_to(struct db *db, int64_t id, int64_t now);
/* Puts an announcement's deliveries that were held by its pause back, up to `most`; how many. */
int64_t outbox_resume(struct db *db, int64_t announcement_id, int64_t most, int64_t now);
/* Cancels up to `most` of an announcement's deliveries that wait; how many. */
int64_t outbox_cancel(struct db *db, int64_t announcement_id, const char *why, int64_t most,
    int64_t now);
/* The same of a meeting's, all of them but these kinds (a JSON array). */
int64_t outbox_cancel_meeting(struct db *db, int64_t meeting_id, const char *kept, const char *why,
    int64_t now);
/* The next of these kinds (a JSON array), with an id above `after`, that waits to go there; 0:
 * none. */
int64_t outbox_next_to(struct db *db, const char *address_key, const char *kinds, int64_t after);
/* In a transaction: one that waits does not go. */
void outbox_withdraw(struct db *db, int64_t id, const char *why, int64_t now);
/* The next that did not go, because its address did not lead any more when it was sent; 0: none.
 * And in a transaction: what people wrote in it is passed on. */
int64_t outbox_next_not_led(struct db *db, int64_t after);
void outbox_passed_on(struct db *db, int64_t id);
/* Has one of this kind about a meeting not gone yet? */
bool outbox_waits_of(struct db *db, int64_t meeting_id, const char *kind);
/* Was one of this kind about a meeting made for this address since then, and not cancelled? */
bool outbox_had_of(struct db *db, int64_t meeting_id, const char *kind, const char *address_key,
    int64_t since);
/* Did this one go there, or does it wait to? */
bool outbox_goes_to(struct db *db, int64_t id, const char *address_key);
/* Staff: retry (failed, held, queued -> queued, now), hold (queued, unsure -> held), release
 * (held -> queued). Refuses where the state does not allow it. */
void outbox_staff_move(struct db *db, int64_t id, const char *verb, int64_t now);
/* One that failed is tried once more, now. */
void outbox_again(struct db *db, int64_t id, int64_t now);
/* All that was tried and waits to be tried again is due now; how many. What waits for its hour goes
 * on waiting. */
int64_t outbox_flush(struct db *db, int64_t now);

/* --- reading --- */

/* Is it one of these kinds of mail? NULL ends them. Pure. */
bool outbox_kind_is(const char *kind, const char *const *kinds);

/* When the next waiting delivery is due; 0 where none waits. */
int64_t outbox_next_at(struct db *db);
/* Deliveries of this kind made since `since` for the mailbox of an address (name+anything@ is
 * name@), but for those that failed or came back: a question that did not arrive was not asked. Of
 * class 0 ("") all of them. */
int64_t outbox_count_since(struct db *db, const char *address, const char *kind, int64_t since);
/* Deliveries of this kind made since for a person, or because of them, to whichever address. */
int64_t outbox_count_because(struct db *db, int64_t subscriber_id, const char *kind, int64_t since);
/* The same of this very address. */
int64_t outbox_count_spelt(struct db *db, const char *address, const char *kind, int64_t since);
/* Deliveries of an announcement that are not settled: queued, leased, sending, unsure. */
int64_t outbox_open_count(struct db *db, int64_t announcement_id);
/* Did this person get it: was it sent to them, or (`with_collected`) given up for their digest? */
bool outbox_reached(struct db *db, int64_t announcement_id, int64_t subscriber_id,
    bool with_collected);
/* Those of its deliveries that were given up for a digest. */
int64_t outbox_count_collected(struct db *db, int64_t announcement_id);
bool outbox_exists(struct db *db, int64_t id);
/* Questions ("confirm") to anybody in a domain ("": in any) since `since`. */
int64_t outbox_count_questions(struct db *db, struct slice domain, int64_t since);

/* --- forgetting a person; in a transaction --- */

/* Whom a mail to somebody else is about. */
void outbox_set_about(struct db *db, int64_t id, struct slice hash);
/* The same person, or nobody, as this other is about. */
void outbox_copy_about(struct db *db, int64_t from_id, int64_t to_id);
/* How many of a kind were made about them since `since`. */
int64_t outbox_count_about(struct db *db, struct slice hash, const char *kind, int64_t since);
/* In a transaction: mails of since then to other addresses than this one, and of lists this person
 * is not on, are the other's, or (0) nobody's by name. */
void outbox_part(struct db *db, int64_t subscriber_id, int64_t other_id, const char *address_key,
    int64_t since);
/* In a transaction: two who are one person. What would go to them twice goes once. */
void outbox_join(struct db *db, int64_t from_id, int64_t to_id);
/* Appends the addresses of all mails that are not a subscriber's, each with a line end. */
void outbox_addresses(struct db *db, struct buf *out);
/* Marks up to `most` mails that asked whether somebody wants our mail, of whom we hold nothing
 * more; and those of before then that asked it of a successor, or whether an address is theirs; how
 * many. And how many there are. */
int64_t outbox_mark_asked(struct db *db, int64_t before, int64_t most);
int64_t outbox_count_asked(struct db *db, int64_t before);
/* Marks all that went to a person, or is about them. */
void outbox_mark_erased(struct db *db, int64_t subscriber_id, const char *address_key,
    struct slice hash);
/* Marks one: a last receipt, which is erased as soon as it is sent. */
void outbox_mark_one(struct db *db, int64_t id);
/* Marks up to `most` that were made before `before` and are settled; and how many there are. */
int64_t outbox_mark_old(struct db *db, int64_t before, int64_t most);
int64_t outbox_count_old(struct db *db, int64_t before);
/* Erases one marked row that is not under way (waiting ones are cancelled, but the last receipt);
 * 0 where there is none now. The caller removes its letter and its journal. */
int64_t outbox_erase_next(struct db *db, int64_t now);
bool outbox_is_erased(struct db *db, int64_t id);
/* Removes up to `most` erased rows that were made before `before`, and keeps how many they were;
 * and how many there are. In a transaction. */
int64_t outbox_forget(struct db *db, int64_t before, int64_t most);
int64_t outbox_count_forgettable(struct db *db, int64_t before);
/* Is one marked at all; and is one about to be sent or under way, so that it is soon ready? */
bool outbox_has_marked(struct db *db);
bool outbox_marked_moves(struct db *db, int64_t now);

/* What a delivery was about, for whoever answers it or scores it. */
struct outbox_mailing {
	int64_t list_id, subscriber_id, announcement_id, meeting_id, variant; /* 0: none */
	int64_t created_at, mailed_at; /* when it was made, and when it went or was refused */
	bool is_erased;                /* it says still what it was about, and nothing of whom */
	char kind[32];
	char address[ADDRESS_SIZE]; /* "": the subscriber's, as it was then */
};
bool outbox_mailing(struct db *db, int64_t id, struct outbox_mailing *m_r);

/* Appends the numbers of the newest `most` in a state as a JSON array; "": all but what is sent or
 * cancelled. Of what waits those that are due last. False where there is no such state. Whatever
 * was sent long ago is not read. */
bool outbox_newest(struct db *db, struct slice state, int64_t most, struct buf *out);

/* How many are in each state, of everything (0) or of one announcement; all of counts_r is written.
 */
#define DELIVERY_STATES 8
void outbox_counts(struct db *db, int64_t announcement_id, int64_t counts_r[DELIVERY_STATES]);

const char *delivery_state_text(enum delivery_state state);
const char *outbox_outcome_text(enum outbox_outcome outcome);

/* When the newest delivery was made; 0: there is none. */
int64_t outbox_newest_at(struct db *db);
/* The clock was set back (clock_back.h); in a transaction. */
void outbox_set_back(struct db *db, const struct clock_back *back);

#endif

/* SPDX-License-Identifier: MIT
 * How sure we are that mail reaches each address: the refusals that were verified, the state that
 * follows from them (scoring.h has the rules), and what is nobody's fault: a domain that refuses
 * wholesale, receivers that object to us. Nobody without trouble has a row. */
#ifndef SUBSCRIBERS_SCORE_H
#define SUBSCRIBERS_SCORE_H

#include "daemon/common/buf.h"
#include "subscribers/clock_back.h"
#include "subscribers/db.h"
#include "subscribers/scoring.h"

#define SCORE_MAILING_SIZE 64

/* One verified refusal of one delivery. */
struct score_bounce {
	int64_t subscriber_id, delivery_id;
	int64_t list_id, announcement_id, meeting_id, variant; /* of the delivery; 0: none */
	const char *kind;                                      /* of the delivery */
	const char *domain;                                    /* of the person's address */
	int64_t mailed_at;
	bool is_hard, is_relay;      /* is_relay: the relay said so at once, not a report later */
	const char *reason, *status; /* "userunknown", "5.1.1" */
};

enum score_outcome {
	SCORE_KNOWN,  /* this mailing was counted already */
	SCORE_PAST,   /* the mail is older than the last evidence that the address works */
	SCORE_FROZEN, /* the domain has an incident: noted, not counted */
	SCORE_COUNTED,
};

/* --- all of these run in a transaction --- */

/* Notes it, at most one for each mailing. What follows is score_decide()'s. */
enum score_outcome score_add(struct db *db, const struct score_bounce *b, int64_t now);
/* Decides by the rules and moves the person's state; what is to be sent is the caller's. *from_r is
 * the state before. */
struct scoring_decision score_decide(struct db *db, int64_t subscriber_id, int64_t now,
    enum score_state *from_r);
/* The probe or warning asked for was sent; or (is_sent false) there is nobody to send it to, so
 * time changes nothing any more. */
void score_mailed(struct db *db, int64_t subscriber_id, enum scoring_mail mail, bool is_sent,
    int64_t now);
/* Nothing is decided before `look_at`; 0: before the next refusal. */
void score_look_later(struct db *db, int64_t subscriber_id, int64_t look_at);
/* The person was heard of: what was held against the address counts no more. True where it had any
 * trouble. */
bool score_revive(struct db *db, int64_t subscriber_id, const char *why, int64_t now);
/* Nothing is sent to the person until they are heard of, for a reason that no refusal gave. */
void score_disable(struct db *db, int64_t subscriber_id, const char *why, int64_t now);
/* The relay holds something against us. True where the announcement should pause. */
bool score_object(struct db *db, int64_t announcement_id, const char *reason, int64_t now);
/* A report says so of one delivery of it; each counts once, and of one registered domain no more
 * than scoring_most_of_domain(). Of how many different recipients, where their number is to be
 * weighed now (score_outcry()), else 0. */
int64_t score_object_by_report(struct db *db, int64_t announcement_id, int64_t delivery_id,
    const char *reason, int64_t now);
/* Of the announcement that this refusal is of: so many were tried. Are so many of them refused as
 * not existing that it should pause? Where it is the relay that refuses everybody none of its
 * refusals counts against an address; staff who resume it are asked again at ten times as many. */
bool score_burst(struct db *db, const struct score_bounce *b, int64_t tried, const char *reason,
    int64_t now);
/* Was it the relay, at the last time? And what is refused while it is paused for that counts
 * against nobody either. */
bool score_had_burst(struct db *db, int64_t announcement_id);
void score_void_refused(struct db *db, const struct score_bounce *b, int64_t now);
/* It was `sent` to so many. True where the announcement should pause. */
bool score_outcry(struct db *db, int64_t announcement_id, int64_t recipients, int64_t sent);
/* Forgets refusals and reports older than `before`, up to `most` of each kind; how many. */
int64_t score_forget(struct db *db, int64_t before, int64_t most);

/* --- reading --- */

/* The next person whose state time alone may change; 0: none due. And when the next is due. */
int64_t score_due(struct db *db, int64_t now);
int64_t score_next_at(struct db *db);
/* JSON: of one person, with each refusal; of everything, as counts; the open incidents. */
void score_json(struct db *db, int64_t subscriber_id, struct buf *out);
void score_json_counts(struct db *db, int64_t now, struct buf *out);
/* Adds a sentence about each open incident, and about each objection since `since`, of the relay or
 * of so many recipients that it is more than somebody's opinion; nothing where there is none. */
void score_trouble(struct db *db, int64_t since, int64_t now, struct buf *out);

/* The clock was set back (clock_back.h); in a transaction. */
void score_set_back(struct db *db, const struct clock_back *back);

#endif

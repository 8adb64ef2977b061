/* SPDX-License-Identifier: MIT
 * One person's invitation to one meeting, and what they said: one state, however the answer came.
 * The UID of the invitation is the person's own and says nothing, so an answer that knows it was
 * written by somebody who saw the invitation. */
#ifndef SUBSCRIBERS_RSVP_H
#define SUBSCRIBERS_RSVP_H

#include "daemon/common/buf.h"
#include "daemon/mail/ical.h"
#include "subscribers/clock_back.h"
#include "subscribers/db.h"

struct token_key;

#define RSVP_GUESTS_MAX 20
#define RSVP_NOTE_MAX 500

enum rsvp_answer {
	RSVP_NONE,
	RSVP_YES,
	RSVP_NO,
	RSVP_MAYBE,
	RSVP_WAITING, /* yes, but it is full: the first who gets a free place */
};

/* What somebody was not sent of a meeting (struct rsvp, missed). */
#define RSVP_MISSED_INVITATION 1
#define RSVP_MISSED_CHANGE 2 /* it was moved or cancelled */
#define RSVP_MISSED_PLACE 4  /* they waited, and have a place now */

struct rsvp {
	int64_t id, meeting_id, subscriber_id;
	int64_t revision, sequence, missed;
	bool is_invited;
	enum rsvp_answer answer;
	int64_t guests;
	char uid[ICAL_UID_SIZE];
};

/* What somebody said. */
struct rsvp_input {
	enum rsvp_answer answer;
	int64_t guests;
	const char *via;   /* "calendar", "email", "web", "staff" */
	int64_t stamp_at;  /* DTSTAMP of a calendar's answer; 0: none, and never too old */
	bool has_sequence; /* a calendar said which invitation it answers: */
	int64_t sequence;
	struct slice note; /* empty beside the same answer: what they wrote before stays */
};

enum rsvp_result {
	RSVP_STALE, /* a newer one is here already, or it is about another time: nothing happened */
	RSVP_SAME,  /* they had said so */
	RSVP_CHANGED,
};

bool rsvp_find(struct db *db, int64_t meeting_id, int64_t subscriber_id, struct rsvp *r_r);
bool rsvp_get(struct db *db, int64_t id, struct rsvp *r_r);
bool rsvp_by_uid(struct db *db, struct slice uid, struct rsvp *r_r);

/* These run in a transaction. */

/* They are told of this revision now: the row is made or brought up to it, its SEQUENCE is above
 * all they got before. False where they were told of it already. */
bool rsvp_tell(struct db *db, const struct token_key *key, int64_t meeting_id,
    int64_t subscriber_id, int64_t revision, struct rsvp *r_r);
/* They are not invited any more; SEQUENCE goes up. False where they were not. */
bool rsvp_withdraw(struct db *db, struct rsvp *r);
/* A mail about a meeting was put aside: its person wants none now. */
void rsvp_miss(struct db *db, int64_t delivery_id);
/* The soonest coming meeting of which a person was not sent something; on one list, or on any (0).
 */
bool rsvp_next_missed(struct db *db, int64_t subscriber_id, int64_t list_id, int64_t now,
    struct rsvp *r_r);
/* They are told now what they missed up to this revision; SEQUENCE goes up. */
void rsvp_make_up(struct db *db, struct rsvp *r, int64_t revision);
enum rsvp_result rsvp_set(struct db *db, struct rsvp *r, const struct rsvp_input *in, int64_t now);
/* Somebody said so in their name, and nothing proves it: it is kept and shown as that, takes no
 * place and replaces nothing (design §4a). What they say themselves takes its place. True where it
 * is new. */
bool rsvp_claim(struct db *db, const struct rsvp *r, const struct rsvp_input *in, int64_t now);
/* What somebody said in their name since they last answered; RSVP_NONE: nothing. */
enum rsvp_answer rsvp_claimed(struct db *db, const struct rsvp *r);
/* Is what was sent with this SEQUENCE about another time than it is now? And what was sent at
 * `sent_at`, as far as can be told where they have not answered since? */
bool rsvp_is_of_before(struct db *db, const struct rsvp *r, int64_t sequence);
bool rsvp_is_reset_since(struct db *db, const struct rsvp *r, int64_t sent_at);
/* Appends what they wrote beside their answer. */
void rsvp_note(struct db *db, const struct rsvp *r, struct buf *out);
/* The next of those invited to a meeting, above the id *after, who wrote something: that is
 * appended. False at the end. */
bool rsvp_next_note(struct db *db, int64_t meeting_id, int64_t after, struct rsvp *r_r,
    struct buf *out);
/* It is another time now: what was said does not count any more. */
void rsvp_reset(struct db *db, int64_t meeting_id, int64_t now);

/* People with a yes, guests counted. */
int64_t rsvp_seats(struct db *db, int64_t meeting_id);
/* The one who waits longest of those who fit into `room`. */
bool rsvp_next_waiting(struct db *db, int64_t meeting_id, int64_t room, struct rsvp *r_r);
/* From waiting to yes; false where they do not wait any more. */
bool rsvp_take_place(struct db *db, const struct rsvp *r);
/* Coming meetings a person is invited to, soonest first: the one after (after_at, after_id); on one
 * list, or on any (0). False at the end. */
bool rsvp_next_coming(struct db *db, int64_t subscriber_id, int64_t list_id, int64_t *after_at,
    int64_t *after_id, struct rsvp *r_r);

/* A reminder that stood in another's mail. */
void rsvp_note_reminded(struct db *db, int64_t meeting_id, int64_t offset_s, int64_t subscriber_id);
bool rsvp_was_reminded(struct db *db, int64_t meeting_id, int64_t offset_s, int64_t subscriber_id);

/* Forgets up to `most` answers to meetings that ended before `before`, and who was reminded of
 * them: what stays is how many they were. How many it took; and how many there are. In a
 * transaction. */
int64_t rsvp_forget(struct db *db, int64_t before, int64_t most);
int64_t rsvp_count_old(struct db *db, int64_t before);

/* Who comes: counts, and a row a person who answered or was invited; of a meeting long over the
 * counts alone. And only the counts. */
void rsvp_json(struct db *db, int64_t meeting_id, struct buf *out);
void rsvp_json_counts(struct db *db, int64_t meeting_id, struct buf *out);
/* One person's answers, for "my data". */
void rsvp_json_of(struct db *db, int64_t subscriber_id, struct buf *out);

/* A person's answers as a JSON array; and in a transaction, that they are as they were then: those
 * of since, to meetings of lists this person is not on, are the other's or (0) nobody's, the rest
 * is as it was. */
void rsvp_states(struct db *db, int64_t subscriber_id, struct buf *out);
void rsvp_part(struct db *db, int64_t subscriber_id, int64_t other_id, struct slice states);

/* In a transaction: two who are one person. Of two invitations to one meeting the one that holds
 * stays, with the answer that was given last. */
void rsvp_join(struct db *db, int64_t from_id, int64_t to_id);

const char *rsvp_answer_text(enum rsvp_answer answer);

/* The next meeting above `after` that is to come and has somebody who waits for a place; 0: none.
 */
int64_t rsvp_waited_for(struct db *db, int64_t after, int64_t now);

/* The clock was set back (clock_back.h); in a transaction. */
void rsvp_set_back(struct db *db, const struct clock_back *back);

#endif

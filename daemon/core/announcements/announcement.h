/* SPDX-License-Identifier: MIT
 * What staff queue. draft -> checked -> approved -> scheduled -> sending <-> paused -> done, and
 * cancelled from everywhere before the end; the table of moves is in announcement.c. */
#ifndef CORE_ANNOUNCEMENT_H
#define CORE_ANNOUNCEMENT_H

#include "daemon/common/buf.h"
#include "subscribers/clock_back.h"
#include "subscribers/db.h"

#define ANNOUNCEMENT_SUBJECT_MAX 200 /* phones show sixty; this is a headline, not a text */
#define ANNOUNCEMENT_BODY_MAX 100000 /* Gmail cuts what is larger */

enum announcement_state {
	ANNOUNCEMENT_DRAFT,
	ANNOUNCEMENT_CHECKED,
	ANNOUNCEMENT_APPROVED,
	ANNOUNCEMENT_SCHEDULED,
	ANNOUNCEMENT_SENDING,
	ANNOUNCEMENT_PAUSED,
	ANNOUNCEMENT_DONE,
	ANNOUNCEMENT_CANCELLED,
};

struct announcement {
	int64_t id, list_id, scheduled_at, started_at, expanded_to;
	enum announcement_state state;
	bool is_expanded;
	bool is_urgent; /* goes at any hour */
	char author[64];
	struct buf subject, body;
	struct buf
	    audience; /* the expression that narrows its list (audience.h); empty: all of it */
};

void announcement_init(struct announcement *a);
void announcement_release(struct announcement *a);

/* In a transaction: makes a draft; refuses what is too long, empty or not text. */
int64_t announcement_new(struct db *db, int64_t list_id, struct slice subject, struct slice body,
    const char *author, int64_t now);
/* In a transaction, of one that was just made or changed: who of its list gets it. */
void announcement_set_audience(struct db *db, int64_t id, struct slice audience);
/* Changes a draft, or takes what was checked, approved or scheduled back to draft; empty leaves as
 * it is. `by` is one of its writers from now on, and the approvals it had are void (approval.h). */
void announcement_update(struct db *db, const struct announcement *a, int64_t list_id,
    struct slice subject, struct slice body, const char *by, int64_t now);
bool announcement_get(struct db *db, int64_t id, struct announcement *a_r);

/* Moves it, where the table allows it and it is still in a->state; else refuses the transaction
 * with a sentence. `text` is the approver for APPROVED, the reason for PAUSED, CANCELLED and of a
 * way back; `at` is the time for SCHEDULED. */
bool announcement_move(struct db *db, struct announcement *a, enum announcement_state to,
    const char *text, int64_t at, int64_t now);
/* In a restored backup: pauses what was being sent or was to begin by now, because nobody knows who
 * had it since; and what is scheduled for later, because it may have been stopped or changed. How
 * many. */
int64_t announcement_doubt(struct db *db, int64_t now);
/* Those of them that staff neither went on with nor ended: a JSON array of "id", "subject",
 * "scheduled"; and in words, nothing where there is none. */
void announcement_doubted_json(struct db *db, struct buf *out);
void announcement_doubted(struct db *db, struct buf *out);
/* Whether it goes at any hour; and, while it is scheduled, another time. */
void announcement_set_urgent(struct db *db, int64_t id, bool is_urgent);
void announcement_postpone(struct db *db, int64_t id, int64_t at);
/* Was it ever begun? One that was due when a backup was brought back is paused before. */
bool announcement_has_begun(struct db *db, int64_t id);
/* The compiled message, kept when sending begins and ever after. */
void announcement_set_master(struct db *db, int64_t id, struct slice master,
    struct slice text_master);
/* `is_text`: the one without HTML. */
bool announcement_master(struct db *db, int64_t id, bool is_text, struct buf *master_r);
/* Another text for one that has ended, or not begun; its state stays. Only for what must not stand
 * there. */
void announcement_set_body(struct db *db, int64_t id, struct slice body);
/* How far the expansion is. */
void announcement_set_progress(struct db *db, int64_t id, int64_t expanded_to, bool is_expanded);

/* The one to start (scheduled and due), to expand, or to finish (expanded, nothing open is the
 * caller's to ask); 0: none. */
int64_t announcement_due(struct db *db, int64_t now);
int64_t announcement_expanding(struct db *db);
int64_t announcement_expanded_after(struct db *db, int64_t id);
int64_t announcement_next_at(struct db *db);

/* How many nobody approved yet: of convenors' notes also those with a fault, of the others those
 * that are checked. */
#define ANNOUNCEMENT_CONVENOR "convenor" /* the author of what came by mail from one */
int64_t announcement_count_unapproved(struct db *db, bool is_notes);

/* One that was sent, or partly, for those who read it again. */
struct announcement_sent {
	int64_t id, list_id, started_at;
	bool is_whole; /* it was for all of its list */
	bool is_done;  /* all have it who get it */
	char subject[ANNOUNCEMENT_SUBJECT_MAX + 1];
};
/* The newest with an id below `before`, of one list (0: of any); false where there is none. */
bool announcement_sent_before(struct db *db, int64_t list_id, int64_t before,
    struct announcement_sent *sent_r);

/* JSON; the report adds the deliveries' counts. */
bool announcement_json(struct db *db, int64_t id, struct buf *out);
/* `lists`: a JSON array of the lists whose it shows; empty: of all. */
void announcement_json_all(struct db *db, struct slice state, struct slice lists, struct buf *out);

/* Why one was cancelled by the schedule begins so; a sentence of each since `since`. */
#define ANNOUNCEMENT_NOT_MADE "it could not be composed: "
void announcement_trouble(struct db *db, int64_t since, struct buf *out);

const char *announcement_state_text(enum announcement_state state);
/* What staff can do with one in that state, as the end of a sentence. */
const char *announcement_next_step(enum announcement_state state);

/* The clock was set back (clock_back.h); in a transaction. What was made while it was ahead goes at
 * its hour, --now now. */
void announcement_set_back(struct db *db, const struct clock_back *back);

#endif

/* SPDX-License-Identifier: MIT
 * Budgets: may this message be acted on now, may this mail go now? What a message proves decides whose budget it
 * comes from, so that junk in anybody's name uses up what is there for junk (design §4a, "Limits never silence the
 * honest"). Nothing is dropped in silence: a message that finds no room waits and is done as a whole when there is,
 * a letter that finds none is due later; what is more than may wait, or would only make a flood longer, is marked and
 * shown to staff. The counts are rows, so they hold over a restart. */
#ifndef CORE_BUDGET_H
#define CORE_BUDGET_H

#include "../../subscribers/clock_back.h"
#include "core.h"
#include "outbox.h"

struct talk;

enum budget_class {
	BUDGET_OWN,		/* nobody's message led to it: not counted */
	BUDGET_NONE,		/* nothing proves who wrote */
	BUDGET_LEAVING,		/* likewise, and it asks to leave or to be forgotten */
	BUDGET_ANSWERED,	/* answers a mail of ours, from the address that got it; a page of theirs */
	BUDGET_VOUCHED,		/* a mail host vouches for the writer */
	BUDGET_CONVENOR,	/* one of the last two, by somebody who leads a community or a meeting */
	BUDGET_FORWARD_NONE,	/* on its way to a person or a convenor: what proves nothing */
	BUDGET_FORWARD,		/* and what proves its writer */
	BUDGET_FORWARD_ROBOTLIKE,	/* and what only its words make a robot's */
	BUDGET_STAFF,		/* read again by staff: no limit holds it */
	BUDGET_CLASSES,
};

/* Limits that wait, or hold back; the keys of the group `limits` in dpupd.conf(5). */
#define BUDGET_MESSAGES_PER_SENDER "messages_per_sender"
#define BUDGET_CONFIRMS_PER_ADDRESS "confirms_per_address"
#define BUDGET_CONFIRMS_PER_DOMAIN "confirms_per_domain"
#define BUDGET_CONFIRMS_TOTAL "confirms_total"
#define BUDGET_ASKS_PER_PERSON "asks_per_person"	/* no key: rights.c */
#define BUDGET_SUCCESSORS_PER_PERSON "successors_per_person"	/* no key: successor.c */
#define BUDGET_TIPS_PER_PERSON "tips_per_person"	/* no key: tips.c */
#define BUDGET_READ_BY_NOBODY "read_by_nobody"	/* no key: forward.c */

/* What a message proves of its writer. The one place that says so. */
enum budget_class budget_class_of(const struct talk *t);
/* Once it is open: does the message prove its writer? */
bool budget_is_proven(const struct talk *t);

/* --- in a transaction --- */

/* What is written from here to budget_close() comes from the budget of this message. */
void budget_open(struct talk *t);
void budget_close(struct core *core);

/* May it be acted on now? Else t->limited says which limit holds it, and t->room_at when to look again. Leaving, where
 * it is proven, is never held. */
bool budget_may_act(struct talk *t);
/* May one more answer go to t->from? Else likewise; t->room_at is 0 where waiting would help nobody. */
bool budget_may_answer(struct talk *t);
/* The same of one that would be nice: nothing is held or marked where there is no room. */
bool budget_has_room(struct talk *t);
/* May the writer, for whom nothing speaks, be sent "please confirm"? `asked`: how many hang in the air there. */
bool budget_may_ask(struct talk *t, int64_t asked);
/* May the message be forwarded by this delivery, whose budget is filled in? Else t->limited says why not: it is for
 * staff. */
bool budget_may_forward(struct talk *t, struct outbox_new *n);
/* May the writer share one more tip, who shared `shared` today by the same kind of proof, of at most `most`? */
bool budget_may_share(struct talk *t, int64_t shared, int64_t most);
/* Some other limit holds it back: marks it for staff. False. */
bool budget_refuse(struct talk *t, const char *limit);
/* As it came, with all its bytes? */
bool budget_may_copy(const struct talk *t);

/* Makes a delivery as outbox_add() does, counted, and due when there is room. */
int64_t budget_add(struct core *core, const struct outbox_new *n);

/* At the end of a message: does it wait (then nothing of it may have been done)? Marks it so where it does; where
 * there is no place to wait in, t->room_at is 0 and the message is one for staff. */
bool budget_waits(struct talk *t);
/* What may be said of a message that was held back: never that an answer was sent. */
const char *budget_outcome(const struct talk *t);
/* A message that was held back and does not wait: staff find it by this. After it is done. */
void budget_mark(struct talk *t);
/* Forgets the days that count no more. */
void budget_forget(struct db *db, int64_t now);
/* The clock was set back (clock_back.h). */
void budget_set_back(struct db *db, const struct clock_back *back);

/* --- telling --- */

/* Appends a JSON array: of each limit that ever held something what waits and since when, what was given up in the last
 * day, how often it held something. */
void budget_json(struct db *db, int64_t now, struct buf *out);
/* Appends a sentence where something has waited for too long or was given up. */
void budget_check(struct db *db, int64_t now, struct buf *out);
/* The next limit by name ("" to begin) that ever held something; false at the end. */
struct budget_row {
	char limit[32];
	int64_t waiting, dropped, total, oldest_at;	/* oldest_at: 0 where nothing waits */
};
bool budget_next(struct db *db, int64_t now, struct budget_row *row);

#endif

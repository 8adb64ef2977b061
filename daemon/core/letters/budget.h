/* SPDX-License-Identifier: MIT
 * Budgets: may this mail go now? What a message proves decides whose budget the letters come from
 * that it leads to (talk_budget.h), so that junk in anybody's name uses up what is there for junk
 * (design §4a, "Limits never silence the honest"). A letter that finds no room is due later. The
 * counts are rows, so they hold over a restart. */
#ifndef CORE_BUDGET_H
#define CORE_BUDGET_H

#include "daemon/core/loop/core.h"
#include "daemon/core/outbox/outbox.h"
#include "subscribers/clock_back.h"

enum budget_class {
	BUDGET_OWN,      /* nobody's message led to it: not counted */
	BUDGET_NONE,     /* nothing proves who wrote */
	BUDGET_LEAVING,  /* likewise, and it asks to leave or to be forgotten */
	BUDGET_ANSWERED, /* answers a mail of ours, which may have been passed on, from the address
	                    that got it, and nobody vouches for the writer; a page of theirs */
	BUDGET_VOUCHED,  /* a mail host vouches for the writer, whether it answers or not */
	BUDGET_CONVENOR_ANSWERED, /* one of the last two, by somebody who leads a community or a */
	BUDGET_CONVENOR,          /* meeting */
	BUDGET_FORWARD_NONE,      /* on its way to a person or a convenor: what proves nothing, */
	BUDGET_FORWARD_ANSWERED,  /* what answers, */
	BUDGET_FORWARD,           /* and what is vouched for */
	BUDGET_FORWARD_ROBOTLIKE, /* and what only its words make a robot's */
	BUDGET_FORWARD_LIST,      /* and what came through a list, and proves nothing */
	BUDGET_STAFF,             /* read again by staff: no limit holds it */
	BUDGET_CLASSES,
};

/* Limits that wait, or hold back; the keys of the group `limits` in dpupd.conf(5), but for those
 * without one. */
#define BUDGET_ANSWERS_PER_SENDER "answers_per_sender"
#define BUDGET_ORDERS_PER_CONVENOR "orders_per_convenor"
#define BUDGET_MESSAGES_PER_SENDER "messages_per_sender"
#define BUDGET_FORWARDS_PER_HOUR "forwards_per_hour"
#define BUDGET_ROBOTLIKE_PER_DAY "robotlike_per_day"
#define BUDGET_CONFIRMS_PER_ADDRESS "confirms_per_address"
#define BUDGET_CONFIRMS_PER_DOMAIN "confirms_per_domain"
#define BUDGET_CONFIRMS_TOTAL "confirms_total"
#define BUDGET_ASKS_PER_PERSON "asks_per_person"             /* no key: talk_budget.c */
#define BUDGET_SUCCESSORS_PER_PERSON "successors_per_person" /* no key: successor.c */
#define BUDGET_TIPS_PER_PERSON "tips_per_person"             /* no key: tip_mail.c */
#define BUDGET_LIST_PER_DAY "list_per_day"                   /* no key: talk_budget.c */
#define BUDGET_SHARE_OF_DOMAIN "share_of_domain"             /* no key: budget.c */
#define BUDGET_READ_BY_NOBODY INBOUND_UNREAD                 /* no key: forward.c */

const char *budget_class_text(enum budget_class class);
/* Is it proven who wrote what comes from it? */
bool budget_class_is_proven(enum budget_class class);
/* And do they lead something? */
bool budget_class_is_convenor(enum budget_class class);
/* Whose budget forwards what comes from it? */
enum budget_class budget_class_of_forward(enum budget_class class);

/* The keyed hash of a mailbox, of which name+anything@ is one; of what a domain's owner registered.
 */
void budget_hash_mailbox(struct core *core, const struct address *a, uint8_t out[TOKEN_HASH_SIZE]);
void budget_hash_domain(struct core *core, const struct address *a, uint8_t out[TOKEN_HASH_SIZE]);

/* --- counting --- */

/* Which letters are counted. */
struct budget_count {
	enum budget_class class;
	const uint8_t *mailbox; /* NULL: to everybody */
	const char *kind;       /* NULL: any */
	int64_t since;          /* after it; */
	int64_t until;          /* 0: and whenever that is */
	const uint8_t *domain;  /* of who wrote, or the list it came through; NULL: any */
	const char *lane;       /* questions about that alone; "": all but such; NULL: any */
};

int64_t budget_count(struct db *db, const struct budget_count *c);
/* When the n-th latest of them went, or is to go; 0 where there are fewer: what counts from then on
 * has room when that one counts no more. */
int64_t budget_latest(struct db *db, const struct budget_count *c, int64_t n);
/* When the first but `n` of them counts; 0 where there are not so many. */
int64_t budget_earliest(struct db *db, const struct budget_count *c, int64_t n);
/* When one more of those that `all` counts may go, `from` or later, of `most` an hour; *limit_r is
 * what holds it until then, NULL where nothing does. */
int64_t budget_room_at(struct core *core, struct budget_count all, int64_t most, int64_t from,
    const char **limit_r);
/* The same of this letter, which goes to this mailbox. */
int64_t budget_due_at(struct core *core, const struct outbox_new *n, enum budget_class class,
    const uint8_t *mailbox, const char **limit_r);
/* Letters of a class that wait: there is a bound to those, too, and a share in it. */
bool budget_is_line_full(const struct core *core, enum budget_class class);

/* --- in a transaction --- */

/* This limit held something. */
void budget_tally(struct db *db, const char *limit);
/* What hung in the air was answered from this budget: it was no junk, and counts as its person's.
 * Not "was this you?", which a robot may answer, and whose answer may be that it was not. */
void budget_take_over(struct core *core, int64_t delivery_id, enum budget_class by);
/* That has its answer: it hangs in the air no more, and the next may be asked. */
void budget_ask_answered(struct db *db, int64_t delivery_id);
/* Makes a delivery as outbox_add() does, counted, and due when there is room. */
int64_t budget_add(struct core *core, const struct outbox_new *n);

/* Forgets the days that count no more. */
void budget_forget(struct db *db, int64_t now);
/* The clock was set back (clock_back.h). */
void budget_set_back(struct db *db, const struct clock_back *back);

/* --- telling --- */

/* Appends a JSON array: of each limit that ever held something what waits and since when, what was
 * given up in the last week and nobody has seen since, how often it held something. */
void budget_json(struct db *db, int64_t now, struct buf *out);
/* The next limit by name ("" to begin) that ever held something; false at the end. */
struct budget_row {
	char limit[32];
	int64_t waiting, dropped, total, oldest_at; /* oldest_at: 0 where nothing waits */
};
bool budget_next(struct db *db, int64_t now, struct budget_row *row);

#endif

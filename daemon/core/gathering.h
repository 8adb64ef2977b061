/* SPDX-License-Identifier: MIT
 * What all mail about a meeting has in common: what it says of the meeting and of the person, and the
 * calendar object that goes with it. */
#ifndef CORE_GATHERING_H
#define CORE_GATHERING_H

#include <jansson.h>

#include "../../subscribers/list.h"
#include "../../subscribers/meeting.h"
#include "../../subscribers/rsvp.h"
#include "../../subscribers/subscription.h"
#include "../mail/ical.h"
#include "core.h"

struct gathering_mail {
	const char *kind;
	const struct meeting *m;
	const struct list *list;
	const struct subscription_member *member;
	int64_t variant;	/* one of this kind and variant per person and meeting, ever; 0: no such bound */
	bool needs_consent;
	json_t *values;		/* borrowed */
	const struct rsvp *rsvp;	/* of the calendar object; NULL: there is none */
	enum ical_method method;
};

/* What the meeting is about: its Markdown as text for people. Appended; nothing where there is none. */
void gathering_agenda(struct db *db, int64_t meeting_id, struct buf *out);
/* What templates may say of a meeting, seen from `now`. The caller owns it. */
json_t *gathering_values(struct core *core, const struct meeting *m, int64_t now);
/* Adds what the person said: is_yes, is_no, is_maybe, is_waiting, is_none, guests. */
void gathering_set_answer(json_t *values, enum rsvp_answer answer, int64_t guests);
/* How many members are written to in one turn. */
int gathering_chunk(const struct core *core);
/* Queues one person's mail, in a transaction. */
void gathering_queue(struct core *core, const struct gathering_mail *mail);
/* A member as letters need them; false where the person is not active on the list. */
bool gathering_member(struct db *db, const struct subscriber *who, int64_t list_id,
    struct subscription_member *member_r);

#endif

/* SPDX-License-Identifier: MIT
 * What all mail about a meeting has in common: what it says of the meeting and of the person, and
 * the calendar object that goes with it. */
#ifndef CORE_MEETING_MAIL_H
#define CORE_MEETING_MAIL_H

#include <jansson.h>

#include "daemon/core/loop/core.h"
#include "daemon/mail/ical.h"
#include "subscribers/list.h"
#include "subscribers/meeting.h"
#include "subscribers/rsvp.h"
#include "subscribers/subscription.h"

struct meeting_mail_one {
	const char *kind;
	const struct meeting *m;
	const struct list *list;
	const struct subscription_member *member;
	int64_t variant; /* one of this kind and variant per person and meeting, ever; 0: no such
	                    bound */
	bool needs_consent;
	json_t *values;          /* borrowed */
	const struct rsvp *rsvp; /* of the calendar object; NULL: there is none */
	enum ical_method method;
};

/* What the meeting is about: its Markdown as text for people. Appended; nothing where there is
 * none. */
void meeting_mail_agenda(struct db *db, int64_t meeting_id, struct buf *out);
/* What templates may say of a meeting, seen from `now`. The caller owns it. */
json_t *meeting_mail_values(struct core *core, const struct meeting *m, int64_t now);
/* Adds what the person said: is_yes, is_no, is_maybe, is_waiting, is_none, guests. */
void meeting_mail_set_answer(json_t *values, enum rsvp_answer answer, int64_t guests);
/* How many members are written to in one turn. */
int meeting_mail_chunk(const struct core *core);
/* Queues one person's mail, in a transaction. */
void meeting_mail_queue(struct core *core, const struct meeting_mail_one *mail);
/* In a transaction: what waits about it says what is not so any more, and does not go; but for what
 * somebody wrote (office_letter.h). */
void meeting_mail_cancel(struct core *core, int64_t meeting_id, const char *why);
/* A member as letters need them; false where the person is not active on the list. */
bool meeting_mail_member(struct db *db, const struct subscriber *who, int64_t list_id,
    struct subscription_member *member_r);

#endif

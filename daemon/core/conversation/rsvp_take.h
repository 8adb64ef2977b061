/* SPDX-License-Identifier: MIT
 * One answer of one person to one meeting: whether it counts, what they are told, and who reads
 * what they wrote beside it. For rsvp_mail.c, whichever way it came. */
#ifndef CORE_RSVP_TAKE_H
#define CORE_RSVP_TAKE_H

#include "daemon/core/talk/talk.h"
#include "daemon/mail/rsvp_beside.h"
#include "subscribers/list.h"
#include "subscribers/meeting.h"
#include "subscribers/rsvp.h"

struct rsvp_take {
	struct meeting m;
	struct list list;
	struct rsvp r;
	int64_t asked; /* guests who do not fit beside those they bring already; 0: they do */
	enum rsvp_beside beside; /* what they wrote besides */
	/* It came in answer to no mail about the meeting: a person of ours reads what stands beside
	 * it, no convenor. */
	bool is_of_no_meeting;
	bool is_of_before; /* what it answers was sent before the meeting was moved: they are told
	                      the time it has now */
};

/* The invitation of t->who; nothing stands beside it yet. */
bool rsvp_take_find(struct talk *t, int64_t meeting_id, struct rsvp_take *a_r);
/* Is there still something to answer? Else t->outcome says why not. */
bool rsvp_take_is_open(struct talk *t, const struct rsvp_take *a);
/* Who means to come to what does not take place may have missed that mail, and must not stand
 * before a closed door. A no needs nothing: some calendars say it by themselves when a cancelled
 * meeting is taken out. */
void rsvp_take_warn(struct talk *t, const struct rsvp_take *a, enum rsvp_answer answer);
/* In a transaction. */
void rsvp_take(struct talk *t, struct rsvp_take *a, struct rsvp_input *in);
/* For the convenor to read; `what` says in the template "forward" why. What is not about coming
 * goes to a person of ours. */
void rsvp_take_hand_over(struct talk *t, const struct rsvp_take *a, const char *what);

#endif

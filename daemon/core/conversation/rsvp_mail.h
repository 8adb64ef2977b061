/* SPDX-License-Identifier: MIT
 * What people say to an invitation, by their calendar's button or in words, and what follows: one
 * state, repeated back once; a full meeting has a waiting list; what is not understood goes to the
 * convenor. Steps of conversation.c: each returns true where the message is settled. */
#ifndef CORE_RSVP_MAIL_H
#define CORE_RSVP_MAIL_H

#include "daemon/core/talk/talk.h"
#include "subscribers/rsvp.h"

/* iTIP REPLY, COUNTER and REFRESH (RFC 5546 §3.2). */
bool rsvp_mail_calendar(struct talk *t);
/* A reply to an invitation, a reminder or a receipt of an answer. */
bool rsvp_mail_reply(struct talk *t);
/* "yes", "no", "maybe" on their own. */
bool rsvp_mail_command(struct talk *t);
/* The coming meetings of whoever wrote, to the registered address. */
bool rsvp_mail_show(struct talk *t, const struct act *a);

/* What was said on the web to one meeting, of t->who; false where there is nothing to answer
 * (t->outcome says why). */
bool rsvp_mail_web(struct talk *t, int64_t meeting_id, enum rsvp_answer answer, int64_t guests);

#endif

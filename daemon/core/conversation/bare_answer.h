/* SPDX-License-Identifier: MIT
 * "Yes", "no" and "maybe" that say nothing of coming, where it is not certain that a meeting is meant: below a letter of ours
 * that is about something else, or beside words that are. They are asked once, in one line; "coming", "can't make it" are
 * answers wherever they stand. */
#ifndef CORE_BARE_ANSWER_H
#define CORE_BARE_ANSWER_H

#include "daemon/core/talk/talk.h"
#include "daemon/mail/rsvp_words.h"
#include "subscribers/list.h"
#include "subscribers/meeting.h"
#include "subscribers/rsvp.h"

/* May the answer, which names no meeting, be to something else than the one that is coming? */
bool bare_answer_is_doubtful(struct talk *t, const struct meeting *m, const struct rsvp_said *said);
/* "Are you coming?", once to each mail that is answered. `is_of_answer`: they were asked "did you answer?". False where that
 * was asked before, or must not be: a person reads it. */
bool bare_answer_ask(struct talk *t, const struct meeting *m, const struct list *list, const struct rsvp *r, bool is_of_answer);

#endif

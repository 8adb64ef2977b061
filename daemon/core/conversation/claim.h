/* SPDX-License-Identifier: MIT
 * What is answered to a meeting in somebody's name, with nothing that proves it (design §4a: kept,
 * and they are asked). The mail asks one thing, whether they come, and takes words that say so.
 * "No" and "yes" say two things below "Did you answer this?": where these differ, they are asked
 * what is meant (bare_answer.h). */
#ifndef CORE_CLAIM_H
#define CORE_CLAIM_H

#include "daemon/core/talk/talk.h"
#include "daemon/mail/rsvp_words.h"
#include "subscribers/list.h"
#include "subscribers/meeting.h"
#include "subscribers/rsvp.h"

/* Asks t->who whether it was them; within the bounds of all answers. */
void claim_tell(struct talk *t, const struct meeting *m, const struct list *list,
    enum rsvp_answer said);
/* Does the mail answer such a question? */
bool claim_is_asked(const struct talk *t, const struct rsvp *r);
/* Is a yes or no that may be one to "did you answer?" the same to "are you coming?" for who said
 * `before` themselves, where `claimed` is what was said in their name (RSVP_NONE: nothing any
 * more)? Pure. */
bool claim_is_plain(enum rsvp_answer before, enum rsvp_answer claimed,
    const struct rsvp_said *said);

#endif

/* SPDX-License-Identifier: MIT
 * An answer to a question that is not open any more: it was answered, or its time is over. It does
 * nothing, and is told so; but nothing that a person wrote is lost by that. */
#ifndef CORE_TOO_LATE_H
#define CORE_TOO_LATE_H

#include "daemon/core/talk/talk.h"

struct list;

/* `list`: what the question was about; NULL: no list. What stands beside the yes or no is read by a
 * person: "No, that was not me! Who did this?". True: the message is settled. */
bool too_late_say(struct talk *t, const struct list *list, struct consent_said said);
/* The same of a yes or no to what its person has withdrawn. */
bool too_late_withdrawn(struct talk *t, struct consent_said said);

#endif

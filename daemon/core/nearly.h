/* SPDX-License-Identifier: MIT
 * A command that is nearly right ("subscirbe", "unsubscibe", "stauts") as all that a mail says: the
 * writer is told how it is spelt. What says more than that is for a person. */
#ifndef CORE_NEARLY_H
#define CORE_NEARLY_H

#include "talk.h"

/* The command meant by a text of one or two words, or NULL. Static. */
const char *nearly_find(struct slice text);
/* Answers such a mail; false where it is none, or the answer was given often enough today: then a
 * person reads it. */
bool nearly_answer(struct talk *t);

#endif

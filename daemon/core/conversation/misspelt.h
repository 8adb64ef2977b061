/* SPDX-License-Identifier: MIT
 * A command that is nearly right ("subscirbe", "unsubscibe", "stauts") as all that a mail says: the
 * writer is told how it is spelt. What says more than that is for a person. */
#ifndef CORE_MISSPELT_H
#define CORE_MISSPELT_H

#include "daemon/core/talk/talk.h"

/* The command meant by a text of one or two words, or NULL. Static. */
const char *misspelt_find(struct slice text);
/* Answers such a mail; false where it is none, or the answer was given often enough today: then a
 * person reads it. */
bool misspelt_answer(struct talk *t);

#endif

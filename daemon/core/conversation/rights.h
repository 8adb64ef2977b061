/* SPDX-License-Identifier: MIT
 * What people may ask of us about themselves (design §4; Privacy Act 2020, IPP 6, 7 and 9): my
 * data, forget me, correct, change address, pause, resume, set. Who is not proven by both the
 * address they write from and their mail host, or a mail of ours they answer, is asked at the
 * registered address first; forgetting is always asked. Each returns true where the message is
 * settled. */
#ifndef CORE_RIGHTS_H
#define CORE_RIGHTS_H

#include "daemon/core/talk/talk.h"

/* One of these commands; false where it is another's. */
bool rights_act(struct talk *t);
/* The answer to "was this you?". */
bool rights_confirmed(struct talk *t);

#endif

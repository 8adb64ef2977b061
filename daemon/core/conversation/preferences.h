/* SPDX-License-Identifier: MIT
 * What people may set about themselves by email, once it is certain that it is them: a pause, the
 * language, and what is wrong in what we hold (IPP 7). Each tells what was done in a receipt to the
 * registered address. False where it is for a person to read. */
#ifndef CORE_PREFERENCES_H
#define CORE_PREFERENCES_H

#include "daemon/core/talk/talk.h"

bool preferences_pause(struct talk *t, const struct act *a);
bool preferences_resume(struct talk *t, const struct act *a);
/* What is set, and how to change it: to whoever wrote, where the address is a person's. Not behind
 * the gate. */
bool preferences_show(struct talk *t, const struct act *a);
bool preferences_set(struct talk *t, const struct act *a);
bool preferences_correct(struct talk *t, const struct act *a);

#endif

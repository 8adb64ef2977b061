/* SPDX-License-Identifier: MIT
 * Tips by email: a member shares, the convenor decides by replying. Nobody is named who did not say so. */
#ifndef CORE_TIPS_H
#define CORE_TIPS_H

#include "talk.h"

/* The command "tip ...": true where the message is settled. */
bool tips_take(struct talk *t);
/* A step of dialogue.c: the convenor's "approve" or "reject", the member's "name me" or "withdraw". */
bool tips_reply(struct talk *t);

#endif

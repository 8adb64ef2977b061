/* SPDX-License-Identifier: MIT
 * Tips by email: a member shares, the convenor decides by replying. Nobody is named who did not say
 * so. */
#ifndef CORE_TIP_MAIL_H
#define CORE_TIP_MAIL_H

#include "daemon/core/talk/talk.h"

/* The command "tip ...": true where the message is settled. */
bool tip_mail_take(struct talk *t);
/* A step of conversation.c: the convenor's "approve" or "reject", the member's "name me" or
 * "withdraw". */
bool tip_mail_reply(struct talk *t);

#endif

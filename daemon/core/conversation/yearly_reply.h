/* SPDX-License-Identifier: MIT
 * The answer to the yearly mail (yearly_mail.h). */
#ifndef CORE_YEARLY_REPLY_H
#define CORE_YEARLY_REPLY_H

#include "daemon/core/talk/talk.h"

/* False where it is another command, which is then done as such. */
bool yearly_reply(struct talk *t);

#endif

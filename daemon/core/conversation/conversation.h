/* SPDX-License-Identifier: MIT
 * What is done about a message: the order of decision of design §4, as state changes and letters
 * in the caller's transaction. Nothing a person wrote is ever dropped: what is not understood goes
 * to a person. */
#ifndef CORE_CONVERSATION_H
#define CORE_CONVERSATION_H

#include "daemon/core/talk/talk.h"

/* Does all that follows from one message and marks it done, in the caller's transaction. */
void conversation_act(struct core *core, const struct inbound *in, const struct facts *facts);
/* A step: leaving by a token, here or on the web. True where t->unsubscribe says so. */
bool conversation_unsubscribe(struct talk *t);
/* A message nobody could read goes to a person as it came. */
void conversation_forward_unread(struct core *core, const struct inbound *in);

#endif

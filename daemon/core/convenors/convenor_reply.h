/* SPDX-License-Identifier: MIT
 * What the convenors answer to a list of who comes, and who of them wrote a mail. */
#ifndef CORE_CONVENOR_REPLY_H
#define CORE_CONVENOR_REPLY_H

#include "daemon/core/talk/talk.h"

/* Was this mail written from the address of one who leads the community, or this meeting of it (0:
 * of none)? *convenor_r is that address as it was given to us. */
bool convenor_reply_wrote(const struct talk *t, int64_t list_id, int64_t meeting_id,
    struct address *convenor_r);
/* Does a trusted host vouch for this mail, where one is named (authserv_id)? */
bool convenor_reply_is_certain(const struct talk *t);
/* A step of conversation.c: the convenor's reply to a list. */
bool convenor_reply(struct talk *t);

#endif

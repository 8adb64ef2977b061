/* SPDX-License-Identifier: MIT
 * What the convenors get of a meeting: who comes, a day before and when they ask by replying. They
 * see who answered and no more; who said nothing is a number. */
#ifndef CORE_CONVENOR_MAIL_H
#define CORE_CONVENOR_MAIL_H

#include "daemon/core/loop/core.h"
#include "subscribers/list.h"
#include "subscribers/meeting.h"

/* One list that is due, in a transaction of its own. True where there may be more. */
bool convenor_mail_turn(struct core *core, int64_t now);
/* In a transaction: the members have been told of this revision, and now its convenors are: their
 * mail says how to move it, to cancel it, or to see who comes. */
void convenor_mail_tell(struct core *core, const struct meeting *m, const struct list *list);
/* In a transaction: who comes, to this convenor; `in_reply_to`: because they asked in this
 * Message-ID. */
void convenor_mail_list(struct core *core, const struct meeting *m, const struct address *convenor,
    struct slice in_reply_to);
/* In a transaction: who leads something of this community (0: of any) changed. Where the lists of
 * who comes have gone, those who lead now and had none get one. */
void convenor_mail_renew(struct core *core, int64_t list_id);

#endif

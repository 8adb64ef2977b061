/* SPDX-License-Identifier: MIT
 * One recipient of a report, as each of its readers fills it. Pure. */
#ifndef MAIL_BOUNCE_ENTRY_H
#define MAIL_BOUNCE_ENTRY_H

#include "daemon/mail/classify.h"

/* Adds one recipient; one that is there already is not added again. NULL where there is no room
 * or it is no address and there is an entry already. */
struct classify_bounce *bounce_entry_add(struct verdict *v, struct slice recipient);
/* Fills status, class, reason and diagnostic of an entry. */
void bounce_entry_judge(struct classify_bounce *b, struct slice diagnostic,
    struct slice explanation, struct slice status);

#endif

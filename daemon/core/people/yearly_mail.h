/* SPDX-License-Identifier: MIT
 * The yearly "this is what we hold about you" (DPUP, Access to Information: proactive and regular;
 * Privacy Act 2020, IPP 8 and 9). Whoever answers stays, with the consent recorded anew; whoever
 * does not is reminded once, then paused, then forgotten. A few each hour of the sending window, so
 * many a day: never a storm. */
#ifndef CORE_YEARLY_MAIL_H
#define CORE_YEARLY_MAIL_H

#include "daemon/core/loop/core.h"

/* What is due now, up to a chunk, in a transaction of its own. */
void yearly_mail_turn(struct core *core, int64_t now);
/* For retention: forgets up to `most` who have been paused since `before` for want of an answer;
 * and how many there are. Whoever ended that pause themselves stays. In a transaction. */
int64_t yearly_mail_forget(struct core *core, int64_t before, int64_t most);
int64_t yearly_mail_count(struct db *db, int64_t before);

#endif

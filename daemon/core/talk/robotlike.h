/* SPDX-License-Identifier: MIT
 * Mail that only its words make a robot's: "Annual leave", "Out of office", "I am away until ...",
 * and no field of RFC 3834 or its relatives. A person may have written it, and then it must not be
 * lost; or a robot, and then it must not be answered for ever, nor bury whoever reads what is for a
 * person. It confirms nothing. */
#ifndef CORE_ROBOTLIKE_H
#define CORE_ROBOTLIKE_H

#include "daemon/core/talk/talk.h"

/* Is it an order (classify.h), and of few enough today that answering it is no loop? Then it goes
 * on as any order. */
bool robotlike_may_order(struct talk *t);
/* Has it read by a person where it answers nothing of ours, or says anything that notices do not
 * say (notice.h), in its Subject, too; else it is only recorded. `note`, which may be empty, is
 * kept with it. */
void robotlike_settle(struct talk *t, struct slice note);
/* What a list, a group or a program handed on (classify.h) is never answered, and nothing is done
 * by it. Has a person read it, whoever wrote, unless it is a notice or a receipt as a whole, or
 * says nothing; so many a day of one list (talk_budget.c). */
void robotlike_hand_on(struct talk *t);

#endif

/* SPDX-License-Identifier: MIT
 * May this message be acted on now, may it be answered? What it proves decides whose budget it
 * comes from (budget.h). Nothing is dropped in silence: a message that finds no room waits and is
 * done as a whole when there is, a letter that finds none is due later; what is more than may wait,
 * or would only make a flood longer, is marked and shown to staff. */
#ifndef CORE_TALK_BUDGET_H
#define CORE_TALK_BUDGET_H

#include "daemon/core/letters/budget.h"

struct talk;

/* What a message proves of its writer. The one place that says so. */
enum budget_class talk_budget_class_of(const struct talk *t);
/* Once it is open: does the message prove its writer? */
bool talk_budget_is_proven(const struct talk *t);

/* --- in a transaction --- */

/* What is written from here to talk_budget_close() comes from the budget of this message. */
void talk_budget_open(struct talk *t);
void talk_budget_close(struct core *core);

/* May it be acted on now? Else t->limited says which limit holds it, and t->room_at when to look
 * again. Leaving, where it is proven, is never held. */
bool talk_budget_may_act(struct talk *t);
/* May one more answer go to t->from? Else likewise; t->room_at is 0 where waiting would help
 * nobody. */
bool talk_budget_may_answer(struct talk *t);
/* May t->who be asked at the registered address whether it was them, who asked for this? Likewise;
 * each kind of right has a room of its own for that. The question is written next. */
bool talk_budget_may_ask_whether(struct talk *t);
/* The same of one that would be nice: nothing is held or marked where there is no room. */
bool talk_budget_has_room(struct talk *t);
/* May the writer, for whom nothing speaks, be sent "please confirm"? `asked`: how many hang in the
 * air there. */
bool talk_budget_may_ask(struct talk *t, int64_t asked);
/* May the message be forwarded by this delivery, whose budget is filled in? Else t->limited says
 * why not: it is for staff. */
bool talk_budget_may_forward(struct talk *t, struct outbox_new *n);
/* May t->who share one more tip, of at most `most` a day from each budget, each of which has a
 * `receipt`, and who shared `shared` today, proven or not as this one? */
bool talk_budget_may_share(struct talk *t, const char *receipt, int64_t shared, int64_t most);
/* Some other limit holds it back: marks it for staff. False. */
bool talk_budget_refuse(struct talk *t, const char *limit);
/* As it came, with all its bytes? */
bool talk_budget_may_copy(const struct talk *t);

/* What may be said of a message that was held back: never that an answer was sent. */
const char *talk_budget_outcome(const struct talk *t);
/* A message that was held back and does not wait: staff find it by this. After it is done. */
void talk_budget_mark(struct talk *t);

#endif

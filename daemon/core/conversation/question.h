/* SPDX-License-Identifier: MIT
 * The question of a sign-up: may it be asked, what else could be chosen, and asking once more.
 * Anyone can write anyone's address into From, so a stranger's mailbox must get one question a day
 * at most, a domain a bounded number, and all of them together too; whom a mail host vouches for is
 * not held up by the floods of others. */
#ifndef CORE_QUESTION_H
#define CORE_QUESTION_H

#include "daemon/core/talk/talk.h"

struct list;

/* May the writer be asked "please confirm" now? */
bool question_is_allowed(struct talk *t);
/* "yes 2 5", or "yes" and the numbers below it: subscribes also to the lists of these numbers,
 * which the question told with their purposes. True where there are others, or where it is not
 * clear that they are meant: a person reads it. In the transaction of the yes. */
bool question_take_numbers(struct talk *t, const struct act *a, const struct list *asked);
/* Does the answer choose any lists? */
bool question_has_numbers(const struct talk *t);
/* An answer without any words to a question that needs one: they are told once to say yes or no,
 * and then a person reads it. False where it answers none that is open. */
bool question_asks_for_a_word(struct talk *t);
/* Asks once more whoever has not answered for three days; up to `most`. In a transaction; how many.
 */
int question_remind(struct core *core, int most);

#endif

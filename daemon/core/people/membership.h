/* SPDX-License-Identifier: MIT
 * Joining and leaving: what changes, who else is told, whichever door it came through. Each runs in
 * a transaction, asks whether the evidence is enough (act.h), and answers nobody: that is the
 * door's. */
#ifndef CORE_MEMBERSHIP_H
#define CORE_MEMBERSHIP_H

#include "daemon/core/loop/act.h"
#include "subscribers/list.h"
#include "subscribers/subscriber.h"
#include "subscribers/subscription.h"

/* Does what they were shown when they were asked still hold? Where the purpose or the notice is
 * another by now, a yes does not subscribe: they are asked anew. */
bool membership_holds(struct core *core, int64_t subscriber_id, const struct list *list);
/* Did they say after this question never to be mailed? Then a yes to it does not take that back:
 * they are asked anew. */
bool membership_is_before_wish(struct core *core, const struct subscriber *who,
    const struct subscription *n);
/* A question about a list is open from now on, or was, and is good to be asked: one of before such
 * a wish begins anew. */
void membership_ask(const struct act *a, const struct subscriber *who, const struct list *list,
    struct subscription *n_r);
/* They agree to be mailed, by what proves that it is they and now: nothing stands against their
 * address any more. */
void membership_mail_again(const struct act *a, const struct subscriber *who);
/* The open question about a list is answered with yes: they are on it from now on, their coming
 * meetings follow, and what stood against their address is taken back. False where no question is
 * open, or not this one any more. */
bool membership_confirm(const struct act *a, const struct subscriber *who, const struct list *list);
/* It is answered with no. */
bool membership_refuse(const struct act *a, const struct subscriber *who, int64_t list_id);
/* The same as asking and confirming at once, where the wish itself is proof of the mailbox; who was
 * never to be mailed is not mailed by it. `shown`: what they agree to; empty: what the list is for
 * now. */
bool membership_join(const struct act *a, const struct subscriber *who, const struct list *list,
    struct slice shown);
/* This address is never to be mailed: whether it wants a list, is somebody's, or takes what they
 * get, is asked no more, and a yes to what was asked before is none. */
void membership_close_questions(const struct act *a, const struct address *address);
/* One list, or all (0): how many were left or not asked about any more. Their places are free. */
int membership_leave(const struct act *a, const struct subscriber *who, int64_t list_id);
/* Is what they agreed to when they came to a list that they have left, with its notice, still word
 * by word so? */
bool membership_may_undo(struct core *core, int64_t subscriber_id, const struct list *list);
/* What was left by mistake, as it was before, and by the words they had agreed to. False where
 * there is nothing to undo. */
bool membership_undo(const struct act *a, const struct subscriber *who, const struct list *list);

#endif

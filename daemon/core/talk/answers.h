/* SPDX-License-Identifier: MIT
 * The letters a message is answered with. Every one is bounded: so many a day to one address, so
 * many an hour to everybody; past that nothing is sent and the log says so. Nothing the writer
 * typed is repeated to an address that has not confirmed. */
#ifndef CORE_ANSWERS_H
#define CORE_ANSWERS_H

#include <jansson.h>

#include "daemon/core/talk/talk.h"

struct compose_attachment;
struct list;
struct subscription;

/* May one more answer go to t->from? Where the rules of who is never answered forbid it, that is
 * noted (no_answer.h): what it asks for is then read by a person. */
bool answer_is_allowed(struct talk *t);
/* The same of "was this you?", which goes to t->who and is written next. */
bool answer_is_allowed_whether(struct talk *t);
/* May they be asked "please confirm"? The same, but for who asked never to be mailed: their yes
 * takes that back. */
bool answer_is_allowed_to_ask(struct talk *t);
/* The same of a receipt, or of what would be nice: without it nothing is lost. */
bool answer_is_allowed_besides(struct talk *t);
void answer_welcome(struct talk *t, const struct list *list);
/* The same to who was not asked "please confirm": it says all that they have agreed to. The
 * delivery, or 0 where the transaction is refused. */
int64_t answer_welcome_unasked(struct talk *t, const struct list *list);
void answer_already(struct talk *t, const struct list *list);
/* To the registered address: left this list (0: all), and whether its reply can undo that. The
 * delivery, or 0 where the transaction is refused. */
int64_t answer_goodbye(struct talk *t, int64_t list_id, bool can_undo);
/* To the address of From: do you want to leave? Its reply does it. `is_unclear`: because what it
 * named is no list of ours, not because nothing proves who wrote. */
void answer_leave(struct talk *t, int64_t list_id, bool is_unclear);
void answer_status(struct talk *t);
/* All lists of a kind (-1: all) with their purposes; `unknown` was asked for and is not there. */
void answer_lists(struct talk *t, int kind, struct slice unknown);
/* "Did you mean ...?": a word of ours, never of theirs. */
void answer_nearly(struct talk *t, const char *word);
/* To a person, at any address that is theirs or is to be; its reply is a conversation. `values` is
 * taken, `file` (may be NULL) goes with it. Returns the delivery, or 0 where the transaction is
 * refused. Not bounded: the caller knows that it is the person's own doing. */
int64_t answer_person(struct talk *t, const char *kind, const char *address, json_t *values,
    const struct compose_attachment *file);
/* To the person: it could not be done, and why. True: settled. */
bool answer_unclear(struct talk *t, const char *reason);
/* The address that the command names: not the person's own main one, not ours, not a robot's. False
 * and *err with the reason else. */
bool answer_other_address(struct talk *t, struct address *other_r, struct err *err);
/* May one more address be asked, today, whether it is this person's? Else it is marked for staff.
 */
bool answer_may_ask_another(struct talk *t);
/* To whoever wrote, with values (taken), where the bounds allow one more. */
void answer_values(struct talk *t, const char *kind, json_t *values);
/* A template that needs nothing but the standard values. */
void answer_plain(struct talk *t, const char *kind, const struct list *list);

#endif

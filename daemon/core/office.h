/* SPDX-License-Identifier: MIT
 * To lead something is an office, and its mail comes by that, not by consent. It goes to nobody who is never to be mailed,
 * and who writes that they want none of it is heard by a person, who gives the office to somebody else. */
#ifndef CORE_OFFICE_H
#define CORE_OFFICE_H

#include "../../subscribers/convenor.h"
#include "talk.h"

/* May they be given one? -1 and *err where one of them asked never to be mailed. */
int office_check(const struct core *core, const struct convenors *c, struct err *err);
/* Who gets what is about a meeting, or, with 0, about a community: those of its convenors that may be mailed. There may be
 * none. True: the meeting has its own. */
bool office_of(const struct core *core, int64_t list_id, int64_t meeting_id, struct convenors *c_r);

/* An address that leads something and is on no list asks to be another, or names who comes after it: nothing can be moved, so a
 * person reads it, and that is done. False where it is not so, or nothing speaks for the writer. */
bool office_asks_to_move(struct talk *t);

/* What "unsubscribe" says in answer to what came by an office, or from somebody who has one. */
enum office_wish {
	OFFICE_NONE,	/* it is about lists alone */
	OFFICE_ALONE,	/* there is nothing else to leave by it */
	OFFICE_BESIDES,	/* what it says of lists holds, too */
};
/* Is it written from an address that led this community, or this meeting of it (0: of none), and leads it no more since its
 * person's address changed (vacancy.h), or from where that person is now? Then a person of ours reads it, and that is done. */
bool office_was_held(struct talk *t, int64_t list_id, int64_t meeting_id);
/* `list_id`: the list that is named; 0: all, or none. Of what is not proven it is none: then they are asked. */
enum office_wish office_wish(const struct talk *t, int64_t list_id, bool has_name);
/* The same of a yes to "do you want to leave?". */
enum office_wish office_wish_confirmed(const struct talk *t);
/* A person reads it, who is told what it is about. */
void office_resign(struct talk *t, enum office_wish wish);

#endif

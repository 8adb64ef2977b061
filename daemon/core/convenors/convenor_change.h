/* SPDX-License-Identifier: MIT
 * What convenors write about leading itself: that they want none of its mail any more, or go on at
 * another address. A person hears it, who gives the office to somebody else. */
#ifndef CORE_CONVENOR_CHANGE_H
#define CORE_CONVENOR_CHANGE_H

#include "daemon/core/talk/talk.h"

/* An address that leads something and is on no list asks to be another, or names who comes after
 * it: nothing can be moved, so a person reads it, and that is done. False where it is not so, or
 * nothing speaks for the writer. */
bool convenor_change_asks_to_move(struct talk *t);

/* What "unsubscribe" says in answer to what came by an office, or from somebody who has one. */
enum convenor_change_wish {
	CONVENOR_CHANGE_NONE,    /* it is about lists alone */
	CONVENOR_CHANGE_ALONE,   /* there is nothing else to leave by it */
	CONVENOR_CHANGE_BESIDES, /* what it says of lists holds, too */
};
/* Is it written from an address that led this community, or this meeting of it (0: of none), and
 * leads it no more since its person's address changed (vacancy.h), or from where that person is
 * now? Then a person of ours reads it, and that is done. */
bool convenor_change_was_held(struct talk *t, int64_t list_id, int64_t meeting_id);
/* `list_id`: the list that is named; 0: all, or none. Of what is not proven it is none: then they
 * are asked. */
enum convenor_change_wish convenor_change_wish(const struct talk *t, int64_t list_id,
    bool has_name);
/* The same of a yes to "do you want to leave?". */
enum convenor_change_wish convenor_change_wish_confirmed(const struct talk *t);
/* A person reads it, who is told what it is about. */
void convenor_change_resign(struct talk *t, enum convenor_change_wish wish);

#endif

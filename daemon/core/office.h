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

/* What "unsubscribe" says in answer to what came by an office, or from somebody who has one. */
enum office_wish {
	OFFICE_NONE,	/* it is about lists alone */
	OFFICE_ALONE,	/* there is nothing else to leave by it */
	OFFICE_BESIDES,	/* what it says of lists holds, too */
};
/* `list_id`: the list that is named; 0: all, or none. */
enum office_wish office_wish(const struct talk *t, int64_t list_id, bool has_name);
/* A person reads it, who is told what it is about. */
void office_resign(struct talk *t, enum office_wish wish);

#endif

/* SPDX-License-Identifier: MIT
 * A request of the web as the conversation that mail has: who it is, proven by the token they hold,
 * and what they want as a command; so everything is done by one function, whichever way it was
 * asked. */
#ifndef CORE_PAGE_TALK_H
#define CORE_PAGE_TALK_H

#include "daemon/core/talk/talk.h"
#include "daemon/core/web/web.h"

struct page_talk {
	struct talk t;
	struct inbound in;  /* there is no message: empty */
	struct facts facts; /* likewise */
};

/* For this person; false where there is no such person any more. Release it either way. */
bool page_talk_init(struct page_talk *wt, struct web_visit *v, int64_t subscriber_id);
void page_talk_release(struct page_talk *wt);
/* What they want: "pause", "3 weeks". */
void page_talk_command(struct page_talk *wt, enum command_verb verb, struct slice args);
/* A flag of a template that says what was done: "did_confirmation_expired". */
void page_talk_outcome(const struct page_talk *wt, json_t *values);

#endif

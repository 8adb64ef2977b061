/* SPDX-License-Identifier: MIT
 * A request of the web as the conversation that mail has: who it is, proven by the token they hold, and
 * what they want as a command; so everything is done by one function, whichever way it was asked. */
#ifndef CORE_WEB_TALK_H
#define CORE_WEB_TALK_H

#include "talk.h"
#include "web.h"

struct web_talk {
	struct talk t;
	struct inbound in;	/* there is no message: empty */
	struct facts facts;	/* likewise */
};

/* For this person; false where there is no such person any more. Release it either way. */
bool web_talk_init(struct web_talk *wt, struct web_visit *v, int64_t subscriber_id);
void web_talk_release(struct web_talk *wt);
/* What they want: "pause", "3 weeks". */
void web_talk_command(struct web_talk *wt, enum command_verb verb, struct slice args);
/* A flag of a template that says what was done: "did_confirmation_expired". */
void web_talk_outcome(const struct web_talk *wt, json_t *values);

#endif

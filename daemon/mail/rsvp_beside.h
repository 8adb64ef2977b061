/* SPDX-License-Identifier: MIT
 * What stands beside an answer to a meeting, and whether the answer may be counted beside it. An
 * answer counts where all that is said goes with coming; what is about our mail, lists and records,
 * a complaint, or somebody who has gone is never an answer's reason, and no convenor's to read
 * (design §1). Pure. */
#ifndef MAIL_RSVP_BESIDE_H
#define MAIL_RSVP_BESIDE_H

#include "daemon/mail/rsvp_words.h"

enum rsvp_beside {
	RSVP_BESIDE_NOTHING, /* all of it is the answer */
	RSVP_BESIDE_NOTE,    /* a short and plain word to go with it: "vegetarian" */
	RSVP_BESIDE_MEETING, /* a question, something they need, or more than a few words: its
	                        reader should have it now */
	RSVP_BESIDE_UNCLEAR, /* beside a no, or without an answer: words that are not known to go
	                        with one; it may be about something else */
	RSVP_BESIDE_OTHER,   /* it is not about coming */
};

struct rsvp_heard {
	struct rsvp_said said;
	enum rsvp_beside beside;
	/* The answer may be counted; what is UNCLEAR counts in answer to an invitation, and is
	 * asked about elsewhere. False beside RSVP_BESIDE_OTHER, but where a sentence of its
	 * own says that they come or do not ("I can't make it. Please pause my mail"): "no" and
	 * "yes" may be said to anything. */
	bool is_counted;
};

/* `text` is new text (reply.h). */
struct rsvp_heard rsvp_beside_read(struct slice text);
/* Is a text for a person of ours, and for no convenor: UNCLEAR or OTHER? */
bool rsvp_beside_is_other(struct slice text);

#endif

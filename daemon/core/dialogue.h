/* SPDX-License-Identifier: MIT
 * What is done about a message: the order of decision of design §4, as state changes and letters
 * in the caller's transaction. Nothing a person wrote is ever dropped: what is not understood goes to
 * a person. */
#ifndef CORE_DIALOGUE_H
#define CORE_DIALOGUE_H

#include "../../subscribers/subscriber.h"
#include "../mail/facts.h"
#include "budget.h"
#include "core.h"
#include "inbound.h"

/* One message being answered. */
struct talk {
	struct core *core;
	const struct inbound *in;
	const struct facts *facts;
	struct verdict v;
	struct evidence evidence;
	struct address from;		/* who wrote, where has_from */
	bool has_from;
	struct subscriber who;		/* the person acted for, where has_who */
	bool has_who;
	bool is_proven;			/* a token or the mail host vouches for the person */
	int64_t confirm_id, confirm_generation;		/* a subscription asked about; 0: none */
	int64_t unsubscribe_id, unsubscribe_generation;	/* a subscription to leave; 0: none */
	int64_t delivery_id;		/* a mail of ours this answers or reports on; 0: none */
	bool is_past;			/* it was so long ago that nothing is known of it any more */
	char context[32];		/* its kind */
	int64_t list_id, meeting_id;	/* what it was about; 0: nothing */
	const char *outcome;		/* a word for what was done; static */
	enum budget_class budget;	/* whose budget it comes from; BUDGET_OWN: not asked yet */
	const char *limited;		/* the limit that holds something of it back; NULL: none. Static */
	int64_t room_at;		/* until then, and as a whole; 0: it is not done later */
};

/* Is what it says in From an address of the person acted for? */
bool talk_is_theirs(const struct talk *t);

/* Does all that follows from one message and marks it done, in the caller's transaction. */
void dialogue_act(struct core *core, const struct inbound *in, const struct facts *facts);
/* A step: leaving by a token, here or on the web. True where t->unsubscribe_id says so. */
bool dialogue_unsubscribe(struct talk *t);
/* A message nobody could read goes to a person as it came. */
void dialogue_forward_unread(struct core *core, const struct inbound *in);

#endif

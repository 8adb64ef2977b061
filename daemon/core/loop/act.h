/* SPDX-License-Identifier: MIT
 * What may be done on which evidence: the table of design §4a.5, in one place. Whoever opens a door
 * (a mail, a page, a request) makes a struct act and asks the table what to do; the act asks it
 * again, so that a door that forgot to ask does nothing. */
#ifndef CORE_ACT_H
#define CORE_ACT_H

#include "daemon/core/loop/core.h"

enum act_kind {
	ACT_SUBSCRIBE, /* and join */
	ACT_CONFIRM,   /* say yes or no to "please confirm" */
	ACT_LEAVE,
	ACT_READ,   /* status, meetings, preferences */
	ACT_CHANGE, /* pause, resume, correct, set */
	ACT_MY_DATA,
	ACT_ADDRESS, /* change, add or take away an address, name a successor */
	ACT_FORGET,
	ACT_RSVP,
	ACT_ORDER, /* of a convenor, about a meeting or a tip */
	ACT_KINDS,
};

enum act_rule {
	ACT_IS_NOTHING, /* nothing is done */
	ACT_IS_ASKED,   /* the registered address is asked first */
	ACT_IS_DONE,
	ACT_IS_KEPT, /* as unverified: shown, and counting for nothing */
	ACT_IS_READ, /* by a person */
};

/* Who does it, by what proof, when. Made by a door; an act never looks at the door. */
struct act {
	struct core *core;
	const char *by; /* "subscriber", "convenor", an account, "dpupd" */
	struct evidence evidence;
	int64_t now;
};

enum act_rule act_rule(enum act_kind kind, enum proof proof);
/* Is the evidence enough to do it? Where it is not, the log says so: a door let it through. */
bool act_may(const struct act *a, enum act_kind kind);
/* By the service itself. */
struct act act_of_self(struct core *core);

const char *act_kind_text(enum act_kind kind);
const char *act_rule_text(enum act_rule rule);

#endif

/* SPDX-License-Identifier: MIT
 * The verbs of what people write (design §4), and their names. */
#ifndef MAIL_COMMAND_VERB_H
#define MAIL_COMMAND_VERB_H

#include "daemon/common/slice.h"

enum command_verb {
	COMMAND_NONE,
	COMMAND_SUBSCRIBE,   /* args: a list's name or nothing */
	COMMAND_UNSUBSCRIBE, /* args: a list's name, "all" or nothing */
	COMMAND_JOIN,        /* args: region or community */
	COMMAND_LEAVE,       /* args: region or community; nothing: see COMMAND_UNSUBSCRIBE */
	COMMAND_PAUSE,       /* args: "until DATE", "N weeks", nothing */
	COMMAND_RESUME,
	COMMAND_SET, /* args: "daily", "text", "language mi" ... */
	COMMAND_PREFERENCES,
	COMMAND_STATUS,
	COMMAND_MY_DATA,
	COMMAND_CORRECT,        /* args: "name ..." */
	COMMAND_CHANGE_ADDRESS, /* args: the new address */
	COMMAND_ADD_ADDRESS,    /* args: an address they write from too */
	COMMAND_REMOVE_ADDRESS,
	COMMAND_REPLACE_ME, /* args: the address of who comes after them */
	COMMAND_FORGET_ME,
	COMMAND_MEETINGS,
	COMMAND_YES, /* args: what stood behind it ("+1", words) */
	COMMAND_NO,
	COMMAND_MAYBE,
	COMMAND_TIP,
	COMMAND_TOOLKIT,
	COMMAND_LISTS,
	COMMAND_COMMUNITIES,
	COMMAND_LATEST,
	COMMAND_INDEX,
	COMMAND_GET,
	COMMAND_HELP,
	COMMAND_INFO,
	COMMAND_ANNOUNCE, /* staff */
	COMMAND_APPROVE,
	COMMAND_REJECT,
	COMMAND_HOLD,
	COMMAND_CONFIRM, /* only as the word of a sub-address: "confirm-TOKEN" */
	COMMAND_COUNT,
};

const char *command_verb_text(enum command_verb verb); /* "subscribe", "my data", ... */
/* The verb of that exact name, COMMAND_NONE else. */
enum command_verb command_verb_find(struct slice name);

#endif

/* SPDX-License-Identifier: MIT
 * See command_verb.h. */
#include "daemon/mail/command_verb.h"

static const char *const names[COMMAND_COUNT] = {
	[COMMAND_NONE] = "none",
	[COMMAND_SUBSCRIBE] = "subscribe",
	[COMMAND_UNSUBSCRIBE] = "unsubscribe",
	[COMMAND_JOIN] = "join",
	[COMMAND_LEAVE] = "leave",
	[COMMAND_PAUSE] = "pause",
	[COMMAND_RESUME] = "resume",
	[COMMAND_SET] = "set",
	[COMMAND_PREFERENCES] = "preferences",
	[COMMAND_STATUS] = "status",
	[COMMAND_MY_DATA] = "my data",
	[COMMAND_CORRECT] = "correct",
	[COMMAND_CHANGE_ADDRESS] = "change address",
	[COMMAND_ADD_ADDRESS] = "add address",
	[COMMAND_REMOVE_ADDRESS] = "remove address",
	[COMMAND_REPLACE_ME] = "replace me",
	[COMMAND_FORGET_ME] = "forget me",
	[COMMAND_MEETINGS] = "meetings",
	[COMMAND_YES] = "yes",
	[COMMAND_NO] = "no",
	[COMMAND_MAYBE] = "maybe",
	[COMMAND_TIP] = "tip",
	[COMMAND_TOOLKIT] = "toolkit",
	[COMMAND_LISTS] = "lists",
	[COMMAND_COMMUNITIES] = "communities",
	[COMMAND_LATEST] = "latest",
	[COMMAND_INDEX] = "index",
	[COMMAND_GET] = "get",
	[COMMAND_HELP] = "help",
	[COMMAND_INFO] = "info",
	[COMMAND_ANNOUNCE] = "announce",
	[COMMAND_APPROVE] = "approve",
	[COMMAND_REJECT] = "reject",
	[COMMAND_HOLD] = "hold",
	[COMMAND_CONFIRM] = "confirm",
};

const char *command_verb_text(enum command_verb verb)
{
	return names[verb];
}

enum command_verb command_verb_find(struct slice name)
{
	for (enum command_verb v = COMMAND_NONE + 1; v < COMMAND_COUNT; v++) {
		if (slice_is(name, names[v]))
			return v;
	}
	return COMMAND_NONE;
}

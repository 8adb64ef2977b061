/* SPDX-License-Identifier: MIT
 * See wish_kind.h. */
#include "daemon/mail/wish_kind.h"

#include <stddef.h>

#include "daemon/mail/correction.h"

/* In their order; the rights are the first WISH_KIND_RIGHTS. */
static const struct {
	const char *name;
	enum command_verb verb, also; /* COMMAND_NONE: no other */
	enum correction field;        /* of COMMAND_CORRECT */
} kinds[] = {
	{ "leave", COMMAND_UNSUBSCRIBE, COMMAND_LEAVE, 0 },
	{ "forget me", COMMAND_FORGET_ME, COMMAND_NONE, 0 },
	{ "my data", COMMAND_MY_DATA, COMMAND_NONE, 0 },
	{ "correct name", COMMAND_CORRECT, COMMAND_NONE, CORRECTION_NAME },
	{ "correct organisation", COMMAND_CORRECT, COMMAND_NONE, CORRECTION_ORGANISATION },
	{ "correct region", COMMAND_CORRECT, COMMAND_NONE, CORRECTION_REGION },
	{ "correct", COMMAND_CORRECT, COMMAND_NONE, CORRECTION_OTHER },
	{ "change address", COMMAND_CHANGE_ADDRESS, COMMAND_NONE, 0 },
	{ "replace me", COMMAND_REPLACE_ME, COMMAND_NONE, 0 },
	{ "pause", COMMAND_PAUSE, COMMAND_NONE, 0 },
	{ "resume", COMMAND_RESUME, COMMAND_NONE, 0 },
	{ "add address", COMMAND_ADD_ADDRESS, COMMAND_NONE, 0 },
	{ "remove address", COMMAND_REMOVE_ADDRESS, COMMAND_NONE, 0 },
	{ "set", COMMAND_SET, COMMAND_NONE, 0 },
	{ "preferences", COMMAND_PREFERENCES, COMMAND_NONE, 0 },
	{ "status", COMMAND_STATUS, COMMAND_NONE, 0 },
	{ "meetings", COMMAND_MEETINGS, COMMAND_NONE, 0 },
	{ "help", COMMAND_HELP, COMMAND_NONE, 0 },
	{ "subscribe", COMMAND_SUBSCRIBE, COMMAND_JOIN, 0 },
	{ "lists", COMMAND_LISTS, COMMAND_NONE, 0 },
	{ "communities", COMMAND_COMMUNITIES, COMMAND_NONE, 0 },
	{ "info", COMMAND_INFO, COMMAND_NONE, 0 },
	{ "latest", COMMAND_LATEST, COMMAND_NONE, 0 },
	{ "index", COMMAND_INDEX, COMMAND_NONE, 0 },
	{ "get", COMMAND_GET, COMMAND_NONE, 0 },
	{ "toolkit", COMMAND_TOOLKIT, COMMAND_NONE, 0 },
};

_Static_assert(sizeof kinds / sizeof kinds[0] == WISH_KIND_OTHER, "a row for each kind but one");

int wish_kind_of(const struct command *c)
{
	struct slice value;
	enum correction field = correction_read(slice_of(c->args), &value);

	for (int i = 0; c->verb != COMMAND_NONE && i < WISH_KIND_OTHER; i++) {
		if ((kinds[i].verb == c->verb || kinds[i].also == c->verb) &&
		    (c->verb != COMMAND_CORRECT || kinds[i].field == field))
			return i;
	}
	return WISH_KIND_OTHER;
}

bool wish_kind_is_right(int kind)
{
	return kind < WISH_KIND_RIGHTS;
}

const char *wish_kind_text(int kind)
{
	return kind < WISH_KIND_OTHER ? kinds[kind].name : "other";
}

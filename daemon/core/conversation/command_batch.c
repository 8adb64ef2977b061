/* SPDX-License-Identifier: MIT
 * Several commands; see command_batch.h. Answers to a question of ours ("yes"), what staff decide
 * and what cannot be taken back (forget me) stand alone: a line below another is too weak a sign
 * for them. */
#include "daemon/core/conversation/command_batch.h"

#include <string.h>
#include <strings.h>

static const bool may_follow[COMMAND_COUNT] = {
	[COMMAND_SUBSCRIBE] = true,
	[COMMAND_UNSUBSCRIBE] = true,
	[COMMAND_JOIN] = true,
	[COMMAND_LEAVE] = true,
	[COMMAND_PAUSE] = true,
	[COMMAND_RESUME] = true,
	[COMMAND_SET] = true,
	[COMMAND_STATUS] = true,
	[COMMAND_PREFERENCES] = true,
	[COMMAND_MY_DATA] = true,
	[COMMAND_CORRECT] = true,
	[COMMAND_MEETINGS] = true,
	[COMMAND_TOOLKIT] = true,
	[COMMAND_LISTS] = true,
	[COMMAND_COMMUNITIES] = true,
	[COMMAND_LATEST] = true,
	[COMMAND_INDEX] = true,
	[COMMAND_GET] = true,
	[COMMAND_HELP] = true,
	[COMMAND_INFO] = true,
};

static bool is_same(const struct command *a, const struct command *b)
{
	return a->verb == b->verb && strcasecmp(a->args, b->args) == 0;
}

static bool is_there(const struct command *c, const struct command *first,
    const struct command *rest, size_t n)
{
	if (is_same(c, first))
		return true;
	for (size_t i = 0; i < n; i++) {
		if (is_same(c, &rest[i]))
			return true;
	}
	return false;
}

static void leave(struct buf *left, struct slice line)
{
	if (left == NULL)
		return;
	buf_slice(left, line);
	buf_char(left, '\n');
}

size_t command_batch_read(struct slice text, const struct command *first,
    const struct command_words *words, struct command rest[COMMAND_BATCH_MAX], struct buf *left)
{
	struct slice line;
	size_t n = 0, passed = 0;
	bool has_begun = false, is_over = false;

	while (slice_next_line(&text, &line)) {
		struct command c;
		bool is_command;

		line = slice_trim(line);
		/* "?" below an order asks about that. */
		is_command = line.n > 0 && !is_over && !slice_is(line, "?") &&
		    command_parse_line(line, words, &c);
		/* A greeting may stand above them, nothing in between. */
		is_over = is_over ||
		    (line.n > 0 && !is_command && (has_begun || ++passed >= COMMAND_BODY_LINES));
		has_begun = has_begun || is_command;
		if (is_command && is_there(&c, first, rest, n))
			continue;
		if (is_command && may_follow[first->verb] && may_follow[c.verb] &&
		    n < COMMAND_BATCH_MAX)
			rest[n++] = c;
		else
			leave(left, line);
	}
	return n;
}

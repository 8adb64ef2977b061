/* SPDX-License-Identifier: MIT
 * See plea.h. Here a robot that is read by a person costs less than a person who is read by nobody;
 * so what notices do not say is a plea. What they do say ("please call", "will be deleted", "I
 * cannot read your mail") is left out. */
#include "daemon/mail/plea.h"

#include <string.h>

#include "daemon/common/utf8.h"

#define TEXT_LOOKED_AT 4000

/* Folded. */
/* clang-format off */
static const char *const wishes[] = {
	"could you", "can you", "would you", "will you please", "may i", "can i", "could i", "can we", "could we",
	"i would like", "i'd like", "i want", "i wish to", "i need", "i have a question", "i have two questions",
	"take me off", "take my", "remove me", "remove my", "unsubscribe me", "please unsubscribe", "unsubscribe my",
	"sign me up", "add me", "pause my", "please pause", "pause the", "hold my", "please hold", "hold the",
	"stop sending", "please stop", "stop the", "stop my", "please remove", "please take", "please change",
	"please update", "please add", "please cancel", "please send me", "send me", "tell me", "let me know",
	"please tell", "please explain", "please advise", "please delete my", "delete my", "forget me",
	"my new address", "my new email", "keep me", "put me", "forward me", "do you", "is there", "are there",
	/* to an invitation */
	"but yes", "yes i will", "yes, i will", "yes i'll", "yes, i'll", "i will come", "i'll come", "i will be there",
	"i'll be there", "i will attend", "i'll attend", "i cannot come", "i can't come", "cannot attend", "can't attend",
	"unable to attend", "can't make it", "cannot make it", "see you there", "my apologies", "so no", "in my place",
	/* te reo Maori */
	"he patai", "he tono", "ka taea e koe", "ka taea e koutou", "tangohia", "tukuna mai", "whakamohio mai",
};
/* clang-format on */

static bool is_wish(struct slice text)
{
	struct buf folded = BUF_INIT;
	bool is_it;

	utf8_fold(&folded, text);
	for (size_t i = 0; i < folded.n; i++) {
		if (folded.p[i] == '\n')
			folded.p[i] = ' '; /* phrases may be wrapped */
	}
	is_it = slice_has_any(buf_all(&folded), wishes, sizeof wishes / sizeof wishes[0]);
	buf_release(&folded);
	return is_it;
}

/* That of an address on the web has something behind it. */
static bool has_question_mark(struct slice text)
{
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == '?' &&
		    (i + 1 == text.n || strchr(" \n\")?!.", text.p[i + 1]) != NULL))
			return true;
	}
	return false;
}

/* Words that stand alone in footers and notices are none here. */
static bool is_command(struct slice sentence, const struct command_words *words)
{
	struct command c;

	return command_parse_line(sentence, words, &c) && c.verb != COMMAND_HELP &&
	    c.verb != COMMAND_INFO && c.verb != COMMAND_INDEX && c.verb != COMMAND_LATEST &&
	    c.verb != COMMAND_TOOLKIT && c.verb != COMMAND_LISTS;
}

static bool has_command(struct slice text, const struct command_words *words)
{
	struct slice line;

	while (slice_next_line(&text, &line)) {
		struct slice rest = line;

		if (is_command(slice_trim(line), words))
			return true;
		while (rest.n > 0) {
			size_t end = slice_find(rest, '.');

			if (is_command(slice_trim(slice_sub(rest, 0, end)), words))
				return true;
			rest = slice_from(rest, end + 1);
		}
	}
	return false;
}

bool plea_is_in(struct slice text, const struct command_words *words)
{
	text = slice_sub(text, 0, utf8_cut(text, TEXT_LOOKED_AT));
	return has_question_mark(text) || is_wish(text) || has_command(text, words);
}

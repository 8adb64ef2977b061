/* SPDX-License-Identifier: MIT
 * See calendar_words.h. Known are the sentences with which calendars begin ("Mere has accepted this
 * invitation"): from there on all is theirs, its title, its place and links to it, but a note
 * between quotes. A text without one is somebody's. */
#include "daemon/mail/calendar_words.h"

#include <string.h>

#define QUOTE_OPEN "\xe2\x80\x9c"
#define QUOTE_CLOSE "\xe2\x80\x9d"

/* "... with this note: “I bring a cake”": up to its last quote, or an empty line where it has none.
 */
static struct slice note_of(struct slice text)
{
	static const char mark[] = "with this note:";
	size_t at = slice_find_fold(text, mark);
	struct slice note = slice_trim(slice_sub(text, at < text.n ? at + strlen(mark) : at,
	    text.n));

	if (slice_starts(note, QUOTE_OPEN)) {
		note = slice_from(note, strlen(QUOTE_OPEN));
		return slice_sub(note, 0, slice_find_text(note, QUOTE_CLOSE));
	}
	return slice_sub(note, 0, slice_find_text(note, "\n\n"));
}

static struct slice without_program(struct slice text)
{
	static const char *const marks[] = { " has accepted this invitation",
		" has declined this invitation", " has tentatively accepted this invitation",
		" has replied \"maybe\" to this invitation", " has accepted the invitation",
		" has declined the invitation", " has tentatively accepted the invitation",
		"invitation from google calendar" };
	size_t end = text.n;
	struct slice above;

	for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
		size_t at = slice_find_fold(text, marks[i]);

		end = at < end ? at : end;
	}
	if (end == text.n)
		return text;
	while (end > 0 && text.p[end - 1] != '\n')
		end--; /* the whole line is its */
	above = slice_trim(slice_sub(text, 0, end));
	return above.n > 0 ? above : note_of(text);
}

static bool contains(struct slice text, struct slice part)
{
	for (size_t i = 0; i + part.n <= text.n; i++) {
		if (memcmp(text.p + i, part.p, part.n) == 0)
			return true;
	}
	return false;
}

void calendar_words(struct slice comment, struct slice text, struct buf *out)
{
	comment = slice_trim(comment);
	text = slice_trim(without_program(slice_trim(text)));
	if (comment.n > 0 && !contains(text, comment)) {
		buf_slice(out, comment);
		if (text.n > 0)
			buf_char(out, '\n');
	}
	buf_slice(out, text);
}

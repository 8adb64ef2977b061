/* SPDX-License-Identifier: MIT
 * Outside text on a terminal: nothing in it may move the cursor, change colours or hide what
 * stands beside it, and columns are counted as they are seen. */
#ifndef CTL_SCREEN_H
#define CTL_SCREEN_H

#include "daemon/common/buf.h"
#include "daemon/common/slice.h"

enum screen_lines {
	SCREEN_ONE_LINE,   /* line ends and tabs are shown as \xNN too */
	SCREEN_KEEP_LINES, /* LF and tab are kept */
};

/* Appends `text` with every control character (C0, DEL, C1), byte that is not UTF-8, and
 * character that turns or hides text (bidirectional overrides, line separators) as \xNN. */
void screen_add(struct buf *out, struct slice text, enum screen_lines lines);
/* The columns `text` takes, as screen_add() would write it on one line: "Ōtepoti" has 7, also
 * with a combining macron; a CJK character has two. */
size_t screen_width(struct slice text);
/* The bytes of `text` that fit into `columns`. */
size_t screen_fit(struct slice text, size_t columns);

#endif

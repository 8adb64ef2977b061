/* SPDX-License-Identifier: MIT
 * Is a text of an HTML mail shown? Nobody wrote, answered or agreed to what their mail program did
 * not show them, and whoever writes to people can hide in a mail what stands in each answer to it.
 * By the attributes of the elements around it: hidden, what style, color and bgcolor say, and what
 * the mail's own style sheets hide (html_style.h). */
#ifndef PARSE_HTML_SEEN_H
#define PARSE_HTML_SEEN_H

#include <stdbool.h>

#include "daemon/common/slice.h"
#include "daemon/parse/html_style.h"
#include "daemon/parse/html_token.h"

#define HTML_SEEN_DEPTH \
	512 /* elements that are remembered; deeper ones are as those around them \
	     */

struct html_seen_element {
	struct slice name;     /* borrowed */
	bool is_hidden;        /* with everything inside */
	bool is_doubtful;      /* it may be hidden, by what is not judged here */
	bool is_tiny;          /* what is inside may say how large it is */
	int color, background; /* 0xrrggbb; color -1: some other than the background */
};

struct html_seen {
	struct html_seen_element open[HTML_SEEN_DEPTH];
	size_t n;
	const struct html_style *style;
	size_t over; /* open elements that were not remembered */
};

/* `style` is borrowed. */
void html_seen_init(struct html_seen *s, const struct html_style *style);
/* A tag went by. */
void html_seen_tag(struct html_seen *s, const struct html_token *t);
/* Is text shown here? */
bool html_seen_is_shown(const struct html_seen *s);
/* Could it be that it is not? */
bool html_seen_is_doubtful(const struct html_seen *s);

#endif

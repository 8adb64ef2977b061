/* SPDX-License-Identifier: MIT
 * What the style sheets inside an HTML mail hide: most mail programs leave them out of an answer,
 * some do not. A rule of one class, name or element that hides is taken at its word; one that is
 * more than that, or holds only sometimes, makes a doubt. */
#ifndef PARSE_HTML_STYLE_H
#define PARSE_HTML_STYLE_H

#include <stdbool.h>

#include "daemon/common/buf.h"
#include "daemon/common/slice.h"

struct html_style {
	struct buf hidden, doubtful; /* " .class #name element " */
};

void html_style_read(struct html_style *s, struct slice html);
void html_style_release(struct html_style *s);
/* `sign`: '.' for the words of a class attribute, '#' for a name, 0 for an element. */
bool html_style_hides(const struct html_style *s, char sign, struct slice words);
bool html_style_may_hide(const struct html_style *s, char sign, struct slice words);

#endif

/* SPDX-License-Identifier: MIT
 * HTML mail as the text a reader sees: blocks on lines of their own, quotes marked with "> ",
 * links by their words, no styles, scripts or images, and nothing that is not shown (html_seen.h).
 */
#ifndef PARSE_HTML_H
#define PARSE_HTML_H

#include <stdbool.h>

#include "daemon/common/buf.h"
#include "daemon/common/slice.h"

#define HTML_MAX (1U << 20) /* bytes of HTML that are read */
#define HTML_DEPTH_MAX \
	500 /* elements open at a time: a long thread in nested tables has a hundred */

void html_preload(void);
/* Appends the text of `html` (UTF-8, whatever its META says), at most `max` bytes. True where tags
 * were left out, but not their text, because they stood too deep; where there are words, and none
 * of them is shown, and where some may not be. */
bool html_to_text(struct buf *out, struct slice html, size_t max);

#endif

/* SPDX-License-Identifier: MIT
 * What staff write (CommonMark, by libcmark) as HTML and as text that stands alone. Raw HTML
 * and dangerous links in the source come out as comments or nothing (cmark's safe mode). Images
 * that go with the mail are shown, all others are links to them: no mail of ours makes its reader
 * load anything. */
#ifndef MAIL_MARKDOWN_H
#define MAIL_MARKDOWN_H

#include <stdbool.h>
#include <stddef.h>

#include "daemon/common/buf.h"

void markdown_to_html(struct buf *out, struct slice source);

/* An image that goes with the mail: what the source calls it, and its URL there ("cid:..."). */
struct markdown_embed {
	struct slice name;
	const char *url;
};
/* HTML in which those images are shown. */
void markdown_to_html_with(struct buf *out, struct slice source,
    const struct markdown_embed *embeds, size_t count);

/* A link or an image of a source; borrowed while it is visited. */
struct markdown_link {
	bool is_image;
	const char *url;    /* as it is written; may be empty */
	struct slice words; /* of an image the alt text, trimmed */
	int line;           /* where it stands, from 1 */
};
/* Calls `visit` for each, in the order they begin; those inside of others too. */
void markdown_each_link(struct slice source,
    void (*visit)(void *context, const struct markdown_link *link), void *context);
/* Paragraphs wrapped at 72; headings underlined; links as "words (https://whole.url)", bare
 * where words and URL agree; images by their alt text; lists, quotes and code kept readable. */
void markdown_to_text(struct buf *out, struct slice source);
/* The line of the first raw HTML, which is not sent; 0 where there is none. Comments are no loss.
 */
int markdown_html_line(struct slice source);

#endif

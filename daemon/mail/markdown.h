/* SPDX-License-Identifier: MIT
 * What staff write (CommonMark, by libcmark) as HTML and as text that stands alone. Raw HTML
 * and dangerous links in the source come out as comments or nothing (cmark's safe mode), images as
 * links to them: no mail of ours makes its reader load anything. */
#ifndef MAIL_MARKDOWN_H
#define MAIL_MARKDOWN_H

#include "../common/buf.h"

void markdown_to_html(struct buf *out, struct slice source);
/* Paragraphs wrapped at 72; headings underlined; links as "words (https://whole.url)", bare
 * where words and URL agree; images by their alt text; lists, quotes and code kept readable. */
void markdown_to_text(struct buf *out, struct slice source);

#endif

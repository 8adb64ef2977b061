/* SPDX-License-Identifier: MIT
 * How mail programs of many languages announce what is not new: attributions, header blocks,
 * dividers, footers. Tables and simple questions about one line; for reply.c only. */
#ifndef MAIL_REPLY_WORDS_H
#define MAIL_REPLY_WORDS_H

#include <stdbool.h>

#include "daemon/common/slice.h"

/* Each line comes raw and folded (utf8_fold), both trimmed. */
struct reply_line {
	struct slice raw;
	struct slice folded;
};

enum reply_header { REPLY_HEADER_NONE, REPLY_HEADER_OTHER, REPLY_HEADER_FROM };

/* "From: ...", "*Envoyé :* ...": a line of the header block some programs quote. */
enum reply_header reply_words_header(const struct reply_line *l);
/* "-----Original Message-----" and its translations. */
bool reply_words_divider(const struct reply_line *l);
/* Nothing but dashes, underscores, stars ... */
bool reply_words_delimiter(const struct reply_line *l);
/* "Sent from my iPhone" and its relatives. */
bool reply_words_footer(const struct reply_line *l);
/* Is it of a telephone or a mail program that is known, and nothing else? "Sent by ServiceNow" is
 * not. */
bool reply_words_is_device(const struct reply_line *l);
/* The first line of a disclaimer. */
bool reply_words_disclaimer(const struct reply_line *l);
/* In a language of which we know no more than how these begin. */
bool reply_words_is_foreign_disclaimer(const struct reply_line *l);
/* Could an attribution begin with this line, which may go on on the next ones? */
bool reply_words_may_begin_attribution(const struct reply_line *l);
/* Is this, joined to one line, an attribution: "On DATE, NAME <ADDRESS> wrote:"? */
bool reply_words_attribution(const struct reply_line *l);
/* Does it begin as one, with a day of its own: "On Mon, 7 Dec 2026 ..."? "at 10:12, NAME" goes on
 * with what stands above. */
bool reply_words_is_dated_attribution(const struct reply_line *l);
/* Does the line, which begins as an attribution does, tell something ("In May 2027 I come"), and so
 * is a sentence? */
bool reply_words_tells(struct slice raw);
/* "[IN-CONFIDENCE]", "[SEEMAIL]", "Classification: Unclassified": a mark of the classification
 * system of New Zealand's government, or of a gateway, and nothing else. */
bool reply_words_is_marking(struct slice text);
/* Does what a gateway says of mail from outside begin with this line? */
bool reply_words_banner(const struct reply_line *l);

#endif

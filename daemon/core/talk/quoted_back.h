/* SPDX-License-Identifier: MIT
 * Does a mail only say our own words back? Some robots return what they got, without a field that
 * says so; that is no "yes". */
#ifndef CORE_QUOTED_BACK_H
#define CORE_QUOTED_BACK_H

#include "daemon/core/talk/talk.h"

/* Does the new text begin as our letters of this kind do? */
bool quoted_back_is(const struct talk *t, const char *kind);
/* The rule itself: the first words of both are the same, however the lines were broken. A letter of
 * fewer than QUOTED_BACK_BYTES is too short to tell. Pure. */
#define QUOTED_BACK_BYTES 60
bool quoted_back_begins_alike(struct slice said, struct slice ours);
/* Are the words of other people in it (reply_rest()) those of the letter of ours that it answers,
 * all of them? Nothing at all is; what is not of a letter that is still kept is not. */
bool quoted_back_is_all(const struct talk *t);
/* Appends the lines of `text` that are not of the letter it answers: some programs leave it below
 * without a mark. */
void quoted_back_without(const struct talk *t, struct slice text, struct buf *out);
/* Is each word of `said` in a run of at least QUOTED_BACK_RUN words that stands so in `ours`, from
 * its beginning on (but for some words of greeting), and is it most of it? Who picks a sentence out
 * points at it. Addresses and links are no words: programs write them anew. Pure. */
#define QUOTED_BACK_RUN 5
#define QUOTED_BACK_LATE 8
#define QUOTED_BACK_PERCENT 70 /* some programs leave out what stands below "--" */
bool quoted_back_is_made_of(struct slice said, struct slice ours);

#endif

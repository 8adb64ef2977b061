/* SPDX-License-Identifier: MIT
 * What of a line everybody may read. The place of a meeting is public, and people write how to join
 * it online behind it, with the password; that is for its members. Pure. */
#ifndef MAIL_JOINING_H
#define MAIL_JOINING_H

#include "daemon/common/slice.h"

/* The line up to where it begins to say how to join: a link with or without its https://, an
 * address to call, a number as long as a telephone's or a conference's, also in words, a word for a
 * password or what looks like one (letters and digits in one, "abc-defg-hij", "#4455"). In doubt it
 * is cut: who comes reads it in their invitation. What
 * stands before the last comma, semicolon, dash or bracket is kept whole; all behind the first of
 * these goes, whatever it is. */
struct slice joining_cut(struct slice line);

#endif

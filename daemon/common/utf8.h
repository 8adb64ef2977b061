/* SPDX-License-Identifier: MIT
 * Text people write (libunistring): is it UTF-8, in one normal form, and what would it be
 * without capitals and macrons. */
#ifndef COMMON_UTF8_H
#define COMMON_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "daemon/common/buf.h"
#include "daemon/common/slice.h"

bool utf8_is_valid(struct slice s);
/* Appends s in NFC (RFC 6532 §3.1); bytes that are not UTF-8 become U+FFFD. */
void utf8_nfc(struct buf *out, struct slice s);
/* Appends s as it is compared: NFC, case folded, marks above and below letters removed
 * ("Māori" and "maori" are equal), typographic apostrophes, quotes and dashes made plain. */
void utf8_fold(struct buf *out, struct slice s);
/* Appends s in NFC and lower case; bytes that are not UTF-8 become U+FFFD. */
void utf8_lower(struct buf *out, struct slice s);
/* No byte above 127. */
bool utf8_is_ascii(struct slice s);
/* Nothing but letters, marks, digits, signs: no white space, no control, nothing that is not seen
 * or not assigned; and no mark at its beginning, which would join what stands before it. */
bool utf8_is_visible(struct slice s);
/* Is there anything to be seen in it? A page of no-break spaces says nothing. */
bool utf8_has_visible(struct slice s);
/* The character s begins with, 0 where it begins with none; *n_r: its bytes. */
uint32_t utf8_point(struct slice s, size_t *n_r);
/* Is it one line a person wrote: UTF-8 without control characters (C0, C1, DEL), line separators
 * and what turns the direction of reading around (U+202A to 202E, U+2066 to 2069)? */
bool utf8_is_line(struct slice s);
/* The same for a whole text: tabs, line ends and the directions of other scripts may stand in it.
 */
bool utf8_is_text(struct slice s);
/* The length s has when cut to at most `max` bytes without splitting a character. */
size_t utf8_cut(struct slice s, size_t max);

#endif

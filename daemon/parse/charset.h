/* SPDX-License-Identifier: MIT
 * Text in the sender's charset, as UTF-8. Converters are loaded before the cage is closed;
 * a charset that was not loaded then is read as UTF-8 where it is that, else as Windows-1252. */
#ifndef PARSE_CHARSET_H
#define PARSE_CHARSET_H

#include "daemon/common/buf.h"
#include "daemon/common/slice.h"

/* Loads every converter of the table; call once, before sandbox_enter(). */
void charset_preload(void);
/* Appends `text` as UTF-8; bytes that are none in that charset become U+FFFD. NULs may be in
 * the result where they were in the text. An empty name means unknown. */
void charset_to_utf8(struct buf *out, struct slice charset, struct slice text);

#endif

/* SPDX-License-Identifier: MIT
 * One JSON value as people read it, on one line. The text is not yet safe for a terminal: the
 * caller puts it through screen.h, which also measures it. */
#ifndef CTL_CELL_H
#define CTL_CELL_H

#include <stdbool.h>

#include <jansson.h>

#include "daemon/common/buf.h"

/* Null, "", [] and {}: nothing to show. NULL is, too. */
bool cell_is_empty(const json_t *value);
/* Appends the value. Texts lose their line breaks; a time "2026-11-30T20:00:00Z" is written as
 * staff write it, in `zone`; a number under a key that ends in "_s" is a span in words; lists are
 * "a, b", objects their values. */
void cell_add(struct buf *out, const char *key, json_t *value, const char *zone);
/* Appends the key as words: "created_at" is "created at", and "offset_s" is "offset". */
void cell_label(struct buf *out, const char *key);

#endif

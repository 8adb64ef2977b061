/* SPDX-License-Identifier: MIT
 * Names of places and lists as people write them. Pure. */
#ifndef SUBSCRIBERS_CALLED_H
#define SUBSCRIBERS_CALLED_H

#include <stdbool.h>

#include "daemon/common/buf.h"
#include "daemon/common/slice.h"

/* Appends `text` as names are compared: folded (utf8.h), apostrophes left out, and whatever else is
 * no letter or digit one space between words: "Manawatū / Whanganui" is "manawatu whanganui". */
void called_fold(struct buf *out, struct slice text);
bool called_same(struct slice folded, struct slice name);
/* Of a folded name what names it: "the otago community of practice" is "otago". Part of `folded`.
 */
struct slice called_core(struct slice folded);

#endif

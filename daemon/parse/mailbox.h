/* SPDX-License-Identifier: MIT
 * Address lists of header fields (RFC 5322 §3.4), as forgiving as mail programs must be: what
 * is found is a spec as written, which address.h may still refuse. */
#ifndef PARSE_MAILBOX_H
#define PARSE_MAILBOX_H

#include <stdbool.h>

#include "daemon/common/buf.h"
#include "daemon/common/slice.h"

/* Takes one mailbox off the front of *rest: its addr-spec (may be empty for "<>") and its display
 * name, raw (for decode_words). Groups are taken apart. False when none is left. */
bool mailbox_next(struct slice *rest, struct buf *spec, struct buf *name);

#endif

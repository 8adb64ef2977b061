/* SPDX-License-Identifier: MIT
 * Names of files in a Maildir (https://cr.yp.to/proto/maildir.html): their order, their flags, and
 * the oldest of many without holding them all. Pure. */
#ifndef FETCH_MAILDIR_NAME_H
#define FETCH_MAILDIR_NAME_H

#include <stdbool.h>
#include <stddef.h>

#include "daemon/common/buf.h"
#include "daemon/common/slice.h"

/* <0, 0, >0: by the number a name begins with (its delivery time, however many digits), then by
 * its bytes. Names without a number come first. 0 only for the same name. */
int maildir_name_compare(const char *a, const char *b);
/* Sets *out to the name a message has in cur/ once it is seen: "NAME:2,S", or with S put among
 * the flags where there are some. `copy` > 0 gives another unique name, for one that is taken. */
void maildir_name_seen(struct buf *out, const char *name, unsigned copy);
/* Is this the name that a message of that key (of its name in new/) has in cur/, whatever flags it
 * has since got, and whichever of maildir_name_seen()'s copies it is? */
bool maildir_name_is(const char *name, struct slice key);
/* Adds the name as printable ASCII, other bytes and '%' as %XX, so that different names give
 * different keys. */
void maildir_name_key(struct buf *out, const char *name);

/* The first `max` names, in order, of those that were offered. */
struct maildir_batch {
	char **names;
	size_t n;
	size_t max;
	bool is_full; /* there were more */
};

void maildir_batch_init(struct maildir_batch *b, size_t max);
void maildir_batch_release(struct maildir_batch *b);
/* Copies the name if it is among the first so far. */
void maildir_batch_offer(struct maildir_batch *b, const char *name);
/* Call once after the last offer: puts the names into their order. */
void maildir_batch_sort(struct maildir_batch *b);
void maildir_batch_clear(struct maildir_batch *b);

#endif

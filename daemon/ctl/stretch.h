/* SPDX-License-Identifier: MIT
 * A stretch of the rows of a file that is imported: they are brought in the order of their
 * addresses, and told in the order of the file. The index of addresses in the store has that order,
 * so that a batch changes few of its pages where rows as they come would each change another. */
#ifndef CTL_STRETCH_H
#define CTL_STRETCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "daemon/common/buf.h"
#include "daemon/common/err.h"
#include "daemon/common/roster.h"

/* Part of what an unfinished import goes on with: whoever changes these, or the order, changes the
 * fingerprint of files, too. A hundred thousand rows of a usual file are some 20 MB. */
#define STRETCH_ROWS_MAX 100000
#define STRETCH_BYTES_MAX (32U << 20)

#define STRETCH_UNTOLD '\0' /* the outcome of a row that was not brought, or not by us */

struct stretch_row {
	uint32_t place, key_n;
	size_t at, n, key_at; /* its bytes, as in a frame, and its key */
	char outcome;         /* the daemon's letter */
	char *why;            /* of a refused one; the stretch frees it */
};

struct stretch {
	struct buf bytes, keys;
	struct stretch_row *rows; /* as in the file */
	uint32_t *order;          /* after stretch_sort(): their numbers, as they are brought */
	size_t count, size;
};

#define STRETCH_INIT \
	{ \
		BUF_INIT, BUF_INIT, NULL, NULL, 0, 0 \
	}

/* Copies a row; `why` may be NULL. */
void stretch_add(struct stretch *s, const struct roster_row *row, const char *why);
bool stretch_is_full(const struct stretch *s);
/* By address; the same address as in the file. */
void stretch_sort(struct stretch *s);
struct slice stretch_bytes(const struct stretch *s, const struct stretch_row *row);
/* As it stood in the file; empty where the row could not be read. */
struct slice stretch_address(const struct stretch *s, const struct stretch_row *row);
/* Empties it, and keeps the memory. */
void stretch_clear(struct stretch *s);
void stretch_release(struct stretch *s);

#endif

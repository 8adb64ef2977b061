/* SPDX-License-Identifier: MIT
 * Files of people: CSV with a header row, or JSON (an array of objects, or one object a line). What
 * the file says is made into rows; whether a row makes sense is core's to say.
 *
 * Columns are "address", "name", "organisation", "region", "sectors", "language" and "role", in any
 * order; only the address must be there. "state", "since" and "list", which exports have, are
 * passed over (column.h). */
#ifndef CTL_PEOPLE_H
#define CTL_PEOPLE_H

#include <stddef.h>
#include <stdint.h>

#include "daemon/common/err.h"
#include "daemon/common/hash.h"
#include "daemon/common/roster.h"

#define PEOPLE_FILE_MAX (INT64_C(1) << 30)

struct people;

/* NULL: *err says why. The file is read from its beginning. */
struct people *people_open(const char *path, struct err *err);
void people_close(struct people *p);
/* The next row, borrowed until the next call. 1: there is one. Where its mark is ROSTER_BROKEN,
 * *err says what is wrong with it, and the rows behind it are still right. 0: the end. -1: the file
 * cannot be read any further. */
int people_next(struct people *p, struct roster_row *row_r, struct err *err);
/* "line" or "record": what a row's place counts. */
const char *people_place_word(const struct people *p);
/* A fingerprint of the whole file. */
int people_fingerprint(const char *path, uint8_t hash_r[HASH_SIZE], struct err *err);

#endif

/* SPDX-License-Identifier: MIT
 * People as rows of text between dpupctl, which reads and writes files, and core, which checks and
 * keeps: the columns, and rows packed into the bytes of a frame.
 *
 *	place    u32    line (or record) of the file, for reports
 *	mark     u8     of enum roster_mark
 *	fields   ROSTER_FIELDS x (u16 length + bytes), little-endian
 *
 * The bytes of a field are as they came; whoever reads them checks them. */
#ifndef COMMON_ROSTER_H
#define COMMON_ROSTER_H

#include <stdint.h>

#include "daemon/common/buf.h"
#include "daemon/common/slice.h"

enum roster_field {
	ROSTER_ADDRESS,
	ROSTER_NAME,
	ROSTER_ORGANISATION,
	ROSTER_REGION,
	ROSTER_SECTORS,
	ROSTER_LANGUAGE,
	ROSTER_ROLE,
	ROSTER_FIELDS,
};

extern const char *const roster_names[ROSTER_FIELDS]; /* "address", "name" ... */

/* A longer field than this cannot be right in any column: it is cut to one byte more, so that the
 * check of its column still refuses it. */
#define ROSTER_FIELD_MAX 1000
#define ROSTER_ROW_MAX (5 + ROSTER_FIELDS * (2 + ROSTER_FIELD_MAX + 1))
/* What one frame may carry, beside its other fields. */
#define ROSTER_BATCH_MAX 60000

enum roster_mark {
	ROSTER_PLAIN,
	ROSTER_AGAIN,  /* the address stood in an earlier row of the file */
	ROSTER_BROKEN, /* it could not be read as a row: counted, and told by whoever read it */
};

struct roster_row {
	uint32_t place;
	enum roster_mark mark;
	struct slice fields[ROSTER_FIELDS];
};

void roster_add(struct buf *out, const struct roster_row *row);
/* Takes one row off the front; its fields are borrowed. 1: there is one; 0: the end; -1: malformed.
 */
int roster_next(struct slice *rest, struct roster_row *row_r);

#endif

/* SPDX-License-Identifier: MIT
 * What the columns of a file of people are called, in CSV and in JSON. A column that is not kept
 * here is refused: people's data is not to be sent about for nothing. */
#ifndef CTL_COLUMN_H
#define CTL_COLUMN_H

#include "daemon/common/err.h"
#include "daemon/common/slice.h"

#define COLUMN_COUNT_MAX 32  /* of a file */
#define COLUMN_ROW_MAX 16384 /* bytes of a row; longer, a quotation mark was not closed */

/* The column meant by a name: of enum roster_field; ROSTER_FIELDS: one that is passed over; -1:
 * none, and *err. */
int column_find(struct slice name, struct err *err);

#endif

/* SPDX-License-Identifier: MIT
 * People as JSON: one array of objects, or objects one after the other (a line each, usually). Each
 * is read by itself, so a file may be larger than memory. */
#ifndef CTL_RECORDS_H
#define CTL_RECORDS_H

#include <stdio.h>

#include "daemon/common/err.h"
#include "daemon/common/roster.h"

struct records;

struct records *records_new(FILE *file); /* borrowed */
void records_drop(struct records *r);    /* NULL is fine */
int records_next(struct records *r, struct roster_row *row_r,
    struct err *err); /* as people_next() */

#endif

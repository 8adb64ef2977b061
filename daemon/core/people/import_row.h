/* SPDX-License-Identifier: MIT
 * People somebody else brings: what one row of a file becomes. It never subscribes. Whoever is not
 * on the list yet is asked, with the notice of Privacy Act IPP 3A and who supplied the address; who
 * left it, said no, or asked never to be written to is let alone. */
#ifndef CORE_IMPORT_ROW_H
#define CORE_IMPORT_ROW_H

#include "daemon/common/roster.h"
#include "daemon/core/loop/core.h"
#include "subscribers/import.h"
#include "subscribers/list.h"

struct import_row {
	struct core *core;
	const struct list *list;
	int64_t import_id;    /* 0: only look */
	struct slice wording; /* what they are asked to agree to */
	int64_t after;        /* subscriptions behind this one are the batch's */
	int64_t due_at;       /* when the invitations of the batch may begin to go */
};

/* Around the rows of a batch that are to be kept, in its transaction. What each invited person
 * needs beside their own rows (the proof that they were asked, the mail) is written at the end, for
 * all at once: a statement for each would take half of the time. */
void import_row_begin(struct import_row *en);
void import_row_end(const struct import_row *en);
/* One row; with an import in its transaction. What is wrong with a row is IMPORT_REFUSED and *err,
 * never an error: the others go on. */
enum import_outcome import_row_add(const struct import_row *en, const struct roster_row *row,
    struct err *err);
/* The invitation of an import as a master: everything but the address and the tokens. */
int import_row_compile(struct core *core, const struct list *list, struct slice source, int64_t at,
    struct buf *master, struct err *err);

#endif

/* SPDX-License-Identifier: MIT
 * Files of people that are brought into a list: how far each is, and what became of its rows. */
#ifndef SUBSCRIBERS_IMPORT_H
#define SUBSCRIBERS_IMPORT_H

#include "daemon/common/buf.h"
#include "daemon/common/hash.h"
#include "subscribers/db.h"

#define IMPORT_SOURCE_MAX 200   /* "Mere Ngata, at the Otago meeting of 3 May" */
#define IMPORT_ROWS_MAX 2000000 /* twice what one store is measured with */

enum import_outcome {
	IMPORT_NEW,        /* not known before: invited */
	IMPORT_ADDED,      /* known from another list: invited to this one */
	IMPORT_CHANGED,    /* on the list or asked already; we know more of them now */
	IMPORT_SAME,       /* the same, and nothing changed */
	IMPORT_LEFT,       /* left this list or said no: only they can come back */
	IMPORT_SUPPRESSED, /* asked never to be written to */
	IMPORT_DUPLICATE,  /* stood in the file before */
	IMPORT_REFUSED,    /* the row cannot be read */
	IMPORT_OUTCOMES,
};

struct import {
	int64_t id, list_id, total, done, finished_at;
	struct buf source;
};

void import_init(struct import *im);
void import_release(struct import *im);

/* In a transaction: a new one; returns its id. */
int64_t import_add(struct db *db, const struct import *im, const uint8_t file_hash[HASH_SIZE],
    const char *actor, struct slice master, int64_t now);
/* The unfinished one of this list and file. */
bool import_find(struct db *db, int64_t list_id, const uint8_t file_hash[HASH_SIZE],
    struct import *im_r);
bool import_get(struct db *db, int64_t id, struct import *im_r);
/* In the transaction of a batch of rows: they are done; the last of them finishes it. */
void import_advance(struct db *db, struct import *im, int64_t rows,
    const int64_t counts[IMPORT_OUTCOMES], int64_t now);
/* Takes up to `most` that began before `before` and of whose people nobody is left their source and
 * invitation: what became of the rows stays, in counts. In a transaction; how many, and how many
 * there are. */
int64_t import_forget(struct db *db, int64_t before, int64_t most);
int64_t import_count_old(struct db *db, int64_t before);
/* The invitation of everybody in it. */
bool import_master(struct db *db, int64_t id, struct buf *master_r);

/* Appends the counts so far as members of a JSON object: "new":3,"added":0,... */
void import_json_counts(struct db *db, int64_t id, struct buf *out);
void import_add_counts(const int64_t counts[IMPORT_OUTCOMES], struct buf *out);

#endif

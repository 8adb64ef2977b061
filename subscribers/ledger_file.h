/* SPDX-License-Identifier: MIT
 * The file of the ledger (ledger.h): lines of text, each one fact, each with a checksum.
 *
 *	BATCH TIME WORD SUBJECT ARGUMENT CHECK
 *	17 1793184301 left 5f0c...(a keyed hash) 3 9d41c07a
 *
 * A batch is what one transaction did. Words of acts: erased, left and refused (of the list
 *ARGUMENT), suppressed (ARGUMENT: why), moved (an address was left for another, the keyed hash
 *ARGUMENT), removed (a further address is not its person's any more), returned (it is again), held
 *(what is led from this address waits for staff), mailed (it is not suppressed any more). Besides:
 *"ledger", the batch it begins with; "opened", a daemon of the epoch ARGUMENT took the store;
 *"given", numbers of SUBJECT up to ARGUMENT may have been given; "void", the transaction of this
 *batch was not committed. A line that was torn by a crash is the last one, and is no fact: nothing
 *was done before it was whole. */
#ifndef SUBSCRIBERS_LEDGER_FILE_H
#define SUBSCRIBERS_LEDGER_FILE_H

#include <stdbool.h>
#include <stdint.h>

#include "daemon/common/buf.h"
#include "daemon/common/err.h"
#include "subscribers/token.h"

#define LEDGER_SUBJECT_SIZE (2 * TOKEN_HASH_SIZE + 1)

enum ledger_what {
	LEDGER_ERASED,
	LEDGER_LEFT,
	LEDGER_REFUSED,
	LEDGER_SUPPRESSED,
	LEDGER_MOVED,
	LEDGER_REMOVED,
	LEDGER_HELD,
	LEDGER_RETURNED,
	LEDGER_MAILED,
	LEDGER_GIVEN,
	LEDGER_OPENED,
	LEDGER_BEGINS,
	LEDGER_VOID,
};

struct ledger_line {
	int64_t batch, at;
	enum ledger_what what;
	char subject[LEDGER_SUBJECT_SIZE];  /* "-": none */
	char argument[LEDGER_SUBJECT_SIZE]; /* "-": none */
};

/* What a ledger says. Lines are those of acts and of given numbers, in their order, without those
 * that are void. */
struct ledger_reading {
	struct ledger_line *lines;
	size_t count;
	int64_t begins, begins_at; /* it has all from this batch on, and since when; 0: no ledger */
	int64_t last;              /* the highest batch; 0: none */
	int64_t epoch;             /* of the daemon that had it last; 0: none did */
	size_t damaged;            /* lines that cannot be read, with others after them */
	size_t size;               /* bytes up to the end of the last line that can be read */
};

/* Reads all of it; a file that is not there is an empty ledger. Release it either way. */
int ledger_file_read(const char *path, struct ledger_reading *r, struct err *err);
void ledger_reading_release(struct ledger_reading *r);
/* How many batches it has above this one. */
int64_t ledger_reading_above(const struct ledger_reading *r, int64_t batch);
/* The highest number it knows of; 0: none. */
int64_t ledger_reading_given(const struct ledger_reading *r, const char *name);

/* A keyed hash as it stands there, and back. */
void ledger_hash_text(const uint8_t hash[TOKEN_HASH_SIZE], char out[LEDGER_SUBJECT_SIZE]);
bool ledger_hash_parse(const char *text, uint8_t hash_r[TOKEN_HASH_SIZE]);

/* Appends a line. */
void ledger_file_add(struct buf *out, const struct ledger_line *line);

#endif

/* SPDX-License-Identifier: MIT
 * The table inbound_copy: where mail that was taken over still lies at the mail host. What is due
 * there is told to the inbox's fetcher, one copy at a time, and its row goes when the host has none
 * any more: a death in between asks again. */
#ifndef CORE_INBOUND_COPY_H
#define CORE_INBOUND_COPY_H

#include "daemon/common/buf.h"
#include "subscribers/clock_back.h"
#include "subscribers/db.h"

struct inbound_copy {
	int64_t id, size, received_at;
	struct buf place; /* as in fetch.mail's key */
};

void inbound_copy_init(struct inbound_copy *c);
void inbound_copy_release(struct inbound_copy *c);

/* In a transaction: the message of these bytes (by their hash) lies there. */
void inbound_copy_add(struct db *db, const char *inbox, struct slice hash, struct slice place,
    int64_t size, int64_t received_at, int64_t now);
/* It was moved; an empty `to`: nobody can say where to. */
void inbound_copy_move(struct db *db, const char *inbox, struct slice from, struct slice to);
/* Its writer is forgotten: all copies of it are due. */
void inbound_copy_unwanted(struct db *db, int64_t inbound_id);
/* The next one to be removed: unwanted (where `unwanted`), or of a message that is done and was
 * stored before `before`. False where none is due. */
bool inbound_copy_due(struct db *db, const char *inbox, bool unwanted, int64_t before, int64_t now,
    struct inbound_copy *c_r);
/* It is not there any more; nothing where it was moved since to another place. */
void inbound_copy_gone(struct db *db, int64_t id, struct slice place);
/* The host did not let it be removed: not again before `at`. */
void inbound_copy_retry(struct db *db, int64_t id, int64_t at);
/* Copies that should be gone and are not, because the host refused. */
int64_t inbound_copy_refused_count(struct db *db);

/* The clock was set back (clock_back.h); in a transaction. */
void inbound_copy_set_back(struct db *db, const struct clock_back *back);

#endif

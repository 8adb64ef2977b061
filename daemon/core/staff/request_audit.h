/* SPDX-License-Identifier: MIT
 * Writes down what staff do, beside the doing: in the same transaction. */
#ifndef CORE_REQUEST_AUDIT_H
#define CORE_REQUEST_AUDIT_H

#include "daemon/core/loop/audit_note.h"

struct buf;
struct request;

/* Appends what a request is about: an address by its keyed hash, else a number or a name. */
void request_audit_object(struct request *rq, struct buf *out);
/* After a request that changed something, before its commit. */
void request_audit_note(struct request *rq, const char *verb, struct audit_entry *entry_r);
/* In a transaction, of one that was not even begun. */
void request_audit_refuse(struct request *rq, const char *verb, struct audit_entry *entry_r);

#endif

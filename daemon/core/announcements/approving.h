/* SPDX-License-Identifier: MIT
 * The one place where an announcement comes to be allowed to go: approvals are given, counted and
 * found void here, and what core itself makes (a digest of tips, notes of a meeting) is let go
 * here. */
#ifndef CORE_APPROVING_H
#define CORE_APPROVING_H

#include "daemon/core/announcements/announcement.h"
#include "daemon/core/announcements/approval.h"
#include "daemon/core/loop/core.h"

struct list;

/* So many hexadecimal digits of a hash are shown, and must be given at least: whoever looks for two
 * texts with the same ones, to show the one and send the other, needs 2^48 attempts and a memory to
 * match. */
#define APPROVING_HASH_SHOWN 24

/* What would be approved now. */
void approving_read(struct core *core, const struct announcement *a, const struct list *list,
    struct approval_text *text_r);
/* The digits that are shown. */
void approving_hash_text(const struct approval_text *text, struct buf *out);

/* An approval as it is asked for. */
struct approving_asked {
	const char *actor;
	struct slice hash;  /* the digits of the text they mean; empty: what they were shown last */
	int64_t recipients; /* as many as they were told; -1: likewise */
	int64_t now;
};
/* In a transaction, of one that is checked: it becomes approved with the last approval that is
 * needed. -1 and *err where this is no approval: they wrote it, approved it already, or it is not
 * what they saw. `text_r`: what was approved. */
int approving_give(struct core *core, struct announcement *a, const struct list *list,
    const struct approving_asked *asked, struct approval_text *text_r, struct err *err);
/* In a transaction, of one that is approved or scheduled: may it go as it is now? Where it may not,
 * its approvals are void, it is checked or a draft again, and *why says what happened. */
bool approving_stands(struct core *core, struct announcement *a, const struct list *list,
    int64_t now, struct err *why);
/* In a transaction: this account may approve nothing any more. What it approved and has not begun
 * it did not approve: where others are missing then, that is checked again. */
void approving_withdraw(struct core *core, const char *account, int64_t now);
/* In a transaction, of a draft that core made: schedules it into the hours of its list.
 * `is_waived`: people approved what it is made of; else it goes only where no approvals are asked
 * for, and waits for them otherwise. */
void approving_release(struct core *core, struct announcement *a, const struct list *list,
    const char *by, bool is_waived, int64_t now);

/* Appends "hash", "approvals_needed" and "approvals" to the object that `out` ends with. */
void approving_json(struct core *core, const struct announcement *a,
    const struct approval_text *text, struct buf *out);

#endif

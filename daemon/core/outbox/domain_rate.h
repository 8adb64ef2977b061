/* SPDX-License-Identifier: MIT
 * How fast mail goes to groups of destination domains. A delivery that may not go yet is told when
 * to come again, in a line, so that a million of one slow provider are not in front of all others;
 * and when its turn comes it asks again. Answers to people never wait; they count. */
#ifndef CORE_DOMAIN_RATE_H
#define CORE_DOMAIN_RATE_H

#include <stdbool.h>
#include <stdint.h>

#include "daemon/common/buf.h"
#include "daemon/common/conf.h"
#include "subscribers/clock_back.h"
#include "subscribers/db.h"

struct domain_rate {
	const struct conf *conf;
	struct {
		int64_t full_ms, line_ms;
		int busy; /* under way now; the caller's to count */
		bool is_dirty;
	} groups[CONF_DOMAINS_MAX];
	int64_t postponed; /* since it was loaded */
};

/* The number of the group an address belongs to, -1: none. */
int domain_rate_group(const struct conf *conf, struct slice address);

/* --- in a transaction; what is taken lasts when it is saved in the same one --- */

void domain_rate_load(struct db *db, const struct conf *conf, struct domain_rate *d_r);
/* 0: it may go now, and is counted. Else when to come again, in seconds; with `must_go` never. */
int64_t domain_rate_take(struct domain_rate *d, int group, bool must_go, int64_t now);
void domain_rate_save(struct db *db, const struct domain_rate *d);

/* Appends a JSON array of the groups: what they may have, and until when the line reaches. */
void domain_rate_json(struct db *db, const struct conf *conf, int64_t now, struct buf *out);

/* The clock was set back (clock_back.h); in a transaction. */
void domain_rate_set_back(struct db *db, const struct clock_back *back);

#endif

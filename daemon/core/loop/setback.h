/* SPDX-License-Identifier: MIT
 * What the schedule could not do, and when it tries again: a row whose step is refused (a template
 * is broken) comes again later and later, and does not hold up the others. In memory: a restart
 * tries all of it again, and so does a reload, which may have mended it. */
#ifndef CORE_SETBACK_H
#define CORE_SETBACK_H

#include <stdbool.h>
#include <stdint.h>

#include "subscribers/clock_back.h"

#define SETBACKS_MAX \
	64 /* of more than these the one that waits longest is tried again at once: no harm */

/* One step: a word for it, and the numbers of its row. */
struct setback_key {
	const char *task; /* of static storage */
	int64_t id, part;
};

struct setback {
	struct setback_key key;
	int failures;
	int64_t again_at;
};

struct setbacks {
	struct setback rows[SETBACKS_MAX];
	int count;
};

/* Is it not to be tried yet? */
bool setback_waits(const struct setbacks *s, struct setback_key key, int64_t now);
/* It was refused, and why: logged. Each time it waits longer. */
void setback_add(struct setbacks *s, struct setback_key key, const char *reason, int64_t now);
/* It was done; of no effect where it was never refused. */
void setback_end(struct setbacks *s, struct setback_key key);
/* All may be tried again. */
void setback_forget(struct setbacks *s);
/* When the first of those that still wait may be tried again; 0: there is none. */
int64_t setback_next_at(const struct setbacks *s, int64_t now);
/* Forgets those that nobody came back to when their time was over: their rows are gone. */
void setback_age(struct setbacks *s, int64_t now);

/* The clock was set back (clock_back.h). */
void setback_set_back(struct setbacks *s, const struct clock_back *back);

#endif

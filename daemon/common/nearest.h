/* SPDX-License-Identifier: MIT
 * "Did you mean": the nearest of a few names to one that was mistyped, by edit distance. Small
 * enough to stand here whole.
 *
 *	struct nearest n = NEAREST_INIT("reminder");
 *	nearest_offer(&n, "reminders");
 *	... nearest_best(&n) is "reminders" */
#ifndef COMMON_NEAREST_H
#define COMMON_NEAREST_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define NEAREST_LENGTH_MAX 40 /* what is longer was not a slip of the finger */

struct nearest {
	const char *wanted;
	const char *best; /* borrowed from the caller of nearest_offer() */
	size_t distance;  /* of best */
};

#define NEAREST_INIT(text) \
	{ \
		(text), NULL, SIZE_MAX \
	}

/* Insertions, deletions and replacements that make b of a (Levenshtein); SIZE_MAX where either
 * is too long to be compared. */
static inline size_t nearest_distance(const char *a, const char *b)
{
	size_t row[NEAREST_LENGTH_MAX + 1];
	size_t na = strlen(a), nb = strlen(b);

	if (na > NEAREST_LENGTH_MAX || nb > NEAREST_LENGTH_MAX)
		return SIZE_MAX;
	for (size_t j = 0; j <= nb; j++)
		row[j] = j;
	for (size_t i = 1; i <= na; i++) {
		size_t diagonal = row[0];

		row[0] = i;
		for (size_t j = 1; j <= nb; j++) {
			size_t replace = diagonal + (a[i - 1] != b[j - 1]);
			size_t gap = (row[j] < row[j - 1] ? row[j] : row[j - 1]) + 1;

			diagonal = row[j];
			row[j] = replace < gap ? replace : gap;
		}
	}
	return row[nb];
}

static inline void nearest_offer(struct nearest *n, const char *name)
{
	size_t d = nearest_distance(n->wanted, name);

	if (d >= n->distance)
		return;
	n->distance = d;
	n->best = name;
}

/* NULL where nothing offered is near: more than a third of the letters would have to change
 * (two are always allowed, for short words). */
static inline const char *nearest_best(const struct nearest *n)
{
	size_t allowed = strlen(n->wanted) / 3;

	if (allowed < 2)
		allowed = 2;
	/* A word of one or two letters is two edits from everything. */
	if (n->best == NULL || n->distance > allowed || n->distance >= strlen(n->wanted))
		return NULL;
	return n->best;
}

#endif

/* SPDX-License-Identifier: MIT
 * What went wrong, in words a person can act on. Functions that can fail take one as their
 * last parameter and return -1 when they have filled it. The first cause wins: a second
 * err_set() on a filled error changes nothing; callers may put context in front. */
#ifndef COMMON_ERR_H
#define COMMON_ERR_H

#include <stdbool.h>

enum err_kind {
	ERR_NONE,
	ERR_TEMP, /* may pass: try again later */
	ERR_PERM, /* will not pass by itself: the input or the world must change */
	ERR_BUG,  /* we are wrong */
};

#define ERR_TEXT_MAX 512 /* one line for a terminal or the journal */

struct err {
	enum err_kind kind;
	char text[ERR_TEXT_MAX];
};

#define ERR_INIT \
	{ \
		ERR_NONE, "" \
	}

/* Fills an empty error; always returns -1, so that `return err_set(...)` is one line.
 * A NULL err is allowed: the caller does not want to know. */
int err_set(struct err *err, enum err_kind kind, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* Puts "text: " in front of what is there; always returns -1. */
int err_context(struct err *err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void err_clear(struct err *err);
bool err_is_set(const struct err *err);

#endif

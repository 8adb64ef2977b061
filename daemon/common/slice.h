/* SPDX-License-Identifier: MIT
 * A borrowed run of bytes: what every parser here takes and gives. It owns nothing, need not
 * end in NUL, and may hold NULs. Letters are folded as ASCII only; words people write are
 * compared through utf8.h. */
#ifndef COMMON_SLICE_H
#define COMMON_SLICE_H

#include <stdbool.h>
#include <stddef.h>

struct slice {
	const char *p; /* NULL only where n is 0 */
	size_t n;
};

#define SLICE_NONE ((struct slice){ NULL, 0 })
/* For printf("%.*s", SLICE_ARG(s)); only for text known to be short. */
#define SLICE_ARG(s) (int)(s).n, (s).p != NULL ? (s).p : ""

/* The slice of a C string; NULL gives the empty slice. */
struct slice slice_of(const char *s);
struct slice slice_make(const char *p, size_t n);

bool slice_is(struct slice a, const char *text);      /* the same bytes */
bool slice_is_fold(struct slice a, const char *text); /* the same but for ASCII case */
bool slice_equal(struct slice a, struct slice b);
bool slice_equal_fold(struct slice a, struct slice b);
bool slice_starts(struct slice a, const char *text);
bool slice_starts_fold(struct slice a, const char *text);
bool slice_ends_fold(struct slice a, const char *text);

/* Position of the first `c` or of the first occurrence of `text`; a.n where there is none. */
size_t slice_find(struct slice a, char c);
size_t slice_find_text(struct slice a, const char *text);
size_t slice_find_fold(struct slice a, const char *text);
/* Whether one of these texts stands in it. */
bool slice_has_any(struct slice a, const char *const *list, size_t count);

/* The part from `from` on, and the part of `n` bytes there; both are clamped to the slice. */
struct slice slice_from(struct slice a, size_t from);
struct slice slice_sub(struct slice a, size_t from, size_t n);
/* Without spaces, tabs, CR and LF at both ends. */
struct slice slice_trim(struct slice a);

/* Takes the text up to the next `sep` off the front of *rest into *word_r; false when *rest
 * was already used up (p == NULL after the last piece). "a,,b" gives "a", "", "b". */
bool slice_next(struct slice *rest, char sep, struct slice *word_r);
/* Takes one line off the front; the line comes without its LF or CRLF. */
bool slice_next_line(struct slice *rest, struct slice *line_r);
/* Takes one run of characters that are not white space; false when none is left. */
bool slice_next_word(struct slice *rest, struct slice *word_r);

/* A NUL-terminated copy the caller frees. A NUL inside cuts nothing but hides what follows. */
char *slice_dup(struct slice a);

#endif

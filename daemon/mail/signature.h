/* SPDX-License-Identifier: MIT
 * How somebody whose names we know signs what they write: it is found by their names and not by
 * what people put in front of them, of which there is no end. Pure. */
#ifndef MAIL_SIGNATURE_H
#define MAIL_SIGNATURE_H

#include <stdbool.h>
#include <stddef.h>

#include "daemon/common/buf.h"
#include "daemon/common/slice.h"

/* Folded (utf8.h), each part between two blanks. */
struct signature_names {
	struct buf parts;
};

#define SIGNATURE_NAMES_INIT \
	{ \
		BUF_INIT \
	}
void signature_names_release(struct signature_names *names);
/* Adds the parts of a name ("Mere Rātā"); not what is in front of names ("te", "van") or is one
 * letter. */
void signature_names_add(struct signature_names *names, struct slice name);

/* How much of the text stands above where they sign: lines below the first, or the last sentences
 * of the last line, that are their name, with nothing but words of closing in front of it; all
 * below it goes with it. All of the text where they do not. */
size_t signature_at(const struct signature_names *names, struct slice text);

enum signature_left {
	SIGNATURE_NONE,
	SIGNATURE_PART, /* "aroha": a name of theirs, or a word */
	SIGNATURE_NAME, /* two parts of it, side by side */
};
/* What of their names stands in the text, wherever. */
enum signature_left signature_left(const struct signature_names *names, struct slice text);

#endif

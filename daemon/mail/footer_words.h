/* SPDX-License-Identifier: MIT
 * What stands below a sign-off and a name: an office, hours, pronouns, a saying, who owns the land,
 * what lawyers want. People do not see it when they write "yes please" above it, and it says
 * nothing of what they were asked; but somebody may have written below their name. Pure. */
#ifndef MAIL_FOOTER_WORDS_H
#define MAIL_FOOTER_WORDS_H

#include <stdbool.h>

#include "daemon/common/slice.h"

enum footer_said {
	FOOTER_NOTHING, /* what footers say */
	FOOTER_MORE,   /* something that a person should read, and nothing against what stands above
	                */
	FOOTER_SPOILS, /* it may speak against it, or ask */
};

/* `speaks`: is this, alone, an answer or an order of its own? */
enum footer_said footer_words_read(struct slice footer, bool (*speaks)(struct slice, const void *),
    const void *context);

#endif

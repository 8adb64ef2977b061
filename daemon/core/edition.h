/* SPDX-License-Identifier: MIT
 * An announcement as a message: Markdown and the list's templates made into text and HTML, compiled
 * once into a master with a slot for each thing that differs from person to person. */
#ifndef CORE_EDITION_H
#define CORE_EDITION_H

#include "announcement.h"
#include "core.h"

struct list;

/* Gmail cuts a mail at about 102 kB, besides its images, and the footer with it. */
#define EDITION_BYTES_MAX 100000

/* What one person's copy says of that person. */
struct edition_person {
	struct slice address, message_token, unsubscribe_token, since, how;
};

/* The master for everybody; its Date is `at`. Nothing is added on failure. */
int edition_compile(struct core *core, const struct announcement *a, const struct list *list,
    int64_t at, struct buf *master, struct err *err);
/* The same without HTML, for those who asked for text alone. */
int edition_compile_text(struct core *core, const struct announcement *a, const struct list *list,
    int64_t at, struct buf *master, struct err *err);
/* One person's whole message of a master. */
int edition_fill(struct slice master, const struct edition_person *person, struct buf *message,
    struct err *err);
/* The text and the HTML one person would read (either may be NULL); images are in the HTML itself, so that
 * it can be looked at as a page. */
int edition_read(struct core *core, const struct announcement *a, const struct list *list,
    const struct edition_person *person, struct buf *text, struct buf *html, struct err *err);

#endif

/* SPDX-License-Identifier: MIT
 * An announcement as a message: Markdown and the list's templates made into text and HTML, compiled
 * once into a master with a slot for each thing that differs from person to person. */
#ifndef CORE_ANNOUNCEMENT_MAIL_H
#define CORE_ANNOUNCEMENT_MAIL_H

#include "daemon/core/announcements/announcement.h"
#include "daemon/core/loop/core.h"

struct list;

/* Gmail cuts a mail at about 102 kB, besides its images, and the footer with it. */
#define ANNOUNCEMENT_MAIL_BYTES_MAX 100000

/* What one person's copy says of that person. */
struct announcement_mail_person {
	struct slice address, message_token, unsubscribe_token, since, how;
};

/* The master for everybody; its Date is `at`. Nothing is added on failure. */
int announcement_mail_compile(struct core *core, const struct announcement *a,
    const struct list *list, int64_t at, struct buf *master, struct err *err);
/* The same without HTML, for those who asked for text alone. */
int announcement_mail_compile_text(struct core *core, const struct announcement *a,
    const struct list *list, int64_t at, struct buf *master, struct err *err);
/* One person's whole message of a master. */
int announcement_mail_fill(struct slice master, const struct announcement_mail_person *person,
    struct buf *message, struct err *err);
/* The text and the HTML one person would read (either may be NULL); images are in the HTML itself,
 * so that it can be looked at as a page. */
int announcement_mail_read(struct core *core, const struct announcement *a, const struct list *list,
    const struct announcement_mail_person *person, struct buf *text, struct buf *html,
    struct err *err);

#endif

/* SPDX-License-Identifier: MIT
 * The images of an announcement: files of the folder templates.images that its Markdown names, read
 * once when it is composed and sent inside the mail. Nothing is ever fetched. */
#ifndef CORE_ANNOUNCEMENT_IMAGE_H
#define CORE_ANNOUNCEMENT_IMAGE_H

#include "daemon/core/loop/core.h"
#include "daemon/mail/compose.h"
#include "daemon/mail/image.h"
#include "daemon/mail/markdown.h"

struct announcement_image {
	char name[IMAGE_NAME_MAX + 1];
	const char *type;
	struct buf data, id, url;
};

struct embeds {
	struct announcement_image rows[COMPOSE_IMAGES_MAX];
	size_t count;
	size_t bytes; /* of all of them */
};

void embeds_init(struct embeds *e);
void embeds_release(struct embeds *e);
/* Reads the images of a source; each stands once, however often it is shown. -1 and a sentence with
 * the line where one cannot go: it has no words, is from elsewhere, not there, no image, too large,
 * or there are too many. Release it either way. */
int embeds_load(struct core *core, struct slice source, struct embeds *e, struct err *err);
/* The HTML of the source with them: by their ids, or (for looking at it outside of a mail) with
 * the bytes themselves. */
void embeds_html(const struct embeds *e, struct slice source, bool is_preview, struct buf *html);
/* For compose_message(); borrowed from `e`. */
void embeds_compose(const struct embeds *e, struct compose_image images_r[COMPOSE_IMAGES_MAX]);
/* About how many bytes of the message they are. */
size_t embeds_encoded(const struct embeds *e);

#endif

/* SPDX-License-Identifier: MIT
 * Images of announcements; see announcement_image.h. A name is a file's own name, so it stays in
 * the folder; a link in the folder leads out of it only where whoever owns the folder made it, and
 * is not followed even so. The id of an image is made of its bytes, so the same announcement is the
 * same message every time. */
#include "daemon/core/announcements/announcement_image.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/common/base32.h"
#include "daemon/common/hash.h"
#include "daemon/common/str_put.h"
#include "daemon/common/xmalloc.h"
#include "daemon/mail/encode.h"

#define ID_BYTES 16   /* of the hash: 128 bits, never the same for other bytes */
#define URL_SHOWN 100 /* of a link, in what is said about it */

struct loading {
	struct core *core;
	struct embeds *embeds;
	struct err *err;
};

void embeds_init(struct embeds *e)
{
	memset(e, 0, sizeof *e);
}

void embeds_release(struct embeds *e)
{
	for (size_t i = 0; i < e->count; i++) {
		buf_release(&e->rows[i].data);
		buf_release(&e->rows[i].id);
		buf_release(&e->rows[i].url);
	}
	embeds_init(e);
}

/* --- reading --- */

static int read_all(int fd, const char *name, size_t most, struct buf *data, struct err *err)
{
	char chunk[16384];
	ssize_t n;

	while ((n = read(fd, chunk, sizeof chunk)) > 0) {
		buf_add(data, chunk, (size_t)n);
		if (data->n > most)
			return err_set(err, ERR_PERM,
			    "the image \"%s\" has more than %zu bytes, which is the most "
			    "(announcements.image_max)",
			    name, most);
	}
	return n == 0 ?
	    0 :
	    err_set(err, ERR_TEMP, "the image \"%s\" cannot be read: %s", name, strerror(errno));
}

static int read_file(struct core *core, const char *name, struct buf *data, struct err *err)
{
	const char *folder = core->conf.templates.images;
	char *path = xasprintf("%s/%s", folder, name);
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK), rc = -1;
	struct stat st;

	if (fd < 0)
		(void)err_set(err, ERR_PERM,
		    errno == ENOENT ? "there is no image \"%s\" in %s" :
		                      "the image \"%s\" in %s cannot be opened",
		    name, folder);
	else if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode))
		(void)err_set(err, ERR_PERM, "\"%s\" in %s is not a file", name, folder);
	else
		rc = read_all(fd, name, (size_t)core->conf.announcements.image_max, data, err);
	if (fd >= 0)
		(void)close(fd); /* it was only read */
	free(path);
	return rc;
}

static void make_id(const struct core *core, struct announcement_image *row)
{
	uint8_t hash[HASH_SIZE];

	hash_sha256(buf_all(&row->data), hash);
	hex_add(&row->id, hash, ID_BYTES);
	buf_printf(&row->id, "@%s", core->identity.domain);
	buf_printf(&row->url, "cid:%s", row->id.p);
}

/* Adds a file to those that go with the mail. */
static int add(struct core *core, struct embeds *e, const char *name, struct err *err)
{
	struct announcement_image *row = &e->rows[e->count];
	size_t most = (size_t)core->conf.announcements.images_max;

	for (size_t i = 0; i < e->count; i++) {
		if (strcmp(e->rows[i].name, name) == 0)
			return 0;
	}
	if (e->count == COMPOSE_IMAGES_MAX)
		return err_set(err, ERR_PERM, "a mail shows at most %d images", COMPOSE_IMAGES_MAX);
	e->count++;
	str_put(row->name, sizeof row->name, "%s", name);
	if (read_file(core, name, &row->data, err) < 0)
		return -1;
	row->type = image_type(buf_all(&row->data));
	if (row->type == NULL)
		return err_set(err, ERR_PERM, "\"%s\" is not a PNG, JPEG or GIF image", name);
	e->bytes += row->data.n;
	if (e->bytes > most)
		return err_set(err, ERR_PERM,
		    "the images have together more than %zu bytes, which is the most "
		    "(announcements.images_max)",
		    most);
	make_id(core, row);
	return 0;
}

static int load_one(const struct loading *l, const struct markdown_link *link)
{
	struct slice url = slice_of(link->url);
	struct slice shown = slice_sub(url, 0, URL_SHOWN);

	if (slice_find(url, ':') < url.n || slice_starts(url, "//"))
		return err_set(l->err, ERR_PERM,
		    "the image \"%.*s\" is from elsewhere: loading it would tell who "
		    "reads the mail. Put the file into %s, or link to it",
		    SLICE_ARG(shown), l->core->conf.templates.images);
	if (!image_is_name(url))
		return err_set(l->err, ERR_PERM,
		    "the image \"%.*s\" must be the name of a file in %s, at most %d "
		    "letters, digits, \".\", \"-\" and \"_\"",
		    SLICE_ARG(shown), l->core->conf.templates.images, IMAGE_NAME_MAX);
	if (link->words.n == 0)
		return err_set(l->err, ERR_PERM,
		    "the image \"%s\" has no words for people who cannot see it: "
		    "![what it shows](%s)",
		    link->url, link->url);
	return add(l->core, l->embeds, link->url, l->err);
}

static void on_link(void *context, const struct markdown_link *link)
{
	struct loading *l = context;

	if (!link->is_image || err_is_set(l->err))
		return;
	if (load_one(l, link) < 0)
		(void)err_context(l->err, "line %d", link->line);
}

int embeds_load(struct core *core, struct slice source, struct embeds *e, struct err *err)
{
	struct loading l = { core, e, err };

	markdown_each_link(source, on_link, &l);
	return err_is_set(err) ? -1 : 0;
}

/* --- using --- */

void embeds_html(const struct embeds *e, struct slice source, bool is_preview, struct buf *html)
{
	struct markdown_embed rows[COMPOSE_IMAGES_MAX];
	struct buf urls[COMPOSE_IMAGES_MAX];

	for (size_t i = 0; i < e->count; i++) {
		const struct announcement_image *row = &e->rows[i];

		buf_init(&urls[i]);
		if (is_preview) {
			buf_printf(&urls[i], "data:%s;base64,", row->type);
			encode_base64(&urls[i], buf_all(&row->data));
		}
		rows[i] = (struct markdown_embed){ slice_of(row->name),
			is_preview ? urls[i].p : row->url.p };
	}
	markdown_to_html_with(html, source, rows, e->count);
	for (size_t i = 0; i < e->count; i++)
		buf_release(&urls[i]);
}

void embeds_compose(const struct embeds *e, struct compose_image images_r[COMPOSE_IMAGES_MAX])
{
	for (size_t i = 0; i < e->count; i++) {
		const struct announcement_image *row = &e->rows[i];

		images_r[i] = (struct compose_image){ row->type, row->name, row->id.p,
			buf_all(&row->data) };
	}
}

size_t embeds_encoded(const struct embeds *e)
{
	size_t n = 0;

	for (size_t i = 0; i < e->count; i++)
		n += (e->rows[i].data.n + 56) / 57 * 78; /* 57 bytes are a line of 76 and its end */
	return n;
}

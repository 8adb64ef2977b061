/* SPDX-License-Identifier: MIT
 * Templates as files; see template.h. A folder holds the templates of one language; a partial
 * is a neighbour with the same ending. One that is not there is empty, as the specification says,
 * but one that is there and cannot be read is an error: half a message must not go out. */
#include "daemon/mail/template.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define NAME_MAX_BYTES 64 /* of a partial */

struct folder {
	struct slice folder; /* with its last '/'; empty for the working folder */
	struct slice ending; /* ".html" */
	struct err err;      /* why a partial that is there could not be read */
};

int template_read_file(const char *path, struct buf *out, struct err *err)
{
	FILE *f = fopen(path, "re");
	char chunk[8192];
	size_t n;
	int rc = 0;

	if (f == NULL)
		return err_set(err, ERR_PERM, "%s: %s", path, strerror(errno));
	while ((n = fread(chunk, 1, sizeof chunk, f)) > 0 && out->n <= TEMPLATE_FILE_MAX)
		buf_add(out, chunk, n);
	if (ferror(f))
		rc = err_set(err, ERR_TEMP, "%s cannot be read", path);
	else if (out->n > TEMPLATE_FILE_MAX)
		rc = err_set(err, ERR_PERM, "%s is longer than %u bytes", path, TEMPLATE_FILE_MAX);
	(void)fclose(f); /* it was only read */
	return rc;
}

/* A partial's name is a plain one, so that it cannot name a file in another folder. */
static bool is_partial_name(struct slice name)
{
	if (name.n == 0 || name.n > NAME_MAX_BYTES)
		return false;
	for (size_t i = 0; i < name.n; i++) {
		char c = name.p[i];

		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
		        c == '_' || c == '-'))
			return false;
	}
	return true;
}

static bool load_partial(void *context, struct slice name, struct buf *text_r)
{
	struct folder *folder = context;
	struct buf path = BUF_INIT;
	struct err err = ERR_INIT;
	bool is_loaded = false;

	if (!is_partial_name(name))
		return false;
	buf_slice(&path, folder->folder);
	buf_slice(&path, name);
	buf_slice(&path, folder->ending);
	errno = 0;
	if (template_read_file(path.p, text_r, &err) == 0)
		is_loaded = true;
	else if (errno != ENOENT)
		(void)err_set(&folder->err, err.kind, "%s", err.text); /* the first one counts */
	buf_release(&path);
	return is_loaded;
}

int template_render_file(const char *path, json_t *values, struct buf *out, struct err *err)
{
	struct slice whole = slice_of(path);
	const char *slash = strrchr(path, '/');
	size_t folder_n = slash != NULL ? (size_t)(slash + 1 - path) : 0;
	const char *dot = strrchr(path + folder_n, '.');
	struct folder folder = { slice_sub(whole, 0, folder_n), slice_of(dot), ERR_INIT };
	struct template_partials partials = { load_partial, &folder, NULL };
	size_t start = out->n;
	struct buf text = BUF_INIT;
	int rc = -1;

	if (template_read_file(path, &text, err) < 0)
		goto out;
	rc = template_render(buf_all(&text),
	    slice_is(folder.ending, ".txt") ? TEMPLATE_TEXT : TEMPLATE_HTML, values, &partials, out,
	    err);
	if (rc < 0)
		(void)err_context(err, "%s", path);
	else if (err_is_set(&folder.err)) {
		buf_cut(out, start);
		rc = err_set(err, folder.err.kind, "%s", folder.err.text);
	}
out:
	buf_release(&text);
	return rc;
}

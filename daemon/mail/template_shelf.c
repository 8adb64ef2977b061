/* SPDX-License-Identifier: MIT
 * Templates that are kept; see template_shelf.h. An array in the order of names; a partial is a
 * neighbour with the same ending, as in template_file.c. An empty file is refused like a broken
 * one: an editor that writes in place leaves one for a moment, and an empty footer would send mail
 * without its way out. */
#include "daemon/mail/template_shelf.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/common/str_put.h"
#include "daemon/common/xmalloc.h"

#define NAME_SIZE 200 /* "en/confirm.txt" */
#define PHRASES "phrases"
#define BROKEN \
	"%s/%s is not there, or is broken: the log says at the last load what is wrong with it"
#define PHRASES_MAX 8192 /* bytes of a table: a page */

struct entry {
	char name[NAME_SIZE];
	struct template *template; /* one of the two; neither: it is there, and broken */
	json_t *phrases;
};

struct template_shelf {
	char *folder;
	struct entry *entries;
	size_t count, cap, bytes;
};

/* --- looking --- */

static int compare(const void *a, const void *b)
{
	return strcmp(((const struct entry *)a)->name, ((const struct entry *)b)->name);
}

static const struct entry *find(const struct template_shelf *shelf, const char *name)
{
	struct entry key;

	if (shelf == NULL || shelf->count == 0 || strlen(name) >= sizeof key.name)
		return NULL;
	str_put(key.name, sizeof key.name, "%s", name);
	return bsearch(&key, shelf->entries, shelf->count, sizeof key, compare);
}

bool template_shelf_has(const struct template_shelf *shelf, const char *name)
{
	const struct entry *e = find(shelf, name);

	return e != NULL && e->template != NULL;
}

bool template_shelf_speaks(const struct template_shelf *shelf, const char *language,
    struct buf *complaints)
{
	size_t n = strlen(language);

	for (size_t i = 0; i < shelf->count; i++) {
		if (strncmp(shelf->entries[i].name, language, n) == 0 &&
		    shelf->entries[i].name[n] == '/')
			return true;
	}
	if (shelf->count > 0) /* else the folder is away, which was told */
		buf_printf(complaints,
		    "templates.language is \"%s\", and %s/%s has no template: mails are in English\n",
		    language, shelf->folder, language);
	return false;
}

json_t *template_shelf_phrases(const struct template_shelf *shelf, const char *part)
{
	char name[NAME_SIZE];
	const struct entry *e;

	str_put(name, sizeof name, "%s/" PHRASES, part); /* one that is cut is not found */
	e = find(shelf, name);
	return e != NULL ? e->phrases : NULL;
}

/* --- rendering --- */

struct neighbours {
	const struct template_shelf *shelf;
	struct slice part;   /* "en/" */
	struct slice ending; /* ".html" */
	struct err err; /* a partial that is there and broken: half a message must not go out */
};

static const struct template *find_partial(void *context, struct slice name)
{
	struct neighbours *n = context;
	const struct entry *e;
	char path[NAME_SIZE];

	if (slice_find(name, '/') < name.n || slice_find(name, '\0') < name.n ||
	    n->part.n + name.n + n->ending.n >= sizeof path)
		return NULL;
	str_put(path, sizeof path, "%.*s%.*s%.*s", SLICE_ARG(n->part), SLICE_ARG(name),
	    SLICE_ARG(n->ending));
	e = find(n->shelf, path);
	if (e != NULL && e->template == NULL)
		(void)err_set(&n->err, ERR_PERM, BROKEN, n->shelf->folder,
		    path); /* the first one counts */
	return e != NULL ? e->template : NULL;
}

int template_shelf_render(const struct template_shelf *shelf, const char *name, json_t *values,
    struct buf *out, struct err *err)
{
	const struct entry *e = find(shelf, name);
	struct slice whole = slice_of(name);
	const char *dot = strrchr(name, '.');
	struct neighbours n = { shelf, slice_sub(whole, 0, slice_find(whole, '/') + 1),
		slice_of(dot), ERR_INIT };
	struct template_partials partials = { NULL, &n, find_partial };
	size_t start = out->n;
	int rc;

	if (e == NULL || e->template == NULL)
		return err_set(err, ERR_PERM, BROKEN, shelf->folder, name);
	rc = template_run(e->template, slice_is(n.ending, ".html") ? TEMPLATE_HTML : TEMPLATE_TEXT,
	    values, &partials, out, err);
	if (rc < 0)
		return err_context(err, "%s/%s", shelf->folder, name);
	if (!err_is_set(&n.err))
		return 0;
	buf_cut(out, start);
	return err_set(err, n.err.kind, "%s", n.err.text);
}

/* --- reading --- */

/* Letters, digits, dashes and underscores; an editor's "confirm.txt~" and ".confirm.txt.swp" are
 * none. */
static bool is_plain(struct slice s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9') &&
		    c != '-' && c != '_')
			return false;
	}
	return s.n > 0;
}

static bool is_template_name(struct slice name)
{
	static const char *const endings[] = { "txt", "html", "css" };
	size_t dot = slice_find(name, '.');

	for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
		if (dot < name.n && slice_is(slice_from(name, dot + 1), endings[i]))
			return is_plain(slice_sub(name, 0, dot));
	}
	return false;
}

static json_t *read_phrases(struct slice rest)
{
	json_t *table = json_object();
	struct slice line;

	while (slice_next_line(&rest, &line)) {
		size_t at = slice_find(line, '=');
		struct slice key = slice_trim(slice_sub(line, 0, at)), value;

		if (at == line.n || key.n == 0 || key.p[0] == '#' ||
		    json_object_getn(table, key.p, key.n) != NULL)
			continue;
		value = slice_trim(slice_from(line, at + 1));
		/* NULL where it is not UTF-8, and setting NULL does nothing. */
		(void)json_object_setn_new(table, key.p, key.n,
		    json_stringn(value.n > 0 ? value.p : "", value.n));
	}
	return table;
}

/* 0, or -1 and *err where the file is not fit for use. */
static int read_entry(struct template_shelf *shelf, struct entry *e, struct err *err)
{
	char *path = xasprintf("%s/%s", shelf->folder, e->name);
	const bool is_table = strcmp(strrchr(e->name, '/') + 1, PHRASES) == 0;
	struct buf text = BUF_INIT;
	int rc = template_read_file(path, &text, err);

	if (rc == 0 && text.n == 0)
		rc = err_set(err, ERR_PERM,
		    "%s is empty; {{! nothing }} makes a template of nothing", path);
	else if (rc == 0 && is_table && text.n > PHRASES_MAX)
		rc = err_set(err, ERR_PERM, "%s is longer than %d bytes", path, PHRASES_MAX);
	else if (rc == 0 && text.n > TEMPLATE_SHELF_BYTES_MAX - shelf->bytes)
		rc = err_set(err, ERR_PERM, "%s is too much: all together have at most %u bytes",
		    path, TEMPLATE_SHELF_BYTES_MAX);
	if (rc == 0 && is_table)
		e->phrases = read_phrases(buf_all(&text));
	else if (rc == 0 && (e->template = template_new(buf_all(&text), err)) == NULL)
		rc = err_context(err, "%s", path);
	if (rc == 0)
		shelf->bytes += text.n;
	free(path);
	buf_release(&text);
	return rc;
}

/* What it was when it was last well. */
static bool take_before(struct template_shelf *shelf, struct entry *e,
    const struct template_shelf *before)
{
	const struct entry *old = find(before, e->name);
	struct err none = ERR_INIT;

	if (old == NULL || (old->phrases == NULL && old->template == NULL))
		return false;
	if (old->phrases != NULL) {
		e->phrases = json_incref(old->phrases);
		return true;
	}
	if (template_text(old->template).n > TEMPLATE_SHELF_BYTES_MAX - shelf->bytes)
		return false;
	e->template = template_new(template_text(old->template), &none);
	shelf->bytes += template_text(old->template).n;
	return e->template != NULL; /* it was one before */
}

static void keep_entry(struct template_shelf *shelf, const struct entry *e)
{
	if (shelf->count == shelf->cap) {
		shelf->cap = shelf->cap > 0 ? 2 * shelf->cap : 128;
		shelf->entries = xreallocarray(shelf->entries, shelf->cap, sizeof *shelf->entries);
	}
	shelf->entries[shelf->count++] = *e;
}

static void add_entry(struct template_shelf *shelf, const char *part, const char *name,
    const struct template_shelf *before, struct buf *complaints)
{
	struct entry e = { .template = NULL };
	struct err err = ERR_INIT;
	bool is_kept = false;

	if (snprintf(e.name, sizeof e.name, "%s/%s", part, name) >= (int)sizeof e.name)
		return; /* no name of ours is so long */
	if (shelf->count == TEMPLATE_SHELF_FILES_MAX) {
		buf_printf(complaints, "%s/%s: more than %d templates\n", shelf->folder, e.name,
		    TEMPLATE_SHELF_FILES_MAX);
		return;
	}
	if (read_entry(shelf, &e, &err) < 0) {
		is_kept = take_before(shelf, &e, before);
		buf_printf(complaints, "%s; %s\n", err.text,
		    is_kept ? "the one before stays in force" : "no mail is made of it");
	}
	keep_entry(shelf, &e);
}

static void read_part(struct template_shelf *shelf, const char *part,
    const struct template_shelf *before, struct buf *complaints)
{
	char *path = xasprintf("%s/%s", shelf->folder, part);
	DIR *d = opendir(path);
	const struct dirent *e;

	/* A file beside the languages (a README) is none. */
	if (d == NULL && errno != ENOTDIR)
		buf_printf(complaints, "%s: %s\n", path, strerror(errno));
	while (d != NULL && (e = readdir(d)) != NULL) {
		if (is_template_name(slice_of(e->d_name)) || strcmp(e->d_name, PHRASES) == 0)
			add_entry(shelf, part, e->d_name, before, complaints);
	}
	if (d != NULL)
		(void)closedir(d);
	free(path);
}

/* The folder is away (a disk, a copy under way): mail goes on. */
static void keep_all(struct template_shelf *shelf, const struct template_shelf *before)
{
	for (size_t i = 0; before != NULL && i < before->count; i++) {
		struct entry e = { .template = NULL };

		str_put(e.name, sizeof e.name, "%s", before->entries[i].name);
		(void)take_before(shelf, &e, before); /* what was broken stays so */
		keep_entry(shelf, &e);
	}
}

struct template_shelf *template_shelf_new(const char *folder, const struct template_shelf *before,
    struct buf *complaints)
{
	struct template_shelf *shelf = xcalloc(1, sizeof *shelf);
	DIR *d = opendir(folder);
	const struct dirent *e;

	if (d == NULL) {
		buf_printf(complaints, "%s: %s\n", folder, strerror(errno));
		keep_all(shelf, before);
	}
	shelf->folder = xstrdup(folder);
	while (d != NULL && (e = readdir(d)) != NULL) {
		if (is_plain(slice_of(e->d_name)))
			read_part(shelf, e->d_name, before, complaints);
	}
	if (d != NULL)
		(void)closedir(d);
	if (shelf->count > 0)
		qsort(shelf->entries, shelf->count, sizeof *shelf->entries, compare);
	return shelf;
}

void template_shelf_free(struct template_shelf *shelf)
{
	if (shelf == NULL)
		return;
	for (size_t i = 0; i < shelf->count; i++) {
		template_free(shelf->entries[i].template);
		json_decref(shelf->entries[i].phrases);
	}
	free(shelf->entries);
	free(shelf->folder);
	free(shelf);
}

/* SPDX-License-Identifier: MIT
 * Reads dpupd.conf by the table of conf_table.c; the only file that knows libconfig.
 *
 * Order: the text is scanned for what libconfig would silently get wrong, then parsed, then
 * every setting is walked (libconfig itself ignores what nobody asks for), then what was not
 * given gets its default, then keys are compared with each other (conf_table.c). Only a file
 * that cannot be parsed ends the reading early; every other error is noted and the reading
 * goes on.
 *
 * It never reads a secret: it looks at the mode of their files only. */
#include "conf.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <libconfig.h>

#include "conf_rules.h"
#include "conf_scan.h"
#include "conf_table.h"
#include "err.h"
#include "nearest.h"
#include "num.h"
#include "slice.h"
#include "xmalloc.h"

#define CONF_FILE_MAX (1u << 20)	/* thousands of times a real one */

struct reading {
	const char *path;	/* of the file, as the caller wrote it */
	char *folder;		/* absolute, for relative paths in it */
	config_t cfg;
	struct conf_report *report;
};

void conf_report_init(struct conf_report *r)
{
	buf_init(&r->errors);
	buf_init(&r->warnings);
}

void conf_report_release(struct conf_report *r)
{
	buf_release(&r->errors);
	buf_release(&r->warnings);
}

static void note(struct reading *rd, struct buf *out, int line, const char *fmt, va_list ap)
{
	char text[1024];

	(void)vsnprintf(text, sizeof text, fmt, ap);	/* cut is fine: it is for people */
	if (line > 0)
		buf_printf(out, "%s:%d: %s\n", rd->path, line, text);
	else
		buf_printf(out, "%s: %s\n", rd->path, text);
}

static void wrong(struct reading *rd, int line, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
static void wrong(struct reading *rd, int line, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	note(rd, &rd->report->errors, line, fmt, ap);
	va_end(ap);
}

static void odd(struct reading *rd, int line, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
static void odd(struct reading *rd, int line, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	note(rd, &rd->report->warnings, line, fmt, ap);
	va_end(ap);
}

/* --- the text ------------------------------------------------------------------------------ */

/* Only a plain file is opened for reading, so that a pipe or a folder cannot hang or kill us. */
static int read_text(struct reading *rd, struct buf *text)
{
	int fd = open(rd->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat st;
	ssize_t n = 0;

	if (fd < 0 || fstat(fd, &st) < 0) {
		wrong(rd, 0, "cannot be read: %s", strerror(errno));
		if (fd >= 0)
			(void)close(fd);
		return -1;
	}
	if (!S_ISREG(st.st_mode))
		wrong(rd, 0, "is not a file");
	else if (st.st_size > CONF_FILE_MAX)
		wrong(rd, 0, "is larger than 1 MiB; is this the configuration?");
	else if ((st.st_mode & S_IWOTH) != 0)
		wrong(rd, 0, "can be changed by everybody on this machine; chmod o-w it");
	else {
		buf_reserve(text, CONF_FILE_MAX + 1);
		while (text->n <= CONF_FILE_MAX &&
		    (n = read(fd, text->p + text->n, CONF_FILE_MAX + 1 - text->n)) > 0)
			text->n += (size_t)n;
		text->p[text->n] = '\0';
		if (n < 0)
			wrong(rd, 0, "cannot be read: %s", strerror(errno));
		else if (memchr(text->p, '\0', text->n) != NULL)
			wrong(rd, 0, "holds a NUL byte; is this the configuration?");
	}
	(void)close(fd);
	return rd->report->errors.n > 0 ? -1 : 0;
}

/* Tells what libconfig would silently get wrong. -1: the text must not be parsed. */
static int scan_text(struct reading *rd, struct slice text)
{
	struct conf_scan scan = { text, 1 };
	enum conf_scan_fault fault;
	struct slice word;
	int rc = 0;

	while (conf_scan_next(&scan, &fault, &word)) {
		word = slice_sub(word, 0, 40);
		switch (fault) {
		case CONF_SCAN_HEX:
			wrong(rd, scan.line, "%.*s: write numbers in decimal", SLICE_ARG(word));
			break;
		case CONF_SCAN_LARGE:
			wrong(rd, scan.line, "%.*s is larger than any number here may be", SLICE_ARG(word));
			break;
		case CONF_SCAN_INCLUDE:
			wrong(rd, scan.line, "@include is not supported: the configuration is one file");
			rc = -1;
			break;
		}
	}
	return rc;
}

/* --- values -------------------------------------------------------------------------------- */

/* One setting on its way into one field. */
struct value {
	struct reading *rd;
	const struct conf_group *group;
	const struct conf_key *key;
	void *base;			/* struct the field is in; NULL: check only */
	int line;
	config_setting_t *setting;	/* NULL while defaults are set */
};

static void wrong_value(const struct value *v, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
static void wrong_value(const struct value *v, const char *fmt, ...)
{
	char text[ERR_TEXT_MAX];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof text, fmt, ap);	/* cut is fine: it is for people */
	va_end(ap);
	wrong(v->rd, v->line, "%s.%s %s", v->group->name, v->key->name, text);
}

static char **string_field(const struct conf_key *key, void *base)
{
	return (char **)(void *)((char *)base + key->offset);
}

static void set_string(const struct value *v, char *owned)
{
	char **field;

	if (v->base == NULL) {
		free(owned);
		return;
	}
	field = string_field(v->key, v->base);
	free(*field);
	*field = owned;
}

static void set_number(const struct value *v, int64_t n)
{
	void *field;

	if (v->base == NULL)
		return;
	field = (char *)v->base + v->key->offset;
	if (v->key->type == CONF_INT)
		*(int *)field = (int)n;
	else
		*(int64_t *)field = n;
}

/* Takes `name` and puts it behind the folder. */
static char *join(const char *folder, char *name)
{
	char *path = xasprintf("%s/%s", folder, name);

	free(name);
	return path;
}

/* Outside systemd the folder is not known, and a check by hand must still work. */
static const char *credentials_folder(const struct value *v)
{
	const char *folder = getenv("CREDENTIALS_DIRECTORY");

	if (folder != NULL && folder[0] == '/')
		return folder;
	odd(v->rd, v->line, "%s.%s: credentials are there only when systemd starts dpupd",
	    v->group->name, v->key->name);
	return CONF_CREDENTIALS_DEFAULT;
}

static void set_text(const struct value *v, const char *text)
{
	struct err err = ERR_INIT;
	char *s = NULL;

	if (conf_table_text(v->key, text, &s, &err) != 0) {
		wrong_value(v, "%s", err.text);
		return;
	}
	/* Two keys share one field: a file and a credential. */
	if (v->setting != NULL && v->base != NULL && v->key->fallback == NULL &&
	    *string_field(v->key, v->base) != NULL) {
		wrong_value(v, "is the second of a file and a credential; keep one");
		free(s);
		return;
	}
	if (v->key->type == CONF_PATH && s[0] != '/')
		s = join(v->rd->folder, s);
	else if (v->key->type == CONF_CREDENTIAL)
		s = join(credentials_folder(v), s);
	/* After joining: the limit of a socket's path is that of the whole path. */
	if (v->key->max > 0 && strlen(s) > (size_t)v->key->max) {
		wrong_value(v, "has %zu bytes; at most %lld are allowed", strlen(s),
		    (long long)v->key->max);
		free(s);
	} else {
		set_string(v, s);
	}
}

static bool read_span(const struct value *v, const char *text, int64_t *span_r)
{
	struct err err = ERR_INIT;

	if (conf_table_span(v->key, text, span_r, &err) == 0)
		return true;
	wrong_value(v, "%s", err.text);
	return false;
}

static void set_span(const struct value *v, const char *text)
{
	int64_t span;

	if (read_span(v, text, &span))
		set_number(v, span);
}

/* Adds one span, keeping the longest first. */
static void add_span(const struct value *v, const char *text)
{
	int64_t *spans, span;
	int *count, at = 0;

	if (!read_span(v, text, &span) || v->base == NULL)
		return;
	spans = (int64_t *)(void *)((char *)v->base + v->key->offset);
	count = (int *)(void *)((char *)v->base + v->key->count);
	while (at < *count && spans[at] > span)
		at++;
	if (at < *count && spans[at] == span) {
		wrong_value(v, "has \"%.40s\" twice", text);
	} else if (*count == CONF_OFFSETS_MAX) {
		wrong_value(v, "has more than %d entries", CONF_OFFSETS_MAX);
	} else {
		memmove(spans + at + 1, spans + at, (size_t)(*count - at) * sizeof *spans);
		spans[at] = span;
		(*count)++;
	}
}

static void read_string(const struct value *v)
{
	const char *text = config_setting_get_string(v->setting);

	if (v->key->type == CONF_SPAN)
		set_span(v, text);
	else
		set_text(v, text);
}

static void read_number(const struct value *v)
{
	int64_t n = config_setting_get_int64(v->setting);

	if (n < v->key->min || n > v->key->max)
		wrong_value(v, "is %lld; it may be %lld to %lld", (long long)n,
		    (long long)v->key->min, (long long)v->key->max);
	else
		set_number(v, n);
}

static void set_flag(const struct value *v, bool is_set)
{
	if (v->base != NULL)
		*(bool *)((char *)v->base + v->key->offset) = is_set;
}

static void read_flag(const struct value *v)
{
	set_flag(v, config_setting_get_bool(v->setting) != 0);
}

static void read_spans(const struct value *v)
{
	if (v->base != NULL)
		*(int *)(void *)((char *)v->base + v->key->count) = 0;
	for (int i = 0; i < config_setting_length(v->setting); i++) {
		const char *text = config_setting_get_string_elem(v->setting, i);

		if (text == NULL)
			wrong_value(v, "holds something that is not a span in double quotes");
		else
			add_span(v, text);
	}
}

static void read_group(struct reading *rd, const struct conf_group *group,
    config_setting_t *setting, void *base);

static void read_keys(const struct value *v)
{
	read_group(v->rd, v->key->group, v->setting, v->base);
}

static void read_anything(const struct value *v)
{
	(void)v;	/* nothing is stored of a later version's group */
}

static void refuse(const struct value *v)
{
	wrong_value(v, "must not be here: %s", v->key->words);
}

#define ANY (-1)

/* How each type of key is written, and who reads it. `other` is a second spelling libconfig has. */
static const struct {
	int type, other;
	const char *form;
	void (*read)(const struct value *v);
} forms[] = {
	[CONF_TEXT] = { CONFIG_TYPE_STRING, ANY, "a text in double quotes", read_string },
	[CONF_CHOICE] = { CONFIG_TYPE_STRING, ANY, "a word in double quotes", read_string },
	[CONF_PATH] = { CONFIG_TYPE_STRING, ANY, "a path in double quotes", read_string },
	[CONF_CREDENTIAL] = { CONFIG_TYPE_STRING, ANY, "a name in double quotes", read_string },
	[CONF_INT] = { CONFIG_TYPE_INT, CONFIG_TYPE_INT64, "a whole number", read_number },
	[CONF_INT64] = { CONFIG_TYPE_INT, CONFIG_TYPE_INT64, "a whole number", read_number },
	[CONF_SPAN] = { CONFIG_TYPE_STRING, ANY, "a number and a unit in double quotes, like \"5m\"",
	    read_string },
	[CONF_SPANS] = { CONFIG_TYPE_ARRAY, CONFIG_TYPE_LIST, "a list like [ \"7d\", \"2h\" ]",
	    read_spans },
	[CONF_FLAG] = { CONFIG_TYPE_BOOL, ANY, "true or false", read_flag },
	[CONF_KEYS] = { CONFIG_TYPE_GROUP, ANY, "a group { ... }", read_keys },
	[CONF_ANY_GROUP] = { CONFIG_TYPE_GROUP, ANY, "a group { ... }", read_anything },
	[CONF_ANY_LIST] = { CONFIG_TYPE_LIST, CONFIG_TYPE_ARRAY, "a list ( ... )", read_anything },
	[CONF_NEVER] = { ANY, ANY, "nothing", refuse },
};

static void read_value(const struct value *v)
{
	int type = config_setting_type(v->setting);

	if (forms[v->key->type].type != ANY && type != forms[v->key->type].type &&
	    type != forms[v->key->type].other) {
		wrong_value(v, "must be %s", forms[v->key->type].form);
		return;
	}
	forms[v->key->type].read(v);
}

/* --- groups -------------------------------------------------------------------------------- */

static void set_default(const struct value *v)
{
	struct slice rest = slice_of(v->key->fallback), word;
	int64_t n;

	if (v->key->fallback == NULL)
		return;
	if (v->key->type == CONF_SPANS) {
		while (slice_next_word(&rest, &word)) {
			char *text = slice_dup(word);

			add_span(v, text);
			free(text);
		}
	} else if (v->key->type == CONF_INT || v->key->type == CONF_INT64) {
		if (num_parse(rest, v->key->min, v->key->max, &n))
			set_number(v, n);
	} else if (v->key->type == CONF_SPAN) {
		set_span(v, v->key->fallback);
	} else if (v->key->type == CONF_FLAG) {
		set_flag(v, strcmp(v->key->fallback, "true") == 0);
	} else {
		set_text(v, v->key->fallback);
	}
}

static void unknown(struct reading *rd, int line, const char *prefix, const struct nearest *n)
{
	const char *best = nearest_best(n);

	if (best != NULL)
		wrong(rd, line, "%s%s is not known; did you mean %s?", prefix, n->wanted, best);
	else
		wrong(rd, line, "%s%s is not known", prefix, n->wanted);
}

static const struct conf_key *find_key(struct reading *rd, const struct conf_group *group,
    config_setting_t *setting)
{
	struct nearest n = NEAREST_INIT(config_setting_name(setting));
	char *prefix;

	for (size_t i = 0; i < group->key_count; i++) {
		if (strcmp(group->keys[i].name, n.wanted) == 0)
			return &group->keys[i];
		if (group->keys[i].type != CONF_NEVER)
			nearest_offer(&n, group->keys[i].name);
	}
	prefix = xasprintf("%s.", group->name);
	unknown(rd, config_setting_source_line(setting), prefix, &n);
	free(prefix);
	return NULL;
}

/* One group or one entry of a list; `setting` is NULL where the file has none. */
static void read_group(struct reading *rd, const struct conf_group *group,
    config_setting_t *setting, void *base)
{
	int line = setting != NULL ? config_setting_source_line(setting) : 1;
	struct value v = { .rd = rd, .group = group, .base = base, .line = line };

	for (size_t i = 0; i < group->key_count; i++) {
		v.key = &group->keys[i];
		set_default(&v);
	}
	for (int i = 0; setting != NULL && i < config_setting_length(setting); i++) {
		v.setting = config_setting_get_elem(setting, (unsigned)i);
		v.line = config_setting_source_line(v.setting);
		v.key = find_key(rd, group, v.setting);
		if (v.key == NULL)
			continue;
		read_value(&v);
	}
	for (size_t i = 0; i < group->key_count; i++)
		if ((group->keys[i].flags & CONF_REQUIRED) != 0 &&
		    (setting == NULL || config_setting_get_member(setting, group->keys[i].name) == NULL))
			wrong(rd, line, "%s.%s is missing: it must be given", group->name,
			    group->keys[i].name);
}

static void read_list(struct reading *rd, const struct conf_group *group, config_setting_t *setting,
    struct conf *c)
{
	int *count = (int *)(void *)((char *)c + group->count);
	int n = setting != NULL ? config_setting_length(setting) : 0;

	if (setting != NULL && n == 0)
		wrong(rd, config_setting_source_line(setting), "%s is empty; give one or leave it out",
		    group->name);
	for (int i = 0; i < n; i++) {
		config_setting_t *entry = config_setting_get_elem(setting, (unsigned)i);
		int line = config_setting_source_line(entry);

		if (config_setting_type(entry) != CONFIG_TYPE_GROUP) {
			wrong(rd, line, "%s holds something that is not a group { ... }", group->name);
		} else if (*count == (int)group->entries_max) {
			wrong(rd, line, "%s has more than %zu entries", group->name, group->entries_max);
			return;
		} else {
			read_group(rd, group, entry,
			    (char *)c + group->offset + (size_t)*count * group->entry_size);
			(*count)++;
		}
	}
}

static const struct conf_group *find_group(struct reading *rd, config_setting_t *setting)
{
	struct nearest n = NEAREST_INIT(config_setting_name(setting));

	for (size_t i = 0; i < conf_group_count; i++) {
		if (strcmp(conf_groups[i].name, n.wanted) == 0)
			return &conf_groups[i];
		nearest_offer(&n, conf_groups[i].name);
	}
	unknown(rd, config_setting_source_line(setting), "", &n);
	return NULL;
}

/* True where what stands at the top of the file has the form its table row asks for. */
static bool has_group_form(struct reading *rd, const struct conf_group *group,
    config_setting_t *setting)
{
	int type = config_setting_type(setting), line = config_setting_source_line(setting);

	if (group->entries_max > 0 && type != CONFIG_TYPE_LIST) {
		wrong(rd, line, "%s must be a list of groups: %s = ( { ... }, { ... } );", group->name,
		    group->name);
		return false;
	}
	if (group->entries_max == 0 && type != CONFIG_TYPE_GROUP) {
		wrong(rd, line, "%s must be a group: %s = { ... };", group->name, group->name);
		return false;
	}
	return true;
}

static void read_any(struct reading *rd, const struct conf_group *group,
    config_setting_t *setting, struct conf *c)
{
	if (group->entries_max > 0)
		read_list(rd, group, setting, c);
	else
		read_group(rd, group, setting, c);
}

/* In the order of the file, so that errors come in it too; then what the file does not have. */
static void read_groups(struct reading *rd, struct conf *c)
{
	config_setting_t *root = config_root_setting(&rd->cfg);
	uint32_t done = 0;

	for (int i = 0; i < config_setting_length(root); i++) {
		config_setting_t *setting = config_setting_get_elem(root, (unsigned)i);
		const struct conf_group *group = find_group(rd, setting);

		if (group == NULL)
			continue;
		done |= 1u << (group - conf_groups);
		read_any(rd, group, has_group_form(rd, group, setting) ? setting : NULL, c);
	}
	for (size_t i = 0; i < conf_group_count; i++)
		if ((done & 1u << i) == 0)
			read_any(rd, &conf_groups[i], NULL, c);
}

/* --- a whole file -------------------------------------------------------------------------- */

/* For conf_rules_compare(): the line of "relays.[0].tls", or of the nearest thing around it. */
static void say(void *context, enum conf_severity severity, const char *path, const char *text)
{
	struct reading *rd = context;
	char *at = xstrdup(path), *dot = NULL;
	config_setting_t *setting = config_lookup(&rd->cfg, at);
	int line = 1;

	while (setting == NULL && (dot = strrchr(at, '.')) != NULL) {
		*dot = '\0';
		setting = config_lookup(&rd->cfg, at);
	}
	if (setting != NULL)
		line = config_setting_source_line(setting);
	if (severity == CONF_ERROR)
		wrong(rd, line, "%s", text);
	else
		odd(rd, line, "%s", text);
	free(at);
}

static char *folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *folder = slash == NULL ? xstrdup(".") : xstrndup(path, (size_t)(slash - path) + 1);
	char *full = realpath(folder, NULL);

	if (full == NULL)
		return folder;	/* opening the file says why */
	free(folder);
	return full;
}

static int parse_file(struct reading *rd)
{
	struct buf text = BUF_INIT;
	int rc = read_text(rd, &text);

	if (rc == 0)
		rc = scan_text(rd, buf_all(&text));
	if (rc == 0 && config_read_string(&rd->cfg, text.p) != CONFIG_TRUE) {
		wrong(rd, config_error_line(&rd->cfg), "%s (a missing quote, semicolon or bracket, here or "
		    "in the line before?)", config_error_text(&rd->cfg));
		rc = -1;
	}
	buf_release(&text);
	return rc;
}

int conf_load(const char *path, struct conf *conf_r, struct conf_report *report)
{
	struct conf_report unread;
	struct reading rd = { .path = path, .folder = folder_of(path), .report = report };

	memset(conf_r, 0, sizeof *conf_r);
	conf_report_init(&unread);
	config_init(&rd.cfg);
	if (parse_file(&rd) != 0) {
		/* Defaults all the same; what is missing from half a tree is nobody's news. */
		config_destroy(&rd.cfg);
		config_init(&rd.cfg);
		rd.report = &unread;
	}
	read_groups(&rd, conf_r);
	conf_rules_derive(conf_r);
	conf_rules_compare(conf_r, say, &rd);
	config_destroy(&rd.cfg);
	conf_report_release(&unread);
	free(rd.folder);
	return report->errors.n > 0 ? -1 : 0;
}

static void release_keys(const struct conf_group *group, void *base)
{
	for (size_t i = 0; i < group->key_count; i++) {
		const struct conf_key *key = &group->keys[i];

		if (key->type == CONF_KEYS)
			release_keys(key->group, base);
		/* A credential shares the field of the file beside it. */
		if (key->type != CONF_TEXT && key->type != CONF_CHOICE && key->type != CONF_PATH)
			continue;
		free(*string_field(key, base));
		*string_field(key, base) = NULL;
	}
}

void conf_release(struct conf *c)
{
	for (size_t i = 0; i < conf_group_count; i++) {
		const struct conf_group *group = &conf_groups[i];

		for (size_t n = 0; n < group->entries_max; n++)
			release_keys(group, (char *)c + group->offset + n * group->entry_size);
		if (group->entries_max == 0)
			release_keys(group, c);
	}
}

char conf_delimiter(const struct conf *c)
{
	return strcmp(c->identity.delimiter, "none") == 0 ? '\0' : c->identity.delimiter[0];
}

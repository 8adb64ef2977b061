/* SPDX-License-Identifier: MIT
 * Reads dpupd.conf by the table of conf_table.c; with conf_value.c the only one that knows
 * libconfig.
 *
 * Order: the text is scanned for what libconfig would silently get wrong, then parsed, then
 * every setting is walked (libconfig itself ignores what nobody asks for), then what was not
 * given gets its default, then keys are compared with each other (conf_rules.c). Only a file
 * that cannot be parsed ends the reading early; every other error is noted and the reading
 * goes on.
 *
 * It never reads a secret: it looks at the mode of their files only. */
#include "daemon/common/conf.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <libconfig.h>

#include "daemon/common/conf_here.h"
#include "daemon/common/conf_reading.h"
#include "daemon/common/conf_rules.h"
#include "daemon/common/conf_scan.h"
#include "daemon/common/conf_table.h"
#include "daemon/common/conf_value.h"
#include "daemon/common/nearest.h"
#include "daemon/common/slice.h"
#include "daemon/common/xmalloc.h"

#define CONF_FILE_MAX (1u << 20) /* thousands of times a real one */

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

/* --- the text ------------------------------------------------------------------------------ */

/* Only a plain file is opened for reading, so that a pipe or a folder cannot hang or kill us. */
static int read_text(struct conf_reading *rd, struct buf *text)
{
	int fd = open(rd->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat st;
	ssize_t n = 0;

	if (fd < 0 || fstat(fd, &st) < 0) {
		conf_wrong(rd, 0, "cannot be read: %s", strerror(errno));
		if (fd >= 0)
			(void)close(fd);
		return -1;
	}
	if (!S_ISREG(st.st_mode))
		conf_wrong(rd, 0, "is not a file");
	else if (st.st_size > CONF_FILE_MAX)
		conf_wrong(rd, 0, "is larger than 1 MiB; is this the configuration?");
	else if ((st.st_mode & S_IWOTH) != 0)
		conf_wrong(rd, 0, "can be changed by everybody on this machine; chmod o-w it");
	else {
		buf_reserve(text, CONF_FILE_MAX + 1);
		while (text->n <= CONF_FILE_MAX &&
		    (n = read(fd, text->p + text->n, CONF_FILE_MAX + 1 - text->n)) > 0)
			text->n += (size_t)n;
		text->p[text->n] = '\0';
		if (n < 0)
			conf_wrong(rd, 0, "cannot be read: %s", strerror(errno));
		else if (memchr(text->p, '\0', text->n) != NULL)
			conf_wrong(rd, 0, "holds a NUL byte; is this the configuration?");
	}
	(void)close(fd);
	return rd->report->errors.n > 0 ? -1 : 0;
}

/* Tells what libconfig would silently get wrong. -1: the text must not be parsed. */
static int scan_text(struct conf_reading *rd, struct slice text)
{
	struct conf_scan scan = { text, 1 };
	enum conf_scan_fault fault;
	struct slice word;
	int rc = 0;

	while (conf_scan_next(&scan, &fault, &word)) {
		word = slice_sub(word, 0, 40);
		switch (fault) {
		case CONF_SCAN_HEX:
			conf_wrong(rd, scan.line, "%.*s: write numbers in decimal",
			    SLICE_ARG(word));
			break;
		case CONF_SCAN_LARGE:
			conf_wrong(rd, scan.line, "%.*s is larger than any number here may be",
			    SLICE_ARG(word));
			break;
		case CONF_SCAN_INCLUDE:
			conf_wrong(rd, scan.line,
			    "@include is not supported: the configuration is one file");
			rc = -1;
			break;
		}
	}
	return rc;
}

/* --- groups ------------------------------------------------------------------------------- */

static void unknown(struct conf_reading *rd, int line, const char *prefix, const struct nearest *n)
{
	const char *best = nearest_best(n);

	if (best != NULL)
		conf_wrong(rd, line, "%s%s is not known; did you mean %s?", prefix, n->wanted,
		    best);
	else
		conf_wrong(rd, line, "%s%s is not known", prefix, n->wanted);
}

static const struct conf_key *find_key(struct conf_reading *rd, const struct conf_group *group,
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
static void read_group(struct conf_reading *rd, const struct conf_group *group,
    config_setting_t *setting, void *base)
{
	int line = setting != NULL ? config_setting_source_line(setting) : 1;
	struct conf_value v = { .rd = rd, .group = group, .base = base, .line = line };

	for (size_t i = 0; i < group->key_count; i++) {
		v.key = &group->keys[i];
		conf_value_default(&v);
	}
	for (int i = 0; setting != NULL && i < config_setting_length(setting); i++) {
		v.setting = config_setting_get_elem(setting, (unsigned)i);
		v.line = config_setting_source_line(v.setting);
		v.key = find_key(rd, group, v.setting);
		if (v.key == NULL)
			continue;
		if (conf_value_read(&v) && v.key->type == CONF_KEYS)
			read_group(rd, v.key->group, v.setting, base);
	}
	for (size_t i = 0; i < group->key_count; i++)
		if ((group->keys[i].flags & CONF_REQUIRED) != 0 &&
		    (setting == NULL ||
		        config_setting_get_member(setting, group->keys[i].name) == NULL))
			conf_wrong(rd, line, "%s.%s is missing: it must be given", group->name,
			    group->keys[i].name);
}

static void read_list(struct conf_reading *rd, const struct conf_group *group,
    config_setting_t *setting, struct conf *c)
{
	int *count = (int *)(void *)((char *)c + group->count);
	int n = setting != NULL ? config_setting_length(setting) : 0;

	if (setting != NULL && n == 0)
		conf_wrong(rd, config_setting_source_line(setting),
		    "%s is empty; give one or leave it out", group->name);
	for (int i = 0; i < n; i++) {
		config_setting_t *entry = config_setting_get_elem(setting, (unsigned)i);
		int line = config_setting_source_line(entry);

		if (config_setting_type(entry) != CONFIG_TYPE_GROUP) {
			conf_wrong(rd, line, "%s holds something that is not a group { ... }",
			    group->name);
		} else if (*count == (int)group->entries_max) {
			conf_wrong(rd, line, "%s has more than %zu entries", group->name,
			    group->entries_max);
			return;
		} else {
			read_group(rd, group, entry,
			    (char *)c + group->offset + (size_t)*count * group->entry_size);
			(*count)++;
		}
	}
}

static const struct conf_group *find_group(struct conf_reading *rd, config_setting_t *setting)
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
static bool has_group_form(struct conf_reading *rd, const struct conf_group *group,
    config_setting_t *setting)
{
	int type = config_setting_type(setting), line = config_setting_source_line(setting);

	if (group->entries_max > 0 && type != CONFIG_TYPE_LIST) {
		conf_wrong(rd, line, "%s must be a list of groups: %s = ( { ... }, { ... } );",
		    group->name, group->name);
		return false;
	}
	if (group->entries_max == 0 && type != CONFIG_TYPE_GROUP) {
		conf_wrong(rd, line, "%s must be a group: %s = { ... };", group->name, group->name);
		return false;
	}
	return true;
}

static void read_any(struct conf_reading *rd, const struct conf_group *group,
    config_setting_t *setting, struct conf *c)
{
	if (group->entries_max > 0)
		read_list(rd, group, setting, c);
	else
		read_group(rd, group, setting, c);
}

/* In the order of the file, so that errors come in it too; then what the file does not have. */
static void read_groups(struct conf_reading *rd, struct conf *c)
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
	struct conf_reading *rd = context;
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
		conf_wrong(rd, line, "%s", text);
	else
		conf_odd(rd, line, "%s", text);
	free(at);
}

static char *folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *folder = slash == NULL ? xstrdup(".") : xstrndup(path, (size_t)(slash - path) + 1);
	char *full = realpath(folder, NULL);

	if (full == NULL)
		return folder; /* opening the file says why */
	free(folder);
	return full;
}

static int parse_file(struct conf_reading *rd)
{
	struct buf text = BUF_INIT;
	int rc = read_text(rd, &text);

	if (rc == 0)
		rc = scan_text(rd, buf_all(&text));
	if (rc == 0 && config_read_string(&rd->cfg, text.p) != CONFIG_TRUE) {
		conf_wrong(rd, config_error_line(&rd->cfg),
		    "%s (a missing quote, semicolon or bracket, here or "
		    "in the line before?)",
		    config_error_text(&rd->cfg));
		rc = -1;
	}
	buf_release(&text);
	return rc;
}

/* For conf_here_look(): only of what the file itself names. That a default is not there yet is no
 * fault of the file. */
static void say_given(void *context, enum conf_severity severity, const char *path,
    const char *text)
{
	struct conf_reading *rd = context;

	if (config_lookup(&rd->cfg, path) != NULL)
		say(context, severity, path, text);
}

static int load(const char *path, struct conf *conf_r, struct conf_report *report, bool is_here)
{
	struct conf_report unread;
	struct conf_reading rd = { .path = path, .folder = folder_of(path), .report = report };

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
	if (is_here)
		conf_here_look(conf_r, say_given, &rd);
	config_destroy(&rd.cfg);
	conf_report_release(&unread);
	free(rd.folder);
	return report->errors.n > 0 ? -1 : 0;
}

int conf_load(const char *path, struct conf *conf_r, struct conf_report *report)
{
	return load(path, conf_r, report, false);
}

int conf_load_here(const char *path, struct conf *conf_r, struct conf_report *report)
{
	return load(path, conf_r, report, true);
}

static void release_texts(const struct conf_key *key, void *base)
{
	char **texts = conf_value_text(key, base);
	int *count = (int *)(void *)((char *)base + key->count);

	while (*count > 0)
		free(texts[--*count]);
}

static void release_keys(const struct conf_group *group, void *base)
{
	for (size_t i = 0; i < group->key_count; i++) {
		const struct conf_key *key = &group->keys[i];

		if (key->type == CONF_KEYS)
			release_keys(key->group, base);
		if (key->type == CONF_TEXTS)
			release_texts(key, base);
		/* A credential shares the field of the file beside it. */
		if (key->type != CONF_TEXT && key->type != CONF_CHOICE && key->type != CONF_PATH)
			continue;
		free(*conf_value_text(key, base));
		*conf_value_text(key, base) = NULL;
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

/* SPDX-License-Identifier: MIT
 * One setting of dpupd.conf into one field of struct conf; see conf_value.h. It judges what one key
 * alone can be judged by: its form, its bounds, its table row. What keys mean together is
 * conf_rules.c's, and it never reads what a path leads to. */
#include "daemon/common/conf_value.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/common/conf.h"
#include "daemon/common/conf_rules.h"
#include "daemon/common/num.h"
#include "daemon/common/slice.h"
#include "daemon/common/xmalloc.h"

static void wrong_value(const struct conf_value *v, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
static void wrong_value(const struct conf_value *v, const char *fmt, ...)
{
	char text[ERR_TEXT_MAX];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof text, fmt, ap); /* cut is fine: it is for people */
	va_end(ap);
	conf_wrong(v->rd, v->line, "%s.%s %s", v->group->name, v->key->name, text);
}

char **conf_value_text(const struct conf_key *key, void *base)
{
	return (char **)(void *)((char *)base + key->offset);
}

static void set_string(const struct conf_value *v, char *owned)
{
	char **field;

	if (v->base == NULL) {
		free(owned);
		return;
	}
	field = conf_value_text(v->key, v->base);
	free(*field);
	*field = owned;
}

static void set_number(const struct conf_value *v, int64_t n)
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
static const char *credentials_folder(const struct conf_value *v)
{
	const char *folder = getenv("CREDENTIALS_DIRECTORY");

	if (folder != NULL && folder[0] == '/')
		return folder;
	conf_odd(v->rd, v->line, "%s.%s: credentials are there only when systemd starts dpupd",
	    v->group->name, v->key->name);
	return CONF_CREDENTIALS_DEFAULT;
}

static void set_text(const struct conf_value *v, const char *text)
{
	struct err err = ERR_INIT;
	char *s = NULL;

	if (conf_table_text(v->key, text, &s, &err) != 0) {
		wrong_value(v, "%s", err.text);
		return;
	}
	/* Two keys share one field: a file and a credential. */
	if (v->setting != NULL && v->base != NULL && v->key->fallback == NULL &&
	    *conf_value_text(v->key, v->base) != NULL) {
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

static bool read_span(const struct conf_value *v, const char *text, int64_t *span_r)
{
	struct err err = ERR_INIT;

	if (conf_table_span(v->key, text, span_r, &err) == 0)
		return true;
	wrong_value(v, "%s", err.text);
	return false;
}

static void set_span(const struct conf_value *v, const char *text)
{
	int64_t span;

	if (read_span(v, text, &span))
		set_number(v, span);
}

/* Adds one span, keeping the longest first. */
static void add_span(const struct conf_value *v, const char *text)
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

static void read_string(const struct conf_value *v)
{
	const char *text = config_setting_get_string(v->setting);

	if (v->key->type == CONF_SPAN)
		set_span(v, text);
	else
		set_text(v, text);
}

static void read_number(const struct conf_value *v)
{
	int64_t n = config_setting_get_int64(v->setting);

	if (n < v->key->min || n > v->key->max)
		wrong_value(v, "is %lld; it may be %lld to %lld", (long long)n,
		    (long long)v->key->min, (long long)v->key->max);
	else
		set_number(v, n);
}

static void set_flag(const struct conf_value *v, bool is_set)
{
	if (v->base != NULL)
		*(bool *)((char *)v->base + v->key->offset) = is_set;
}

static void read_flag(const struct conf_value *v)
{
	set_flag(v, config_setting_get_bool(v->setting) != 0);
}

static void read_spans(const struct conf_value *v)
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

/* Adds one text, in the order of the file. */
static void add_text(const struct conf_value *v, const char *text)
{
	struct err err = ERR_INIT;
	char **texts, *s = NULL;
	int *count;

	if (conf_table_text(v->key, text, &s, &err) != 0) {
		wrong_value(v, "holds \"%.80s\", which %s", text, err.text);
		return;
	}
	if (v->base == NULL) {
		free(s);
		return;
	}
	texts = conf_value_text(v->key, v->base);
	count = (int *)(void *)((char *)v->base + v->key->count);
	for (int i = 0; i < *count; i++) {
		if (slice_equal_fold(slice_of(texts[i]), slice_of(s))) {
			wrong_value(v, "has \"%.80s\" twice", text);
			free(s);
			return;
		}
	}
	if (*count == v->key->max) {
		wrong_value(v, "has more than %lld entries", (long long)v->key->max);
		free(s);
	} else {
		texts[(*count)++] = s;
	}
}

static void read_texts(const struct conf_value *v)
{
	for (int i = 0; i < config_setting_length(v->setting); i++) {
		const char *text = config_setting_get_string_elem(v->setting, i);

		if (text == NULL)
			wrong_value(v, "holds something that is not a text in double quotes");
		else
			add_text(v, text);
	}
}

static void read_nothing(const struct conf_value *v)
{
	(void)v; /* nothing is stored of a later version's group; conf.c goes into ours */
}

static void refuse(const struct conf_value *v)
{
	wrong_value(v, "must not be here: %s", v->key->words);
}

#define ANY (-1)

/* How each type of key is written, and who reads it. `other` is a second spelling libconfig has. */
static const struct {
	int type, other;
	const char *form;
	void (*read)(const struct conf_value *v);
} forms[] = {
	[CONF_TEXT] = { CONFIG_TYPE_STRING, ANY, "a text in double quotes", read_string },
	[CONF_CHOICE] = { CONFIG_TYPE_STRING, ANY, "a word in double quotes", read_string },
	[CONF_PATH] = { CONFIG_TYPE_STRING, ANY, "a path in double quotes", read_string },
	[CONF_CREDENTIAL] = { CONFIG_TYPE_STRING, ANY, "a name in double quotes", read_string },
	[CONF_INT] = { CONFIG_TYPE_INT, CONFIG_TYPE_INT64, "a whole number", read_number },
	[CONF_INT64] = { CONFIG_TYPE_INT, CONFIG_TYPE_INT64, "a whole number", read_number },
	[CONF_SPAN] = { CONFIG_TYPE_STRING, ANY,
	    "a number and a unit in double quotes, like \"5m\"", read_string },
	[CONF_SPANS] = { CONFIG_TYPE_ARRAY, CONFIG_TYPE_LIST, "a list like [ \"7d\", \"2h\" ]",
	    read_spans },
	[CONF_TEXTS] = { CONFIG_TYPE_ARRAY, CONFIG_TYPE_LIST,
	    "a list like [ \"a@example.nz\", \"b@example.nz\" ]", read_texts },
	[CONF_FLAG] = { CONFIG_TYPE_BOOL, ANY, "true or false", read_flag },
	[CONF_KEYS] = { CONFIG_TYPE_GROUP, ANY, "a group { ... }", read_nothing },
	[CONF_ANY_GROUP] = { CONFIG_TYPE_GROUP, ANY, "a group { ... }", read_nothing },
	[CONF_ANY_LIST] = { CONFIG_TYPE_LIST, CONFIG_TYPE_ARRAY, "a list ( ... )", read_nothing },
	[CONF_NEVER] = { ANY, ANY, "nothing", refuse },
};

bool conf_value_read(const struct conf_value *v)
{
	int type = config_setting_type(v->setting);

	if (forms[v->key->type].type != ANY && type != forms[v->key->type].type &&
	    type != forms[v->key->type].other) {
		wrong_value(v, "must be %s", forms[v->key->type].form);
		return false;
	}
	forms[v->key->type].read(v);
	return true;
}

void conf_value_default(const struct conf_value *v)
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

/* SPDX-License-Identifier: MIT
 * What a right configuration is: the table of keys of dpupd.conf. conf.c reads files by it; a
 * key that is not in it does not exist. What several keys mean together: conf_rules.h. */
#ifndef COMMON_CONF_TABLE_H
#define COMMON_CONF_TABLE_H

#include <stddef.h>
#include <stdint.h>

#include "daemon/common/conf_check.h"
#include "daemon/common/err.h"

enum conf_type {
	CONF_TEXT,       /* char *: one line of UTF-8 */
	CONF_CHOICE,     /* char *: one of `words` */
	CONF_PATH,       /* char *: made absolute */
	CONF_CREDENTIAL, /* char *: a systemd credential's name, stored as its path */
	CONF_INT,        /* int */
	CONF_INT64,      /* int64_t */
	CONF_SPAN,       /* int64_t, seconds: "5d" */
	CONF_SPANS,      /* int64_t[CONF_OFFSETS_MAX] and, at `count`, an int */
	CONF_TEXTS,      /* char *[`max`] and, at `count`, an int */
	CONF_FLAG,       /* bool */
	CONF_KEYS,       /* { ... } of keys of its own, in the same struct */
	CONF_ANY_GROUP,  /* { ... } that is not looked into: of later versions only */
	CONF_ANY_LIST,   /* ( ... ), likewise */
	CONF_NEVER,      /* people may try it; `words` says what to write instead */
};

#define CONF_REQUIRED 1u

struct conf_group;

struct conf_key {
	const char *name;
	enum conf_type type;
	unsigned flags;
	size_t offset;        /* of the field in its group's struct */
	size_t count;         /* CONF_SPANS, CONF_TEXTS: offset of the number of them */
	const char *fallback; /* the default as it would be written; NULL: none, or derived */
	int64_t min, max;     /* numbers, spans: of the value; texts: bytes, 0: CONF_TEXT_MAX;
	                         CONF_TEXTS: entries */
	const char *words;
	conf_check *check;
	const struct conf_group *group; /* CONF_KEYS */
};

#define CONF_TEXT_MAX 1000 /* an address, a postal address, a path: nothing here is prose */
#define CONF_GROUPS_MAX 32 /* those a file has are bits of a word while it is read */

struct conf_group {
	const char *name;
	unsigned flags;
	const struct conf_key *keys;
	size_t key_count;
	size_t offset;      /* of the group, or of the first entry, in struct conf */
	size_t entries_max; /* 0: a group { }; else a list ( { }, { } ) of up to so many */
	size_t entry_size;
	size_t count; /* lists: offset of the number of entries */
};

extern const struct conf_group conf_groups[];
extern const size_t conf_group_count;

/* Judges a text. *value_r is the caller's to free: the text, or the table's spelling of a choice.
 * *err reads on after the key's name ("is empty ..."). */
int conf_table_text(const struct conf_key *key, const char *text, char **value_r, struct err *err);
int conf_table_span(const struct conf_key *key, const char *text, int64_t *span_s_r,
    struct err *err);

#endif

/* SPDX-License-Identifier: MIT
 * One setting on its way into one field of struct conf, and what is said of it. conf.c, which walks
 * the file, is the only one to call this. */
#ifndef COMMON_CONF_VALUE_H
#define COMMON_CONF_VALUE_H

#include <stdbool.h>

#include <libconfig.h>

#include "daemon/common/conf_reading.h"
#include "daemon/common/conf_table.h"

struct conf_value {
	struct conf_reading *rd;
	const struct conf_group *group;
	const struct conf_key *key;
	void *base; /* struct the field is in; NULL: check only */
	int line;
	config_setting_t *setting; /* NULL while defaults are set */
};

/* Stores what the setting says, or says why it cannot be. False where its form alone was wrong. Of
 * a CONF_KEYS only the form is judged: the keys in it are the caller's to walk. */
bool conf_value_read(const struct conf_value *v);
void conf_value_default(const struct conf_value *v);

/* The field of a key whose value is a text. */
char **conf_value_text(const struct conf_key *key, void *base);

#endif

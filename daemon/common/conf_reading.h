/* SPDX-License-Identifier: MIT
 * A dpupd.conf that is being read, and what is said of it on the way: for conf.c and conf_value.c.
 */
#ifndef COMMON_CONF_READING_H
#define COMMON_CONF_READING_H

#include <libconfig.h>

struct conf_report;

/* A file that is being read. */
struct conf_reading {
	const char *path; /* of the file, as the caller wrote it */
	char *folder;     /* absolute, for relative paths in it */
	config_t cfg;
	struct conf_report *report;
};

/* Adds an error, a warning; `line` 0: it is about the file. */
void conf_wrong(struct conf_reading *rd, int line, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
void conf_odd(struct conf_reading *rd, int line, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

#endif

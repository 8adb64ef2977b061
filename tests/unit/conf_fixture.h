/* SPDX-License-Identifier: MIT
 * A configuration written down in a test and read as dpupd does: from a file, in a folder of its
 * own for the whole program. */
#ifndef TESTS_CONF_FIXTURE_H
#define TESTS_CONF_FIXTURE_H

#include <stddef.h>
#include <sys/types.h>

#include "daemon/common/conf.h"

#define IDENTITY \
	"identity = { organisation = \"Ex\"; address = \"dpup@example.govt.nz\"; " \
	"human = \"team@example.govt.nz\"; postal = \"PO Box 1\"; };\n"
#define COUNT(a) (sizeof(a) / sizeof(a)[0])
#define RELAY(keys) "relays = ( { url = \"smtp://mail.example.org\";\n" keys " } );"

extern char load_folder[64];

/* Setup and teardown of a cmocka group. */
int load_make_folder(void **state);
int load_remove_folder(void **state);

/* A file in the folder: its path, borrowed until the next call; writing it. Each fails the running
 * test where it cannot. */
const char *load_path(const char *name);
void load_write(const char *path, const void *text, size_t n, mode_t mode);

struct load {
	struct conf conf;
	struct conf_report report;
	int rc;
};

/* Reads a configuration; what is told of it stands in the report. load_release() after it. */
void load_bytes(struct load *l, const char *text, size_t n);
void load_text(struct load *l, const char *text);
void load_release(struct load *l);

#endif

/* SPDX-License-Identifier: MIT
 * The arguments of dpupctl, read by the grammar, and the frame they make. */
#ifndef CTL_REQUEST_H
#define CTL_REQUEST_H

#include <stdbool.h>
#include <stdint.h>

#include "daemon/common/buf.h"
#include "daemon/common/err.h"
#include "daemon/ctl/grammar.h"

struct request {
	const char *socket; /* -s; NULL: not given */
	bool is_json, is_yes, wants_help, wants_version;
	const char *noun;                /* as given; NULL: nothing was */
	const struct grammar_verb *verb; /* NULL: help is wanted of the noun, or of all */
	int raw_argc;                    /* GRAMMAR_RAW: its own argc and argv, argv[0] the noun */
	char **raw_argv;
	/* By position in the row; NULL where it was not given, "" for a flag that was. */
	char *arguments[GRAMMAR_ARGUMENTS_MAX];
	char *options[GRAMMAR_OPTIONS_MAX];
};

/* Reads argv. Options may stand anywhere behind their verb, as "--name value" or "--name=value",
 * and "--" ends them; -s, --json, --yes and --help may stand anywhere. Borrows from argv. Release
 * it either way. -1: *err is the one line for the person, and the exit status is EX_USAGE. */
int request_parse(int argc, char **argv, struct request *r, struct err *err);
void request_release(struct request *r);

/* The value of a named argument or option; NULL where it was not given. */
const char *request_value(const struct request *r, const char *name);

/* Another value for a named option, borrowed: for a copy of a request, which is not released. */
void request_set(struct request *r, const char *name, char *value);

/* Makes the frame. Files are read here: *fd_r is -1 or a memfd the caller closes. */
int request_frame(const struct request *r, uint64_t id, struct buf *frame, int *fd_r,
    struct err *err);

#endif

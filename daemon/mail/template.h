/* SPDX-License-Identifier: MIT
 * Mustache (the specification's interpolation, sections, inverted, partials, comments and
 * delimiters; no lambdas, no code): a total language, safe for staff to write. Templates are
 * files KIND.txt and KIND.html in one folder per language; a partial NAME is NAME with the
 * template's own ending, in the same folder. Values are JSON. */
#ifndef MAIL_TEMPLATE_H
#define MAIL_TEMPLATE_H

#include <jansson.h>

#include "daemon/common/buf.h"
#include "daemon/common/err.h"

enum template_escape {
	TEMPLATE_TEXT, /* {{x}} as it is */
	TEMPLATE_HTML, /* {{x}} with & < > " ' escaped; {{{x}}} and {{&x}} as it is */
};

#define TEMPLATE_FILE_MAX (256U << 10) /* a template is a page, not a book */
#define TEMPLATE_DEPTH_MAX 32 /* partials within partials; a cycle ends here, in an error */
#define TEMPLATE_OUTPUT_MAX (8U << 20)

/* A template that is compiled, with its text. */
struct template;

/* Gives a partial: its text, or false; or, where `find` is set, one that is kept, or NULL. An
 * unknown partial is empty, as the specification says. */
struct template_partials {
	bool (*load)(void *context, struct slice name, struct buf *text_r);
	void *context;
	const struct template *(*find)(void *context, struct slice name);
};

/* Renders `text`; nothing is added to `out` on failure. Errors name line and tag. */
int template_render(struct slice text, enum template_escape escape, json_t *values,
    const struct template_partials *partials, struct buf *out, struct err *err);
/* Renders the file `path`; .html escapes, anything else does not; partials lie beside it. */
int template_render_file(const char *path, json_t *values, struct buf *out, struct err *err);

/* Compiles a copy of `text`, to be run many times. NULL and *err where it is no template. */
struct template *template_new(struct slice text, struct err *err);
void template_free(struct template *t);
/* What it was compiled from; borrowed. */
struct slice template_text(const struct template *t);
/* As template_render() has it. */
int template_run(const struct template *t, enum template_escape escape, json_t *values,
    const struct template_partials *partials, struct buf *out, struct err *err);
/* Reads a file of at most TEMPLATE_FILE_MAX bytes. -1 and *err; errno is ENOENT where there is
 * none. */
int template_read_file(const char *path, struct buf *out, struct err *err);

#endif

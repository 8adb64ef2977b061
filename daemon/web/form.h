/* SPDX-License-Identifier: MIT
 * The body of a POST, read by hand: libmicrohttpd's own reader has had holes (CVE-2023-27371), and
 * ours need be no larger than a page's buttons. Both ways browsers and mail programs send forms are
 * understood, and whatever cannot be is no error: a form without fields (RFC 8058's own example is
 * not well-formed; the token in the address is what counts). */
#ifndef WEB_FORM_H
#define WEB_FORM_H

#include <stdbool.h>
#include <stddef.h>

#include "daemon/common/slice.h"

#define FORM_BODY_MAX 4096 /* bytes of a body: some buttons and a line of text */
#define FORM_FIELDS_MAX 16
#define FORM_NAME_MAX 24 /* with a prefix it is a field's name of a frame */
#define FORM_VALUE_MAX 500

struct form_field {
	char name[FORM_NAME_MAX + 1];   /* lower case letters, digits, '-', '_' */
	char value[FORM_VALUE_MAX + 1]; /* UTF-8 without control characters */
};

struct form {
	size_t count;
	struct form_field fields[FORM_FIELDS_MAX];
};

/* `type` is the Content-Type, or empty. A field with another name, a value that is too long, not
 * UTF-8 or of several lines, a second one of a name, and what comes after the last that fits are
 * left out. */
void form_parse(struct form *form_r, struct slice type, struct slice body);
/* NULL where there is none. */
const char *form_get(const struct form *form, const char *name);

#endif

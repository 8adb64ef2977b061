/* SPDX-License-Identifier: MIT
 * Images; see image.h. The types are those that every mail program shows: SVG may hold scripts, and
 * WebP is not shown by Outlook. What a file is called says nothing: its first bytes do. */
#include "daemon/mail/image.h"

#include <stddef.h>

static const struct {
	const char *begins; /* no NUL among them */
	const char *type;
} types[] = {
	{ "\x89PNG\r\n\x1a\n", "image/png" },
	{ "\xff\xd8\xff", "image/jpeg" },
	{ "GIF87a", "image/gif" },
	{ "GIF89a", "image/gif" },
};

bool image_is_name(struct slice name)
{
	if (name.n == 0 || name.n > IMAGE_NAME_MAX || name.p[0] == '.' || name.p[0] == '-')
		return false;
	for (size_t i = 0; i < name.n; i++) {
		char c = name.p[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9') &&
		    c != '.' && c != '-' && c != '_')
			return false;
	}
	return true;
}

const char *image_type(struct slice data)
{
	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
		if (slice_starts(data, types[i].begins))
			return types[i].type;
	}
	return NULL;
}

/* SPDX-License-Identifier: MIT
 * EHLO's lines; see capability.h. */
#include "daemon/send/capability.h"

#include <stddef.h>

#include "daemon/common/num.h"

#define SIZE_LIMIT_MAX INT64_C(1000000000000) /* beyond that it is no limit */

static const struct {
	const char *keyword;
	size_t at; /* of the bool in struct capabilities */
} keywords[] = {
	{ "PIPELINING", offsetof(struct capabilities, has_pipelining) },
	{ "8BITMIME", offsetof(struct capabilities, has_8bitmime) },
	{ "DSN", offsetof(struct capabilities, has_dsn) },
	{ "SIZE", offsetof(struct capabilities, has_size) },
	{ "SMTPUTF8", offsetof(struct capabilities, has_smtputf8) },
};

void capabilities_add(struct capabilities *caps, struct slice line)
{
	struct slice word;

	if (!slice_next_word(&line, &word))
		return;
	for (size_t i = 0; i < sizeof keywords / sizeof keywords[0]; i++) {
		if (slice_is_fold(word, keywords[i].keyword))
			*(bool *)((char *)caps + keywords[i].at) = true;
	}
	/* "SIZE" alone and "SIZE 0" name no limit (RFC 1870 §4). */
	if (slice_is_fold(word, "SIZE") && slice_next_word(&line, &word))
		(void)num_parse(word, 0, SIZE_LIMIT_MAX, &caps->size_max);
}

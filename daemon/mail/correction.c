/* SPDX-License-Identifier: MIT
 * See correction.h. */
#include "daemon/mail/correction.h"

#include <stddef.h>
#include <string.h>

static const struct {
	const char *word;
	enum correction what;
} fields[] = {
	{ "name", CORRECTION_NAME },
	{ "organisation", CORRECTION_ORGANISATION },
	{ "organization", CORRECTION_ORGANISATION },
	{ "agency", CORRECTION_ORGANISATION },
	{ "region", CORRECTION_REGION },
};

/* "name to Mere Ngata", "organisation: Example Trust": the value without what only joins. */
static struct slice value_of(struct slice rest)
{
	static const char *const joints[] = { "to ", "is ", "= ", ": " };

	rest = slice_trim(rest);
	for (size_t i = 0; i < sizeof joints / sizeof joints[0]; i++) {
		if (slice_starts_fold(rest, joints[i]))
			rest = slice_trim(slice_from(rest, strlen(joints[i])));
	}
	return rest;
}

enum correction correction_read(struct slice args, struct slice *value_r)
{
	struct slice rest = args, word = SLICE_NONE;

	(void)slice_next_word(&rest, &word); /* false: it names nothing */
	while (word.n > 0 && (word.p[word.n - 1] == ':' || word.p[word.n - 1] == '='))
		word.n--;
	*value_r = value_of(rest);
	for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
		if (slice_is_fold(word, fields[i].word))
			return fields[i].what;
	}
	return CORRECTION_OTHER;
}

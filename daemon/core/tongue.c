/* SPDX-License-Identifier: MIT
 * Languages of letters; see tongue.h. Files are read when they are needed, like templates: a correction is in
 * the next mail. What cannot be read is as if it were not there; a mail without a greeting still goes. */
#include "tongue.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "../common/xmalloc.h"
#include "letter.h"

#define PHRASES_MAX 8192	/* bytes of a table: a page */

/* A tag names a folder: letters, digits and dashes, never a path. */
static bool is_tag(const char *language)
{
	size_t n = 0;

	for (; language[n] != '\0'; n++) {
		char c = language[n];

		if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9') && c != '-')
			return false;
	}
	return n > 0;
}

char *tongue_template(const struct core *core, const char *language, const char *name, const char *ending,
    const char **found_r)
{
	const char *const languages[] = { language, core->conf.templates.language, "en" };
	char *path = NULL;

	for (size_t i = 0; i < sizeof languages / sizeof languages[0]; i++) {
		if (!is_tag(languages[i]))
			continue;
		free(path);
		path = xasprintf("%s/%s/%s.%s", core->conf.templates.path, languages[i], name, ending);
		if (found_r != NULL)
			*found_r = languages[i];
		if (access(path, R_OK) == 0)
			break;
	}
	return path;	/* where it is nowhere: English's, which the error names */
}

static void take_line(struct slice line, json_t *values)
{
	size_t at = slice_find(line, '=');
	struct slice name = slice_trim(slice_sub(line, 0, at));
	char *key;

	if (at == line.n || name.n == 0 || name.p[0] == '#')
		return;
	key = slice_dup(name);
	if (json_object_get(values, key) == NULL)
		letter_set(values, key, slice_trim(slice_from(line, at + 1)));
	free(key);
}

static void take_table(const struct core *core, const char *language, json_t *values)
{
	char *path = xasprintf("%s/%s/phrases", core->conf.templates.path, language);
	char text[PHRASES_MAX];
	FILE *f = fopen(path, "re");
	struct slice rest, line;

	free(path);
	if (f == NULL)
		return;
	rest = slice_make(text, fread(text, 1, sizeof text, f));
	(void)fclose(f);	/* it was only read */
	while (slice_next_line(&rest, &line))
		take_line(line, values);
}

void tongue_phrases(const struct core *core, const char *language, json_t *values)
{
	if (is_tag(language))
		take_table(core, language, values);
	take_table(core, core->conf.templates.language, values);
	take_table(core, "en", values);
}

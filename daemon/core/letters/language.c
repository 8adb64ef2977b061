/* SPDX-License-Identifier: MIT
 * Languages of letters; see language.h. What is not there, or was broken when it was read, is
 * looked for in the next language; a mail without a greeting still goes. */
#include "daemon/core/letters/language.h"

#include <stdlib.h>

#include "daemon/common/xmalloc.h"
#include "daemon/mail/template_shelf.h"

char *language_template(const struct core *core, const char *language, const char *name,
    const char *ending, const char **found_r)
{
	const char *const languages[] = { language, core->conf.templates.language, "en" };
	char *path = NULL;

	for (size_t i = 0; i < sizeof languages / sizeof languages[0]; i++) {
		if (languages[i][0] == '\0')
			continue;
		free(path);
		path = xasprintf("%s/%s.%s", languages[i], name, ending);
		if (found_r != NULL)
			*found_r = languages[i];
		if (template_shelf_has(core->templates, path))
			break;
	}
	return path; /* where it is nowhere: English's, which the error names */
}

void language_phrases(const struct core *core, const char *language, json_t *values)
{
	const char *const languages[] = { "en", core->conf.templates.language, language };

	/* NULL, for a language without a table, changes nothing. */
	for (size_t i = 0; i < sizeof languages / sizeof languages[0]; i++)
		(void)json_object_update(values,
		    template_shelf_phrases(core->templates, languages[i]));
}

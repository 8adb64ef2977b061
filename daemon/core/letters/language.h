/* SPDX-License-Identifier: MIT
 * The language of a letter. A template is looked for in the person's language first, then in the
 * configured one, then in English: whoever translates does so template by template, and nothing is
 * ever missing. What is not translated yet greets in the person's language all the same: greetings
 * are a table (templates/LANG/phrases), so that a speaker can correct them without touching code.
 */
#ifndef CORE_LANGUAGE_H
#define CORE_LANGUAGE_H

#include <jansson.h>

#include "daemon/core/loop/core.h"

/* "LANG/NAME.ENDING" as template_shelf_render() takes it, to be freed; `language` is a tag ("mi")
 * or "". The folder's name in *found_r, borrowed; NULL: the caller does not ask. */
char *language_template(const struct core *core, const char *language, const char *name,
    const char *ending, const char **found_r);
/* Sets {{greeting}}, {{farewell}} and what else the phrases of a language have, over what is there.
 * What they lack, the configured language's have, then English's. */
void language_phrases(const struct core *core, const char *language, json_t *values);

#endif

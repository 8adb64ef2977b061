/* SPDX-License-Identifier: MIT
 * Help from the rows of grammar.c; see help.h. dpupctl(1) says more. */
#include "daemon/ctl/help.h"

#include <stdbool.h>
#include <string.h>

#include "daemon/common/xmalloc.h"

#define COMMAND_WIDTH 22 /* the longest "noun verb" and a gap */

static void put_capitals(struct buf *out, const char *name)
{
	for (; *name != '\0'; name++)
		buf_char(out, *name >= 'a' && *name <= 'z' ? (char)(*name - 32) : *name);
}

static void put_command(struct buf *out, const struct grammar_verb *v)
{
	buf_text(out, v->noun);
	if (v->verb != NULL)
		buf_printf(out, " %s", v->verb);
}

static void put_row(struct buf *out, const struct grammar_verb *v)
{
	struct buf name = BUF_INIT;

	put_command(&name, v);
	buf_printf(out, "  %-*s%s\n", COMMAND_WIDTH, name.p, v->help);
	buf_release(&name);
}

static void put_item(struct buf *out, const struct grammar_item *item)
{
	buf_printf(out, "--%s", item->name);
	if (item->kind != GRAMMAR_FLAG)
		buf_printf(out, " %s", item->value);
}

void help_all(struct buf *out)
{
	buf_text(out, "usage: dpupctl [-s SOCKET] [--json] [--yes] NOUN VERB ...\n\n");
	for (size_t i = 0; i < grammar_verb_count; i++) {
		if (i > 0 && strcmp(grammar_verbs[i].noun, grammar_verbs[i - 1].noun) != 0 &&
		    (grammar_verbs[i].verb != NULL || grammar_verbs[i - 1].verb != NULL))
			buf_char(out, '\n');
		put_row(out, &grammar_verbs[i]);
	}
	buf_text(out,
	    "\n"
	    "  -s SOCKET             the daemon's socket (else $DPUPD_SOCKET, else the default)\n"
	    "  --json                print the answer as JSON\n"
	    "  --yes                 do not ask before what cannot be taken back\n"
	    "\n\"dpupctl NOUN VERB --help\" shows the options of a command; dpupctl(1) explains them.\n");
}

void help_noun(struct buf *out, const char *noun)
{
	for (size_t i = 0; i < grammar_verb_count; i++)
		if (strcmp(grammar_verbs[i].noun, noun) == 0)
			put_row(out, &grammar_verbs[i]);
	buf_printf(out, "\n\"dpupctl %s VERB --help\" shows the options of a command.\n", noun);
}

static void put_arguments(struct buf *out, const struct grammar_verb *v)
{
	for (size_t i = 0; i < GRAMMAR_ARGUMENTS_MAX && v->arguments[i].kind != GRAMMAR_NONE; i++) {
		bool is_optional = (v->arguments[i].flags & GRAMMAR_OPTIONAL) != 0;

		buf_text(out, is_optional ? " [" : " ");
		put_capitals(out, v->arguments[i].name);
		buf_text(out, (v->arguments[i].flags & GRAMMAR_MANY) != 0 ? "..." : "");
		buf_text(out, is_optional ? "]" : "");
	}
}

static void put_options(struct buf *out, const struct grammar_verb *v)
{
	for (size_t i = 0; i < GRAMMAR_OPTIONS_MAX && v->options[i].kind != GRAMMAR_NONE; i++) {
		bool is_required = (v->options[i].flags & GRAMMAR_REQUIRED) != 0;

		buf_text(out, is_required ? " " : " [");
		put_item(out, &v->options[i]);
		buf_text(out, is_required ? "" : "]");
	}
}

void help_verb(struct buf *out, const struct grammar_verb *v)
{
	bool are_options_first = (v->flags & GRAMMAR_RAW) != 0;

	buf_text(out, "usage: dpupctl ");
	put_command(out, v);
	if (!are_options_first)
		put_arguments(out, v);
	put_options(out, v);
	if (are_options_first)
		put_arguments(out, v);
	buf_printf(out, "\n\n%s\n", v->help);
	for (size_t i = 0; i < GRAMMAR_OPTIONS_MAX && v->options[i].kind != GRAMMAR_NONE; i++) {
		struct buf item = BUF_INIT;

		put_item(&item, &v->options[i]);
		buf_printf(out, "%s  %-*s  %s\n", i == 0 ? "\n" : "", COMMAND_WIDTH, item.p,
		    v->options[i].help);
		buf_release(&item);
	}
	if ((v->flags & GRAMMAR_ASK) != 0)
		buf_text(out, "\nIt asks first; --yes does not ask.\n");
}

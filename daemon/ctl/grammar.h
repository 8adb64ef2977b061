/* SPDX-License-Identifier: MIT
 * What dpupctl understands: one table (grammar.c), from which the arguments are read, the help
 * is written and the frame is made. The request's verb is "noun.verb" ("announce.new"), or the
 * noun alone where there is no verb ("status"). Its fields are the arguments and options by name:
 *
 *	GRAMMAR_TEXT	t  as it was given
 *	GRAMMAR_WORD	t  one of the words in `value`, split by '|'
 *	GRAMMAR_INT	i  0 or more
 *	GRAMMAR_SPAN	i  seconds, of "90m", "2h", "7d"
 *	GRAMMAR_SPANS	t  "7d,1d": the option may be repeated
 *	GRAMMAR_TEXTS	t  "one,two": the same of any text
 *	GRAMMAR_FLAG	i  1; absent where it was not given
 *	GRAMMAR_PATH	t  a path, made absolute
 *	GRAMMAR_FILE	t  the content of a file; longer than GRAMMAR_FILE_INLINE it goes beside the
 *			   frame as a memfd, and the field is absent. At most one a row
 *
 * What was not given is not in the frame. */
#ifndef CTL_GRAMMAR_H
#define CTL_GRAMMAR_H

#include <stddef.h>

#define GRAMMAR_ARGUMENTS_MAX 2
#define GRAMMAR_OPTIONS_MAX 14
#define GRAMMAR_FILE_INLINE (32U << 10) /* leaves room in a frame for everything else */

enum grammar_kind {
	GRAMMAR_NONE, /* ends a list of arguments or options */
	GRAMMAR_TEXT,
	GRAMMAR_WORD,
	GRAMMAR_INT,
	GRAMMAR_SPAN,
	GRAMMAR_SPANS,
	GRAMMAR_TEXTS,
	GRAMMAR_FLAG,
	GRAMMAR_PATH,
	GRAMMAR_FILE,
};

#define GRAMMAR_REQUIRED 1u /* of an option; arguments are required unless GRAMMAR_OPTIONAL */
#define GRAMMAR_OPTIONAL 2u /* of the last argument */
#define GRAMMAR_MANY 4u     /* of the last argument: one or more (GRAMMAR_RAW only) */
#define GRAMMAR_LOCAL 8u    /* of an option: for dpupctl itself, not in the frame */
#define GRAMMAR_ASIDE 16u   /* of an option: goes with a change, and is none (GRAMMAR_CHANGES) */

struct grammar_item {
	const char *name; /* field, and "--name"; an argument is shown in capitals */
	enum grammar_kind kind;
	unsigned flags;
	const char *value; /* options: what stands for the value in the help */
	const char *help;  /* options */
};

#define GRAMMAR_ASK 1u      /* cannot be taken back: asks first, or needs --yes */
#define GRAMMAR_OFFLINE 2u  /* done here, without a daemon */
#define GRAMMAR_RAW 4u      /* offline, and reads its arguments itself: the row is for the help */
#define GRAMMAR_CHECKS 8u   /* exit 1 where the answer has an "ok" that is false */
#define GRAMMAR_CHANGES 16u /* needs an option that is not required: what is to be changed */

struct grammar_verb {
	const char *noun;
	const char *verb; /* NULL: the noun is all */
	const char *help; /* one line */
	unsigned flags;
	const char *question; /* GRAMMAR_ASK: what is about to happen */
	const char *made;     /* what the number in an answer {"id":3} is of */
	struct grammar_item arguments[GRAMMAR_ARGUMENTS_MAX];
	struct grammar_item options[GRAMMAR_OPTIONS_MAX];
};

extern const struct grammar_verb grammar_verbs[];
extern const size_t grammar_verb_count;

/* NULL where there is none. `verb` may be NULL: then a row without a verb is looked for. */
const struct grammar_verb *grammar_find(const char *noun, const char *verb);
/* Whether any row has this noun. */
int grammar_has_noun(const char *noun);

#endif

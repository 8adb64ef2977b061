/* SPDX-License-Identifier: MIT
 * What dpupctl says about itself, made from the grammar. */
#ifndef CTL_HELP_H
#define CTL_HELP_H

#include "daemon/common/buf.h"
#include "daemon/ctl/grammar.h"

/* Everything there is. */
void help_all(struct buf *out);
/* The verbs of one noun. */
void help_noun(struct buf *out, const char *noun);
/* One verb with its arguments and options. */
void help_verb(struct buf *out, const struct grammar_verb *v);

#endif

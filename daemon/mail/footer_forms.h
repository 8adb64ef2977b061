/* SPDX-License-Identifier: MIT
 * Sentences that stand in footers by the thousand, known from their first word to their last. Only
 * such a sentence may be left unread below what somebody wrote: one that begins like it, or holds a
 * word of it, may be theirs. Pure. */
#ifndef MAIL_FOOTER_FORMS_H
#define MAIL_FOOTER_FORMS_H

#include <stdbool.h>

#include "daemon/common/slice.h"

/* Is the one sentence, as it was written, of such a form as a whole? No question but those that are
 * known word for word. */
bool footer_forms_has(struct slice sentence);
/* Are all sentences of the text? */
bool footer_forms_have_all(struct slice text);
/* Each sentence, trimmed; lines that were broken for their length are joined. */
void footer_forms_each(struct slice text, void (*hear)(struct slice sentence, void *),
    void *context);

#endif

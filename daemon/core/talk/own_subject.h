/* SPDX-License-Identifier: MIT
 * Whose is the Subject of an answer? Behind "Re:" stands mostly that of the letter that is
 * answered; what else stands there its writer put, and it is heard with their words. */
#ifndef CORE_OWN_SUBJECT_H
#define CORE_OWN_SUBJECT_H

#include "daemon/core/talk/talk.h"

/* Is it that of the question, and nothing besides? What programs make of it ("Read:", "Rejected:",
 * "Your ticket") stands before it, what people write stands behind it. Of a token without a mail
 * the question is "please confirm". */
bool own_subject_is_question(const struct talk *t);
/* Is it, behind its "Re:", that of the very letter it answers? False where it is not kept. */
bool own_subject_is_of_letter(const struct talk *t);
/* Did its writer put another one? Not where it says nothing ("your mail", a greeting, some words of
 * ours); of a letter that is not kept any more what stands behind "Re:" is taken for its. */
bool own_subject_is_changed(const struct talk *t);
/* Where in `subject`, at its end, ours stands, of a newsletter also; its length where it does not.
 */
size_t own_subject_ours_at(const struct talk *t, struct slice subject);

#endif

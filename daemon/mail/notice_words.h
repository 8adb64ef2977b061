/* SPDX-License-Identifier: MIT
 * What notices say, as phrases (phrase.h): the grammar of notice.c. Whoever adds a row asks what an
 * honest person could say with it and the rows there are: that is read by nobody. Pure. */
#ifndef MAIL_NOTICE_WORDS_H
#define MAIL_NOTICE_WORDS_H

#include <stdbool.h>

#include "daemon/mail/phrase.h"

enum notice_meaning {
	NOTICE_FILL,   /* joins the others */
	NOTICE_GREET,  /* a name may follow */
	NOTICE_IS,     /* makes it a notice: somebody is away, a program has it */
	NOTICE_IS_OF,  /* likewise, and who or where follows */
	NOTICE_WHO,    /* whom to ask follows */
	NOTICE_BEGINS, /* likewise, where it begins a clause: "contact Tama", not "I will contact"
	                */
	NOTICE_ME,     /* asks for a call: of a notice only where something is urgent */
	NOTICE_URGENT,
};

extern const struct phrase_table notice_table;       /* English and te reo */
extern const struct phrase_table notice_table_other; /* the other languages */

/* Of a day or an hour: "monday", "5th", "2027", "weeks". */
bool notice_words_is_when(const char *word);
/* Of a place or an office, among names: "the", "team", "reception". */
bool notice_words_is_role(const char *word);

#endif

/* SPDX-License-Identifier: MIT
 * Is all that a text says what absence notices and receipts of tickets say? A person may have
 * written what looks like a notice, so one may be left unread only where each word of it is
 * accounted for: away, until when, whom to ask instead, thanks, the number of a case, a closing,
 * who signs. A sentence more is somebody's word. In ten languages: English, Maori, German, French,
 * Spanish, Portuguese, Italian, Dutch, Swedish (and what Danish and Norwegian share with it),
 * Polish. Pure. */
#ifndef MAIL_NOTICE_H
#define MAIL_NOTICE_H

#include "daemon/common/slice.h"

enum notice_said {
	NOTICE_MORE,    /* something else is in it */
	NOTICE_NOTHING, /* a greeting, thanks, a name; or it is empty */
	NOTICE_ONLY,    /* that somebody is away, or a program has it; and nothing else */
};

/* Of the text above what is quoted, with its signature; or of a Subject without what was ours. */
enum notice_said notice_read(struct slice text);

#endif

/* SPDX-License-Identifier: MIT
 * The words of rsvp_words.c: what people write to "are you coming?", and what each means. Only
 * rsvp_words.c reads them. */
#ifndef MAIL_RSVP_PHRASES_H
#define MAIL_RSVP_PHRASES_H

#include "daemon/mail/phrase.h"

enum rsvp_meaning {
	NOTHING, /* known, and says nothing */
	YES,
	LED,        /* yes, where nothing unknown stands before it in its clause */
	SOFT,       /* likewise, and in a few words; in more, it may be about something else */
	WISH,       /* yes, unless a no comes after all */
	AGREE,      /* yes, unless the writer goes on to tell of something: "yeah, I'm working" */
	AGREE_SOFT, /* likewise, where SOFT would be */
	AGREE_MUCH, /* likewise, where its clause ends with it or goes on with a phrase: "definitely
	               busy" */
	WHOLE_YES,  /* yes, where nothing else is said */
	WHOLE_NO,   /* likewise */
	NO,
	AWAY,      /* no, in words that an absent person's mailbox says, too */
	AWAY_LONG, /* likewise: without an apology it is the mailbox that speaks */
	MACHINE,   /* only a mailbox says it: nobody has answered */
	LETTER,    /* "for your email": beside AWAY likewise */
	SORRY,     /* says nothing, but a person says it */
	MAYBE,
	DENIAL, /* denies something: what is said beside it cannot be trusted */
};

extern const struct phrase_table rsvp_phrases;

#endif

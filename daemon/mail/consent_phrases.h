/* SPDX-License-Identifier: MIT
 * The words of consent_words.c: what people answer to "do you want mail from us?" and its
 * relatives, and what each means. Only consent_words.c and the tables of other languages
 * (command_words.c) read them. */
#ifndef MAIL_CONSENT_PHRASES_H
#define MAIL_CONSENT_PHRASES_H

#include "daemon/common/slice.h"
#include "daemon/mail/phrase.h"

enum consent_meaning {
	/* answers */
	CONSENT_AGREES,      /* "yes" */
	CONSENT_AGREES_WELL, /* "yes please", "I confirm": what follows behind a comma does not undo
	                        it */
	CONSENT_OKAY,        /* "ok", a thumb: where nothing else stands beside it */
	CONSENT_ACCEPTS,     /* "confirmed": likewise, or thanks */
	CONSENT_RIGHT,       /* "correct": of what was asked, or of what we hold */
	CONSENT_WAS_ME,      /* "I asked for it" */
	CONSENT_WANTS,       /* "keep me on", "I would like to subscribe" */
	CONSENT_SIGNS_UP,    /* "sign me up": it needs nothing before it to be clear */
	CONSENT_STAYS,       /* "stay", "continue": where nothing else stands beside it */
	CONSENT_REFUSES,     /* "no" */
	CONSENT_REFUSES_WELL, /* "no thanks" */
	CONSENT_PASSES,       /* "no way": where nothing else stands beside it */
	CONSENT_THUMB_UP,     /* stands alone, too */
	CONSENT_THUMB_DOWN,
	CONSENT_NOT_ME,         /* "I did not ask for this" */
	CONSENT_WANTS_NONE,     /* "unsubscribe", "not interested" */
	CONSENT_STOPS,          /* "stop", "leave": where nothing else stands beside it */
	CONSENT_SPURNS,         /* "bugger off", "cancel": said of leaving, it may be about that */
	CONSENT_DOES,           /* "tell them": what was asked about, and nothing of mail */
	CONSENT_IS_MINE,        /* "this is my address" */
	CONSENT_WRONG,          /* "that's not right": no, of what was asked about */
	CONSENT_REFUSES_MILDLY, /* "no, I'm good": to "do you want to stay?" it may be that nothing
	                           needs to be corrected */
	CONSENT_ERASES,         /* "delete my data": that is to leave, and more than that */
	/* what supports one */
	CONSENT_LIKES,  /* "I find it useful" */
	CONSENT_LEAVES, /* "I have retired" */
	CONSENT_HOLDS,  /* "no changes": in what we hold */
	CONSENT_ERRED,  /* "it was a mistake" */
	/* what says nothing */
	CONSENT_COURTESY,
	CONSENT_THANKS,
	CONSENT_GREETS,    /* a name may follow */
	CONSENT_SIGNS_OFF, /* a name and more may follow */
	CONSENT_CONTENT,   /* "all good": beside a no it may be about what we hold */
	CONSENT_RUES,      /* "sorry": behind a yes it may take it back */
	CONSENT_FILLS,
	/* what makes it something else */
	CONSENT_GOES_ON, /* "and could you": a wish beside the answer */
	CONSENT_ASKS,    /* "what is this?" */
	CONSENT_DENIES,  /* "not", of something that is not known: no yes beside it is plain */
	CONSENT_DOUBTS,  /* "but", "maybe": nor is a no */
	CONSENT_SLIPS,   /* "oops": behind an answer it takes it back, before one it is RUES */
	CONSENT_SPOILS, /* "ignore that", "wrong person": nor is a no that says no more than that */
	CONSENT_ROBOT,  /* "ticket": no person wrote it */
	CONSENT_ENDS,   /* a disclaimer: what follows says nothing */
	CONSENT_MEANINGS
};

extern const struct phrase_table consent_phrases;

/* A meaning as a table of words names it: "agree", "refuse", "want", "leave", "courtesy", "sign
 * off" ...; CONSENT_MEANINGS where that is no such name. */
enum consent_meaning consent_meaning_parse(struct slice name);

#endif

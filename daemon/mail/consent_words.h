/* SPDX-License-Identifier: MIT
 * What an answer says to a question of ours that changes what somebody gets, or that asks whether
 * an act was wanted. Pure. A yes is words that say so and nothing else, a no likewise: whatever is
 * not plainly one of them is neither, and a person reads it (design §4a "What is a yes"). Doing the
 * wrong thing is worse than asking again. */
#ifndef MAIL_CONSENT_WORDS_H
#define MAIL_CONSENT_WORDS_H

#include <stdbool.h>

#include "daemon/common/slice.h"

/* What a question of ours was about that changes what somebody gets. */
enum consent_question {
	CONSENT_JOIN,  /* "do you want mail from us?": confirm, confirm-again, invite, replace (a
	                  successor) */
	CONSENT_LEAVE, /* "do you really want to leave?" */
	CONSENT_STAY,  /* the yearly mail: "do you want to stay?" YES stays, NO leaves */
};

enum consent_answer { CONSENT_NEITHER, CONSENT_YES, CONSENT_NO };

struct consent_said {
	enum consent_answer answer;
	bool has_more; /* beside or instead of it stands something that a person of ours should read
	                */
};

struct command_words;

/* `text` is the new text of a reply (quotes and signature removed as reply.h does), may be empty:
 * that is a yes to JOIN and STAY, which people send by pressing "reply" and "send". `words` may be
 * NULL. */
struct consent_said consent_words_read(struct slice text, enum consent_question question,
    const struct command_words *words);
/* The same to "did you ask for that?" or "is this right?", whatever the act is: an empty text is
 * neither, and words that say something else that is wanted ("unsubscribe") are none of it. */
struct consent_said consent_words_plain(struct slice text, const struct command_words *words);

#endif

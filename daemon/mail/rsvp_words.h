/* SPDX-License-Identifier: MIT
 * What a sentence says to "are you coming?". Pure. A "no" must never be read as "yes": where both
 * are heard, or a denial of something that is not known, the answer is "not understood" and a
 * person reads it. */
#ifndef MAIL_RSVP_WORDS_H
#define MAIL_RSVP_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "daemon/common/slice.h"

#define RSVP_WORDS_MAX 80 /* a longer text is a letter: a person reads it */
#define RSVP_WORDS_GUESTS_MAX 20

enum rsvp_words {
	RSVP_WORDS_UNKNOWN,
	RSVP_WORDS_YES,
	RSVP_WORDS_NO,
	RSVP_WORDS_MAYBE,
};

struct rsvp_said {
	enum rsvp_words answer;
	/* People beside the writer: "+1", "3 of us", "bringing a colleague"; 0 where not yes or
	 * maybe. Where there are more than RSVP_WORDS_GUESTS_MAX the answer is unknown. */
	int64_t guests;
	bool is_bare;      /* yes, no or maybe, and nothing that says of what: it may answer another
	                      question as well */
	bool has_more;     /* there is more in it than the answer: the convenor wants to see it */
	bool has_other;    /* and what need not go with an answer to a meeting */
	unsigned weekdays; /* that it names: bit 0 Sunday .. 6 Saturday; and days of the month ("the
	                      15th"): bits 1-31 */
	uint32_t dates;
};

/* `text` is new text (reply.h): no quotes, no signature. What an absent person's mailbox says is
 * unknown, too, where it is told from what they say themselves ("Sorry, I'm on leave that week").
 */
struct rsvp_said rsvp_words_read(struct slice text);

/* Does it speak of an answer that was given ("that was not me", "I didn't write that", "keep mine")
 * rather than of coming? Of what was asked "did you answer this?" that is no answer to the meeting.
 */
bool rsvp_words_is_of_answer(struct slice text);

struct phrase_words;
/* How many words at `at` people speak of coming with: a phrase of an answer that is no mere denial,
 * a word that goes with one ("bus", "wheelchair", "Tuesday"); 0: it may be about something else. */
size_t rsvp_words_known(const struct phrase_words *words, size_t at);

#endif

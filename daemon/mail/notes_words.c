/* SPDX-License-Identifier: MIT
 * See notes_words.h. The words are folded (utf8_fold); where one stands in honest notes, a person
 * reads them in vain: that costs a minute, the other way costs somebody's trust. */
#include "daemon/mail/notes_words.h"

#include "daemon/common/buf.h"
#include "daemon/common/utf8.h"

#define WORDS_MIN 4     /* "ka pai", "see attached" */
#define THANKS_WORDS 12 /* what thanks in so few words says no more than that */

/* clang-format off */
static const char *const not_for_all[] = {
	/* of some, or of one */
	"confiden", "private", "between us", "between you and me", "not for", "not to the members", "off the record", "complain", "personal",
	"don't send", "do not send", "don't share", "do not share", "don't forward", "do not forward", "please don't", "please do not",
	/* of us */
	"could you", "can you", "would you", "will you", "please send", "please take", "please remove", "please add", "please tell",
	"please call", "please cancel", "please move", "let me know", "off the list", "unsubscribe", "write this up", "write it up",
	"send me", "send us", "attached", "attachment", "remove me", "i no longer", "wrong person", "not me",
	/* of nobody */
	"on leave", "out of office", "out of the office", "away until", "back on", "automatic reply", "auto-reply", "not monitored",
	"could not make it", "couldn't make it", "i was not there", "i wasn't there", "nobody came", "no one came", "did not take place",
	"didn't take place", "was cancelled", "i was sick", "i am sick", "i'm sick",
};
/* clang-format on */

static bool starts_with_any(struct slice s, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (slice_starts(s, words[i]))
			return true;
	}
	return false;
}

bool notes_words_are_for_all(struct slice text)
{
	static const char *const orders[] = { "cancel", "move", "attendance", "who ", "stop", "fwd",
		"fw:", "@" };
	static const char *const thanks[] = { "thank", "thanks", "ta ", "cheers", "great", "ok",
		"nga mihi", "ka pai", "kia ora, thank" };
	struct buf folded = BUF_INIT;
	struct slice s, rest, word;
	size_t words = 0;
	bool is_it;

	utf8_fold(&folded, slice_trim(text));
	s = rest = slice_trim(buf_all(&folded));
	while (slice_next_word(&rest, &word))
		words++;
	is_it = words >= WORDS_MIN && slice_find(s, '?') == s.n &&
	    !(words < THANKS_WORDS &&
	        starts_with_any(s, thanks, sizeof thanks / sizeof thanks[0])) &&
	    !starts_with_any(s, orders, sizeof orders / sizeof orders[0]) &&
	    !slice_has_any(s, not_for_all, sizeof not_for_all / sizeof not_for_all[0]);
	buf_release(&folded);
	return is_it;
}

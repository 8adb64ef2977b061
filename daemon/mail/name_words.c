/* SPDX-License-Identifier: MIT
 * See name_words.h. Names cannot be listed, nor can all that is none: what a dialogue is answered
 * with can. */
#include "daemon/mail/name_words.h"

#include <string.h>

#include "daemon/mail/phrase.h"

#define NAME_WORDS_MAX 5 /* "Dr Mere Te Awa Ngata" */
#define NAME_BYTES_MAX 60

#define HAS(list, word) phrase_is_any(word, list, sizeof(list) / sizeof(list)[0])

/* "Refused", "objected": what is not a form of a verb and ends like one, and what stands in titles,
 * is listed. */
static bool is_verb_form(const char *word)
{
	static const char *const names[] = { "ahmed", "mohammed", "muhammed", "mohamed", "hamed",
		"jared", "wilfred", "alfred", "winifred", "manfred", "siegfried", "mildred",
		"rashed", "khaled", "saeed", "javed", "naveed", "waleed", "majeed", "hameed",
		"rasheed", "registered", "certified", "accredited", "limited", "united",
		"incorporated", "integrated", "shared", "advanced", "applied", "chartered",
		"associated", "allied", "connected", "trusted", "gifted", "blessed", "sacred",
		"hundred" };
	size_t n = strlen(word);

	return n >= 5 && strcmp(word + n - 2, "ed") == 0 && !HAS(names, word);
}

bool name_words_is_said(const char *word)
{
	/* clang-format off */
	static const char *const said[] = {
		/* answers */
		"yes", "yep", "yeah", "no", "nope", "nah", "nup", "not", "never", "nay", "ae", "kao", "kaore", "kahore", "kare", "ehara", "kaua",
		"maybe", "perhaps", "possibly", "probably", "ok", "okay", "sure", "agree", "disagree", "accept", "decline", "refuse", "reject", "deny",
		"object", "oppose", "confirm", "approve", "nothing", "none", "nobody", "neither", "nor", "false", "wrong", "incorrect", "untrue",
		"negative", "veto", "against", "dissent", "protest", "refusal", "denial", "rejection", "objection", "objecting", "refusing", "declining", "withdrawing", "leaving", "cancelling", "quitting", "disagreeing", "opposing", "withdrawal",
		/* orders */
		"undo", "stop", "halt", "quit", "exit", "abort", "cancel", "revoke", "rescind", "retract", "withdraw", "revert", "reverse", "restore", "reset",
		"annul", "void", "end", "leave", "unsubscribe", "unsub", "subscribe", "remove", "delete", "erase", "forget", "drop", "scrap", "skip",
		"pause", "resume", "hold", "keep", "undone", "withdrawn", "revoked", "forgotten", "gone", "taken", "off", "out", "away", "back",
		"help", "status", "info", "lists", "meetings", "settings", "preferences", "block", "report", "spam", "junk", "phishing", "scam",
		"mute", "ignore", "disregard", "mistake", "error", "oops", "whoops", "sorry", "apologies",
		/* second thoughts, conditions, doubts */
		"wait", "actually", "but", "except", "unless", "however", "although", "though", "otherwise", "rather", "instead", "only", "later",
		"tomorrow", "soon", "yet", "if", "or", "when", "why", "who", "what", "how", "where", "whom", "whose", "joking", "kidding", "joke", "lol",
		"haha", "hmm", "whatever", "sarcasm", "unsure", "undecided", "depends", "dunno", "nevermind", "pending", "conditional",
		"conditionally", "duress", "nonsense", "rubbish", "bollocks", "bullshit", "crap", "hoax", "fake", "fraud", "invalid", "null", "nil", "huh", "eh", "meh",
		"reluctantly", "grudgingly", "allegedly", "supposedly", "apparently", "hardly", "barely",
		/* of whom */
		"me", "i", "im", "we", "you", "them", "him", "her", "it", "this", "that", "anyone", "someone", "somebody", "anybody", "everyone", "myself",
		"do", "dont", "does", "did", "didnt", "is", "isnt", "was", "wasnt", "are", "arent", "wont", "cant", "cannot", "couldnt", "wouldnt",
		"shouldnt", "please", "thanks",
		/* when, with what, of what */
		"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "today", "tonight", "apopo", "january", "february", "july", "september", "october",
		"november", "december", "from", "after", "before", "until", "till", "with", "minus", "plus", "newsletter", "newsletters", "mailing", "unauthorised",
		"unauthorized", "duplicate", "psych", "sike", "goodbye",
		/* te reo */
		"whakakore", "whakakahore", "mukua", "tangohia", "waiho", "kati", "taihoa", "engari", "hapa", "mutu", "whakamutu", "unuhia",
	};
	/* clang-format on */

	return HAS(said, word) || is_verb_form(word);
}

/* Words that stand in names in small letters. */
static bool is_particle(const char *word)
{
	static const char *const particles[] = { "te", "o", "van", "von", "der", "den", "de", "del",
		"della", "la", "le", "da", "dos", "di", "du", "bin", "binti", "ibn", "al", "el",
		"and", "na" };

	return HAS(particles, word);
}

/* Where what may be a name ends. */
static size_t cut(struct slice line)
{
	size_t i = 0;

	while (i < line.n && (line.p[i] == '\0' || strchr("|,(/[<*;:\t", line.p[i]) == NULL)) {
		struct slice rest = slice_from(line, i);

		if (slice_starts(rest, " - ") || slice_starts(rest, "\xe2\x80\x93") ||
		    slice_starts(rest, "\xe2\x80\x94") || slice_starts(rest, "\xe2\x80\xa2") ||
		    slice_starts(rest, "\xc2\xb7"))
			break;
		i++;
	}
	return i;
}

static bool is_spelt(struct slice name)
{
	for (size_t i = 0; i < name.n; i++) {
		char c = name.p[i];

		if ((unsigned char)c < 0x80 && !((c | 0x20) >= 'a' && (c | 0x20) <= 'z') &&
		    strchr(" .'-", c) == NULL)
			return false;
	}
	return true;
}

size_t name_words_length(struct slice line)
{
	size_t end = cut(line), capitals = 0;
	struct slice name = slice_trim(slice_sub(line, 0, end));
	struct phrase_words words;

	if (name.n == 0 || name.n > NAME_BYTES_MAX || !is_spelt(name) ||
	    (name.p[name.n - 1] == '.' && slice_find(name, ' ') == name.n))
		return 0;
	phrase_split(name, NAME_WORDS_MAX, &words);
	if (words.n == 0 || words.is_long)
		return 0;
	for (size_t i = 0; i < words.n; i++) {
		const struct phrase_word *w = &words.w[i];

		if (name_words_is_said(w->text) || phrase_is_picture(w->text))
			return 0;
		capitals += w->is_capital;
		/* "jane" is a name, too, alone. */
		if (!w->is_capital && !is_particle(w->text) && words.n > 2)
			return 0;
	}
	return capitals > 0 || words.n <= 2 ? end : 0;
}

/* SPDX-License-Identifier: MIT
 * The vocabulary of commands; see command_words.h. Each row is a way to say a verb; adding a
 * way is adding a row. Words of other languages are loaded from files, so that somebody who
 * speaks the language can correct them without touching code. */
#include "daemon/mail/command_words.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/common/utf8.h"
#include "daemon/common/xmalloc.h"
#include "daemon/mail/consent_phrases.h"

const enum command_tail command_tails[COMMAND_COUNT] = {
	[COMMAND_SUBSCRIBE] = TAIL_NAME,
	[COMMAND_UNSUBSCRIBE] = TAIL_NAME,
	[COMMAND_JOIN] = TAIL_NAME,
	[COMMAND_LEAVE] = TAIL_NAME,
	[COMMAND_PAUSE] = TAIL_SPAN,
	[COMMAND_SET] = TAIL_SET,
	[COMMAND_CORRECT] = TAIL_FIELD,
	[COMMAND_CHANGE_ADDRESS] = TAIL_ADDRESS,
	[COMMAND_ADD_ADDRESS] = TAIL_ADDRESS,
	[COMMAND_REMOVE_ADDRESS] = TAIL_ADDRESS,
	[COMMAND_REPLACE_ME] = TAIL_ADDRESS,
	[COMMAND_YES] = TAIL_ANSWER,
	[COMMAND_NO] = TAIL_ANSWER,
	[COMMAND_MAYBE] = TAIL_ANSWER,
	[COMMAND_TIP] = TAIL_TEXT,
	[COMMAND_TOOLKIT] = TAIL_NAME,
	[COMMAND_LATEST] = TAIL_NAME,
	[COMMAND_INDEX] = TAIL_NAME,
	[COMMAND_GET] = TAIL_NUMBER,
	[COMMAND_HELP] = TAIL_NAME,
	[COMMAND_INFO] = TAIL_NEED_NAME,
	[COMMAND_APPROVE] = TAIL_NOTHING,
	[COMMAND_REJECT] = TAIL_ANSWER,
	[COMMAND_HOLD] = TAIL_NOTHING,
};

const struct command_phrase command_phrases[] = {
	{ "subscribe", COMMAND_SUBSCRIBE, NULL },
	{ "subscribe me", COMMAND_SUBSCRIBE, NULL },
	{ "sub", COMMAND_SUBSCRIBE, NULL },
	{ "sign up", COMMAND_SUBSCRIBE, NULL },
	{ "signup", COMMAND_SUBSCRIBE, NULL },
	{ "sign me up", COMMAND_SUBSCRIBE, NULL },
	{ "add me", COMMAND_SUBSCRIBE, NULL },
	{ "opt in", COMMAND_SUBSCRIBE, NULL },
	{ "resubscribe", COMMAND_SUBSCRIBE, NULL },

	{ "unsubscribe", COMMAND_UNSUBSCRIBE, NULL },
	{ "unsubscribe me", COMMAND_UNSUBSCRIBE, NULL },
	{ "unsubscribe from all", COMMAND_UNSUBSCRIBE, "all" },
	{ "unsubscribe me from all", COMMAND_UNSUBSCRIBE, "all" },
	{ "unsub", COMMAND_UNSUBSCRIBE, NULL },
	{ "uns", COMMAND_UNSUBSCRIBE, NULL },
	{ "signoff", COMMAND_UNSUBSCRIBE, NULL },
	{ "sign off", COMMAND_UNSUBSCRIBE, NULL },
	{ "remove", COMMAND_UNSUBSCRIBE, "" },
	{ "remove from", COMMAND_UNSUBSCRIBE, NULL },
	{ "stop sending", COMMAND_UNSUBSCRIBE, "" },
	{ "remove me", COMMAND_UNSUBSCRIBE, NULL },
	{ "take me off", COMMAND_UNSUBSCRIBE, NULL },
	{ "opt out", COMMAND_UNSUBSCRIBE, NULL },
	{ "opt me out", COMMAND_UNSUBSCRIBE, NULL },
	{ "optout", COMMAND_UNSUBSCRIBE, NULL },
	{ "stop", COMMAND_UNSUBSCRIBE, "" },
	{ "stop all", COMMAND_UNSUBSCRIBE, "all" },
	{ "stop mail", COMMAND_UNSUBSCRIBE, "" },
	{ "stop emails", COMMAND_UNSUBSCRIBE, "" },
	{ "stop sending me emails", COMMAND_UNSUBSCRIBE, "" },
	{ "stop sending me these emails", COMMAND_UNSUBSCRIBE, "" },
	{ "stop sending these", COMMAND_UNSUBSCRIBE, "" },
	{ "stop sending these emails", COMMAND_UNSUBSCRIBE, "" },
	{ "stop emailing me", COMMAND_UNSUBSCRIBE, "" },
	{ "stop mailing me", COMMAND_UNSUBSCRIBE, "" },
	{ "cancel subscription", COMMAND_UNSUBSCRIBE, "" },
	{ "cancel my subscription", COMMAND_UNSUBSCRIBE, "" },
	{ "no more emails", COMMAND_UNSUBSCRIBE, "" },

	{ "join", COMMAND_JOIN, NULL },
	{ "leave", COMMAND_LEAVE, NULL },

	{ "pause", COMMAND_PAUSE, NULL },
	{ "vacation", COMMAND_PAUSE, NULL },
	{ "nomail", COMMAND_PAUSE, NULL },
	{ "set nomail", COMMAND_PAUSE, NULL },
	{ "resume", COMMAND_RESUME, NULL },
	{ "unpause", COMMAND_RESUME, NULL },
	{ "set mail", COMMAND_RESUME, NULL },

	{ "set", COMMAND_SET, NULL },
	{ "digest", COMMAND_SET, "digest" },
	{ "daily digest", COMMAND_SET, "daily" },
	{ "weekly digest", COMMAND_SET, "weekly" },
	{ "nodigest", COMMAND_SET, "each" },

	{ "preferences", COMMAND_PREFERENCES, NULL },
	{ "my preferences", COMMAND_PREFERENCES, NULL },
	{ "settings", COMMAND_PREFERENCES, NULL },
	{ "my settings", COMMAND_PREFERENCES, NULL },

	{ "status", COMMAND_STATUS, NULL },
	{ "which", COMMAND_STATUS, NULL },
	{ "my subscriptions", COMMAND_STATUS, NULL },
	{ "what am i subscribed to", COMMAND_STATUS, NULL },

	{ "my data", COMMAND_MY_DATA, NULL },
	{ "access", COMMAND_MY_DATA, NULL },
	{ "access my data", COMMAND_MY_DATA, NULL },
	{ "send me my data", COMMAND_MY_DATA, NULL },
	{ "show my data", COMMAND_MY_DATA, NULL },
	{ "what do you hold", COMMAND_MY_DATA, NULL },
	{ "what do you hold about me", COMMAND_MY_DATA, NULL },
	{ "what do you know about me", COMMAND_MY_DATA, NULL },
	{ "what information do you hold about me", COMMAND_MY_DATA, NULL },

	{ "correct", COMMAND_CORRECT, NULL },
	{ "correct my", COMMAND_CORRECT, NULL },
	{ "change address", COMMAND_CHANGE_ADDRESS, NULL },
	{ "change address to", COMMAND_CHANGE_ADDRESS, NULL },
	{ "change my address to", COMMAND_CHANGE_ADDRESS, NULL },
	{ "change email to", COMMAND_CHANGE_ADDRESS, NULL },
	{ "change my email to", COMMAND_CHANGE_ADDRESS, NULL },
	{ "change my email address to", COMMAND_CHANGE_ADDRESS, NULL },

	{ "add address", COMMAND_ADD_ADDRESS, NULL },
	{ "add my address", COMMAND_ADD_ADDRESS, NULL },
	{ "add email", COMMAND_ADD_ADDRESS, NULL },
	{ "also", COMMAND_ADD_ADDRESS, NULL },
	{ "i also write from", COMMAND_ADD_ADDRESS, NULL },
	{ "remove address", COMMAND_REMOVE_ADDRESS, NULL },
	{ "remove my address", COMMAND_REMOVE_ADDRESS, NULL },
	{ "remove email", COMMAND_REMOVE_ADDRESS, NULL },
	{ "replace me with", COMMAND_REPLACE_ME, NULL },
	{ "replace me by", COMMAND_REPLACE_ME, NULL },
	{ "my successor is", COMMAND_REPLACE_ME, NULL },

	{ "forget me", COMMAND_FORGET_ME, NULL },
	{ "delete me", COMMAND_FORGET_ME, NULL },
	{ "erase", COMMAND_FORGET_ME, NULL },
	{ "erase me", COMMAND_FORGET_ME, NULL },
	{ "erase my data", COMMAND_FORGET_ME, NULL },
	{ "delete my data", COMMAND_FORGET_ME, NULL },

	{ "meetings", COMMAND_MEETINGS, NULL },
	{ "my meetings", COMMAND_MEETINGS, NULL },

	{ "yes", COMMAND_YES, NULL },
	{ "y", COMMAND_YES, NULL },
	{ "yep", COMMAND_YES, NULL },
	{ "yeah", COMMAND_YES, NULL },
	{ "ok", COMMAND_YES, NULL },
	{ "okay", COMMAND_YES, NULL },
	{ "i confirm", COMMAND_YES, NULL },
	{ "confirm", COMMAND_YES, NULL },
	{ "confirmed", COMMAND_YES, NULL },
	{ "accept", COMMAND_YES, NULL },
	{ "accepted", COMMAND_YES, NULL },
	{ "attending", COMMAND_YES, NULL },
	{ "coming", COMMAND_YES, NULL },
	{ "i am coming", COMMAND_YES, NULL },
	{ "i'm coming", COMMAND_YES, NULL },
	{ "i'll come", COMMAND_YES, NULL },
	{ "i will come", COMMAND_YES, NULL },
	{ "i'll be there", COMMAND_YES, NULL },
	{ "i will be there", COMMAND_YES, NULL },
	{ "will be there", COMMAND_YES, NULL },
	{ "i'll attend", COMMAND_YES, NULL },
	{ "i will attend", COMMAND_YES, NULL },
	{ "will attend", COMMAND_YES, NULL },
	{ "i can make it", COMMAND_YES, NULL },
	{ "can make it", COMMAND_YES, NULL },
	{ "count me in", COMMAND_YES, NULL },
	{ "see you there", COMMAND_YES, NULL },

	{ "no", COMMAND_NO, NULL },
	{ "nope", COMMAND_NO, NULL },
	{ "decline", COMMAND_NO, NULL },
	{ "declined", COMMAND_NO, NULL },
	{ "apologies", COMMAND_NO, NULL },
	{ "not coming", COMMAND_NO, NULL },
	{ "not attending", COMMAND_NO, NULL },
	{ "i'm not coming", COMMAND_NO, NULL },
	{ "i am not coming", COMMAND_NO, NULL },
	{ "can't make it", COMMAND_NO, NULL },
	{ "cant make it", COMMAND_NO, NULL },
	{ "cannot make it", COMMAND_NO, NULL },
	{ "i can't make it", COMMAND_NO, NULL },
	{ "i cant make it", COMMAND_NO, NULL },
	{ "i cannot make it", COMMAND_NO, NULL },
	{ "can't come", COMMAND_NO, NULL },
	{ "i can't come", COMMAND_NO, NULL },
	{ "i cannot come", COMMAND_NO, NULL },
	{ "can't attend", COMMAND_NO, NULL },
	{ "i can't attend", COMMAND_NO, NULL },
	{ "i cannot attend", COMMAND_NO, NULL },
	{ "unable to attend", COMMAND_NO, NULL },
	{ "i am unable to attend", COMMAND_NO, NULL },
	{ "i won't be there", COMMAND_NO, NULL },
	{ "i will not be there", COMMAND_NO, NULL },
	{ "won't be there", COMMAND_NO, NULL },
	{ "count me out", COMMAND_NO, NULL },

	{ "maybe", COMMAND_MAYBE, NULL },
	{ "perhaps", COMMAND_MAYBE, NULL },
	{ "tentative", COMMAND_MAYBE, NULL },
	{ "not sure", COMMAND_MAYBE, NULL },
	{ "not sure yet", COMMAND_MAYBE, NULL },
	{ "i might come", COMMAND_MAYBE, NULL },
	{ "i might be there", COMMAND_MAYBE, NULL },

	{ "tip", COMMAND_TIP, NULL },
	{ "share", COMMAND_TIP, NULL },
	{ "toolkit", COMMAND_TOOLKIT, NULL },
	{ "resources", COMMAND_TOOLKIT, NULL },
	{ "lists", COMMAND_LISTS, NULL },
	{ "list", COMMAND_LISTS, NULL },
	{ "communities", COMMAND_COMMUNITIES, NULL },
	{ "cops", COMMAND_COMMUNITIES, NULL },
	{ "latest", COMMAND_LATEST, NULL },
	{ "index", COMMAND_INDEX, NULL },
	{ "archive", COMMAND_INDEX, NULL },
	{ "get", COMMAND_GET, NULL },
	{ "help", COMMAND_HELP, NULL },
	{ "help me", COMMAND_HELP, NULL },
	{ "commands", COMMAND_HELP, NULL },
	{ "?", COMMAND_HELP, NULL },
	{ "info", COMMAND_INFO, NULL },
	{ "approve", COMMAND_APPROVE, NULL },
	{ "approved", COMMAND_APPROVE, NULL },
	{ "reject", COMMAND_REJECT, NULL },
	{ "rejected", COMMAND_REJECT, NULL },
	{ "hold", COMMAND_HOLD, NULL },
};

const size_t command_phrase_count = sizeof command_phrases / sizeof command_phrases[0];

/* --- words of further languages --- */

#define WORDS_FILE_MAX (64U << 10) /* a table of a language is a page */
#define WORDS_ROWS_MAX 1000
#define WORDS_PHRASE_MAX 100

struct command_words {
	struct command_phrase *rows; /* .words is owned */
	size_t count;
	struct phrase *sayings; /* likewise */
	size_t saying_count;
};

struct command_words *command_words_new(void)
{
	return xcalloc(1, sizeof(struct command_words));
}

void command_words_free(struct command_words *words)
{
	if (words == NULL)
		return;
	for (size_t i = 0; i < words->count; i++)
		free((char *)(size_t)words->rows[i].words); /* ours, made below */
	for (size_t i = 0; i < words->saying_count; i++)
		free((char *)(size_t)words->sayings[i].words);
	free(words->rows);
	free(words->sayings);
	free(words);
}

/* One space between words, folded. */
static void fold_words(struct buf *out, struct slice text)
{
	struct buf folded = BUF_INIT;
	struct slice rest, word;

	utf8_fold(&folded, text);
	rest = buf_all(&folded);
	while (slice_next_word(&rest, &word)) {
		if (out->n > 0)
			buf_char(out, ' ');
		buf_slice(out, word);
	}
	buf_release(&folded);
}

static int add_row(struct command_words *words, struct slice line, struct err *err)
{
	size_t equals = slice_find(line, '=');
	struct slice name = slice_trim(slice_from(line, equals + 1));
	enum command_verb verb = command_verb_find(name);
	enum consent_meaning saying = consent_meaning_parse(name);
	struct buf phrase = BUF_INIT;

	if (equals == line.n)
		return err_set(err, ERR_PERM, "a line is \"words = command\"");
	if (verb == COMMAND_NONE && saying == CONSENT_MEANINGS)
		return err_set(err, ERR_PERM,
		    "\"%.*s\" is not a command, nor what an answer may mean",
		    SLICE_ARG(slice_sub(name, 0, 80)));
	fold_words(&phrase, slice_sub(line, 0, equals));
	if (phrase.n == 0 || phrase.n > WORDS_PHRASE_MAX ||
	    words->count + words->saying_count == WORDS_ROWS_MAX) {
		buf_release(&phrase);
		return err_set(err, ERR_PERM,
		    "no words, more than %d bytes of them, or more than %d lines", WORDS_PHRASE_MAX,
		    WORDS_ROWS_MAX);
	}
	if (verb == COMMAND_NONE) {
		words->sayings = xreallocarray(words->sayings, words->saying_count + 1,
		    sizeof *words->sayings);
		words->sayings[words->saying_count++] = (struct phrase){ buf_steal(&phrase),
			(int)saying };
		return 0;
	}
	words->rows = xreallocarray(words->rows, words->count + 1, sizeof *words->rows);
	words->rows[words->count++] = (struct command_phrase){ buf_steal(&phrase), verb, NULL };
	return 0;
}

static int read_file(const char *path, struct buf *out, struct err *err)
{
	FILE *file = fopen(path, "re");
	int rc = 0;

	if (file == NULL)
		return err_set(err, ERR_PERM, "%s: %s", path, strerror(errno));
	buf_reserve(out, WORDS_FILE_MAX + 1);
	out->n = fread(out->p, 1, WORDS_FILE_MAX + 1, file);
	out->p[out->n] = '\0';
	if (ferror(file) != 0)
		rc = err_set(err, ERR_TEMP, "%s: cannot be read", path);
	else if (out->n > WORDS_FILE_MAX)
		rc = err_set(err, ERR_PERM, "%s: larger than %u bytes", path, WORDS_FILE_MAX);
	(void)fclose(file); /* was only read */
	return rc;
}

int command_words_load(struct command_words *words, const char *path, struct err *err)
{
	struct buf text = BUF_INIT;
	struct slice rest, line;
	int number = 0, rc = read_file(path, &text, err);

	rest = buf_all(&text);
	while (rc == 0 && slice_next_line(&rest, &line)) {
		number++;
		line = slice_trim(line);
		if (line.n == 0 || line.p[0] == '#')
			continue;
		rc = add_row(words, line, err);
		if (rc < 0)
			(void)err_context(err, "%s:%d", path, number);
	}
	buf_release(&text);
	return rc;
}

/* --- finding --- */

/* How many words of `folded` the phrase takes, 0 where it does not begin with it. */
static size_t match_words(struct slice folded, const char *phrase)
{
	size_t n = strlen(phrase), words = 1;

	if (!slice_starts(folded, phrase) || (folded.n > n && folded.p[n] != ' '))
		return 0;
	for (size_t i = 0; i < n; i++)
		words += phrase[i] == ' ';
	return words;
}

static size_t longest(const struct command_phrase *rows, size_t count, struct slice folded,
    size_t best, struct command_phrase *phrase_r)
{
	for (size_t i = 0; i < count; i++) {
		size_t n = match_words(folded, rows[i].words);

		if (n > best) {
			best = n;
			*phrase_r = rows[i];
		}
	}
	return best;
}

size_t command_find_phrase(struct slice folded, const struct command_words *words,
    struct command_phrase *phrase_r)
{
	size_t best = longest(command_phrases, command_phrase_count, folded, 0, phrase_r);

	if (words != NULL)
		best = longest(words->rows, words->count, folded, best, phrase_r);
	return best;
}

struct phrase_table command_words_sayings(const struct command_words *words)
{
	struct phrase_table table = { NULL, 0, consent_phrases.classes,
		consent_phrases.class_count };

	if (words != NULL) {
		table.rows = words->sayings;
		table.count = words->saying_count;
	}
	return table;
}

bool command_has_word(const char *const *list, struct slice word)
{
	for (; *list != NULL; list++) {
		if (slice_is(word, *list))
			return true;
	}
	return false;
}

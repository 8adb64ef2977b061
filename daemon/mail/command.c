/* SPDX-License-Identifier: MIT
 * From what people write to a verb and its arguments. The vocabulary is in command_words.c; the
 * rules are here: what may stand in front of a command (politeness), what may stand behind it
 * (its tail), and what makes a line prose. Prose wins: a mail taken for a command by mistake
 * does something nobody asked for, a command taken for prose is read by a person. */
#include "daemon/mail/command.h"

#include <string.h>

#include "daemon/common/num.h"
#include "daemon/common/str_put.h"
#include "daemon/common/utf8.h"
#include "daemon/mail/command_line.h"
#include "daemon/mail/command_words.h"

#define NAME_WORDS_MAX 6    /* "Hawke's Bay Community of Practice" has five */
#define ANSWER_WORDS_MAX 24 /* behind "yes," */

/* --- lists of words, folded --- */

/* clang-format off */
static const char *const polite[] = {
	"please", "pls", "kindly", "i would like to", "i'd like to", "i want to", "i wish to",
	"can you", "could you", "would you", "can you please", "could you please",
	"would you please", "i would like you to", "dear team", "hi", "hello",
};
/* clang-format on */

/* clang-format off */
static const char *const thanks[] = {
	"please", "pls", "thanks", "thank you", "ta", "cheers", "nga mihi", "many thanks",
	"thanks very much", "thank you very much", "nga mihi nui", "regards", "kind regards",
};
/* clang-format on */

/* What stands between "subscribe" and a name. */
static const char *const fillers[] = { "me", "to", "from", "off", "the", "your", "my", "this",
	"these", "for", "out", "of", NULL };
static const char *const only_the[] = { "the", NULL };

/* "unsubscribe me from your mailing list": all of that is the one list they have. */
static const char *const anything[] = { "list", "mailing list", "mailing", "emails", "email",
	"mails", "mail", "it", "group", "mailing lists", "distribution list", "email list" };
static const char *const everything[] = { "all", "*", "everything", "all lists", "all emails",
	"all of them", "all mailing lists", "all mail" };

/* Names have no such words; sentences do. */
/* clang-format off */
static const char *const prose[] = {
	"a", "an", "i", "i'm", "i'd", "i'll", "you", "we", "he", "she", "it", "they", "is", "was",
	"are", "were", "be", "been", "that", "this", "these", "those", "because", "if", "when",
	"how", "who", "what", "why", "where", "my", "your", "our", "their", "me", "us", "them",
	"will", "can", "would", "could", "should", "have", "had", "has", "do", "does", "did",
	"don't", "not", "but", "so", "as", "at", "on", "in", "for", "with", "from", "to", "about",
	"until", "before", "after", "then", "just", "only", "please", "message", "meeting", "call",
	"zoom", "teams", "webinar", "link", "here", "now", "today", "tomorrow", "there", "needed",
	"required", "button", "click", "below", "above", NULL,
};
/* clang-format on */

static const char *const settings[] = { "daily", "weekly", "each", "digest", "nodigest", "text",
	"plain", "html", "language", "lang", "en", "mi", "english", "maori", "immediate",
	"immediately", "preferences", NULL };
static const char *const set_names[] = { "language", "lang", "delivery", "format", "digest", "mail",
	"to", NULL };
static const char *const record_fields[] = { "name", "organisation", "organization", "org",
	"region", "role", "title", "sector", "stage", "language", "address", "email", NULL };
static const char *const span_starts[] = { "until", "till", "til", "for", "from", NULL };
static const char *const span_counts[] = { "a", "an", "one", "two", "three", "four", "five", "six",
	"the", NULL };

/* Behind "yes" and "no" without a comma. */
/* clang-format off */
static const char *const answer_tails[] = {
	"please", "thanks", "thank you", "sorry", "i'll", "i will", "i am", "i'm", "i can",
	"i can't", "i cant", "i cannot", "i won't", "can't", "cannot", "we will", "we'll", "will",
	"coming", "attending", "not", "to", "with", "and", "from me", "plus", "count me", "see you",
	"for me", "confirm", "confirmed", "absolutely", "definitely", "happy to", "looking forward",
	"it is me", "that's me", "subscribe", "i do", "i did", "i have", "unfortunately",
	"apologies", "this time", "the", "both", "all",
};
/* clang-format on */

/* "no problem" is no "no". */
static const char *const no_answers[] = { "problem", "problems", "worries", "idea", "doubt", "need",
	"longer", "one", "way", "reply", "reply-to", "matter", "rush", "hurry", "but", "changes",
	"change", "issues", "further", "more", "such", "attachment", NULL };

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* Passes over politeness at the front. */
static size_t skip_polite(const struct command_line *l)
{
	size_t from = 0, before;

	do {
		before = from;
		for (size_t i = 0; i < COUNT(polite) && from < l->count; i++) {
			if (command_line_begins(command_line_span(l, from, l->count), polite[i]))
				from += command_line_words_of(polite[i]);
		}
	} while (from > before && from < l->count);
	return from;
}

/* ... and at the end. */
static size_t cut_thanks(const struct command_line *l, size_t from)
{
	size_t to = l->count;

	for (size_t i = 0; i < COUNT(thanks); i++) {
		size_t n = command_line_words_of(thanks[i]);

		if (to >= from + n && slice_is(command_line_span(l, to - n, to), thanks[i])) {
			to -= n;
			i = (size_t)-1; /* "please, thanks": from the top again */
		}
	}
	return to;
}

/* --- tails --- */

struct tail {
	const struct command_line *line;
	size_t from, to; /* words */
	bool has_comma;  /* punctuation behind the command's own words */
	struct slice phrase;
	struct command *command;
};

static bool set_args(struct tail *t, size_t from, size_t to)
{
	struct slice args = SLICE_NONE;

	if (from < to) {
		args.p = t->line->words[from].p;
		args.n = (size_t)(t->line->words[to - 1].p + t->line->words[to - 1].n - args.p);
	}
	while (args.n > 0 && strchr(".,!;:", args.p[args.n - 1]) != NULL)
		args.n--;
	while (args.n > 0 && strchr(":,-", args.p[0]) != NULL)
		args = slice_trim(slice_from(args, 1));
	args = slice_trim(args);
	args.n = utf8_cut(args, COMMAND_ARGS_MAX);
	/* cut above: fits */
	str_put(t->command->args, sizeof t->command->args, "%.*s", SLICE_ARG(args));
	return true;
}

static bool is_one_of(const char *const *list, size_t count, struct slice text)
{
	for (size_t i = 0; i < count; i++) {
		if (slice_is(text, list[i]))
			return true;
	}
	return false;
}

/* Does a word inside end a sentence? */
static bool has_sentence_end(const struct command_line *l, size_t from, size_t to)
{
	for (size_t i = from; i + 1 < to; i++) {
		char last = l->words[i].p[l->words[i].n - 1];

		if (strchr(".!?;:", last) != NULL && l->words[i].n > 2)
			return true;
	}
	return false;
}

static bool is_prose(const struct command_line *l, size_t from, size_t to)
{
	bool is_reo = from < to &&
	    slice_is(command_line_word(l, from), "te"); /* "Te Matau a Māui" */

	for (size_t i = from; i < to; i++) {
		if (command_has_word(prose, command_line_word(l, i)) &&
		    !(is_reo && slice_is(command_line_word(l, i), "a")))
			return true;
	}
	return has_sentence_end(l, from, to);
}

static bool tail_name(struct tail *t)
{
	const char *const *skip = t->command->verb == COMMAND_JOIN ||
	        t->command->verb == COMMAND_LEAVE ?
	    only_the :
	    fillers;
	struct slice rest;

	while (t->from < t->to && command_has_word(skip, command_line_word(t->line, t->from)))
		t->from++;
	rest = command_line_span(t->line, t->from, t->to);
	if (is_one_of(everything, COUNT(everything), rest)) {
		str_put(t->command->args, sizeof t->command->args, "all"); /* fits */
		return true;
	}
	if (is_one_of(anything, COUNT(anything), rest))
		return set_args(t, t->to, t->to);
	return t->to - t->from <= NAME_WORDS_MAX && (t->from == t->to || !t->line->is_question) &&
	    !is_prose(t->line, t->from, t->to) && set_args(t, t->from, t->to);
}

static bool tail_address(struct tail *t)
{
	struct slice word;

	while (t->from < t->to && slice_is(command_line_word(t->line, t->from), "to"))
		t->from++;
	if (t->to != t->from + 1)
		return false;
	word = t->line->words[t->from];
	while (word.n > 0 && strchr("<\"(", word.p[0]) != NULL)
		word = slice_from(word, 1);
	if (slice_starts_fold(word, "mailto:"))
		word = slice_from(word, strlen("mailto:"));
	while (word.n > 0 && strchr(">\").,;", word.p[word.n - 1]) != NULL)
		word.n--;
	if (slice_find(word, '@') == word.n || word.n > COMMAND_ARGS_MAX)
		return false;
	str_put(t->command->args, sizeof t->command->args, "%.*s", SLICE_ARG(word)); /* fits */
	return true;
}

static bool is_number(struct slice s)
{
	int64_t v;

	if (s.n > 0 && s.p[0] == '#')
		s = slice_from(s, 1);
	return num_parse(s, 0, 1000000, &v);
}

static bool tail_span(struct tail *t)
{
	struct slice first, second;
	bool is_start;

	if (t->from == t->to)
		return set_args(t, t->from, t->to);
	first = command_line_word(t->line, t->from);
	second = t->from + 1 < t->to ? command_line_word(t->line, t->from + 1) : SLICE_NONE;
	is_start = command_has_word(span_starts, first);
	if (t->to - t->from > NAME_WORDS_MAX ||
	    (!is_start && !(first.n > 0 && first.p[0] >= '0' && first.p[0] <= '9')))
		return false;
	if (slice_is(first, "for") && !command_has_word(span_counts, second) && !is_number(second))
		return false;
	if (is_start && second.n == 0)
		return false;
	return set_args(t, t->from, t->to);
}

static bool tail_set(struct tail *t)
{
	bool has_setting = false;

	for (size_t i = t->from; i < t->to; i++)
		has_setting = has_setting ||
		    command_has_word(settings, command_line_word(t->line, i));
	/* "set hourly", "set digest hourly": told what there is. "set the table" is prose. */
	if (t->to - t->from == 1 ||
	    (t->to - t->from == 2 &&
	        command_has_word(set_names, command_line_word(t->line, t->from))))
		has_setting = true;
	if (!has_setting || t->to - t->from > 3)
		return false;
	/* "set delivery weekly": the setting says enough, but "set language mi" needs both. */
	while (t->to - t->from > 1 &&
	    command_has_word(set_names, command_line_word(t->line, t->from)) &&
	    !slice_is(command_line_word(t->line, t->from), "language") &&
	    !slice_is(command_line_word(t->line, t->from), "lang"))
		t->from++;
	return set_args(t, t->from, t->to);
}

/* "correct name of the agency is ..." tells of something else than who writes. */
static bool is_of_another(const struct tail *t)
{
	static const char *const of[] = { "of", "on", "in", "for", "at", "from", "under", "above",
		"below", "was", "are", NULL };

	if (command_has_word(of, command_line_word(t->line, t->from + 1)))
		return true;
	for (size_t i = t->from + 2; i < t->to; i++) {
		if (slice_is(command_line_word(t->line, i), "is"))
			return true;
	}
	return false;
}

static bool tail_field(struct tail *t)
{
	return t->to - t->from >= 2 && t->to - t->from <= 16 && !t->line->is_question &&
	    command_has_word(record_fields, command_line_word(t->line, t->from)) &&
	    !is_of_another(t) && set_args(t, t->from, t->to);
}

/* "share this with others" is prose; "share: ..." is a tip, and below "tip" alone stands one. */
static bool tail_text(struct tail *t)
{
	return (slice_is(t->phrase, "share") ? t->from < t->to && t->has_comma : true) &&
	    set_args(t, t->from, t->to);
}

static bool tail_answer(struct tail *t)
{
	struct slice rest = command_line_span(t->line, t->from, t->to), first;

	if (t->from == t->to)
		return set_args(t, t->from, t->to);
	first = command_line_word(t->line, t->from);
	if (t->to - t->from > ANSWER_WORDS_MAX || command_has_word(no_answers, first) ||
	    t->line->is_question)
		return false;
	if (t->has_comma || strchr("+-", t->line->words[t->from].p[0]) != NULL)
		return set_args(t, t->from, t->to);
	for (size_t i = 0; i < COUNT(answer_tails); i++) {
		if (command_line_begins(rest, answer_tails[i]))
			return set_args(t, t->from, t->to);
	}
	return false;
}

static bool check_tail(struct tail *t)
{
	switch (command_tails[t->command->verb]) {
	case TAIL_NOTHING:
		return t->from == t->to;
	case TAIL_NAME:
		return tail_name(t);
	case TAIL_NEED_NAME:
		return t->from < t->to && tail_name(t);
	case TAIL_ADDRESS:
		return tail_address(t);
	case TAIL_NUMBER:
		return t->to == t->from + 1 && is_number(command_line_word(t->line, t->from)) &&
		    set_args(t, t->from, t->to);
	case TAIL_SPAN:
		return tail_span(t);
	case TAIL_SET:
		return tail_set(t);
	case TAIL_FIELD:
		return tail_field(t);
	case TAIL_TEXT:
		return tail_text(t);
	case TAIL_ANSWER:
		return tail_answer(t);
	}
	return false;
}

static bool parse_words(const struct command_line *l, const struct command_words *words,
    struct command *command_r)
{
	struct command_phrase phrase;
	size_t from = skip_polite(l), n;
	struct tail t = { .line = l, .command = command_r };

	if (from == l->count)
		return false;
	n = command_find_phrase(command_line_span(l, from, l->count), words, &phrase);
	if (n == 0)
		return false;
	command_r->verb = phrase.verb;
	t.from = from + n;
	t.phrase = slice_of(phrase.words);
	t.has_comma = strchr(",.!;:-", l->words[t.from - 1].p[l->words[t.from - 1].n - 1]) != NULL;
	t.to = cut_thanks(l, t.from);
	/* A question is none of these: "unsubscribe?" asks, it does not tell. */
	if (l->is_question && t.from == t.to && command_tails[phrase.verb] != TAIL_NOTHING &&
	    phrase.verb != COMMAND_HELP)
		return false;
	if (phrase.args == NULL)
		return check_tail(&t);
	str_put(command_r->args, sizeof command_r->args, "%s", phrase.args); /* ours: fits */
	return t.from == t.to;
}

/* --- the contract --- */

bool command_parse_line(struct slice text, const struct command_words *words,
    struct command *command_r)
{
	struct command_line l;
	bool is_command;

	*command_r = (struct command){ .verb = COMMAND_NONE };
	is_command = command_line_init(&l, text) && parse_words(&l, words, command_r);
	if (!is_command)
		*command_r = (struct command){ .verb = COMMAND_NONE };
	command_line_release(&l);
	return is_command;
}

/* "Re:", "Fwd:" and what mail programs of other languages write, folded. */
/* clang-format off */
static const char *const subject_prefixes[] = {
	"re", "fw", "fwd", "aw", "wg", "sv", "vs", "vb", "tr", "rv", "res", "enc", "antw", "doorst",
	"rif", "i", "r", "odp", "pd", "ynt", "ilt", "bls", "ref", "rep", "tr", "trs", "vl", "fs",
	"atb", "yht", "re-", "\xe5\x9b\x9e\xe5\xa4\x8d", "\xe7\xad\x94\xe5\xa4\x8d",
	"\xe8\xbd\xac\xe5\x8f\x91", "\xe5\x9b\x9e\xe8\xa6\x86", "\xe8\xbd\x89\xe5\xaf\x84", NULL,
};
/* clang-format on */

/* The length of one prefix with its colon, or of one "[tag]"; 0 where the subject has none. */
static size_t prefix_length(struct slice s)
{
	static const char wide_colon[] = "\xef\xbc\x9a";
	struct slice head = slice_sub(s, 0, 24);
	size_t colon, wide, end;
	struct buf folded = BUF_INIT;
	bool is_prefix;

	if (s.n > 0 && s.p[0] == '[') {
		end = slice_find(s, ']');
		return end < s.n ? end + 1 : 0;
	}
	colon = slice_find(head, ':');
	wide = slice_find_text(head, wide_colon);
	end = colon < wide ? colon : wide;
	if (end == head.n)
		return 0;
	head = slice_sub(head, 0, end);
	/* "Re[2]", "Re (3)", "Re^2" */
	head = slice_sub(head, 0, slice_find(head, '['));
	head = slice_sub(head, 0, slice_find(head, '('));
	head = slice_trim(slice_sub(head, 0, slice_find(head, '^')));
	utf8_fold(&folded, head);
	is_prefix = command_has_word(subject_prefixes, buf_all(&folded));
	buf_release(&folded);
	return is_prefix ? end + (colon < wide ? 1 : strlen(wide_colon)) : 0;
}

bool command_parse_subject(struct slice subject, const struct command_words *words,
    struct command *command_r)
{
	size_t n, open;

	subject = slice_trim(subject);
	while ((n = prefix_length(subject)) > 0)
		subject = slice_trim(slice_from(subject, n));
	/* A token of ours may stand at the end, in brackets. */
	open = slice_find(subject, '[');
	if (open > 0 && open < subject.n && subject.p[subject.n - 1] == ']')
		subject = slice_trim(slice_sub(subject, 0, open));
	return command_parse_line(subject, words, command_r);
}

/* --- bodies --- */

/* clang-format off */
static const char *const greetings[] = {
	"hi", "hello", "hey", "dear", "kia ora", "tena koe", "tena koutou", "tena korua", "morena",
	"ata marie", "good morning", "good afternoon", "good evening", "greetings", "g'day",
	"to whom it may concern", "malo e lelei", "talofa", "kia orana", "bula", "namaste",
};
/* clang-format on */

static bool is_greeting(struct slice text)
{
	struct command_line l;
	bool is_it = false;

	if (command_line_init(&l, text) && l.count <= 6) {
		for (size_t i = 0; i < COUNT(greetings) && !is_it; i++)
			is_it = command_line_begins(buf_all(&l.folded), greetings[i]);
	}
	command_line_release(&l);
	return is_it;
}

/* Could a command begin behind this line, or does a sentence go on? */
static bool ends_thought(struct slice line)
{
	return line.n < 40 || strchr(".!?:", line.p[line.n - 1]) != NULL;
}

bool command_parse_body(struct slice text, const struct command_words *words,
    struct command *command_r)
{
	struct slice line;
	size_t lines = 0;
	bool is_start = true;

	*command_r = (struct command){ .verb = COMMAND_NONE };
	while (lines < COMMAND_BODY_LINES && slice_next_line(&text, &line)) {
		line = slice_trim(line);
		if (line.n == 0) {
			is_start = true;
			continue;
		}
		lines++;
		if (is_start && command_parse_line(line, words, command_r))
			return true;
		is_start = ends_thought(line) || is_greeting(line);
	}
	return false;
}

bool command_parse_detail(struct slice detail, struct command *command_r)
{
	struct buf folded = BUF_INIT;
	size_t best = 0;

	*command_r = (struct command){ .verb = COMMAND_NONE };
	utf8_fold(&folded, detail);
	for (size_t i = 0; i < command_phrase_count + COMMAND_COUNT; i++) {
		/* The commands' own names first: "confirm" is a way to say yes everywhere but here.
		 */
		bool is_name = i < COMMAND_COUNT;
		const char *phrase = is_name ? command_verb_text((enum command_verb)i) :
		                               command_phrases[i - COMMAND_COUNT].words;
		size_t n = 0;

		/* "my data" is "mydata" or "my-data" here: an address has no spaces. */
		for (; *phrase != '\0' && n < folded.n; phrase++) {
			if (*phrase == ' ' && folded.p[n] != '-')
				continue;
			if (folded.p[n] != (*phrase == ' ' ? '-' : *phrase))
				break;
			n++;
		}
		if (*phrase != '\0' || n <= best || (n < folded.n && folded.p[n] != '-'))
			continue;
		best = n;
		command_r->verb = is_name ? (enum command_verb)i :
		                            command_phrases[i - COMMAND_COUNT].verb;
	}
	if (command_r->verb != COMMAND_NONE && folded.n > best) {
		struct slice args = slice_from(detail, best + 1);

		args.n = utf8_cut(args, COMMAND_ARGS_MAX);
		/* cut above: fits */
		str_put(command_r->args, sizeof command_r->args, "%.*s", SLICE_ARG(args));
	}
	buf_release(&folded);
	return command_r->verb != COMMAND_NONE;
}

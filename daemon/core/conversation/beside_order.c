/* SPDX-License-Identifier: MIT
 * Beside orders; see beside_order.h. A list counts as named in a sentence, or where nothing but its
 * name stands in the first line: the names of places stand in signatures, too. Only what the writer
 * has can be left, only what is open be joined. */
#include "daemon/core/conversation/beside_order.h"

#include <stdio.h>
#include <string.h>

#include "daemon/common/str_put.h"
#include "daemon/core/talk/forward.h"
#include "daemon/core/talk/quoted_back.h"
#include "daemon/mail/phrase.h"
#include "daemon/mail/reply.h"
#include "subscribers/called.h"
#include "subscribers/list.h"
#include "subscribers/region.h"
#include "subscribers/subscription.h"

#define LINES_MAX 12 /* that may name a list */
#define WORDS_MAX 40 /* of one */
#define NAMED_MAX COMMAND_BATCH_MAX
#define MARK_DISTANCE 4 /* words between "keep" and the name of what is kept */

struct named {
	char slugs[NAMED_MAX][LIST_SLUG_MAX + 1];
	size_t count;
	bool has_kept;  /* "but not the newsletter" */
	bool has_other; /* than the list of the mail this answers */
};

/* --- what is theirs to say --- */

static bool is_behind(struct slice subject)
{
	return reply_take_prefix(&subject) || slice_starts_fold(subject, "fwd:") ||
	    slice_starts_fold(subject, "fw:") || slice_find(subject, '[') < subject.n;
}

/* The order stands in the text, and the Subject says something else: that is theirs, too, in a mail
 * that begins a talk, and in an answer where they changed it. */
static void add_subject(const struct talk *t, struct buf *left)
{
	bool is_answer = t->mail.delivery_id != 0;
	struct slice subject = is_answer ? talk_subject(t) :
	                                   slice_trim(facts_get(t->facts, FACTS_SUBJECT));
	struct command c;

	if (t->v.is_detail_command || subject.n == 0 || (!is_answer && is_behind(subject)) ||
	    command_parse_subject(subject, t->core->words, &c))
		return;
	buf_slice(left, subject);
	buf_text(left, "\n\n");
}

/* The line that is the order, as it was written; nothing where the address says it. */
static struct slice order_line(const struct talk *t)
{
	struct slice subject = facts_get(t->facts, FACTS_SUBJECT), rest = buf_all(&t->v.reply),
	             line;
	struct command c;

	if (t->v.is_detail_command)
		return SLICE_NONE;
	if (command_parse_subject(subject, t->core->words, &c)) {
		while (reply_take_prefix(&subject)) {
		}
		return subject;
	}
	while (slice_next_line(&rest, &line)) {
		if (command_parse_line(slice_trim(line), t->core->words, &c))
			return slice_trim(line);
	}
	return SLICE_NONE;
}

/* --- lists that are named --- */

static bool is_leaving(const struct talk *t)
{
	return t->v.command.verb == COMMAND_UNSUBSCRIBE || t->v.command.verb == COMMAND_LEAVE;
}

/* The list with the next higher number of those that the order may be about. */
static bool next_list(const struct talk *t, int64_t after, struct list *list_r)
{
	int64_t id;

	if (!is_leaving(t))
		return list_next_open(t->core->db, -1, after, list_r);
	if (!t->has_who)
		return false;
	id = subscription_next_active(t->core->db, t->who.id, after);
	return id != 0 && list_get(t->core->db, id, list_r);
}

static size_t split(struct slice text, struct slice words_r[WORDS_MAX])
{
	struct slice word;
	size_t n = 0;

	while (n < WORDS_MAX && slice_next_word(&text, &word))
		words_r[n++] = word;
	return n;
}

/* Where the name stands in the line as whole words, and how many they are; SIZE_MAX where it does
 * not. */
static size_t find_name(const struct slice *line, size_t n, struct slice name, size_t *length_r)
{
	struct slice words[WORDS_MAX];

	*length_r = split(name, words);
	for (size_t at = 0; *length_r > 0 && at + *length_r <= n; at++) {
		size_t i = 0;

		while (i < *length_r && slice_equal(line[at + i], words[i]))
			i++;
		if (i == *length_r)
			return at;
	}
	return SIZE_MAX;
}

static size_t find_folded(const struct slice *line, size_t n, const char *name, bool is_core,
    size_t *length_r)
{
	struct buf folded = BUF_INIT;
	size_t at;

	called_fold(&folded, slice_of(name));
	at = find_name(line, n, is_core ? called_core(buf_all(&folded)) : buf_all(&folded),
	    length_r);
	buf_release(&folded);
	return at;
}

static bool is_word(struct slice word, const char *const *words)
{
	for (; *words != NULL; words++) {
		if (slice_is(word, *words))
			return true;
	}
	return false;
}

/* "I work in Otago": a place. */
static bool is_place(const struct slice *line, size_t at)
{
	static const char *const before[] = { "in", "at", "of", "near", "around", NULL };

	return at > 0 && is_word(line[at - 1], before);
}

/* By its name, its slug, what names it, or its region; where in the line, SIZE_MAX: nowhere. */
static size_t find_list(const struct slice *line, size_t n, const struct list *list,
    size_t *length_r)
{
	const struct region *region = region_of(slice_of(list->region));
	size_t at = find_folded(line, n, list->name, false, length_r);

	if (at != SIZE_MAX)
		return at;
	at = find_folded(line, n, list->slug, false, length_r);
	if (at == SIZE_MAX)
		at = find_folded(line, n, list->name, true, length_r);
	if (at == SIZE_MAX && region != NULL)
		at = find_folded(line, n, region->name, false, length_r);
	return at != SIZE_MAX && !is_place(line, at) ? at : SIZE_MAX;
}

/* "stay on the newsletter but leave Otago": the nearest word before it says which. */
static bool is_kept(const struct slice *line, size_t at)
{
	static const char *const keeps[] = { "keep", "stay", "staying", "remain", "not", "except",
		"still", "dont", NULL };
	static const char *const takes[] = { "leave", "unsubscribe", "only", "just", "join",
		"subscribe", "remove", "off", NULL };

	for (size_t i = at; i > 0 && at - i < MARK_DISTANCE; i--) {
		if (is_word(line[i - 1], takes))
			return false;
		if (is_word(line[i - 1], keeps))
			return true;
	}
	return false;
}

static void add_named(const struct talk *t, const struct list *list, struct named *named)
{
	named->has_other = named->has_other ||
	    (t->mail.list_id != 0 && t->mail.list_id != list->id);
	for (size_t i = 0; i < named->count; i++) {
		if (strcmp(named->slugs[i], list->slug) == 0)
			return;
	}
	if (named->count < NAMED_MAX)
		str_put(named->slugs[named->count++], sizeof named->slugs[0], "%s",
		    list->slug); /* fits */
}

static void read_line(const struct talk *t, struct slice text, bool may_be_name,
    struct named *named)
{
	struct buf folded = BUF_INIT;
	struct slice line[WORDS_MAX];
	struct list list = { .id = 0 };
	size_t n, at, length;

	called_fold(&folded, text);
	n = split(buf_all(&folded), line);
	while (next_list(t, list.id, &list)) {
		at = find_list(line, n, &list, &length);
		if (at == SIZE_MAX || (may_be_name && length + 2 < n))
			continue;
		if (is_kept(line, at))
			named->has_kept = true;
		else
			add_named(t, &list, named);
	}
	buf_release(&folded);
}

/* Lines with nothing but a list in each may stand on top; below them only a sentence names one. */
static void read_lists(const struct talk *t, struct slice text, struct named *named)
{
	struct slice line;
	bool is_top = true;

	for (int i = 0; i < LINES_MAX && slice_next_line(&text, &line);) {
		size_t before = named->count;
		bool is_sentence;

		line = slice_trim(line);
		if (line.n == 0)
			continue;
		i++;
		is_sentence = aside_is_sentence(line, t->core->words);
		if (is_sentence || is_top)
			read_line(t, line, !is_sentence, named);
		is_top = is_top && named->count > before;
	}
}

static void add_order(struct beside_order *b, enum command_verb verb, const char *slug)
{
	if (b->count == COMMAND_BATCH_MAX)
		return;
	b->rest[b->count].verb = verb;
	str_put(b->rest[b->count++].args, sizeof b->rest[0].args, "%s", slug); /* fits */
}

static void narrow(struct talk *t, struct slice text, struct beside_order *b)
{
	struct named named = { .count = 0 };

	if ((!is_leaving(t) && t->v.command.verb != COMMAND_SUBSCRIBE &&
	        t->v.command.verb != COMMAND_JOIN) ||
	    t->v.command.args[0] != '\0')
		return;
	read_lists(t, text, &named);
	if (named.count == 0) {
		b->is_for_person = named.has_kept && is_leaving(t);
		return;
	}
	str_put(t->v.command.args, sizeof t->v.command.args, "%s", named.slugs[0]); /* fits */
	for (size_t i = 1; i < named.count; i++)
		add_order(b, t->v.command.verb, named.slugs[i]);
	/* "This newsletter", in answer to the mail of another list. */
	b->aside.is_doubt = b->aside.is_doubt || (named.has_other && is_leaving(t));
}

/* --- all of it --- */

static bool is_order(enum command_verb verb)
{
	static const bool is_other[COMMAND_COUNT] = {
		[COMMAND_NONE] = true,
		[COMMAND_YES] = true,
		[COMMAND_NO] = true,
		[COMMAND_MAYBE] = true,
		[COMMAND_TIP] = true,
		[COMMAND_ANNOUNCE] = true,
		[COMMAND_APPROVE] = true,
		[COMMAND_REJECT] = true,
		[COMMAND_HOLD] = true,
		[COMMAND_CONFIRM] = true,
	};

	return !is_other[verb];
}

/* "unsubscribe", and below it "leave Otago": that is what is meant. */
static void take_named(struct talk *t, struct beside_order *b)
{
	struct list list;

	if (!is_leaving(t) || t->v.command.args[0] != '\0')
		return;
	for (size_t i = 0; i < b->count; i++) {
		const struct command *c = &b->rest[i];

		if ((c->verb != COMMAND_UNSUBSCRIBE && c->verb != COMMAND_LEAVE) ||
		    !list_find(t->core->db, slice_of(c->args), -1, &list))
			continue;
		t->v.command = *c;
		for (b->count--; i < b->count; i++)
			b->rest[i] = b->rest[i + 1];
		return;
	}
}

/* The new text without what is an order, or ours. */
static void read_left(struct talk *t, struct beside_order *b, struct buf *out)
{
	struct buf left = BUF_INIT;

	add_subject(t, out);
	if (t->v.is_detail_command)
		buf_slice(&left, buf_all(&t->v.reply));
	else
		b->count = command_batch_read(buf_all(&t->v.reply), &t->v.command, t->core->words,
		    b->rest, &left);
	quoted_back_without(t, buf_all(&left), out);
	b->aside = aside_read(buf_all(out), order_line(t), t->v.command.verb, t->core->words);
	/* It may not be what their mail program showed them. */
	if (talk_may_be_hidden(t))
		b->aside.is_doubt = b->aside.has_words = true;
	buf_release(&left);
}

void beside_order_read(struct talk *t, struct beside_order *b)
{
	struct buf left = BUF_INIT;

	*b = (struct beside_order){ .count = 0 };
	if (!is_order(t->v.command.verb))
		return;
	read_left(t, b, &left);
	take_named(t, b);
	narrow(t, buf_all(&left), b);
	buf_release(&left);
}

struct aside beside_order_aside(struct talk *t)
{
	struct beside_order b = { .count = 0 };
	struct buf left = BUF_INIT;

	read_left(t, &b, &left);
	buf_release(&left);
	return b.aside;
}

void beside_order_pass_on(struct talk *t)
{
	if (beside_order_aside(t).has_words && !t->is_forwarded && !forward_is_answered(t))
		forward_quietly(t);
}

void beside_order_forward(struct talk *t, const struct beside_order *b)
{
	if ((!b->aside.has_words && !b->is_for_person) || t->is_forwarded || forward_is_answered(t))
		return;
	t->beside = b->is_for_person ? "is_undone" : t->is_doubted ? "is_asked" : "is_done";
	if (b->aside.is_question || b->is_for_person)
		forward_to_human(t);
	else
		forward_quietly(t);
}

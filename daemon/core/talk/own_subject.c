/* SPDX-License-Identifier: MIT
 * See own_subject.h. A Subject is compared as it would be written in a header: then the encoded
 * words are the same. */
#include "daemon/core/talk/own_subject.h"

#include <string.h>

#include "daemon/common/json_put.h"
#include "daemon/core/announcements/announcement.h"
#include "daemon/core/letters/letter.h"
#include "daemon/core/outbox/outbox.h"
#include "daemon/mail/header.h"
#include "daemon/mail/phrase.h"
#include "daemon/mail/reply.h"
#include "subscribers/list.h"

/* --- of questions, by their templates --- */

/* The same words, wherever it was folded; `subject` may go on with a token of ours. */
static bool is_same_subject(struct slice subject, struct slice ours)
{
	struct classify_token token;
	struct slice word, own;

	while (slice_next_word(&ours, &own)) {
		if (!slice_next_word(&subject, &word) || !slice_equal_fold(word, own))
			return false;
	}
	subject = slice_trim(subject);
	return subject.n == 0 ||
	    (subject.p[0] == '[' && subject.p[subject.n - 1] == ']' &&
	        classify_parse_token(slice_sub(subject, 1, subject.n - 2), &token));
}

static bool is_subject_of(const struct talk *t, const char *kind, int64_t list_id,
    struct slice subject)
{
	struct buf wanted = BUF_INIT, text = BUF_INIT;
	struct err err = ERR_INIT;
	struct list list;
	bool has_list = list_id != 0 && list_get(t->core->db, list_id, &list), is_it;
	json_t *values = letter_values(t->core, has_list ? &list : NULL);

	json_put(values, "is_all", json_boolean(!has_list));
	is_it = letter_render(t->core, kind, values, &wanted, &text, &err) == 0 &&
	    is_same_subject(subject,
	        slice_sub(buf_all(&wanted), 0, slice_find(buf_all(&wanted), '[')));
	err_clear(&err); /* a template that cannot be read says nothing of this mail */
	json_decref(values);
	buf_release(&wanted);
	buf_release(&text);
	return is_it;
}

static bool is_question_subject(const struct talk *t, struct slice subject)
{
	static const char *const questions[] = { "confirm", "confirm-again", "confirm-unclear",
		"invite" };
	bool is_it = false;

	for (size_t i = 0; !is_it && i < sizeof questions / sizeof questions[0]; i++)
		is_it = is_subject_of(t, questions[i], t->confirm.n.list_id, subject);
	return is_it;
}

bool own_subject_is_question(const struct talk *t)
{
	struct slice subject = slice_trim(facts_get(t->facts, FACTS_SUBJECT));

	while (reply_take_prefix(&subject)) {
	}
	if (subject.n == 0)
		return true;
	/* Who did not answer in a word is told so, by a mail whose answer is one to the question.
	 */
	if (t->mail.delivery_id != 0)
		return is_subject_of(t, t->mail.kind, t->mail.list_id, subject) ||
		    is_subject_of(t, "say", t->mail.list_id, subject);
	return t->confirm.is_there && is_question_subject(t, subject);
}

/* --- of the letter that is answered --- */

/* The value of the letter's own Subject, as it stands in its header, on one line. */
static void subject_of(struct slice message, struct buf *out)
{
	struct slice head = slice_sub(message, 0, slice_find_text(message, "\r\n\r\n")), line;
	bool is_in = false;

	while (slice_next_line(&head, &line)) {
		is_in = slice_starts_fold(line, "subject:") ||
		    (is_in && line.n > 0 && (line.p[0] == ' ' || line.p[0] == '\t'));
		if (is_in && out->n > 0)
			buf_char(out, ' ');
		if (is_in)
			buf_slice(out, slice_trim(line));
	}
}

static void write_subject(struct slice subject, struct buf *out)
{
	struct buf field = BUF_INIT;

	header_text(&field, "Subject", subject);
	buf_text(&field, "\r\n");
	subject_of(buf_all(&field), out);
	buf_release(&field);
}

/* Of a newsletter no letter is kept. */
static void load_news(const struct talk *t, struct buf *out)
{
	struct outbox_mailing m;
	struct announcement a;

	announcement_init(&a);
	if (t->mail.delivery_id != 0 && outbox_mailing(t->core->db, t->mail.delivery_id, &m) &&
	    m.announcement_id != 0 && announcement_get(t->core->db, m.announcement_id, &a))
		write_subject(buf_all(&a.subject), out);
	announcement_release(&a);
}

/* As it stands in its header; nothing where it is not known. */
static void load_ours(const struct talk *t, struct buf *out)
{
	struct buf message = BUF_INIT;

	if (letter_load(t->core->db, t->mail.delivery_id, &message))
		subject_of(buf_all(&message), out);
	else
		load_news(t, out);
	buf_release(&message);
}

/* A token of ours stands at its end, in brackets: programs write that part as it is. */
static struct slice without_token(struct slice subject)
{
	struct classify_token token;
	size_t at = subject.n;

	while (at > 0 && subject.p[at - 1] != '[')
		at--;
	return at > 0 && subject.p[subject.n - 1] == ']' &&
	        classify_parse_token(slice_sub(subject, at, subject.n - 1 - at), &token) ?
	    slice_trim(slice_sub(subject, 0, at - 1)) :
	    subject;
}

/* Ours may end in a bracket: a token, or the place of one, where each recipient has their own. */
static bool is_as_ours(struct slice theirs, struct slice ours)
{
	return slice_equal(theirs, ours) ||
	    (slice_equal(slice_sub(ours, 0, theirs.n), theirs) &&
	        slice_starts(slice_from(ours, theirs.n), " ["));
}

static bool is_written_so(struct slice subject, struct slice ours)
{
	struct buf theirs = BUF_INIT;
	bool is_it;

	write_subject(without_token(subject), &theirs);
	is_it = subject.n > 0 && ours.n > 0 && is_as_ours(buf_all(&theirs), ours);
	buf_release(&theirs);
	return is_it;
}

static struct slice subject_behind(const struct talk *t)
{
	struct slice subject = slice_trim(facts_get(t->facts, FACTS_SUBJECT));

	while (reply_take_prefix(&subject)) {
	}
	return without_token(subject);
}

bool own_subject_is_of_letter(const struct talk *t)
{
	struct buf ours = BUF_INIT;
	bool is_it;

	load_ours(t, &ours);
	is_it = is_written_so(subject_behind(t), buf_all(&ours));
	buf_release(&ours);
	return is_it;
}

/* "hello", "your mail", or words of our own Subject: who writes them says nothing by it. */
static bool is_neutral(struct slice subject, struct slice ours)
{
	static const char *const words[] = { "hello", "hi", "hey", "kia", "ora", "tena", "koe",
		"koutou", "dear", "re", "fwd", "reply", "answer", "response", "request", "message",
		"mail", "email", "mails", "emails", "newsletter", "subscription", "list",
		"registration", "confirmation", "confirm", "news", "dpup", "your", "my", "the",
		"our", "to", "from", "for", "of", "and", "a", "thanks", "thank", "you", "please",
		"yes", "ae" };
	struct phrase_words w, own;

	phrase_split(subject, PHRASE_WORDS_MAX, &w);
	phrase_split(ours, PHRASE_WORDS_MAX, &own);
	for (size_t i = 0; i < w.n; i++) {
		bool is_known = phrase_is_any(w.w[i].text, words, sizeof words / sizeof words[0]);

		for (size_t k = 0; k < own.n && !is_known; k++)
			is_known = strcmp(w.w[i].text, own.w[k].text) == 0;
		if (!is_known)
			return false;
	}
	return !w.is_long && slice_find(subject, '?') == subject.n;
}

bool own_subject_is_changed(const struct talk *t)
{
	struct slice subject = slice_trim(facts_get(t->facts, FACTS_SUBJECT));
	struct buf ours = BUF_INIT;
	bool is_behind = reply_take_prefix(&subject), is_it;

	subject = subject_behind(t);
	load_ours(t, &ours);
	is_it = subject.n > 0 && (ours.n > 0 || !is_behind) &&
	    !is_written_so(subject, buf_all(&ours)) && !is_neutral(subject, buf_all(&ours)) &&
	    !own_subject_is_question(t);
	buf_release(&ours);
	return is_it;
}

static bool begins_word(struct slice text, size_t at)
{
	return text.p[at] != ' ' && (at == 0 || strchr(" :]", text.p[at - 1]) != NULL);
}

size_t own_subject_ours_at(const struct talk *t, struct slice subject)
{
	struct buf ours = BUF_INIT;
	size_t at = 0;

	load_ours(t, &ours);
	for (; at < subject.n; at++) {
		struct slice rest = slice_from(subject, at);

		if (begins_word(subject, at) &&
		    (is_written_so(rest, buf_all(&ours)) ||
		        (t->confirm.is_there && is_question_subject(t, rest))))
			break;
	}
	buf_release(&ours);
	return at;
}

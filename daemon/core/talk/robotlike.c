/* SPDX-License-Identifier: MIT
 * See robotlike.h. The bounds are counted by the note that each such message gets. */
#include "daemon/core/talk/robotlike.h"

#include <string.h>

#include "daemon/common/str_put.h"
#include "daemon/core/talk/forward.h"
#include "daemon/core/talk/own_subject.h"
#include "daemon/core/talk/quoted_back.h"
#include "daemon/mail/notice.h"
#include "daemon/mail/reply.h"

#define DAY_S 86400
#define SOURCE_MAX 320 /* of a List-ID or a domain */
#define ORDERS_PER_DAY \
	3 /* of one sender: a robot that answers each answer is silent after so many */

static void note_it(struct talk *t, struct slice more)
{
	struct buf note = BUF_INIT;

	buf_printf(&note, "%s%s%.*s", INBOUND_ROBOTLIKE, more.n > 0 ? "; " : "", SLICE_ARG(more));
	inbound_note(t->core->db, t->in->id, buf_all(&note));
	buf_release(&note);
}

static int64_t count_today(const struct talk *t)
{
	uint8_t hash[TOKEN_HASH_SIZE];

	if (!t->has_from)
		return 0;
	token_hash_address(&t->core->key, t->from.key, hash);
	return inbound_robotlike_count(t->core->db, slice_make((const char *)hash, sizeof hash),
	    core_now(t->core) - DAY_S);
}

bool robotlike_may_order(struct talk *t)
{
	if (!t->v.is_by_words || t->v.kind != KIND_COMMAND ||
	    (count_today(t) >= ORDERS_PER_DAY && t->cause.budget != BUDGET_STAFF))
		return false;
	note_it(t, SLICE_NONE);
	return true;
}

/* --- what it says --- */

/* With a closing line in place of one that divides a signature, which would not be read: what
 * stands below it is somebody's, too. */
static void without_dividers(struct slice text, struct buf *out)
{
	struct slice line;

	while (slice_next_line(&text, &line)) {
		struct slice bare = slice_trim(line);

		while (bare.n > 0 && strchr("-_=*", bare.p[0]) != NULL)
			bare = slice_from(bare, 1);
		if (bare.n > 0 || slice_trim(line).n == 0)
			buf_slice(out, line);
		else
			buf_text(out, "Regards");
		buf_char(out, '\n');
	}
}

/* The new text, and the same with the signature; what programs put below it is left out. */
static enum notice_said text_says(const struct talk *t)
{
	struct buf above = BUF_INIT, undivided = BUF_INIT, own = BUF_INIT;
	enum notice_said said, signed_said;

	reply_above(&above, facts_get(t->facts, FACTS_TEXT));
	without_dividers(buf_all(&above), &undivided);
	reply_text(&own, buf_all(&undivided));
	said = notice_read(buf_all(&t->v.reply));
	signed_said = notice_read(buf_all(&own));
	if (signed_said == NOTICE_MORE)
		said = NOTICE_MORE;
	buf_release(&above);
	buf_release(&undivided);
	buf_release(&own);
	return said;
}

/* The Subject without "Re:" and without that of the mail it answers. */
static enum notice_said subject_says(const struct talk *t)
{
	struct slice subject = slice_trim(facts_get(t->facts, FACTS_SUBJECT));

	while (reply_take_prefix(&subject)) {
	}
	return notice_read(slice_sub(subject, 0, own_subject_ours_at(t, subject)));
}

/* Words that stand alone in footers and notices are none here. */
static bool is_order(struct slice sentence, const struct command_words *words)
{
	struct command c;

	return command_parse_line(sentence, words, &c) && c.verb != COMMAND_HELP &&
	    c.verb != COMMAND_INFO && c.verb != COMMAND_INDEX && c.verb != COMMAND_LATEST &&
	    c.verb != COMMAND_TOOLKIT && c.verb != COMMAND_LISTS;
}

/* "Vacation", alone in a line or a sentence, asks for a pause. */
static bool has_order(struct slice text, const struct command_words *words)
{
	struct slice line;

	while (slice_next_line(&text, &line)) {
		struct slice rest = line;

		while (rest.n > 0) {
			size_t end = slice_find(rest, '.');

			if (is_order(slice_trim(slice_sub(rest, 0, end)), words))
				return true;
			rest = slice_from(rest, end + 1);
		}
	}
	return false;
}

/* May it be left unread: is all accounted for, and nothing there that nobody can account for? */
static bool is_notice(const struct talk *t, bool is_named)
{
	enum notice_said text, subject;

	if (facts_has_file(t->facts) || facts_get(t->facts, FACTS_LIMITS).n > 0 ||
	    talk_may_be_hidden(t) || has_order(buf_all(&t->v.reply), t->core->words))
		return false;
	text = text_says(t);
	subject = subject_says(t);
	return text != NOTICE_MORE && subject != NOTICE_MORE &&
	    (is_named || text == NOTICE_ONLY || subject == NOTICE_ONLY);
}

void robotlike_settle(struct talk *t, struct slice note)
{
	/* What answers a mail of ours, and is a notice as a whole, is what robots send after each
	 * newsletter. */
	if (t->v.token_count > 0 && is_notice(t, true))
		return;
	note_it(t, note);
	t->is_robotlike = true;
	forward_quietly(t);
	t->outcome = "forwarded: may be a robot's";
}

/* --- what was handed on --- */

/* Which list: by its name, else by who writes. Who proves that it is theirs has a count of their
 * own, which nobody can fill by a name. */
static void take_list(struct talk *t)
{
	struct slice id = facts_get(t->facts, FACTS_LIST_ID);
	char name[SOURCE_MAX];

	if (id.n == 0)
		id = t->has_from ? address_domain(&t->from) : slice_of("");
	/* A longer name is cut: lists that begin so alike share a count. */
	str_put(name, sizeof name, "list %s %.*s", talk_budget_is_proven(t) ? "proven" : "none",
	    SLICE_ARG(id));
	token_hash_address(&t->core->key, name, t->cause.list);
	t->cause.has_list = true;
}

static bool says_nothing(const struct talk *t)
{
	return slice_trim(buf_all(&t->v.reply)).n == 0 && is_notice(t, true);
}

/* A list may write itself into From: what our person is mailed through it would go round for ever.
 */
static bool is_own_mail(const struct talk *t)
{
	struct slice id = facts_get(t->facts, FACTS_MESSAGE_ID);
	const struct classify_identity *us = &t->core->identity;
	struct classify_token token;

	return classify_parse_token(slice_sub(id, 0, slice_find(id, '@')), &token) &&
	    us->knows != NULL && us->knows(us->knower, &token);
}

void robotlike_hand_on(struct talk *t)
{
	if (is_own_mail(t) || says_nothing(t) || is_notice(t, false))
		return;
	note_it(t, SLICE_NONE);
	t->is_robotlike = true;
	t->held = "is_handed_on";
	take_list(t);
	forward_quietly(t);
	t->outcome = "forwarded: through a list or a program";
}

/* SPDX-License-Identifier: MIT
 * See robotlike.h. The bounds are counted by the note that each such message gets. */
#include "daemon/core/talk/robotlike.h"

#include "daemon/core/talk/forward.h"
#include "daemon/mail/plea.h"

#define DAY_S 86400
#define NOTICE_WORDS 120 /* of who is away, until when, and whom to ask instead */
#define ORDERS_PER_DAY \
	3 /* of one sender: a robot that answers each answer is silent after so many */

static void note_it(struct talk *t, struct slice more)
{
	struct buf note = BUF_INIT;

	buf_printf(&note, "%s%s%.*s", INBOUND_ROBOTLIKE, more.n > 0 ? "; " : "", SLICE_ARG(more));
	inbound_note(t->core->db, t->in->id, buf_all(&note));
	buf_release(&note);
}

static bool is_long(struct slice text)
{
	struct slice word;
	size_t n = 0;

	while (n <= NOTICE_WORDS && slice_next_word(&text, &word))
		n++;
	return n > NOTICE_WORDS;
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

void robotlike_settle(struct talk *t, struct slice note)
{
	/* What answers a mail of ours, and asks for nothing, is what robots send after each
	 * newsletter: a few lines, and no file. */
	if (t->v.token_count > 0 && !facts_has_file(t->facts) && !is_long(buf_all(&t->v.reply)) &&
	    !plea_is_in(buf_all(&t->v.reply), t->core->words))
		return;
	note_it(t, note);
	t->is_robotlike = true;
	forward_quietly(t);
	t->outcome = "forwarded: may be a robot's";
}

/* Of whom nothing is known, a mail to many that asks for nothing is what the world is full of. */
static bool is_of_concern(const struct talk *t, struct slice words)
{
	return t->v.is_authenticated || t->mail.delivery_id != 0 || t->confirm.is_there ||
	    t->has_who || plea_is_in(words, t->core->words);
}

void robotlike_hand_on(struct talk *t)
{
	struct slice words = talk_words(t);

	if ((words.n == 0 && !facts_has_file(t->facts)) || talk_is_refuted(t) ||
	    !is_of_concern(t, words))
		return;
	note_it(t, SLICE_NONE);
	t->is_robotlike = true;
	t->held = "is_handed_on";
	forward_quietly(t);
	t->outcome = "forwarded: through a list or a program";
}

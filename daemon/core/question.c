/* SPDX-License-Identifier: MIT
 * Questions; see question.h. The mails sent are the count: limits hold across restarts. */
#include "question.h"

#include <stdio.h>
#include <string.h>

#include "../../subscribers/list.h"
#include "../../subscribers/subscription.h"
#include "../../subscribers/suppression.h"
#include "../common/log.h"
#include "../common/num.h"
#include "answers.h"
#include "membership.h"
#include "outbox.h"

#define DAY_S 86400
#define REMIND_AFTER_S (3 * DAY_S)

/* How many questions hang in the air at the writer's mailbox. A reminder is one, too; whoever answered one may be
 * asked the next. */
static int64_t count_open(const struct talk *t)
{
	struct db *db = t->core->db;
	int64_t since = core_now(t->core) - DAY_S;
	int64_t n = outbox_count_since(db, t->from.spec, "confirm", since) +
	    outbox_count_since(db, t->from.spec, "confirm-again", since);

	return talk_is_theirs(t) ? n - subscription_count_since(db, t->who.id, since) : n;
}

/* They have the very question that they ask for: a second one would say nothing new. */
static bool has_question(const struct talk *t)
{
	struct slice args = slice_of(t->v.command.args);
	struct subscription n;
	struct list list;

	return talk_is_theirs(t) &&
	    (args.n > 0 ? list_find(t->core->db, args, -1, &list) : list_default(t->core->db, &list)) &&
	    subscription_find(t->core->db, t->who.id, list.id, &n) && n.state == SUBSCRIPTION_PENDING &&
	    outbox_count_spelt(t->core->db, t->from.spec, "confirm", core_now(t->core) - DAY_S) > 0;
}

bool question_is_allowed(struct talk *t)
{
	int64_t open = count_open(t);

	if (t->evidence.proof == PROOF_NONE && open >= t->core->conf.limits.confirms_per_address && has_question(t))
		return false;
	return answer_is_allowed_to_ask(t) && (budget_is_proven(t) || budget_may_ask(t, open));
}

/* --- several lists by number --- */

static bool take_one(struct talk *t, const struct act *a, int64_t number, const struct list *asked)
{
	struct subscription n;
	struct list list;
	struct buf wording = BUF_INIT;
	bool is_given;

	if (!subscription_offers(t->core->db, t->who.id, asked->id, number) || !list_get(t->core->db, number, &list) ||
	    !list.is_open)
		return false;
	answer_wording(t->core, &list, &wording);
	(void)subscription_ask(t->core->db, &t->who, list.id, buf_all(&wording), &a->evidence, &n);	/* or asked before */
	is_given = membership_confirm(a, &t->who, &list);
	if (is_given)
		answer_welcome(t, &list);
	buf_release(&wording);
	return is_given;
}

/* A line of numbers and what stands between them: "yes 2, 5 and 7". Prose with a number in it is none. */
static bool is_choice(struct slice line)
{
	static const char *const words[] = { "yes", "and", "also", "please", "\xc4\x81" "e", "ae" };
	struct slice rest = line, word;
	bool has_number = false;

	while (slice_next_word(&rest, &word)) {
		size_t i = 0;
		int64_t v;

		while (word.n > 0 && strchr(",.;&+", word.p[word.n - 1]) != NULL)
			word.n--;
		if (word.n == 0)
			continue;
		if (num_parse(word, 1, INT32_MAX, &v)) {
			has_number = true;
			continue;
		}
		while (i < sizeof words / sizeof words[0] && !slice_is_fold(word, words[i]))
			i++;
		if (i == sizeof words / sizeof words[0])
			return false;
	}
	return has_number;
}

static int take_line(struct talk *t, const struct act *a, struct slice line, const struct list *asked)
{
	int taken = 0;

	while (line.n > 0 && taken < ANSWER_CHOICES_MAX) {
		size_t digits = 0;
		int64_t number;

		while (digits < line.n && line.p[digits] >= '0' && line.p[digits] <= '9')
			digits++;
		if (digits > 0 && num_parse(slice_sub(line, 0, digits), 1, INT32_MAX, &number))
			taken += take_one(t, a, number, asked);
		line = slice_from(line, digits > 0 ? digits : 1);
	}
	return taken;
}

int question_take_numbers(struct talk *t, const struct act *a, const struct list *asked)
{
	struct slice rest = buf_all(&t->v.reply), line;

	while (slice_next_line(&rest, &line)) {
		line = slice_trim(line);
		if (line.n > 0)
			return is_choice(line) ? take_line(t, a, line, asked) : 0;
	}
	return 0;
}

/* --- once more --- */

int question_remind(struct core *core, int most)
{
	int64_t now = core_now(core);
	struct subscription n;
	struct subscriber s;
	struct list list;
	int64_t subscriber_id;
	int count = 0;

	while (count < most && subscription_next_unanswered(core->db, now - REMIND_AFTER_S, &n, &subscriber_id)) {
		subscription_set_reminded(core->db, n.id, now);
		count++;
		/* An invitation by staff is made once: only what was asked for under the person's name is asked again. */
		if (strcmp(n.channel, "staff") != 0 && subscriber_get(core->db, subscriber_id, &s) &&
		    !suppression_has(core->db, s.hash) && list_get(core->db, n.list_id, &list))
			answer_confirm_again(core, &list, &s, &n);
	}
	return count;
}

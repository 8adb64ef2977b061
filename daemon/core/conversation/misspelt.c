/* SPDX-License-Identifier: MIT
 * Nearly commands; see misspelt.h. Nothing is done but to tell, so a wrong guess harms nobody;
 * still the whole text must be near, because "helped" in a sentence is no command. */
#include "daemon/core/conversation/misspelt.h"

#include <stdio.h>
#include <string.h>

#include "daemon/common/nearest.h"
#include "daemon/common/utf8.h"
#include "daemon/core/outbox/outbox.h"
#include "daemon/core/talk/answers.h"

#define TEXT_BYTES_MAX 40 /* of all that the mail says */
#define PER_DAY 2         /* to one address; the third is for a person */

/* What a slip of the finger may have meant: words people type, not those of staff. */
/* clang-format off */
static const char *const words[] = {
	"subscribe", "unsubscribe", "pause", "resume", "status", "my data", "forget me", "preferences", "settings", "meetings", "toolkit",
	"lists", "communities", "latest", "index", "help", "info", "leave", "join",
	"hono mai", "awhina", "sign up", "stop", "unsubscribe all", "my subscriptions",
};
/* clang-format on */

/* One letter of a short word, two of a long one: "hello" is not "help". */
static bool is_near(const char *text, const char *word, size_t distance)
{
	size_t n = strlen(word);

	return distance > 0 && distance <= (n < 6 ? 1 : 2) && strlen(text) >= 3 && distance < n;
}

const char *misspelt_find(struct slice text)
{
	struct buf folded = BUF_INIT;
	const char *found = NULL;
	size_t best = SIZE_MAX;

	text = slice_trim(text);
	if (text.n == 0 || text.n > TEXT_BYTES_MAX)
		return NULL;
	utf8_fold(&folded, text);
	while (folded.n > 0 && strchr(".!? ", folded.p[folded.n - 1]) != NULL)
		buf_cut(&folded, folded.n - 1);
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		size_t d = nearest_distance(folded.p, words[i]);

		if (d == 0) {
			found = NULL; /* it is the word: nothing to guess */
			break;
		}
		if (d < best && is_near(folded.p, words[i], d)) {
			best = d;
			found = words[i];
		}
	}
	buf_release(&folded);
	return found;
}

static struct slice only_text(struct talk *t)
{
	struct slice reply = slice_trim(buf_all(&t->v.reply)),
	             subject = facts_get(t->facts, FACTS_SUBJECT);

	/* A subject with a text beside it is a subject. The same word in both is one. */
	if (reply.n == 0 || slice_equal_fold(reply, slice_trim(subject)))
		return subject;
	return reply;
}

bool misspelt_answer(struct talk *t)
{
	const char *word;

	if ((t->v.kind != KIND_HUMAN && t->v.kind != KIND_EMPTY) || !t->has_from ||
	    t->delivery_id != 0 || facts_get(t->facts, FACTS_ATTACHMENTS).n > 0 ||
	    facts_get(t->facts, FACTS_LIMITS).n > 0)
		return false;
	word = misspelt_find(only_text(t));
	if (word == NULL ||
	    outbox_count_since(t->core->db, t->from.spec, "nearly", core_now(t->core) - 86400) >=
	        PER_DAY ||
	    !talk_budget_has_room(t) || !answer_is_allowed_besides(t))
		return false;
	answer_nearly(t, word);
	t->outcome = "nearly a command";
	return true;
}

/* SPDX-License-Identifier: MIT
 * Talks without a mail; see page_talk.h. */
#include "daemon/core/web/page_talk.h"

#include <string.h>

#include "daemon/common/json_put.h"
#include "daemon/common/str_put.h"

bool page_talk_init(struct page_talk *wt, struct web_visit *v, int64_t subscriber_id)
{
	struct talk *t = &wt->t;

	*wt = (struct page_talk){ .t = {
		                      .core = v->core, .words = BUF_INIT, .outcome = "nothing" } };
	inbound_init(&wt->in);
	facts_init(&wt->facts);
	verdict_init(&t->v);
	t->in = &wt->in;
	t->facts = &wt->facts;
	t->evidence = core_evidence(v->core, "web");
	t->evidence.proof = PROOF_LINK;
	if (!subscriber_get(v->core->db, subscriber_id, &t->who))
		return false;
	t->from = t->who.address;
	t->has_from = t->has_who = true;
	return true;
}

void page_talk_release(struct page_talk *wt)
{
	talk_budget_close(wt->t.core);
	talk_release(&wt->t);
	facts_release(&wt->facts);
	inbound_release(&wt->in);
}

void page_talk_command(struct page_talk *wt, enum command_verb verb, struct slice args)
{
	struct verdict *v = &wt->t.v;

	v->kind = KIND_COMMAND;
	v->is_detail_command = true; /* one command, and no text to look for more in */
	v->command.verb = verb;
	str_put(v->command.args, sizeof v->command.args, "%.*s",
	    SLICE_ARG(slice_sub(args, 0, sizeof v->command.args - 1)));
}

void page_talk_outcome(const struct page_talk *wt, json_t *values)
{
	char name[64];

	str_put(name, sizeof name, "did_%s", wt->t.outcome);
	for (char *p = name; *p != '\0'; p++) {
		if (*p == ' ')
			*p = '_';
	}
	json_put(values, name, json_true());
}

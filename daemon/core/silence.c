/* SPDX-License-Identifier: MIT
 * See silence.h. */
#include "silence.h"

#include <stdio.h>
#include <string.h>

#include "../common/log.h"

bool silence_is_receipt(const char *kind)
{
	static const char *const kinds[] = { "already", "declined", "not-convenor", "reachable", "stays", "tip-named",
		"tip-withdrawn" };

	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		if (strcmp(kind, kinds[i]) == 0)
			return true;
	}
	return false;
}

void silence_note(struct talk *t, const char *reason)
{
	log_info("answer.refused", "inbound=%lld reason=\"%s\"", (long long)t->in->id, reason);
	if (t->unanswered == NULL)
		t->unanswered = reason;
}

const char *silence_outcome(struct talk *t)
{
	(void)snprintf(t->unanswered_outcome, sizeof t->unanswered_outcome, "not answered: %s", t->unanswered);	/* fits */
	return t->unanswered_outcome;
}

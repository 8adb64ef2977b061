/* SPDX-License-Identifier: MIT
 * See too_late.h. */
#include "daemon/core/conversation/too_late.h"

#include "daemon/core/talk/answers.h"
#include "daemon/core/talk/forward.h"

static bool say(struct talk *t, const char *kind, const struct list *list, struct consent_said said)
{
	answer_plain(t, kind, list);
	if (said.has_more && !t->is_forwarded)
		forward_quietly(t);
	return true;
}

bool too_late_say(struct talk *t, const struct list *list, struct consent_said said)
{
	t->outcome = "answered too late";
	return say(t, "expired", list, said);
}

bool too_late_withdrawn(struct talk *t, struct consent_said said)
{
	t->outcome = "withdrawn before";
	return say(t, "address-withdrawn", NULL, said);
}

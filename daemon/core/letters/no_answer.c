/* SPDX-License-Identifier: MIT
 * See no_answer.h. */
#include "daemon/core/letters/no_answer.h"

#include <string.h>

#include "daemon/common/log.h"
#include "daemon/common/str_put.h"
#include "subscribers/suppression.h"

bool no_answer_is_receipt(const char *kind)
{
	static const char *const kinds[] = { "acknowledge", "already", "claim", "declined",
		"goodbye", "nearly", "not-convenor", "noted", "reachable", "rsvp", "stays",
		"tip-named", "tip-own", "tip-receipt", "tip-shown", "tip-withdrawn", "unchanged",
		"withdrawn", NULL };

	return outbox_kind_is(kind, kinds);
}

/* --- who is never to be mailed --- */

bool no_answer_is_never(const struct core *core, const struct address *address)
{
	uint8_t hash[TOKEN_HASH_SIZE];

	token_hash_address(&core->key, address->key, hash);
	return suppression_is_wish(core->db, hash);
}

bool no_answer_keeps(struct core *core, const struct outbox_new *n)
{
	static const char *const free_kinds[] = { "confirm", "confirm-unclear", "stopped",
		"address-left", "addresses", "replaced", "forward", NULL };
	struct cause *cause = core->cause;
	struct err err = ERR_INIT;
	struct address a;

	/* What goes by consent has it read again, and this with it, when it is sent. */
	if (cause == NULL || cause->is_theirs == NULL || n->needs_consent || n->address == NULL ||
	    outbox_kind_is(n->kind, free_kinds) ||
	    !address_parse_utf8(slice_of(n->address), &a, &err) || !no_answer_is_never(core, &a) ||
	    cause->is_theirs(cause, &a))
		return false;
	if (!no_answer_is_receipt(n->kind))
		no_answer_note(cause, NO_ANSWER_SUPPRESSED);
	return true;
}

/* --- what is true of the message --- */

void no_answer_note(struct cause *c, const char *reason)
{
	log_info("answer.refused", "inbound=%lld reason=\"%s\"", (long long)c->inbound_id, reason);
	if (c->unanswered == NULL)
		c->unanswered = reason;
}

const char *no_answer_outcome(struct cause *c)
{
	str_put(c->unanswered_outcome, sizeof c->unanswered_outcome, "not answered: %s",
	    c->unanswered); /* fits */
	return c->unanswered_outcome;
}

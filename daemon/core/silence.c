/* SPDX-License-Identifier: MIT
 * See silence.h. */
#include "silence.h"

#include <stdio.h>
#include <string.h>

#include "../../subscribers/suppression.h"
#include "../common/log.h"

bool silence_is_receipt(const char *kind)
{
	static const char *const kinds[] = { "acknowledge", "already", "claim", "declined", "goodbye", "nearly", "not-convenor", "noted",
		"reachable", "rsvp", "stays", "tip-named", "tip-receipt", "tip-withdrawn", "unchanged",
		"withdrawn", NULL };

	return outbox_kind_is(kind, kinds);
}

/* --- who is never to be mailed --- */

bool silence_is_never(const struct core *core, const struct address *address)
{
	uint8_t hash[TOKEN_HASH_SIZE];

	token_hash_address(&core->key, address->key, hash);
	return suppression_is_wish(core->db, hash);
}

/* Is it the address of who surely wrote the message, or answered at it? */
static bool is_theirs(const struct talk *t, const struct address *a)
{
	if (t->evidence.proof == PROOF_NONE)
		return false;
	return (t->has_from && strcmp(t->from.key, a->key) == 0) ||
	    (t->delivery_id != 0 && strcmp(t->mail.asked.key, a->key) == 0) ||
	    (talk_is_theirs(t) && strcmp(t->who.address.key, a->key) == 0);
}

bool silence_keeps(struct core *core, const struct outbox_new *n)
{
	static const char *const free_kinds[] = { "confirm", "confirm-unclear", "address-left", "addresses", "replaced",
		"forward", NULL };
	struct err err = ERR_INIT;
	struct address a;

	/* What goes by consent has it read again, and this with it, when it is sent. */
	if (core->talk == NULL || n->needs_consent || n->address == NULL || outbox_kind_is(n->kind, free_kinds) ||
	    !address_parse_utf8(slice_of(n->address), &a, &err) || !silence_is_never(core, &a) || is_theirs(core->talk, &a))
		return false;
	if (!silence_is_receipt(n->kind))
		silence_note(core->talk, SILENCE_SUPPRESSED);
	return true;
}

/* --- what is true of the message --- */

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

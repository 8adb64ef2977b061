/* SPDX-License-Identifier: MIT
 * See restored_mail.h. */
#include "daemon/core/people/restored_mail.h"

#include <string.h>

#include "daemon/common/log.h"
#include "daemon/core/inbound/inbound.h"
#include "daemon/core/loop/act.h"
#include "daemon/core/loop/restored.h"
#include "daemon/core/people/membership.h"
#include "daemon/mail/facts.h"
#include "subscribers/score.h"
#include "subscribers/subscriber.h"

/* Was it written before its writer went, in the time the backup does not know? */
static bool is_of_gone(struct core *core, const struct inbound *in, const struct facts *facts,
    bool is_moved, struct address *from)
{
	uint8_t hash[TOKEN_HASH_SIZE];
	struct err err = ERR_INIT;

	if (!address_parse_utf8(facts_get(facts, FACTS_FROM), from, &err))
		return false;
	token_hash_address(&core->key, from->key, hash);
	return restored_is_gone(core->db, hash, is_moved, in->received_at);
}

bool restored_mail_settle_past(struct core *core, const struct inbound *in,
    const struct facts *facts)
{
	struct address from;

	if (!is_of_gone(core, in, facts, false, &from))
		return false;
	(void)inbound_done(core->db, in->id, "past", "written before they were forgotten", 0);
	inbound_erase_one(core->db, in->id);
	log_info("inbound.done", "id=%lld kind=past outcome=\"written before they were forgotten\"",
	    (long long)in->id);
	return true;
}

static void leave_again(struct core *core, const struct inbound *in, const struct facts *facts)
{
	struct act a = act_of_self(core);
	struct err err = ERR_INIT;
	struct subscriber s;
	struct address from;
	int64_t list_id = 0;

	if (!address_parse_utf8(facts_get(facts, FACTS_FROM), &from, &err) ||
	    !subscriber_find(core->db, &from, &s))
		return;
	a.evidence.note = slice_of("done before a backup was restored, and done again");
	while (!db_has_failed(core->db) &&
	    (list_id = restored_next_left(core->db, s.hash, in->received_at, list_id)) != 0)
		(void)membership_leave(&a, &s, list_id);
}

void restored_mail_keep_away(struct core *core, const struct inbound *in, const struct facts *facts)
{
	struct address from;
	struct subscriber s;

	if (is_of_gone(core, in, facts, true, &from) && subscriber_find(core->db, &from, &s) &&
	    strcmp(s.address.key, from.key) == 0)
		score_disable(core->db, s.id, RESTORED_MOVED, core_now(core));
	leave_again(core, in, facts);
}

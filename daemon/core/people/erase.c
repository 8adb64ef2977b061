/* SPDX-License-Identifier: MIT
 * Forgetting; see erase.h. SQLite overwrites what is deleted (secure_delete); its write-ahead log
 * holds older pages until it is emptied, which is the last step. */
#include "daemon/core/people/erase.h"

#include "daemon/common/json_put.h"
#include "daemon/common/log.h"
#include "daemon/core/announcements/name_removal.h"
#include "daemon/core/inbound/inbound.h"
#include "daemon/core/letters/letter.h"
#include "daemon/core/outbox/attempt.h"
#include "daemon/core/outbox/outbox.h"
#include "daemon/core/people/membership.h"
#include "daemon/core/people/returned.h"
#include "subscribers/alias.h"
#include "subscribers/convenor.h"
#include "subscribers/ledger.h"
#include "subscribers/organisation.h"
#include "subscribers/staff.h"
#include "subscribers/subscription.h"
#include "subscribers/suppression.h"

#define PER_TURN 500 /* rows of one transaction */

/* What came from or went to their further addresses before those were theirs. */
static void forget_aliases(struct db *db, const struct subscriber *s, int64_t now)
{
	struct alias a = { .id = 0 };

	while (alias_next(db, s->id, a.id, &a)) {
		struct slice hash = slice_make((const char *)a.hash, sizeof a.hash);

		ledger_note(db, LEDGER_ERASED, a.hash, 0, NULL, now);
		inbound_erase(db, s->id, hash);
		outbox_mark_erased(db, s->id, a.address.key, hash);
		convenors_forget(db, a.address.key, s->id);
		organisation_forget_contact(db, a.address.key);
		staff_forget_address(db, a.address.key);
	}
}

static void forget(struct core *core, const struct subscriber *s, int64_t inbound_id)
{
	struct db *db = core->db;
	struct act a = act_of_self(core);
	struct slice hash = slice_make((const char *)s->hash, sizeof s->hash);

	ledger_note(db, LEDGER_ERASED, s->hash, 0, NULL, a.now);
	(void)membership_leave(&a, s, 0); /* the proof says when it ended; none is fine */
	consent_minimise(db, s->id);
	inbound_erase(db, s->id, hash);
	if (inbound_id != 0)
		inbound_erase_one(db, inbound_id);
	outbox_mark_erased(db, s->id, s->address.key, hash);
	convenors_forget(db, s->address.key, s->id);
	organisation_forget_contact(db, s->address.key);
	forget_aliases(db, s, a.now);
	staff_forget_address(db, s->address.key);
	subscriber_erase(db, s->id);
	name_removal_turn(core);
	if (core->schedule != NULL)
		core_wake(core, WAKE_CLOCK);
	log_info("person.erased", "id=%lld", (long long)s->id);
}

json_t *erase_values(const struct core *core)
{
	json_t *values = json_object();
	bool is_cleared = true, is_kept = false;
	int64_t days = 0;

	for (int i = 0; i < core->conf.inbox_count; i++) {
		const struct conf_inbox *in = &core->conf.inboxes[i];

		if (in->remove_erased)
			continue;
		is_cleared = false;
		is_kept = is_kept || in->keep_days == 0;
		days = in->keep_days > days ? in->keep_days : days;
	}
	/* A new object has room. */
	json_put(values, "is_cleared", json_boolean(is_cleared));
	if (!is_cleared && !is_kept)
		json_put(values, "keep_days", json_integer(days));
	return values;
}

void erase_person(struct core *core, const struct subscriber *s, int64_t inbound_id)
{
	struct alias a = { .id = 0 };

	while (alias_next(core->db, s->id, a.id, &a))
		suppression_add(core->db, a.hash, "erased", core_now(core));
	forget(core, s, inbound_id);
	suppression_add(core->db, s->hash, "erased", core_now(core));
}

void erase_silent(struct core *core, const struct subscriber *s)
{
	forget(core, s, 0);
}

bool erase_turn(struct core *core)
{
	struct err err = ERR_INIT;
	int64_t id;
	int count = 0;

	if (!outbox_has_marked(core->db))
		return false;
	db_begin(core->db);
	while (count < PER_TURN && (id = outbox_erase_next(core->db, core_now(core))) != 0) {
		letter_erase(core->db, id);
		attempt_erase(core->db, id);
		returned_forget(core->db, id);
		count++;
	}
	if (count == 0) {
		db_rollback(core->db); /* under way, or waiting for a relay */
		return outbox_marked_moves(core->db, core_now(core));
	}
	if (core_commit(core, &err) == 0)
		db_empty_log(core->db);
	else
		log_error("person.erase", "reason=\"%s\"", err.text);
	return true;
}

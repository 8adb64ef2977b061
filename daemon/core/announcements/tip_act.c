/* SPDX-License-Identifier: MIT
 * See tip_act.h. */
#include "daemon/core/announcements/tip_act.h"

#include <string.h>

#include "daemon/common/log.h"
#include "daemon/mail/address.h"
#include "subscribers/alias.h"
#include "subscribers/subscriber.h"
#include "subscribers/tip.h"

bool tip_act_is_author(struct core *core, int64_t subscriber_id, const char *address_key)
{
	struct subscriber who;
	struct alias other;

	return core->conf.announcements.approvals > 0 &&
	    subscriber_get(core->db, subscriber_id, &who) &&
	    (strcmp(who.address.key, address_key) == 0 ||
	        alias_find(core->db, who.id, address_key, &other));
}

static bool is_own(struct core *core, int64_t id, const struct address *decider)
{
	struct tip tip;
	bool is_theirs;

	tip_init(&tip);
	is_theirs = decider != NULL && tip_get(core->db, id, &tip) &&
	    tip_act_is_author(core, tip.subscriber_id, decider->key);
	tip_release(&tip);
	return is_theirs;
}

int tip_act_decide(struct core *core, int64_t id, bool is_approved, const char *by,
    const struct address *decider, struct err *err)
{
	if (is_approved && is_own(core, id, decider))
		return err_set(err, ERR_PERM,
		    "you shared this tip yourself, or somebody did in your name, so somebody else approves it");
	if (!tip_decide(core->db, id, is_approved, by, core_now(core)))
		return err_set(err, ERR_PERM,
		    "there is no tip %lld that waits: it was decided already, or taken back; see "
		    "\"dpupctl tip list\"",
		    (long long)id);
	log_info("tip.decided", "id=%lld is_approved=%d", (long long)id, is_approved);
	core_wake(core, WAKE_CLOCK);
	return 0;
}

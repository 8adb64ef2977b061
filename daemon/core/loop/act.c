/* SPDX-License-Identifier: MIT
 * The table; see act.h. */
#include "daemon/core/loop/act.h"

#include "daemon/common/log.h"

#define NOTHING ACT_IS_NOTHING
#define ASKED ACT_IS_ASKED
#define DONE ACT_IS_DONE
#define KEPT ACT_IS_KEPT
#define READ ACT_IS_READ

/* clang-format off */
static const struct {
	const char *name;
	enum act_rule rule[PROOF_COUNT]; /* none, vouched, answered, link, staff, self */
} acts[ACT_KINDS] = {
	[ACT_SUBSCRIBE] = { "subscribe", { ASKED, ASKED, DONE, NOTHING, ASKED, NOTHING } },
	[ACT_CONFIRM] = { "confirm", { NOTHING, NOTHING, DONE, DONE, NOTHING, NOTHING } },
	[ACT_LEAVE] = { "leave", { ASKED, DONE, DONE, DONE, DONE, DONE } },
	[ACT_READ] = { "read", { ASKED, DONE, DONE, DONE, DONE, DONE } },
	[ACT_CHANGE] = { "change", { ASKED, DONE, DONE, DONE, DONE, DONE } },
	[ACT_MY_DATA] = { "my data", { ASKED, DONE, DONE, DONE, DONE, DONE } },
	/* Done: the other one is asked. */
	[ACT_ADDRESS] = { "address", { ASKED, DONE, DONE, DONE, NOTHING, NOTHING } },
	[ACT_FORGET] = { "forget", { ASKED, ASKED, DONE, ASKED, DONE, DONE } },
	[ACT_RSVP] = { "rsvp", { KEPT, DONE, DONE, DONE, DONE, DONE } },
	[ACT_ORDER] = { "order", { READ, ASKED, ASKED, NOTHING, DONE, NOTHING } },
};
/* clang-format on */

static const char *const rule_names[] = {
	[ACT_IS_NOTHING] = "nothing",
	[ACT_IS_ASKED] = "asked",
	[ACT_IS_DONE] = "done",
	[ACT_IS_KEPT] = "kept",
	[ACT_IS_READ] = "read",
};

enum act_rule act_rule(enum act_kind kind, enum proof proof)
{
	return acts[kind].rule[proof];
}

bool act_may(const struct act *a, enum act_kind kind)
{
	if (act_rule(kind, a->evidence.proof) == ACT_IS_DONE)
		return true;
	log_warning("act.refused", "act=%s proof=%s channel=%s", acts[kind].name,
	    proof_text(a->evidence.proof), a->evidence.channel);
	return false;
}

struct act act_of_self(struct core *core)
{
	struct act a = { .core = core,
		.by = "dpupd",
		.evidence = core_evidence(core, "system"),
		.now = core_now(core) };

	a.evidence.proof = PROOF_SELF;
	return a;
}

const char *act_kind_text(enum act_kind kind)
{
	return acts[kind].name;
}

const char *act_rule_text(enum act_rule rule)
{
	return rule_names[rule];
}

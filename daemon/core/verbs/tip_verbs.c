/* SPDX-License-Identifier: MIT
 * dpupctl tip ... */
#include "daemon/core/verbs/request_fields.h"

#include "daemon/core/announcements/tip_act.h"
#include "subscribers/list.h"
#include "subscribers/staff.h"
#include "subscribers/tip.h"

static int on_list(struct request *rq, struct err *err)
{
	struct list list = { .id = 0 };

	if (wire_has(rq->w, "community") &&
	    request_list(rq, "community", LIST_COMMUNITY, &list, err) < 0)
		return -1;
	tip_json_all(rq->core->db, list.id, wire_text(rq->w, "state"), &rq->json);
	return 0;
}

static int decide(struct request *rq, bool is_approved, struct err *err)
{
	struct address decider;
	struct err none = ERR_INIT;
	struct staff s;
	int64_t id;
	bool has_address = staff_find(rq->core->db, rq->actor, &s) &&
	    address_parse_utf8(slice_of(s.address), &decider, &none);

	if (request_id(rq, &id, err) < 0 ||
	    tip_act_decide(rq->core, id, is_approved, rq->actor, has_address ? &decider : NULL,
	        err) < 0)
		return -1;
	(void)tip_json(rq->core->db, id, &rq->json);
	return 0;
}

static int on_approve(struct request *rq, struct err *err)
{
	return decide(rq, true, err);
}

static int on_reject(struct request *rq, struct err *err)
{
	return decide(rq, false, err);
}

const struct request_verb tip_verbs[] = {
	{ "tip.list", false, FOR(ROLE_AUTHOR | ROLE_APPROVER), on_list,
	    { REQUEST_LIST_IN("community"), REQUEST_NAME("state") } },
	{ "tip.approve", true, FOR(ROLE_AUTHOR | ROLE_APPROVER), on_approve,
	    { REQUEST_ID(REQUEST_PLAIN) } },
	{ "tip.reject", true, FOR(ROLE_AUTHOR | ROLE_APPROVER), on_reject,
	    { REQUEST_ID(REQUEST_PLAIN) } },
	{ .verb = NULL },
};

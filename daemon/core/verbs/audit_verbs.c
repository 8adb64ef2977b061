/* SPDX-License-Identifier: MIT
 * dpupctl audit. */
#include "daemon/core/staff/request.h"
#include "daemon/time/words.h"
#include "subscribers/audit.h"
#include "subscribers/lookup.h"

static int on_audit(struct request *rq, struct err *err)
{
	struct slice since = wire_text(rq->w, "since");
	int64_t at = 0, count, broken;

	if (wire_int(rq->w, "verify", 0, 1, 0) == 1) {
		broken = audit_verify(rq->core->db, &count);
		buf_printf(&rq->json, "{\"ok\":%s,\"rows\":%lld", broken == 0 ? "true" : "false",
		    (long long)count);
		if (broken != 0)
			buf_printf(&rq->json, ",\"broken_at\":%lld", (long long)broken);
		buf_char(&rq->json, '}');
		return 0;
	}
	if (since.n > 0 &&
	    !words_parse_time(since, rq->core->conf.templates.timezone, rq->now, &at, err))
		return -1;
	if (wire_int(rq->w, "reads", 0, 1, 0) == 1)
		lookup_json(rq->core->db, at, &rq->json);
	else
		audit_json(rq->core->db, at, &rq->json);
	return 0;
}

const struct request_verb audit_verbs[] = {
	{ "audit", false, FOR(ROLE_PRIVACY), on_audit,
	    { REQUEST_NAME("since"), REQUEST_FLAG("verify"), REQUEST_FLAG("reads") } },
	{ .verb = NULL },
};

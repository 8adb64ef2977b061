/* SPDX-License-Identifier: MIT
 * dpupctl retention. */
#include "daemon/core/people/retention.h"
#include "daemon/core/staff/request.h"

static int on_run(struct request *rq, struct err *err)
{
	if (wire_int(rq->w, "dry-run", 0, 1, 0) == 0) {
		if (rq->core->conf.privacy.legal_hold)
			return err_set(err, ERR_PERM,
			    "privacy.legal_hold is on: nothing is disposed of");
		if (clock_seen_is_doubted(rq->core, rq->now))
			return err_set(err, ERR_PERM,
			    "the clock of this machine went ahead, see \"dpupctl doctor\": nothing is "
			    "disposed of until it has stood for a day");
		/* A first chunk here, the others turn by turn: mail goes on while a million rows
		 * go. */
		(void)retention_chunk(rq->core, rq->now); /* the answer says what is left */
		core_wake(rq->core, WAKE_CLOCK | WAKE_HOUSE);
	}
	retention_json(rq->core, rq->now, &rq->json);
	return 0;
}

const struct request_verb retention_verbs[] = {
	{ "retention.run", true, FOR(ROLE_PRIVACY), on_run, { REQUEST_FLAG("dry-run") } },
	{ .verb = NULL },
};

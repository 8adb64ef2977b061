/* SPDX-License-Identifier: MIT
 * dpupctl export: the people of a list in pages, each a request of its own. People's data leaves
 * the service by it, so each page is in the audit log: it counts as a write. */
#include "daemon/core/verbs/request_fields.h"

#include "subscribers/list.h"
#include "subscribers/subscriber.h"

#define PAGE_PEOPLE 5000 /* some 30 ms, two megabytes beside the frame */

static int on_export(struct request *rq, struct err *err)
{
	struct list list;

	if (request_list(rq, "list", -1, &list, err) < 0)
		return -1;
	subscriber_json_page(rq->core->db, list.id, wire_int(rq->w, "after", 0, INT64_MAX, 0),
	    PAGE_PEOPLE, &rq->json);
	return 0;
}

const struct request_verb export_verbs[] = {
	{ "export", true, FOR(ROLE_PRIVACY), on_export, { REQUEST_LIST_IN("list"), REQUEST_PAGE } },
	{ .verb = NULL },
};

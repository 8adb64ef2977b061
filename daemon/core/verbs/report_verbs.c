/* SPDX-License-Identifier: MIT
 * dpupctl report ... */
#include "daemon/core/verbs/request_fields.h"

#include "daemon/core/announcements/announcement.h"
#include "subscribers/list.h"
#include "subscribers/report.h"

#define SINCE_DEFAULT_S (30 * INT64_C(86400))
#define SINCE_MAX_S (10 * 366 * INT64_C(86400))
/* What one request looks at, a few milliseconds each: mail goes on between two. */
#define PAGE_COMMUNITIES 5
#define PART_COUNTED 20000
#define PART_SHOWN 4000

static int on_communities(struct request *rq, struct err *err)
{
	struct list list;

	if (!wire_has(rq->w, "community")) {
		buf_text(&rq->json, "{\"rows\":");
		request_end_page(rq,
		    report_communities(rq->core->db, rq->now, request_after(rq),
		        request_most(rq, PAGE_COMMUNITIES), &rq->json));
		return 0;
	}
	if (request_list(rq, "community", LIST_COMMUNITY, &list, err) < 0)
		return -1;
	(void)report_community(rq->core->db, list.id, rq->now, &rq->json); /* it was just found */
	return 0;
}

static int on_consent(struct request *rq, struct err *err)
{
	(void)err;
	report_consent(rq->core->db, rq->now, &rq->json);
	return 0;
}

static int on_delivery(struct request *rq, struct err *err)
{
	int64_t id = wire_int(rq->w, "announcement", 1, INT64_MAX, 0),
	        span = wire_int(rq->w, "last", 1, SINCE_MAX_S, SINCE_DEFAULT_S);
	struct announcement a;
	bool is_there;

	if (id == 0) {
		buf_text(&rq->json, "{\"rows\":");
		request_end_page(rq,
		    report_delivery(rq->core->db, rq->now - span, request_after(rq), PART_COUNTED,
		        &rq->json));
		return 0;
	}
	announcement_init(&a);
	is_there = announcement_get(rq->core->db, id, &a);
	announcement_release(&a);
	if (!is_there)
		return err_set(err, ERR_PERM, "no announcement %lld; see \"dpupctl announce list\"",
		    (long long)id);
	buf_text(&rq->json, "{\"rows\":");
	request_end_page(rq,
	    report_delivery_of(rq->core->db, id, request_after(rq), PART_SHOWN, &rq->json));
	return 0;
}

const struct request_verb report_verbs[] = {
	{ "report.communities", false, FOR(ROLE_ALL), on_communities,
	    { REQUEST_LIST_IN("community"), REQUEST_PAGE } },
	{ "report.consent", false, FOR(ROLE_ALL), on_consent, { REQUEST_PAGE } },
	{ "report.delivery", false, ABOUT_PEOPLE(ROLE_PRIVACY), on_delivery,
	    { REQUEST_NUMBER("announcement"), REQUEST_NUMBER("last"), REQUEST_PAGE } },
	{ .verb = NULL },
};

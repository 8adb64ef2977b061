/* SPDX-License-Identifier: MIT
 * dpupctl who: the people of an audience, in pages that dpupctl asks for one after the other, so
 * that a list of a million costs neither memory nor the time of others; and how many they are.
 * Reads only. */
#include "daemon/core/staff/request.h"

#include "subscribers/audience_member.h"

#define PAGE_MAX 2000 /* people; some ten milliseconds */

static int with(struct request *rq, void (*show)(struct request *, const struct audience *),
    struct err *err)
{
	struct audience a;
	struct list list;
	struct slice text;
	int rc = -1;

	audience_init(&a);
	if (wire_need_text(rq->w, "list", AUDIENCE_TEXT_MAX + 1, &text, err) &&
	    audience_read(rq->core->db, text, &a, &list, err) == 0) {
		show(rq, &a);
		rc = 0;
	}
	audience_release(&a);
	return rc;
}

static void show_people(struct request *rq, const struct audience *a)
{
	audience_json(rq->core->db, a, wire_int(rq->w, "why", 0, 1, 0) == 1,
	    wire_int(rq->w, "after", 0, INT64_MAX, 0),
	    wire_int(rq->w, "most", 1, PAGE_MAX, PAGE_MAX), rq->now, &rq->json);
}

static void show_counts(struct request *rq, const struct audience *a)
{
	struct audience_counts counts;

	audience_count(rq->core->db, a, rq->now, &counts);
	audience_json_counts(&counts, &rq->json);
}

static int on_who(struct request *rq, struct err *err)
{
	return with(rq, show_people, err);
}

static int on_count(struct request *rq, struct err *err)
{
	return with(rq, show_counts, err);
}

const struct request_verb audience_verbs[] = {
	{ "who", false, ABOUT_PEOPLE(ROLE_PRIVACY), on_who,
	    { REQUEST_AUDIENCE_IN("list"), REQUEST_FLAG("why"), REQUEST_PAGE } },
	{ "who.count", false, FOR(ROLE_PRIVACY), on_count,
	    { REQUEST_AUDIENCE_IN("list"), REQUEST_FLAG("why"), REQUEST_PAGE } },
	{ .verb = NULL },
};

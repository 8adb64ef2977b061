/* SPDX-License-Identifier: MIT
 * dpupctl resource ... */
#include "daemon/core/verbs/request_fields.h"

#include "subscribers/resource.h"

static struct resource_input input(const struct request *rq)
{
	return (struct resource_input){
		.title = slice_trim(wire_text(rq->w, "title")),
		.url = slice_trim(wire_text(rq->w, "url")),
		.summary = slice_trim(wire_text(rq->w, "summary")),
		.topics = slice_trim(wire_text(rq->w, "topics")),
	};
}

static int none(int64_t id, struct err *err)
{
	return err_set(err, ERR_PERM, "there is no resource %lld; see \"dpupctl resource list\"",
	    (long long)id);
}

static int on_add(struct request *rq, struct err *err)
{
	struct resource_input in = input(rq);
	int64_t id;

	if (in.title.n == 0 || in.url.n == 0 || in.summary.n == 0)
		return err_set(err, ERR_PERM, "a resource has a URL, a title and a summary");
	if (resource_check(&in, err) < 0)
		return -1;
	id = resource_add(rq->core->db, &in, rq->now);
	(void)resource_json(rq->core->db, id, &rq->json);
	return 0;
}

static int on_list(struct request *rq, struct err *err)
{
	(void)err;
	resource_json_all(rq->core->db, &rq->json);
	return 0;
}

static int on_update(struct request *rq, struct err *err)
{
	struct resource_input in = input(rq);
	int64_t id;

	if (request_id(rq, &id, err) < 0 || resource_check(&in, err) < 0)
		return -1;
	resource_update(rq->core->db, id, &in, rq->now);
	return resource_json(rq->core->db, id, &rq->json) ? 0 : none(id, err);
}

static int on_remove(struct request *rq, struct err *err)
{
	int64_t id;

	if (request_id(rq, &id, err) < 0)
		return -1;
	if (!resource_json(rq->core->db, id, &rq->json) || !resource_remove(rq->core->db, id))
		return none(id, err);
	return 0;
}

#define SETTINGS \
	REQUEST_TEXT("url"), REQUEST_TEXT("title"), REQUEST_TEXT("summary"), REQUEST_TEXT("topics")

const struct request_verb resource_verbs[] = {
	{ "resource.add", true, FOR(ROLE_AUTHOR), on_add, { SETTINGS } },
	{ "resource.list", false, FOR(ROLE_ALL), on_list, { { NULL } } },
	{ "resource.update", true, FOR(ROLE_AUTHOR), on_update,
	    { REQUEST_ID(REQUEST_PLAIN), SETTINGS } },
	{ "resource.remove", true, FOR(ROLE_AUTHOR), on_remove, { REQUEST_ID(REQUEST_PLAIN) } },
	{ .verb = NULL },
};

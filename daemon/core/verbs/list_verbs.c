/* SPDX-License-Identifier: MIT
 * dpupctl list ..., community ... */
#include "daemon/core/verbs/request_fields.h"

#include "daemon/core/letters/sending_hours.h"
#include "daemon/core/meetings/reminder_mail.h"
#include "subscribers/convenor.h"
#include "subscribers/list.h"
#include "subscribers/subscriber.h"

static void read_input(struct request *rq, enum list_kind kind, struct list_input *in)
{
	*in = (struct list_input){
		.kind = kind,
		.slug = wire_text(rq->w, "slug"),
		.name = wire_text(rq->w, "name"),
		.purpose = wire_text(rq->w, "purpose"),
		.region = wire_text(rq->w, "region"),
		.state = wire_text(rq->w, "state"),
		.reminders = wire_text(rq->w, "reminders"),
		.window = wire_text(rq->w, "window"),
		.resend_unsure = wire_text(rq->w, "resend-unsure"),
		.timezone = slice_of(rq->core->conf.templates.timezone),
	};
}

static int add(struct request *rq, enum list_kind kind, struct err *err)
{
	struct list_input in;
	int64_t id;

	read_input(rq, kind, &in);
	id = list_add(rq->core->db, &in, rq->now);
	if (request_convenors(rq, &(struct led){ .list_id = id }, err) < 0)
		return -1;
	if (!db_has_failed(rq->core->db))
		(void)list_json(rq->core->db, id, &rq->json);
	return 0;
}

static int update(struct request *rq, enum list_kind kind, struct err *err)
{
	struct list_input in;
	struct list list;

	read_input(rq, kind, &in);
	in.timezone = SLICE_NONE;
	if (in.reminders.n > 0 && !slice_is(in.reminders, "default") &&
	    reminder_mail_check(in.reminders, err) < 0)
		return -1;
	if (in.window.n > 0 && !slice_is(in.window, "default") &&
	    sending_hours_check(in.window, err) < 0)
		return -1;
	if (request_list(rq, "slug", kind, &list, err) < 0 ||
	    request_convenors(rq, &(struct led){ .list_id = list.id }, err) < 0)
		return -1;
	list_update(rq->core->db, list.id, &in);
	(void)list_json(rq->core->db, list.id, &rq->json);
	return 0;
}

static int show(struct request *rq, enum list_kind kind, struct err *err)
{
	struct list list;

	if (request_list(rq, "slug", kind, &list, err) < 0)
		return -1;
	(void)list_json(rq->core->db, list.id, &rq->json);
	return 0;
}

static int on_list_add(struct request *rq, struct err *err)
{
	return add(rq, LIST_NEWSLETTER, err);
}

static int on_list_update(struct request *rq, struct err *err)
{
	return update(rq, LIST_NEWSLETTER, err);
}

static int on_list_show(struct request *rq, struct err *err)
{
	return show(rq, LIST_NEWSLETTER, err);
}

static int on_list_list(struct request *rq, struct err *err)
{
	(void)err;
	list_json_all(rq->core->db, LIST_NEWSLETTER, &rq->json);
	return 0;
}

static int on_community_add(struct request *rq, struct err *err)
{
	return add(rq, LIST_COMMUNITY, err);
}

static int on_community_update(struct request *rq, struct err *err)
{
	return update(rq, LIST_COMMUNITY, err);
}

static int on_community_show(struct request *rq, struct err *err)
{
	return show(rq, LIST_COMMUNITY, err);
}

static int on_community_list(struct request *rq, struct err *err)
{
	(void)err;
	list_json_all(rq->core->db, LIST_COMMUNITY, &rq->json);
	return 0;
}

static int on_community_members(struct request *rq, struct err *err)
{
	struct list list;

	if (request_list(rq, "slug", LIST_COMMUNITY, &list, err) < 0)
		return -1;
	buf_text(&rq->json, "{\"rows\":");
	request_end_page(rq,
	    subscriber_json_some(rq->core->db, list.id, slice_of("active"), request_after(rq),
	        request_most(rq, REQUEST_PEOPLE), &rq->json));
	return 0;
}

#define SETTINGS \
	REQUEST_TEXT("name"), REQUEST_TEXT("purpose"), REQUEST_TEXT("window"), \
	    REQUEST_NAME("resend-unsure"), REQUEST_NAME("state")

const struct request_verb list_verbs[] = {
	{ "list.add", true, FOR(ROLE_ADMIN), on_list_add,
	    { REQUEST_LIST_IN("slug"), REQUEST_TEXT("name"), REQUEST_TEXT("purpose") } },
	{ "list.show", false, FOR(ROLE_ALL), on_list_show, { REQUEST_LIST_IN("slug") } },
	{ "list.list", false, FOR(ROLE_ALL), on_list_list, { { NULL } } },
	{ "list.update", true, FOR(ROLE_ADMIN), on_list_update,
	    { REQUEST_LIST_IN("slug"), SETTINGS } },
	{ "community.add", true, FOR(ROLE_ADMIN), on_community_add,
	    { REQUEST_LIST_IN("slug"), REQUEST_TEXT("name"), REQUEST_TEXT("purpose"),
	        REQUEST_TEXT("region"), REQUEST_TEXT("convenor") } },
	{ "community.show", false, FOR(ROLE_ALL), on_community_show, { REQUEST_LIST_IN("slug") } },
	{ "community.list", false, FOR(ROLE_ALL), on_community_list, { { NULL } } },
	{ "community.update", true, FOR(ROLE_ADMIN), on_community_update,
	    { REQUEST_LIST_IN("slug"), SETTINGS, REQUEST_TEXT("region"), REQUEST_TEXT("convenor"),
	        REQUEST_TEXT("reminders") } },
	{ "community.members", false, ABOUT_OWN_PEOPLE(ROLE_CONVENOR | ROLE_PRIVACY),
	    on_community_members, { REQUEST_LIST_IN("slug"), REQUEST_PAGE } },
	{ .verb = NULL },
};

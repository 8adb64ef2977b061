/* SPDX-License-Identifier: MIT
 * dpupctl queue ..., inbound .... */
#include "daemon/core/outbox/delivery.h"
#include "daemon/core/verbs/request_fields.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/core/inbound/inbound.h"
#include "daemon/core/outbox/outbox.h"
#include "daemon/core/people/returned.h"

static int show_delivery(struct request *rq, int64_t id, struct err *err)
{
	return delivery_json(rq->core->db, id, &rq->json) ?
	    0 :
	    err_set(err, ERR_PERM, "no delivery %lld; see \"dpupctl queue list\"", (long long)id);
}

static int on_list(struct request *rq, struct err *err)
{
	struct slice state = wire_text(rq->w, "state");

	return delivery_json_list(rq->core->db, state, &rq->json) ?
	    0 :
	    err_set(err, ERR_PERM, "no state of mail is called \"%.*s\"",
	        SLICE_ARG(slice_sub(state, 0, 40)));
}

static int on_show(struct request *rq, struct err *err)
{
	int64_t id;

	return request_id(rq, &id, err) < 0 ? -1 : show_delivery(rq, id, err);
}

static int staff_move(struct request *rq, const char *verb, struct err *err)
{
	int64_t id;

	if (request_id(rq, &id, err) < 0)
		return -1;
	if (!outbox_exists(rq->core->db, id))
		return show_delivery(rq, id, err); /* which says so */
	/* What a relay took and a report gave back goes to the person who reads, as it came. */
	if (strcmp(verb, "retry") == 0 && returned_again(rq->core->db, id)) {
		core_wake(rq->core, WAKE_CLOCK);
		return show_delivery(rq, id, err);
	}
	outbox_staff_move(rq->core->db, id, verb, rq->now);
	core_wake(rq->core, WAKE_SEND);
	return db_has_failed(rq->core->db) ? 0 : show_delivery(rq, id, err);
}

static int on_retry(struct request *rq, struct err *err)
{
	return staff_move(rq, "retry", err);
}

static int on_hold(struct request *rq, struct err *err)
{
	return staff_move(rq, "hold", err);
}

static int on_release(struct request *rq, struct err *err)
{
	return staff_move(rq, "release", err);
}

static int on_flush(struct request *rq, struct err *err)
{
	(void)err;
	buf_printf(&rq->json, "{\"flushed\":%lld}", (long long)outbox_flush(rq->core->db, rq->now));
	core_wake(rq->core, WAKE_SEND);
	return 0;
}

static int on_inbound_list(struct request *rq, struct err *err)
{
	(void)err;
	inbound_json_all(rq->core->db, wire_text(rq->w, "state"), &rq->json);
	return 0;
}

static int on_inbound_show(struct request *rq, struct err *err)
{
	int64_t id;

	if (request_id(rq, &id, err) < 0)
		return -1;
	return inbound_json(rq->core->db, id, &rq->json) ?
	    0 :
	    err_set(err, ERR_PERM, "no message %lld; see \"dpupctl inbound list\"", (long long)id);
}

/* The one answer that is no JSON. */
static int on_inbound_raw(struct request *rq, struct err *err)
{
	int64_t id;

	if (request_id(rq, &id, err) < 0)
		return -1;
	return inbound_bytes(rq->core->db, id, &rq->json) ?
	    0 :
	    err_set(err, ERR_PERM,
	        "message %lld is not kept any more, or never came; see \"dpupctl inbound list\"",
	        (long long)id);
}

static int again(struct request *rq, bool from_quarantine, struct err *err)
{
	int64_t id;

	if (request_id(rq, &id, err) < 0)
		return -1;
	inbound_staff_again(rq->core->db, id, from_quarantine);
	returned_seen(rq->core->db, id);
	core_wake(rq->core, WAKE_READ);
	if (!db_has_failed(rq->core->db))
		(void)inbound_json(rq->core->db, id, &rq->json);
	return 0;
}

static int on_inbound_replay(struct request *rq, struct err *err)
{
	return again(rq, false, err);
}

static int on_inbound_release(struct request *rq, struct err *err)
{
	return again(rq, true, err);
}

static int on_inbound_seen(struct request *rq, struct err *err)
{
	int64_t id;

	if (request_id(rq, &id, err) < 0)
		return -1;
	buf_printf(&rq->json, "{\"seen\":%lld}", (long long)inbound_seen(rq->core->db, id));
	return 0;
}

const struct request_verb queue_verbs[] = {
	{ "queue.list", false, ABOUT_PEOPLE(ROLE_ADMIN), on_list, { REQUEST_NAME("state") } },
	{ "queue.show", false, ABOUT_PEOPLE(ROLE_ADMIN), on_show, { REQUEST_ID(REQUEST_PLAIN) } },
	{ "queue.retry", true, FOR(ROLE_ADMIN), on_retry, { REQUEST_ID(REQUEST_PLAIN) } },
	{ "queue.hold", true, FOR(ROLE_ADMIN), on_hold, { REQUEST_ID(REQUEST_PLAIN) } },
	{ "queue.release", true, FOR(ROLE_ADMIN), on_release, { REQUEST_ID(REQUEST_PLAIN) } },
	{ "queue.flush", true, FOR(ROLE_ADMIN), on_flush, { { NULL } } },
	{ "inbound.list", false, ABOUT_PEOPLE(ROLE_PRIVACY), on_inbound_list,
	    { REQUEST_NAME("state") } },
	{ "inbound.show", false, ABOUT_PEOPLE(ROLE_PRIVACY), on_inbound_show,
	    { REQUEST_ID(REQUEST_PLAIN) } },
	{ "inbound.raw", false, ABOUT_PEOPLE(ROLE_PRIVACY), on_inbound_raw,
	    { REQUEST_ID(REQUEST_PLAIN) } },
	{ "inbound.replay", true, FOR(ROLE_PRIVACY), on_inbound_replay,
	    { REQUEST_ID(REQUEST_PLAIN) } },
	{ "inbound.seen", true, FOR(ROLE_PRIVACY), on_inbound_seen, { REQUEST_ID(REQUEST_PLAIN) } },
	{ "inbound.release", true, FOR(ROLE_PRIVACY), on_inbound_release,
	    { REQUEST_ID(REQUEST_PLAIN) } },
	{ .verb = NULL },
};

/* SPDX-License-Identifier: MIT
 * dpupctl subscriber ..., suppression ... */
#include "daemon/core/verbs/request_fields.h"

#include <string.h>

#include "daemon/common/num.h"
#include "daemon/core/letters/consent_mail.h"
#include "daemon/core/meetings/office_mail.h"
#include "daemon/core/people/membership.h"
#include "daemon/core/staff/staff_access.h"
#include "daemon/core/verbs/explain.h"
#include "subscribers/json.h"
#include "subscribers/list.h"
#include "subscribers/subscription.h"
#include "subscribers/suppression.h"

#define SOURCE_MAX 200 /* "Mere Ngata, at the Otago meeting of 3 May" */

/* Never subscribes: invites, and the person's answer subscribes (design §8, IPP 3A). */
static int on_add(struct request *rq, struct err *err)
{
	struct core *core = rq->core;
	struct evidence e = core_evidence(core, "staff");
	struct buf wording = BUF_INIT;
	struct subscription n;
	struct subscriber s;
	struct address a;
	struct list list;
	struct slice source;
	uint8_t hash[TOKEN_HASH_SIZE];

	if (request_new_address(rq, "address", &a, err) < 0 ||
	    request_list(rq, "list", -1, &list, err) < 0 ||
	    !wire_need_text(rq->w, "source", SOURCE_MAX, &source, err))
		return -1;
	if (!list.is_open)
		return err_set(err, ERR_PERM, "\"%s\" is closed: nobody new", list.slug);
	token_hash_address(&core->key, a.key, hash);
	if (suppression_has(core->db, hash))
		return err_set(err, ERR_PERM,
		    "that address asked not to be written to; only the person can "
		    "change that, by writing to %s",
		    core->identity.address.spec);
	if (!subscriber_get(core->db, subscriber_ensure(core->db, &core->key, &a, rq->now), &s))
		return err_set(err, ERR_TEMP, "the store does not answer");
	e.note = source;
	consent_mail_wording(core, &list, &wording);
	if (!subscription_ask(core->db, &s, list.id, buf_all(&wording), &e, &n)) {
		buf_release(&wording);
		return err_set(err, ERR_PERM, "that address is %s on \"%s\" already",
		    n.state == SUBSCRIPTION_ACTIVE ? "active" : "asked", list.slug);
	}
	buf_release(&wording);
	consent_mail_invite(core, &list, &s, &n, source);
	/* To whom people are not shown nobody is by being invited once more. */
	if (staff_access_has(rq, ROLE_PRIVACY))
		(void)subscriber_json(core->db, s.id, &rq->json);
	else
		buf_printf(&rq->json, "{\"invited\":true,\"list\":\"%s\"}", list.slug);
	return 0;
}

static int on_list(struct request *rq, struct err *err)
{
	struct list list = { .id = 0 };

	if (wire_has(rq->w, "list") && request_list(rq, "list", -1, &list, err) < 0)
		return -1;
	buf_text(&rq->json, "{\"rows\":");
	request_end_page(rq,
	    subscriber_json_some(rq->core->db, list.id, wire_text(rq->w, "state"),
	        request_after(rq), request_most(rq, REQUEST_PEOPLE), &rq->json));
	return 0;
}

static int on_show(struct request *rq, struct err *err)
{
	struct subscriber s;

	if (request_subscriber(rq, &s, err) < 0)
		return -1;
	(void)subscriber_json(rq->core->db, s.id, &rq->json);
	return 0;
}

static int on_remove(struct request *rq, struct err *err)
{
	struct act a = act_of_request(rq);
	struct subscriber s;
	struct list list;

	if (request_subscriber(rq, &s, err) < 0 || request_list(rq, "list", -1, &list, err) < 0)
		return -1;
	if (membership_leave(&a, &s, list.id) == 0)
		return err_set(err, ERR_PERM,
		    "that address is not subscribed to \"%s\"; see \"dpupctl subscriber show\"",
		    list.slug);
	(void)subscriber_json(rq->core->db, s.id, &rq->json);
	return 0;
}

static int on_explain(struct request *rq, struct err *err)
{
	struct subscriber s;

	if (request_subscriber(rq, &s, err) < 0)
		return -1;
	explain_person(rq->core, &s, &rq->json);
	return 0;
}

/* `explain TARGET`: a delivery's number, or an address. */
static int on_explain_target(struct request *rq, struct err *err)
{
	struct slice target;
	struct subscriber s;
	struct address a;
	int64_t id;

	if (!wire_need_text(rq->w, "target", 1000, &target, err))
		return -1;
	if (num_parse(target, 1, INT64_MAX, &id))
		return explain_delivery(rq->core, id, &rq->json) ?
		    0 :
		    err_set(err, ERR_PERM, "no delivery %lld; see \"dpupctl queue list\"",
		        (long long)id);
	if (!address_parse_utf8(target, &a, err))
		return -1;
	if (!subscriber_find(rq->core->db, &a, &s))
		return request_nobody(rq, &a, err);
	explain_person(rq->core, &s, &rq->json);
	return 0;
}

static int hash_of(struct request *rq, uint8_t hash[TOKEN_HASH_SIZE], struct err *err)
{
	struct address a;

	if (request_address(rq, "address", &a, err) < 0)
		return -1;
	token_hash_address(&rq->core->key, a.key, hash);
	return 0;
}

static int on_suppression_list(struct request *rq, struct err *err)
{
	(void)err;
	suppression_json(rq->core->db, &rq->json);
	return 0;
}

static int on_suppression_add(struct request *rq, struct err *err)
{
	struct act a = act_of_request(rq);
	uint8_t hash[TOKEN_HASH_SIZE];
	struct address address;

	if (hash_of(rq, hash, err) < 0 || request_address(rq, "address", &address, err) < 0)
		return -1;
	suppression_add(rq->core->db, hash, "staff", rq->now);
	membership_close_questions(&a, &address);
	office_mail_never(rq->core, &address);
	return 0;
}

static int on_suppression_remove(struct request *rq, struct err *err)
{
	uint8_t hash[TOKEN_HASH_SIZE];

	if (hash_of(rq, hash, err) < 0)
		return -1;
	return suppression_remove(rq->core->db, hash, rq->now) ?
	    0 :
	    err_set(err, ERR_PERM, "that address is not suppressed: nothing keeps mail from it");
}

const struct request_verb subscriber_verbs[] = {
	{ "subscriber.add", true, FOR_OWN(ROLE_AUTHOR | ROLE_CONVENOR | ROLE_PRIVACY), on_add,
	    { REQUEST_ADDRESS("address"), REQUEST_LIST_IN("list"), REQUEST_TEXT("source") } },
	{ "subscriber.list", false, ABOUT_PEOPLE(ROLE_PRIVACY), on_list,
	    { REQUEST_LIST_IN("list"), REQUEST_NAME("state"), REQUEST_PAGE } },
	{ "subscriber.show", false, ABOUT_PEOPLE(ROLE_PRIVACY), on_show,
	    { REQUEST_ADDRESS("address") } },
	{ "subscriber.remove", true, FOR(ROLE_PRIVACY), on_remove,
	    { REQUEST_ADDRESS("address"), REQUEST_LIST_IN("list") } },
	{ "subscriber.explain", false, ABOUT_PEOPLE(ROLE_PRIVACY), on_explain,
	    { REQUEST_ADDRESS("address") } },
	{ "explain", false, ABOUT_PEOPLE(ROLE_PRIVACY), on_explain_target,
	    { REQUEST_ADDRESS("target") } },
	{ "suppression.list", false, ABOUT_PEOPLE(ROLE_PRIVACY), on_suppression_list,
	    { { NULL } } },
	{ "suppression.add", true, FOR(ROLE_PRIVACY), on_suppression_add,
	    { REQUEST_ADDRESS("address"), REQUEST_TEXT("reason") } },
	{ "suppression.remove", true, FOR(ROLE_PRIVACY), on_suppression_remove,
	    { REQUEST_ADDRESS("address") } },
	{ .verb = NULL },
};

/* SPDX-License-Identifier: MIT
 * dpupctl staff add, list, remove. Who may ask is staff_access.c's; that somebody did is in the
 * audit log, with the account and the roles, because a change of them is what a reviewer looks for
 * first. */
#include "daemon/core/verbs/request_fields.h"

#include <stdio.h>

#include "daemon/common/str_put.h"
#include "daemon/core/announcements/approving.h"
#include "daemon/core/staff/staff_access.h"
#include "subscribers/list.h"
#include "subscribers/staff.h"

#define ROLES_TEXT_MAX 100

static int need_account(struct request *rq, struct slice *account_r, struct err *err)
{
	return wire_need_text(rq->w, "account", STAFF_ACCOUNT_MAX, account_r, err) ? 0 : -1;
}

/* The community of --community, which a convenor needs and nobody else has. */
static int community_of(struct request *rq, unsigned roles, int64_t *list_id_r, struct err *err)
{
	bool is_convenor = (roles & 1U << STAFF_CONVENOR) != 0;
	struct list list;

	*list_id_r = 0;
	if (!wire_has(rq->w, "community"))
		return is_convenor ? err_set(err, ERR_PERM,
		                         "a convenor leads a community: say which, "
		                         "with --community") :
		                     0;
	if (!is_convenor)
		return err_set(err, ERR_PERM,
		    "--community is for convenors: the other roles are for all lists");
	if (request_list(rq, "community", LIST_COMMUNITY, &list, err) < 0)
		return -1;
	*list_id_r = list.id;
	return 0;
}

/* "author,approver" */
static int read_roles(struct request *rq, unsigned *roles_r, struct err *err)
{
	struct slice rest;

	*roles_r = 0;
	if (!wire_need_text(rq->w, "role", ROLES_TEXT_MAX, &rest, err))
		return -1;
	while (rest.n > 0) {
		size_t n = slice_find(rest, ',');
		struct slice word = slice_trim(slice_sub(rest, 0, n));
		enum staff_role role;

		if (!staff_role_parse(word, &role))
			return err_set(err, ERR_PERM,
			    "no role is called \"%.*s\"; there are author, approver, "
			    "convenor, privacy, admin",
			    SLICE_ARG(slice_sub(word, 0, 40)));
		*roles_r |= 1U << role;
		rest = slice_from(rest, n < rest.n ? n + 1 : rest.n);
	}
	return 0;
}

static int on_list(struct request *rq, struct err *err)
{
	(void)err;
	staff_json_all(rq->core->db, &rq->json);
	return 0;
}

static int on_add(struct request *rq, struct err *err)
{
	struct address address;
	struct slice account;
	unsigned roles;
	int64_t list_id, id;

	if (need_account(rq, &account, err) < 0 ||
	    request_new_address(rq, "address", &address, err) < 0 ||
	    read_roles(rq, &roles, err) < 0 || community_of(rq, roles, &list_id, err) < 0)
		return -1;
	id = staff_put(rq->core->db, account, &address, rq->actor, rq->now);
	for (int i = 0; i < STAFF_ROLES; i++) {
		if ((roles & 1U << i) != 0)
			staff_give(rq->core->db, id, (enum staff_role)i,
			    i == STAFF_CONVENOR ? list_id : 0);
	}
	staff_json_of(rq->core->db, address.key, &rq->json);
	return 0;
}

static int take(struct request *rq, const struct staff *s, struct err *err)
{
	unsigned roles;
	int64_t list_id = 0;

	if (read_roles(rq, &roles, err) < 0 ||
	    (wire_has(rq->w, "community") && community_of(rq, roles, &list_id, err) < 0))
		return -1;
	for (int i = 0; i < STAFF_ROLES; i++) {
		if ((roles & 1U << i) != 0 &&
		    !staff_take(rq->core->db, s->id, (enum staff_role)i,
		        i == STAFF_CONVENOR ? list_id : 0))
			return err_set(err, ERR_PERM, "%s is not %s", s->account,
			    staff_role_text((enum staff_role)i));
	}
	return 0;
}

/* Whose account was taken over, or who was never to approve, did not approve what waits. */
static void take_approvals(struct request *rq, const char *account)
{
	struct staff s;

	if (!staff_find(rq->core->db, account, &s) ||
	    (s.roles & (ROLE_APPROVER | 1U << STAFF_ADMIN)) == 0)
		approving_withdraw(rq->core, account, rq->now);
}

static int on_remove(struct request *rq, struct err *err)
{
	struct slice account;
	struct staff s;
	char name[STAFF_ACCOUNT_MAX + 1];

	if (need_account(rq, &account, err) < 0)
		return -1;
	str_put(name, sizeof name, "%.*s", SLICE_ARG(account));
	if (!staff_find(rq->core->db, name, &s))
		return err_set(err, ERR_PERM,
		    "no member of staff has the account \"%s\"; see \"dpupctl staff list\"", name);
	if (wire_has(rq->w, "role")) {
		if (take(rq, &s, err) < 0)
			return -1;
	} else {
		staff_remove(rq->core->db, s.id);
	}
	take_approvals(rq, name);
	staff_json_all(rq->core->db, &rq->json);
	return 0;
}

const struct request_verb staff_verbs[] = {
	{ "staff.add", true, FOR(ROLE_ADMIN), on_add,
	    { REQUEST_NAME("account"), REQUEST_ADDRESS("address"), REQUEST_NAME("role"),
	        REQUEST_LIST_IN("community") } },
	{ "staff.list", false, FOR(ROLE_ALL), on_list, { { NULL } } },
	{ "staff.remove", true, FOR(ROLE_ADMIN), on_remove,
	    { REQUEST_NAME("account"), REQUEST_NAME("role"), REQUEST_LIST_IN("community") } },
	{ .verb = NULL },
};

/* SPDX-License-Identifier: MIT
 * dpupctl organisation ... */
#include "daemon/core/staff/request.h"

#include "subscribers/organisation.h"

static struct organisation_input input(const struct request *rq, const char *name_field)
{
	struct slice foundational = wire_text(rq->w, "foundational");
	struct organisation_input in = {
		.name = slice_trim(wire_text(rq->w, name_field)),
		.kind = wire_text(rq->w, "kind"),
		.sectors = wire_text(rq->w, "sectors"),
		.region = wire_text(rq->w, "region"),
		.stage = wire_text(rq->w, "stage"),
		.contact = slice_trim(wire_text(rq->w, "contact")),
		.foundational = slice_is(foundational, "yes") ? 1 :
		    slice_is(foundational, "no")              ? 0 :
		                                                -1,
	};

	return in;
}

static int find(struct request *rq, int64_t *id_r, struct err *err)
{
	struct slice name;

	if (!wire_need_text(rq->w, "name", 1000, &name, err))
		return -1;
	*id_r = organisation_find(rq->core->db, name);
	return *id_r != 0 ? 0 :
	                    err_set(err, ERR_PERM,
	                        "no organisation of that name; see \"dpupctl organisation list\"");
}

static int on_add(struct request *rq, struct err *err)
{
	struct organisation_input in = input(rq, "name");
	int64_t id;

	if (in.name.n == 0 || in.kind.n == 0)
		return err_set(err, ERR_PERM, "an organisation has a name and a kind");
	if (organisation_check(&in, err) < 0)
		return -1;
	id = organisation_add(rq->core->db, &in, rq->now);
	(void)organisation_json(rq->core->db, id, &rq->json);
	return 0;
}

static int on_show(struct request *rq, struct err *err)
{
	int64_t id;

	if (find(rq, &id, err) < 0)
		return -1;
	(void)organisation_json(rq->core->db, id, &rq->json);
	return 0;
}

static int on_list(struct request *rq, struct err *err)
{
	struct organisation_input in = input(rq, "no-name");

	in.sectors = wire_text(rq->w, "sector");
	if (organisation_check(&in, err) < 0)
		return -1;
	organisation_json_all(rq->core->db, in.kind, in.sectors, in.region, &rq->json);
	return 0;
}

static int on_update(struct request *rq, struct err *err)
{
	struct organisation_input in = input(rq, "rename");
	int64_t id;

	if (find(rq, &id, err) < 0 || organisation_check(&in, err) < 0)
		return -1;
	organisation_update(rq->core->db, id, &in);
	(void)organisation_json(rq->core->db, id, &rq->json);
	return 0;
}

#define SETTINGS \
	REQUEST_NAME("kind"), REQUEST_TEXT("sectors"), REQUEST_TEXT("region"), \
	    REQUEST_NAME("foundational"), REQUEST_NAME("stage"), REQUEST_TEXT("contact")

const struct request_verb organisation_verbs[] = {
	{ "organisation.add", true, FOR(ROLE_AUTHOR), on_add, { REQUEST_TEXT("name"), SETTINGS } },
	{ "organisation.show", false, FOR(ROLE_ALL), on_show, { REQUEST_TEXT("name") } },
	{ "organisation.list", false, FOR(ROLE_ALL), on_list,
	    { REQUEST_NAME("kind"), REQUEST_TEXT("sector"), REQUEST_TEXT("region") } },
	{ "organisation.update", true, FOR(ROLE_AUTHOR), on_update,
	    { REQUEST_TEXT("name"), REQUEST_TEXT("rename"), SETTINGS } },
	{ .verb = NULL },
};

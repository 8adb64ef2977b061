/* SPDX-License-Identifier: MIT
 * dpupctl subscriber update, pause, resume, erase, export: what people can do for themselves by
 * mail, done by staff for somebody who asked on the telephone. The person is told of an erasure. */
#include "daemon/core/verbs/request_fields.h"

#include "daemon/common/utf8.h"
#include "daemon/core/letters/letter.h"
#include "daemon/core/meetings/vacancy.h"
#include "daemon/core/outbox/outbox.h"
#include "daemon/core/people/erase.h"
#include "daemon/core/people/holdings.h"
#include "daemon/core/people/pause_end.h"
#include "daemon/core/people/person_details.h"
#include "daemon/time/until.h"
#include "subscribers/json.h"
#include "subscribers/organisation.h"
#include "subscribers/region.h"
#include "subscribers/subscriber.h"

#define NOTHING "-" /* a value that takes away what is there */

/* Staff may change what people may: where they could not, the table (act.c) is wrong. */
static int not_for_staff(struct err *err)
{
	return err_set(err, ERR_BUG, "staff may not change that");
}

static int set_line(struct request *rq, const struct subscriber *s, const char *option,
    enum subscriber_field field, struct err *err)
{
	struct slice value = wire_text(rq->w, option);
	struct act a = act_of_request(rq);

	if (!wire_has(rq->w, option))
		return 0;
	if (!utf8_is_line(value) || value.n > SUBSCRIBER_TEXT_MAX)
		return err_set(err, ERR_PERM, "--%s is one line of at most %d bytes", option,
		    SUBSCRIBER_TEXT_MAX);
	return person_details_set(&a, s, field,
	           slice_is(value, NOTHING) ? SLICE_NONE : slice_trim(value)) ?
	    0 :
	    not_for_staff(err);
}

static int set_region(struct request *rq, const struct subscriber *s, struct err *err)
{
	struct act a = act_of_request(rq);
	struct slice value = wire_text(rq->w, "region");
	const struct region *region = region_find(value);

	if (!wire_has(rq->w, "region"))
		return 0;
	if (region == NULL && !slice_is(value, NOTHING))
		return err_set(err, ERR_PERM,
		    "no region is called \"%.*s\"; write it like \"Otago\" or NZ-OTA",
		    SLICE_ARG(slice_sub(value, 0, 80)));
	return person_details_set(&a, s, SUBSCRIBER_REGION,
	           region != NULL ? slice_of(region->code) : SLICE_NONE) ?
	    0 :
	    not_for_staff(err);
}

static int set_sectors(struct request *rq, int64_t id, struct err *err)
{
	struct slice value = wire_text(rq->w, "sectors");
	unsigned bits = 0;

	if (!wire_has(rq->w, "sectors"))
		return 0;
	if (!slice_is(value, NOTHING) && !organisation_read_sectors(value, &bits))
		return err_set(err, ERR_PERM, "%s", ORGANISATION_SECTORS_HELP);
	subscriber_set_sectors(rq->core->db, id, bits);
	return 0;
}

static int on_update(struct request *rq, struct err *err)
{
	struct act a = act_of_request(rq);
	struct subscriber s;

	if (request_subscriber(rq, &s, err) < 0 ||
	    set_line(rq, &s, "name", SUBSCRIBER_NAME, err) < 0 ||
	    set_line(rq, &s, "organisation", SUBSCRIBER_ORGANISATION, err) < 0 ||
	    set_region(rq, &s, err) < 0 || set_sectors(rq, s.id, err) < 0)
		return -1;
	if (wire_has(rq->w, "language"))
		(void)person_details_set(&a, &s, SUBSCRIBER_LANGUAGE,
		    wire_text(rq->w, "language")); /* as the others were */
	if (wire_has(rq->w, "role"))
		subscriber_set_role(rq->core->db, s.id, slice_is(wire_text(rq->w, "role"), "yes"));
	(void)subscriber_json(rq->core->db, s.id, &rq->json);
	return 0;
}

static int on_pause(struct request *rq, struct err *err)
{
	struct act a = act_of_request(rq);
	struct subscriber s;
	int64_t until;

	if (request_subscriber(rq, &s, err) < 0)
		return -1;
	if (!until_parse(wire_text(rq->w, "until"), rq->core->conf.templates.timezone, rq->now,
	        &until, err))
		return -1;
	if (!person_details_pause(&a, &s, until))
		return not_for_staff(err);
	(void)subscriber_json(rq->core->db, s.id, &rq->json);
	return 0;
}

static int on_resume(struct request *rq, struct err *err)
{
	struct act a = act_of_request(rq);
	struct subscriber s;

	if (request_subscriber(rq, &s, err) < 0)
		return -1;
	if (!pause_end_person(&a, &s))
		return not_for_staff(err);
	(void)subscriber_json(rq->core->db, s.id, &rq->json);
	return 0;
}

static int on_erase(struct request *rq, struct err *err)
{
	struct act a = act_of_request(rq);
	struct subscriber s;
	struct letter l = { .auto_submitted = "auto-generated" };
	int64_t receipt;

	if (request_held(rq, &s, err) < 0)
		return -1;
	if (rq->core->conf.privacy.legal_hold)
		return err_set(err, ERR_PERM, "privacy.legal_hold is on: nothing is disposed of");
	if (s.id == 0 &&
	    !subscriber_get(rq->core->db,
	        subscriber_ensure(rq->core->db, &rq->core->key, &s.address, rq->now), &s))
		return err_set(err, ERR_TEMP, "the store does not answer");
	vacancy_forgotten(&a, &s);
	erase_person(rq->core, &s, 0);
	l.delivery = (struct outbox_new){ .kind = OUTBOX_LAST_RECEIPT,
		.class = DELIVERY_ANSWER,
		.address = s.address.spec,
		.due_at = rq->now };
	l.values = erase_values(rq->core);
	receipt = letter_queue(rq->core, &l);
	if (receipt != 0)
		outbox_mark_one(rq->core->db, receipt);
	buf_printf(&rq->json, "{\"erased\":true,\"receipt\":%lld}", (long long)receipt);
	return 0;
}

static int on_export(struct request *rq, struct err *err)
{
	struct subscriber s;

	if (request_held(rq, &s, err) < 0)
		return -1;
	holdings_json(rq->core->db, &s, &rq->json);
	return 0;
}

const struct request_verb person_verbs[] = {
	{ "subscriber.update", true, FOR(ROLE_PRIVACY), on_update,
	    { REQUEST_ADDRESS("address"), REQUEST_TEXT("name"), REQUEST_TEXT("organisation"),
	        REQUEST_TEXT("region"), REQUEST_TEXT("sectors"), REQUEST_NAME("language"),
	        REQUEST_NAME("role") } },
	{ "subscriber.pause", true, FOR(ROLE_PRIVACY), on_pause,
	    { REQUEST_ADDRESS("address"), REQUEST_NAME("until") } },
	{ "subscriber.resume", true, FOR(ROLE_PRIVACY), on_resume, { REQUEST_ADDRESS("address") } },
	{ "subscriber.erase", true, FOR(ROLE_PRIVACY), on_erase, { REQUEST_ADDRESS("address") } },
	{ "subscriber.export", false, ABOUT_PEOPLE(ROLE_PRIVACY), on_export,
	    { REQUEST_ADDRESS("address") } },
	{ .verb = NULL },
};

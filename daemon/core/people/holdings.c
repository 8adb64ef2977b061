/* SPDX-License-Identifier: MIT
 * What is held about a person; see holdings.h. A new kind of record is a row of `sections`; its
 * owner writes the JSON, nothing here knows a table. */
#include "daemon/core/people/holdings.h"

#include "daemon/common/json_put.h"
#include "daemon/core/inbound/inbound.h"
#include "daemon/core/letters/letter.h"
#include "daemon/core/outbox/delivery.h"
#include "daemon/time/until.h"
#include "subscribers/alias.h"
#include "subscribers/byline.h"
#include "subscribers/consent.h"
#include "subscribers/convenor.h"
#include "subscribers/digest.h"
#include "subscribers/earlier.h"
#include "subscribers/former.h"
#include "subscribers/json.h"
#include "subscribers/organisation.h"
#include "subscribers/rsvp.h"
#include "subscribers/score.h"
#include "subscribers/staff.h"
#include "subscribers/suppression.h"
#include "subscribers/tip.h"
#include "subscribers/wish.h"
#include "subscribers/yearly.h"

static struct slice hash_of(const struct subscriber *s)
{
	return slice_make((const char *)s->hash, sizeof s->hash);
}

static void add_person(struct db *db, const struct subscriber *s, struct buf *out)
{
	if (!subscriber_json(db, s->id, out))
		buf_text(out, "null");
}

static void add_consents(struct db *db, const struct subscriber *s, struct buf *out)
{
	consent_json(db, s->id, out);
}

static void add_sent(struct db *db, const struct subscriber *s, struct buf *out)
{
	delivery_json_of_person(db, s->id, s->address.key, hash_of(s), out);
}

static void add_received(struct db *db, const struct subscriber *s, struct buf *out)
{
	inbound_json_of(db, s->id, hash_of(s), out);
}

static void add_requests(struct db *db, const struct subscriber *s, struct buf *out)
{
	wish_json(db, s->id, out);
}

static void add_meetings(struct db *db, const struct subscriber *s, struct buf *out)
{
	rsvp_json_of(db, s->id, out);
}

static void add_digest(struct db *db, const struct subscriber *s, struct buf *out)
{
	digest_json(db, s->id, out);
}

static void add_tips(struct db *db, const struct subscriber *s, struct buf *out)
{
	tip_json_of(db, s->id, out);
}

static void add_bylines(struct db *db, const struct subscriber *s, struct buf *out)
{
	byline_json_of(db, s->id, out);
}

static void add_reachability(struct db *db, const struct subscriber *s, struct buf *out)
{
	score_json(db, s->id, out);
}

static void add_suppressed(struct db *db, const struct subscriber *s, struct buf *out)
{
	buf_text(out, suppression_has(db, s->hash) ? "true" : "false");
}

static void add_yearly(struct db *db, const struct subscriber *s, struct buf *out)
{
	yearly_json(db, s->id, out);
}

static void add_staff(struct db *db, const struct subscriber *s, struct buf *out)
{
	staff_json_of(db, s->address.key, out);
}

static void add_contact(struct db *db, const struct subscriber *s, struct buf *out)
{
	organisation_json_of_contact(db, s->address.key, out);
}

static void add_led(struct db *db, const struct subscriber *s, struct buf *out)
{
	convenors_json_of(db, s->address.key, s->id, out);
}

/* Also what went there or came from there before it was said to be theirs. */
static void add_other_addresses(struct db *db, const struct subscriber *s, struct buf *out)
{
	struct alias a = { .id = 0 };
	const char *between = "";

	buf_char(out, '[');
	while (alias_next(db, s->id, a.id, &a)) {
		struct slice hash = slice_make((const char *)a.hash, sizeof a.hash);

		buf_printf(out, "%s{\"address\":", between);
		json_quote(out, slice_of(a.address.spec));
		buf_text(out, ",\"mail_to_it\":");
		delivery_json_of_person(db, 0, a.address.key, hash, out);
		buf_text(out, ",\"mail_from_it\":");
		inbound_json_of(db, 0, hash, out);
		buf_char(out, '}');
		between = ",";
	}
	buf_char(out, ']');
}

static void add_former_addresses(struct db *db, const struct subscriber *s, struct buf *out)
{
	former_json(db, s->id, out);
}

static void add_earlier(struct db *db, const struct subscriber *s, struct buf *out)
{
	earlier_json(db, s->id, out);
}

static const struct {
	const char *name;
	void (*add)(struct db *db, const struct subscriber *s, struct buf *out);
} sections[] = {
	{ "person", add_person },
	{ "other_addresses", add_other_addresses },
	{ "former_addresses", add_former_addresses },
	{ "before_address_changed", add_earlier },
	{ "consents", add_consents },
	{ "mail_to_you", add_sent },
	{ "mail_from_you", add_received },
	{ "open_requests", add_requests },
	{ "meetings", add_meetings },
	{ "waiting_for_digest", add_digest },
	{ "tips", add_tips },
	{ "named_in", add_bylines },
	{ "reachability", add_reachability },
	{ "never_mail", add_suppressed },
	{ "yearly_mail", add_yearly },
	{ "staff", add_staff },
	{ "convenor_of", add_led },
	{ "contact_of", add_contact },
};

bool holdings_has(struct db *db, const struct subscriber *s, int64_t inbound_id)
{
	struct staff staff;

	return convenors_leads(db, s->address.key) ||
	    staff_find_address(db, s->address.key, &staff) ||
	    organisation_has_contact(db, s->address.key) ||
	    delivery_has_person(db, s->address.key, hash_of(s)) ||
	    inbound_has_writer(db, hash_of(s), inbound_id);
}

void holdings_json(struct db *db, const struct subscriber *s, struct buf *out)
{
	for (size_t i = 0; i < sizeof sections / sizeof sections[0]; i++) {
		buf_char(out, i > 0 ? ',' : '{');
		json_quote(out, slice_of(sections[i].name));
		buf_char(out, ':');
		sections[i].add(db, s, out);
	}
	buf_char(out, '}');
}

/* --- as its person reads it --- */

/* Times of the records, as days: what a reader wants of them. */
static json_t *rows_of(const struct core *core, json_t *records, const char *time_field)
{
	json_t *rows = json_array(), *row;
	size_t i;

	json_array_foreach(records, i, row)
	{
		json_t *copy = json_copy(row);

		letter_set_day(core, copy, "day", json_object_get(row, time_field));
		(void)json_array_append_new(rows, copy);
	}
	return rows;
}

json_t *holdings_values(const struct core *core, const struct subscriber *who, json_t *held)
{
	static const char *const besides[] = { "convenor_of", "staff", "contact_of" };
	json_t *v = json_object(), *person = json_object_get(held, "person");
	json_t *lists = json_object_get(person, "subscriptions");

	if (json_is_object(person)) /* who is on no list may have none */
		(void)json_object_update(v, person);
	(void)json_object_del(v, "paused_until");
	if (who->paused_until >= UNTIL_FOREVER)
		letter_set(v, "paused_until", slice_of("you tell us"));
	else if (who->paused_until > 0)
		letter_set_day(core, v, "paused_until", json_object_get(person, "paused_until"));
	/* Names the standard values of every template have too. */
	(void)json_object_del(v, "organisation");
	(void)json_object_set(v, "their_organisation", json_object_get(person, "organisation"));
	for (size_t i = 0; i < sizeof besides / sizeof besides[0]; i++)
		(void)json_object_set(v, besides[i], json_object_get(held, besides[i]));
	letter_set(v, "their_address", slice_of(who->address.spec));
	(void)json_object_del(v, "address");
	json_put(v, "lists", rows_of(core, lists, "since"));
	json_put(v, "has_lists", json_boolean(json_array_size(lists) > 0));
	json_put(v, "consents", rows_of(core, json_object_get(held, "consents"), "at"));
	json_put(v, "has_consents",
	    json_boolean(json_array_size(json_object_get(v, "consents")) > 0));
	json_put(v, "sent_count",
	    json_integer((json_int_t)json_array_size(json_object_get(held, "mail_to_you"))));
	json_put(v, "received_count",
	    json_integer((json_int_t)json_array_size(json_object_get(held, "mail_from_you"))));
	json_put(v, "inbound_days", json_integer(core->conf.privacy.inbound_days));
	json_put(v, "delivery_days", json_integer(core->conf.privacy.delivery_days));
	return v;
}

/* SPDX-License-Identifier: MIT
 * See vacancy.h. The letter to staff is the service's own: no budget of whoever wrote holds it
 * back. It says where somebody is now, which staff may read; those it is about are told only that
 * what they lead waits. */
#include "daemon/core/meetings/vacancy.h"

#include <string.h>

#include <jansson.h>

#include "daemon/common/json_put.h"
#include "daemon/common/log.h"
#include "daemon/core/letters/budget.h"
#include "daemon/core/letters/letter.h"
#include "daemon/core/meetings/office_mail.h"
#include "daemon/core/meetings/tip_asking.h"
#include "daemon/core/outbox/outbox.h"
#include "subscribers/alias.h"
#include "subscribers/convenor.h"
#include "subscribers/ledger.h"

#define STOPPED "who leads this has another address"

/* What somebody lost, as staff are told of it. */
struct vacancy {
	const char *flag;               /* of the template: what happened */
	const char *left, *next;        /* addresses; NULL: not said */
	const struct subscriber *about; /* NULL: nobody any more */
};

/* What there is still to lead: one row each, with the words that name who leads it from now on. */
static json_t *rows_of(struct core *core, const char *address_key, int64_t holder_id, int64_t now)
{
	struct buf text = BUF_INIT;
	json_t *rows, *row;
	size_t i;

	convenors_json_open(core->db, address_key, holder_id, now, &text);
	rows = json_loadb(text.p, text.n, 0, NULL);
	buf_release(&text);
	json_array_foreach(rows, i, row)
	{
		json_put(row, "is_meeting",
		    json_boolean(json_is_integer(json_object_get(row, "meeting"))));
		json_put(row, "is_series",
		    json_boolean(json_is_integer(json_object_get(row, "series"))));
		json_put(row, "is_community",
		    json_boolean(json_is_null(json_object_get(row, "meeting")) &&
		        json_is_null(json_object_get(row, "series"))));
		if (!json_is_string(json_object_get(row, "others")))
			json_put(row, "others", json_string(""));
		if (json_integer_value(json_object_get(row, "waiting")) == 0)
			(void)json_object_del(row, "waiting");
	}
	return rows != NULL ? rows : json_array();
}

static void tell_staff(const struct act *a, const struct vacancy *v, json_t *rows)
{
	struct letter l = {
		.delivery = { .kind = "vacancy",
		    .class = DELIVERY_ANSWER,
		    .address = a->core->human.spec,
		    .due_at = a->now,
		    .budget = BUDGET_STAFF },
		.values = json_object(),
		.auto_submitted = "auto-generated",
	};
	int64_t id;

	json_put(l.values, v->flag, json_true()); /* a new object has room, here and below */
	letter_set(l.values, "left", slice_of(v->left != NULL ? v->left : ""));
	letter_set(l.values, "next", slice_of(v->next != NULL ? v->next : ""));
	json_put(l.values, "has_rows", json_boolean(json_array_size(rows) > 0));
	json_put(l.values, "rows", rows);
	id = letter_queue(a->core, &l); /* 0: the transaction is refused, which its end tells */
	/* It names them, and goes when they are forgotten. */
	if (id != 0 && v->about != NULL)
		outbox_set_about(a->core->db, id,
		    slice_make((const char *)v->about->hash, TOKEN_HASH_SIZE));
}

/* At one address: what waits to go there names people. How many were not held before. */
static int64_t hold(const struct act *a, const struct address *left, int64_t holder_id,
    int64_t heir_id)
{
	int64_t n = convenors_hold(a->core->db, left->key, holder_id, heir_id, a->now);

	if (n == 0)
		return 0;
	office_mail_stop(a->core, left, STOPPED);
	log_warning("office.held", "id=%lld offices=%lld", (long long)holder_id, (long long)n);
	return n;
}

static void hold_one(const struct act *a, const struct vacancy *v, const struct address *left)
{
	if (hold(a, left, v->about->id, v->about->id) == 0)
		return;
	tip_asking_renew(a->core, 0);
	tell_staff(a, v, rows_of(a->core, left->key, 0, a->now));
}

/* Their address stays as it is, and a backup would have the office there: also one that staff took
 * away since. */
static void note_followed(const struct act *a, const uint8_t hash[TOKEN_HASH_SIZE], int64_t heir_id)
{
	if (heir_id != 0)
		ledger_note(a->core->db, LEDGER_HELD, hash, 0, NULL, a->now);
}

/* At all of their addresses, before anybody is told: no letter names one of them as another who
 * leads the same. */
static int64_t hold_all(const struct act *a, const struct subscriber *who, int64_t heir_id)
{
	int64_t n = hold(a, &who->address, who->id, heir_id);
	struct alias other = { .id = 0 };

	note_followed(a, who->hash, heir_id);
	while (alias_next(a->core->db, who->id, other.id, &other)) {
		n += hold(a, &other.address, who->id, heir_id);
		note_followed(a, other.hash, heir_id);
	}
	if (n > 0)
		tip_asking_renew(a->core, 0);
	return n;
}

void vacancy_moved(const struct act *a, const struct subscriber *who, const struct address *left,
    const struct address *now_at)
{
	hold_one(a, &(struct vacancy){ "is_moved", left->spec, now_at->spec, who }, left);
}

void vacancy_taken_away(const struct act *a, const struct subscriber *who,
    const struct address *gone)
{
	hold_one(a, &(struct vacancy){ "is_taken_away", gone->spec, who->address.spec, who }, gone);
}

void vacancy_followed(const struct act *a, const struct subscriber *who,
    const struct subscriber *heir)
{
	if (hold_all(a, who, heir->id) > 0)
		tell_staff(a,
		    &(struct vacancy){ "is_followed", who->address.spec, heir->address.spec, who },
		    rows_of(a->core, who->address.key, who->id, a->now));
}

/* At one address; what it is is added to the rows. */
static int64_t release(const struct act *a, const struct address *address, int64_t holder_id,
    json_t *rows)
{
	int64_t n = convenors_release(a->core->db, address->key, holder_id);
	json_t *more;

	if (n == 0)
		return 0;
	more = rows_of(a->core, address->key, 0, a->now);
	(void)json_array_extend(rows, more);
	json_decref(more);
	return n;
}

void vacancy_returned(const struct act *a, const struct subscriber *who)
{
	json_t *rows = json_array();
	int64_t n = release(a, &who->address, who->id, rows);
	struct alias other = { .id = 0 };

	while (alias_next(a->core->db, who->id, other.id, &other))
		n += release(a, &other.address, who->id, rows);
	if (n == 0) {
		json_decref(rows);
		return;
	}
	office_mail_returned(a->core);
	log_info("office.returned", "id=%lld", (long long)who->id);
	tell_staff(a, &(struct vacancy){ "is_returned", who->address.spec, NULL, who }, rows);
}

void vacancy_forgotten(const struct act *a, const struct subscriber *who)
{
	json_t *rows;

	(void)hold_all(a, who, 0); /* mostly none; what is held goes with them */
	rows = rows_of(a->core, who->address.key, who->id, a->now);
	if (json_array_size(rows) > 0)
		tell_staff(a, &(struct vacancy){ "is_forgotten", NULL, NULL, NULL }, rows);
	else
		json_decref(rows);
}

bool vacancy_waits(const struct core *core, const struct subscriber *who)
{
	return convenors_is_held(core->db, who->id);
}

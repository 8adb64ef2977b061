/* SPDX-License-Identifier: MIT
 * See person_split.h. How it was is kept by earlier.c; each kind of row is parted by its owner. The
 * order that must not change: lists before answers, because an answer belongs to who is on its
 * list; all of it before anybody is invited. */
#include "daemon/core/people/person_split.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/common/log.h"
#include "daemon/common/xmalloc.h"
#include "daemon/core/inbound/inbound.h"
#include "daemon/core/meetings/invitation.h"
#include "daemon/core/outbox/outbox.h"
#include "subscribers/alias.h"
#include "subscribers/byline.h"
#include "subscribers/earlier.h"
#include "subscribers/former.h"
#include "subscribers/rsvp.h"
#include "subscribers/subscription.h"
#include "subscribers/tip.h"
#include "subscribers/wish.h"
#include "subscribers/yearly.h"

struct lists {
	int64_t *ids;
	size_t n;
};

struct parting {
	const struct act *a;
	struct db *db;
	const struct subscriber *who, *was;
	struct earlier before;
	struct lists own, lost;  /* what the other keeps; what `who` gets back */
	struct subscriber other; /* id 0: the other address has nothing of its own */
};

void person_split_keep(const struct act *a, const struct subscriber *who)
{
	earlier_keep(a->core->db, who->id, who->hash, a->now);
}

static void add_list(struct lists *l, int64_t id)
{
	l->ids = xreallocarray(l->ids, l->n + 1, sizeof *l->ids);
	l->ids[l->n++] = id;
}

/* What nobody proved to have wanted is asked anew. */
static void find_lists(struct parting *p)
{
	struct slice states = buf_all(&p->before.lists);
	int64_t since = p->before.left_at, id = 0;

	while ((id = subscription_next_own(p->db, p->who->id, states, id)) != 0) {
		if (consent_is_own(p->db, p->who->id, p->was->hash, id, since))
			add_list(&p->own, id);
	}
	while ((id = subscription_next_lost(p->db, p->who->id, states, since, id)) != 0)
		add_list(&p->lost, id);
}

/* A person of its own, who told of themselves what was told since. */
static void make_other(struct parting *p)
{
	int64_t id;

	if (p->own.n == 0)
		return;
	id = subscriber_ensure(p->db, &p->a->core->key, &p->was->address, p->a->now);
	subscriber_part(p->db, p->who->id, id, buf_all(&p->before.details));
	yearly_begin(p->db, id, p->a->now);
	if (!subscriber_get(p->db, id, &p->other))
		p->other.id = 0; /* the transaction failed */
}

static void part_lists(struct parting *p)
{
	struct subscription_parting lists = { .subscriber_id = p->who->id,
		.other_id = p->other.id,
		.since = p->before.left_at,
		.states = buf_all(&p->before.lists) };
	struct consent_parting consents = { .subscriber_id = p->who->id,
		.other_id = p->other.id,
		.since = p->before.left_at,
		.hash = p->who->hash,
		.other_hash = p->was->hash };
	struct buf own = BUF_INIT;

	buf_char(&own, '[');
	for (size_t i = 0; i < p->own.n; i++)
		buf_printf(&own, "%s%lld", i > 0 ? "," : "", (long long)p->own.ids[i]);
	buf_char(&own, ']');
	lists.own = buf_all(&own);
	subscription_part(p->db, &lists);
	consent_part(p->db, &consents);
	buf_release(&own);
}

/* Whose name they were shown with is who had it. */
static void part_names(struct parting *p)
{
	struct buf now = BUF_INIT, then = BUF_INIT;

	subscriber_display_name(p->db, p->who->id, &now);
	subscriber_set_state(p->db, p->who->id, buf_all(&p->before.details));
	subscriber_display_name(p->db, p->who->id, &then);
	if (!slice_equal(buf_all(&now), buf_all(&then)))
		byline_part(p->db, p->who->id, p->other.id, p->before.left_at);
	buf_release(&now);
	buf_release(&then);
}

static void part_rest(struct parting *p)
{
	int64_t id = p->who->id, other_id = p->other.id, since = p->before.left_at;

	rsvp_part(p->db, id, other_id, buf_all(&p->before.answers));
	tip_part(p->db, id, other_id, since);
	part_names(p);
	alias_part(p->db, id, other_id, since, p->a->now);
	alias_return(p->db, &p->a->core->key, id, buf_all(&p->before.aliases), p->a->now);
	inbound_part(p->db, id, other_id, slice_make((const char *)p->who->hash, TOKEN_HASH_SIZE),
	    since);
	outbox_part(p->db, id, other_id, p->who->address.key, since);
	wish_drop_since(p->db, id, since);
	former_drop(p->db, id, since);
	earlier_drop(p->db, id, since);
}

static void give_back(struct parting *p)
{
	struct evidence e = p->a->evidence;
	struct buf wording = BUF_INIT, notice = BUF_INIT;
	struct list list;

	e.note = slice_of("a change of address was undone");
	for (size_t i = 0; i < p->lost.n; i++) {
		buf_clear(&wording);
		buf_clear(&notice);
		/* As it was before, with the notice of then. */
		e.notice = consent_given_as(p->db, p->who->id, p->lost.ids[i], &wording, &notice) &&
		        notice.n > 0 ?
		    notice.p :
		    p->a->evidence.notice;
		consent_record(p->db, p->who->id, p->who->hash, p->lost.ids[i], "given",
		    buf_all(&wording), &e);
		if (list_get(p->db, p->lost.ids[i], &list))
			invitation_joiner(p->a->core, &list, p->who);
	}
	buf_release(&wording);
	buf_release(&notice);
}

static json_t *keep_own(struct parting *p)
{
	json_t *names = json_array();
	struct list list;

	for (size_t i = 0; i < p->own.n; i++) {
		if (!list_get(p->db, p->own.ids[i], &list))
			continue;
		invitation_joiner(p->a->core, &list, &p->other);
		(void)json_array_append_new(names,
		    json_pack("{s:s}", "list_name", list.name)); /* a new array has room */
	}
	return names;
}

json_t *person_split_undo(const struct act *a, const struct subscriber *who,
    const struct subscriber *was, struct subscriber *other_r)
{
	struct parting p = { .a = a, .db = a->core->db, .who = who, .was = was };
	json_t *names = NULL;

	memset(other_r, 0, sizeof *other_r);
	earlier_init(&p.before);
	if (act_may(a, ACT_ADDRESS) && earlier_get(p.db, who->id, who->hash, &p.before)) {
		find_lists(&p);
		make_other(&p);
		part_lists(&p);
		part_rest(&p);
		give_back(&p);
		names = keep_own(&p);
		invitation_fill_all(a->core, a->now);
		*other_r = p.other;
		log_info("person.parted", "id=%lld other=%lld own=%zu back=%zu", (long long)who->id,
		    (long long)p.other.id, p.own.n, p.lost.n);
	}
	free(p.own.ids);
	free(p.lost.ids);
	earlier_release(&p.before);
	return names != NULL ? names : json_array();
}

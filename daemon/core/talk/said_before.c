/* SPDX-License-Identifier: MIT
 * See said_before.h. What is kept are the keyed hashes of inbound.h; a signature's beginning is
 * read by the parser (facts.h). */
#include "daemon/core/talk/said_before.h"

#define STALE_S \
	(30 * INT64_C(86400)) /* servers try for some days; a Date may be wrong by some more */
#define SAME_S 3600           /* copies of one mail that come by two ways are one */
#define MARKS_MAX 24          /* a Message-ID, and as many signatures as the parser looks at */

/* Keyed hashes by which a copy of it is known: of From and Message-ID, and of each signature that
 * may vouch for it, which need not cover the Message-ID. */
struct marks {
	uint8_t hash[MARKS_MAX][TOKEN_HASH_SIZE];
	size_t count;
	bool has_id; /* the first is that of the Message-ID */
};

static void add_mark(const struct talk *t, const char *what, struct slice value, struct marks *m)
{
	struct buf text = BUF_INIT;

	if (value.n == 0 || m->count == MARKS_MAX)
		return;
	buf_printf(&text, "%s ", what);
	buf_slice(&text, value);
	token_hash_address(&t->core->key, text.p, m->hash[m->count++]);
	buf_release(&text);
}

static void find_marks(const struct talk *t, struct marks *m)
{
	struct slice rest = facts_get(t->facts, FACTS_SIGNED), line;

	m->count = 0;
	if (!t->has_from)
		return;
	add_mark(t, t->from.key, facts_get(t->facts, FACTS_MESSAGE_ID), m);
	m->has_id = m->count > 0;
	while (slice_next_line(&rest, &line))
		add_mark(t, "signed", line, m);
}

static struct slice mark_at(const struct marks *m, size_t i)
{
	return slice_make((const char *)m->hash[i], TOKEN_HASH_SIZE);
}

void said_before_note(const struct talk *t)
{
	struct marks m;

	find_marks(t, &m);
	for (size_t i = 0; i < m.count; i++) {
		if (i == 0 && m.has_id)
			inbound_set_mail(t->core->db, t->in->id, mark_at(&m, i));
		else
			inbound_add_mark(t->core->db, t->in->id, mark_at(&m, i));
	}
}

bool said_before_is(const struct talk *t)
{
	int64_t date = t->facts->number[FACTS_DATE], now = core_now(t->core);
	bool is_so = date != 0 && date < now - STALE_S;
	struct marks m;

	find_marks(t, &m);
	for (size_t i = 0; i < m.count && !is_so; i++)
		is_so = inbound_came_before(t->core->db, t->in->id, mark_at(&m, i), now - SAME_S);
	return is_so;
}

bool said_before_has_vouched(const struct talk *t)
{
	struct marks m;
	bool is_so = false;

	find_marks(t, &m);
	for (size_t i = 0; i < m.count && !is_so; i++)
		is_so = inbound_has_vouched(t->core->db, t->in->id, mark_at(&m, i));
	return is_so;
}

/* SPDX-License-Identifier: MIT
 * Setbacks; see setback.h. A handful of rows in no order: broken templates are few, and are mended.
 */
#include "daemon/core/loop/setback.h"

#include <string.h>

#include "daemon/common/log.h"
#include "daemon/common/slice.h"

/* Soon at first, for what mends itself; then as often as somebody who mends it would wait. */
static const int64_t waits_s[] = { 10, 60, 300, 900 };
#define WAITS ((int)(sizeof waits_s / sizeof waits_s[0]))
#define GONE_S 3600

static int find(const struct setbacks *s, struct setback_key key)
{
	for (int i = 0; i < s->count; i++) {
		const struct setback_key *k = &s->rows[i].key;

		if (k->id == key.id && k->part == key.part && strcmp(k->task, key.task) == 0)
			return i;
	}
	return -1;
}

bool setback_waits(const struct setbacks *s, struct setback_key key, int64_t now)
{
	int i = find(s, key);

	/* A clock that was set back must not make it wait for longer than it ever would. */
	return i >= 0 && s->rows[i].again_at > now &&
	    s->rows[i].again_at <= now + waits_s[WAITS - 1];
}

/* The row of one that is new: free, or that of the one whose turn is the farthest. */
static int make_room(struct setbacks *s)
{
	int farthest = 0;

	if (s->count < SETBACKS_MAX)
		return s->count++;
	for (int i = 1; i < s->count; i++) {
		if (s->rows[i].again_at > s->rows[farthest].again_at)
			farthest = i;
	}
	return farthest;
}

void setback_add(struct setbacks *s, struct setback_key key, const char *reason, int64_t now)
{
	char quoted[LOG_QUOTED_MAX];
	int i = find(s, key);
	int64_t wait_s;

	if (i < 0) {
		i = make_room(s);
		s->rows[i] = (struct setback){ .key = key };
	}
	wait_s = waits_s[s->rows[i].failures < WAITS ? s->rows[i].failures : WAITS - 1];
	s->rows[i].failures++;
	s->rows[i].again_at = now + wait_s;
	log_error("schedule.setback",
	    "task=%s id=%lld part=%lld failures=%d again_s=%lld reason=%s", key.task,
	    (long long)key.id, (long long)key.part, s->rows[i].failures, (long long)wait_s,
	    log_quote(quoted, slice_of(reason)));
}

void setback_end(struct setbacks *s, struct setback_key key)
{
	int i = find(s, key);

	if (i >= 0)
		s->rows[i] = s->rows[--s->count];
}

void setback_forget(struct setbacks *s)
{
	s->count = 0;
}

int64_t setback_next_at(const struct setbacks *s, int64_t now)
{
	int64_t at = 0;

	for (int i = 0; i < s->count; i++) {
		if (s->rows[i].again_at > now && (at == 0 || s->rows[i].again_at < at))
			at = s->rows[i].again_at;
	}
	return at;
}

void setback_age(struct setbacks *s, int64_t now)
{
	for (int i = s->count - 1; i >= 0; i--) {
		if (s->rows[i].again_at + GONE_S <= now)
			s->rows[i] = s->rows[--s->count];
	}
}

void setback_set_back(struct setbacks *s, const struct clock_back *back)
{
	for (int i = 0; i < s->count; i++)
		s->rows[i].again_at -= back->by_s;
}

/* SPDX-License-Identifier: MIT
 * The rules of scoring.h. Their order matters: evidence that mail arrives comes before everything,
 * then what condemns an address, then what only casts doubt on it. */
#include "subscribers/scoring.h"

#include <stdlib.h>
#include <string.h>

static const char *const state_names[SCORE_STATES] = { "ok", "warned", "probing", "disabled",
	"removed" };

#define BIT(state) (1U << SCORE_##state)

static const unsigned legal_moves[SCORE_STATES] = {
	[SCORE_OK] = BIT(WARNED) | BIT(PROBING) | BIT(DISABLED),
	[SCORE_WARNED] = BIT(OK) | BIT(PROBING) | BIT(DISABLED),
	[SCORE_PROBING] = BIT(OK) | BIT(DISABLED),
	[SCORE_DISABLED] = BIT(OK) | BIT(REMOVED),
	[SCORE_REMOVED] = BIT(OK),
};

const char *score_state_text(enum score_state state)
{
	return state_names[state];
}

bool scoring_is_legal(enum score_state from, enum score_state to)
{
	return (legal_moves[from] & 1U << to) != 0;
}

int64_t scoring_stale_s(int64_t interval_s)
{
	int64_t by_rhythm = interval_s * SCORING_STALE_MAILINGS;

	return by_rhythm > SCORING_STALE_S ? by_rhythm : SCORING_STALE_S;
}

static int by_size(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

#define MAILINGS_MAX 16

int64_t scoring_median_interval(const int64_t *at, int count)
{
	int64_t gaps[MAILINGS_MAX];
	int n = 0;

	for (int i = 1; i < count && n < MAILINGS_MAX; i++)
		gaps[n++] = llabs(at[i] - at[i - 1]);
	if (n == 0)
		return 0;
	qsort(gaps, (size_t)n, sizeof gaps[0], by_size);
	return gaps[n / 2];
}

static bool is_dead(const struct scoring_facts *f)
{
	return f->hard >= SCORING_HARD_COUNT &&
	    f->hard_last_at - f->hard_first_at >= SCORING_HARD_APART_S;
}

static bool is_refusing(const struct scoring_facts *f)
{
	/* A hard refusal among them is one more mailing that did not arrive. */
	return f->soft + f->hard >= SCORING_SOFT_COUNT && f->soft > 0 &&
	    f->soft_last_at - f->soft_first_at >= SCORING_SOFT_APART_S;
}

static struct scoring_decision stay(const struct scoring_facts *f, int64_t look_at)
{
	return (struct scoring_decision){ .state = f->state, .look_at = look_at, .why = "" };
}

static struct scoring_decision clear(const char *why)
{
	return (struct scoring_decision){ .state = SCORE_OK, .is_cleared = true, .why = why };
}

static struct scoring_decision disable(const char *why, int64_t now)
{
	return (struct scoring_decision){
		.state = SCORE_DISABLED, .look_at = now + SCORING_LAST_PROBE_S, .why = why
	};
}

/* What goes on in each state when nothing above it decided. */

static struct scoring_decision probe(const struct scoring_facts *f, int64_t now)
{
	bool is_new = f->state != SCORE_PROBING;
	int64_t since = is_new ? now : f->state_at;
	/* "No such user" is asked again a day later: servers have bad hours. */
	int64_t due = f->hard > 0 ? since + SCORING_HARD_APART_S : since;
	struct scoring_decision d = { .state = SCORE_PROBING,
		.why = f->hard > 0 ? "a mail server said that the address does not exist" :
		                     "five mailings in a row could not be delivered" };

	if (!is_new && f->probe_at >= f->state_at && f->probe_at > 0) {
		d.look_at = f->probe_at + SCORING_LOOK_S > now ? f->probe_at + SCORING_LOOK_S :
		                                                 now + SCORING_LOOK_S;
	} else if (now >= due) {
		d.mail = SCORING_PROBE;
		d.look_at = now + SCORING_LOOK_S;
	} else {
		d.look_at = due;
	}
	return d;
}

/* The last probe is the one after the rest, never the one whose refusal disabled the address: that
 * may have been sent in the same second. */
static bool has_last_probe(const struct scoring_facts *f)
{
	return f->probe_at >= f->state_at + SCORING_LAST_PROBE_S;
}

/* Of who has had the last probe. One that went late has as long to arrive as any other. */
static struct scoring_decision await_end(const struct scoring_facts *f, int64_t now)
{
	int64_t end = f->state_at + SCORING_REMOVE_S;

	if (end < f->probe_at + SCORING_SUCCESS_S)
		end = f->probe_at + SCORING_SUCCESS_S;
	if (now < end)
		return stay(f, end);
	return (struct scoring_decision){ .state = SCORE_REMOVED,
		.why = "the last probe came back, or nothing was heard of it" };
}

static struct scoring_decision disabled(const struct scoring_facts *f, int64_t now)
{
	struct scoring_decision d = stay(f, f->state_at + SCORING_LAST_PROBE_S);

	if (!is_dead(f) && !is_refusing(f))
		return clear(
		    "what was held against the address was an incident of its mail server");
	if (has_last_probe(f))
		return await_end(f, now);
	if (now >= f->state_at + SCORING_LAST_PROBE_S) {
		d.mail = SCORING_PROBE;
		d.look_at = now + SCORING_LOOK_S;
	}
	return d;
}

struct scoring_decision scoring_decide(const struct scoring_facts *f, int64_t now)
{
	if (f->state == SCORE_REMOVED)
		return stay(f, 0);
	if (f->success_at > f->hard_last_at && f->success_at > f->soft_last_at)
		return clear("a mail arrived");
	if (f->state != SCORE_DISABLED && f->last_at + scoring_stale_s(f->interval_s) <= now)
		return clear("the last refusal was long ago");
	if (f->hard + f->soft == 0)
		return clear(
		    "what was held against the address was an incident of its mail server");
	if (f->state == SCORE_DISABLED)
		return disabled(f, now);
	if (is_dead(f))
		return disable(
		    "mail servers said twice, on different days, that the address does not exist",
		    now);
	if (is_refusing(f) && f->state == SCORE_PROBING && f->probe_at >= f->state_at &&
	    f->soft_last_at >= f->probe_at)
		return disable("a probe came back like the mailings before it", now);
	if (f->state == SCORE_PROBING || f->unknown > 0 || is_refusing(f))
		return probe(f, now);
	if (f->state == SCORE_OK && f->soft >= SCORING_SOFT_WARN && f->hard == 0)
		return (struct scoring_decision){ .state = SCORE_WARNED,
			.mail = SCORING_WARNING,
			.look_at = now + SCORING_LOOK_S,
			.why = "three mailings in a row could not be delivered" };
	return stay(f, f->state == SCORE_OK ? 0 : now + SCORING_LOOK_S);
}

/* --- what is no person's fault --- */

static bool is_doubling(int64_t n, int64_t first, int64_t factor)
{
	for (; first < n; first *= factor)
		;
	return first == n;
}

bool scoring_is_incident_step(int64_t bounces)
{
	return bounces >= SCORING_INCIDENT_MIN && is_doubling(bounces, SCORING_INCIDENT_MIN, 2);
}

bool scoring_is_incident(int64_t bounces, int64_t recipients)
{
	return bounces >= SCORING_INCIDENT_MIN &&
	    bounces * 100 > recipients * SCORING_INCIDENT_PERCENT;
}

bool scoring_is_objection(int64_t from_relay)
{
	/* It speaks of us: at its first word. After staff resumed, at ten times as many, so that
	 * one stubborn recipient does not stop the rest again and again. */
	return is_doubling(from_relay, 1, 10);
}

bool scoring_is_outcry(int64_t recipients, int64_t sent)
{
	return recipients >= SCORING_OUTCRY_MIN && recipients * 100 > sent * SCORING_OUTCRY_PERCENT;
}

int64_t scoring_next_outcry(int64_t recipients, int64_t sent, bool was_outcry)
{
	int64_t next = sent * SCORING_OUTCRY_PERCENT / 100 + 1;

	if (was_outcry)
		return recipients * 10;
	return next > recipients ? next : recipients + 1;
}

int64_t scoring_most_of_domain(int64_t domains)
{
	return domains <= 1 ? INT64_MAX :
	    domains == 2    ? SCORING_OUTCRY_MIN / 2 :
	                      SCORING_OUTCRY_MIN / SCORING_DOMAINS + 1;
}

enum scoring_burst scoring_burst(const struct scoring_refused *r)
{
	if (r->refused < SCORING_BURST_MIN)
		return SCORING_NO_BURST;
	if (r->lately_domains >= SCORING_BURST_DOMAINS && r->lately_domains > r->accepting_domains)
		return SCORING_BURST_OF_RELAY;
	return r->tried >= SCORING_BURST_TRIED &&
	        r->refused * 100 > r->tried * SCORING_BURST_PERCENT ?
	    SCORING_BURST_OF_LIST :
	    SCORING_NO_BURST;
}

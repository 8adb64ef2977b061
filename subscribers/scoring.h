/* SPDX-License-Identifier: MIT
 * When an address counts as dead: facts in, decision out. No database, no clock. Made for a list
 * that writes once a month, where a score that is forgotten within a week never adds up.
 *
 *   ok ------> warned ----> probing ----> disabled ----> removed
 *    `--------------------->   |             |              |
 *    `--- hard twice, a day apart ---------->|              |
 *   ok <---- mail arrives, or the person is heard of -------'
 *
 * A warning goes to mailboxes that refuse for now (full). An address that is said not to exist
 * gets no warning, but a probe. Only verified reports and the relay's own refusals are facts here;
 * what is held against us or against one message is none. */
#ifndef SUBSCRIBERS_SCORING_H
#define SUBSCRIBERS_SCORING_H

#include <stdbool.h>
#include <stdint.h>

#define SCORING_DAY_S INT64_C(86400)
/* Two refusals of one bad hour are one: a broken server says "unknown user" to everybody. */
#define SCORING_HARD_APART_S SCORING_DAY_S
#define SCORING_HARD_COUNT 2
/* Refusals for now: five mailings in a row, over at least two weeks, so that five reminders of one
 * holiday do not do it. A warning at three. */
#define SCORING_SOFT_COUNT 5
#define SCORING_SOFT_WARN 3
#define SCORING_SOFT_APART_S (14 * SCORING_DAY_S)
/* Relays try for five days; what did not come back then has arrived. */
#define SCORING_SUCCESS_S (6 * SCORING_DAY_S)
/* A disabled address gets one more probe after this, and is removed after that. */
#define SCORING_LAST_PROBE_S (30 * SCORING_DAY_S)
#define SCORING_REMOVE_S (60 * SCORING_DAY_S)
/* Old refusals are forgotten after this, or after four mailings of the list. */
#define SCORING_STALE_S (90 * SCORING_DAY_S)
#define SCORING_STALE_MAILINGS 4
/* Time changes nothing sooner than this. */
#define SCORING_LOOK_S (7 * SCORING_DAY_S)
/* Refusals by one domain in one mailing that are looked at as an incident of the domain; what is
 * more than this part of the mailing's recipients there is one. */
#define SCORING_INCIDENT_MIN 10
#define SCORING_INCIDENT_PERCENT 5
#define SCORING_INCIDENT_S (3 * SCORING_DAY_S)

enum score_state {
	SCORE_OK,
	SCORE_WARNED,
	SCORE_PROBING,
	SCORE_DISABLED,
	SCORE_REMOVED,
	SCORE_STATES
};
enum scoring_mail { SCORING_NO_MAIL, SCORING_WARNING, SCORING_PROBE };

struct scoring_facts {
	enum score_state state;
	int64_t state_at;                          /* since when */
	int64_t hard, hard_first_at, hard_last_at; /* live refusals, by when the mail was sent */
	int64_t unknown;                           /* of the hard ones: "no such user" */
	int64_t soft, soft_first_at, soft_last_at;
	int64_t last_at;    /* when we learnt of the latest; 0: none */
	int64_t probe_at;   /* the last probe; 0: none */
	int64_t success_at; /* the latest mail that did arrive; 0: none known */
	int64_t interval_s; /* median between the list's mailings; 0: not known */
};

struct scoring_decision {
	enum score_state state;
	enum scoring_mail mail; /* to be sent now */
	bool is_cleared;        /* what was counted counts no more */
	int64_t look_at;        /* decide again then; 0: only at the next refusal */
	const char *why;        /* for people; static */
};

struct scoring_decision scoring_decide(const struct scoring_facts *f, int64_t now);
/* May it move so? */
bool scoring_is_legal(enum score_state from, enum score_state to);
/* How long a refusal is remembered. */
int64_t scoring_stale_s(int64_t interval_s);
/* The middle one of the times between mailings; `at` is sorted, newest first or last. 0 for fewer
 * than two. */
int64_t scoring_median_interval(const int64_t *at, int count);
/* Worth counting the domain's recipients? At the least number and at each doubling, so that the
 * counting stays in proportion to the refusals. */
bool scoring_is_incident_step(int64_t bounces);
/* `recipients` may be capped at SCORING_INCIDENT_ENOUGH(bounces). */
#define SCORING_INCIDENT_ENOUGH(bounces) ((bounces)*100 / SCORING_INCIDENT_PERCENT)
bool scoring_is_incident(int64_t bounces, int64_t recipients);
/* Do the relay's objections to us call for a pause of the announcement? */
bool scoring_is_objection(int64_t from_relay);
/* Do those of recipients' mail servers, told by mail? Whoever holds their own copy can write such a
 * report, so it takes `recipients` different ones, and more than a part of all those the
 * announcement was `sent` to. */
#define SCORING_OUTCRY_MIN 10
#define SCORING_OUTCRY_PERCENT 2
bool scoring_is_outcry(int64_t recipients, int64_t sent);
/* At how many recipients it is asked again: after a pause that staff ended (`was_outcry`) at ten
 * times as many, so that the same few do not stop the rest again and again. */
int64_t scoring_next_outcry(int64_t recipients, int64_t sent, bool was_outcry);

/* Of one registered domain so many count, where a mailing went to `domains` of them (from 3 on all
 * the same): who has a domain has as many addresses there as they like. What one domain says alone
 * is a reason only where all is theirs. */
int64_t scoring_most_of_domain(int64_t domains);
#define SCORING_DOMAINS 3
/* Were so many refused as not existing that a mailing pauses? Of the relay, where it says so of
 * many domains alike, and more of them than take our mail meanwhile: then it says nothing of any
 * address. Of the list, by the part of those that were tried; of fewer than are worth reckoning
 * with some are always gone, and each counts against its address as ever. */
#define SCORING_BURST_MIN 10
#define SCORING_BURST_TRIED 100
#define SCORING_BURST_PERCENT 2
#define SCORING_BURST_DOMAINS 10 /* registered ones: nobody has so many just to stop us */
#define SCORING_BURST_LATELY 20  /* refusals of the relay that are looked at */
enum scoring_burst { SCORING_NO_BURST, SCORING_BURST_OF_LIST, SCORING_BURST_OF_RELAY };
struct scoring_refused {
	int64_t refused, tried;    /* recipients; of each domain no more than counts */
	int64_t lately_domains;    /* of the relay's latest refusals */
	int64_t accepting_domains; /* since the first of those */
};
enum scoring_burst scoring_burst(const struct scoring_refused *r);

const char *score_state_text(enum score_state state);

#endif

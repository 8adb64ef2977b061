/* SPDX-License-Identifier: MIT
 * What the schedule costs while a year goes by: so many communities, each with so many members and a
 * meeting a week, on the clock of tests/clockwork.c. Prints the processor's time a simulated day, of the
 * first quarter and of the last, and how many mails there were. Sending is not part of it. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "../../daemon/common/num.h"
#include "../clockwork.h"

#define DAY 86400
#define BEGIN INT64_C(1798578000)	/* Wednesday 30 December 2026, 10:00 in Auckland */
/* Deliveries are disposed of after 90 days: until then a day has less to do. The first day, on the other
 * hand, makes six weeks of meetings at once. */
#define SETTLING_DAYS 98
#define QUARTER_DAYS 91

struct tally {
	double elsewhere_s;	/* spent on what is not the schedule's */
	long mails;
};

static double cpu_s(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);	/* it is there on Linux */
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* What is queued has been sent, and its bytes are forgotten, as the senders have it. */
static void send_all(struct clockwork *w, void *context)
{
	struct tally *tally = context;
	double started = cpu_s();
	struct db_stmt *st;

	db_begin(w->core.db);
	(void)db_run(db_sql(w->core.db, "DELETE FROM letter"));
	st = db_sql(w->core.db, "UPDATE delivery SET state = 'sent', settled_at = :now"
	    " WHERE state IN ('queued', 'unsure')");
	db_bind_int(st, ":now", clockwork_now());
	tally->mails += (long)db_run(st);
	clockwork_commit(w);
	tally->elsewhere_s += cpu_s() - started;
}

/* Milliseconds a day. */
static double run_days(struct clockwork *w, int days, struct tally *tally)
{
	double started = cpu_s(), elsewhere = tally->elsewhere_s;

	clockwork_run(w, clockwork_now() + (int64_t)days * DAY, send_all, tally);
	return (cpu_s() - started - (tally->elsewhere_s - elsewhere)) * 1000 / days;
}

static void fill(struct clockwork *w, int communities, int members)
{
	static const char *const regions[] = { "Otago", "Auckland", "Hawke's Bay", "Canterbury" };
	char slug[24], address[64], start[40];

	for (int c = 0; c < communities; c++) {
		int64_t list;

		(void)snprintf(slug, sizeof slug, "c%d", c);
		list = clockwork_community(w, slug, regions[c % 4], "Pacific/Auckland", "kai@example.org");
		for (int m = 0; m < members; m++) {
			(void)snprintf(address, sizeof address, "p%d@example.org", (c * members + m) % (communities * members));
			clockwork_member(w, list, address);
		}
		/* Monday 4 to Friday 8 January, from 09:00 to 16:00, so that not all is due at once. */
		(void)snprintf(start, sizeof start, "2027-01-%02d %02d:%02d", 4 + c % 5, 9 + c / 5 % 8, c / 40 * 10 % 60);
		(void)clockwork_series(w, list, start, "FREQ=WEEKLY", RECUR_NEXT);
	}
}

static int number(const char *text)
{
	int64_t n = 0;

	return num_parse(slice_of(text), 1, 100000, &n) ? (int)n : 1;
}

int main(int argc, char **argv)
{
	struct clockwork w;
	struct tally tally = { 0 };
	double first, last;

	if (argc != 3) {
		(void)fprintf(stderr, "usage: scheduler COMMUNITIES MEMBERS\n");
		return 64;
	}
	clockwork_start(&w, BEGIN);
	fill(&w, number(argv[1]), number(argv[2]));
	(void)run_days(&w, SETTLING_DAYS, &tally);
	first = run_days(&w, QUARTER_DAYS, &tally);
	(void)run_days(&w, 2 * QUARTER_DAYS, &tally);
	last = run_days(&w, QUARTER_DAYS, &tally);
	(void)printf("%f %f %ld\n", first, last, tally.mails);
	clockwork_stop(&w);
	return 0;
}

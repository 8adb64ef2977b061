/* SPDX-License-Identifier: MIT
 * What the schedule costs while a year goes by: so many communities, each with so many members and
 * a meeting a week, on the clock of tests/clockwork.c. The schedule, the store with its retention
 * and the letters are the real ones. Sending is not part of it: between two turns what is queued is
 * settled in this process, as the senders would have it, and that time is not counted.
 *
 * Every four weeks there is a line on stderr; at the end stdout has "name value" a line for
 * bench.py. Costs are processor time, because other programs run beside; the longest turn is told
 * both ways. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>

#include "daemon/common/num.h"
#include "tests/clockwork.h"

#define WEEK (7 * 86400)
#define BEGIN INT64_C(1798578000) /* Wednesday 30 December 2026, 10:00 in Auckland */
/* Deliveries are disposed of after 90 days: until then a week has less to do. The first day, on the
 * other hand, makes six weeks of meetings at once. */
#define SETTLING_WEEKS 14
#define YEAR_WEEKS 52
#define QUARTER_WEEKS 13
#define MONTH_WEEKS 4
/* The table of letters is emptied when so many lie in it, and at every rest. */
#define SEND_AT 1000

struct tally {
	double elsewhere_s;        /* processor time of what is not the schedule's */
	double mark_cpu_s, mark_s; /* when the last turn began, in processor time and on the wall */
	double work_s, stall_s;    /* the longest since it was asked, likewise */
	long mails;
};

/* What some weeks took. */
struct cost {
	double cpu_s, work_s, stall_s;
	long mails;
};

static double seconds(clockid_t clock)
{
	struct timespec t;

	(void)clock_gettime(clock, &t); /* both are there on Linux */
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void settle(struct clockwork *w, struct tally *tally)
{
	double started = seconds(CLOCK_PROCESS_CPUTIME_ID);
	struct db_stmt *st;

	db_begin(w->core.db);
	(void)db_run(db_sql(w->core.db, "DELETE FROM letter"));
	st = db_sql(w->core.db,
	    "UPDATE delivery SET state = 'sent', settled_at = :now"
	    " WHERE state IN ('queued', 'unsure')");
	db_bind_int(st, ":now", clockwork_now());
	tally->mails += (long)db_run(st);
	clockwork_commit(w);
	tally->elsewhere_s += seconds(CLOCK_PROCESS_CPUTIME_ID) - started;
}

static void mark(struct tally *tally)
{
	tally->mark_cpu_s = seconds(CLOCK_PROCESS_CPUTIME_ID);
	tally->mark_s = seconds(CLOCK_MONOTONIC);
}

static void keep_longest(double *longest, double s)
{
	if (s > *longest)
		*longest = s;
}

static void after_turn(struct clockwork *w, void *context)
{
	struct tally *tally = context;

	keep_longest(&tally->work_s, seconds(CLOCK_PROCESS_CPUTIME_ID) - tally->mark_cpu_s);
	keep_longest(&tally->stall_s, seconds(CLOCK_MONOTONIC) - tally->mark_s);
	if (db_number(db_sql(w->core.db, "SELECT count(*) FROM (SELECT 1 FROM letter LIMIT 1000)"),
	        0) >= SEND_AT)
		settle(w, tally);
	mark(tally);
}

static void at_rest(struct clockwork *w, void *context)
{
	struct tally *tally = context;

	settle(w, tally);
	mark(tally);
}

static void run_weeks(struct clockwork *w, int weeks, struct tally *tally, struct cost *cost)
{
	double started = seconds(CLOCK_PROCESS_CPUTIME_ID), elsewhere = tally->elsewhere_s;
	long before = tally->mails;

	tally->work_s = tally->stall_s = 0;
	mark(tally);
	clockwork_run(w, clockwork_now() + (int64_t)weeks * WEEK, at_rest, tally);
	cost->cpu_s += seconds(CLOCK_PROCESS_CPUTIME_ID) - started -
	    (tally->elsewhere_s - elsewhere);
	cost->mails += tally->mails - before;
	keep_longest(&cost->work_s, tally->work_s);
	keep_longest(&cost->stall_s, tally->stall_s);
}

static double memory_mb(void)
{
	struct rusage r;

	(void)getrusage(RUSAGE_SELF, &r); /* cannot fail for oneself */
	return (double)r.ru_maxrss / 1024;
}

static double store_mb(const struct clockwork *w)
{
	char path[sizeof w->folder + 16];
	struct stat st;

	(void)snprintf(path, sizeof path, "%s/dpupd.db", w->folder);
	return stat(path, &st) == 0 ? (double)st.st_size / 1e6 : 0;
}

static double us_a_mail(const struct cost *c)
{
	return c->mails > 0 ? c->cpu_s * 1e6 / (double)c->mails : 0;
}

static void tell(const struct clockwork *w, int week, const struct cost *c)
{
	(void)fprintf(stderr,
	    "week %3d: %8ld mails, %6.1f us a mail, longest turn %4.0f ms (%.0f on the wall),"
	    " memory %4.0f MB, store %6.1f MB\n",
	    week, c->mails, us_a_mail(c), c->work_s * 1000, c->stall_s * 1000, memory_mb(),
	    store_mb(w));
}

static void add(struct cost *to, const struct cost *c)
{
	to->cpu_s += c->cpu_s;
	to->mails += c->mails;
	keep_longest(&to->work_s, c->work_s);
	keep_longest(&to->stall_s, c->stall_s);
}

static void run_year(struct clockwork *w, struct tally *tally)
{
	struct cost settling = { 0 }, month = { 0 }, quarters[YEAR_WEEKS / QUARTER_WEEKS] = { 0 },
	            year = { 0 };
	double settled_mb;

	run_weeks(w, SETTLING_WEEKS, tally, &settling);
	tell(w, SETTLING_WEEKS, &settling);
	settled_mb = store_mb(w);
	for (int week = 0; week < YEAR_WEEKS; week++) {
		struct cost cost = { 0 };

		run_weeks(w, 1, tally, &cost);
		add(&quarters[week / QUARTER_WEEKS], &cost);
		add(&year, &cost);
		add(&month, &cost);
		if ((week + 1) % MONTH_WEEKS == 0) {
			tell(w, SETTLING_WEEKS + week + 1, &month);
			month = (struct cost){ 0 };
		}
	}
	add(&settling, &year);
	(void)printf(
	    "mails %ld\nyear %f\nfirst_quarter %f\nlast_quarter %f\nwork %f\nstall %f\nmemory %f\nstore_first %f\nstore_last %f\n",
	    tally->mails, us_a_mail(&year), us_a_mail(&quarters[0]),
	    us_a_mail(&quarters[YEAR_WEEKS / QUARTER_WEEKS - 1]), settling.work_s * 1000,
	    settling.stall_s * 1000, memory_mb(), settled_mb, store_mb(w));
}

static void fill(struct clockwork *w, int communities, int members)
{
	static const char *const regions[] = { "Otago", "Auckland", "Hawke's Bay", "Canterbury" };
	char slug[24], address[64], start[40];

	for (int c = 0; c < communities; c++) {
		int64_t list;

		(void)snprintf(slug, sizeof slug, "c%d", c);
		list = clockwork_community(w, slug, regions[c % 4], "Pacific/Auckland",
		    "kai@example.org");
		for (int m = 0; m < members; m++) {
			(void)snprintf(address, sizeof address, "p%d@example.org", c * members + m);
			clockwork_member(w, list, address);
		}
		/* Monday 4 to Friday 8 January, from 09:00 to 16:00, so that not all is due at
		 * once. */
		(void)snprintf(start, sizeof start, "2027-01-%02d %02d:%02d", 4 + c % 5,
		    9 + c / 5 % 8, c / 40 * 10 % 60);
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

	if (argc != 3) {
		(void)fprintf(stderr, "usage: scheduler COMMUNITIES MEMBERS\n");
		return 64;
	}
	clockwork_start(&w, BEGIN);
	fill(&w, number(argv[1]), number(argv[2]));
	w.on_step = after_turn;
	run_year(&w, &tally);
	clockwork_stop(&w);
	return 0;
}

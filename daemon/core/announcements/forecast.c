/* SPDX-License-Identifier: MIT
 * Forecasts; see forecast.h. The rate is that of all mail of the last minutes: what else is sent
 * takes its share of the relays just the same. Reads a few rows of counts and of what is due later,
 * so whoever watches may ask five times a second. */
#include "daemon/core/announcements/forecast.h"

#include "daemon/core/announcements/announcement.h"
#include "daemon/core/outbox/outbox.h"
#include "daemon/core/outbox/relay_rate.h"
#include "daemon/core/outbox/throughput.h"
#include "daemon/time/words.h"
#include "subscribers/json.h"
#include "subscribers/list.h"

#define LOOK_BACK_S 300 /* the rate of the last minutes: long enough to be steady under a limit */
#define SPAN_MIN_S 10   /* a shorter one says nothing */
#define LEFT_MAX_S (30 * 86400) /* a longer forecast is none */
#define LATER_MAX 1000          /* counted; more are as many */
#define SHOWN_MAX 20            /* announcements under way at the same time */

static int64_t divided(int64_t a, int64_t b)
{
	return (a + b - 1) / b;
}

/* How long those take that can go now; -1: no rate yet. */
static int64_t left_now_s(const struct forecast_facts *f)
{
	int64_t left_s = -1, days_s;

	if (f->left == 0)
		return 0;
	if (f->done > 0 && f->span_s >= SPAN_MIN_S)
		left_s = divided(f->left * f->span_s, f->done);
	if (f->per_minute > 0 && divided(f->left * 60, f->per_minute) > left_s)
		left_s = divided(f->left * 60, f->per_minute);
	if (f->per_day > 0 && f->left > f->day_room) {
		days_s = divided(f->left - f->day_room, f->per_day) * 86400;
		left_s = days_s > left_s ? days_s : left_s;
	}
	return left_s;
}

int64_t forecast_left_s(const struct forecast_facts *f)
{
	int64_t left_s = left_now_s(f);

	if (left_s >= 0 && f->later > 0 && f->later_at - f->now > left_s)
		left_s = f->later_at - f->now;
	return left_s <= LEFT_MAX_S ? left_s : -1;
}

/* --- from the store --- */

static void count_later(struct db *db, int64_t id, struct forecast_facts *f)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT count(*), max(due_at) FROM (SELECT due_at FROM delivery_later"
	    " WHERE class = :class AND due_at > :now AND announcement_id = :id LIMIT :most)");

	db_bind_int(st, ":class", DELIVERY_NEWS);
	db_bind_int(st, ":now", f->now);
	db_bind_int(st, ":id", id);
	db_bind_int(st, ":most", LATER_MAX);
	if (!db_row(st))
		return;
	f->later = db_int(st, 0);
	f->later_at = db_int(st, 1);
	db_end(st);
}

/* What went since it began, but for long ago. A minute is counted from where it begins. */
static void count_done(struct db *db, const struct announcement *a, struct forecast_facts *f)
{
	int64_t first = f->now / 60 * 60 - LOOK_BACK_S;

	if (first < a->started_at)
		first = a->started_at / 60 * 60;
	f->done = throughput_count(db, OUTBOX_SENT, first - 1) +
	    throughput_count(db, OUTBOX_FAILED, first - 1);
	f->span_s = f->now - (first > a->started_at ? first : a->started_at);
}

static void add_limits(const struct core *core, struct forecast_facts *f)
{
	const struct conf *conf = &core->conf;
	bool has_minute = true, has_day = true;

	for (int i = 0; i < conf->relay_count; i++) {
		const struct conf_relay *r = &conf->relays[i];
		int64_t went = r->per_day > 0 ? relay_rate_last_day(core->db, r->name, f->now) : 0;

		has_minute = has_minute && r->per_minute > 0;
		has_day = has_day && r->per_day > 0;
		f->per_minute += r->per_minute;
		f->per_day += r->per_day;
		f->day_room += r->per_day > went ? r->per_day - went : 0;
	}
	f->per_minute = has_minute ? f->per_minute : 0;
	f->per_day = has_day ? f->per_day : 0;
}

/* Why nothing of it goes now. */
static void add_waits(struct core *core, const struct announcement *a,
    const struct forecast_facts *f, struct buf *why)
{
	struct list list;

	if (a->state == ANNOUNCEMENT_SCHEDULED && a->scheduled_at > f->now &&
	    list_get(core->db, a->list_id, &list)) {
		buf_text(why, "it waits until ");
		words_time(why, a->scheduled_at, list.timezone);
	} else if (a->state == ANNOUNCEMENT_SENDING) {
		buf_slice(why, f->relays_wait);
	}
}

static int64_t left_of(struct core *core, const struct announcement *a, int64_t open,
    struct forecast_facts *f)
{
	if (a->state != ANNOUNCEMENT_SENDING || !a->is_expanded)
		return -1;
	count_later(core->db, a->id, f);
	count_done(core->db, a, f);
	add_limits(core, f);
	f->left = open > f->later ? open - f->later : 0;
	return forecast_left_s(f);
}

void forecast_json(struct core *core, const struct announcement *a, int64_t open,
    struct slice relays_wait, int64_t now, struct buf *out)
{
	struct forecast_facts f = { .relays_wait = relays_wait, .now = now };
	int64_t left_s = left_of(core, a, open, &f);
	struct buf why = BUF_INIT;

	buf_printf(out, ",\"later\":%lld,\"left_s\":", (long long)f.later);
	if (left_s >= 0)
		buf_printf(out, "%lld", (long long)left_s);
	else
		buf_text(out, "null");
	add_waits(core, a, &f, &why);
	buf_text(out, ",\"waits\":");
	if (why.n > 0)
		json_quote(out, buf_all(&why));
	else
		buf_text(out, "null");
	buf_release(&why);
}

static void add_row(struct core *core, int64_t id, struct forecast_facts *f, const char *before,
    struct buf *out)
{
	int64_t counts[DELIVERY_STATES], total = 0, open, left_s;
	struct announcement a;
	struct buf why = BUF_INIT;

	announcement_init(&a);
	(void)announcement_get(core->db, id, &a); /* it was found in the same reading */
	outbox_counts(core->db, id, counts);
	for (int i = 0; i < DELIVERY_STATES; i++)
		total += counts[i];
	open = counts[DELIVERY_QUEUED] + counts[DELIVERY_LEASED] + counts[DELIVERY_SENDING] +
	    counts[DELIVERY_UNSURE];
	left_s = left_of(core, &a, open, f);
	add_waits(core, &a, f, &why);
	buf_printf(out,
	    "%s{\"announcement\":%lld,\"done\":%lld,\"total\":%lld,\"later\":%lld,\"left\":\"",
	    before, (long long)id, (long long)(total - open), (long long)total,
	    (long long)f->later);
	if (left_s >= 0) {
		buf_text(out, "about ");
		words_span(out, left_s > 0 ? left_s : 1);
	}
	buf_text(out, "\",\"waits\":");
	json_quote(out, buf_all(&why));
	buf_char(out, '}');
	announcement_release(&a);
	buf_release(&why);
}

void forecast_json_all(struct core *core, struct slice relays_wait, int64_t now, struct buf *out)
{
	int64_t id = announcement_expanding(core->db);
	int shown = 0;

	buf_char(out, '[');
	if (id != 0)
		add_row(core, id,
		    &(struct forecast_facts){ .relays_wait = relays_wait, .now = now },
		    shown++ > 0 ? "," : "", out);
	for (id = announcement_expanded_after(core->db, 0); id != 0 && shown < SHOWN_MAX;
	     id = announcement_expanded_after(core->db, id))
		add_row(core, id,
		    &(struct forecast_facts){ .relays_wait = relays_wait, .now = now },
		    shown++ > 0 ? "," : "", out);
	buf_char(out, ']');
}

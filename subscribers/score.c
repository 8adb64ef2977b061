/* SPDX-License-Identifier: MIT
 * Owns the tables bounce, score, domain_trouble, objection and objector; see score.h. The score is
 * never stored: it is the live rows of bounce, so a refusal that turns out to be an incident is
 * voided by one UPDATE and everything follows. States move by scoring_is_legal() only. */
#include "subscribers/score.h"

#include <string.h>

#include "daemon/common/log.h"
#include "daemon/common/str_put.h"
#include "daemon/mail/domain.h"
#include "subscribers/json.h"

#define DOMAIN_SIZE 256    /* RFC 1035 §2.3.4 */
#define OBJECTORS_MAX 1000 /* whose domains are looked at: more say nothing new */
#define RHYTHM_MAILINGS 9  /* of a list, for its median interval */

static enum score_state state_of(struct slice text)
{
	for (int i = 0; i < SCORE_STATES; i++) {
		if (slice_is(text, score_state_text((enum score_state)i)))
			return (enum score_state)i;
	}
	bug("score.state", "state=\"%.*s\"", SLICE_ARG(text));
}

static void name_mailing(const struct score_bounce *b, char out[SCORE_MAILING_SIZE])
{
	if (b->announcement_id != 0)
		str_put(out, SCORE_MAILING_SIZE, "announcement %lld",
		    (long long)b->announcement_id);
	else if (b->meeting_id != 0)
		str_put(out, SCORE_MAILING_SIZE, "meeting %lld %.20s %lld",
		    (long long)b->meeting_id, b->kind, (long long)b->variant);
	else
		str_put(out, SCORE_MAILING_SIZE, "letter %lld", (long long)b->delivery_id);
}

/* --- the facts --- */

static int64_t interval_of(struct db *db, int64_t list_id)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT started_at FROM announcement_rhythm WHERE list_id = :list"
	    " ORDER BY started_at DESC LIMIT 9");
	int64_t at[RHYTHM_MAILINGS];
	int n = 0;

	db_bind_int(st, ":list", list_id);
	while (db_row(st) && n < RHYTHM_MAILINGS)
		at[n++] = db_int(st, 0);
	db_end(st);
	return scoring_median_interval(at, n);
}

/* The latest mail that was taken and did not come back within the days a relay tries. */
static int64_t success_of(struct db *db, int64_t subscriber_id, int64_t now)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT max(m.settled_at) FROM mailed m"
	    " WHERE m.subscriber_id = :id AND m.state = 'sent' AND m.settled_at <= :before AND NOT EXISTS"
	    " (SELECT 1 FROM attempt_public a WHERE a.delivery_id = m.delivery_id AND a.outcome = 'bounced')");

	db_bind_int(st, ":id", subscriber_id);
	db_bind_int(st, ":before", now - SCORING_SUCCESS_S);
	return db_number(st, 0);
}

/* False where the person has no row. */
static bool read_state(struct db *db, int64_t subscriber_id, struct scoring_facts *f,
    int64_t *cleared_at_r)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT state, state_at, cleared_at, coalesce(probe_at, 0)"
	    " FROM score WHERE subscriber_id = :id");

	db_bind_int(st, ":id", subscriber_id);
	if (!db_row(st))
		return false;
	f->state = state_of(db_text(st, 0));
	f->state_at = db_int(st, 1);
	*cleared_at_r = db_int(st, 2);
	f->probe_at = db_int(st, 3);
	db_end(st);
	return true;
}

static void read_bounces(struct db *db, int64_t subscriber_id, int64_t cleared_at,
    struct scoring_facts *f)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT class, mailed_at, at, reason, coalesce(list_id, 0) FROM bounce"
	    " WHERE subscriber_id = :id AND is_void = 0 AND mailed_at > :cleared ORDER BY mailed_at");
	int64_t list_id = 0;

	db_bind_int(st, ":id", subscriber_id);
	db_bind_int(st, ":cleared", cleared_at);
	while (db_row(st)) {
		int64_t mailed_at = db_int(st, 1);

		if (slice_is(db_text(st, 0), "hard")) {
			f->hard_first_at = f->hard++ == 0 ? mailed_at : f->hard_first_at;
			f->hard_last_at = mailed_at;
			f->unknown += slice_is(db_text(st, 3), "userunknown");
		} else {
			f->soft_first_at = f->soft++ == 0 ? mailed_at : f->soft_first_at;
			f->soft_last_at = mailed_at;
		}
		if (db_int(st, 2) > f->last_at)
			f->last_at = db_int(st, 2);
		if (db_int(st, 4) != 0)
			list_id = db_int(st, 4);
	}
	if (list_id != 0)
		f->interval_s = interval_of(db, list_id);
}

static bool read_facts(struct db *db, int64_t subscriber_id, int64_t now, struct scoring_facts *f,
    int64_t *cleared_at_r)
{
	memset(f, 0, sizeof *f);
	if (!read_state(db, subscriber_id, f, cleared_at_r))
		return false;
	read_bounces(db, subscriber_id, *cleared_at_r, f);
	f->success_at = success_of(db, subscriber_id, now);
	return true;
}

/* --- one refusal --- */

static bool is_frozen(struct db *db, const char *domain, int64_t now)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT 1 FROM domain_trouble WHERE domain = :domain"
	    " AND until_at > :now LIMIT 1");

	db_bind_text(st, ":domain", domain);
	db_bind_int(st, ":now", now);
	return db_number(st, 0) == 1;
}

/* People of the domain who were in the mailing, as far as it matters. */
static int64_t recipients_of(struct db *db, const struct score_bounce *b, int64_t enough)
{
	struct db_stmt *st = b->announcement_id != 0 ?
	    db_sql(db,
	        "SELECT count(*) FROM (SELECT 1 FROM mailed WHERE domain = :domain"
	        " AND announcement_id = :id LIMIT :enough)") :
	    db_sql(db,
	        "SELECT count(*) FROM (SELECT 1 FROM mailed WHERE domain = :domain"
	        " AND meeting_id = :id LIMIT :enough)");

	db_bind_text(st, ":domain", b->domain);
	db_bind_int(st, ":id", b->announcement_id != 0 ? b->announcement_id : b->meeting_id);
	db_bind_int(st, ":enough", enough);
	return db_number(st, 0);
}

static void open_incident(struct db *db, const char *mailing, const char *domain, int64_t now)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE domain_trouble SET until_at = :until"
	    " WHERE mailing = :mailing AND domain = :domain");

	db_bind_text(st, ":mailing", mailing);
	db_bind_text(st, ":domain", domain);
	db_bind_int(st, ":until", now + SCORING_INCIDENT_S);
	db_do(st);
	st = db_sql(db,
	    "UPDATE score SET look_at = :now WHERE subscriber_id IN (SELECT subscriber_id"
	    " FROM bounce WHERE mailing = :mailing AND domain = :domain AND is_void = 0)");
	db_bind_text(st, ":mailing", mailing);
	db_bind_text(st, ":domain", domain);
	db_bind_int(st, ":now", now);
	db_do(st);
	st = db_sql(db,
	    "UPDATE bounce SET is_void = 1 WHERE mailing = :mailing AND domain = :domain");
	db_bind_text(st, ":mailing", mailing);
	db_bind_text(st, ":domain", domain);
	db_do(st);
	log_warning("score.incident", "mailing=\"%s\" domain=%s", mailing, domain);
}

/* Counts the refusal against its domain; true where it begins an incident. */
static bool count_domain(struct db *db, const struct score_bounce *b, const char *mailing,
    int64_t now)
{
	struct db_stmt *st = db_sql(db,
	    "INSERT INTO domain_trouble (mailing, domain, bounces, at)"
	    " VALUES (:mailing, :domain, 1, :now) ON CONFLICT (mailing, domain)"
	    " DO UPDATE SET bounces = bounces + 1, at = :now RETURNING bounces");
	int64_t n;

	db_bind_text(st, ":mailing", mailing);
	db_bind_text(st, ":domain", b->domain);
	db_bind_int(st, ":now", now);
	n = db_row(st) ? db_int(st, 0) : 0;
	db_end(st);
	if (!scoring_is_incident_step(n) ||
	    !scoring_is_incident(n, recipients_of(db, b, SCORING_INCIDENT_ENOUGH(n))))
		return false;
	open_incident(db, mailing, b->domain, now);
	return true;
}

/* Makes the row where there is none; a mail that arrived, or a long time, begins the count anew.
 * False where the mail is older than that. */
static bool begin(struct db *db, const struct score_bounce *b, int64_t now)
{
	struct db_stmt *st = db_sql(db,
	    "INSERT INTO score (subscriber_id, state_at) VALUES (:id, :now)"
	    " ON CONFLICT (subscriber_id) DO NOTHING");
	struct scoring_facts f;
	int64_t cleared_at = 0, from = 0;

	db_bind_int(st, ":id", b->subscriber_id);
	db_bind_int(st, ":now", now);
	db_do(st);
	if (!read_facts(db, b->subscriber_id, now, &f, &cleared_at))
		return false;
	if (f.last_at != 0 && f.last_at + scoring_stale_s(f.interval_s) <= now)
		from = f.last_at;
	if (f.success_at < b->mailed_at && f.success_at > f.hard_last_at &&
	    f.success_at > f.soft_last_at)
		from = f.success_at;
	if (from > cleared_at && f.state != SCORE_DISABLED && f.state != SCORE_REMOVED) {
		st = db_sql(db, "UPDATE score SET cleared_at = :from WHERE subscriber_id = :id");
		db_bind_int(st, ":id", b->subscriber_id);
		db_bind_int(st, ":from", from);
		db_do(st);
		cleared_at = from;
	}
	return b->mailed_at > cleared_at;
}

static bool insert(struct db *db, const struct score_bounce *b, const char *mailing, bool is_void,
    int64_t now)
{
	/* A second report on the same mailing counts only where it is graver. */
	struct db_stmt *st = db_sql(db,
	    "INSERT INTO bounce (subscriber_id, mailing, delivery_id, list_id,"
	    " domain, registered, mailed_at, at, class, reason, status, source, is_void) VALUES (:subscriber, :mailing,"
	    " :delivery, nullif(:list, 0), :domain, :registered, :mailed, :now, :class, :reason, :status, :source, :is_void)"
	    " ON CONFLICT (subscriber_id, mailing) DO UPDATE SET class = 'hard', reason = :reason,"
	    " status = :status WHERE class = 'soft' AND :class = 'hard'");

	db_bind_int(st, ":subscriber", b->subscriber_id);
	db_bind_text(st, ":mailing", mailing);
	db_bind_int(st, ":delivery", b->delivery_id);
	db_bind_int(st, ":list", b->list_id);
	db_bind_text(st, ":domain", b->domain);
	db_bind_slice(st, ":registered", domain_registered(slice_of(b->domain)));
	db_bind_int(st, ":mailed", b->mailed_at);
	db_bind_int(st, ":now", now);
	db_bind_text(st, ":class", b->is_hard ? "hard" : "soft");
	db_bind_text(st, ":reason", b->reason);
	db_bind_text(st, ":status", b->status);
	db_bind_text(st, ":source", b->is_relay ? "relay" : "report");
	db_bind_int(st, ":is_void", is_void);
	return db_run(st) > 0;
}

static bool is_counted(struct db *db, int64_t subscriber_id, const char *mailing)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT 1 FROM bounce WHERE subscriber_id = :id AND mailing = :mailing");

	db_bind_int(st, ":id", subscriber_id);
	db_bind_text(st, ":mailing", mailing);
	return db_number(st, 0) == 1;
}

enum score_outcome score_add(struct db *db, const struct score_bounce *b, int64_t now)
{
	char mailing[SCORE_MAILING_SIZE];
	bool is_void, is_again;

	name_mailing(b, mailing);
	if (!begin(db, b, now))
		return SCORE_PAST;
	is_again = is_counted(db, b->subscriber_id, mailing);
	is_void = is_frozen(db, b->domain, now);
	if (!insert(db, b, mailing, is_void, now))
		return SCORE_KNOWN;
	if (is_void)
		return SCORE_FROZEN;
	/* A letter to one person says nothing of a domain. */
	if (!is_again && (b->announcement_id != 0 || b->meeting_id != 0) &&
	    count_domain(db, b, mailing, now))
		return SCORE_FROZEN;
	return SCORE_COUNTED;
}

/* --- states --- */

static void move(struct db *db, int64_t subscriber_id, const struct scoring_facts *f,
    const struct scoring_decision *d, int64_t now)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE score SET state = :to, state_at = :now, look_at = nullif(:look, 0),"
	    " why = :why, cleared_at = CASE WHEN :is_cleared THEN max(cleared_at, :cleared) ELSE cleared_at END"
	    " WHERE subscriber_id = :id AND state = :from");

	if (!scoring_is_legal(f->state, d->state))
		bug("score.move", "id=%lld from=%s to=%s", (long long)subscriber_id,
		    score_state_text(f->state), score_state_text(d->state));
	db_bind_int(st, ":id", subscriber_id);
	db_bind_text(st, ":from", score_state_text(f->state));
	db_bind_text(st, ":to", score_state_text(d->state));
	db_bind_int(st, ":now", now);
	db_bind_int(st, ":look", d->look_at);
	db_bind_text(st, ":why", d->why);
	db_bind_int(st, ":is_cleared", d->is_cleared);
	/* What was mailed after the success may still come back, and then counts. */
	db_bind_int(st, ":cleared",
	    f->success_at > f->hard_last_at && f->success_at > f->soft_last_at ? f->success_at :
	                                                                         now);
	db_do(st);
	log_info("score.moved", "subscriber=%lld from=%s to=%s why=\"%s\"",
	    (long long)subscriber_id, score_state_text(f->state), score_state_text(d->state),
	    d->why);
}

void score_look_later(struct db *db, int64_t subscriber_id, int64_t look_at)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE score SET look_at = nullif(:look, 0) WHERE subscriber_id = :id");

	db_bind_int(st, ":id", subscriber_id);
	db_bind_int(st, ":look", look_at);
	db_do(st);
}

struct scoring_decision score_decide(struct db *db, int64_t subscriber_id, int64_t now,
    enum score_state *from_r)
{
	struct scoring_decision d = { .state = SCORE_OK, .why = "" };
	struct scoring_facts f;
	int64_t cleared_at = 0;

	*from_r = SCORE_OK;
	if (!read_facts(db, subscriber_id, now, &f, &cleared_at))
		return d;
	*from_r = f.state;
	d = scoring_decide(&f, now);
	if (d.state != f.state)
		move(db, subscriber_id, &f, &d, now);
	else
		score_look_later(db, subscriber_id, d.look_at);
	return d;
}

void score_mailed(struct db *db, int64_t subscriber_id, enum scoring_mail mail, bool is_sent,
    int64_t now)
{
	struct db_stmt *st;

	if (!is_sent) {
		score_look_later(db, subscriber_id, 0);
		return;
	}
	if (mail != SCORING_PROBE)
		return;
	st = db_sql(db, "UPDATE score SET probe_at = :now WHERE subscriber_id = :id");
	db_bind_int(st, ":id", subscriber_id);
	db_bind_int(st, ":now", now);
	db_do(st);
}

bool score_revive(struct db *db, int64_t subscriber_id, const char *why, int64_t now)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE score SET state_at = iif(state = 'ok', state_at, :now),"
	    " state = 'ok', cleared_at = :now, look_at = NULL, why = :why WHERE subscriber_id = :id"
	    " AND (state <> 'ok' OR cleared_at < :now)");

	db_bind_int(st, ":id", subscriber_id);
	db_bind_text(st, ":why", why);
	db_bind_int(st, ":now", now);
	return db_run(st) > 0;
}

void score_disable(struct db *db, int64_t subscriber_id, const char *why, int64_t now)
{
	/* Without a time to look again: no probe goes to an address that somebody left. */
	struct db_stmt *st = db_sql(db,
	    "INSERT INTO score (subscriber_id, state, state_at, why)"
	    " VALUES (:id, 'disabled', :now, :why) ON CONFLICT (subscriber_id) DO UPDATE SET state = 'disabled',"
	    " state_at = :now, look_at = NULL, why = :why");

	db_bind_int(st, ":id", subscriber_id);
	db_bind_int(st, ":now", now);
	db_bind_text(st, ":why", why);
	db_do(st);
}

bool score_object(struct db *db, int64_t announcement_id, const char *reason, int64_t now)
{
	struct db_stmt *st = db_sql(db,
	    "INSERT INTO objection (announcement_id, from_relay, at, reason)"
	    " VALUES (:id, 1, :now, :reason) ON CONFLICT (announcement_id) DO UPDATE SET"
	    " from_relay = from_relay + 1, at = :now, reason = :reason RETURNING from_relay");
	bool is_pause = false;

	db_bind_int(st, ":id", announcement_id);
	db_bind_text(st, ":reason", reason);
	db_bind_int(st, ":now", now);
	if (db_row(st))
		is_pause = scoring_is_objection(db_int(st, 0));
	db_end(st);
	return is_pause;
}

/* Domains that an announcement went to, as far as it matters. */
static int64_t domains_of(struct db *db, int64_t announcement_id)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT count(*) FROM (SELECT DISTINCT domain FROM mailed WHERE announcement_id = :id"
	    " LIMIT :most)");

	db_bind_int(st, ":id", announcement_id);
	db_bind_int(st, ":most", SCORING_DOMAINS);
	return db_number(st, 0);
}

/* Who registered the domain that a mail went to; empty where nobody knows any more. */
static void registered_of(struct db *db, int64_t delivery_id, char domain[DOMAIN_SIZE])
{
	struct db_stmt *st = db_sql(db, "SELECT domain FROM mailed WHERE delivery_id = :delivery");

	domain[0] = '\0';
	db_bind_int(st, ":delivery", delivery_id);
	if (db_row(st))
		str_put(domain, DOMAIN_SIZE, "%.*s", SLICE_ARG(domain_registered(db_text(st, 0))));
	db_end(st);
}

/* Has its domain said so often enough that one more says nothing new? */
static bool is_one_domains(struct db *db, int64_t announcement_id, const char *domain)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT m.domain FROM objector o JOIN mailed m ON m.delivery_id = o.delivery_id"
	    " WHERE o.announcement_id = :id LIMIT :most");
	int64_t count = 0;

	db_bind_int(st, ":id", announcement_id);
	db_bind_int(st, ":most", OBJECTORS_MAX);
	while (db_row(st))
		count += slice_is(domain_registered(db_text(st, 0)), domain);
	return count > scoring_most_of_domain(SCORING_DOMAINS) &&
	    count > scoring_most_of_domain(domains_of(db, announcement_id));
}

static bool add_objector(struct db *db, int64_t announcement_id, int64_t delivery_id, int64_t now)
{
	struct db_stmt *st = db_sql(db,
	    "INSERT INTO objector (announcement_id, delivery_id, at)"
	    " VALUES (:id, :delivery, :now) ON CONFLICT DO NOTHING");

	db_bind_int(st, ":id", announcement_id);
	db_bind_int(st, ":delivery", delivery_id);
	db_bind_int(st, ":now", now);
	return db_run(st) > 0;
}

int64_t score_object_by_report(struct db *db, int64_t announcement_id, int64_t delivery_id,
    const char *reason, int64_t now)
{
	struct db_stmt *st;
	int64_t recipients = 0;
	char domain[DOMAIN_SIZE];

	registered_of(db, delivery_id, domain);

	if (!add_objector(db, announcement_id, delivery_id, now) ||
	    is_one_domains(db, announcement_id, domain))
		return 0;
	/* The relay's own words stay: those of a report are anybody's. */
	st = db_sql(db,
	    "INSERT INTO objection (announcement_id, from_reports, look_at_reports, at, reason)"
	    " VALUES (:id, 1, :least, :now, :reason) ON CONFLICT (announcement_id) DO UPDATE SET"
	    " from_reports = from_reports + 1, look_at_reports = max(look_at_reports, :least),"
	    " at = iif(from_relay > 0, at, :now), reason = iif(from_relay > 0, reason, :reason)"
	    " RETURNING from_reports, look_at_reports");
	db_bind_int(st, ":id", announcement_id);
	db_bind_int(st, ":least", SCORING_OUTCRY_MIN);
	db_bind_text(st, ":reason", reason);
	db_bind_int(st, ":now", now);
	if (db_row(st) && db_int(st, 0) >= db_int(st, 1))
		recipients = db_int(st, 0);
	db_end(st);
	return recipients;
}

bool score_outcry(struct db *db, int64_t announcement_id, int64_t recipients, int64_t sent)
{
	bool is_outcry = scoring_is_outcry(recipients, sent);
	struct db_stmt *st = db_sql(db,
	    "UPDATE objection SET look_at_reports = :next WHERE announcement_id = :id");

	db_bind_int(st, ":next", scoring_next_outcry(recipients, sent, is_outcry));
	db_bind_int(st, ":id", announcement_id);
	db_do(st);
	return is_outcry;
}

/* Different people of a mailing that are refused as not existing; of each domain no more than
 * counts. */
static int64_t refused_of(struct db *db, const struct score_bounce *b, const char *mailing)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT sum(min(count, :most)) FROM (SELECT count(*) AS count FROM bounce"
	    " WHERE mailing = :mailing AND class = 'hard' GROUP BY registered)");

	db_bind_text(st, ":mailing", mailing);
	db_bind_int(st, ":most", scoring_most_of_domain(domains_of(db, b->announcement_id)));
	return db_number(st, 0);
}

void score_void_refused(struct db *db, const struct score_bounce *b, int64_t now)
{
	char mailing[SCORE_MAILING_SIZE];
	struct db_stmt *st = db_sql(db,
	    "UPDATE score SET look_at = :now WHERE subscriber_id IN (SELECT subscriber_id"
	    " FROM bounce WHERE mailing = :mailing AND class = 'hard' AND is_void = 0)");

	name_mailing(b, mailing);
	db_bind_text(st, ":mailing", mailing);
	db_bind_int(st, ":now", now);
	db_do(st);
	st = db_sql(db,
	    "UPDATE bounce SET is_void = 1 WHERE mailing = :mailing AND class = 'hard'");
	db_bind_text(st, ":mailing", mailing);
	db_do(st);
}

/* Whom the relay refuses lately, and who takes our mail meanwhile. Of what was taken the newest are
 * enough: there are many. */
#define TAKEN_MAX 200

static void look_lately(struct db *db, const struct score_bounce *b, const char *mailing,
    struct scoring_refused *r)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT count(DISTINCT registered), min(at) FROM (SELECT registered, at FROM bounce"
	    " WHERE mailing = :mailing AND class = 'hard' AND source = 'relay' ORDER BY id DESC LIMIT :lately)");
	int64_t since;

	db_bind_text(st, ":mailing", mailing);
	db_bind_int(st, ":lately", SCORING_BURST_LATELY);
	if (!db_row(st))
		return;
	r->lately_domains = db_int(st, 0);
	since = db_int(st, 1);
	db_end(st);
	st = db_sql(db,
	    "SELECT count(DISTINCT domain) FROM (SELECT domain, settled_at FROM mailed WHERE announcement_id = :id"
	    " AND state = 'sent' ORDER BY delivery_id DESC LIMIT :most) WHERE settled_at >= :since");
	db_bind_int(st, ":id", b->announcement_id);
	db_bind_int(st, ":most", TAKEN_MAX);
	db_bind_int(st, ":since", since);
	r->accepting_domains = db_number(st, 0);
}

bool score_had_burst(struct db *db, int64_t announcement_id)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT is_of_relay FROM objection WHERE announcement_id = :id");

	db_bind_int(st, ":id", announcement_id);
	return db_number(st, 0) == 1;
}

bool score_burst(struct db *db, const struct score_bounce *b, int64_t tried, const char *reason,
    int64_t now)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT look_at_refused FROM objection WHERE announcement_id = :id");
	char mailing[SCORE_MAILING_SIZE];
	struct scoring_refused r = { .tried = tried };
	enum scoring_burst burst;
	int64_t look_at;

	db_bind_int(st, ":id", b->announcement_id);
	look_at = db_number(st, 0);
	name_mailing(b, mailing);
	r.refused = refused_of(db, b, mailing);
	if (r.refused < look_at || r.refused < SCORING_BURST_MIN)
		return false;
	look_lately(db, b, mailing, &r);
	burst = scoring_burst(&r);
	if (burst == SCORING_NO_BURST)
		return false;
	st = db_sql(db,
	    "INSERT INTO objection (announcement_id, look_at_refused, is_of_relay, at, reason)"
	    " VALUES (:id, :next, :relay, :now, :reason) ON CONFLICT (announcement_id) DO UPDATE SET look_at_refused = :next,"
	    " is_of_relay = :relay, at = :now, reason = :reason");
	db_bind_int(st, ":id", b->announcement_id);
	db_bind_int(st, ":next", r.refused * 10);
	db_bind_int(st, ":relay", burst == SCORING_BURST_OF_RELAY);
	db_bind_int(st, ":now", now);
	db_bind_text(st, ":reason", reason);
	db_do(st);
	if (burst == SCORING_BURST_OF_RELAY)
		score_void_refused(db, b, now);
	log_warning("score.burst", "mailing=\"%s\" refused=%lld tried=%lld domains=%lld", mailing,
	    (long long)r.refused, (long long)tried, (long long)r.lately_domains);
	return true;
}

int64_t score_forget(struct db *db, int64_t before, int64_t most)
{
	struct db_stmt *st = db_sql(db,
	    "DELETE FROM bounce WHERE id IN (SELECT id FROM bounce"
	    " WHERE at < :before ORDER BY at LIMIT :most)");
	int64_t n;

	db_bind_int(st, ":before", before);
	db_bind_int(st, ":most", most);
	n = db_run(st);
	st = db_sql(db,
	    "DELETE FROM domain_trouble WHERE (mailing, domain) IN (SELECT mailing, domain"
	    " FROM domain_trouble WHERE at < :before ORDER BY at LIMIT :most)");
	db_bind_int(st, ":before", before);
	db_bind_int(st, ":most", most);
	n += db_run(st);
	st = db_sql(db,
	    "DELETE FROM objector WHERE (announcement_id, delivery_id) IN (SELECT announcement_id, delivery_id"
	    " FROM objector WHERE at < :before ORDER BY at LIMIT :most)");
	db_bind_int(st, ":before", before);
	db_bind_int(st, ":most", most);
	return n + db_run(st);
}

/* --- reading --- */

int64_t score_due(struct db *db, int64_t now)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT subscriber_id FROM score WHERE look_at <= :now"
	    " ORDER BY look_at LIMIT 1");

	db_bind_int(st, ":now", now);
	return db_number(st, 0);
}

int64_t score_next_at(struct db *db)
{
	return db_number(db_sql(db, "SELECT min(look_at) FROM score WHERE look_at IS NOT NULL"), 0);
}

void score_json(struct db *db, int64_t subscriber_id, struct buf *out)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT json_object('state', z.state, 'since', " JSON_TIME(
	        "z.state_at") ","
	                      " 'why', z.why, 'probed', " JSON_TIME("z.probe_at") ", 'next_look', " JSON_TIME(
	                          "z.look_at") ","
	                                       " 'refusals', json((SELECT json_group_array(json_object('mailing', b.mailing, 'delivery', b.delivery_id,"
	                                       " 'mailed', " JSON_TIME("b.mailed_at") ", 'learnt', " JSON_TIME(
	                                           "b.at") ", 'class', b.class,"
	                                                   " 'reason', b.reason, 'status', b.status, 'source', b.source,"
	                                                   " 'counts', json(iif(b.is_void = 0 AND b.mailed_at > z.cleared_at, 'true', 'false'))))"
	                                                   " FROM bounce b WHERE b.subscriber_id = z.subscriber_id)))"
	                                                   " FROM score z WHERE z.subscriber_id = :id");

	db_bind_int(st, ":id", subscriber_id);
	if (!json_row(st, out))
		buf_text(out, "{\"state\":\"ok\",\"why\":\"no mail came back\",\"refusals\":[]}");
}

void score_json_counts(struct db *db, int64_t now, struct buf *out)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT json_object("
	    "'warned', (SELECT count(*) FROM score WHERE state <> 'ok' AND state = 'warned'),"
	    " 'probing', (SELECT count(*) FROM score WHERE state <> 'ok' AND state = 'probing'),"
	    " 'disabled', (SELECT count(*) FROM score WHERE state <> 'ok' AND state = 'disabled'),"
	    " 'removed', (SELECT count(*) FROM score WHERE state <> 'ok' AND state = 'removed'),"
	    " 'incidents', (SELECT count(*) FROM domain_trouble WHERE until_at IS NOT NULL AND until_at > :now))");

	db_bind_int(st, ":now", now);
	(void)json_row(st, out); /* it always gives one */
}

void score_trouble(struct db *db, int64_t since, int64_t now, struct buf *out)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT domain, mailing, bounces FROM domain_trouble"
	    " WHERE until_at IS NOT NULL AND until_at > :now ORDER BY at DESC LIMIT 5");
	const char *separator = "";

	db_bind_int(st, ":now", now);
	for (; db_row(st); separator = "; ")
		buf_printf(out,
		    "%s%.*s refused %lld mails of %.*s: its addresses are not scored for now",
		    separator, SLICE_ARG(db_text(st, 0)), (long long)db_int(st, 2),
		    SLICE_ARG(db_text(st, 1)));
	st = db_sql(db,
	    "SELECT announcement_id, reason FROM objection WHERE at > :since AND look_at_refused > 0"
	    " ORDER BY at DESC LIMIT 5");
	db_bind_int(st, ":since", since);
	for (; db_row(st); separator = "; ")
		buf_printf(out, "%sannouncement %lld was paused: %.*s", separator,
		    (long long)db_int(st, 0), SLICE_ARG(db_text(st, 1)));
	st = db_sql(db,
	    "SELECT announcement_id, from_relay, from_reports, reason FROM objection"
	    " WHERE at > :since AND (from_relay > 0 OR from_reports >= :least) ORDER BY at DESC LIMIT 5");
	db_bind_int(st, ":since", since);
	db_bind_int(st, ":least", SCORING_OUTCRY_MIN);
	for (; db_row(st); separator = "; ")
		buf_printf(out,
		    "%sannouncement %lld was refused because of us, %lld times by the relay and %lld times"
		    " by different recipients' mail servers: %.*s",
		    separator, (long long)db_int(st, 0), (long long)db_int(st, 1),
		    (long long)db_int(st, 2), SLICE_ARG(db_text(st, 3)));
}

void score_set_back(struct db *db, const struct clock_back *back)
{
	struct db_stmt *st = db_sql(db,
	    "UPDATE score SET look_at = max(:now, look_at - :by) WHERE look_at > :now");

	db_bind_int(st, ":now", back->now);
	db_bind_int(st, ":by", back->by_s);
	db_do(st);
	if (!back->was_ahead)
		return;
	st = db_sql(db,
	    "UPDATE score SET state_at = iif(state_at > :now, state_at - :by, state_at),"
	    " cleared_at = iif(cleared_at > :now, cleared_at - :by, cleared_at),"
	    " probe_at = iif(probe_at > :now, probe_at - :by, probe_at)"
	    " WHERE state_at > :now OR cleared_at > :now OR probe_at > :now");
	db_bind_int(st, ":now", back->now);
	db_bind_int(st, ":by", back->by_s);
	db_do(st);
	st = db_sql(db,
	    "UPDATE bounce SET mailed_at = iif(mailed_at > :now, mailed_at - :by, mailed_at),"
	    " at = at - :by WHERE at > :now");
	db_bind_int(st, ":now", back->now);
	db_bind_int(st, ":by", back->by_s);
	db_do(st);
	st = db_sql(db,
	    "UPDATE domain_trouble SET at = at - :by, until_at = until_at - :by WHERE at > :now");
	db_bind_int(st, ":now", back->now);
	db_bind_int(st, ":by", back->by_s);
	db_do(st);
	st = db_sql(db, "UPDATE objection SET at = at - :by WHERE at > :now");
	db_bind_int(st, ":now", back->now);
	db_bind_int(st, ":by", back->by_s);
	db_do(st);
}

/* SPDX-License-Identifier: MIT
 * dpupctl status, doctor: how the daemon is, in words. */
#include "daemon/core/health/store_care.h"
#include "daemon/core/outbox/delivery.h"
#include "daemon/core/staff/request.h"

#include <sys/statvfs.h>

#include "daemon/common/landlock.h"
#include "daemon/core/announcements/announcement.h"
#include "daemon/core/announcements/forecast.h"
#include "daemon/core/health/metrics.h"
#include "daemon/core/health/restored_health.h"
#include "daemon/core/health/waiting.h"
#include "daemon/core/inbound/fetcher.h"
#include "daemon/core/inbound/inbound.h"
#include "daemon/core/inbound/inbound_copy.h"
#include "daemon/core/inbound/parser.h"
#include "daemon/core/letters/budget.h"
#include "daemon/core/letters/budget_check.h"
#include "daemon/core/letters/letter.h"
#include "daemon/core/loop/keyring.h"
#include "daemon/core/loop/own_names.h"
#include "daemon/core/outbox/domain_rate.h"
#include "daemon/core/outbox/outbox.h"
#include "daemon/core/outbox/throughput.h"
#include "daemon/core/people/retention.h"
#include "daemon/core/people/returned.h"
#include "daemon/core/sending/sender_pool.h"
#include "daemon/core/web/web.h"
#include "subscribers/json.h"
#include "subscribers/ledger.h"
#include "subscribers/schema.h"
#include "subscribers/score.h"

#define RECENT_S (7 * 86400) /* what happened this week is shown */
#define OBJECTION_S 86400    /* what receivers held against us: by then staff know */
#define FORGERIES_MANY 1000
#define DISK_FREE_MIN (64ULL << 20) /* below this a checkpoint or a backup may fail */

static void add_store(struct request *rq)
{
	const struct core *core = rq->core;

	buf_text(&rq->json, "\"store\":{\"path\":");
	json_quote(&rq->json, slice_of(core->conf.store.path));
	buf_printf(&rq->json, ",\"schema\":%d,\"epoch\":%lld,\"state\":\"%s\"",
	    schema_version(core->db), (long long)core->epoch,
	    core->store_error[0] != '\0' ? "failing" : "ok");
	if (core->store_error[0] != '\0') {
		buf_text(&rq->json, ",\"text\":");
		json_quote(&rq->json, slice_of(core->store_error));
	}
	buf_char(&rq->json, '}');
}

/* Only where something is wrong with it. */
static void add_clock(struct request *rq)
{
	struct buf text = BUF_INIT;

	clock_seen_check(rq->core, &text);
	if (text.n > 0) {
		buf_text(&rq->json, ",\"clock\":");
		json_quote(&rq->json, buf_all(&text));
	}
	buf_release(&text);
}

static int on_status(struct request *rq, struct err *err)
{
	struct core *core = rq->core;
	struct buf *out = &rq->json, why = BUF_INIT;

	(void)err;
	buf_printf(out, "{\"state\":\"%s\",\"version\":\"%s\",\"uptime_s\":%lld,",
	    core->is_stopping ? "stopping" : "running", DPUPD_VERSION,
	    (long long)(rq->now - core->started_at));
	add_store(rq);
	if (core->is_held) {
		buf_text(out, ",\"restored\":");
		restored_health_json(core, out);
	}
	add_clock(rq);
	buf_text(out, ",\"inboxes\":[");
	for (int i = 0; i < core->conf.inbox_count; i++) {
		buf_text(out, i > 0 ? "," : "");
		fetcher_json(core->intakes[i], out);
	}
	buf_text(out, "],\"web\":");
	web_json(core->web, out);
	buf_text(out, ",\"relays\":");
	sender_pool_json(core->senders, out);
	buf_text(out, ",\"domains\":");
	domain_rate_json(core->db, &core->conf, rq->now, out);
	buf_text(out, ",\"parser\":");
	parser_json(core->reader, out);
	buf_printf(out, ",\"boxes\":{\"landlock\":%s}", landlock_version() > 0 ? "true" : "false");
	buf_printf(out, ",\"schedule\":{\"state\":\"%s\",\"setbacks\":%d}",
	    core_is_woken(core, WAKE_CLOCK) ? "working" : "waiting", core->setbacks.count);
	buf_text(out, ",\"deliveries\":");
	delivery_json_counts(core->db, 0, out);
	buf_text(out, ",\"announcements\":");
	(void)sender_pool_waits(core->senders, &why); /* what it adds is the answer */
	forecast_json_all(core, buf_all(&why), rq->now, out);
	buf_release(&why);
	buf_text(out, ",\"sent\":");
	throughput_json(core->db, rq->now, out);
	buf_text(out, ",\"waiting\":");
	waiting_json(core, rq->now, out);
	buf_text(out, ",\"addresses\":");
	score_json_counts(core->db, rq->now, out);
	buf_printf(out,
	    ",\"inbound\":{\"waiting\":%lld,\"quarantined\":%lld,\"unverified_bounces\":%lld},\"limits\":",
	    (long long)inbound_open_count(core->db), (long long)inbound_quarantined_count(core->db),
	    (long long)inbound_unverified_count(core->db, rq->now - RECENT_S));
	budget_json(core->db, rq->now, out);
	buf_char(out, '}');
	return 0;
}

/* --- doctor: each adds what is wrong; nothing where it is well --- */

static void check_store(struct core *core, struct buf *out)
{
	if (core->store_error[0] != '\0')
		buf_text(out, core->store_error);
	else
		store_care_check(core->care, out); /* dpupctl has it look before it asks */
}

/* All else of the boxes is required; without this one the others still hold. */
static void check_boxes(struct core *core, struct buf *out)
{
	(void)core;
	if (landlock_version() == 0)
		buf_text(out,
		    "the kernel offers no Landlock, so what reads mail or speaks to the network could open the "
		    "database if it were taken over: use Linux 5.13 or later, with \"landlock\" in its lsm= (see "
		    "/sys/kernel/security/lsm)");
}

/* It would not start with it. */
static void check_conf(struct core *core, struct buf *out)
{
	if (core->is_conf_refused)
		buf_printf(out,
		    "%s has errors, and what it said before is in force: \"dpupctl config check %s\" tells them, "
		    "then reload",
		    core->conf_path, core->conf_path);
}

static void check_disk(struct core *core, struct buf *out)
{
	struct statvfs fs;
	unsigned long long free_bytes;

	if (statvfs(core->conf.store.path, &fs) < 0) {
		buf_printf(out, "cannot look at the disk of %s: %m", core->conf.store.path);
		return;
	}
	free_bytes = (unsigned long long)fs.f_bavail * fs.f_frsize;
	if (free_bytes < DISK_FREE_MIN)
		buf_printf(out, "only %llu MB are free where %s is", free_bytes >> 20,
		    core->conf.store.path);
}

static void check_inboxes(struct core *core, struct buf *out)
{
	for (int i = 0; i < core->conf.inbox_count; i++) {
		size_t before = out->n;

		if (before > 0)
			buf_text(out, "; ");
		if (fetcher_is_well(core->intakes[i], out))
			buf_cut(out, before);
	}
}

/* A remark, and nothing wrong: without it people are asked back, which always works. */
static void note_vouching(struct core *core, struct buf *out)
{
	for (int i = 0; i < core->conf.inbox_count; i++) {
		if (core->conf.inboxes[i].authserv_id != NULL)
			continue;
		buf_text(out, out->n == 0 ? "nothing is vouched for in " : ", ");
		buf_text(out, core->conf.inboxes[i].name);
	}
	if (out->n > 0)
		buf_text(out,
		    " (no authserv_id): people's orders are asked back, and staff by mail is off");
}

static void check_web(struct core *core, struct buf *out)
{
	(void)web_is_well(core->web, out); /* what it adds is the verdict */
}

static void check_relays(struct core *core, struct buf *out)
{
	(void)sender_pool_is_well(core->senders, out); /* what it adds is the verdict */
}

static void check_templates(struct core *core, struct buf *out)
{
	if (core->templates_error[0] != '\0')
		buf_printf(out,
		    "%s; mend it or templates.path, then reload; \"dpupd -n\" tells all that is wrong",
		    core->templates_error);
}

static void check_quarantine(struct core *core, struct buf *out)
{
	int64_t n = inbound_quarantined_count(core->db);

	if (n > 0)
		buf_printf(out,
		    "%lld message%s could not be read; see \"dpupctl inbound list --state quarantined\"",
		    (long long)n, n == 1 ? "" : "s");
}

/* The law's promise was given; the mail host does not keep it. */
static void check_copies(struct core *core, struct buf *out)
{
	int64_t n = inbound_copy_refused_count(core->db);

	if (n > 0)
		buf_printf(out,
		    "%lld mail%s of people who are forgotten cannot be removed at the mail host; the log says why "
		    "(inbox.kept); it is tried every hour",
		    (long long)n, n == 1 ? "" : "s");
}

static void check_held(struct core *core, struct buf *out)
{
	int64_t counts[DELIVERY_STATES];

	outbox_counts(core->db, 0, counts);
	if (counts[DELIVERY_HELD] > 0)
		buf_printf(out, "%lld %s held; see \"dpupctl queue list --state held\"",
		    (long long)counts[DELIVERY_HELD],
		    counts[DELIVERY_HELD] == 1 ? "delivery is" : "deliveries are");
}

static void check_schedule(struct core *core, struct buf *out)
{
	if (core->setbacks.count > 0)
		buf_printf(out,
		    "%d steps of the schedule are refused, \"%s\" of %lld among them; the log says why "
		    "(schedule.setback)",
		    core->setbacks.count, core->setbacks.rows[0].key.task,
		    (long long)core->setbacks.rows[0].key.id);
}

/* Those that were to go and could not be made. */
static void check_announcements(struct core *core, struct buf *out)
{
	announcement_trouble(core->db, core_now(core) - RECENT_S, out);
}

/* Receivers that hold something against us, domains that refuse wholesale. */
static void check_refusals(struct core *core, struct buf *out)
{
	int64_t now = core_now(core);

	score_trouble(core->db, now - OBJECTION_S, now, out);
}

/* A few are everyday spam; a flood is somebody's attempt to have people unsubscribed. */
static void check_forgeries(struct core *core, struct buf *out)
{
	int64_t n = inbound_unverified_count(core->db, core_now(core) - RECENT_S);

	if (n >= FORGERIES_MANY)
		buf_printf(out,
		    "%lld reports of bounces this week name no mail of ours; they changed nothing",
		    (long long)n);
}

/* After a restore nobody would know who left. */
static void check_ledger(struct core *core, struct buf *out)
{
	ledger_check(core->ledger, out);
}

/* What people wrote and nobody has read: come back, or too large for its way. */
static void check_forwards(struct core *core, struct buf *out)
{
	int64_t unread = returned_count(core->db);
	int64_t references = letter_count_references(core->db, core_now(core) - OBJECTION_S);

	if (unread > 0)
		buf_printf(out,
		    "%lld mail%s for the person who reads (identity.human) came back, so nobody has read %s: mend that "
		    "mailbox, then \"dpupctl queue list --state unread\" shows %s, \"queue show\" why, and \"queue retry\" sends "
		    "%s again",
		    (long long)unread, unread == 1 ? "" : "s", unread == 1 ? "it" : "them",
		    unread == 1 ? "it" : "them", unread == 1 ? "it" : "them");
	if (references > 0)
		buf_printf(out,
		    "%s%lld forwarded message%s too large for %s way: whom it went to has its beginning, and its "
		    "number for \"dpupctl inbound raw\"",
		    unread > 0 ? "; " : "", (long long)references,
		    references == 1 ? " was" : "s were", references == 1 ? "its" : "their");
}

static void check_limits(struct core *core, struct buf *out)
{
	budget_check(core->db, core_now(core), out);
}

/* It is no fault that something waits. */
static void check_nothing(struct core *core, struct buf *out)
{
	(void)core;
	(void)out;
}

/* --- and what is told where it is well --- */

static void note_relays(struct core *core, struct buf *out)
{
	if (!sender_pool_was_tried(core->senders))
		buf_text(out, "not tried yet: nothing was to be sent since the start");
}

/* What proves nothing is told, and is no fault: whoever saw an answer to a mail can write that it
 * came back. */
static void note_forwards(struct core *core, struct buf *out)
{
	int64_t n = returned_said_count(core->db, core_now(core) - RECENT_S);

	if (n > 0)
		buf_printf(out,
		    "this week somebody wrote of %lld mail%s to those who lead that %s came back, which proves nothing: "
		    "nothing is done for it",
		    (long long)n, n == 1 ? "" : "s", n == 1 ? "it" : "they");
}

static void note_waiting(struct core *core, struct buf *out)
{
	waiting_words(core, core_now(core), out);
	if (out->n == 0)
		buf_text(out, "nothing waits for a person");
}

static const struct {
	const char *name;
	void (*check)(struct core *core, struct buf *out);
	void (*note)(struct core *core, struct buf *out); /* NULL, or nothing: "ok" */
} checks[] = {
	{ "configuration", check_conf, NULL },
	{ "former addresses", own_names_check, NULL },
	{ "database", check_store, NULL },
	{ "restored backup", restored_health_check, NULL },
	{ "ledger", check_ledger, NULL },
	{ "old copies", retention_check_copies, retention_note_copies },
	{ "disk", check_disk, NULL },
	{ "clock", clock_seen_check, NULL },
	{ "boxes", check_boxes, NULL },
	{ "token key", keyring_check, NULL },
	{ "inboxes", check_inboxes, NULL },
	{ "vouching", check_nothing, note_vouching },
	{ "relays", check_relays, note_relays },
	{ "web pages", check_web, NULL },
	{ "templates", check_templates, NULL },
	{ "quarantine", check_quarantine, NULL },
	{ "host copies", check_copies, NULL },
	{ "held mail", check_held, NULL },
	{ "forwarded mail", check_forwards, note_forwards },
	{ "limits", check_limits, NULL },
	{ "schedule", check_schedule, NULL },
	{ "announcements", check_announcements, NULL },
	{ "refusals", check_refusals, NULL },
	{ "forged bounces", check_forgeries, NULL },
	{ "waiting", check_nothing, note_waiting },
};

static int on_doctor(struct request *rq, struct err *err)
{
	(void)err;
	buf_char(&rq->json, '[');
	for (size_t i = 0; i < sizeof checks / sizeof checks[0]; i++) {
		struct buf text = BUF_INIT;

		checks[i].check(rq->core, &text);
		buf_printf(&rq->json, "%s{\"check\":\"%s\",\"ok\":%s,\"text\":", i > 0 ? "," : "",
		    checks[i].name, text.n == 0 ? "true" : "false");
		if (text.n == 0 && checks[i].note != NULL)
			checks[i].note(rq->core, &text);
		json_quote(&rq->json, text.n == 0 ? slice_of("ok") : buf_all(&text));
		buf_char(&rq->json, '}');
		buf_release(&text);
	}
	buf_char(&rq->json, ']');
	return 0;
}

static int on_metrics(struct request *rq, struct err *err)
{
	struct buf text = BUF_INIT;

	(void)err;
	metrics_write(rq->core, rq->now, &text);
	buf_cut(&text, text.n - 1); /* whoever shows a text ends its last line */
	buf_text(&rq->json, "{\"text\":");
	json_quote(&rq->json, buf_all(&text));
	buf_char(&rq->json, '}');
	buf_release(&text);
	return 0;
}

const struct request_verb status_verbs[] = {
	{ "status", false, FOR(ROLE_ALL), on_status, { { NULL } } },
	{ "doctor", false, FOR(ROLE_ALL), on_doctor, { { NULL } } },
	{ "metrics", false, FOR(ROLE_ALL), on_metrics, { { NULL } } },
	{ .verb = NULL },
};

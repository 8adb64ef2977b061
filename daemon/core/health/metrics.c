/* SPDX-License-Identifier: MIT
 * Metrics; see metrics.h. Each family is told once, with its help and its type. Reads only what is
 * counted by an index: it is asked every few seconds. */
#include "daemon/core/health/metrics.h"

#include "daemon/core/health/waiting.h"
#include "daemon/core/inbound/fetcher.h"
#include "daemon/core/inbound/inbound.h"
#include "daemon/core/letters/budget.h"
#include "daemon/core/outbox/outbox.h"
#include "daemon/core/outbox/throughput.h"
#include "daemon/core/sending/relay.h"
#include "daemon/core/sending/sender_pool.h"

static void family(struct buf *out, const char *name, const char *type, const char *help)
{
	buf_printf(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void sample(struct buf *out, const char *name, const char *label, const char *value,
    int64_t n)
{
	buf_text(out, name);
	if (label != NULL) {
		buf_printf(out, "{%s=\"", label);
		for (const char *p = value; *p != '\0'; p++) {
			if (*p == '\\' || *p == '"')
				buf_char(out, '\\');
			buf_char(out, *p);
		}
		buf_text(out, "\"}");
	}
	buf_printf(out, " %lld\n", (long long)n);
}

static void add_deliveries(struct core *core, int64_t now, struct buf *out)
{
	int64_t counts[DELIVERY_STATES], next = outbox_next_at(core->db);

	outbox_counts(core->db, 0, counts);
	family(out, "dpupd_deliveries", "gauge", "Deliveries there ever were, by their state.");
	for (int i = 0; i < DELIVERY_STATES; i++)
		sample(out, "dpupd_deliveries", "state",
		    delivery_state_text((enum delivery_state)i), counts[i]);
	family(out, "dpupd_queue_oldest_seconds", "gauge",
	    "For how long the delivery that is due longest has been due.");
	sample(out, "dpupd_queue_oldest_seconds", NULL, NULL,
	    next > 0 && next < now ? now - next : 0);
	family(out, "dpupd_attempts_total", "counter",
	    "Attempts to deliver, by what became of them.");
	for (int i = OUTBOX_SENT; i < OUTBOX_RETURNED; i++)
		sample(out, "dpupd_attempts_total", "outcome",
		    outbox_outcome_text((enum outbox_outcome)i),
		    throughput_count(core->db, (enum outbox_outcome)i, 0));
}

static void add_relays(const struct core *core, struct buf *out)
{
	const struct relay *r;

	family(out, "dpupd_relay_up", "gauge",
	    "1 where the relay can be used, as far as is known.");
	for (int i = 0; (r = sender_pool_relay(core->senders, i)) != NULL; i++)
		sample(out, "dpupd_relay_up", "relay", r->name, r->state != RELAY_DOWN);
	family(out, "dpupd_relay_connections_allowed", "gauge",
	    "Connections the relay may have now; fewer after 421.");
	for (int i = 0; (r = sender_pool_relay(core->senders, i)) != NULL; i++)
		sample(out, "dpupd_relay_connections_allowed", "relay", r->name,
		    breaker_connections(&r->breaker));
	family(out, "dpupd_relay_sent_total", "counter",
	    "Messages the relay took since the daemon was started.");
	for (int i = 0; (r = sender_pool_relay(core->senders, i)) != NULL; i++)
		sample(out, "dpupd_relay_sent_total", "relay", r->name, r->sent);
}

static void add_inbound(struct core *core, struct buf *out)
{
	family(out, "dpupd_inbox_up", "gauge", "1 where the inbox can be read.");
	for (int i = 0; i < core->conf.inbox_count; i++) {
		struct buf why = BUF_INIT;

		sample(out, "dpupd_inbox_up", "inbox", core->conf.inboxes[i].name,
		    fetcher_is_well(core->intakes[i], &why));
		buf_release(&why);
	}
	family(out, "dpupd_inbound_waiting", "gauge",
	    "Messages that came in and were not read yet.");
	sample(out, "dpupd_inbound_waiting", NULL, NULL, inbound_open_count(core->db));
	family(out, "dpupd_inbound_quarantined", "gauge",
	    "Messages that could not be read and wait for a person.");
	sample(out, "dpupd_inbound_quarantined", NULL, NULL, inbound_quarantined_count(core->db));
}

static void add_waiting(struct core *core, int64_t now, struct buf *out)
{
	const char *name;
	int64_t n;

	family(out, "dpupd_waiting", "gauge",
	    "What waits for a person, by what it is; forwarded: within seven days.");
	for (size_t i = 0; (name = waiting_row(core, i, now, &n)) != NULL; i++)
		sample(out, "dpupd_waiting", "what", name, n);
}

static void add_limits(struct core *core, int64_t now, struct buf *out)
{
	struct budget_row row = { .limit = "" };

	family(out, "dpupd_held_back", "gauge",
	    "Messages and letters that wait for room, by the limit that holds them.");
	while (budget_next(core->db, now, &row))
		sample(out, "dpupd_held_back", "limit", row.limit, row.waiting);
	row.limit[0] = '\0';
	family(out, "dpupd_limited_total", "counter", "How often each limit held something back.");
	while (budget_next(core->db, now, &row))
		sample(out, "dpupd_limited_total", "limit", row.limit, row.total);
}

void metrics_write(struct core *core, int64_t now, struct buf *out)
{
	family(out, "dpupd_build_info", "gauge", "Always 1; the label says which version runs.");
	sample(out, "dpupd_build_info", "version", DPUPD_VERSION, 1);
	family(out, "dpupd_start_time_seconds", "gauge",
	    "When the daemon was started, in seconds since 1970.");
	sample(out, "dpupd_start_time_seconds", NULL, NULL, core->started_at);
	family(out, "dpupd_store_ok", "gauge", "1 where the last transaction was written.");
	sample(out, "dpupd_store_ok", NULL, NULL, core->store_error[0] == '\0');
	family(out, "dpupd_schedule_setbacks", "gauge",
	    "Steps of the schedule that were refused and are tried again later.");
	sample(out, "dpupd_schedule_setbacks", NULL, NULL, core->setbacks.count);
	add_deliveries(core, now, out);
	add_relays(core, out);
	add_inbound(core, out);
	add_waiting(core, now, out);
	add_limits(core, now, out);
}

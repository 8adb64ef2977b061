/* SPDX-License-Identifier: MIT
 * Turns of the pool of senders with a process that is this test: what it is told, and in which
 * order with what is committed. The functions of child.c are defined here, before the library's:
 * the linker takes the first. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "daemon/common/bundle.h"
#include "daemon/core/people/undelivered.h"
#include "daemon/core/schedule.h"
#include "daemon/core/sending/sender_parts.h"
#include "subscribers/clock_back.h"
#include "subscribers/schema.h"
#include "subscribers/subscription.h"
#include "tests/unit/store.h"

/* --- the process --- */

struct child {
	const struct child_events *events;
	void *context;
	bool is_running;
};

static struct child process; /* one relay on one processor has one */
static char told[1000];      /* "job 1 go; job 2; go 2; drop 3;" */

static bool write_down(void *context, const struct wire *w)
{
	size_t n = strlen(told);

	(void)context;
	if (wire_is(w, "send.start") || wire_is(w, "send.stop"))
		return true;
	(void)snprintf(told + n, sizeof told - n, "%.*s %lld%s; ",
	    SLICE_ARG(slice_from(w->verb, strlen("send."))), (long long)w->id,
	    wire_has(w, "go") ? " go" : "");
	return true;
}

struct child *child_new(struct core *core, const char *program, const char *label,
    const struct child_events *events, void *context)
{
	(void)core;
	(void)program;
	(void)label;
	process = (struct child){ .events = events, .context = context };
	return &process;
}

void child_send(struct child *child, const struct buf *frame, int fd)
{
	struct err err = ERR_INIT;
	struct wire w;

	(void)child;
	if (fd >= 0)
		(void)close(fd);
	assert_int_equal(wire_parse(buf_all(frame), &w, &err), 0);
	assert_true(bundle_each(&w, write_down, NULL, &err));
}

void child_free(struct child *child)
{
	child->is_running = false;
}
bool child_is_running(const struct child *child)
{
	return child->is_running;
}
void child_kill(struct child *child, const char *why)
{
	(void)child;
	fail_msg("%s", why);
}
void child_replace(struct child *child)
{
	(void)child;
}
void child_is_well(struct child *child)
{
	(void)child;
}
void child_retire(struct child *child)
{
	(void)child;
}
pid_t child_pid(const struct child *child)
{
	(void)child;
	return 1;
}
int child_restarts(const struct child *child)
{
	(void)child;
	return 0;
}
const char *child_label(const struct child *child)
{
	(void)child;
	return "x";
}

/* --- core --- */

struct bed {
	struct store s;
	struct core core;
	int64_t list;
};

static char relay_name[] = "r", relay_url[] = "smtp://127.0.0.1:25", none[] = "none", off[] = "off",
            always[] = "always";

static void commit(struct bed *b)
{
	struct err err = ERR_INIT;

	assert_int_equal(core_commit(&b->core, &err), 0);
}

/* A letter to each of `people` members, due now, who must be members still when it goes: their
 * numbers are 1, 2 ... */
static void open_bed(struct bed *b, int people)
{
	static const int64_t waits_s[] = { 60 };
	struct err err = ERR_INIT;
	int64_t now;

	memset(b, 0, sizeof *b);
	told[0] = '\0';
	b->list = store_fill(&b->s, people, 1000);
	b->core.db = b->s.db;
	b->core.key = b->s.key;
	incarnations_load(b->core.db, &b->core.lives);
	b->core.epoch = schema_epoch(b->s.db);
	assert_true(sd_event_new(&b->core.event) >= 0);
	now = core_now(&b->core);
	b->core.conf.relay_count = 1;
	b->core.conf.relays[0] = (struct conf_relay){
		.name = relay_name, .url = relay_url, .tls = none, .connections = 1
	};
	b->core.conf.sending.window = always;
	b->core.conf.sending.smtputf8 = off;
	b->core.conf.sending.retry_count = 1;
	memcpy(b->core.conf.sending.retry_s, waits_s, sizeof waits_s);
	b->core.conf.sending.give_up_s = 86400;
	assert_true(address_parse(slice_of("dpup@example.nz"), &b->core.identity.address, &err));
	b->core.identity.delimiter = '+';
	b->core.identity.domain = "example.nz";
	for (int i = 1; i <= people; i++) {
		struct outbox_new n = { .kind = "welcome",
			.class = DELIVERY_ANSWER,
			.list_id = b->list,
			.subscriber_id = i,
			.needs_consent = true,
			.address = "x@example.nz",
			.due_at = now };
		struct db_stmt *st = db_sql(b->s.db,
		    "INSERT INTO letter (delivery_id, message) VALUES (:id, x'0d0a')");

		db_bind_int(st, ":id", outbox_add(b->s.db, &n, now));
		assert_int_equal(db_run(st), 1);
	}
	b->core.schedule = schedule_new(&b->core);
	commit(b);
	b->core.senders = sender_pool_new(&b->core, undelivered_refused);
}

static void close_bed(struct bed *b)
{
	sender_pool_free(b->core.senders);
	schedule_free(b->core.schedule);
	incarnations_release(&b->core.lives);
	b->core.event = sd_event_unref(b->core.event);
	store_close(&b->s);
}

static void turn(struct bed *b)
{
	core_wake(&b->core, WAKE_SEND);
	sender_pool_turn(b->core.senders);
}

/* The first turn finds that there is something to send, and starts the process. */
static void start(struct bed *b)
{
	turn(b);
	assert_non_null(process.events);
	process.is_running = true;
	process.events->started(process.context, &process);
}

static void say_sent(int64_t id)
{
	struct buf frame = BUF_INIT;
	struct err err = ERR_INIT;
	struct wire w;

	wire_begin(&frame, "send.result", (uint64_t)id);
	wire_add_text(&frame, "outcome", slice_of("sent"));
	wire_add_text(&frame, "stage", slice_of("dot"));
	wire_add_int(&frame, "code", 250);
	assert_int_equal(wire_parse(buf_all(&frame), &w, &err), 0);
	process.events->frame(process.context, &process, &w, -1);
	buf_release(&frame);
}

static bool is_in_state(struct bed *b, int64_t id, const char *expected)
{
	struct db_stmt *st = db_sql(b->s.db,
	    "SELECT 1 FROM delivery_public WHERE delivery_id = :id AND state = :state");

	db_bind_int(st, ":id", id);
	db_bind_text(st, ":state", expected);
	return db_number(st, 0) == 1;
}

static void assert_told(const char *expected)
{
	assert_string_equal(told, expected);
	told[0] = '\0';
}

static void run_sql(struct bed *b, const char *sql)
{
	struct err err = ERR_INIT;

	assert_int_equal(db_script(b->s.db, sql, &err), 0);
}

/* --- tests --- */

static void test_one_goes_after_the_other(void **state)
{
	struct bed b;

	(void)state;
	open_bed(&b, 3);
	start(&b);
	turn(&b);
	assert_told("job 1 go; job 2; job 3; ");
	assert_true(is_in_state(&b, 1, "sending") && is_in_state(&b, 2, "leased") &&
	    is_in_state(&b, 3, "leased"));
	say_sent(1);
	assert_told(""); /* not before its result is committed */
	turn(&b);
	assert_told("go 2; ");
	assert_true(is_in_state(&b, 1, "sent") && is_in_state(&b, 2, "sending") &&
	    is_in_state(&b, 3, "leased"));
	close_bed(&b);
}

/* Somebody leaves when their mail's envelope is under way already: its final dot never goes. */
static void test_consent_goes_between_lease_and_go(void **state)
{
	struct evidence e = { .channel = "email", .at = 2000, .notice = "1" };
	struct subscriber who;
	struct bed b;

	(void)state;
	open_bed(&b, 3);
	start(&b);
	turn(&b);
	assert_told("job 1 go; job 2; job 3; ");
	db_begin(b.s.db);
	assert_true(subscriber_get(b.s.db, 2, &who));
	assert_true(subscription_leave(b.s.db, &who, b.list, &e));
	commit(&b);
	say_sent(1);
	turn(&b);
	assert_told("drop 2; ");
	assert_true(is_in_state(&b, 2, "cancelled") && is_in_state(&b, 3, "leased"));
	sender_pool_turn(b.core.senders); /* woken by the drop: the next one's turn */
	assert_told("go 3; ");
	say_sent(2); /* the sender had not read the drop yet: the answer to it changes nothing */
	say_sent(3);
	turn(&b);
	assert_true(is_in_state(&b, 2, "cancelled") && is_in_state(&b, 3, "sent"));
	assert_true(sender_pool_is_idle(b.core.senders));
	close_bed(&b);
}

/* The store takes nothing: nothing is told, nothing is forgotten, and all is done when it takes it.
 */
static void test_nothing_leaves_that_is_not_committed(void **state)
{
	struct bed b;

	(void)state;
	open_bed(&b, 3);
	start(&b);
	run_sql(&b,
	    "CREATE TRIGGER full BEFORE INSERT ON lease BEGIN SELECT raise(ABORT, 'full'); END");
	turn(&b);
	assert_told("");
	assert_true(is_in_state(&b, 1, "queued"));
	run_sql(&b, "DROP TRIGGER full");
	turn(&b);
	assert_told("job 1 go; job 2; job 3; ");
	say_sent(1);
	run_sql(&b,
	    "CREATE TRIGGER full BEFORE INSERT ON attempt BEGIN SELECT raise(ABORT, 'full'); END");
	turn(&b);
	turn(&b);
	assert_told("");
	assert_true(is_in_state(&b, 1, "sending") && is_in_state(&b, 2, "leased"));
	run_sql(&b, "DROP TRIGGER full");
	turn(&b);
	assert_told("go 2; ");
	assert_true(is_in_state(&b, 1, "sent"));
	assert_int_equal(db_number(db_sql(b.s.db, "SELECT count(*) FROM attempt"), -1),
	    1); /* settled once */
	close_bed(&b);
}

static void test_one_message_at_a_time_on_trial(void **state)
{
	struct relay *relay;
	struct bed b;

	(void)state;
	open_bed(&b, 3);
	start(&b);
	relay = &b.core.senders->relays[0];
	relay->breaker.state = BREAKER_TRIAL;
	turn(&b);
	assert_told("job 1 go; ");
	turn(&b);
	turn(&b);
	assert_told("");
	say_sent(1); /* which closes the breaker */
	assert_int_equal(relay->breaker.state, BREAKER_CLOSED);
	turn(&b);
	assert_told("job 2 go; job 3; ");
	close_bed(&b);
}

/* A relay that rests for a minute rests for what is left of it, whatever the clock is set to. */
static void test_a_rest_when_the_clock_is_set_back(void **state)
{
	struct clock_back back = { .by_s = 3600 };
	struct relay *relay;
	struct bed b;
	int64_t now;

	(void)state;
	open_bed(&b, 1);
	now = core_now(&b.core);
	relay = &b.core.senders->relays[0];
	relay_pause(relay, "auth", slice_of("no"), now); /* 60 s */
	assert_int_equal(sender_pool_next_at(b.core.senders), now + 60);
	relay->is_at_limit = true;
	relay->free_at = now + 7;
	back.now = now - 3600;
	sender_pool_set_back(b.core.senders, &back);
	assert_int_equal(relay->breaker.until, back.now + 60);
	assert_int_equal(relay->free_at, back.now + 7);
	assert_false(breaker_wants_probe(&relay->breaker, back.now + 59));
	assert_true(breaker_wants_probe(&relay->breaker, back.now + 60));
	close_bed(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_one_goes_after_the_other),
		cmocka_unit_test(test_consent_goes_between_lease_and_go),
		cmocka_unit_test(test_nothing_leaves_that_is_not_committed),
		cmocka_unit_test(test_one_message_at_a_time_on_trial),
		cmocka_unit_test(test_a_rest_when_the_clock_is_set_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

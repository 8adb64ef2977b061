/* SPDX-License-Identifier: MIT
 * Transactions without a network. A scenario is a list of steps, one string each:
 *     "begin 1"  "go 1"  "drop 1"
 *     "> TEXT"   exactly this is written now (\r\n as |)
 *     "~ 5"      only so many bytes of the output are written
 *     "< TEXT"   this is read (\r\n as |)
 *     "lost"     the connection ends
 *     "= settled 1 sent dot 250"  "= broken busy"  "= restart"   the next event
 * At the end of each no event is left. */
#include "daemon/send/dialogue.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define JOBS 4
#define STEPS_MAX 24

struct rig {
	struct dialogue *d;
	struct job jobs[JOBS];
	const char *name;
};

static void set_up(struct rig *r, bool has_pipelining)
{
	const struct capabilities caps = { .has_pipelining = has_pipelining };

	for (size_t i = 1; i < JOBS; i++) {
		static const char *const bodies[JOBS] = { "", "one\r\n", "two\r\n", "three\r\n" };

		job_init(&r->jobs[i]);
		r->jobs[i].id = i;
		(void)snprintf(r->jobs[i].sender, ADDRESS_SIZE, "s@x.nz");
		(void)snprintf(r->jobs[i].recipient, ADDRESS_SIZE, "%zu@y.nz", i);
		r->jobs[i].message = slice_of(bodies[i]);
	}
	r->d = dialogue_new(&caps);
}

static void tear_down(struct rig *r)
{
	dialogue_free(r->d);
	for (size_t i = 1; i < JOBS; i++)
		job_release(&r->jobs[i]);
}

/* The bytes a scenario writes as text with '|' for CRLF. */
static void unescape(const char *text, struct buf *out)
{
	buf_clear(out);
	for (; *text != '\0'; text++)
		buf_text(out, *text == '|' ? "\r\n" : (char[]){ *text, '\0' });
}

static void describe(const struct dialogue_event *e, char out[128])
{
	switch (e->kind) {
	case DIALOGUE_SETTLED:
		(void)snprintf(out, 128, "settled %llu %s %s %d", (unsigned long long)e->job->id,
		    outcome_text(e->outcome), stage_text(e->stage), e->code);
		break;
	case DIALOGUE_BROKEN:
		(void)snprintf(out, 128, "broken %s", cause_text(e->cause));
		break;
	case DIALOGUE_RESTART:
		(void)snprintf(out, 128, "restart");
		break;
	}
}

static void read_bytes(struct rig *r, struct slice bytes)
{
	while (bytes.n > 0)
		dialogue_input(r->d, &bytes);
}

static void write_step(struct rig *r, const char *text)
{
	struct buf wanted = BUF_INIT;
	struct slice got;

	unescape(text, &wanted);
	dialogue_advance(r->d);
	got = dialogue_output(r->d);
	if (!slice_equal(got, buf_all(&wanted)))
		fail_msg("%s: wanted \"%s\", wrote \"%.*s\"", r->name, text, SLICE_ARG(got));
	dialogue_wrote(r->d, got.n);
	buf_release(&wanted);
}

static void event_step(struct rig *r, const char *text)
{
	struct dialogue_event e;
	char got[128] = "nothing";

	if (dialogue_event(r->d, &e))
		describe(&e, got);
	if (strcmp(got, text) != 0)
		fail_msg("%s: wanted \"%s\", got \"%s\"", r->name, text, got);
}

static void step(struct rig *r, const char *text)
{
	struct job *job = &r->jobs[text[strlen(text) - 1] % JOBS];
	struct buf bytes = BUF_INIT;

	if (strncmp(text, "begin", 5) == 0) {
		if (!dialogue_wants_job(r->d))
			fail_msg("%s: it wants no job", r->name);
		dialogue_begin(r->d, job);
	} else if (strncmp(text, "go", 2) == 0) {
		job->has_go = true;
	} else if (strncmp(text, "drop", 4) == 0) {
		dialogue_abandon(r->d, job);
	} else if (strcmp(text, "lost") == 0) {
		dialogue_break(r->d, CAUSE_NETWORK, "lost");
	} else if (text[0] == '>') {
		write_step(r, text[1] == ' ' ? text + 2 : "");
	} else if (text[0] == '~') {
		dialogue_advance(r->d);
		dialogue_wrote(r->d, (size_t)strtoul(text + 2, NULL, 10));
	} else if (text[0] == '<') {
		unescape(text + 2, &bytes);
		read_bytes(r, buf_all(&bytes));
	} else {
		event_step(r, text + 2);
	}
	buf_release(&bytes);
}

#define ENVELOPE(n) "> MAIL FROM:<s@x.nz>|RCPT TO:<" n "@y.nz>|DATA|"
#define TAKEN "< 250 ok|250 ok|354 go|"

struct scenario {
	const char *name;
	bool is_serial;
	const char *steps[STEPS_MAX];
};

/* clang-format off */
static const struct scenario scenarios[] = {
	{ "one message", false, { "begin 1", ENVELOPE("1"), TAKEN, ">", "go 1", "> one|.|", "< 250 2.0.0 ok|",
	    "= settled 1 sent dot 250" } },
	{ "one round trip a message", false, { "begin 1", "go 1", ENVELOPE("1"), TAKEN, "~ 0", "begin 2",
	    "> one|.|MAIL FROM:<s@x.nz>|RCPT TO:<2@y.nz>|DATA|", "< 250 ok|250 ok|250 ok|354 go|",
	    "= settled 1 sent dot 250", ">", "go 2", "> two|.|", "< 250 ok|", "= settled 2 sent dot 250" } },
	{ "one at a time", true, { "begin 1", "go 1", "> MAIL FROM:<s@x.nz>|", ">", "< 250 ok|", "> RCPT TO:<1@y.nz>|",
	    "< 250 ok|", "> DATA|", "< 354 go|", "> one|.|", "< 250 ok|", "= settled 1 sent dot 250" } },
	{ "a refused recipient", false, { "begin 1", ENVELOPE("1"), "< 250 ok|550 5.1.1 no|554 no recipients|",
	    "= settled 1 failed rcpt 550", "begin 2", "> RSET|MAIL FROM:<s@x.nz>|RCPT TO:<2@y.nz>|DATA|",
	    "< 250 ok|250 ok|250 ok|354 go|", "go 2", "> two|.|", "< 250 ok|", "= settled 2 sent dot 250" } },
	{ "a refused recipient, one at a time", true, { "begin 1", "> MAIL FROM:<s@x.nz>|", "< 250 ok|",
	    "> RCPT TO:<1@y.nz>|", "< 450 later|", "= settled 1 retry rcpt 450", ">", "begin 2", "> RSET|", "< 250 ok|",
	    "> MAIL FROM:<s@x.nz>|", "lost", "= broken network", "= settled 2 returned mail 0" } },
	{ "a refused sender needs no RSET", false, { "begin 1", ENVELOPE("1"), "< 451 no|503 no|503 no|",
	    "= settled 1 retry mail 451", "begin 2", ENVELOPE("2"), "< 250 ok|250 ok|354 go|", "drop 2", "= restart" } },
	{ "354 without a recipient", false, { "begin 1", ENVELOPE("1"), "< 250 ok|550 no|354 go|",
	    "= settled 1 failed rcpt 550", "> .|", "< 554 no recipients|", "begin 2",
	    "> RSET|MAIL FROM:<s@x.nz>|RCPT TO:<2@y.nz>|DATA|" } },
	{ "the lone dot accepted", false, { "begin 1", ENVELOPE("1"), "< 250 ok|450 no|354 go|",
	    "= settled 1 retry rcpt 450", "> .|", "< 250 queued|", "begin 2",
	    "> RSET|MAIL FROM:<s@x.nz>|RCPT TO:<2@y.nz>|DATA|" } },
	{ "MAIL refused, RCPT and DATA accepted: a dot would deliver", false, { "begin 1", ENVELOPE("1"),
	    "< 451 no|250 ok|354 go|", "= settled 1 retry mail 451", "= restart", ">" } },
	{ "DATA refused", false, { "begin 1", ENVELOPE("1"), "< 250 ok|250 ok|451 4.3.0 later|",
	    "= settled 1 retry data 451", "begin 2", "> RSET|MAIL FROM:<s@x.nz>|RCPT TO:<2@y.nz>|DATA|" } },
	{ "the dot refused: the next envelope stands", false, { "begin 1", "go 1", ENVELOPE("1"), TAKEN, "~ 0", "begin 2",
	    "> one|.|MAIL FROM:<s@x.nz>|RCPT TO:<2@y.nz>|DATA|", "< 554 5.6.0 spam|250 ok|250 ok|354 go|",
	    "= settled 1 failed dot 554", "go 2", "> two|.|", "< 250 ok|", "= settled 2 sent dot 250" } },
	{ "RSET refused", false, { "begin 1", ENVELOPE("1"), "< 250 ok|550 no|554 no|", "= settled 1 failed rcpt 550",
	    "begin 2", "> RSET|MAIL FROM:<s@x.nz>|RCPT TO:<2@y.nz>|DATA|", "< 502 what|", "= restart" } },
	{ "421 before the dot", false, { "begin 1", ENVELOPE("1"), "< 250 ok|421 4.3.2 closing|", "= broken busy",
	    "= settled 1 returned rcpt 421" } },
	{ "421 to the dot, with the next behind", false, { "begin 1", "go 1", ENVELOPE("1"), TAKEN, "~ 0", "begin 2",
	    "> one|.|MAIL FROM:<s@x.nz>|RCPT TO:<2@y.nz>|DATA|", "< 421 closing|", "= broken busy",
	    "= settled 1 retry dot 421", "= settled 2 returned mail 0" } },
	{ "policy at MAIL", false, { "begin 1", ENVELOPE("1"), "< 550 5.7.1 listed|", "= broken refused",
	    "= settled 1 returned mail 550" } },
	{ "lost while READY", false, { "begin 1", ENVELOPE("1"), TAKEN, "lost", "= broken network",
	    "= settled 1 returned data 0" } },
	{ "lost before a byte of the dot", false, { "begin 1", "go 1", ENVELOPE("1"), TAKEN, "~ 5", "lost",
	    "= broken network", "= settled 1 returned body 0" } },
	{ "lost after one byte of the dot", false, { "begin 1", "go 1", ENVELOPE("1"), TAKEN, "~ 6", "lost",
	    "= broken network", "= settled 1 unsure dot 0" } },
	{ "lost after the dot, with the next behind", false, { "begin 1", "go 1", ENVELOPE("1"), TAKEN, "~ 0", "begin 2",
	    "> one|.|MAIL FROM:<s@x.nz>|RCPT TO:<2@y.nz>|DATA|", "< 25", "lost", "= broken network",
	    "= settled 1 unsure dot 0", "= settled 2 returned mail 0" } },
	{ "garbage after the dot", false, { "begin 1", "go 1", ENVELOPE("1"), TAKEN, "> one|.|", "< <html>", "= broken network",
	    "= settled 1 unsure dot 0" } },
	{ "250 to DATA", false, { "begin 1", ENVELOPE("1"), "< 250 ok|250 ok|250 ok|", "= broken network",
	    "= settled 1 returned data 0" } },
	{ "an answer before the body", false, { "begin 1", "go 1", ENVELOPE("1"), TAKEN, "< 250 ok|", "= broken network",
	    "= settled 1 returned data 0" } },
	{ "an answer to half a body", false, { "begin 1", "go 1", ENVELOPE("1"), TAKEN, "~ 2", "< 250 ok|", "= broken network",
	    "= settled 1 returned body 0" } },
	{ "a refusal of half a body", false, { "begin 1", "go 1", ENVELOPE("1"), TAKEN, "~ 2", "< 552 5.3.4 too big|",
	    "= settled 1 failed body 552", "= restart" } },
	{ "a reply to a command not yet written", false, { "begin 1", "~ 5", "< 250 ok|", "= broken network",
	    "= settled 1 returned mail 0" } },
	{ "an answer nobody asked for", false, { "< 250 hello|", "= broken network" } },
	{ "closed while idle", false, { "< 421 bye|", "= broken busy" } },
	{ "dropped before its replies", false, { "begin 1", ENVELOPE("1"), "drop 1", TAKEN, "= restart" } },
	{ "dropped, and refused anyway", false, { "begin 1", ENVELOPE("1"), "drop 1", "< 250 ok|550 no|554 no|", "begin 2",
	    "> RSET|MAIL FROM:<s@x.nz>|RCPT TO:<2@y.nz>|DATA|" } },
	{ "dropped behind a dot", false, { "begin 1", "go 1", ENVELOPE("1"), TAKEN, "~ 0", "begin 2",
	    "> one|.|MAIL FROM:<s@x.nz>|RCPT TO:<2@y.nz>|DATA|", "drop 2", "< 250 ok|", "= settled 1 sent dot 250",
	    "< 250 ok|250 ok|354 go|", "= restart" } },
	{ "dropped one at a time", true, { "begin 1", "> MAIL FROM:<s@x.nz>|", "drop 1", "< 250 ok|", ">", "begin 2",
	    "> RSET|", "drop 2", "< 250 ok|", ">", "begin 3", "> MAIL FROM:<s@x.nz>|" } },
	{ "nothing is said after the end", false, { "begin 1", "lost", "= broken network", "= settled 1 returned mail 0", ">",
	    "< 250 ok|", "lost" } },
};
/* clang-format on */

static void test_scenarios(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof scenarios / sizeof scenarios[0]; i++) {
		struct rig r = { .name = scenarios[i].name };

		set_up(&r, !scenarios[i].is_serial);
		for (size_t s = 0; s < STEPS_MAX && scenarios[i].steps[s] != NULL; s++)
			step(&r, scenarios[i].steps[s]);
		event_step(&r, "nothing");
		tear_down(&r);
	}
}

/* A connection that is lost at every byte of what the server says: before the dot is written the
 * job goes back, after it and before the end of the answer it is unsure, after that it is sent. */
static void test_cut(void **state)
{
	static const char *const parts[] = { "250 ok\r\n250 ok\r\n354 go\r\n",
		"250 2.0.0 queued\r\n" };
	size_t total = strlen(parts[0]) + strlen(parts[1]);

	(void)state;
	for (size_t cut = 0; cut <= total; cut++) {
		struct rig r = { .name = "cut" };
		struct dialogue_event e;

		set_up(&r, true);
		r.jobs[1].has_go = true;
		dialogue_begin(r.d, &r.jobs[1]);
		dialogue_wrote(r.d, dialogue_output(r.d).n);
		read_bytes(&r, slice_sub(slice_of(parts[0]), 0, cut));
		dialogue_advance(r.d);
		dialogue_wrote(r.d, dialogue_output(r.d).n);
		if (cut > strlen(parts[0]))
			read_bytes(&r, slice_sub(slice_of(parts[1]), 0, cut - strlen(parts[0])));
		dialogue_break(r.d, CAUSE_NETWORK, "cut");
		assert_true(dialogue_event(r.d, &e));
		if (cut < total) {
			assert_int_equal(e.kind, DIALOGUE_BROKEN);
			assert_true(dialogue_event(r.d, &e));
		}
		assert_int_equal(e.kind, DIALOGUE_SETTLED);
		assert_int_equal(e.outcome,
		    cut < strlen(parts[0]) ? OUTCOME_RETURNED :
		        cut < total        ? OUTCOME_UNSURE :
		                             OUTCOME_SENT);
		tear_down(&r);
	}
}

/* A body of several blocks is moved in blocks, and its final dot comes once, at the end. */
static void test_large(void **state)
{
	struct rig r = { .name = "large" };
	struct buf body = BUF_INIT, wire = BUF_INIT;

	(void)state;
	set_up(&r, true);
	for (size_t i = 0; i < 20000; i++)
		buf_text(&body, ".23456789012345678901234567890123456789\r\n");
	r.jobs[1].message = buf_all(&body);
	r.jobs[1].has_go = true;
	step(&r, "begin 1");
	step(&r, ENVELOPE("1"));
	step(&r, TAKEN);
	for (;;) {
		struct slice out;

		dialogue_advance(r.d);
		out = dialogue_output(r.d);
		if (out.n == 0)
			break;
		assert_true(out.n < 600000);
		buf_add(&wire, out.p, out.n < 7777 ? out.n : 7777);
		dialogue_wrote(r.d, out.n < 7777 ? out.n : 7777);
	}
	assert_int_equal(wire.n, body.n + 20000 + 3);
	assert_memory_equal(wire.p + wire.n - 5, "\r\n.\r\n", 5);
	assert_int_equal(slice_find_text(buf_all(&wire), "\r\n.\r\n"), wire.n - 5);
	assert_true(dialogue_wants_job(r.d));
	tear_down(&r);
	buf_release(&body);
	buf_release(&wire);
}

/* --- any server at all --- */

struct walk {
	struct rig rig;
	uint32_t seed;
	bool is_in[JOBS], is_settled[JOBS], is_over;
	struct buf wire;
};

static uint32_t draw(struct walk *w, uint32_t below)
{
	w->seed = w->seed * 1664525 + 1013904223;
	return (w->seed >> 8) % below;
}

static void take_events(struct walk *w)
{
	struct dialogue_event e;

	while (dialogue_event(w->rig.d, &e)) {
		size_t i;

		if (e.kind != DIALOGUE_SETTLED) {
			assert_false(w->is_over);
			w->is_over = true;
			continue;
		}
		i = (size_t)e.job->id;
		assert_true(w->is_in[i]);
		assert_false(w->is_settled[i]);
		w->is_settled[i] = true;
		/* Accepted or in doubt: only with a go, and only if its body was written. */
		if (e.outcome == OUTCOME_SENT || e.outcome == OUTCOME_UNSURE) {
			assert_true(e.job->has_go);
			assert_true(slice_find_text(buf_all(&w->wire), e.job->message.p) <
			    w->wire.n);
		}
	}
}

static void one_act(struct walk *w)
{
	static const char *const replies[] = { "250 ok\r\n", "250 2.1.0 ok\r\n", "354 go\r\n",
		"450 4.2.0 no\r\n", "550 5.1.1 no\r\n", "554 no\r\n", "421 bye\r\n",
		"250-a\r\n250 b\r\n", "2", "50 ok\r\n", "503 no\r\n" };
	size_t i = 1 + draw(w, JOBS - 1);
	struct job *job = &w->rig.jobs[i];

	switch (draw(w, 6)) {
	case 0:
		if (!w->is_in[i] && dialogue_wants_job(w->rig.d)) {
			w->is_in[i] = true;
			dialogue_begin(w->rig.d, job);
		}
		break;
	case 1:
		if (w->is_in[i] && !w->is_settled[i])
			job->has_go = true;
		break;
	case 2:
	case 3:
		dialogue_advance(w->rig.d);
		if (dialogue_output(w->rig.d).n > 0) {
			struct slice out = dialogue_output(w->rig.d);
			size_t n = draw(w, 3) > 0 ? out.n : draw(w, (uint32_t)out.n) + 1;

			buf_add(&w->wire, out.p, n);
			dialogue_wrote(w->rig.d, n);
		}
		break;
	case 4:
		read_bytes(&w->rig, slice_of(replies[draw(w, sizeof replies / sizeof replies[0])]));
		break;
	case 5:
		/* The usual answer, so that walks come far. */
		read_bytes(&w->rig, slice_of(draw(w, 3) == 0 ? "354 go\r\n" : "250 ok\r\n"));
		break;
	}
	take_events(w);
}

static void test_any_server(void **state)
{
	size_t sent = 0;

	(void)state;
	for (uint32_t seed = 0; seed < 20000; seed++) {
		struct walk w = { .rig = { .name = "walk" }, .seed = seed };

		buf_init(&w.wire);
		buf_reserve(&w.wire, 1);
		set_up(&w.rig, seed % 2 == 0);
		for (int i = 0; i < 60 && !w.is_over; i++)
			one_act(&w);
		for (size_t i = 1; i < JOBS; i++) {
			if (!w.rig.jobs[i].has_go)
				assert_int_equal(slice_find_text(buf_all(&w.wire),
				                     w.rig.jobs[i].message.p),
				    w.wire.n);
			sent += w.is_settled[i];
		}
		if (!w.is_over)
			dialogue_break(w.rig.d, CAUSE_NETWORK, "over");
		take_events(&w);
		tear_down(&w.rig);
		buf_release(&w.wire);
	}
	assert_true(sent > 5000); /* the walks do come somewhere */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_scenarios),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_large),
		cmocka_unit_test(test_any_server),
	};

	return cmocka_run_group_tests_name("dialogue", tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT
 * What a child writes as its log, and what core makes of it. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "daemon/common/log.h"
#include "daemon/core/loop/child_log.h"

#define WRITTEN_MAX (1 << 22)

static struct {
	sd_event *event;
	struct child_log *log;
	int child;         /* the writing end */
	int saved, stream; /* our stderr: the true one, and the file that stands for it */
	int floods;
	char written[WRITTEN_MAX];
} t;

static void on_flooded(void *context)
{
	(void)context;
	t.floods++;
}

static int begin(void **state)
{
	int fds[2];

	(void)state;
	log_open("core", LOG_LEVEL_INFO);
	t.floods = 0;
	t.saved = dup(STDERR_FILENO);
	t.stream = memfd_create("stderr", MFD_CLOEXEC);
	if (sd_event_new(&t.event) < 0 || pipe2(fds, O_CLOEXEC | O_NONBLOCK) < 0 ||
	    dup2(t.stream, STDERR_FILENO) < 0)
		return -1;
	t.log = child_log_new(t.event, "dpupd-send", "one", on_flooded, NULL);
	child_log_open(t.log, 77, fds[0]);
	t.child = fds[1];
	return 0;
}

static int end(void **state)
{
	(void)state;
	child_log_free(t.log);
	(void)sd_event_unref(t.event);
	(void)dup2(t.saved, STDERR_FILENO);
	(void)close(t.saved);
	(void)close(t.stream);
	if (t.child >= 0)
		(void)close(t.child);
	return 0;
}

/* Turns of the loop until there is nothing to do. */
static int turns(void)
{
	int n = 0;

	while (sd_event_run(t.event, 0) > 0)
		n++;
	return n;
}

static const char *written(void)
{
	ssize_t n = pread(t.stream, t.written, sizeof t.written - 1, 0);

	t.written[n < 0 ? 0 : n] = '\0';
	return t.written;
}

static int count(const char *what)
{
	int n = 0;

	for (const char *p = written(); (p = strstr(p, what)) != NULL; p += strlen(what))
		n++;
	return n;
}

static void say(const char *text)
{
	assert_int_equal(write(t.child, text, strlen(text)), (ssize_t)strlen(text));
}

static void test_lines(void **state)
{
	(void)state;
	say("<6>relay.up id=1\n<7>relay.detail id=2\nno level\n\n<3>half ");
	(void)turns();
	assert_non_null(strstr(written(), " dpupd-send[77] info: relay.up id=1\n"));
	assert_null(strstr(written(), "relay.detail")); /* nobody asked for debug */
	assert_non_null(strstr(written(), " dpupd-send[77] warning: no level\n"));
	assert_null(strstr(written(), "half"));
	say("a line\n<3>its last words");
	child_log_close(t.log);
	assert_non_null(strstr(written(), " dpupd-send[77] error: half a line\n"));
	assert_non_null(strstr(written(), " dpupd-send[77] error: its last words\n"));
	assert_int_equal(count("\n"), 4);
}

static void test_outside_text(void **state)
{
	(void)state;
	say("<9>x\n<3\n<>\n\r\x1b[2J\xff\n2026-01-01T00:00:00.000Z core[1] info: all is well\n");
	(void)turns();
	assert_non_null(strstr(written(), "warning: <9>x\n"));
	assert_non_null(strstr(written(), "warning: \\x0d\\x1b[2J\\xff\n"));
	assert_null(strstr(written(), "\ncore"));
	assert_int_equal(count(" dpupd-send[77] "), 5);
	assert_int_equal(count("\n"), 5);
}

static void test_long_line(void **state)
{
	static char text[40000];

	(void)state;
	memset(text, 'x', sizeof text - 1);
	say("<4>");
	say(text);
	say("\n<4>next\n");
	(void)turns();
	assert_int_equal(count("\n"), 2);
	assert_true(strchr(written(), '\n') - t.written < LOG_LINE_MAX);
	assert_non_null(strstr(written(), "warning: next\n"));
}

static void test_many_lines(void **state)
{
	(void)state;
	for (int i = 0; i < 50; i++) {
		for (int k = 0; k < 10; k++)
			say("<6>rogue.line id=1\n");
		(void)turns();
		log_info("own.line", "id=%d", i);
	}
	assert_int_equal(count("rogue.line"), CHILD_LOG_LINES_MAX);
	assert_int_equal(count("own.line"), 50);
	child_log_close(t.log);
	assert_non_null(strstr(written(),
	    "child.log_cut program=dpupd-send label=one pid=77 lines=400 "));
	assert_int_equal(t.floods, 0); /* they are many, but little */
}

/* Each turn takes a piece, however much there is: whatever else is to be done has its turn. */
static void test_flood(void **state)
{
	static char text[16384];
	long long sent = 0;
	ssize_t n;

	(void)state;
	memset(text, 'x', sizeof text);
	while (t.floods == 0 && sent < 2LL * CHILD_LOG_BYTES_MAX) {
		while ((n = write(t.child, text, sizeof text)) > 0)
			sent += n;
		assert_int_equal(sd_event_run(t.event, 0), 1);
	}
	assert_int_equal(t.floods, 1);
	assert_true(sent < CHILD_LOG_BYTES_MAX + (1 << 18));
	assert_int_equal(turns(), 0); /* it is read no more */
	child_log_close(t.log);
	assert_int_equal(t.floods, 1);
	assert_true(strlen(written()) < 4 * LOG_LINE_MAX);
}

/* An end is an end, once, and no loop. */
static void test_closed(void **state)
{
	(void)state;
	say("<6>bye id=1\n");
	(void)close(t.child);
	t.child = -1;
	assert_true(turns() <= 3);
	assert_int_equal(count("bye id=1"), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_lines, begin, end),
		cmocka_unit_test_setup_teardown(test_outside_text, begin, end),
		cmocka_unit_test_setup_teardown(test_long_line, begin, end),
		cmocka_unit_test_setup_teardown(test_many_lines, begin, end),
		cmocka_unit_test_setup_teardown(test_flood, begin, end),
		cmocka_unit_test_setup_teardown(test_closed, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

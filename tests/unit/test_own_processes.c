/* SPDX-License-Identifier: MIT
 * Who is of core's own making. This test stands for core: it starts processes, some of which leave
 * others behind. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "daemon/core/loop/own_processes.h"

#define OURS "it is a program of dpupd's own, or was started by one"
#define LEFT "it was left behind by a program of dpupd's own"
#define GONE "the process that connected is gone"

static void sleep_for_ever(void)
{
	(void)alarm(60); /* should this test die */
	for (;;)
		(void)pause();
}

/* A child that leads a session and lives, as spawn.h makes them. */
static pid_t start_child(void)
{
	pid_t pid = fork();

	if (pid == 0) {
		(void)setsid();
		sleep_for_ever();
	}
	while (getsid(pid) != pid)
		(void)usleep(1000);
	return pid;
}

/* A child that leads a session, starts a process, and ends. Where that `leads`, it makes a session
 * of its own. */
static pid_t start_orphan(pid_t *child_r, bool leads)
{
	int pair[2];
	pid_t orphan = 0;

	assert_int_equal(pipe(pair), 0);
	*child_r = fork();
	if (*child_r == 0) {
		(void)setsid();
		orphan = fork();
		if (orphan == 0) {
			if (leads)
				(void)setsid();
			orphan = getpid();
			(void)!write(pair[1], &orphan, sizeof orphan);
			sleep_for_ever();
		}
		_exit(0);
	}
	assert_int_equal(read(pair[0], &orphan, sizeof orphan), sizeof orphan);
	(void)close(pair[0]);
	(void)close(pair[1]);
	return orphan;
}

static void end_child(pid_t pid)
{
	(void)kill(pid, SIGKILL);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
}

static void test_living(void **state)
{
	struct own_processes k = { 0 };
	pid_t child = start_child();

	(void)state;
	own_processes_add(&k, child);
	assert_string_equal(own_processes_why(&k, child), OURS);
	assert_null(own_processes_why(&k, getppid()));
	assert_null(own_processes_why(&k, 1));
	end_child(child);
	own_processes_end(&k, child);
	assert_string_equal(own_processes_why(&k, child), GONE);
	own_processes_release(&k);
}

/* What was not told of is ours by its parents. */
static void test_descendant(void **state)
{
	struct own_processes k = { 0 };
	pid_t child = start_child();

	(void)state;
	assert_string_equal(own_processes_why(&k, child), OURS);
	end_child(child);
	assert_null(own_processes_why(&k, 0)); /* of another pid namespace */
	own_processes_release(&k);
}

static void test_left_behind(void **state)
{
	struct own_processes k = { 0 };
	pid_t child, orphan = start_orphan(&child, false);

	(void)state;
	own_processes_add(&k, child);
	assert_string_equal(own_processes_why(&k, orphan), OURS);
	assert_int_equal(waitpid(child, NULL, 0), child);
	own_processes_end(&k, child);
	assert_string_equal(own_processes_why(&k, orphan), LEFT);
	/* At the bound it is still known, past it no more. */
	for (pid_t other = 1; other < OWN_PROCESSES_ENDED_MAX; other++) {
		own_processes_add(&k, -other);
		own_processes_end(&k, -other);
	}
	assert_string_equal(own_processes_why(&k, orphan), LEFT);
	own_processes_add(&k, -OWN_PROCESSES_ENDED_MAX);
	own_processes_end(&k, -OWN_PROCESSES_ENDED_MAX);
	assert_null(own_processes_why(&k, orphan));
	(void)kill(orphan, SIGKILL);
	own_processes_release(&k);
}

/* The number of a child was given to another, who leads a session of that number: a shell of an
 * operator. */
static void test_number_again(void **state)
{
	struct own_processes k = { 0 };
	pid_t child, shell = start_orphan(&child, true);

	(void)state;
	assert_int_equal(waitpid(child, NULL, 0), child);
	while (getsid(shell) != shell)
		(void)usleep(1000);
	assert_null(own_processes_why(&k, shell));
	own_processes_add(&k, shell);
	own_processes_end(&k, shell);
	assert_null(own_processes_why(&k, shell));
	(void)kill(shell, SIGKILL);
	own_processes_release(&k);
}

static void test_many(void **state)
{
	struct own_processes k = { 0 };
	pid_t child = start_child();

	(void)state;
	for (pid_t other = 1; other <= 1000; other++)
		own_processes_add(&k, -other);
	own_processes_add(&k, child);
	for (pid_t other = 1; other <= 1000; other++)
		own_processes_end(&k, -other);
	assert_int_equal(k.count, 1);
	own_processes_end(&k, -5); /* is over already */
	assert_int_equal(k.count, 1);
	assert_string_equal(own_processes_why(&k, child), OURS);
	end_child(child);
	own_processes_release(&k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_living),
		cmocka_unit_test(test_descendant),
		cmocka_unit_test(test_left_behind),
		cmocka_unit_test(test_number_again),
		cmocka_unit_test(test_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

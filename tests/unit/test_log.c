/* SPDX-License-Identifier: MIT
 * Lines that are held back, and those that never are. */
#include "daemon/common/log.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static int take_stderr(int pipe_fds[2])
{
	int saved = dup(STDERR_FILENO);

	assert_true(saved >= 0);
	assert_int_equal(pipe2(pipe_fds, O_CLOEXEC | O_NONBLOCK), 0);
	assert_true(dup2(pipe_fds[1], STDERR_FILENO) >= 0);
	return saved;
}

static void give_stderr_back(int pipe_fds[2], int saved)
{
	(void)dup2(saved, STDERR_FILENO);
	(void)close(saved);
	(void)close(pipe_fds[0]);
	(void)close(pipe_fds[1]);
}

/* How many lines are written and not read; "" in last_r for none. */
static int lines(int fd, char last_r[1024])
{
	static char bytes[65536];
	ssize_t n = read(fd, bytes, sizeof bytes - 1);
	char *line = bytes, *end;
	int count = 0;

	last_r[0] = '\0';
	bytes[n > 0 ? n : 0] = '\0';
	for (; (end = strchr(line, '\n')) != NULL; line = end + 1, count++)
		(void)snprintf(last_r, 1024, "%.*s", (int)(end - line), line);
	return count;
}

static void test_hold(void **state)
{
	int fds[2], saved = take_stderr(fds), before, held, early, after;
	char last[1024], error[1024], final[1024];

	(void)state;
	log_open("test", LOG_LEVEL_INFO);
	log_info("one.fact", "id=1");
	before = lines(fds[0], last);
	log_hold();
	log_info("one.fact", "id=2");
	held = lines(fds[0], last);
	log_error("one.trouble", "id=3");
	early = lines(fds[0], error);
	log_info("one.fact", "id=4");
	errno = 77;
	log_release();
	after = lines(fds[0], final);
	give_stderr_back(fds, saved);
	assert_int_equal(errno, 77);
	assert_int_equal(before, 1);
	assert_int_equal(held, 0);
	assert_int_equal(early, 2); /* with what was before it */
	assert_non_null(strstr(error, "one.trouble id=3"));
	assert_int_equal(after, 1);
	assert_non_null(strstr(final, "one.fact id=4"));
}

/* More than is kept: nothing is cut or lost. */
static void test_hold_many(void **state)
{
	int fds[2], saved = take_stderr(fds), early, after;
	char last[1024], final[1024];

	(void)state;
	log_hold();
	for (int i = 1; i <= 500; i++)
		log_info("one.fact", "id=%d text=0123456789", i);
	early = lines(fds[0], last);
	log_release();
	after = lines(fds[0], final);
	give_stderr_back(fds, saved);
	assert_true(early > 0 && early < 500);
	assert_int_equal(early + after, 500);
	assert_non_null(strstr(final, "id=500 text=0123456789"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hold),
		cmocka_unit_test(test_hold_many),
	};

	return cmocka_run_group_tests_name("log", tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT
 * Preloaded into a daemon under test: its wall clock is ahead by as many seconds as the file
 * SHIFT_FILE says, at once when that changes. Clocks that nobody can set stay as they are. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static long long shift_s(void)
{
	const char *path = getenv("SHIFT_FILE");
	char text[32] = "";
	int fd = path != NULL ? open(path, O_RDONLY | O_CLOEXEC) : -1;

	if (fd < 0)
		return 0; /* a child in its box */
	if (read(fd, text, sizeof text - 1) < 0)
		text[0] = '\0';
	(void)close(fd);
	return atoll(text);
}

int clock_gettime(clockid_t clock, struct timespec *t)
{
	int rc = (int)syscall(SYS_clock_gettime, clock, t);

	if (rc == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
		t->tv_sec += (time_t)shift_s();
	return rc;
}

time_t time(time_t *t_r)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_REALTIME, &t); /* cannot fail with this clock */
	if (t_r != NULL)
		*t_r = t.tv_sec;
	return t.tv_sec;
}

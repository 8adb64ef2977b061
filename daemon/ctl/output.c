/* SPDX-License-Identifier: MIT
 * Standard output and standard error; see output.h. */
#include "daemon/ctl/output.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "daemon/common/zone.h"
#include "daemon/ctl/screen.h"

#define ERROR_MAX 1024 /* a line, with room for a path */

size_t output_columns(void)
{
	struct winsize size;

	if (!isatty(STDOUT_FILENO))
		return 0;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
		return 80;
	return size.ws_col;
}

const char *output_zone(void)
{
	const char *zone = getenv("TZ");

	if (zone != NULL && zone[0] == ':')
		zone++;
	/* The C library takes the path of a zone's file for a name. */
	return zone != NULL && zone_is_known(zone) ? zone : "/etc/localtime";
}

bool output_write(const struct buf *text)
{
	size_t done = 0;

	while (done < text->n) {
		ssize_t n = write(STDOUT_FILENO, text->p + done, text->n - done);

		if (n < 0 && errno != EINTR)
			return false;
		done += n > 0 ? (size_t)n : 0;
	}
	return true;
}

void output_error(const char *fmt, ...)
{
	struct buf line = BUF_INIT;
	char text[ERROR_MAX];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof text, fmt, ap); /* cut is fine: it is for people */
	va_end(ap);
	buf_text(&line, "dpupctl: ");
	screen_add(&line, slice_trim(slice_of(text)), SCREEN_ONE_LINE);
	buf_char(&line, '\n');
	(void)fwrite(line.p, 1, line.n, stderr); /* nowhere left to say that it failed */
	buf_release(&line);
}

static bool is_yes(const char *line)
{
	static const char *const words[] = { "y", "yes", "ae",
		"\xc4\x81"
		"e" };
	struct slice answer = slice_trim(slice_of(line));

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (slice_is_fold(answer, words[i]))
			return true;
	return false;
}

bool output_agrees(const char *question)
{
	char line[64];

	(void)fprintf(stderr, "%s [y/N] ", question); /* the terminal was there just now */
	if (fgets(line, sizeof line, stdin) != NULL && is_yes(line))
		return true;
	output_error("nothing was done");
	return false;
}

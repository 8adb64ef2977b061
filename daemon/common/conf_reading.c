/* SPDX-License-Identifier: MIT
 * What is said of a dpupd.conf while it is read: "file:line: text", for people; see conf_reading.h.
 */
#include "daemon/common/conf_reading.h"

#include <stdarg.h>
#include <stdio.h>

#include "daemon/common/buf.h"
#include "daemon/common/conf.h"

static void note(struct conf_reading *rd, struct buf *out, int line, const char *fmt, va_list ap)
{
	char text[1024];

	(void)vsnprintf(text, sizeof text, fmt, ap); /* cut is fine: it is for people */
	if (line > 0)
		buf_printf(out, "%s:%d: %s\n", rd->path, line, text);
	else
		buf_printf(out, "%s: %s\n", rd->path, text);
}

void conf_wrong(struct conf_reading *rd, int line, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	note(rd, &rd->report->errors, line, fmt, ap);
	va_end(ap);
}

void conf_odd(struct conf_reading *rd, int line, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	note(rd, &rd->report->warnings, line, fmt, ap);
	va_end(ap);
}

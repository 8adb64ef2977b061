/* SPDX-License-Identifier: MIT
 * Errors as values; see err.h. */
#include "daemon/common/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "daemon/common/str_put.h"

int err_set(struct err *err, enum err_kind kind, const char *fmt, ...)
{
	va_list ap;

	if (err == NULL || err->kind != ERR_NONE)
		return -1;
	err->kind = kind;
	va_start(ap, fmt);
	(void)vsnprintf(err->text, sizeof err->text, fmt, ap); /* cut is fine: it is for people */
	va_end(ap);
	return -1;
}

int err_context(struct err *err, const char *fmt, ...)
{
	char old[ERR_TEXT_MAX];
	va_list ap;
	int n;

	if (err == NULL || err->kind == ERR_NONE)
		return -1;
	memcpy(old, err->text, sizeof old);
	va_start(ap, fmt);
	n = vsnprintf(err->text, sizeof err->text, fmt, ap);
	va_end(ap);
	if (n < 0 || (size_t)n >= sizeof err->text - 2)
		n = (int)sizeof err->text - 3;
	str_put(err->text + n, sizeof err->text - (size_t)n, ": %s", old);
	return -1;
}

void err_clear(struct err *err)
{
	err->kind = ERR_NONE;
	err->text[0] = '\0';
}

bool err_is_set(const struct err *err)
{
	return err->kind != ERR_NONE;
}

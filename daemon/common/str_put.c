/* SPDX-License-Identifier: MIT
 * See str_put.h. */
#include "daemon/common/str_put.h"

#include <stdarg.h>
#include <stdio.h>

void str_put(char *out, size_t size, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	(void)vsnprintf(out, size, format, args); /* see str_put.h */
	va_end(args);
}

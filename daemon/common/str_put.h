/* SPDX-License-Identifier: MIT
 * Text into an array of a fixed size. */
#ifndef COMMON_STR_PUT_H
#define COMMON_STR_PUT_H

#include <stddef.h>

/* As snprintf(). What is longer is cut: the sizes are bounds of what is put there, or it is for
 * people to read. Where a part would be wrong, call snprintf() and look at what it says. */
void str_put(char *out, size_t size, const char *format, ...) __attribute__((format(printf, 3, 4)));

#endif

/* SPDX-License-Identifier: MIT
 * Memory that is there or the process is not: all state is on disk, so dying is safe and a
 * half-handled allocation failure is not. */
#ifndef COMMON_XMALLOC_H
#define COMMON_XMALLOC_H

#include <stddef.h>

/* Each returns memory the caller owns and frees with free(); never NULL. */
void *xmalloc(size_t n);
void *xcalloc(size_t count, size_t n);
void *xrealloc(void *p, size_t n);
/* Room for `count` things of `n` bytes; a product that overflows dies. */
void *xreallocarray(void *p, size_t count, size_t n);
char *xstrdup(const char *s);
char *xstrndup(const char *s, size_t n);
void *xmemdup(const void *p, size_t n);
char *xasprintf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif

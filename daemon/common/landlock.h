/* SPDX-License-Identifier: MIT
 * File access by Landlock (Linux 5.13 and later), which the C library has no calls for. */
#ifndef COMMON_LANDLOCK_H
#define COMMON_LANDLOCK_H

#include "daemon/common/err.h"

/* The kernel's version of it; 0 where it has none, was started without it, or something around us
 * forbids it. */
int landlock_version(void);

/* Denies all file access of this process but reading below `read_paths` and changing below
 * `write_paths` (both NULL-ended, either may be NULL; paths that do not exist are skipped).
 * Where the kernel can, also binding, abstract UNIX sockets and signals to others.
 * Returns 1 where the kernel has no Landlock, 0 when it is in force, -1 and *err else. */
int landlock_restrict(const char *const *read_paths, const char *const *write_paths,
    struct err *err);

#endif

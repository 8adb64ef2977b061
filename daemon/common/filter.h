/* SPDX-License-Identifier: MIT
 * Which system calls a program in a box may make, by seccomp. */
#ifndef COMMON_FILTER_H
#define COMMON_FILTER_H

#include "daemon/common/err.h"
#include "daemon/common/sandbox.h"

/* For good, for this process as it is now. NO_NEW_PRIVS must be set. -1 and *err: it is not in
 * force. */
int filter_enter(enum sandbox_filter kind, struct err *err);

#endif

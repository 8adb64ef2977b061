/* SPDX-License-Identifier: MIT
 * Is a host this machine? Only there may mail, passwords and pages go without TLS (design s 5), so
 * there is one rule for the configuration's check and for those who connect. */
#ifndef COMMON_LOOPBACK_H
#define COMMON_LOOPBACK_H

#include <stdbool.h>

#include "daemon/common/slice.h"

/* "localhost", 127.x.y.z as four numbers, ::1 in any of its spellings, also in brackets. Nothing is
 * looked up: another name is not, whatever it may lead to. */
bool loopback_is_host(struct slice host);

#endif

/* SPDX-License-Identifier: MIT
 * What the files of received mail share (inbound.c, inbound_copy.c, inbound_wait.c), which own the
 * tables inbound, inbound_raw, inbox and inbound_copy together; all else knows their headers. */
#ifndef CORE_INBOUND_ROWS_H
#define CORE_INBOUND_ROWS_H

#include "daemon/core/inbound/inbound.h"
#include "daemon/core/inbound/inbound_copy.h"
#include "daemon/core/inbound/inbound_wait.h"

#endif

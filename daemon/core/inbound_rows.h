/* SPDX-License-Identifier: MIT
 * What the files of received mail share (inbound.c, inbound_copy.c), which own the tables inbound, inbound_raw, inbox
 * and inbound_copy together; all else knows inbound.h and inbound_copy.h. */
#ifndef CORE_INBOUND_ROWS_H
#define CORE_INBOUND_ROWS_H

#include "inbound.h"
#include "inbound_copy.h"

#endif

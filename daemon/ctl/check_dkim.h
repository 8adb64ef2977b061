/* SPDX-License-Identifier: MIT
 * dpupctl check-dkim FILE. */
#ifndef CTL_CHECK_DKIM_H
#define CTL_CHECK_DKIM_H

#include "daemon/ctl/request.h"

/* Tells of each DKIM signature of a mail whether it covers what it must. The exit status: 0 where
 * one of them does in everything. Asks no DNS: the signature's own value is the receiver's to
 * check. */
int check_dkim(const struct request *r);

#endif

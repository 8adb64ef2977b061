/* SPDX-License-Identifier: MIT
 * Verbs that need no daemon. */
#ifndef CTL_OFFLINE_H
#define CTL_OFFLINE_H

#include "daemon/ctl/request.h"

/* Each returns the exit status of dpupctl. */

/* Errors and warnings of a configuration file, on stderr; 0 where dpupd could start with it. */
int offline_config_check(const struct request *r);
/* One template with one JSON file, on stdout. */
int offline_render(const struct request *r);

#endif

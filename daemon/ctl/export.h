/* SPDX-License-Identifier: MIT
 * dpupctl export: the people of a list as CSV, or with --json as JSON; either can be imported
 * again. */
#ifndef CTL_EXPORT_H
#define CTL_EXPORT_H

#include "daemon/ctl/request.h"

/* Returns the exit status of dpupctl. */
int export_run(const struct request *r, const char *socket_path);

#endif

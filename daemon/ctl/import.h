/* SPDX-License-Identifier: MIT
 * dpupctl import: brings a file of people, in batches, so that it can be interrupted anywhere and
 * gone on with. */
#ifndef CTL_IMPORT_H
#define CTL_IMPORT_H

#include "daemon/ctl/request.h"

/* Returns the exit status of dpupctl. */
int import_run(const struct request *r, const char *socket_path);

#endif

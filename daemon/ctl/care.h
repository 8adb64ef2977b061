/* SPDX-License-Identifier: MIT
 * What dpupctl does about the database as a whole: a backup with its progress, waiting until the
 * daemon has looked whether it is sound, bringing a backup back. It opens no database: dpupd does.
 */
#ifndef CTL_CARE_H
#define CTL_CARE_H

#include "daemon/ctl/request.h"

/* Each returns the exit status of dpupctl. */
int care_backup(const struct request *r, const char *socket_path);
int care_restore(const struct request *r, const char *socket_path);

/* Has the daemon look, and waits until it has; what it found is then in the answer to "doctor". A
 * daemon that cannot be reached says so there. */
void care_look(const char *socket_path);

#endif

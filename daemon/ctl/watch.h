/* SPDX-License-Identifier: MIT
 * Verbs that ask the daemon again and again: `announce watch`, `status --watch`. */
#ifndef CTL_WATCH_H
#define CTL_WATCH_H

#include "daemon/ctl/request.h"

/* Each returns the exit status of dpupctl. */

/* Follows one announcement until nothing more will happen by itself: done (0), or cancelled,
 * paused, or not under way (1). A daemon that is restarted meanwhile is waited for. */
int watch_announcement(const struct request *r, const char *socket_path);
/* Shows the status every second until it is interrupted or the daemon is gone. */
int watch_status(const struct request *r, const char *socket_path);

#endif

/* SPDX-License-Identifier: MIT
 * Looks whether a database file is sound, in a process of its own (dpupd -k FILE): that reads all
 * of it, which takes a second for each 200 MB, and the loop must not wait so long. What the system
 * still holds of the file is brought to the disk on the way. */
#ifndef CORE_STORE_CHECK_H
#define CORE_STORE_CHECK_H

#include "daemon/core/loop/core.h"

enum store_check_result {
	STORE_CHECK_SOUND,
	STORE_CHECK_DAMAGED,
	STORE_CHECK_FAILED, /* nobody knows: it could not be read, or the process died */
};

struct store_check;

/* NULL and *err where no process can be started. `done` is called once, from the loop; the checkup
 * is then to be freed. */
struct store_check *store_check_new(struct core *core, const char *path,
    void (*done)(void *context, enum store_check_result result), void *context, struct err *err);
/* Ends one that runs. NULL is fine. */
void store_check_free(struct store_check *c);

/* What the process does; its exit status. */
int store_check_main(const char *path);

#endif

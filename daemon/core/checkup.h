/* SPDX-License-Identifier: MIT
 * Looks whether a database file is sound, in a process of its own (dpupd -k FILE): that reads all of it, which takes a
 * second for each 200 MB, and the loop must not wait so long. What the system still holds of the file is brought to the
 * disk on the way. */
#ifndef CORE_CHECKUP_H
#define CORE_CHECKUP_H

#include "core.h"

enum checkup_result {
	CHECKUP_SOUND,
	CHECKUP_DAMAGED,
	CHECKUP_FAILED,	/* nobody knows: it could not be read, or the process died */
};

struct checkup;

/* NULL and *err where no process can be started. `done` is called once, from the loop; the checkup is then to be freed. */
struct checkup *checkup_new(struct core *core, const char *path, void (*done)(void *context, enum checkup_result result),
    void *context, struct err *err);
/* Ends one that runs. NULL is fine. */
void checkup_free(struct checkup *c);

/* What the process does; its exit status. */
int checkup_main(const char *path);

#endif

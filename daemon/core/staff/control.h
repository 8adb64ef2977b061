/* SPDX-License-Identifier: MIT
 * The control socket: where dpupctl comes in. Who may connect is said by the socket's owner, group
 * and mode; who it is, by the kernel. */
#ifndef CORE_CONTROL_H
#define CORE_CONTROL_H

#include "daemon/core/loop/core.h"

struct request_verb;

/* Who connects may ask for these (doors.h). NULL and *err where it cannot listen. */
struct control *control_new(struct core *core, const struct request_verb *const *verbs,
    struct err *err);
/* From now on the members of this group may connect, and of no other (NULL: none). -1: there is
 * none of that name, or the socket cannot be given to it; then nothing changed. */
int control_regroup(struct control *control, const char *group, struct err *err);
void control_free(struct control *control);

#endif

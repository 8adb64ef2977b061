/* SPDX-License-Identifier: MIT
 * The control socket: where dpupctl comes in. Who may connect is said by the socket's owner, group
 * and mode; who it is, by the kernel. */
#ifndef CORE_CONTROL_H
#define CORE_CONTROL_H

#include "core.h"

struct control *control_new(struct core *core, struct err *err);
void control_free(struct control *control);

#endif

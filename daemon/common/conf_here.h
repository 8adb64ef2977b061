/* SPDX-License-Identifier: MIT
 * What of a configuration can only be judged on the machine it is for: folders, groups, ports. */
#ifndef COMMON_CONF_HERE_H
#define COMMON_CONF_HERE_H

#include "daemon/common/conf_rules.h"

struct conf;

/* Says what this machine does not have, or does not let whoever asks use. Nothing stays open. */
void conf_here_look(const struct conf *c, conf_say *say, void *context);

#endif

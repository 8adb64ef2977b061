/* SPDX-License-Identifier: MIT
 * One inbox: its dpupd-fetch, and the promise that a message is acknowledged only when it is
 * durable. */
#ifndef CORE_INTAKE_H
#define CORE_INTAKE_H

#include "core.h"

struct intake *intake_new(struct core *core, const struct conf_inbox *conf);
void intake_free(struct intake *in);
/* Appends a JSON object. */
void intake_json(const struct intake *in, struct buf *out);
bool intake_is_well(const struct intake *in, struct buf *why);

#endif

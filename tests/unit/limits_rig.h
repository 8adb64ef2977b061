/* SPDX-License-Identifier: MIT
 * A store with small limits, and messages that are acted on one after the other. */
#ifndef TESTS_LIMITS_RIG_H
#define TESTS_LIMITS_RIG_H

#include "daemon/core/inbound/inbound.h"
#include "daemon/core/talk/talk.h"
#include "tests/unit/store.h"

#define HOUR 3600
#define DAY 86400

struct limits_rig {
	struct store s;
	struct core core;
	struct facts facts;
	struct inbound in;
	struct talk t;
	int64_t now, serial;
};

void limits_set_up(struct limits_rig *r);
void limits_tear_down(struct limits_rig *r);
void limits_commit(struct limits_rig *r);
/* A message of 40 bytes comes in and is being acted on. */
struct talk *limits_talk(struct limits_rig *r, const char *from, bool is_vouched);
/* As conversation_act() ends: does it wait? */
bool limits_end(struct limits_rig *r);
int64_t limits_write_to(struct limits_rig *r, const char *address, const char *kind);
void limits_sql(struct limits_rig *r, const char *text);

#endif

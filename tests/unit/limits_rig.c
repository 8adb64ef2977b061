/* SPDX-License-Identifier: MIT
 * See limits_rig.h. */
#include "tests/unit/limits_rig.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/core/talk/talk_wait.h"

void limits_commit(struct limits_rig *r)
{
	struct err err = ERR_INIT;

	if (db_commit(r->s.db, &err) < 0)
		fail_msg("%s", err.text);
	db_begin(r->s.db);
}

void limits_set_up(struct limits_rig *r)
{
	memset(r, 0, sizeof *r);
	store_open(&r->s);
	r->core.db = r->s.db;
	r->core.key = r->s.key;
	assert_true(sd_event_new(&r->core.event) >= 0);
	r->core.conf.limits.messages_per_sender = 3;
	r->core.conf.limits.bytes_per_sender = 100;
	r->core.conf.limits.answers_per_sender = 2;
	r->core.conf.limits.answers_total = 4;
	r->core.conf.limits.orders_per_convenor = 3;
	r->core.conf.limits.forwards_per_hour = 2;
	r->core.conf.limits.waiting = 3;
	r->core.conf.limits.confirms_per_address = 1;
	r->core.conf.limits.confirms_per_domain = 2;
	r->core.conf.limits.confirms_total = 3;
	facts_init(&r->facts);
	r->now = core_now(&r->core);
	db_begin(r->s.db);
}

void limits_tear_down(struct limits_rig *r)
{
	limits_commit(r);
	db_rollback(r->s.db);
	facts_release(&r->facts);
	inbound_release(&r->in);
	verdict_release(&r->t.v);
	(void)sd_event_unref(r->core.event);
	store_close(&r->s);
}

/* A message of 40 bytes comes in and is being acted on. */
struct talk *limits_talk(struct limits_rig *r, const char *from, bool is_vouched)
{
	struct err err = ERR_INIT;
	char text[32];

	(void)snprintf(text, sizeof text, "message %lld", (long long)++r->serial);
	assert_true(inbound_add(r->s.db, "inbox1", slice_of(text), r->now, 40, false, r->now));
	assert_true(inbound_take(r->s.db, false, r->now, &r->in));
	limits_commit(r); /* its attempt, before it is acted on */
	verdict_release(&r->t.v);
	r->t = (struct talk){ .core = &r->core,
		.in = &r->in,
		.facts = &r->facts,
		.outcome = "help sent",
		.has_from = true };
	verdict_init(&r->t.v);
	r->t.evidence.proof = is_vouched ? PROOF_VOUCHED : PROOF_NONE;
	assert_true(address_parse(slice_of(from), &r->t.from, &err));
	talk_budget_open(&r->t);
	return &r->t;
}

/* As conversation_act() ends. */
bool limits_end(struct limits_rig *r)
{
	uint8_t hash[TOKEN_HASH_SIZE];
	bool waits = talk_wait_ends(&r->t);

	token_hash_address(&r->core.key, r->t.from.key, hash);
	inbound_set_sender(r->s.db, r->in.id, slice_make((const char *)hash, sizeof hash));
	if (!waits) {
		assert_true(inbound_done(r->s.db, r->in.id, "command", talk_budget_outcome(&r->t),
		    0));
		talk_budget_mark(&r->t);
	}
	talk_budget_close(&r->core);
	limits_commit(r);
	return waits;
}

int64_t limits_write_to(struct limits_rig *r, const char *address, const char *kind)
{
	struct outbox_new n = {
		.kind = kind, .class = DELIVERY_ANSWER, .address = address, .due_at = r->now
	};

	return budget_add(&r->core, &n);
}

void limits_sql(struct limits_rig *r, const char *text)
{
	struct err err = ERR_INIT;

	if (db_script(r->s.db, text, &err) < 0)
		fail_msg("%s", err.text);
}

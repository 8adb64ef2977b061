/* SPDX-License-Identifier: MIT
 * tests/run: limit 600 s
 * The power fails 1,000 times while the outbox works (cut_vfs.h). What was committed is there
 * afterwards, all of it; what was being committed is there in whole or not at all; the file is
 * sound. POWER_CUTS and POWER_SEED change how often and which. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/common/buf.h"
#include "daemon/common/log.h"
#include "daemon/common/num.h"
#include "daemon/core/outbox/outbox.h"
#include "daemon/core/outbox/retry.h"
#include "tests/unit/cut_vfs.h"
#include "tests/unit/store.h"

#define NOW 1000000

static const int64_t waits_s[] = { 60 };
static const struct retry retry = { waits_s, 1, 5 * 86400 };
#define ROUNDS_A_STORE 50 /* then a fresh one, so that it stays small */
#define STEPS_MAX 160     /* writes and syncs until the power fails */
#define UNDER_WAY 8

static uint64_t number_of(const char *name, uint64_t fallback)
{
	const char *text = getenv(name);
	int64_t n;

	return text != NULL && num_parse(slice_of(text), 0, INT64_MAX, &n) ? (uint64_t)n : fallback;
}

static uint64_t chance(uint64_t *seed, uint64_t below)
{
	*seed = *seed * 6364136223846793005U + 1442695040888963407U;
	return (*seed >> 33) % below;
}

/* Everything that is promised to last, as text: each delivery's state, and how often each was
 * tried. */
static void picture(struct db *db, struct buf *out)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT d.id, coalesce((SELECT e.state FROM lease e"
	    " WHERE e.delivery_id = d.id), d.state), d.attempts, d.doubts, "
	    "(SELECT count(*) FROM attempt a WHERE a.delivery_id = d.id) FROM delivery d ORDER BY d.id");

	buf_clear(out);
	while (db_row(st)) {
		struct slice state = db_text(st, 1);

		buf_printf(out, "%lld %.*s %lld %lld %lld\n", (long long)db_int(st, 0),
		    SLICE_ARG(state), (long long)db_int(st, 2), (long long)db_int(st, 3),
		    (long long)db_int(st, 4));
	}
}

/* What core does in one turn: new letters, leases, leave to finish, results. */
struct work {
	struct outbox_item items[UNDER_WAY];
	bool has_go[UNDER_WAY];
	int count;
};

static void settle_one(struct db *db, struct work *w, int i, uint64_t *seed)
{
	static const enum outbox_outcome outcomes[] = { OUTBOX_SENT, OUTBOX_SENT, OUTBOX_SENT,
		OUTBOX_RETRY, OUTBOX_FAILED, OUTBOX_UNSURE };
	struct outbox_result r = { .id = w->items[i].id,
		.from = DELIVERY_SENDING,
		.outcome = outcomes[chance(seed, sizeof outcomes / sizeof outcomes[0])],
		.attempts = w->items[i].attempts,
		.doubts = w->items[i].doubts,
		.relay = "r",
		.stage = "dot" };

	(void)outbox_settle(db, &r, &retry, NOW);
	w->count--;
	w->items[i] = w->items[w->count];
	w->has_go[i] = w->has_go[w->count];
}

static void turn(struct db *db, struct work *w, uint64_t *seed)
{
	struct outbox_new n = { .kind = "confirm",
		.class = DELIVERY_ANSWER,
		.address = "x@example.nz",
		.due_at = NOW };

	for (int i = w->count - 1; i >= 0; i--) {
		if (w->has_go[i] && chance(seed, 2) == 0)
			settle_one(db, w, i, seed);
	}
	for (uint64_t i = chance(seed, 4); i > 0; i--)
		(void)outbox_add(db, &n, NOW);
	for (int i = 0; i < w->count; i++) {
		if (!w->has_go[i])
			w->has_go[i] = outbox_go(db, &w->items[i], false, NOW);
	}
	{
		int got = outbox_lease(db, NULL, NOW, UNDER_WAY - w->count, w->items + w->count);

		for (int i = 0; i < got; i++)
			w->has_go[w->count + i] = false;
		w->count += got;
	}
}

/* Works until the power fails. `committed` is what the last commit that said yes left, `tried` what
 * the one under way would have. */
static void work_until_cut(struct store *s, struct buf *committed, struct buf *tried,
    uint64_t *seed)
{
	struct work w = { .count = 0 };
	struct err err = ERR_INIT;

	picture(s->db, committed);
	while (!cut_vfs_is_dead()) {
		db_begin(s->db);
		turn(s->db, &w, seed);
		picture(s->db, tried);
		if (db_commit(s->db, &err) < 0)
			return;
		buf_clear(committed);
		buf_slice(committed, buf_all(tried));
		if (chance(seed, 6) == 0)
			db_checkpoint(s->db);
		else if (chance(seed, 20) == 0)
			db_empty_log(s->db);
	}
}

static void assert_sound(struct store *s)
{
	struct db_stmt *st = db_sql(s->db, "PRAGMA integrity_check");

	assert_true(db_row(st));
	assert_true(slice_is(db_text(st, 0), "ok"));
	db_end(st);
}

static bool same(const struct buf *a, const struct buf *b)
{
	return slice_equal(buf_all(a), buf_all(b));
}

/* As core does at its start; nobody is under way then. */
static void recover(struct store *s)
{
	struct err err = ERR_INIT;

	db_begin(s->db);
	(void)outbox_recover(s->db, "power", NOW);
	assert_int_equal(db_commit(s->db, &err), 0);
	assert_int_equal(db_number(db_sql(s->db, "SELECT count(*) FROM lease"), -1), 0);
}

static void test_cuts(void **state)
{
	uint64_t cuts = number_of("POWER_CUTS", 1000), seed = number_of("POWER_SEED", 2026);
	struct buf committed = BUF_INIT, tried = BUF_INIT, found = BUF_INIT;
	int lost = 0, kept_whole = 0;
	struct store s;

	(void)state;
	cut_vfs_install();
	for (uint64_t round = 0; round < cuts; round++) {
		if (round % ROUNDS_A_STORE == 0)
			store_open(&s);
		cut_vfs_arm(1 + chance(&seed, STEPS_MAX));
		work_until_cut(&s, &committed, &tried, &seed);
		db_close(s.db);
		s.db = NULL;
		lost += cut_vfs_crash(chance(&seed, UINT32_MAX));
		store_reopen(&s);
		assert_sound(&s);
		picture(s.db, &found);
		if (!same(&found, &committed) && !same(&found, &tried))
			fail_msg("after cut %d: committed\n%.*s\ntried\n%.*s\nfound\n%.*s",
			    (int)round, SLICE_ARG(buf_all(&committed)), SLICE_ARG(buf_all(&tried)),
			    SLICE_ARG(buf_all(&found)));
		kept_whole += !same(&found, &committed);
		recover(&s);
		if (round % ROUNDS_A_STORE == ROUNDS_A_STORE - 1 || round + 1 == cuts) {
			store_close(&s);
			cut_vfs_forget();
		}
	}
	print_message("# %d cuts: %d writes lost, %d commits under way were kept in whole\n",
	    (int)cuts, lost, kept_whole);
	assert_true(cuts < 100 || lost > 0); /* or the disk lost nothing and this shows nothing */
	buf_release(&committed);
	buf_release(&tried);
	buf_release(&found);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cuts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

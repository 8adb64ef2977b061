/* SPDX-License-Identifier: MIT
 * The ledger beside the store. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cmocka.h>

#include "subscribers/ledger.h"
#include "subscribers/list.h"
#include "subscribers/schema.h"
#include "subscribers/subscription.h"
#include "subscribers/suppression.h"
#include "tests/unit/store.h"

#define NOW 1000000

struct fixture {
	struct store s;
	struct ledger *ledger;
	char path[128];
	int64_t list;
	enum ledger_fit fit; /* before it was opened */
};

static void open_ledger(struct fixture *f)
{
	struct err err = ERR_INIT;
	struct ledger_reading r;

	if (ledger_file_read(f->path, &r, &err) < 0)
		fail_msg("%s", err.text);
	f->fit = ledger_fit(f->s.db, &r);
	ledger_reading_release(&r);
	f->ledger = ledger_open(f->path, f->s.db, NOW, &err);
	if (f->ledger == NULL)
		fail_msg("%s", err.text);
}

static void commit(struct fixture *f)
{
	struct err err = ERR_INIT;

	if (db_commit(f->s.db, &err) < 0)
		fail_msg("%s", err.text);
}

/* Ten people on a list, without a ledger; then it begins. */
static void begin(struct fixture *f)
{
	f->list = store_fill(&f->s, 10, 5);
	commit(f);
	(void)snprintf(f->path, sizeof f->path, "%s.ledger", f->s.path);
	open_ledger(f);
	assert_int_equal(f->fit, LEDGER_FITS);
}

static void end(struct fixture *f)
{
	ledger_free(f->ledger);
	(void)unlink(f->path);
	store_close(&f->s);
}

static void read_ledger(struct fixture *f, struct ledger_reading *r)
{
	struct err err = ERR_INIT;

	if (ledger_file_read(f->path, r, &err) < 0)
		fail_msg("%s", err.text);
}

static void leave(struct fixture *f, int64_t id)
{
	struct evidence e = { .channel = "email", .at = NOW + id, .notice = "1" };
	struct subscriber who;

	assert_true(subscriber_get(f->s.db, id, &who));
	assert_true(subscription_leave(f->s.db, &who, f->list, &e));
}

static int64_t count(struct fixture *f, enum ledger_what what)
{
	struct ledger_reading r;
	int64_t n = 0;

	read_ledger(f, &r);
	for (size_t i = 0; i < r.count; i++)
		n += r.lines[i].what == what;
	ledger_reading_release(&r);
	return n;
}

/* A line worked out by hand: the checksum is the first four bytes of the SHA-256 of what stands
 * before it. */
static void test_line(void **state)
{
	struct ledger_line line = {
		.batch = 17, .at = 1793184301, .what = LEDGER_LEFT, .argument = "3"
	};
	struct buf out = BUF_INIT;

	(void)state;
	(void)snprintf(line.subject, sizeof line.subject, "%s", "000102030405060708090a0b0c0d0e0f");
	ledger_file_add(&out, &line);
	assert_string_equal(out.p,
	    "17 1793184301 left 000102030405060708090a0b0c0d0e0f 3 "
	    "f796267a"
	    "\n");
	buf_release(&out);
}

static void test_acts(void **state)
{
	struct fixture f;
	struct ledger_reading r;
	struct subscriber who;
	struct address to;
	struct err err = ERR_INIT;

	(void)state;
	begin(&f);
	db_begin(f.s.db);
	leave(&f, 3);
	leave(&f, 4);
	commit(&f);
	db_begin(f.s.db);
	assert_true(subscriber_get(f.s.db, 5, &who));
	suppression_add(f.s.db, who.hash, "complaint", NOW);
	suppression_add(f.s.db, who.hash, "staff", NOW); /* nothing new */
	assert_true(suppression_remove(f.s.db, who.hash, NOW));
	assert_false(suppression_remove(f.s.db, who.hash, NOW)); /* nothing was taken back */
	commit(&f);
	db_begin(f.s.db);
	assert_true(address_parse(slice_of("elsewhere@example.nz"), &to, &err));
	assert_true(subscriber_move(f.s.db, &f.s.key, 6, &to, NOW));
	commit(&f);
	db_begin(f.s.db);
	leave(&f, 7);
	db_rollback(f.s.db); /* was not done */
	read_ledger(&f, &r);
	assert_int_equal(count(&f, LEDGER_LEFT), 2);
	assert_int_equal(count(&f, LEDGER_SUPPRESSED), 1);
	assert_int_equal(count(&f, LEDGER_MAILED), 1);
	assert_int_equal(count(&f, LEDGER_MOVED), 1);
	assert_int_equal(r.last, 3);
	assert_int_equal(r.begins, 1);
	assert_int_equal(ledger_reading_above(&r, 0), 3);
	assert_int_equal(ledger_reading_above(&r, 2), 1);
	assert_int_equal(ledger_known(f.s.db), 3);
	ledger_reading_release(&r);
	end(&f);
}

/* Rows 1 to 10 were given before it began; the first commit notes that, and 500 more of each. */
static void test_numbers(void **state)
{
	struct fixture f;
	struct ledger_reading r;
	struct address a;
	struct err err = ERR_INIT;

	(void)state;
	begin(&f);
	db_begin(f.s.db);
	commit(&f);
	read_ledger(&f, &r);
	assert_int_equal(ledger_reading_given(&r, "subscriber"), 510);
	assert_int_equal(ledger_reading_given(&r, "delivery"), 0);
	ledger_reading_release(&r);
	for (int batch = 0; batch < 2; batch++) {
		db_begin(f.s.db);
		for (int i = 0; i < 300; i++) {
			char text[64];

			(void)snprintf(text, sizeof text, "more-%d-%d@example.nz", batch, i);
			assert_true(address_parse(slice_of(text), &a, &err));
			(void)subscriber_ensure(f.s.db, &f.s.key, &a, 1);
		}
		if (batch == 0)
			db_rollback(f.s.db);
		else
			commit(&f);
	}
	read_ledger(&f, &r);
	assert_int_equal(ledger_reading_given(&r, "subscriber"), 510); /* 310 are given */
	ledger_reading_release(&r);
	db_begin(f.s.db);
	(void)db_run(db_sql(f.s.db,
	    "UPDATE sqlite_sequence SET seq = 511 WHERE name = 'subscriber'"));
	commit(&f);
	read_ledger(&f, &r);
	assert_int_equal(ledger_reading_given(&r, "subscriber"), 1011);
	ledger_reading_release(&r);
	end(&f);
}

/* The machine stops at every byte of the file: what is whole stays, what is torn goes, and the next
 * batch can be read. */
static void test_torn(void **state)
{
	struct fixture f;
	struct ledger_reading r;
	char all[4096];
	size_t n, first;
	FILE *file;

	(void)state;
	begin(&f);
	db_begin(f.s.db);
	leave(&f, 1);
	commit(&f);
	read_ledger(&f, &r);
	first = r.size;
	ledger_reading_release(&r);
	db_begin(f.s.db);
	leave(&f, 2);
	commit(&f);
	file = fopen(f.path, "r");
	assert_non_null(file);
	n = fread(all, 1, sizeof all, file);
	(void)fclose(file);
	assert_true(n > first && n < sizeof all);
	for (size_t cut = first; cut < n; cut++) {
		file = fopen(f.path, "w");
		assert_int_equal(fwrite(all, 1, cut, file), cut);
		(void)fclose(file);
		read_ledger(&f, &r);
		assert_int_equal(r.size, first);
		assert_int_equal(r.damaged, 0);
		assert_int_equal(r.last, 1);
		ledger_reading_release(&r);
	}
	/* The store has batch 2: the ledger is an old copy of itself, and says from where on it has
	 * everything. */
	ledger_free(f.ledger);
	open_ledger(&f);
	assert_int_equal(f.fit, LEDGER_SHORT);
	db_begin(f.s.db);
	leave(&f, 3);
	commit(&f);
	read_ledger(&f, &r);
	assert_int_equal(r.begins, 3);
	assert_int_equal(r.last, 3);
	assert_int_equal(count(&f, LEDGER_LEFT), 2);
	ledger_reading_release(&r);
	end(&f);
}

/* One bit of one line in the middle: that line is lost, is told of, and the others count. */
static void test_damaged(void **state)
{
	struct fixture f;
	struct buf out = BUF_INIT;
	FILE *file;

	(void)state;
	begin(&f);
	for (int64_t id = 1; id < 4; id++) {
		db_begin(f.s.db);
		leave(&f, id);
		commit(&f);
	}
	ledger_check(f.ledger, &out);
	assert_int_equal(out.n, 0);
	file = fopen(f.path, "r+");
	assert_true(file != NULL && fseek(file, -100, SEEK_END) == 0 && fputc('#', file) == '#' &&
	    fclose(file) == 0);
	ledger_free(f.ledger);
	open_ledger(&f);
	assert_int_equal(count(&f, LEDGER_LEFT), 2);
	ledger_check(f.ledger, &out);
	assert_non_null(strstr(out.p, "1 lines of the ledger"));
	buf_release(&out);
	end(&f);
}

static int no_more(void *context, struct err *err)
{
	(void)context;
	(void)err;
	return 0;
}

/* Dead between the ledger and the commit: the batch is void at the next start. */
static void test_dead_before_commit(void **state)
{
	struct fixture f;
	struct db_guard none = { no_more, NULL, NULL };

	(void)state;
	begin(&f);
	db_begin(f.s.db);
	leave(&f, 1);
	commit(&f);
	db_begin(f.s.db);
	leave(&f, 2);
	commit(&f);
	assert_int_equal(count(&f, LEDGER_LEFT), 2);
	/* As if the second transaction had not come to be. */
	ledger_free(f.ledger);
	db_set_guard(f.s.db, &none);
	db_begin(f.s.db);
	ledger_set_known(f.s.db, 1);
	commit(&f);
	open_ledger(&f);
	assert_int_equal(f.fit, LEDGER_FITS);
	assert_int_equal(count(&f, LEDGER_LEFT), 1);
	db_begin(f.s.db);
	leave(&f, 3);
	commit(&f);
	assert_int_equal(count(&f, LEDGER_LEFT), 2);
	assert_int_equal(ledger_known(f.s.db), 3);
	end(&f);
}

/* A broken rule fails the commit after the ledger was written: declared void at once. */
static void test_failed_commit(void **state)
{
	struct fixture f;
	struct err err = ERR_INIT;

	(void)state;
	begin(&f);
	db_begin(f.s.db);
	leave(&f, 1);
	/* Deferred: it is looked at by COMMIT alone. */
	assert_int_equal(
	    db_script(f.s.db,
	        "PRAGMA defer_foreign_keys = 1;"
	        "INSERT INTO delivery (kind, class, state, list_id, needs_consent, due_at, created_at)"
	        " VALUES ('x', 0, 'queued', 4711, 0, 1, 1)",
	        &err),
	    0);
	assert_int_equal(db_commit(f.s.db, &err), -1);
	assert_int_equal(count(&f, LEDGER_LEFT), 0);
	db_begin(f.s.db);
	leave(&f, 1);
	commit(&f);
	assert_int_equal(count(&f, LEDGER_LEFT), 1);
	ledger_free(f.ledger);
	open_ledger(&f);
	assert_int_equal(f.fit, LEDGER_FITS);
	assert_int_equal(count(&f, LEDGER_LEFT), 1);
	end(&f);
}

/* No room for the ledger: nobody is told that they left. With room again it goes on, without the
 * torn part. */
static void test_full_disk(void **state)
{
	struct rlimit old, small;
	struct fixture f;
	struct ledger_reading r;
	struct err err = ERR_INIT;
	struct buf out = BUF_INIT;

	(void)state;
	begin(&f);
	db_begin(f.s.db);
	leave(&f, 1);
	commit(&f);
	read_ledger(&f, &r);
	(void)signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
	small = old;
	small.rlim_cur = r.size + 10; /* half a line */
	ledger_reading_release(&r);
	db_begin(f.s.db);
	leave(&f, 2);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	assert_int_equal(db_commit(f.s.db, &err), -1);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
	assert_int_equal(err.kind, ERR_TEMP);
	assert_non_null(strstr(err.text, "the ledger "));
	ledger_check(f.ledger, &out);
	assert_true(out.n > 0);
	buf_clear(&out);
	assert_int_equal(count(&f, LEDGER_LEFT), 1);
	db_begin(f.s.db);
	leave(&f, 2); /* they are still there */
	commit(&f);
	ledger_check(f.ledger, &out);
	assert_int_equal(out.n, 0);
	read_ledger(&f, &r);
	assert_int_equal(r.damaged, 0);
	ledger_reading_release(&r);
	assert_int_equal(count(&f, LEDGER_LEFT), 2);
	buf_release(&out);
	end(&f);
}

/* A store of before two acts, or of before the last daemon's epoch, is not a crash: it was put
 * there. */
static void test_behind(void **state)
{
	struct fixture f;
	struct err err = ERR_INIT;
	int64_t epoch;

	(void)state;
	begin(&f);
	for (int64_t id = 1; id < 4; id++) {
		db_begin(f.s.db);
		leave(&f, id);
		commit(&f);
	}
	ledger_free(f.ledger);
	db_begin(f.s.db);
	ledger_set_known(f.s.db, 1);
	commit(&f);
	open_ledger(&f);
	assert_int_equal(f.fit, LEDGER_AHEAD);
	assert_int_equal(count(&f, LEDGER_LEFT), 3); /* nothing is void */
	ledger_free(f.ledger);
	db_begin(f.s.db);
	ledger_set_known(f.s.db, 3);
	commit(&f);
	open_ledger(&f);
	assert_int_equal(f.fit, LEDGER_FITS);
	assert_int_equal(schema_next_epoch(f.s.db, &epoch, &err), 0);
	assert_int_equal(ledger_take(f.ledger, epoch, NOW, &err), 0);
	ledger_free(f.ledger);
	open_ledger(&f);
	assert_int_equal(f.fit, LEDGER_FITS);
	assert_int_equal(ledger_take(f.ledger, epoch + 1, NOW, &err), 0);
	ledger_free(f.ledger);
	open_ledger(&f);
	assert_int_equal(f.fit, LEDGER_AHEAD);
	end(&f);
}

/* It was lost; or was begun after the batch that the store knows. */
static void test_short(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f);
	for (int64_t id = 1; id < 4; id++) {
		db_begin(f.s.db);
		leave(&f, id);
		commit(&f);
	}
	ledger_free(f.ledger);
	assert_int_equal(unlink(f.path), 0);
	open_ledger(&f);
	assert_int_equal(f.fit, LEDGER_SHORT);
	ledger_free(f.ledger);
	open_ledger(&f);
	assert_int_equal(f.fit, LEDGER_FITS); /* it begins with 4 now */
	ledger_free(f.ledger);
	db_begin(f.s.db);
	ledger_set_known(f.s.db, 2); /* 3 is nowhere */
	commit(&f);
	open_ledger(&f);
	assert_int_equal(f.fit, LEDGER_SHORT);
	end(&f);
}

/* Ten acts a day apart; those of before day 6 go, at the limit too, and the numbers stay. */
static void test_forget(void **state)
{
	struct fixture f;
	struct ledger_reading r;
	struct err err = ERR_INIT;
	const int64_t day = 86400;

	(void)state;
	begin(&f);
	for (int64_t id = 1; id <= 10; id++) {
		struct evidence e = { .channel = "email", .at = NOW + id * day, .notice = "1" };
		struct subscriber who;

		db_begin(f.s.db);
		assert_true(subscriber_get(f.s.db, id, &who));
		assert_true(subscription_leave(f.s.db, &who, f.list, &e));
		commit(&f);
	}
	assert_int_equal(ledger_forget(f.ledger, NOW + day, NOW + 11 * day, &err), 0);
	assert_int_equal(count(&f, LEDGER_LEFT), 10);
	assert_int_equal(ledger_forget(f.ledger, NOW + 6 * day, NOW + 11 * day, &err), 0);
	assert_int_equal(count(&f, LEDGER_LEFT), 5);
	read_ledger(&f, &r);
	assert_int_equal(r.begins, 6);
	assert_int_equal(r.begins_at, NOW + 6 * day);
	assert_int_equal(r.last, 10);
	assert_int_equal(ledger_reading_given(&r, "subscriber"), 510);
	ledger_reading_release(&r);
	db_begin(f.s.db);
	suppression_add(f.s.db, (const uint8_t *)"0123456789abcdef", "staff", NOW);
	commit(&f);
	ledger_free(f.ledger);
	open_ledger(&f);
	assert_int_equal(f.fit, LEDGER_FITS);
	assert_int_equal(count(&f, LEDGER_SUPPRESSED), 1);
	end(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_line),
		cmocka_unit_test(test_acts),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_torn),
		cmocka_unit_test(test_damaged),
		cmocka_unit_test(test_dead_before_commit),
		cmocka_unit_test(test_failed_commit),
		cmocka_unit_test(test_full_disk),
		cmocka_unit_test(test_behind),
		cmocka_unit_test(test_short),
		cmocka_unit_test(test_forget),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

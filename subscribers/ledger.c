/* SPDX-License-Identifier: MIT
 * Owns the table ledger and the writing of the ledger's file; see ledger.h. The order that must not
 * change: the lines are synced, then the transaction is committed that has the number of their
 * batch in the table. What dies between the two leaves one batch in the file that the table does
 * not have, and the next start declares it void. */
#include "subscribers/ledger.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/common/log.h"
#include "daemon/common/str_put.h"
#include "daemon/common/xmalloc.h"
#include "subscribers/schema.h"

#define NAMES_MAX 24 /* of tables whose numbers are counted */

/* Numbers are noted so many ahead: deliveries are many, and each note costs a sync. */
#define BLOCK_DELIVERIES 10000
#define BLOCK 500

struct mark {
	char name[LEDGER_SUBJECT_SIZE];
	int64_t above; /* numbers up to it are noted */
};

struct ledger {
	struct db *db;
	char *path;
	int fd, lock_fd;
	off_t size;         /* of what is whole */
	int64_t batch;      /* the last one written */
	int64_t void_batch; /* one that was not committed, and is not declared void yet; 0: none */
	int64_t oldest_at;  /* of its acts; INT64_MAX: it has none */
	bool is_written;    /* the batch of this transaction is in the file */
	struct buf pending; /* lines of this transaction */
	struct mark marks[NAMES_MAX];
	size_t mark_count;
	size_t damaged;
	char failure[ERR_TEXT_MAX]; /* of the last write; "" where it was well */
};

/* --- the table --- */

int64_t ledger_known(struct db *db)
{
	return db_number(db_sql(db, "SELECT batch FROM ledger WHERE id = 1"), 0);
}

void ledger_set_known(struct db *db, int64_t batch)
{
	struct db_stmt *st = db_sql(db,
	    "INSERT INTO ledger (id, batch) VALUES (1, :batch)"
	    " ON CONFLICT (id) DO UPDATE SET batch = :batch");

	db_bind_int(st, ":batch", batch);
	db_do(st);
}

/* --- the file --- */

static void add(struct buf *out, int64_t batch, int64_t at, enum ledger_what what,
    const char *subject, const char *argument)
{
	struct ledger_line line = { .batch = batch, .at = at, .what = what };

	str_put(line.subject, sizeof line.subject, "%s", subject);
	str_put(line.argument, sizeof line.argument, "%s", argument);
	ledger_file_add(out, &line);
}

static void add_number(struct buf *out, int64_t batch, int64_t at, enum ledger_what what,
    const char *subject, int64_t number)
{
	char text[24];

	str_put(text, sizeof text, "%lld", (long long)number);
	add(out, batch, at, what, subject, text);
}

/* All of it is on the disk, or none of it is in the file. */
static int append(struct ledger *l, struct slice text, struct err *err)
{
	ssize_t n = ftruncate(l->fd, l->size) < 0 ? -1 : /* what a failed write left */
	                                            pwrite(l->fd, text.p, text.n, l->size);
	bool is_well = n == (ssize_t)text.n && fdatasync(l->fd) == 0;

	if (n >= 0 && n != (ssize_t)text.n)
		errno = ENOSPC; /* it took some of it */
	if (is_well) {
		l->size += (off_t)text.n;
		l->failure[0] = '\0';
		return 0;
	}
	str_put(l->failure, sizeof l->failure,
	    "the ledger %s cannot be written: %s; who leaves or asks to be "
	    "forgotten waits until it can",
	    l->path, errno == ENOSPC ? "the disk is full" : strerror(errno));
	if (ftruncate(l->fd, l->size) < 0)
		log_error("ledger.cut", "reason=\"%m\""); /* the next append tries again */
	log_error("ledger.write", "reason=\"%s\"", l->failure);
	return err_set(err, ERR_TEMP, "%s", l->failure);
}

static void begin_line(struct buf *out, int64_t batch, int64_t now)
{
	add(out, batch, now, LEDGER_BEGINS, "-", "1");
}

/* --- the guard --- */

static struct mark *find_mark(struct ledger *l, const char *name)
{
	for (size_t i = 0; i < l->mark_count; i++) {
		if (strcmp(l->marks[i].name, name) == 0)
			return &l->marks[i];
	}
	if (l->mark_count == NAMES_MAX)
		bug("ledger.marks", "name=%s", name);
	str_put(l->marks[l->mark_count].name, sizeof l->marks[0].name, "%s", name);
	return &l->marks[l->mark_count++];
}

/* Numbers that this transaction gave beyond what is noted. */
static void note_numbers(struct ledger *l)
{
	struct db_stmt *st = db_sql(l->db,
	    "SELECT name, number FROM given_now WHERE number IS NOT NULL");

	while (db_row(st)) {
		char name[LEDGER_SUBJECT_SIZE];
		struct mark *mark;
		int64_t number = db_int(st, 1);

		str_put(name, sizeof name, "%.*s", SLICE_ARG(db_text(st, 0)));
		mark = find_mark(l, name);
		if (number <= mark->above)
			continue;
		mark->above = number + (strcmp(name, "delivery") == 0 ? BLOCK_DELIVERIES : BLOCK);
		add_number(&l->pending, l->batch + 1, 0, LEDGER_GIVEN, name, mark->above);
	}
}

static int before_commit(void *context, struct err *err)
{
	struct ledger *l = context;
	struct buf text = BUF_INIT;
	int rc;

	note_numbers(l);
	if (l->pending.n == 0 || db_has_failed(l->db))
		return 0;
	if (l->void_batch != 0)
		add(&text, l->void_batch, 0, LEDGER_VOID, "-", "-");
	buf_slice(&text, buf_all(&l->pending));
	rc = append(l, buf_all(&text), err);
	buf_release(&text);
	if (rc < 0)
		return -1;
	l->void_batch = 0;
	l->is_written = true;
	ledger_set_known(l->db, ++l->batch);
	return 0;
}

static void declare_void(struct ledger *l)
{
	struct buf text = BUF_INIT;
	struct err err = ERR_INIT;

	l->void_batch = l->batch;
	add(&text, l->batch, 0, LEDGER_VOID, "-", "-");
	if (append(l, buf_all(&text), &err) == 0)
		l->void_batch = 0; /* else the next batch begins with it */
	buf_release(&text);
}

/* What was noted of numbers in a transaction that failed before it was written must be noted again.
 */
static void forget_marks(struct ledger *l)
{
	for (size_t i = 0; i < l->mark_count; i++)
		l->marks[i].above = 0;
}

static void after_end(void *context, bool is_committed)
{
	struct ledger *l = context;

	if (!is_committed && l->is_written)
		declare_void(l);
	if (!is_committed && l->pending.n > 0)
		forget_marks(l);
	l->is_written = false;
	buf_clear(&l->pending);
}

void ledger_note(struct db *db, enum ledger_what what, const uint8_t hash[TOKEN_HASH_SIZE],
    int64_t list_id, const char *more, int64_t at)
{
	struct ledger *l = db_guard_context(db);
	char hex[LEDGER_SUBJECT_SIZE];

	if (l == NULL)
		return;
	ledger_hash_text(hash, hex);
	if (at < l->oldest_at)
		l->oldest_at = at;
	if (more != NULL)
		add(&l->pending, l->batch + 1, at, what, hex, more);
	else
		add_number(&l->pending, l->batch + 1, at, what, hex, list_id);
}

/* --- opening --- */

static void take_reading(struct ledger *l, const struct ledger_reading *r)
{
	l->batch = r->last;
	l->damaged = r->damaged;
	l->size = (off_t)r->size;
	l->oldest_at = INT64_MAX;
	for (size_t i = 0; i < r->count; i++) {
		const struct ledger_line *line = &r->lines[i];

		if (line->what == LEDGER_GIVEN)
			find_mark(l, line->subject)->above = ledger_reading_given(r, line->subject);
		else if (line->at < l->oldest_at)
			l->oldest_at = line->at;
	}
}

/* What the file needs before anything is added: a beginning where it has none, or where it does not
 * reach the store (it was lost, or is an old copy of itself); and what a crash left undone. */
static int set_right(struct ledger *l, const struct ledger_reading *r, int64_t known, int64_t now,
    struct err *err)
{
	struct buf text = BUF_INIT;
	int rc = 0;

	if (r->begins == 0 || r->last < known) {
		if (known > 0)
			log_warning("ledger.gap",
			    "from=%lld to=%lld reason=\"the ledger was lost or is an old copy; what was "
			    "done between is not in it\"",
			    (long long)r->last + 1, (long long)known);
		begin_line(&text, known + 1, now);
		l->batch = known;
	} else if (r->begins <= known + 1 && ledger_reading_above(r, known) > 0) {
		add(&text, r->last, now, LEDGER_VOID, "-", "-");
	}
	if (text.n > 0)
		rc = append(l, buf_all(&text), err);
	buf_release(&text);
	return rc;
}

static int open_file(struct ledger *l, struct err *err)
{
	l->fd = open(l->path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (l->fd < 0)
		return err_set(err, ERR_PERM,
		    "cannot open the ledger %s: %m; it must be a file in a folder that "
		    "the daemon's user may write to",
		    l->path);
	if (fchmod(l->fd, 0600) < 0) /* it says who was forgotten, if only to who has the key */
		return err_set(err, ERR_PERM, "the ledger %s belongs to somebody else: %m",
		    l->path);
	return db_sync_folder(l->path, err);
}

int ledger_lock(const char *path, struct err *err)
{
	struct err own = ERR_INIT;
	int fd = db_lock(path, &own);

	if (fd < 0 && own.kind == ERR_TEMP)
		return err_set(err, ERR_TEMP,
		    "another dpupd, with a database of its own, has the ledger %s (store.ledger); give each "
		    "a file of its own",
		    path);
	return fd < 0 ? err_set(err, own.kind, "%s", own.text) : fd;
}

enum ledger_fit ledger_fit(struct db *db, const struct ledger_reading *r)
{
	int64_t known = ledger_known(db);

	/* A crash leaves one batch that the store has not; a daemon that had a later epoch, none
	 * that knows less. */
	if (ledger_reading_above(r, known) > 1 || r->epoch > schema_epoch(db))
		return LEDGER_AHEAD;
	return known > 0 && (r->begins == 0 || r->last < known || r->begins > known + 1) ?
	    LEDGER_SHORT :
	    LEDGER_FITS;
}

struct ledger *ledger_open(const char *path, struct db *db, int64_t now, struct err *err)
{
	struct ledger *l = xcalloc(1, sizeof *l);
	struct db_guard guard = { before_commit, after_end, l };
	int64_t known = ledger_known(db);
	struct ledger_reading r;
	int rc;

	l->db = db;
	l->path = xstrdup(path);
	l->fd = l->lock_fd = -1;
	buf_init(&l->pending);
	rc = ledger_file_read(path, &r, err);
	if (rc == 0) {
		take_reading(l, &r);
		rc = open_file(l, err);
	}
	if (rc == 0 && ledger_fit(db, &r) != LEDGER_AHEAD)
		rc = set_right(l, &r, known, now, err);
	ledger_reading_release(&r);
	if (rc < 0) {
		ledger_free(l);
		return NULL;
	}
	db_set_guard(db, &guard);
	return l;
}

void ledger_take_lock(struct ledger *l, int lock_fd)
{
	l->lock_fd = lock_fd;
}

void ledger_free(struct ledger *l)
{
	if (l == NULL)
		return;
	if (db_guard_context(l->db) == l)
		db_set_guard(l->db, NULL);
	if (l->fd >= 0)
		(void)close(l->fd); /* what counts was synced */
	if (l->lock_fd >= 0)
		(void)close(l->lock_fd); /* nothing was written */
	buf_release(&l->pending);
	free(l->path);
	free(l);
}

int ledger_take(struct ledger *l, int64_t epoch, int64_t now, struct err *err)
{
	struct buf text = BUF_INIT;
	int rc;

	add_number(&text, l->batch, now, LEDGER_OPENED, "-", epoch);
	rc = append(l, buf_all(&text), err);
	buf_release(&text);
	return rc;
}

/* --- forgetting --- */

/* The newest of each, and what is young enough. */
static void add_kept(const struct ledger_reading *r, int64_t before, int64_t now, struct buf *out)
{
	int64_t begins = r->begins;

	for (size_t i = 0; i < r->count; i++) {
		if (r->lines[i].what != LEDGER_GIVEN && r->lines[i].at < before &&
		    r->lines[i].batch >= begins)
			begins = r->lines[i].batch + 1;
	}
	add(out, begins, begins > r->begins ? before : r->begins_at, LEDGER_BEGINS, "-", "1");
	add_number(out, r->last, now, LEDGER_OPENED, "-", r->epoch);
	for (size_t i = 0; i < r->count; i++) {
		if (r->lines[i].what == LEDGER_GIVEN || r->lines[i].at >= before)
			ledger_file_add(out, &r->lines[i]);
	}
}

static int replace_file(struct ledger *l, struct slice text, struct err *err)
{
	char *fresh = xasprintf("%s.new", l->path);
	int fd = open(fresh, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);

	if (fd < 0 || write(fd, text.p, text.n) != (ssize_t)text.n || fsync(fd) < 0 ||
	    rename(fresh, l->path) < 0) {
		(void)err_set(err, ERR_TEMP, "cannot write the ledger anew: %m");
		(void)unlink(fresh); /* the old one is in use as before */
		if (fd >= 0)
			(void)close(fd);
		free(fresh);
		return -1;
	}
	(void)close(l->fd); /* what counted of it was synced, and is in the new one */
	l->fd = fd;
	l->size = (off_t)text.n;
	free(fresh);
	return db_sync_folder(l->path, err);
}

int ledger_forget(struct ledger *l, int64_t before, int64_t now, struct err *err)
{
	struct ledger_reading r;
	struct buf text = BUF_INIT;
	int rc;

	/* Not for each act that is a day too old: a tenth of the time more. */
	if (l->oldest_at >= before - (now - before) / 10)
		return 0;
	rc = ledger_file_read(l->path, &r, err);
	if (rc == 0) {
		add_kept(&r, before, now, &text);
		rc = replace_file(l, buf_all(&text), err);
	}
	if (rc == 0)
		l->oldest_at = before;
	ledger_reading_release(&r);
	buf_release(&text);
	return rc;
}

void ledger_check(const struct ledger *l, struct buf *out)
{
	if (l == NULL)
		return;
	if (l->failure[0] != '\0')
		buf_text(out, l->failure);
	else if (access(l->path, F_OK) < 0)
		buf_printf(out,
		    "the ledger %s was removed: after a restore nobody would know who left since the backup; "
		    "put it back, or restart dpupd: it begins a new one, and sends nothing until you accept that",
		    l->path);
	else if (l->damaged > 0)
		buf_printf(out,
		    "%zu lines of the ledger %s cannot be read: acts are missing from what a restore does again",
		    l->damaged, l->path);
}

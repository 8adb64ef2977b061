/* SPDX-License-Identifier: MIT
 * The files of a restore; see restore.h. The order that must not change: the backup is copied
 * beside the store, and made ready there; only then does the store get a second name (it is kept),
 * and the copy its name, by one rename. What dies before that leaves the store as it was, and a
 * copy that the next run replaces. */
#include "daemon/core/health/restore.h"

#include <fcntl.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "daemon/common/log.h"
#include "daemon/common/xmalloc.h"
#include "daemon/core/announcements/announcement.h"
#include "daemon/core/loop/keyring.h"
#include "daemon/time/words.h"
#include "subscribers/json.h"
#include "subscribers/ledger.h"
#include "subscribers/schema.h"

struct job {
	struct core *core;
	const char *file;
	bool is_json;
	int64_t now;
	char *store, *fresh,
	    *kept; /* the store; the copy that takes its place; the name under which it is kept */
	int lock_fd, ledger_lock;
	bool has_store, has_numbers; /* is there one now; and could it be read */
	struct restore_numbers numbers;
	struct ledger_reading ledger;
	struct restored_counts counts;
	int64_t backup_at, known;
	int version;
	struct buf paused, paused_json; /* announcements */
};

/* --- copying --- */

static int copy_bytes(int from, int to, const char *path, struct err *err)
{
	static char block[1 << 20];
	ssize_t n;

	while ((n = read(from, block, sizeof block)) > 0) {
		if (write(to, block, (size_t)n) != n)
			return err_set(err, ERR_TEMP, "cannot write %s: %m", path);
	}
	return n < 0 ? err_set(err, ERR_TEMP, "cannot read the backup: %m") : 0;
}

static int copy_file(int from, const char *path, struct err *err)
{
	int to, rc;

	(void)unlink(path); /* of a restore that was cut off; mostly there is none */
	to = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (to < 0)
		return err_set(err, ERR_PERM, "cannot make %s: %m", path);
	rc = copy_bytes(from, to, path, err);
	if (close(to) < 0 && rc == 0)
		rc = err_set(err, ERR_TEMP, "cannot write %s: %m", path);
	return rc;
}

static void remove_ending(const char *path, const char *ending)
{
	char *whole = xasprintf("%s%s", path, ending);

	(void)unlink(whole); /* mostly there is none */
	free(whole);
}

static void remove_fresh(const struct job *j)
{
	static const char *const endings[] = { "", "-wal", "-shm", "-journal", ".lock" };

	for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++)
		remove_ending(j->fresh, endings[i]);
}

/* What a copy of a stopped daemon's files has beside it: the last commits. */
static int open_log(const char *file)
{
	char *path = xasprintf("%s-wal", file);
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	free(path);
	return fd;
}

/* Whoever runs this: the files are the daemon's, whose folder it is. */
static int become_owner(const char *store, struct err *err)
{
	char *folder = xstrndup(store, (size_t)(strrchr(store, '/') - store) + 1);
	struct stat st;
	int rc = stat(folder, &st);

	if (rc < 0)
		(void)err_set(err, ERR_PERM, "cannot look at %s: %m", folder);
	free(folder);
	if (rc < 0 || geteuid() != 0 || st.st_uid == 0)
		return rc;
	if (setgroups(0, NULL) < 0 || setgid(st.st_gid) < 0 || setuid(st.st_uid) < 0)
		return err_set(err, ERR_PERM,
		    "cannot become the owner of the database's folder: %m");
	return 0;
}

static int is_same_file(int fd, const char *store)
{
	struct stat a, b;

	return fstat(fd, &a) == 0 && stat(store, &b) == 0 && a.st_dev == b.st_dev &&
	    a.st_ino == b.st_ino;
}

/* Opens what may be readable for root alone, then copies it as who the store belongs to. */
static int bring(struct job *j, struct err *err)
{
	int from = open(j->file, O_RDONLY | O_CLOEXEC), log = open_log(j->file), rc = -1;
	char *fresh_log = xasprintf("%s-wal", j->fresh);

	if (from < 0)
		(void)err_set(err, ERR_PERM, "cannot read %s: %m", j->file);
	else if (is_same_file(from, j->store))
		(void)err_set(err, ERR_PERM, "%s is the database itself", j->file);
	else
		rc = become_owner(j->store, err);
	if (rc == 0) {
		j->lock_fd = db_lock(j->store, err);
		rc = j->lock_fd < 0 ? -1 : 0;
	}
	if (rc == 0) {
		j->ledger_lock = ledger_lock(j->core->conf.store.ledger, err);
		rc = j->ledger_lock < 0 ? -1 : 0;
	}
	if (rc == 0) {
		remove_fresh(j);
		rc = copy_file(from, j->fresh, err);
	}
	if (rc == 0 && log >= 0)
		rc = copy_file(log, fresh_log, err);
	if (from >= 0)
		(void)close(from); /* was only read */
	if (log >= 0)
		(void)close(log);
	free(fresh_log);
	return rc;
}

/* --- making ready --- */

static int check_fresh(struct job *j, struct err *err)
{
	struct db *db = j->core->db;

	if (!db_check_all(db, err))
		return -1;
	if (db_number(
	        db_sql(db,
	            "SELECT count(*) FROM sqlite_master WHERE type = 'table'"
	            " AND name IN ('subscriber', 'subscription', 'consent', 'delivery', 'meta')"),
	        0) != 5)
		return err_set(err, ERR_PERM, "this is no database of dpupd");
	j->version = schema_version(db);
	return schema_upgrade(db, err);
}

/* The store that is replaced, where it is sound: what numbers it gave. With that its log is in the
 * file. */
static int look_at_store(struct job *j, struct err *err)
{
	struct db *db;
	bool is_sound = false;

	j->has_store = access(j->store, F_OK) == 0;
	if (!j->has_store || db_check_file(j->store, &is_sound, NULL) < 0 || !is_sound)
		return 0;
	db = db_open_locked(j->store, j->lock_fd, err);
	if (db == NULL)
		return -1;
	j->has_numbers =
	    db_number(db_sql(db, "SELECT count(*) FROM sqlite_master WHERE name = 'given_now'"),
	        0) == 1;
	if (j->has_numbers)
		restore_read_numbers(db, &j->numbers);
	db_empty_log(db);
	db_close(db);
	return 0;
}

static int make_ready(struct job *j, struct err *err)
{
	struct core *core = j->core;
	bool is_sound;
	int rc;

	if (db_check_file(j->fresh, &is_sound, err) < 0)
		return -1;
	if (!is_sound)
		return err_set(err, ERR_PERM, "%s is damaged, or no database", j->file);
	core->db = db_open(j->fresh, err);
	if (core->db == NULL || check_fresh(j, err) < 0 || keyring_open(core, j->now, err) < 0)
		return err_context(err, "%s", j->file);
	j->backup_at = restore_backup_at(core->db);
	j->known = ledger_known(core->db);
	if (look_at_store(j, err) < 0 ||
	    ledger_file_read(core->conf.store.ledger, &j->ledger, err) < 0)
		return -1;
	rc = restore_renew(core, &j->ledger, j->has_numbers ? &j->numbers : NULL, &j->counts,
	    j->now, err);
	if (rc == 0) {
		announcement_doubted(core->db, &j->paused);
		announcement_doubted_json(core->db, &j->paused_json);
	}
	db_close(core->db); /* as the only connection it leaves one file without a log */
	core->db = NULL;
	return rc == 0 ? db_sync_file(j->fresh, err) : -1;
}

/* --- asking --- */

static void tell_time(struct buf *out, const struct job *j, int64_t at)
{
	words_day(out, at, j->core->conf.templates.timezone);
	buf_text(out, ", ");
	words_time(out, at, j->core->conf.templates.timezone);
}

static void tell_ledger(struct buf *out, const struct job *j)
{
	const char *path = j->core->conf.store.ledger;

	if (j->ledger.begins == 0) {
		buf_printf(out,
		    "warning:    there is no ledger %s: nobody knows who left or was forgotten since\n",
		    path);
	} else if (j->known == 0 || j->ledger.begins > j->known + 1) {
		buf_text(out, "warning:    the ledger begins on ");
		tell_time(out, j, j->ledger.begins_at);
		buf_text(out,
		    ", after the backup: who left or was forgotten before that is not known\n");
	}
	if (j->ledger.damaged > 0)
		buf_printf(out,
		    "warning:    %zu lines of the ledger cannot be read: not all that was done since is known\n",
		    j->ledger.damaged);
}

static void tell_plan(struct buf *out, const struct job *j)
{
	const struct restored_counts *c = &j->counts;

	buf_printf(out, "backup:     %s, sound, schema %d, of ", j->file, j->version);
	tell_time(out, j, j->backup_at);
	buf_printf(out, "\nreplaces:   %s", j->store);
	if (j->has_store)
		buf_printf(out, ", which is kept as %s", j->kept);
	buf_printf(out,
	    "\ndone again: %lld people forgotten, %lld subscriptions ended, %lld addresses never to be mailed;\n"
	    "            %lld people changed their address since, and get nothing until they are heard of;\n"
	    "            %lld further addresses taken away\n",
	    (long long)c->erased, (long long)c->ended, (long long)c->suppressed,
	    (long long)c->moved, (long long)c->removed);
	buf_printf(out,
	    "doubtful:   %lld mails waited then and may have gone since: they are held\n",
	    (long long)c->doubtful);
	if (j->paused.n > 0)
		buf_printf(out,
		    "paused:     announcements that went then or were to go, and may have gone, or been stopped or changed\n"
		    "            since; each waits for \"dpupctl announce resume\" or \"cancel\": %.*s\n",
		    SLICE_ARG(buf_all(&j->paused)));
	buf_text(out,
	    "as it was:  all else, such as staff and their roles, convenors, pauses, lists, drafts and meetings\n"
	    "then:       start dpupd; it reads again what came since and is still in the mailbox, and sends\n"
	    "            nothing until \"dpupctl restore --accept\"\n");
	tell_ledger(out, j);
}

static bool may_go_on(const struct job *j, bool is_yes)
{
	struct buf text = BUF_INIT;
	char line[16] = "";

	tell_plan(&text, j);
	(void)fputs(text.p,
	    j->is_json ? stderr : stdout); /* who cannot read it is asked all the same */
	(void)fflush(stdout);
	buf_release(&text);
	if (is_yes)
		return true;
	if (!isatty(STDIN_FILENO)) {
		fprintf(stderr, "there is no terminal to ask on; add --yes\n");
		return false;
	}
	fprintf(stderr, "Replace the database? [y/N] ");
	return fgets(line, sizeof line, stdin) != NULL && (line[0] == 'y' || line[0] == 'Y');
}

static void tell_done(const struct job *j)
{
	const struct restored_counts *c = &j->counts;
	struct buf out = BUF_INIT;

	if (!j->is_json) {
		printf(
		    "restored:   %s; start dpupd now, look at \"dpupctl status\", then \"dpupctl restore --accept\"\n",
		    j->store);
		return;
	}
	buf_text(&out, "{\"store\":");
	json_quote(&out, slice_of(j->store));
	if (j->has_store) {
		buf_text(&out, ",\"kept\":");
		json_quote(&out, slice_of(j->kept));
	}
	buf_printf(&out,
	    ",\"backup_at\":%lld,\"schema\":%d,\"erased\":%lld,\"ended\":%lld,\"suppressed\":%lld,\"moved\":%lld,"
	    "\"removed\":%lld,"
	    "\"doubtful\":%lld,\"has_ledger\":%s,\"paused\":%.*s}",
	    (long long)j->backup_at, j->version, (long long)c->erased, (long long)c->ended,
	    (long long)c->suppressed, (long long)c->moved, (long long)c->removed,
	    (long long)c->doubtful, j->ledger.begins != 0 ? "true" : "false",
	    SLICE_ARG(buf_all(&j->paused_json)));
	printf("%s\n", out.p);
	buf_release(&out);
}

/* --- replacing --- */

/* The store and what belongs to it gets a second name; where there is a log (of a store that cannot
 * be read), too. */
static int keep_store(const struct job *j, struct err *err)
{
	char *log = xasprintf("%s-wal", j->store), *kept_log = xasprintf("%s-wal", j->kept);
	int rc = 0;

	if (link(j->store, j->kept) < 0)
		rc = err_set(err, ERR_PERM, "cannot keep the replaced database as %s: %m", j->kept);
	if (rc == 0 && access(log, F_OK) == 0 && link(log, kept_log) < 0)
		rc = err_set(err, ERR_PERM, "cannot keep the replaced database's log as %s: %m",
		    kept_log);
	free(log);
	free(kept_log);
	return rc;
}

static int replace_store(const struct job *j, struct err *err)
{
	if (j->has_store && keep_store(j, err) < 0)
		return -1;
	/* A log of the old file beside the new one would be read as the new one's. A store that
	 * could be read has none any more; one that could not is whole under its other name. */
	remove_ending(j->store, "-wal");
	remove_ending(j->store, "-shm");
	if (rename(j->fresh, j->store) < 0)
		return err_set(err, ERR_PERM, "cannot replace %s: %m", j->store);
	return db_sync_folder(j->store, err);
}

/* A name that is free: also where two were brought back within a second, or one was cut off after
 * this name was given. */
static char *name_kept(const char *store, int64_t now)
{
	time_t t = (time_t)now;
	struct tm tm;
	char when[32] = "", *name;

	if (gmtime_r(&t, &tm) != NULL)
		(void)strftime(when, sizeof when, "%Y%m%d-%H%M%S", &tm); /* it fits */
	name = xasprintf("%s.replaced-%s", store, when);
	for (int n = 2; access(name, F_OK) == 0; n++) {
		free(name);
		name = xasprintf("%s.replaced-%s-%d", store, when, n);
	}
	return name;
}

static int end(struct job *j, int status, struct err *err)
{
	if (err_is_set(err))
		fprintf(stderr, "%s\n", err->text);
	db_close(j->core->db);
	j->core->db = NULL;
	if (j->lock_fd >= 0) {
		remove_fresh(j); /* only under the lock: before it they may be those of another */
		(void)close(j->lock_fd); /* the lock goes with it */
	}
	if (j->ledger_lock >= 0)
		(void)close(j->ledger_lock);
	ledger_reading_release(&j->ledger);
	free(j->store);
	free(j->fresh);
	free(j->kept);
	buf_release(&j->paused);
	buf_release(&j->paused_json);
	return status;
}

int restore_file(struct core *core, const char *file, bool is_yes, bool is_json, int64_t now)
{
	struct job j = { .core = core,
		.file = file,
		.is_json = is_json,
		.now = now,
		.lock_fd = -1,
		.ledger_lock = -1,
		.paused = BUF_INIT,
		.paused_json = BUF_INIT };
	struct err err = ERR_INIT;

	j.store = realpath(core->conf.store.path, NULL);
	if (j.store == NULL)
		j.store = xstrdup(core->conf.store.path);
	j.fresh = xasprintf("%s.restoring", j.store);
	j.kept = name_kept(j.store, now);
	if (bring(&j, &err) < 0 || make_ready(&j, &err) < 0)
		return end(&j, err.kind == ERR_TEMP ? EX_TEMPFAIL : 1, &err);
	if (!may_go_on(&j, is_yes)) {
		fprintf(stderr, "nothing was done\n");
		return end(&j, 1, &err);
	}
	if (replace_store(&j, &err) < 0)
		return end(&j, 1, &err);
	log_info("restore.done", "kept=%s", j.kept);
	tell_done(&j);
	return end(&j, 0, &err);
}

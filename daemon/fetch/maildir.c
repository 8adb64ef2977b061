/* SPDX-License-Identifier: MIT
 * Reading a Maildir; see maildir.h.
 *
 * The order that must not change: open, hand over, wait for "stored", rename. A death anywhere
 * before the rename leaves the file in new/, and core recognises a message it already has.
 * Whoever may write into new/ is not trusted: only regular files are opened, never through a
 * symbolic link, never waiting for a FIFO, and never more than message_max of them.
 *
 * What core wants to be gone is looked for in cur/ only: what lies in new/ it does not have.
 *
 * A scan goes through new/ once, in batches of the oldest names, each after the last one of the
 * batch before, so that files which cannot be read never stand in the way of those behind. */
#include "daemon/fetch/maildir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "daemon/common/log.h"
#include "daemon/common/slice.h"
#include "daemon/common/str_put.h"
#include "daemon/common/xmalloc.h"
#include "daemon/fetch/maildir_name.h"

#define COMMAND_BATCH_MAX 4096 /* names held at a time: a megabyte */
#define RESCAN_S \
	30           /* also with inotify, whose queue can overflow and which some file \
	              * systems do not have */
#define MISSING_S 10 /* pause before a missing folder is looked for again */
#define COPY_MAX 100 /* names tried for a message whose name is taken in cur/ */

enum outcome {
	HANDED_OVER,
	GONE,    /* somebody else took it */
	ODD,     /* not a message, not readable, or still being written */
	NOT_NOW, /* memory or the disk refused: leave all, try again later */
};

/* --- the folder --- */

static int open_folder(int at, const char *name, const char *path, bool may_make, struct err *err)
{
	int fd;

	if (may_make && mkdirat(at, name, 0700) < 0 && errno != EEXIST)
		return err_set(err, ERR_PERM, "cannot make %s in the Maildir %s: %m", name, path);
	fd = openat(at, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0 && errno == ENOENT)
		return err_set(err, ERR_PERM,
		    "the Maildir %s does not exist: correct its path, or make the folder", path);
	if (fd < 0)
		return err_set(err, ERR_PERM, "cannot open %s: %m", path);
	return fd;
}

static int open_folders(struct maildir *m, struct err *err)
{
	static const char *const names[] = { "tmp", "cur", "new" };
	const char *path = m->start->path;
	int fds[3] = { -1, -1, -1 };
	int base = open_folder(AT_FDCWD, path, path, false, err);
	int rc = base < 0 ? -1 : 0;

	for (int i = 0; i < 3 && rc == 0; i++) {
		fds[i] = open_folder(base, names[i], path, true, err);
		rc = fds[i] < 0 ? -1 : 0;
	}
	/* A folder that can be read but not changed would hand the same mail over for ever. */
	if (rc == 0 &&
	    (faccessat(fds[1], ".", W_OK | X_OK, AT_EACCESS) < 0 ||
	        faccessat(fds[2], ".", W_OK | X_OK, AT_EACCESS) < 0))
		rc = err_set(err, ERR_PERM, "cannot move mail in the Maildir %s: %m", path);
	if (base >= 0)
		(void)close(base);
	if (fds[0] >= 0)
		(void)close(fds[0]);
	m->cur_fd = fds[1];
	m->new_fd = fds[2];
	if (rc == 0)
		return 0;
	for (int i = 1; i < 3; i++) {
		if (fds[i] >= 0)
			(void)close(fds[i]);
	}
	return -1;
}

static void watch(struct maildir *m)
{
	char path[64];

	m->notify_fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	/* By descriptor, so that what is watched is what was opened. */
	str_put(path, sizeof path, "/proc/self/fd/%d", m->new_fd);
	if (m->notify_fd >= 0 &&
	    inotify_add_watch(m->notify_fd, path, IN_MOVED_TO | IN_CLOSE_WRITE | IN_ONLYDIR) >= 0)
		return;
	log_warning("maildir.inotify", "error=\"%m\" rescan_s=%d", RESCAN_S);
	if (m->notify_fd >= 0)
		(void)close(m->notify_fd);
	m->notify_fd = -1;
}

void maildir_open(struct maildir *m, const struct start *start, struct upstream *up)
{
	m->start = start;
	m->up = up;
	m->odd_count = 0;
	m->is_down = true; /* until it was told otherwise */
	for (;;) {
		struct err err = ERR_INIT;

		if (open_folders(m, &err) == 0)
			break;
		upstream_state(up, "down", &err);
		(void)upstream_wait(up, -1, 0,
		    1000 * (start->retry_s < MISSING_S ? start->retry_s : MISSING_S));
	}
	watch(m);
}

/* Whether new/ is still the folder that was opened. A replaced one is outside the box, so the
 * process ends and its successor opens the new one. */
static void check_folder(struct maildir *m)
{
	struct err err = ERR_INIT;
	struct stat opened, named;
	struct buf path = BUF_INIT;
	bool is_same;

	buf_printf(&path, "%s/new", m->start->path);
	is_same = fstat(m->new_fd, &opened) == 0 && stat(path.p, &named) == 0 &&
	    opened.st_dev == named.st_dev && opened.st_ino == named.st_ino;
	buf_release(&path);
	if (is_same)
		return;
	(void)err_set(&err, ERR_TEMP, "the Maildir %s was removed or replaced", m->start->path);
	upstream_state(m->up, "down", &err);
	exit(EX_TEMPFAIL);
}

static void tell_down(struct maildir *m, const struct err *err)
{
	m->is_down = true;
	upstream_state(m->up, "down", err);
}

static void tell_ok(struct maildir *m)
{
	if (m->is_down)
		upstream_state(m->up, "ok", NULL);
	m->is_down = false;
}

/* --- one message --- */

/* Reads up to `max` bytes. False where the file ends before its size or goes on behind it: then
 * somebody is still writing it. */
static bool read_file(int fd, const struct stat *st, size_t max, struct buf *message)
{
	size_t want = (uint64_t)st->st_size < max ? (size_t)st->st_size : max;
	bool is_whole = want == (size_t)st->st_size;

	buf_reserve(message, want + 1);
	for (;;) {
		/* One byte more than there should be, to see the end. */
		size_t room = want + (is_whole ? 1 : 0) - message->n;
		ssize_t n = room == 0 ? 0 : read(fd, message->p + message->n, room);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		message->n += (size_t)n;
	}
	if (message->n != want)
		return false;
	message->p[want] = '\0';
	return true;
}

static bool load(struct maildir *m, const char *name, struct upstream_mail *mail,
    struct buf *message)
{
	int fd = openat(m->new_fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
	struct stat st;
	bool is_good;

	if (fd < 0)
		return false;
	is_good = fstat(fd, &st) == 0 && S_ISREG(st.st_mode);
	if (is_good) {
		mail->is_cut = (uint64_t)st.st_size > m->start->message_max;
		mail->size = st.st_size;
		mail->received_at = st.st_mtime;
		is_good = read_file(fd, &st, mail->is_cut ? UPSTREAM_CUT : m->start->message_max,
		    message);
	}
	(void)close(fd); /* was only read */
	return is_good;
}

static int rename_free(int from, const char *name, int to, const char *target)
{
	/* Without replacing: what has the name in cur/ may be the only copy of another mail. */
	int rc = renameat2(from, name, to, target, RENAME_NOREPLACE);

	if (rc < 0 && (errno == EINVAL || errno == ENOSYS)) { /* a file system without it */
		if (faccessat(to, target, F_OK, AT_SYMLINK_NOFOLLOW) == 0) {
			errno = EEXIST;
			return -1;
		}
		rc = renameat(from, name, to, target);
	}
	return rc;
}

static int move_to_cur(struct maildir *m, const char *name)
{
	struct buf target = BUF_INIT;
	int rc = -1;

	for (unsigned copy = 0; copy < COPY_MAX; copy++) {
		maildir_name_seen(&target, name, copy);
		rc = rename_free(m->new_fd, name, m->cur_fd, target.p);
		if (rc < 0 && errno == ENAMETOOLONG) /* no room for the flag */
			rc = rename_free(m->new_fd, name, m->cur_fd, name);
		if (rc == 0 || errno != EEXIST)
			break;
	}
	if (rc < 0 && errno == ENOENT) /* somebody else moved or removed it: that is done, too */
		rc = 0;
	buf_release(&target);
	return rc;
}

static enum outcome hand_over(struct maildir *m, const char *name)
{
	struct buf message = BUF_INIT, key = BUF_INIT;
	struct upstream_mail mail = { 0 };
	enum outcome outcome;
	struct err err = ERR_INIT;

	errno = 0;
	if (!load(m, name, &mail, &message)) {
		outcome = errno == ENOENT ? GONE : ODD;
		goto out;
	}
	maildir_name_key(&key, name);
	mail.message = buf_all(&message);
	mail.key = buf_all(&key);
	outcome = upstream_offer(m->up, &mail, m->start->retry_s) ? HANDED_OVER : NOT_NOW;
	if (outcome == HANDED_OVER && move_to_cur(m, name) < 0) {
		(void)err_set(&err, ERR_PERM,
		    "cannot move mail from new to cur in the Maildir %s: %m", m->start->path);
		tell_down(m, &err);
		outcome = NOT_NOW;
	}
out:
	buf_release(&message);
	buf_release(&key);
	return outcome;
}

/* --- all of them --- */

static DIR *open_new(struct maildir *m)
{
	struct err err = ERR_INIT;
	int fd = openat(m->new_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);

	if (dir != NULL)
		return dir;
	(void)err_set(&err, ERR_TEMP, "cannot read new in the Maildir %s: %m", m->start->path);
	if (fd >= 0)
		(void)close(fd);
	check_folder(m);
	tell_down(m, &err);
	return NULL;
}

/* The first names behind `after` (NULL: all). False where new/ cannot be read. */
static bool read_names(struct maildir *m, const char *after, struct maildir_batch *b)
{
	DIR *dir = open_new(m);
	struct dirent *e;

	maildir_batch_clear(b);
	if (dir == NULL)
		return false;
	while ((e = readdir(dir)) != NULL) {
		if (e->d_name[0] == '.') /* the two folders, and what is not mail (maildir(5)) */
			continue;
		if (after == NULL || maildir_name_compare(e->d_name, after) > 0)
			maildir_batch_offer(b, e->d_name);
	}
	(void)closedir(dir);
	maildir_batch_sort(b);
	return true;
}

/* Hands the batch over. False where it is to be tried again later. */
static bool hand_over_batch(struct maildir *m, struct maildir_batch *b, size_t *odd)
{
	for (size_t i = 0; i < b->n; i++) {
		switch (hand_over(m, b->names[i])) {
		case HANDED_OVER:
		case GONE:
			break;
		case ODD:
			++*odd;
			break;
		case NOT_NOW:
			return false;
		}
	}
	return true;
}

static bool scan(struct maildir *m)
{
	struct maildir_batch b;
	char *after = NULL;
	bool is_done = false, is_more = true;
	size_t odd = 0;

	maildir_batch_init(&b, COMMAND_BATCH_MAX);
	while (is_more) {
		if (!read_names(m, after, &b))
			break;
		is_done = hand_over_batch(m, &b, &odd);
		is_more = is_done && b.is_full;
		free(after);
		after = is_more ? xstrdup(b.names[b.n - 1]) : NULL;
	}
	free(after);
	maildir_batch_release(&b);
	if (is_done && odd != m->odd_count) {
		m->odd_count = odd;
		if (odd > 0)
			log_warning("maildir.odd", "count=%zu", odd);
	}
	return is_done;
}

/* --- after a restore --- */

/* Whether it was moved to cur/ since then: renaming sets the time of change, whenever the mail
 * came. */
static bool was_read_since(struct maildir *m, const char *name)
{
	struct stat st;

	return fstatat(m->cur_fd, name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(st.st_mode) &&
	    st.st_ctime >= m->start->again_since;
}

/* Back into new/, without the flags; core knows by its bytes what it has. */
static bool read_again(struct maildir *m, const char *name)
{
	char *plain = slice_dup(slice_sub(slice_of(name), 0, slice_find(slice_of(name), ':')));
	int rc = rename_free(m->cur_fd, name, m->new_fd, plain);

	free(plain);
	return rc == 0;
}

/* A backup was restored: it does not know what was read since it was made. */
static void put_back(struct maildir *m)
{
	int fd = openat(m->cur_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *e;
	size_t count = 0, failed = 0;

	if (dir == NULL) {
		log_error("maildir.again", "error=\"%m\"");
		if (fd >= 0)
			(void)close(fd);
		return;
	}
	while ((e = readdir(dir)) != NULL) {
		if (e->d_name[0] == '.' || !was_read_since(m, e->d_name))
			continue;
		if (read_again(m, e->d_name))
			count++;
		else
			failed++; /* its name is taken in new/: it stays, and is told of */
	}
	(void)closedir(dir);
	log_info("maildir.again", "count=%zu failed=%zu", count, failed);
}

/* --- removing --- */

/* Is this file in cur/ what is to go? Of two messages that had one name the size tells. */
static bool is_copy(struct maildir *m, const char *name)
{
	const struct upstream_removal *r = &m->up->removal;
	struct stat st;

	return strchr(name, '/') == NULL && maildir_name_is(name, buf_all(&r->place)) &&
	    fstatat(m->cur_fd, name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(st.st_mode) &&
	    st.st_size == r->size;
}

/* The name it has in cur/; NULL where it is not there. The name we gave it is tried first: flags
 * change seldom, and cur/ may be large. */
static char *find_copy(struct maildir *m, struct err *err)
{
	struct buf target = BUF_INIT;
	char *key = slice_dup(buf_all(&m->up->removal.place)), *found = NULL;
	struct dirent *e;
	DIR *dir;
	int fd;

	maildir_name_seen(&target, key, 0);
	if (is_copy(m, target.p))
		found = xstrdup(target.p);
	buf_release(&target);
	free(key);
	if (found != NULL)
		return found;
	fd = openat(m->cur_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	dir = fd < 0 ? NULL : fdopendir(fd);
	if (dir == NULL) {
		(void)err_set(err, ERR_TEMP, "cannot read cur in the Maildir %s: %m",
		    m->start->path);
		if (fd >= 0)
			(void)close(fd);
		return NULL;
	}
	while (found == NULL && (e = readdir(dir)) != NULL) {
		if (is_copy(m, e->d_name))
			found = xstrdup(e->d_name);
	}
	(void)closedir(dir);
	return found;
}

static void remove_wanted(struct maildir *m)
{
	struct err err = ERR_INIT;
	char *name;

	if (m->up->removal.id == 0)
		return;
	name = find_copy(m, &err);
	if (name != NULL && unlinkat(m->cur_fd, name, 0) < 0 && errno != ENOENT)
		(void)err_set(&err, ERR_PERM, "cannot remove mail from cur in the Maildir %s: %m",
		    m->start->path);
	upstream_removed(m->up,
	    err_is_set(&err) ? "refused" :
	        name != NULL ? "removed" :
	                       "gone",
	    err_is_set(&err) ? &err : NULL);
	free(name);
}

/* Waits for a delivery, for something to be removed, or for the time of the next look. */
static void wait_for_mail(struct maildir *m)
{
	int s = m->start->poll_s < RESCAN_S ? m->start->poll_s : RESCAN_S;
	char events[4096];

	if (!upstream_wait_for_work(m->up, m->notify_fd, POLLIN, 1000 * (int64_t)s)) {
		check_folder(m);
		return;
	}
	/* Which files is not asked: the scan sees them, and it sees those that were lost here. */
	while (read(m->notify_fd, events, sizeof events) > 0)
		;
}

void maildir_run(struct maildir *m)
{
	if (m->start->again_since > 0)
		put_back(m);
	tell_ok(m);
	for (;;) {
		if (scan(m)) {
			tell_ok(m);
			wait_for_mail(m);
		} else {
			(void)upstream_wait_for_work(m->up, -1, 0,
			    1000 * (int64_t)m->start->retry_s);
		}
		remove_wanted(m);
	}
}

/* SPDX-License-Identifier: MIT
 * See cut_vfs.h. Owns the notes of the files; the bytes themselves stand in real files, so that
 * reading and the shared memory of the log are SQLite's own. Only the database and its log are
 * noted: the index of the log (-shm) is made anew after a cut, as SQLite promises. */
#include "tests/unit/cut_vfs.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

#define SECTOR 512 /* what a disk writes in whole or not at all */
#define FILES_MAX 4

/* One write (bytes) or truncation (no bytes) that was not synced. */
struct step {
	struct step *next;
	int64_t at;
	size_t length;
	bool is_truncation;
	unsigned char bytes[];
};

struct noted {
	char path[512];
	unsigned char *durable;
	size_t size, room;
	struct step *first, **last;
};

struct disk {
	sqlite3_vfs vfs, *below;
	struct noted files[FILES_MAX];
	int file_count;
	uint64_t steps_left;
	bool is_armed, is_dead;
};

/* What SQLite holds of an open file; the file of the file system below follows it. */
struct cut_file {
	sqlite3_file base;
	struct noted *noted; /* NULL: not of interest */
};

static struct disk disk;

static sqlite3_file *below(sqlite3_file *file)
{
	return (sqlite3_file *)((struct cut_file *)file + 1);
}

/* --- notes --- */

static void set_size(struct noted *n, size_t size)
{
	if (size >= n->room) {
		n->room = size * 2 + 65536;
		n->durable = realloc(n->durable, n->room);
		assert_non_null(n->durable);
	}
	if (size > n->size)
		memset(n->durable + n->size, 0, size - n->size);
	n->size = size;
}

static void put(struct noted *n, int64_t at, const unsigned char *bytes, size_t length)
{
	if ((size_t)at + length > n->size)
		set_size(n, (size_t)at + length);
	memcpy(n->durable + at, bytes, length);
}

static void load(struct noted *n)
{
	FILE *f = fopen(n->path, "rb");
	unsigned char block[4096];
	size_t got;

	if (f == NULL)
		return;
	while ((got = fread(block, 1, sizeof block, f)) > 0)
		put(n, (int64_t)n->size, block, got);
	(void)fclose(f); /* only read */
}

static struct noted *note_file(const char *path)
{
	struct noted *n;

	for (int i = 0; i < disk.file_count; i++) {
		if (strcmp(disk.files[i].path, path) == 0)
			return &disk.files[i];
	}
	assert_true(disk.file_count < FILES_MAX);
	n = &disk.files[disk.file_count++];
	memset(n, 0, sizeof *n);
	(void)snprintf(n->path, sizeof n->path, "%s", path);
	n->last = &n->first;
	load(n);
	return n;
}

static void note_step(struct noted *n, int64_t at, const void *bytes, size_t length)
{
	struct step *s = malloc(sizeof *s + length);

	assert_non_null(s);
	s->next = NULL;
	s->at = at;
	s->length = length;
	s->is_truncation = bytes == NULL;
	if (bytes != NULL)
		memcpy(s->bytes, bytes, length);
	*n->last = s;
	n->last = &s->next;
}

static void forget_steps(struct noted *n)
{
	while (n->first != NULL) {
		struct step *s = n->first;

		n->first = s->next;
		free(s);
	}
	n->last = &n->first;
}

static void do_step(struct noted *n, const struct step *s)
{
	if (s->is_truncation)
		set_size(n, (size_t)s->at);
	else
		put(n, s->at, s->bytes, s->length);
}

/* May this step be done? The one at which the power fails may not. */
static bool has_power(void)
{
	if (disk.is_armed && !disk.is_dead && --disk.steps_left == 0)
		disk.is_dead = true;
	return !disk.is_dead;
}

/* --- a file --- */

static int cut_close(sqlite3_file *file)
{
	return below(file)->pMethods->xClose(below(file));
}

static int cut_read(sqlite3_file *file, void *to, int length, sqlite3_int64 at)
{
	return below(file)->pMethods->xRead(below(file), to, length, at);
}

static int cut_write(sqlite3_file *file, const void *from, int length, sqlite3_int64 at)
{
	struct noted *n = ((struct cut_file *)file)->noted;

	if (n != NULL) {
		bool is_done = has_power();

		/* The write at which the power fails may have reached the disk in part. */
		if (is_done || disk.steps_left == 0)
			note_step(n, at, from, (size_t)length);
		if (!is_done)
			return SQLITE_IOERR_WRITE;
	}
	return below(file)->pMethods->xWrite(below(file), from, length, at);
}

static int cut_truncate(sqlite3_file *file, sqlite3_int64 size)
{
	struct noted *n = ((struct cut_file *)file)->noted;

	if (n != NULL) {
		if (!has_power())
			return SQLITE_IOERR_TRUNCATE;
		note_step(n, size, NULL, 0);
	}
	return below(file)->pMethods->xTruncate(below(file), size);
}

static int cut_sync(sqlite3_file *file, int flags)
{
	struct noted *n = ((struct cut_file *)file)->noted;

	(void)flags; /* the bytes need not go to a real disk: ours is the one that loses them */
	if (n == NULL)
		return SQLITE_OK;
	if (!has_power())
		return SQLITE_IOERR_FSYNC;
	for (const struct step *s = n->first; s != NULL; s = s->next)
		do_step(n, s);
	forget_steps(n);
	return SQLITE_OK;
}

static int cut_size(sqlite3_file *file, sqlite3_int64 *size_r)
{
	return below(file)->pMethods->xFileSize(below(file), size_r);
}

static int cut_lock(sqlite3_file *file, int level)
{
	return below(file)->pMethods->xLock(below(file), level);
}

static int cut_unlock(sqlite3_file *file, int level)
{
	return below(file)->pMethods->xUnlock(below(file), level);
}

static int cut_reserved(sqlite3_file *file, int *is_r)
{
	return below(file)->pMethods->xCheckReservedLock(below(file), is_r);
}

static int cut_control(sqlite3_file *file, int what, void *argument)
{
	/* Hints that would let the file grow behind our back. */
	if (what == SQLITE_FCNTL_SIZE_HINT || what == SQLITE_FCNTL_CHUNK_SIZE)
		return SQLITE_OK;
	return below(file)->pMethods->xFileControl(below(file), what, argument);
}

static int cut_sector(sqlite3_file *file)
{
	return below(file)->pMethods->xSectorSize(below(file));
}

static int cut_traits(sqlite3_file *file)
{
	return below(file)->pMethods->xDeviceCharacteristics(below(file));
}

static int cut_shm_map(sqlite3_file *file, int region, int size, int extend, void volatile **map_r)
{
	return below(file)->pMethods->xShmMap(below(file), region, size, extend, map_r);
}

static int cut_shm_lock(sqlite3_file *file, int at, int count, int flags)
{
	return below(file)->pMethods->xShmLock(below(file), at, count, flags);
}

static void cut_shm_barrier(sqlite3_file *file)
{
	below(file)->pMethods->xShmBarrier(below(file));
}

static int cut_shm_unmap(sqlite3_file *file, int is_to_delete)
{
	return below(file)->pMethods->xShmUnmap(below(file), is_to_delete);
}

static const sqlite3_io_methods methods = {
	.iVersion = 2,
	.xClose = cut_close,
	.xRead = cut_read,
	.xWrite = cut_write,
	.xTruncate = cut_truncate,
	.xSync = cut_sync,
	.xFileSize = cut_size,
	.xLock = cut_lock,
	.xUnlock = cut_unlock,
	.xCheckReservedLock = cut_reserved,
	.xFileControl = cut_control,
	.xSectorSize = cut_sector,
	.xDeviceCharacteristics = cut_traits,
	.xShmMap = cut_shm_map,
	.xShmLock = cut_shm_lock,
	.xShmBarrier = cut_shm_barrier,
	.xShmUnmap = cut_shm_unmap,
};

/* --- the disk --- */

static int cut_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags, int *flags_r)
{
	struct cut_file *f = (struct cut_file *)file;
	int rc;

	(void)vfs;
	f->base.pMethods = NULL;
	f->noted = path != NULL && (flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL)) != 0 ?
	    note_file(path) :
	    NULL;
	rc = disk.below->xOpen(disk.below, path, below(file), flags, flags_r);
	if (rc == SQLITE_OK)
		f->base.pMethods = &methods;
	return rc;
}

void cut_vfs_install(void)
{
	if (disk.below != NULL)
		return;
	disk.below = sqlite3_vfs_find(NULL);
	assert_non_null(disk.below);
	disk.vfs = *disk.below;
	disk.vfs.pNext = NULL;
	disk.vfs.zName = "cut";
	disk.vfs.szOsFile = (int)sizeof(struct cut_file) + disk.below->szOsFile;
	disk.vfs.xOpen = cut_open;
	assert_int_equal(sqlite3_vfs_register(&disk.vfs, 1), SQLITE_OK);
}

void cut_vfs_arm(uint64_t steps)
{
	disk.steps_left = steps;
	disk.is_armed = true;
	disk.is_dead = false;
}

bool cut_vfs_is_dead(void)
{
	return disk.is_dead;
}

static uint64_t chance(uint64_t *seed)
{
	*seed = *seed * 6364136223846793005U + 1442695040888963407U;
	return *seed >> 33;
}

/* A step that was not synced is done, not done, or done in some of its sectors. True where some of
 * it is lost. */
static bool maybe(struct noted *n, const struct step *s, uint64_t *seed)
{
	uint64_t fate = chance(seed) % 3;

	if (fate == 0) {
		do_step(n, s);
		return false;
	}
	if (fate == 1 || s->is_truncation)
		return true;
	for (size_t at = 0; at < s->length; at += SECTOR) {
		size_t length = s->length - at < SECTOR ? s->length - at : SECTOR;

		if (chance(seed) % 2 == 0)
			put(n, s->at + (int64_t)at, s->bytes + at, length);
	}
	return true;
}

static void leave(const struct noted *n)
{
	FILE *f = fopen(n->path, "wb");

	assert_non_null(f);
	assert_int_equal(fwrite(n->durable, 1, n->size, f), n->size);
	assert_int_equal(fclose(f), 0);
}

void cut_vfs_forget(void)
{
	for (int i = 0; i < disk.file_count; i++) {
		forget_steps(&disk.files[i]);
		free(disk.files[i].durable);
	}
	disk.file_count = 0;
	disk.is_armed = disk.is_dead = false;
}

int cut_vfs_crash(uint64_t seed)
{
	/* One time in four the disk had just written all of it. */
	bool is_all_done = chance(&seed) % 4 == 0;
	char shm[520];
	int lost = 0;

	for (int i = 0; i < disk.file_count; i++) {
		struct noted *n = &disk.files[i];

		for (const struct step *s = n->first; s != NULL; s = s->next) {
			if (is_all_done)
				do_step(n, s);
			else
				lost += maybe(n, s, &seed);
		}
		leave(n);
		(void)snprintf(shm, sizeof shm, "%.500s-shm", n->path);
		(void)unlink(shm); /* only the database has one */
	}
	cut_vfs_forget();
	return lost;
}

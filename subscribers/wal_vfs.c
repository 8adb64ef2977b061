/* SPDX-License-Identifier: MIT
 * See wal_vfs.h. Files that are not a log are opened by the VFS below and never come here again.
 * What is gathered is one stretch of the file without a gap; whatever does not continue it, or
 * looks at it, writes it out first. A stretch that could not be written is dropped: SQLite then
 * rolls the transaction back, and writes the same place anew. */
#include "subscribers/wal_vfs.h"

#include <stdlib.h>
#include <string.h>

#include <sqlite3.h>

#include "daemon/common/xmalloc.h"

#define GATHER_MAX \
	65536 /* SQLite writes no page larger, and the VFS below takes less than 128 KiB at a time \
	       */

struct wal_file {
	sqlite3_file base;
	sqlite3_int64 at; /* of what is gathered */
	int n;
	char *bytes; /* GATHER_MAX of them */
};

static sqlite3_vfs *under;

/* The file of the VFS below follows ours. */
static sqlite3_file *below(sqlite3_file *file)
{
	return (sqlite3_file *)(void *)((struct wal_file *)(void *)file + 1);
}

static int write_out(struct wal_file *w)
{
	sqlite3_file *file = below(&w->base);
	int n = w->n;

	w->n = 0;
	return n == 0 ? SQLITE_OK : file->pMethods->xWrite(file, w->bytes, n, w->at);
}

static int wal_close(sqlite3_file *file)
{
	int rc = write_out((struct wal_file *)(void *)file);
	int closed = below(file)->pMethods->xClose(below(file));

	free(((struct wal_file *)(void *)file)->bytes);
	return rc != SQLITE_OK ? rc : closed;
}

static int wal_read(sqlite3_file *file, void *to, int length, sqlite3_int64 at)
{
	struct wal_file *w = (struct wal_file *)(void *)file;
	int rc = at < w->at + w->n && at + length > w->at ? write_out(w) : SQLITE_OK;

	return rc != SQLITE_OK ? rc : below(file)->pMethods->xRead(below(file), to, length, at);
}

static int wal_write(sqlite3_file *file, const void *from, int length, sqlite3_int64 at)
{
	struct wal_file *w = (struct wal_file *)(void *)file;
	int rc = SQLITE_OK;

	if (w->n > 0 && (at != w->at + w->n || length > GATHER_MAX - w->n))
		rc = write_out(w);
	if (rc != SQLITE_OK)
		return rc;
	if (length > GATHER_MAX)
		return SQLITE_IOERR_WRITE; /* no page is so large */
	if (w->n == 0)
		w->at = at;
	memcpy(w->bytes + w->n, from, (size_t)length);
	w->n += length;
	return SQLITE_OK;
}

static int wal_truncate(sqlite3_file *file, sqlite3_int64 size)
{
	int rc = write_out((struct wal_file *)(void *)file);

	return rc != SQLITE_OK ? rc : below(file)->pMethods->xTruncate(below(file), size);
}

static int wal_sync(sqlite3_file *file, int flags)
{
	int rc = write_out((struct wal_file *)(void *)file);

	return rc != SQLITE_OK ? rc : below(file)->pMethods->xSync(below(file), flags);
}

static int wal_size(sqlite3_file *file, sqlite3_int64 *size_r)
{
	int rc = write_out((struct wal_file *)(void *)file);

	return rc != SQLITE_OK ? rc : below(file)->pMethods->xFileSize(below(file), size_r);
}

static int wal_lock(sqlite3_file *file, int level)
{
	return below(file)->pMethods->xLock(below(file), level);
}

static int wal_unlock(sqlite3_file *file, int level)
{
	return below(file)->pMethods->xUnlock(below(file), level);
}

static int wal_check_lock(sqlite3_file *file, int *is_locked_r)
{
	return below(file)->pMethods->xCheckReservedLock(below(file), is_locked_r);
}

static int wal_control(sqlite3_file *file, int op, void *arg)
{
	return below(file)->pMethods->xFileControl(below(file), op, arg);
}

static int wal_sector(sqlite3_file *file)
{
	return below(file)->pMethods->xSectorSize(below(file));
}

static int wal_characteristics(sqlite3_file *file)
{
	return below(file)->pMethods->xDeviceCharacteristics(below(file));
}

static const sqlite3_io_methods wal_methods = {
	.iVersion = 1,
	.xClose = wal_close,
	.xRead = wal_read,
	.xWrite = wal_write,
	.xTruncate = wal_truncate,
	.xSync = wal_sync,
	.xFileSize = wal_size,
	.xLock = wal_lock,
	.xUnlock = wal_unlock,
	.xCheckReservedLock = wal_check_lock,
	.xFileControl = wal_control,
	.xSectorSize = wal_sector,
	.xDeviceCharacteristics = wal_characteristics,
};

static int vfs_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags, int *flags_r)
{
	struct wal_file *w = (struct wal_file *)(void *)file;
	int rc;

	(void)vfs;
	if ((flags & SQLITE_OPEN_WAL) == 0)
		return under->xOpen(under, path, file, flags, flags_r);
	w->base.pMethods = NULL;
	w->at = w->n = 0;
	rc = under->xOpen(under, path, below(file), flags, flags_r);
	if (rc != SQLITE_OK)
		return rc;
	w->bytes = xmalloc(GATHER_MAX);
	w->base.pMethods = &wal_methods;
	return SQLITE_OK;
}

const char *wal_vfs_name(void)
{
	static sqlite3_vfs vfs;
	sqlite3_vfs *now = sqlite3_vfs_find(NULL);

	if (now == under)
		return vfs.zName;
	under = now;
	vfs = *under;
	vfs.pNext = NULL;
	vfs.zName = "dpupd";
	vfs.szOsFile = under->szOsFile + (int)sizeof(struct wal_file);
	vfs.xOpen = vfs_open;
	(void)sqlite3_vfs_register(&vfs,
	    0); /* fails only where SQLite cannot start, and opening says so */
	return vfs.zName;
}

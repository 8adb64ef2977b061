/* SPDX-License-Identifier: MIT
 * SQLite's file system, with one difference for the write-ahead log: its frames are gathered and
 * written together, at the latest by the sync of the commit (SQLite writes each page, and each
 * page's header, by itself: twenty small writes for a turn of the outbox). What is durable when, is
 * as it was. */
#ifndef SUBSCRIBERS_WAL_VFS_H
#define SUBSCRIBERS_WAL_VFS_H

/* Its name, for sqlite3_open_v2(); it stands on the default VFS of that moment. */
const char *wal_vfs_name(void);

#endif

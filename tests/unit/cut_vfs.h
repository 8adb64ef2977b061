/* SPDX-License-Identifier: MIT
 * A disk whose power can be cut: SQLite's own file system below, and above it a note of what each
 * file was when it was last synced and of every write since. At the cut nothing more is written;
 * then each file becomes what it was at its last sync, with any of the later writes, or only some
 * of their sectors, on top, as a real disk may have done them in any order.
 *
 * One store at a time; a process has one such disk. */
#ifndef TESTS_CUT_VFS_H
#define TESTS_CUT_VFS_H

#include <stdbool.h>
#include <stdint.h>

/* From now on SQLite opens its files on this disk. */
void cut_vfs_install(void);
/* The power fails at the `steps`-th write, truncation or sync from now. */
void cut_vfs_arm(uint64_t steps);
/* Has it failed? Then every later write fails as well. */
bool cut_vfs_is_dead(void);
/* After a cut, with the store closed: leaves the files as the disk does, by chance of `seed`, and
 * gives the power back. Returns how many writes were lost in whole or in part. */
int cut_vfs_crash(uint64_t seed);
/* Forgets the files of a store that was closed for good. */
void cut_vfs_forget(void);

#endif

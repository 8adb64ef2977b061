/* SPDX-License-Identifier: MIT
 * The box a child puts itself into before it reads a foreign byte: NO_NEW_PRIVS, not
 * dumpable, rlimits, no capability, Landlock (files), seccomp (system calls). Without Landlock,
 * which a kernel may not have, it goes on, and core says so (status, doctor); all else is required.
 */
#ifndef COMMON_SANDBOX_H
#define COMMON_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "daemon/common/err.h"

/* What the program is for, and so which system calls it needs (filter.c). */
enum sandbox_filter {
	SANDBOX_STRICT, /* memory, the open descriptors, exit. Opening a file answers ENOENT, for
	                 * libraries that look for one */
	SANDBOX_SERVER, /* strict, and what answering on an open listener takes */
	SANDBOX_FOLDER, /* files, and no socket but those it has */
	SANDBOX_CLIENT, /* files to read, threads, and connections out over TCP and UDP */
};

struct sandbox {
	enum sandbox_filter filter;
	uint64_t address_space; /* RLIMIT_AS in bytes, 0: none */
	uint64_t data; /* RLIMIT_DATA in bytes: memory of its own, without what is mapped of files;
	                  0: none */
	uint64_t threads; /* so many more than its user has now, where that is not root; 0: any */
	uint64_t cpu_s;   /* RLIMIT_CPU in seconds, 0: none */
	uint64_t files;   /* RLIMIT_NOFILE, 0: as it is */
	bool can_write_files;           /* else RLIMIT_FSIZE is `file_max` */
	uint64_t file_max;              /* in bytes: files in memory are files */
	const char *const *read_paths;  /* NULL-ended; files and folders that may be read */
	const char *const *write_paths; /* NULL-ended; folders that may be read and changed */
};

/* For good. -1: the box could not be closed, and the caller must not go on. */
int sandbox_enter(const struct sandbox *box, struct err *err);
/* What a terminal sends to a whole group of processes is for core, which tells its children by
 * closing their channels: these signals are blocked. SIGTERM is not. */
void sandbox_leave_signals(void);
/* What programs that resolve names and verify certificates must be able to read. */
extern const char *const sandbox_network_paths[];

#endif

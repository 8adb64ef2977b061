/* SPDX-License-Identifier: MIT
 * Landlock by its system calls; see landlock.h. */
#include "landlock.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef LANDLOCK_ACCESS_FS_REFER
#define LANDLOCK_ACCESS_FS_REFER (1ULL << 13)
#endif

#define FILE_READ (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_EXECUTE)
#define FILE_WRITE LANDLOCK_ACCESS_FS_WRITE_FILE
#define FOLDER_READ (FILE_READ | LANDLOCK_ACCESS_FS_READ_DIR)
#define FOLDER_WRITE \
	(FOLDER_READ | FILE_WRITE | LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG)
/* All rights of version 1: what is not named in a rule is denied. */
#define HANDLED \
	(FOLDER_WRITE | LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_MAKE_CHAR | \
	LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO | \
	LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_SYM)

static int allow(int ruleset, const char *path, uint64_t folder, uint64_t file, struct err *err)
{
	struct landlock_path_beneath_attr rule = { 0 };
	struct stat st;
	int rc;

	rule.parent_fd = open(path, O_PATH | O_CLOEXEC);
	if (rule.parent_fd < 0)
		return errno == ENOENT ? 0 : err_set(err, ERR_PERM, "cannot open %s: %m", path);
	rc = fstat(rule.parent_fd, &st);
	rule.allowed_access = rc == 0 && S_ISDIR(st.st_mode) ? folder : file;
	if (rc == 0)
		rc = (int)syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
	if (rc != 0)
		rc = err_set(err, ERR_PERM, "Landlock rule for %s: %m", path);
	(void)close(rule.parent_fd);
	return rc;
}

int landlock_restrict(const char *const *read_paths, const char *const *write_paths,
    struct err *err)
{
	/* Moving a file between two folders is a right of version 2 on; where the kernel knows
	 * it, it is denied unless handled, and new/ to cur/ needs it. */
	long version = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
	uint64_t refer = version >= 2 ? LANDLOCK_ACCESS_FS_REFER : 0;
	struct landlock_ruleset_attr attr = { .handled_access_fs = HANDLED | refer };
	int ruleset, rc = 0;

	if (version < 0)
		return 1;
	ruleset = (int)syscall(SYS_landlock_create_ruleset, &attr, sizeof attr, 0);
	if (ruleset < 0)
		return errno == EOPNOTSUPP || errno == ENOSYS ? 1 :
		    err_set(err, ERR_PERM, "Landlock: %m");
	for (size_t i = 0; rc == 0 && read_paths != NULL && read_paths[i] != NULL; i++)
		rc = allow(ruleset, read_paths[i], FOLDER_READ, FILE_READ, err);
	for (size_t i = 0; rc == 0 && write_paths != NULL && write_paths[i] != NULL; i++)
		rc = allow(ruleset, write_paths[i], FOLDER_WRITE | refer, FILE_READ | FILE_WRITE, err);
	if (rc == 0 && syscall(SYS_landlock_restrict_self, ruleset, 0) < 0)
		rc = err_set(err, ERR_PERM, "Landlock: %m");
	(void)close(ruleset);
	return rc;
}

/* SPDX-License-Identifier: MIT
 * Landlock by its system calls; see landlock.h. */
#include "daemon/common/landlock.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Of kernels that are newer than the headers we are built with. */
#define FS_REFER (1ULL << 13)                  /* version 2 */
#define FS_TRUNCATE (1ULL << 14)               /* version 3 */
#define NET_BIND_TCP (1ULL << 0)               /* version 4 */
#define FS_IOCTL_DEV (1ULL << 15)              /* version 5 */
#define SCOPE_ABSTRACT_UNIX_SOCKET (1ULL << 0) /* version 6 */
#define SCOPE_SIGNAL (1ULL << 1)               /* version 6 */

/* The kernel's struct landlock_ruleset_attr, which grew. */
struct ruleset {
	uint64_t files;
	uint64_t net;    /* version 4 */
	uint64_t scoped; /* version 6 */
};

#define FILE_READ (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_EXECUTE)
#define FILE_WRITE LANDLOCK_ACCESS_FS_WRITE_FILE
#define FOLDER_READ (FILE_READ | LANDLOCK_ACCESS_FS_READ_DIR)
#define FOLDER_WRITE \
	(FOLDER_READ | FILE_WRITE | LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG)
/* All rights of version 1: what is not named in a rule is denied. */
#define HANDLED \
	(FOLDER_WRITE | LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_MAKE_CHAR | \
	    LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_SOCK | \
	    LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_BLOCK | \
	    LANDLOCK_ACCESS_FS_MAKE_SYM)

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
		rc = (int)syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule,
		    0);
	if (rc != 0)
		rc = err_set(err, ERR_PERM, "Landlock rule for %s: %m", path);
	(void)close(rule.parent_fd);
	return rc;
}

int landlock_version(void)
{
	long version = syscall(SYS_landlock_create_ruleset, NULL, 0,
	    LANDLOCK_CREATE_RULESET_VERSION);

	return version > 0 ? (int)version : 0;
}

/* All that this version can deny: whatever no rule names is. */
static int make_ruleset(int version)
{
	struct ruleset all = { .files = HANDLED };
	size_t size = version >= 6 ? sizeof all :
	    version >= 4           ? offsetof(struct ruleset, scoped) :
	                             offsetof(struct ruleset, net);

	/* Moving a file between two folders is a right of version 2 on; where the kernel knows
	 * it, it is denied unless handled, and new/ to cur/ needs it. */
	all.files |= version >= 2 ? FS_REFER : 0;
	all.files |= version >= 3 ? FS_TRUNCATE : 0;
	all.files |= version >= 5 ? FS_IOCTL_DEV : 0;
	all.net = version >= 4 ? NET_BIND_TCP : 0;
	all.scoped = version >= 6 ? SCOPE_ABSTRACT_UNIX_SOCKET | SCOPE_SIGNAL : 0;
	return (int)syscall(SYS_landlock_create_ruleset, &all, size, 0);
}

int landlock_restrict(const char *const *read_paths, const char *const *write_paths,
    struct err *err)
{
	int version = landlock_version(), ruleset, rc = 0;
	uint64_t refer = version >= 2 ? FS_REFER : 0;

	if (version == 0)
		return 1;
	ruleset = make_ruleset(version);
	if (ruleset < 0)
		return err_set(err, ERR_PERM, "Landlock: %m");
	for (size_t i = 0; rc == 0 && read_paths != NULL && read_paths[i] != NULL; i++)
		rc = allow(ruleset, read_paths[i], FOLDER_READ, FILE_READ, err);
	for (size_t i = 0; rc == 0 && write_paths != NULL && write_paths[i] != NULL; i++)
		rc = allow(ruleset, write_paths[i], FOLDER_WRITE | refer, FILE_READ | FILE_WRITE,
		    err);
	if (rc == 0 && syscall(SYS_landlock_restrict_self, ruleset, 0) < 0)
		rc = err_set(err, ERR_PERM, "Landlock: %m");
	(void)close(ruleset);
	return rc;
}

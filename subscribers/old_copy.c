/* SPDX-License-Identifier: MIT
 * See old_copy.h. Which files they are is told by their names alone: the store's own, and what was
 * put behind it. */
#include "subscribers/old_copy.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/common/log.h"
#include "daemon/common/xmalloc.h"

static const char *const endings[] = { ".before-", ".replaced-", ".restoring" };

struct folder {
	DIR *dir;
	const char *store; /* its name in it */
};

static bool folder_open(struct folder *f, struct db *db)
{
	const char *path = db_path(db), *slash = strrchr(path, '/');
	char *folder = slash == NULL ? xstrdup(".") : xstrndup(path, (size_t)(slash - path) + 1);

	f->dir = opendir(folder);
	f->store = slash == NULL ? path : slash + 1;
	free(folder);
	return f->dir != NULL;
}

static bool is_copy(const struct folder *f, const char *name)
{
	size_t n = strlen(f->store);

	if (strncmp(name, f->store, n) != 0)
		return false;
	for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
		if (strncmp(name + n, endings[i], strlen(endings[i])) == 0)
			return true;
	}
	return false;
}

/* The next of them, and since when it has been one: a file that is given another name was written
 * before. NULL: none. */
static const char *folder_next(const struct folder *f, int64_t *at_r)
{
	struct dirent *entry;
	struct stat st;

	while ((entry = readdir(f->dir)) != NULL) {
		if (!is_copy(f, entry->d_name) ||
		    fstatat(dirfd(f->dir), entry->d_name, &st, AT_SYMLINK_NOFOLLOW) < 0 ||
		    !S_ISREG(st.st_mode))
			continue;
		*at_r = st.st_ctime > st.st_mtime ? st.st_ctime : st.st_mtime;
		return entry->d_name;
	}
	return NULL;
}

int64_t old_copy_count(struct db *db, int64_t before)
{
	struct folder f;
	int64_t at, count = 0;

	if (!folder_open(&f, db))
		return 0;
	while (folder_next(&f, &at) != NULL)
		count += at < before;
	(void)closedir(f.dir);
	return count;
}

int64_t old_copy_remove(struct db *db, int64_t before, int64_t most)
{
	struct folder f;
	const char *name;
	int64_t at, count = 0;

	if (!folder_open(&f, db))
		return 0;
	while (count < most && (name = folder_next(&f, &at)) != NULL) {
		if (at >= before)
			continue;
		if (unlinkat(dirfd(f.dir), name, 0) < 0) {
			log_error("copy.remove", "name=%s reason=\"%m\"", name);
			continue;
		}
		log_info("copy.removed", "name=%s", name);
		count++;
	}
	(void)closedir(f.dir);
	return count;
}

int64_t old_copy_oldest(struct db *db)
{
	struct folder f;
	int64_t at, oldest = 0;

	if (!folder_open(&f, db))
		return 0;
	while (folder_next(&f, &at) != NULL)
		oldest = oldest == 0 || at < oldest ? at : oldest;
	(void)closedir(f.dir);
	return oldest;
}

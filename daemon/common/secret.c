/* SPDX-License-Identifier: MIT
 * Secrets; see secret.h. What was read is never logged, and no other copy is left behind. */
#include "daemon/common/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LINE_END_MAX 2 /* CRLF */

static int too_long(const char *path, struct err *err)
{
	return err_set(err, ERR_PERM, "the password file %s is longer than %d bytes", path,
	    SECRET_MAX);
}

static int check_file(int fd, const char *path, struct err *err)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return err_set(err, ERR_TEMP, "cannot read the password file %s: %m", path);
	if (!S_ISREG(st.st_mode))
		return err_set(err, ERR_PERM, "the password file %s is not a file", path);
	if ((st.st_mode & 027) != 0)
		return err_set(err, ERR_PERM,
		    "the password file %s is open to others: chmod 640 it", path);
	if (st.st_size > SECRET_MAX + LINE_END_MAX)
		return too_long(path, err);
	return 0;
}

static int read_line(int fd, const char *path, struct buf *secret, struct err *err)
{
	ssize_t n;

	/* All the room at once: growing would leave the first part behind in freed memory. */
	buf_reserve(secret, SECRET_MAX + LINE_END_MAX);
	do {
		n = read(fd, secret->p, SECRET_MAX + LINE_END_MAX);
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		return err_set(err, ERR_TEMP, "cannot read the password file %s: %m", path);
	secret->n = (size_t)n;
	secret->p[n] = '\0';
	if (secret->n > 0 && secret->p[secret->n - 1] == '\n')
		buf_cut(secret, secret->n - 1);
	if (secret->n > 0 && secret->p[secret->n - 1] == '\r')
		buf_cut(secret, secret->n - 1);
	if (secret->n == 0)
		return err_set(err, ERR_PERM, "the password file %s is empty", path);
	if (secret->n > SECRET_MAX)
		return too_long(path, err);
	if (memchr(secret->p, '\n', secret->n) != NULL ||
	    memchr(secret->p, '\0', secret->n) != NULL)
		return err_set(err, ERR_PERM, "the password file %s must be one line of text",
		    path);
	return 0;
}

int secret_read(const char *path, struct buf *secret, struct err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	int rc;

	if (fd < 0)
		return err_set(err, ERR_PERM, "cannot open the password file %s: %m", path);
	rc = check_file(fd, path, err);
	if (rc == 0)
		rc = read_line(fd, path, secret, err);
	(void)close(fd); /* was only read */
	if (rc < 0)
		buf_wipe(secret);
	return rc;
}

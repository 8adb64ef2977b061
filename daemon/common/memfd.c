/* SPDX-License-Identifier: MIT
 * Sealed memory; see memfd.h. */
#include "daemon/common/memfd.h"

#include <fcntl.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

#define ALL_SEALS (F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE)

int memfd_make(struct slice data, struct err *err)
{
	int fd = memfd_create("dpupd", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	size_t at = 0;

	if (fd < 0)
		return err_set(err, ERR_TEMP, "no memory for a message: %m");
	while (at < data.n) {
		ssize_t n = write(fd, data.p + at, data.n - at);

		if (n < 0) {
			(void)err_set(err, ERR_TEMP, "no memory for a message: %m");
			(void)close(fd);
			return -1;
		}
		at += (size_t)n;
	}
	if (fcntl(fd, F_ADD_SEALS, ALL_SEALS) < 0) {
		(void)err_set(err, ERR_BUG, "sealing a message: %m");
		(void)close(fd);
		return -1;
	}
	return fd;
}

int memfd_map(int fd, size_t max, struct slice *data_r, struct err *err)
{
	int seals = fcntl(fd, F_GET_SEALS);
	off_t size;
	void *p;

	*data_r = SLICE_NONE;
	if (seals < 0 || (seals & ALL_SEALS) != ALL_SEALS)
		return err_set(err, ERR_PERM, "a peer sent memory that is not sealed");
	/* Not fstat(): glibc makes it newfstatat(), which the strict box answers "no such file". */
	size = lseek(fd, 0, SEEK_END);
	if (size < 0 || (size_t)size > max)
		return err_set(err, ERR_PERM, "a peer sent %lld bytes, more than %zu",
		    (long long)size, max);
	if (size == 0)
		return 0;
	p = mmap(NULL, (size_t)size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (p == MAP_FAILED)
		return err_set(err, ERR_TEMP, "mapping a message: %m");
	*data_r = slice_make(p, (size_t)size);
	return 0;
}

void memfd_unmap(struct slice *data)
{
	if (data->n > 0)
		(void)munmap((void *)(uintptr_t)data->p, data->n); /* was mapped by us */
	*data = SLICE_NONE;
}

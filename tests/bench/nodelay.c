/* SPDX-License-Identifier: MIT
 * A preload for peers that leave Nagle's algorithm on: without it, what is measured is the other
 * side's delayed acknowledgement. */
#include <dlfcn.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stddef.h>
#include <sys/socket.h>

int connect(int fd, const struct sockaddr *address, socklen_t length)
{
	int (*real)(int, const struct sockaddr *, socklen_t);
	int one = 1;

	*(void **)&real = dlsym(RTLD_NEXT, "connect");
	(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	return real != NULL ? real(fd, address, length) : -1;
}

/* SPDX-License-Identifier: MIT
 * The listener; see listener.h. Addresses are numeric: no name is ever looked up. */
#include "daemon/web/listener.h"

#include <netdb.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "daemon/common/slice.h"
#include "daemon/common/xmalloc.h"

#define BACKLOG 128

static int make_socket(const struct addrinfo *ai)
{
	int sock = socket(ai->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), on = 1;

	if (sock < 0)
		return -1;
	/* The one before us may have left connections that are closing. */
	(void)setsockopt(sock, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (ai->ai_family ==
	    AF_INET6) { /* "[::]" takes IPv4 too, other addresses are what they say */
		int only = !IN6_IS_ADDR_UNSPECIFIED(
		    &((const struct sockaddr_in6 *)(const void *)ai->ai_addr)->sin6_addr);

		(void)setsockopt(sock, IPPROTO_IPV6, IPV6_V6ONLY, &only, sizeof only);
	}
	if (bind(sock, ai->ai_addr, ai->ai_addrlen) == 0 && listen(sock, BACKLOG) == 0)
		return sock;
	(void)close(sock);
	return -1;
}

int listener_open(const char *where, struct err *err)
{
	const struct addrinfo hints = { .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE,
		.ai_socktype = SOCK_STREAM };
	const char *colon = strrchr(where, ':');
	struct slice host = slice_of("127.0.0.1");
	struct addrinfo *ai = NULL;
	char *name;
	int sock = -1, rc;

	if (colon != NULL)
		host = slice_make(where, (size_t)(colon - where));
	if (host.n >= 2 && host.p[0] == '[')
		host = slice_sub(host, 1, host.n - 2);
	name = slice_dup(host);
	rc = getaddrinfo(name, colon != NULL ? colon + 1 : where, &hints, &ai);
	if (rc != 0)
		(void)err_set(err, ERR_PERM, "cannot listen on %s: %s", where, gai_strerror(rc));
	else if ((sock = make_socket(ai)) < 0)
		(void)err_set(err, ERR_TEMP, "cannot listen on %s: %m", where);
	if (ai != NULL)
		freeaddrinfo(ai);
	free(name);
	return sock;
}

/* SPDX-License-Identifier: MIT
 * See loopback.h. inet_pton() takes an address whole or not at all: "127.evil.example" begins like
 * one. That "localhost" is this machine is held by whoever connects, against the address it got. */
#include "daemon/common/loopback.h"

#include <arpa/inet.h>

#include "daemon/common/str_put.h"

bool loopback_is_host(struct slice host)
{
	char text[INET6_ADDRSTRLEN];
	struct in6_addr v6;
	struct in_addr v4;

	if (host.n >= 2 && host.p[0] == '[' && host.p[host.n - 1] == ']')
		host = slice_sub(host, 1, host.n - 2);
	if (slice_is_fold(host, "localhost"))
		return true;
	if (host.n >= sizeof text || slice_find(host, '\0') < host.n)
		return false;
	str_put(text, sizeof text, "%.*s", SLICE_ARG(host));
	if (inet_pton(AF_INET6, text, &v6) == 1)
		return IN6_IS_ADDR_LOOPBACK(&v6);
	return inet_pton(AF_INET, text, &v4) == 1 && ntohl(v4.s_addr) >> 24 == 127;
}

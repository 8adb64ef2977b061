/* SPDX-License-Identifier: MIT
 * The sender's box; see send_box.h. */
#include "daemon/send/send_box.h"

#include "daemon/common/sandbox.h"
#include "daemon/common/xmalloc.h"

#define FILES_MAX \
	128 /* the channel, a socket, an opening and a message each, and what the resolver opens \
	     */
/* Of its own: jobs that it signs or fills are copied. Below what the unit has for all (MemoryMax),
 * so that it is this process that ends, whose jobs are given back or in doubt. Mapped besides: what
 * core hands over, and stacks. */
#define DATA_MAX (768ULL << 20)
#define MEMORY_MAX (2ULL << 30)
#define THREADS_MAX 256 /* one a connection resolves names */
#define OWN_PATHS 4     /* of this relay, beside those every program with a network reads */

/* What the box lets be read: the resolver's and GnuTLS's files, and this relay's certificates.
 * The result lives as long as the process. */
static const char *const *read_paths(const struct endpoint *relay)
{
	const char *own[OWN_PATHS] = { relay->ca_file.p, relay->certificate.p,
		relay->certificate_key.p, relay->oauth_settings.ca_file };
	const char **paths;
	size_t n = 0;

	while (sandbox_network_paths[n] != NULL)
		n++;
	paths = xcalloc(n + OWN_PATHS + 1, sizeof *paths);
	for (size_t i = 0; i < n; i++)
		paths[i] = sandbox_network_paths[i];
	for (size_t i = 0; i < OWN_PATHS; i++) {
		if (own[i] != NULL && own[i][0] != '\0')
			paths[n++] = own[i];
	}
	return paths;
}

int send_box_enter(const struct endpoint *relay, struct err *err)
{
	const struct sandbox box = { .filter = SANDBOX_CLIENT,
		.files = FILES_MAX,
		.address_space = MEMORY_MAX,
		.data = DATA_MAX,
		.threads = THREADS_MAX,
		.read_paths = read_paths(relay) };

	return sandbox_enter(&box, err);
}

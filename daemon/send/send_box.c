/* SPDX-License-Identifier: MIT
 * The sender's box; see send_box.h. */
#include "send_box.h"

#include <sys/stat.h>
#include <unistd.h>

#include "../common/sandbox.h"
#include "../common/xmalloc.h"

#define FILES_MAX 128	/* the channel, a socket, an opening and a message each, and what the resolver opens */
#define OWN_PATHS 4	/* of this relay, beside those every program with a network reads */

/* What the box lets be read: the resolver's and GnuTLS's files, and this relay's certificates.
 * The result lives as long as the process. */
static const char *const *read_paths(const struct endpoint *relay)
{
	const char *own[OWN_PATHS] = { relay->ca_file.p, relay->certificate.p, relay->certificate_key.p,
		relay->oauth_settings.ca_file };
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

/* A log that was redirected to a file must still be written to: with a limit of 0 bytes the
 * first line would be the last. */
static bool is_log_a_file(void)
{
	struct stat st;

	return fstat(STDERR_FILENO, &st) == 0 && S_ISREG(st.st_mode);
}

int send_box_enter(const struct endpoint *relay, struct err *err)
{
	const struct sandbox box = { .filter = SANDBOX_CLIENT, .files = FILES_MAX,
		.can_write_files = is_log_a_file(), .read_paths = read_paths(relay) };

	return sandbox_enter(&box, err);
}

/* SPDX-License-Identifier: MIT
 * The fetcher's boxes; see fetch_box.h. */
#include "daemon/fetch/fetch_box.h"

#include "daemon/common/sandbox.h"

#define MEMORY_BASE (256ULL << 20) /* libraries, a resolver's thread, TLS, the certificates */
#define MEMORY_COPIES 4            /* of a message: as read, as sent, and growing once */
#define FILES_MAX 64
#define THREADS_MAX 256 /* one resolves names */
#define READ_PATHS_MAX 64

int fetch_box_enter(const struct start *start, struct err *err)
{
	const char *read_paths[READ_PATHS_MAX] = { NULL };
	const char *write_paths[] = { start->path, NULL };
	size_t n = 0;
	const struct sandbox box = {
		.filter = start->kind == START_MAILDIR ? SANDBOX_FOLDER : SANDBOX_CLIENT,
		.address_space = MEMORY_BASE + MEMORY_COPIES * (uint64_t)start->message_max,
		.files = FILES_MAX,
		.threads = start->kind == START_MAILDIR ? 0 : THREADS_MAX,
		.file_max = (uint64_t)
		                start->message_max, /* in memory; mail is renamed, not written */
		.read_paths = read_paths,
		.write_paths = write_paths,
	};

	if (start->kind == START_IMAP) {
		/* Room is left for the CA files and the end. */
		for (; sandbox_network_paths[n] != NULL && n < READ_PATHS_MAX - 3; n++)
			read_paths[n] = sandbox_network_paths[n];
		if (start->ca_file != NULL)
			read_paths[n++] = start->ca_file;
		read_paths[n] = start->oauth_settings.ca_file;
	}
	return sandbox_enter(&box, err);
}

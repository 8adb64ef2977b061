/* SPDX-License-Identifier: MIT
 * Mail from a Maildir: what appears in new/ is handed to core in the order it came, and moved
 * to cur/ once core has it. */
#ifndef FETCH_MAILDIR_H
#define FETCH_MAILDIR_H

#include "daemon/fetch/start.h"
#include "daemon/fetch/upstream.h"

struct maildir {
	const struct start *start;
	struct upstream *up;
	int new_fd;
	int cur_fd;
	int notify_fd;    /* inotify, or -1: then only rescans find mail */
	bool is_down;     /* what core was told last */
	size_t odd_count; /* entries the last scan could not use */
};

/* Opens the folder, and waits for it where it is not there yet. Makes new/, cur/ and tmp/ in it,
 * but not the folder itself: a path with a typing error must be seen. To be called before the
 * box is closed, which names folders that exist. */
void maildir_open(struct maildir *m, const struct start *start, struct upstream *up);
/* Reads for ever. The process ends when core does, or when the folder is replaced. */
void maildir_run(struct maildir *m) __attribute__((noreturn));

#endif

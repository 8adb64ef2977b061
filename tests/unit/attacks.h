/* SPDX-License-Identifier: MIT
 * What a taken-over program would try, one function each: true where it had its way. For
 * test_boxes.c. */
#ifndef UNIT_ATTACKS_H
#define UNIT_ATTACKS_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>
#include <sys/un.h>

/* What an attacker is after: another process, and what lies in core's folder. */
struct prey {
	char folder[64]; /* core's */
	char database[96], key[96], control[96], datagrams[96], maildir[96];
	pid_t victim;             /* a process of the same user, which only waits */
	int victim_fd;            /* a pidfd of it, from before the box */
	int control_fd, listener; /* what core listens on; what the web does */
	in_port_t port;           /* the web's */
	int maildir_fd;
	char word[8]; /* of ours, and so of the victim's memory */
};

extern struct prey prey; /* the test makes it */

enum {
	BOX_PARSE = 1,
	BOX_WEB = 2,
	BOX_SEND = 4,
	BOX_IMAP = 8,
	BOX_MAILDIR = 16,
	BOX_CLIENTS = BOX_SEND | BOX_IMAP,
	BOX_WITH_FILES = BOX_CLIENTS | BOX_MAILDIR,
};

struct attack {
	const char *name;
	bool (*make)(void);
	unsigned not_in;      /* the boxes it belongs to the work of */
	bool is_sure;         /* outside of a box it works on any kernel and for any user */
	bool is_for_landlock; /* only Landlock keeps those from it that may open files */
};

extern const struct attack attacks[];
extern const size_t attack_count;

struct sockaddr_un unix_address(const char *path);

#endif

/* SPDX-License-Identifier: MIT
 * Which processes are of core's own making: those it started, what these start, and what they leave
 * behind when they die. They have core's user, so the control socket asks here before it believes
 * one. */
#ifndef CORE_OWN_PROCESSES_H
#define CORE_OWN_PROCESSES_H

#include <stddef.h>
#include <sys/types.h>

/* Leaders of sessions that are over: what is left of one is still known as ours. A child ends
 * seldom, and by far the most leave nothing. */
#define OWN_PROCESSES_ENDED_MAX 256

struct own_processes {
	pid_t *living; /* each leads a session of its own (spawn.h) */
	size_t count, capacity;
	pid_t ended[OWN_PROCESSES_ENDED_MAX]; /* the newest of them; 0: none */
	size_t ended_at;
};

void own_processes_release(struct own_processes *k);
void own_processes_add(struct own_processes *k, pid_t pid);
void own_processes_end(struct own_processes *k, pid_t pid);

/* Why this process is one of ours, or is not to be told from one, as a part of a sentence; NULL
 * where it is neither. `pid` is what the kernel says of a peer: 0 is a process that is not in our
 * pid namespace, and all of ours are. */
const char *own_processes_why(const struct own_processes *k, pid_t pid);

#endif

/* SPDX-License-Identifier: MIT
 * Bulk beside a frame: memory that can be handed to another process and, once sealed, changed
 * by nobody. The reader checks the seals and the size before it maps. */
#ifndef COMMON_MEMFD_H
#define COMMON_MEMFD_H

#include "daemon/common/err.h"
#include "daemon/common/slice.h"

/* A sealed descriptor (close-on-exec) that holds `data`, owned by the caller; -1 on failure. */
int memfd_make(struct slice data, struct err *err);
/* Maps a descriptor that came from a peer: refused where it is not fully sealed or holds more
 * than `max` bytes. The mapping is read-only and lives until memfd_unmap(); the descriptor
 * stays the caller's. An empty one gives the empty slice. */
int memfd_map(int fd, size_t max, struct slice *data_r, struct err *err);
void memfd_unmap(struct slice *data);

#endif

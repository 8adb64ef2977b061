/* SPDX-License-Identifier: MIT
 * Where dpupctl writes, and what kind of reader is there. */
#ifndef CTL_OUTPUT_H
#define CTL_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

#include "daemon/common/buf.h"

/* Columns of the terminal that stdout is; 0 where it is none. */
size_t output_columns(void);
/* The zone of the person's clock: $TZ where it names one, else the system's. */
const char *output_zone(void);
/* Writes all of it to stdout, at once. False where that failed (a full disk, a closed pipe). */
bool output_write(const struct buf *text);
/* Asks on the terminal that stdin and stderr are. False, and it says that nothing was done, for all
 * but a yes. */
bool output_agrees(const char *question);
/* One line on stderr behind "dpupctl: ", made safe for a terminal. */
void output_error(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif

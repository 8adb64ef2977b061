/* SPDX-License-Identifier: MIT
 * More than one command in a mail: the lines that follow the first, as long as each is a command.
 */
#ifndef CORE_COMMAND_BATCH_H
#define CORE_COMMAND_BATCH_H

#include "daemon/common/buf.h"
#include "daemon/mail/command.h"

#define COMMAND_BATCH_MAX 4 /* besides the first: every one may be answered */

/* Fills `rest` with the commands of `text` (new text of a mail) that are not `first` and may stand
 * with others; how many. The first non-empty line that is no command ends them. Appends to `left`,
 * which may be NULL, all lines that are neither taken so nor `first` once more. Pure. */
size_t command_batch_read(struct slice text, const struct command *first,
    const struct command_words *words, struct command rest[COMMAND_BATCH_MAX], struct buf *left);

#endif

/* SPDX-License-Identifier: MIT
 * The parser's feeder: one message at a time, in the order of arrival, with a deadline; those the parser
 * died of go last. */
#ifndef CORE_READER_H
#define CORE_READER_H

#include "core.h"

struct reader *reader_new(struct core *core);
void reader_free(struct reader *r);
/* The end of a turn of the loop: hands over the next message where the parser is free. */
void reader_turn(struct reader *r);
void reader_json(const struct reader *r, struct buf *out);

#endif

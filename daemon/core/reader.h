/* SPDX-License-Identifier: MIT
 * The parser's feeder: one message at a time, in the order of arrival, with a deadline; those the parser
 * died of go last. */
#ifndef CORE_READER_H
#define CORE_READER_H

#include "core.h"

struct facts;
struct inbound;

/* What is done with a message, in a transaction. */
struct reader_events {
	void (*on_facts)(struct core *core, const struct inbound *in, const struct facts *facts);
	void (*on_unread)(struct core *core, const struct inbound *in);	/* it cannot be read, and is kept: a person gets it whole */
};

/* `events` must live as long as it. */
struct reader *reader_new(struct core *core, const struct reader_events *events);
void reader_free(struct reader *r);
/* The end of a turn of the loop: hands over the next message where the parser is free. */
void reader_turn(struct reader *r);
void reader_json(const struct reader *r, struct buf *out);

#endif

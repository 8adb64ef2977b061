/* SPDX-License-Identifier: MIT
 * The parser's feeder: one message at a time, in the order of arrival, with a deadline; those the
 * parser died of go last. */
#ifndef CORE_PARSER_H
#define CORE_PARSER_H

#include "daemon/core/loop/core.h"

struct facts;
struct inbound;

/* What is done with a message, in a transaction. */
struct parser_events {
	void (*on_facts)(struct core *core, const struct inbound *in, const struct facts *facts);
	void (*on_unread)(struct core *core,
	    const struct inbound *in); /* it cannot be read, and is kept: a person gets it whole */
};

/* `events` must live as long as it. */
struct parser *parser_new(struct core *core, const struct parser_events *events);
void parser_free(struct parser *r);
/* The end of a turn of the loop: hands over the next message where the parser is free. */
void parser_turn(struct parser *r);
void parser_json(const struct parser *r, struct buf *out);

#endif

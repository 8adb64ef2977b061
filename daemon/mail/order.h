/* SPDX-License-Identifier: MIT
 * What a convenor orders by mail: "move to Thursday 10 December 2pm", "Please cancel the meeting,
 * the hall is flooded". It stands in one of the first lines; a greeting may stand above it. Pure:
 * when it is to be is read by moment.h, and whether it may be done is not asked here. */
#ifndef MAIL_ORDER_H
#define MAIL_ORDER_H

#include <stdbool.h>

#include "daemon/common/slice.h"

enum order_verb { ORDER_NONE, ORDER_MOVE, ORDER_CANCEL };

struct order {
	enum order_verb verb;
	bool is_wish; /* "could you move it": where more of it is not understood, a person reads it
	               */
	struct slice rest;  /* of its line, behind the verb and what it is about */
	struct slice below; /* the next line that is not empty */
};

/* Everything in it is borrowed from `text`. "don't cancel" and "should we cancel?" are none. */
struct order order_read(struct slice text);
/* "who is coming?", "please send me the list of who comes" */
bool order_asks_who_comes(struct slice text);
/* What members are to read of it: without "please", "thanks" and the signs around them. */
struct slice order_reason(struct slice text);

#endif

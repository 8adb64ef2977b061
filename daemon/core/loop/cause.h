/* SPDX-License-Identifier: MIT
 * Because of what something is written now: a mail that is acted on, or a visit to a page. Whoever
 * acts sets it in core and takes it away again; those who write letters read it, and know nothing
 * else of whom they write for. */
#ifndef CORE_CAUSE_H
#define CORE_CAUSE_H

#include "subscribers/token.h"

struct address;

struct cause {
	int64_t inbound_id;              /* the mail; 0: a visit */
	int budget;                      /* enum budget_class: whose budget it comes from */
	uint8_t domain[TOKEN_HASH_SIZE]; /* of its writer, where it is of those who are vouched for
	                                    (budget.c) */
	uint8_t list[TOKEN_HASH_SIZE];   /* the list or program that handed it on, where has_list */
	bool has_list;
	const char *lane; /* of the question that is asked because of it: the thing that it is
	                     about, where that has a room of its own (budget.h); NULL. Static */
	/* Did whoever has this address surely write it, or answer at it? NULL: it is not asked, all
	 * may be written to. */
	bool (*is_theirs)(const struct cause *cause, const struct address *address);
	const char *unanswered; /* why what it asks for is neither done nor asked about
	                           (no_answer.h); NULL: it is. Static */
	char unanswered_outcome[64];
};

#endif

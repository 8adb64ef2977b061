/* SPDX-License-Identifier: MIT
 * The table of replies; see verdict.h. The first row that fits decides, so what is about the
 * relay stands before what is about the recipient. */
#include "daemon/send/verdict.h"

#include <stddef.h>
#include <string.h>

#define AT(stage) (1U << (stage))
#define ENVELOPE (AT(STAGE_MAIL) | AT(STAGE_RCPT))
#define BEFORE_DOT (ENVELOPE | AT(STAGE_DATA) | AT(STAGE_BODY))
#define ANYWHERE (BEFORE_DOT | AT(STAGE_DOT))

#define ANY_STATUS NULL
#define NO_STATUS ""

struct row {
	unsigned stages;
	int from, to;       /* codes */
	const char *status; /* ANY_STATUS, NO_STATUS, or how it begins */
	struct verdict verdict;
};

#define GO_ON \
	{ \
		RULING_GO_ON, OUTCOME_SENT, CAUSE_NONE \
	}
#define SETTLE(outcome, cause) \
	{ \
		RULING_SETTLE, outcome, cause \
	}

static const struct row rows[] = {
	/* As it should be. */
	{ ENVELOPE, 200, 299, ANY_STATUS, GO_ON },
	{ AT(STAGE_DATA), 354, 354, ANY_STATUS, GO_ON },
	{ AT(STAGE_DOT), 200, 299, ANY_STATUS, SETTLE(OUTCOME_SENT, CAUSE_NONE) },
	/* The relay closes (RFC 5321 §3.8), or Exchange has too many connections of ours
	 * (432 4.3.2). After the dot that is an answer: this message was not taken. */
	{ BEFORE_DOT, 421, 421, ANY_STATUS, SETTLE(OUTCOME_RETURNED, CAUSE_BUSY) },
	{ BEFORE_DOT, 432, 432, ANY_STATUS, SETTLE(OUTCOME_RETURNED, CAUSE_BUSY) },
	{ AT(STAGE_DOT), 421, 421, ANY_STATUS, SETTLE(OUTCOME_RETRY, CAUSE_BUSY) },
	{ AT(STAGE_DOT), 432, 432, ANY_STATUS, SETTLE(OUTCOME_RETRY, CAUSE_BUSY) },
	/* Too fast: before there is a recipient that is about us; after the dot it may be said of
	 * one message, which then waits, so that it is not in the way of others (Amazon's 454). */
	{ AT(STAGE_MAIL), 400, 499, "4.7.", SETTLE(OUTCOME_RETURNED, CAUSE_BUSY) },
	{ AT(STAGE_DOT), 454, 454, ANY_STATUS, SETTLE(OUTCOME_RETRY, CAUSE_BUSY) },
	/* It wants another authentication (RFC 4954 §6), or encryption. */
	{ ANYWHERE, 530, 530, ANY_STATUS, SETTLE(OUTCOME_RETURNED, CAUSE_AUTH) },
	{ AT(STAGE_MAIL), 534, 538, ANY_STATUS, SETTLE(OUTCOME_RETURNED, CAUSE_AUTH) },
	/* Policy before there is a recipient: it is about us. */
	{ AT(STAGE_MAIL), 500, 599, "5.7.", SETTLE(OUTCOME_RETURNED, CAUSE_REFUSED) },
	/* "Too many recipients" in RFC 821's words, to be taken as 452 (RFC 5321 §4.5.3.1.10). */
	{ AT(STAGE_RCPT), 552, 552, NO_STATUS, SETTLE(OUTCOME_RETRY, CAUSE_NONE) },
	/* What is left is about this message or this recipient. */
	{ ANYWHERE, 400, 499, ANY_STATUS, SETTLE(OUTCOME_RETRY, CAUSE_NONE) },
	{ ANYWHERE, 500, 599, ANY_STATUS, SETTLE(OUTCOME_FAILED, CAUSE_NONE) },
};

static bool fits(const struct row *row, enum stage stage, int code, const char *status)
{
	if ((row->stages & AT(stage)) == 0 || code < row->from || code > row->to)
		return false;
	if (row->status == ANY_STATUS)
		return true;
	return row->status[0] == '\0' ? status[0] == '\0' :
	                                strncmp(status, row->status, strlen(row->status)) == 0;
}

struct verdict verdict_of_reply(enum stage stage, int code, const char *status)
{
	static const struct verdict garbage = { RULING_GARBAGE, OUTCOME_RETURNED, CAUSE_NETWORK };

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		if (fits(&rows[i], stage, code, status))
			return rows[i].verdict;
	}
	return garbage;
}

enum outcome verdict_of_silence(bool is_complete)
{
	return is_complete ? OUTCOME_UNSURE : OUTCOME_RETURNED;
}

const char *stage_text(enum stage stage)
{
	/* clang-format off */
	static const char *const names[] = {
		[STAGE_MESSAGE] = "message", [STAGE_CONNECT] = "connect", [STAGE_MAIL] = "mail",
		[STAGE_RCPT] = "rcpt", [STAGE_DATA] = "data", [STAGE_BODY] = "body",
		[STAGE_DOT] = "dot",
	};
	/* clang-format on */

	return names[stage];
}

const char *outcome_text(enum outcome outcome)
{
	static const char *const names[] = {
		[OUTCOME_SENT] = "sent",
		[OUTCOME_RETRY] = "retry",
		[OUTCOME_FAILED] = "failed",
		[OUTCOME_UNSURE] = "unsure",
		[OUTCOME_RETURNED] = "returned",
	};

	return names[outcome];
}

const char *cause_text(enum cause cause)
{
	/* clang-format off */
	static const char *const names[] = {
		[CAUSE_NONE] = "", [CAUSE_NETWORK] = "network", [CAUSE_TLS] = "tls",
		[CAUSE_AUTH] = "auth", [CAUSE_REFUSED] = "refused", [CAUSE_BUSY] = "busy",
	};
	/* clang-format on */

	return names[cause];
}

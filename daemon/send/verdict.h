/* SPDX-License-Identifier: MIT
 * What follows from what a relay said, and from its silence: the one place where it is decided
 * whether a delivery was sent, may be tried again, has failed, is in doubt, or was never tried.
 * The table is told for people in docs/dialogue.md; a change to one is a change to the other. */
#ifndef SEND_VERDICT_H
#define SEND_VERDICT_H

#include <stdbool.h>

/* How far a delivery had come. */
enum stage {
	STAGE_MESSAGE, /* nothing was said: the job itself cannot be sent */
	STAGE_CONNECT, /* no dialogue yet */
	STAGE_MAIL,
	STAGE_RCPT,
	STAGE_DATA,
	STAGE_BODY, /* the relay spoke before it had the final dot */
	STAGE_DOT,
};

/* As core is told it; see "send" in common/protocol.h. */
enum outcome {
	OUTCOME_SENT,
	OUTCOME_RETRY,    /* refused for now: an attempt of this delivery */
	OUTCOME_FAILED,   /* refused for good */
	OUTCOME_UNSURE,   /* the final dot was sent and never answered */
	OUTCOME_RETURNED, /* not tried, or certainly not accepted, for reasons of the relay */
};

/* Why a relay cannot be used, for whoever runs it. */
enum cause {
	CAUSE_NONE,
	CAUSE_NETWORK,
	CAUSE_TLS,
	CAUSE_AUTH,
	CAUSE_REFUSED,
	CAUSE_BUSY,
};

enum ruling {
	RULING_GO_ON,   /* the dialogue goes on */
	RULING_SETTLE,  /* this delivery has its outcome */
	RULING_GARBAGE, /* no server says that here: the dialogue is out of step */
};

struct verdict {
	enum ruling ruling;
	enum outcome outcome; /* where settled */
	enum cause cause;     /* not NONE: and the relay is not to be used for now */
};

/* `status` is "" where the reply had none. */
struct verdict verdict_of_reply(enum stage stage, int code, const char *status);
/* Of a dialogue that ended without a reply: a lost connection, a timeout, garbage. `is_complete`:
 * at least one byte of the final dot had been handed to the network. */
enum outcome verdict_of_silence(bool is_complete);

const char *stage_text(enum stage stage);
const char *outcome_text(enum outcome outcome);
const char *cause_text(enum cause cause); /* "" for NONE */

#endif

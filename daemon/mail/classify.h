/* SPDX-License-Identifier: MIT
 * What a message is and what it asks: facts in, a verdict out. Pure: no database, no clock, no
 * key. Tokens are recognised here by their form and verified by core. The order of decision is
 * design §4's and is the order of the checks in classify.c. */
#ifndef MAIL_CLASSIFY_H
#define MAIL_CLASSIFY_H

#include "daemon/mail/address.h"
#include "daemon/mail/command.h"
#include "daemon/mail/facts.h"

enum classify_kind {
	KIND_BOUNCE,    /* DSN and its relatives, with bounces[] */
	KIND_COMPLAINT, /* ARF */
	KIND_AUTOREPLY, /* vacation, auto-generated: recorded, never answered */
	KIND_CALENDAR,  /* iTIP REPLY, COUNTER, REFRESH */
	KIND_COMMAND,
	KIND_CHALLENGE, /* "click to prove you are human" */
	KIND_HUMAN,
	KIND_EMPTY, /* a person's, with nothing in it that is new */
};

enum bounce_class { BOUNCE_HARD, BOUNCE_SOFT, BOUNCE_MESSAGE, BOUNCE_SENDER, BOUNCE_NONE };

/* What a token is for: the word before it in a sub-address, and bound into its MAC. */
enum token_type {
	TOKEN_NONE,
	TOKEN_CONFIRM,     /* confirm: answers "please confirm" */
	TOKEN_UNSUBSCRIBE, /* u */
	TOKEN_BOUNCE,      /* b: a delivery, in MAIL FROM */
	TOKEN_MESSAGE,     /* m: a delivery, in Message-ID */
	TOKEN_RSVP,        /* rsvp */
	TOKEN_PREFERENCES, /* p: a person's page on the web */
	TOKEN_COUNT,
};

#define TOKEN_TEXT_LENGTH 32 /* base 32 of 20 bytes */

struct classify_token {
	enum token_type type;
	char text[TOKEN_TEXT_LENGTH + 1]; /* lower case */
};

#define CLASSIFY_BOUNCES_MAX 16 /* recipients in one report that are looked at */
#define CLASSIFY_TOKENS_MAX 8

struct classify_bounce {
	char recipient[ADDRESS_SIZE]; /* lower case; empty where not known */
	char action[16];              /* failed delayed delivered relayed expanded, or empty */
	char status[12];              /* RFC 3463, or empty */
	enum bounce_class class;
	const char *reason; /* a word: "userunknown", "mailboxfull" ...; static */
	char diagnostic[256];
};

#define CLASSIFY_FORMER_MAX 16

struct classify_identity {
	struct address address;                     /* the service mailbox */
	struct address former[CLASSIFY_FORMER_MAX]; /* what it was called before */
	size_t former_count;
	char delimiter;     /* of sub-addresses; '\0': none */
	const char *domain; /* of our Message-IDs */
	const struct command_words *words;
	/* Does its MAC say that a token is one of ours? Mails of before the mailbox had its name
	 * are answered for years: asked of tokens at addresses and domains that are none of ours by
	 * name. NULL: those are not read. */
	bool (*knows)(const void *knower, const struct classify_token *token);
	const void *knower;
};

struct verdict {
	enum classify_kind kind;
	bool is_automatic;     /* a robot sent it: act if a token says so, never answer */
	const char *automatic; /* "vacation" "auto-generated" "other", or NULL; static */
	/* Nothing but its words says that a robot wrote it, so a person may have. One that answers
	 * nothing of ours, and orders something in so many words, is a command all the same, and
	 * not automatic. */
	bool is_by_words;
	bool is_handed_on; /* automatic, because it came through a list or a program: a person may
	                      have written it */
	char until[11];    /* a vacation's end, "2026-12-01", or empty */
	/* In the order of trust: sub-address, Subject, In-Reply-To and References, report's
	 * original. */
	struct classify_token tokens[CLASSIFY_TOKENS_MAX];
	size_t token_count;
	struct command command; /* COMMAND_NONE where there is none */
	bool is_detail_command; /* the sub-address said it: the body is not read as commands */
	struct buf reply;       /* new text, quotes and signature removed */
	struct classify_bounce bounces[CLASSIFY_BOUNCES_MAX];
	size_t bounce_count;
	char complaint_type[32];
	char complaint_recipient[ADDRESS_SIZE];
	bool is_authenticated; /* dmarc=pass, or dkim=pass aligned with From, by the trusted host */
};

/* Is it the service mailbox, by the name it has or had? With what stands behind the delimiter, ""
 * where nothing does. */
bool classify_is_ours(const struct classify_identity *identity, struct slice spec,
    struct slice *detail_r);
/* Is it the service mailbox, by name, or because a token in it is one of ours? */
bool classify_names_us(const struct classify_identity *identity, struct slice spec);

void verdict_init(struct verdict *v);
void verdict_release(struct verdict *v);
void classify(const struct facts *f, const struct classify_identity *identity, struct verdict *v);

const char *classify_kind_text(enum classify_kind kind);
const char *bounce_class_text(enum bounce_class c);
/* "confirm", "u", "b", "m", "rsvp", "p" */
const char *token_type_text(enum token_type type);
/* "confirm-abc...": the type's word, '-', the token. False where it has not that form. */
bool classify_parse_token(struct slice text, struct classify_token *token_r);

#endif

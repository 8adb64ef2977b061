/* SPDX-License-Identifier: MIT
 * What the parts of core share: the configuration, the store, the loop, who we are. There is one
 * of it, made by main and passed to everything; no part keeps a global of its own. */
#ifndef CORE_CORE_H
#define CORE_CORE_H

#include <stdbool.h>
#include <stdint.h>

#include <systemd/sd-event.h>

#include "daemon/common/conf.h"
#include "daemon/core/loop/clock_seen.h"
#include "daemon/core/loop/own_processes.h"
#include "daemon/core/loop/setback.h"
#include "daemon/mail/address.h"
#include "daemon/mail/classify.h"
#include "subscribers/consent.h"
#include "subscribers/db.h"
#include "subscribers/incarnation.h"
#include "subscribers/token.h"

struct fetcher;
struct ledger;
struct store_care;
struct parser;
struct sender_pool;
struct control;
struct schedule;
struct lookup_note;
struct refusals;
struct web;
struct feed_cache;
struct cause;

/* Who is to look at the end of the turn; bits. */
enum wake {
	WAKE_READ = 1,  /* a message can be handed to the parser */
	WAKE_CLOCK = 2, /* something may have come due */
	WAKE_HOUSE = 4, /* retention and the like, now and not at its hour; with WAKE_CLOCK */
	WAKE_SEND = 8,  /* mail may go */
};

struct core {
	struct conf conf;
	const char *conf_path;
	bool is_conf_refused; /* what the file says now: the one before it is in force */
	struct db *db;
	struct ledger *ledger; /* NULL in tests and while a backup is brought back */
	bool is_held;          /* a backup was brought back and not accepted yet: nothing is sent */
	int64_t epoch;         /* ours; the store's moves on when another daemon takes over */
	struct token_key key;
	struct incarnations lives; /* of the store */
	sd_event *event;

	struct classify_identity identity; /* the service mailbox */
	struct address human;              /* where mail for a person goes */
	struct command_words *words;
	struct template_shelf
	    *templates; /* of mails and pages; read at the start and at a reload */
	char templates_error[ERR_TEXT_MAX]; /* the first thing that was wrong with them then; ""
	                                       where nothing */

	struct fetcher *intakes[CONF_INBOXES_MAX];
	struct parser *reader;
	struct sender_pool *senders;
	bool lacks_utf8; /* the first relay said that it has no SMTPUTF8 (RFC 6531); those after it
	                    only stand in */
	struct own_processes kin; /* the processes that are ours */
	struct control *control;
	struct schedule *schedule;
	struct lookup_note *lookup_note; /* NULL in tests without a loop */
	struct refusals *refusals;       /* likewise */
	struct store_care *care;         /* NULL in tests without a loop */
	struct setbacks setbacks;        /* of the schedule */
	struct clock_seen clock;
	struct web *web;          /* NULL where there are no pages */
	struct feed_cache *feeds; /* likewise */
	struct cause *cause;      /* what is written now is written because of it (cause.h); NULL:
	                             nobody's doing */

	sd_event_source *turn; /* runs once after the events of a round */
	void (*take_turn)(struct core
	        *core); /* main's: the parts look, in order; is a stop or a reload complete? */
	unsigned woken; /* enum wake: what is to be looked at in it */
	int64_t started_at;
	bool is_stopping;               /* SIGTERM came: nothing new begins */
	char store_error[ERR_TEXT_MAX]; /* why the last transaction failed; "" when one succeeded
	                                   since */
	int64_t store_error_at;
	uint64_t commits; /* transactions that were committed since the start */
};

/* Seconds since 1970, as of this turn of the loop; the one reading of the clock in core. */
int64_t core_now(const struct core *core);
/* Ends the transaction and keeps book of the store's health. 0 or -1 and *err. */
int core_commit(struct core *core, struct err *err);
/* Ends the transaction of a step of the schedule. True where it is done; else it is logged, and
 * comes again later (setback.h), or with the store. */
bool core_step(struct core *core, struct setback_key key);
/* Something is to be done: the parts that `what` (of enum wake; 0: main alone) names look at the
 * end of this turn. */
void core_wake(struct core *core, unsigned what);
/* Was it woken, and has not looked yet? */
bool core_is_woken(const struct core *core, enum wake what);
/* A part's own look: was it woken? It is not any more. */
bool core_take_wake(struct core *core, enum wake what);

/* From now on turns run. */
void core_start_turns(struct core *core);

/* The evidence of something that happens now, by this channel; the rest is empty. */
struct evidence core_evidence(const struct core *core, const char *channel);

#endif

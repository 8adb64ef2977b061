/* SPDX-License-Identifier: MIT
 * One message, who it is from, and what it proves (design §4a). A From line is a claim. A message
 * that answers a mail of ours gets its person and its subject from that mail's row and from nowhere
 * else: From never fills in what the row does not say. It answers where it comes from the address
 * that was asked, or another of the same person's; from elsewhere it lets its person leave, or
 * confirm, and is an ordinary mail in all else. */
#ifndef CORE_TALK_H
#define CORE_TALK_H

#include "daemon/core/inbound/inbound.h"
#include "daemon/core/loop/act.h"
#include "daemon/core/loop/cause.h"
#include "daemon/core/talk/talk_budget.h"
#include "daemon/mail/consent_words.h"
#include "daemon/mail/facts.h"
#include "subscribers/subscriber.h"
#include "subscribers/subscription.h"

/* The mail of ours that a message names, whoever wrote the message. */
struct talk_mail {
	int64_t delivery_id; /* 0: it names none whose row is there and which is bound to it */
	char kind[32];
	int64_t created_at;
	int64_t list_id, meeting_id; /* what it was about; 0: nothing */
	int64_t variant;             /* of an invitation: its SEQUENCE and one; 0: none */
	int64_t about_id;            /* the subscriber it was about; 0: none */
	struct address asked;        /* the address it went to */
	struct subscriber holder;    /* whose address that was when it went, where has_holder */
	bool has_holder;
	bool is_former;    /* and is not now */
	bool is_enveloped; /* by its envelope's address, which is not passed on with a mail as its
	                      Message-ID is */
	bool is_early;     /* whoever has it now had it not then, or was forgotten since: it proves
	                      nothing */
};

/* A subscription that a token of the message opens, to confirm or to leave. */
struct talk_token {
	bool is_there;
	struct subscription n;
	struct subscriber who;
	bool is_current; /* not from before they left and joined again */
};

/* One message being answered. */
struct talk {
	struct core *core;
	const struct inbound *in;
	const struct facts *facts;
	struct verdict v;
	struct evidence evidence;
	struct address from; /* who it says it is from, where has_from */
	bool has_from;
	struct subscriber
	    who; /* the person who writes, as far as evidence.proof says so; where has_who */
	bool has_who;
	struct talk_token confirm, unsubscribe;
	bool is_confirm_gone; /* there is a token to confirm, and no question any more */
	struct talk_mail mail;
	/* The same where whoever was asked writes: only then it is an answer. */
	int64_t delivery_id;
	char context[32];
	int64_t list_id, meeting_id;
	int64_t past_id; /* a report on a mail of which it is not known any more whom it went to; 0:
	                    none */
	const char *outcome; /* a word for what was done; static */
	struct buf words;    /* talk_words(); talk_release() */
	struct cause cause;  /* what is written is written because of it; its budget BUDGET_OWN: not
	                        asked yet */
	const char *limited; /* the limit that holds something of it back; NULL: none. Static */
	int64_t room_at;     /* until then, and as a whole; 0: it is not done later */
	const char *lane;    /* which room it waits for then (talk_wait.h). Static */
	bool is_wish;        /* what is done is the very thing that the person was asked about */
	const char *held;  /* a flag of the template "forward": why a person has to decide it; NULL:
	                      none. Static */
	bool is_forwarded; /* a person of ours gets it */
	bool is_passed_on; /* as it came, with all that is attached */
	bool is_doubted;   /* what stands beside the order makes it doubtful (beside_order.h): it is
	                      asked before it is done */
	const char *beside; /* a flag of the template "forward": what became of the order beside it;
	                       NULL: none. Static */
	int64_t
	    asked_list_id; /* the list that this very message had "please confirm" sent about; 0 */
	bool is_robotlike; /* only its words make it a robot's, and it is for a person (robotlike.h)
	                    */
};

/* Reads who writes and what that proves: t->core, in, facts and v are set; fills the rest. */
void talk_read(struct talk *t);
void talk_release(struct talk *t);
/* Is what it says in From an address of the person who writes? */
bool talk_is_theirs(const struct talk *t);
/* Did whoever has this address surely write it, or answer at it? Of the talk that this cause is
 * part of (cause.h). */
bool talk_wrote_at(const struct cause *cause, const struct address *a);
/* Does the trusted host say that From is forged? */
bool talk_is_refuted(const struct talk *t);
/* Does the trusted host say that From wrote it, to us, and now? Of what answers nothing
 * evidence.proof says so. */
bool talk_is_vouched(const struct talk *t);
/* Does a mail host say of any of our inboxes who wrote? */
bool talk_has_judge(const struct core *core);
/* Is nothing but a mail of ours between its writer and the person, which may have been passed on,
 * or does a further address, which may be another's by now, want yet another to be written to? Not
 * where the person was asked about this very thing. */
bool talk_is_doubtful(const struct talk *t);
/* Is it doubtful so, and did our mail host judge it without vouching for it? Of what nobody judged
 * nothing can be told: there it is as the table of acts has it (act.h). */
bool talk_is_of_a_stranger(const struct talk *t);
/* Do their words ask to take back what our mail told them of? A "yes" does not: people thank for a
 * goodbye with it. */
bool talk_is_undo(const struct talk *t);
/* Is the word that decides all that they say, but for their own name (keyword.h)? */
bool talk_says_only(const struct talk *t, const char *keyword);
/* A yes or no to what cannot be undone, or goes to others: below a yes only their own name stands,
 * or it is none. */
struct consent_said talk_decides(const struct talk *t);
/* Is there nothing but HTML, and some of it may not be shown to its reader (html.h)? No order or
 * answer in it is certain. */
bool talk_may_be_hidden(const struct talk *t);
/* Is it proven at all that the person writes? */
bool talk_is_proven(const struct talk *t);
/* What they say to a question: a Subject that is theirs, and below it the new text. In an answer
 * the Subject is theirs where it is not that of the letter that is answered; elsewhere it is heard
 * only where there is no text. */
struct slice talk_words(const struct talk *t);
/* The Subject of an answer, where it is theirs, without "Re:"; else nothing. */
struct slice talk_subject(const struct talk *t);
/* The same read as an answer to a question of consent. An answer without a word is one only where
 * nothing else is in the mail, nothing was lost in reading it, and its Subject is that of our
 * question. */
struct consent_said talk_consent(const struct talk *t, enum consent_question question);
/* Is it an answer to a mail of this kind? */
bool talk_answers(const struct talk *t, const char *kind);
/* What the evidence allows (act.h); what is doubted is asked before it is done. */
enum act_rule talk_rule(const struct talk *t, enum act_kind kind);

/* Who does something by this message. */
struct act act_of_talk(const struct talk *t);
/* Whoever holds the mail of ours that it names, or the token in it: they may confirm and leave. */
struct act act_of_holder(const struct talk *t);

#endif

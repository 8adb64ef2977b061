/* SPDX-License-Identifier: MIT
 * The words of refusals, as rules: for bounce_reason.c only. */
#ifndef MAIL_BOUNCE_RULES_H
#define MAIL_BOUNCE_RULES_H

#include <stddef.h>

/* The finer causes behind the classes; their words are beside the classes in bounce_reason.c. */
enum bounce_cause {
	R_USERUNKNOWN,
	R_NOTHERE,
	R_HOSTUNKNOWN,
	R_HASMOVED,
	R_NOTACCEPT,
	R_MAILBOXFULL,
	R_SUSPEND,
	R_FILTERED,
	R_EXPIRED,
	R_NETWORKERROR,
	R_SYSTEMERROR,
	R_SYSTEMFULL,
	R_MAILERERROR,
	R_ONHOLD,
	R_SYNTAXERROR,
	R_FAILEDSTARTTLS,
	R_UNDEFINED,
	R_TOOBIG,
	R_EXCEEDLIMIT,
	R_CONTENTERROR,
	R_AUTHFAILURE,
	R_BADREPUTATION,
	R_BLOCKED,
	R_SPAM,
	R_POLICY,
	R_REJECTED,
	R_NORELAYING,
	R_REQUIREPTR,
	R_SECURITY,
	R_SPEEDING,
	R_TOOMANYCONN,
	R_NOTCOMPLIANT,
	R_VIRUS,
	R_DELIVERED,
	R_DELAYED,
};

struct bounce_rule {
	enum bounce_cause cause;
	const char *text; /* small letters; '*' stands for anything in between */
};

/* R_NOTHERE is R_USERUNKNOWN in words that only the system which has the mailbox uses, of itself:
 * it needs no reply code to be believed. */

/* In the order they are tried. */
extern const struct bounce_rule bounce_rules[];
extern const size_t bounce_rule_count;

#endif

/* SPDX-License-Identifier: MIT
 * Why a message was not delivered: from what the refusing server said to a reason and its
 * class. One function of three texts; what a class means for a subscriber is decided elsewhere. */
#ifndef MAIL_BOUNCE_REASON_H
#define MAIL_BOUNCE_REASON_H

#include "daemon/mail/classify.h"

struct bounce_reason {
	const char *word; /* "userunknown", "mailboxfull" ...; static */
	enum bounce_class class;
};

/* `diagnostic`: the server's reply for this recipient, any case; `explanation`: what the report
 * says in prose, looked at where the reply says nothing; `status`: the report's Status field
 * (RFC 3463), `action` likewise; each may be empty. */
struct bounce_reason bounce_reason_find(struct slice diagnostic, struct slice explanation,
    struct slice status, struct slice action);

/* The first enhanced status code in a text ("5.1.1"), the empty slice where there is none. With
 * `is_specific` one like 5.0.0, which says nothing, is passed over. */
struct slice bounce_reason_status(struct slice text, bool is_specific);

#endif

/* SPDX-License-Identifier: MIT
 * Addresses we are willing to send to and to keep: RFC 5321 dot-atom local part, LDH or IDNA
 * domain with at least two labels. Strict on purpose: what passes here can stand in an SMTP
 * command, a header field and a URL as it is, so no address can carry a line break, a second
 * command or a second recipient.
 *
 * A local part with letters beyond ASCII (RFC 6531 §3.3, 6532 §3.2) is another matter: it can stand
 * in MAIL, RCPT and a header field only where the server offers SMTPUTF8, and in no URL. So it
 * takes a function of its own to get one. */
#ifndef MAIL_ADDRESS_H
#define MAIL_ADDRESS_H

#include <stdbool.h>

#include "daemon/common/buf.h"
#include "daemon/common/err.h"
#include "daemon/common/slice.h"

#define ADDRESS_MAX 254      /* RFC 5321 §4.5.3.1.3: a path of 256 with its brackets */
#define ADDRESS_LOCAL_MAX 64 /* RFC 5321 §4.5.3.1.1 */
#define ADDRESS_SIZE (ADDRESS_MAX + 1)

struct address {
	char spec[ADDRESS_SIZE]; /* as it is written and sent to: domain as A-labels, lower case; a
	                          * local part that is not ASCII in NFC and lower case, so that
	                          * comparing without case is about ASCII everywhere, in SQL too */
	char key[ADDRESS_SIZE];  /* as it is compared: all lower case */
};

/* Checks and normalises one addr-spec (surrounding white space allowed, nothing else: no
 * display name, no brackets). U-label domains become A-labels (IDNA 2008 non-transitional, NFC
 * first). False and a sentence a person understands where it cannot be used; a local part that
 * is not ASCII is refused. */
bool address_parse(struct slice text, struct address *address_r, struct err *err);
/* The same, but the local part may be UTF-8: what is seen, no spaces and no controls. The limit of
 * 64 is in bytes, after it was brought to its normal form. */
bool address_parse_utf8(struct slice text, struct address *address_r, struct err *err);
/* So many bytes of the text go up to one that cannot stand in an address without quotes. */
size_t address_piece(struct slice text);
/* Appends the key of each address that stands in the text, by itself or among other words, and a
 * line end. */
void address_all_in(struct slice text, struct buf *out);
/* Does the address of this key stand in the text, by itself or among other words? */
bool address_is_in(struct slice text, const char *key);
/* Does it take SMTPUTF8 to send to it? */
bool address_is_utf8(const struct address *a);

struct slice address_local(const struct address *a);
struct slice address_domain(const struct address *a);

/* The detail of a sub-address (RFC 5233): for base "dpup@x.nz" and delimiter '+',
 * "dpup+confirm-abc@x.nz" has "confirm-abc" and "dpup@x.nz" has "". Letters compare without
 * case; "%2B" written by a mail client for '+' is understood. A delimiter of '\0' means
 * sub-addresses are not in use. False where it is not an address of base. */
bool address_detail(struct slice spec, const struct address *base, char delimiter,
    struct slice *detail_r);
/* Writes base with a detail; where that does not fit, could not stand in an address, or delimiter
 * is '\0', it writes base. The detail may hold slot markers (master.h), counted as they stand. */
void address_with_detail(const struct address *base, char delimiter, const char *detail,
    char out[ADDRESS_SIZE]);

/* The mailbox an address is of, as it is compared: its key without +anything before the @. Mail
 * systems that take sub-addresses put all of them into one mailbox; for the others "a+b" is counted
 * with "a". */
void address_mailbox(const struct address *a, char out[ADDRESS_SIZE]);
/* Does its host deliver name, n.ame and na.me to one mailbox (Gmail)? */
bool address_drops_dots(const struct address *a);

/* Local parts nobody answers (RFC 3834; standards: mailer-daemon, postmaster, no-reply,
 * owner-*, *-request ...). */
bool address_is_robot(struct slice spec);

#endif

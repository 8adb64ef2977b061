/* SPDX-License-Identifier: MIT
 * The commands MAIL and RCPT of one job, with the parameters a server offers: SIZE (RFC 1870),
 * BODY=8BITMIME (RFC 6152), SMTPUTF8 (RFC 6531, only for a recipient who takes it), RET, ENVID,
 * NOTIFY and ORCPT (RFC 3461, 6533 §3). Addresses have been through address_parse_utf8(), so
 * nothing in them can end a command. */
#ifndef SEND_ENVELOPE_H
#define SEND_ENVELOPE_H

#include "daemon/common/buf.h"
#include "daemon/send/capability.h"
#include "daemon/send/job.h"
#include "daemon/send/smtp_reply.h"

#define ENVELOPE_ENVID_MAX 100 /* RFC 3461 §4.4, as xtext */

/* Appends the command with its CRLF. */
void envelope_mail(const struct job *job, const struct capabilities *caps, struct buf *out);
void envelope_rcpt(const struct job *job, const struct capabilities *caps, struct buf *out);
/* Appends text as xtext (RFC 3461 §4). */
void envelope_xtext(struct buf *out, struct slice text);
/* Appends an address as utf-8-addr-xtext (RFC 6533 §3): ASCII in all cases. */
void envelope_utf8_xtext(struct buf *out, struct slice address);
/* Why this server cannot be given this message though it may be in order: a status code, and
 * the reason in words in `text`. NULL where it can. */
const char *envelope_refusal(const struct job *job, const struct capabilities *caps,
    char text[SMTP_REPLY_TEXT_MAX + 1]);

#endif

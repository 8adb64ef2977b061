/* SPDX-License-Identifier: MIT
 * Header fields, and the only functions that write them. Each ends in CRLF, is folded before
 * column 77 where white space allows, never exceeds 998, holds ASCII only (but for the address of a
 * mailbox, RFC 6532 §3.2), and cannot hold a line
 * break or a control byte that came from outside: those are replaced by a space (C0 and DEL), so
 * that the count of fields is always the count of calls. */
#ifndef MAIL_HEADER_H
#define MAIL_HEADER_H

#include <stdint.h>

#include "daemon/common/buf.h"

/* Unstructured text (Subject): NFC, encoded-words of at most 75 (RFC 2047 §2), split between
 * characters. */
void header_text(struct buf *out, const char *name, struct slice value);
/* The same for a master (master.h): a word that holds a slot stands as it is, in ASCII, the words
 * around it as above. */
void header_slotted(struct buf *out, const char *name, struct slice value);
/* Structured ASCII as it stands (Message-ID, List-Unsubscribe, Auto-Submitted ...): folded at
 * spaces only, never inside <>. Bytes above 126 become '?'. */
void header_raw(struct buf *out, const char *name, struct slice value);
/* One mailbox: `display` (may be empty) as atoms, quoted-string or encoded-word, then <spec>.
 * A spec that is UTF-8 stands as it is: the message then takes SMTPUTF8. */
void header_mailbox(struct buf *out, const char *name, struct slice display, const char *spec);
/* List-Id (RFC 2919): phrase and id. */
void header_list_id(struct buf *out, struct slice phrase, const char *list_id);
/* RFC 5322 §3.3, in the zone's local time: "Tue, 01 Dec 2026 10:00:00 +1300". */
void header_date(struct buf *out, const char *name, int64_t at, const char *zone);

#endif

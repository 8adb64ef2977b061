/* SPDX-License-Identifier: MIT
 * The lines of IMAP that we read ourselves (RFC 3501 §7), names of mailboxes (§5.1.3) and
 * dates (§9). Pure. */
#ifndef FETCH_IMAP_LINE_H
#define FETCH_IMAP_LINE_H

#include <stdbool.h>
#include <stdint.h>

#include "daemon/common/buf.h"
#include "daemon/common/slice.h"

enum imap_line_kind {
	IMAP_LINE_OTHER,    /* untagged, and none of the below */
	IMAP_LINE_CONTINUE, /* "+ ..." */
	IMAP_LINE_EXISTS,   /* "* N EXISTS" */
	IMAP_LINE_BYE,      /* "* BYE ..." */
	IMAP_LINE_OK,       /* "TAG OK ..." and so on: the answer to a command */
	IMAP_LINE_NO,
	IMAP_LINE_BAD,
	IMAP_LINE_NONSENSE, /* no IMAP at all */
};

struct imap_line {
	enum imap_line_kind kind;
	struct slice tag;  /* of OK, NO, BAD */
	struct slice code; /* of "[CODE ...]", upper or lower case as it came, or empty */
	struct slice text; /* what the server says to people, or empty */
};

/* `line` is without its CRLF; all slices borrow from it. */
void imap_line_parse(struct slice line, struct imap_line *line_r);
/* Adds a server's words fit for a sentence of ours: printable ASCII, others as '?', cut. */
void imap_line_quote(struct buf *out, struct slice text);
/* Adds a UTF-8 name as the protocol wants it, in modified UTF-7. What is not UTF-8 is added
 * as it is. */
void imap_line_mailbox(struct buf *out, struct slice name);
/* Seconds since 1970 of an INTERNALDATE; `zone` is +hhmm as a number. -1 where it is none. */
int64_t imap_line_date(int year, int month, int day, int hour, int min, int sec, int zone);

#endif

/* SPDX-License-Identifier: MIT
 * One reply of an SMTP server (RFC 5321 §4.2), read as its bytes come in. The code decides;
 * the text is for people and is kept short and printable. What is not a reply is garbage, and
 * after garbage nothing on that connection means anything any more. */
#ifndef SEND_SMTP_REPLY_H
#define SEND_SMTP_REPLY_H

#include <stdbool.h>
#include <stddef.h>

#include "daemon/common/slice.h"

#define SMTP_REPLY_LINES_MAX 100   /* EHLO of a large server has some 20 */
#define SMTP_REPLY_BYTES_MAX 65536 /* in all; text beyond what is kept is read and cut */
#define SMTP_REPLY_TEXT_MAX 400
#define SMTP_STATUS_SIZE 10 /* "5.123.456" */

enum smtp_reply_result {
	SMTP_REPLY_PARTIAL, /* all bytes are used, the reply is not complete */
	SMTP_REPLY_COMPLETE,
	SMTP_REPLY_GARBAGE, /* not a reply, or past a limit */
};

struct smtp_reply {
	int code;                      /* 200-599 */
	char status[SMTP_STATUS_SIZE]; /* RFC 3463, of the class of the code; "": none */
	/* The lines, joined by spaces, with the status, without the code. */
	char text[SMTP_REPLY_TEXT_MAX + 1];

	/* The reader's own. */
	size_t text_n;
	size_t segment; /* where the text of this line begins */
	size_t bytes, lines, column;
	int line_code;
	char separator;   /* '-' where another line follows */
	bool has_cr;      /* a CR was read: the end of the line where LF follows */
	bool is_complete; /* the next byte begins a new reply */
};

void smtp_reply_init(struct smtp_reply *r);
/* Takes bytes off the front of *bytes, at most up to the end of one reply. A call after
 * COMPLETE begins the next reply. */
enum smtp_reply_result smtp_reply_feed(struct smtp_reply *r, struct slice *bytes);

#endif

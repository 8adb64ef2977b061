/* SPDX-License-Identifier: MIT
 * What the parser saw in one message: plain values, no judgement. dpupd-parse fills it, the
 * frame parse.facts carries it, classify.h reads it. Every text is UTF-8 without control bytes but
 * LF and tab, and at most as long as its row in facts_rows says; what was cut is named in "limits".
 */
#ifndef MAIL_FACTS_H
#define MAIL_FACTS_H

#include <stdbool.h>
#include <stdint.h>

#include "daemon/common/buf.h"
#include "daemon/common/err.h"
#include "daemon/common/wire.h"

enum facts_text {
	FACTS_FROM,      /* addr-spec of the first From mailbox, as written */
	FACTS_FROM_NAME, /* its display name, decoded */
	FACTS_REPLY_TO,  /* addr-spec */
	FACTS_TO,        /* addr-specs of To and Cc, one a line */
	FACTS_ENVELOPE,  /* of the topmost Delivered-To, X-Original-To, Envelope-To, X-Envelope-To,
	                  * Apparently-To, one a line */
	FACTS_RETURN_PATH,    /* topmost; "<>" for the null sender, empty where there is no field */
	FACTS_MESSAGE_ID,     /* without <> */
	FACTS_IN_REPLY_TO,    /* message ids without <>, one a line */
	FACTS_REFERENCES,     /* likewise, the last 20 */
	FACTS_SUBJECT,        /* decoded, NFC, one line */
	FACTS_CONTENT_TYPE,   /* of the whole message, "multipart/report", lower case */
	FACTS_REPORT_TYPE,    /* its report-type parameter, lower case */
	FACTS_CHARSET,        /* of the part the text is from, lower case, as named by the sender */
	FACTS_AUTO_SUBMITTED, /* first word of the field, lower case */
	FACTS_PRECEDENCE,     /* lower case */
	FACTS_SUPPRESS,       /* X-Auto-Response-Suppress, lower case */
	FACTS_LIST_ID,        /* what is inside <> */
	FACTS_ROBOT,  /* other fields only automatic mail has, by lower-case name, one a line, those
	               * with a telling value as "name: value": x-autoreply, x-autorespond,
	               * x-auto-reply-from, x-apple-action, x-apple-unsubscribe, x-loop, feedback-id,
	               * list-unsubscribe, x-failed-recipients,
	               * x-ms-exchange-generated-message-source ... */
	FACTS_TEXT,   /* the text a reader sees: the first text/plain, else HTML read as text; LF */
	FACTS_REPORT, /* message/delivery-status or feedback-report or disposition-notification, as
	               * it stands, LF, unfolded fields */
	FACTS_REPORT_PART, /* which of them: its content type, lower case; "application/json" where
	                    * the fields were made of a relay's own form */
	FACTS_ORIGINAL, /* head of the returned message, LF, unfolded; only what helps to identify
	                   it */
	/* Of the first text/calendar part, read inside the cage; all empty where there is none. */
	FACTS_CALENDAR_METHOD, /* METHOD of the object, else the part's parameter; upper case */
	FACTS_CALENDAR_UID,
	FACTS_CALENDAR_ATTENDEE, /* addr-spec of the ATTENDEE who is From, else of the first;
	                            without mailto: */
	FACTS_CALENDAR_PARTSTAT, /* its PARTSTAT, upper case; NEEDS-ACTION where not stated */
	FACTS_CALENDAR_COMMENT,
	FACTS_CALENDAR_ORGANIZER,  /* addr-spec */
	FACTS_CALENDAR_RECURRENCE, /* RECURRENCE-ID as written */
	FACTS_CALENDAR_STAMP,      /* DTSTAMP as written */
	FACTS_CALENDAR_START,      /* DTSTART as written, and its TZID */
	FACTS_CALENDAR_ZONE,
	FACTS_AUTH_DKIM, /* of the trusted Authentication-Results only: pass fail none ..., or empty
	                  */
	FACTS_AUTH_SPF,
	FACTS_AUTH_DMARC,
	FACTS_AUTH_DOMAIN, /* header.from where dmarc passed, else header.d of a dkim that passed */
	FACTS_SIGNED, /* how each signature of From's domain begins, one a line: where the trusted
	                 host judged the mail */
	FACTS_ATTACHMENTS, /* type and name of each, one a line; behind "- " what programs add:
	                      pictures of a signature, cards */
	FACTS_LIMITS, /* what was cut or refused, one word a line: size header fields parts depth
	               * text nul guard death report calendar encoding html */
	FACTS_TEXT_COUNT,
};

enum facts_number {
	FACTS_DATE,               /* Date as seconds since 1970; 0 where unreadable */
	FACTS_FROM_COUNT,         /* mailboxes in all From fields: 1 in proper mail */
	FACTS_HTML_ONLY,          /* 1: the text was read from HTML */
	FACTS_PARTS,              /* MIME leaves */
	FACTS_RECEIVED,           /* Received fields: over 100 is a loop (RFC 5321 §6.3) */
	FACTS_CALENDAR_SEQUENCE,  /* 0 where not stated */
	FACTS_CALENDAR_SEQUENCED, /* 1: it is stated */
	FACTS_RETURNED,           /* 1: a whole message or its head is in a part of its own */
	FACTS_UNBOUND, /* FACTS_UNBOUND_...: what may be another's doing than who is vouched for
	                  (signed.h); 0: nothing */
	FACTS_NUMBER_COUNT,
};

#define FACTS_UNBOUND_TO 1  /* To and Cc, or what the body is */
#define FACTS_UNBOUND_ALL 2 /* and the Subject */

struct facts {
	struct buf text[FACTS_TEXT_COUNT];
	int64_t number[FACTS_NUMBER_COUNT];
};

struct facts_row {
	const char *name; /* field name in the frame */
	size_t max;       /* longest value in bytes; all together fit in one frame */
	bool has_lines;   /* else it is one line: it may come to stand in a header of ours */
};

extern const struct facts_row facts_rows[FACTS_TEXT_COUNT];
extern const char *const facts_number_names[FACTS_NUMBER_COUNT];

void facts_init(struct facts *f);
void facts_release(struct facts *f);

struct slice facts_get(const struct facts *f, enum facts_text which);
/* Whether a line of FACTS_ROBOT begins with `name`, in any case. */
bool facts_has_robot(const struct facts *f, const char *name);
/* Is a file attached that somebody meant to send, or a whole message? */
bool facts_has_file(const struct facts *f);
/* Sets a text: made valid UTF-8, NFC, control bytes dropped, one line where its row has one; cut at
 * the row's limit with the limit's word added to FACTS_LIMITS ("text" for FACTS_TEXT, "report",
 * "calendar", else "header"). */
void facts_set(struct facts *f, enum facts_text which, struct slice value);
/* Adds a line to a list-like text; dropped, and "header" noted, where it does not fit. */
void facts_add_line(struct facts *f, enum facts_text which, struct slice line);
/* Notes one word in FACTS_LIMITS, once. */
void facts_limit(struct facts *f, const char *word);
bool facts_has_limit(const struct facts *f, const char *word);

/* The frame parse.facts, and back. A number that cannot be is written as 0. Decoding checks every
 * bound again: the writer may have been taken over by the mail it read. */
void facts_encode(const struct facts *f, uint64_t id, struct buf *frame);
int facts_decode(const struct wire *w, struct facts *f, struct err *err);

#endif

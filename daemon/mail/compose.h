/* SPDX-License-Identifier: MIT
 * One message of ours, from its parts to its bytes (RFC 5322, 2045-2049): exactly one of each
 * field, multipart/alternative with text first, quoted-printable, CRLF. Deterministic: the same
 * input gives the same bytes, boundaries included, because a message that is sent again must
 * be the same message. */
#ifndef MAIL_COMPOSE_H
#define MAIL_COMPOSE_H

#include <stdbool.h>
#include <stdint.h>

#include "daemon/common/buf.h"
#include "daemon/common/err.h"

struct compose_attachment {
	const char
	    *type; /* "message/rfc822", "text/calendar; method=REQUEST; charset=utf-8", ... */
	const char *filename; /* ASCII; NULL: no Content-Disposition */
	struct slice data;
	bool is_alternative; /* inside multipart/alternative, last (calendar parts) */
};

#define COMPOSE_ATTACHMENTS_MAX 8

/* Shown in the HTML, where it is <img src="cid:ID"> (RFC 2387, 2392). */
struct compose_image {
	const char *type;     /* "image/png" */
	const char *filename; /* ASCII */
	const char *id;       /* Content-ID, without <>; never the same for other bytes */
	struct slice data;
};

#define COMPOSE_IMAGES_MAX 10

/* NULL or an empty slice means: not in the message, unless it says otherwise. Addresses have
 * been through address_parse(). Values may hold slot markers (master.h) where noted [slot]. */
struct compose {
	struct slice from_name;
	const char *from; /* required */
	struct slice to_name;
	const char *to;       /* required; [slot] */
	const char *reply_to; /* [slot] */
	struct slice subject; /* required; [slot] where is_master */
	bool
	    is_master; /* it will be filled: slots in the Subject are kept, else they are no text */
	const char *message_id;  /* required, without <>; [slot] */
	const char *in_reply_to; /* without <> */
	const char *references;  /* "<a@b> <c@d>"; cut to the first and the last ten */
	int64_t date_at;
	const char *zone;     /* of the Date field */
	const char *language; /* Content-Language; "en-NZ" */

	const char *auto_submitted;   /* RFC 3834; NULL for mail a person wrote */
	const char *precedence;       /* "bulk" */
	const char *suppress;         /* X-Auto-Response-Suppress */
	struct slice list_name;       /* List-Id's phrase */
	const char *list_id;          /* List-Id (RFC 2919) */
	const char *list_help;        /* List-Help etc. (RFC 2369): whole values, "<mailto:...>" */
	const char *list_unsubscribe; /* [slot] */
	bool is_one_click;            /* List-Unsubscribe-Post (RFC 8058 §3.1) */
	const char *list_subscribe;
	const char *list_owner;
	const char *list_post;
	const char *list_archive;
	const char *feedback_id; /* Feedback-ID */

	struct slice text; /* required; UTF-8, LF; [slot 't'] */
	struct slice html; /* UTF-8; [slot 'h'] */
	const struct compose_attachment *attachments;
	size_t attachment_count;
	const struct compose_image *images; /* of the HTML; left out where there is none */
	size_t image_count;
};

/* Can data stand in a message/rfc822 part as it is (RFC 2046 §5.2.1)? Seven bits, lines of at
 * most 998, ended by LF or CRLF, no other CR, no NUL, and no byte that could be taken for a slot.
 * What cannot is attached under another type, in base64. */
bool compose_is_7bit(struct slice data);
/* Appends the message; on failure `out` stays as it was. -1 where a required part is missing or
 * text is not UTF-8. */
int compose_message(const struct compose *c, struct buf *out, struct err *err);
/* The same without the body of its last attachment, so that one body can be kept for many messages:
 * it belongs at *at_r of `out`, as compose_body() makes it of the same attachment. */
int compose_around(const struct compose *c, struct buf *out, size_t *at_r, struct err *err);
void compose_body(const struct compose_attachment *a, struct buf *out);

#endif

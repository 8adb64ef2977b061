/* SPDX-License-Identifier: MIT
 * Which part of a message is what: the text a reader sees, the report, the returned message, the
 * calendar object, attachments. The header is read first and by itself, so that whatever the
 * MIME library makes of the rest, sender, subject and ids are known; only what the guard lets
 * through is given to a library at all. */
#include "daemon/parse/extract.h"

#include "daemon/common/utf8.h"
#include "daemon/parse/auth.h"
#include "daemon/parse/calendar.h"
#include "daemon/parse/charset.h"
#include "daemon/parse/decode.h"
#include "daemon/parse/guard.h"
#include "daemon/parse/head.h"
#include "daemon/parse/headers.h"
#include "daemon/parse/html.h"
#include "daemon/parse/mime.h"
#include "daemon/parse/ses.h"

/* Decoded bytes of one text part that are looked at: several times what facts hold, because
 * charsets shrink and grow. */
#define TEXT_MAX (96U << 10)
#define REPORT_MAX (64U << 10)

enum role {
	ROLE_ATTACHMENT,
	ROLE_TEXT,
	ROLE_HTML,
	ROLE_CALENDAR,
	ROLE_REPORT,
	ROLE_RETURNED,
};

static const struct role_row {
	const char *type;
	enum role role;
} role_rows[] = {
	{ "text/plain", ROLE_TEXT },
	{ "text/html", ROLE_HTML },
	{ "text/calendar", ROLE_CALENDAR },
	{ "application/ics", ROLE_CALENDAR },
	{ "message/delivery-status", ROLE_REPORT },
	{ "message/global-delivery-status", ROLE_REPORT },
	{ "text/delivery-status", ROLE_REPORT },
	{ "message/feedback-report", ROLE_REPORT },
	{ "message/disposition-notification", ROLE_REPORT },
	{ "message/global-disposition-notification", ROLE_REPORT },
	{ "message/rfc822", ROLE_RETURNED },
	{ "message/rfc822-headers", ROLE_RETURNED },
	{ "message/global", ROLE_RETURNED },
	{ "message/global-headers", ROLE_RETURNED },
	{ "text/rfc822-headers", ROLE_RETURNED },
	{ "text/rfc822-header", ROLE_RETURNED },
	{ "text/rfc822", ROLE_RETURNED },
};

#define LOGO_MAX \
	27000 /* bytes, as it travels, of a picture in a signature: 20 kB; a screenshot is larger \
	       */
#define FOOTER_MAX 2000 /* likewise of "ATT00001.txt" */

struct extract {
	struct facts *f;
	struct buf text;              /* LF, UTF-8 */
	const struct mime_leaf *html; /* the first one */
	size_t calendars;             /* bytes of objects that were read */
	bool has_text;
};

/* "invite.ics" under a type that says nothing, as gateways make of what they do not know. */
static bool is_named_calendar(const struct mime_leaf *leaf)
{
	struct buf name = BUF_INIT;
	bool is_it;

	if (!slice_is(buf_all(&leaf->type), "application/octet-stream"))
		return false;
	if (!decode_parameter(&name, leaf->disposition, "filename"))
		(void)decode_parameter(&name, leaf->content_type,
		    "name"); /* absent: it has no name */
	is_it = slice_ends_fold(buf_all(&name), ".ics");
	buf_release(&name);
	return is_it;
}

static enum role role_of(const struct mime_leaf *leaf)
{
	for (size_t i = 0; i < sizeof role_rows / sizeof role_rows[0]; i++) {
		enum role role = role_rows[i].role;

		if (!slice_is(buf_all(&leaf->type), role_rows[i].type))
			continue;
		/* A text somebody attached is a file; an attached calendar or report is still one.
		 */
		return leaf->is_attachment && (role == ROLE_TEXT || role == ROLE_HTML) ?
		    ROLE_ATTACHMENT :
		    role;
	}
	if (slice_starts(buf_all(&leaf->type), "text/") && !leaf->is_attachment)
		return ROLE_TEXT;
	return is_named_calendar(leaf) ? ROLE_CALENDAR : ROLE_ATTACHMENT;
}

/* CRLF and CR alone become LF. */
static void add_lines(struct buf *out, struct slice text)
{
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] != '\r')
			buf_char(out, text.p[i]);
		else if (i + 1 >= text.n || text.p[i + 1] != '\n')
			buf_char(out, '\n');
	}
}

/* The part's text as UTF-8 with its own line ends, without a byte order mark in front. */
static void leaf_text(struct extract *e, const struct mime_leaf *leaf, size_t max, struct buf *out,
    struct buf *charset)
{
	struct buf bytes = BUF_INIT;
	struct slice body;

	if (decode_body(&bytes, leaf->encoding, leaf->body, max))
		facts_limit(e->f, "text");
	(void)decode_parameter(charset, leaf->content_type, "charset"); /* absent: unknown */
	body = buf_all(&bytes);
	if (slice_starts(body, "\xef\xbb\xbf"))
		body = slice_from(body, 3);
	charset_to_utf8(out, buf_all(charset), body);
	buf_release(&bytes);
}

static void note_charset(struct extract *e, struct buf *charset)
{
	for (size_t i = 0; i < charset->n; i++) {
		if (charset->p[i] >= 'A' && charset->p[i] <= 'Z')
			charset->p[i] |= 0x20;
	}
	facts_set(e->f, FACTS_CHARSET, buf_all(charset));
}

static void take_text(struct extract *e, const struct mime_leaf *leaf)
{
	struct buf text = BUF_INIT, charset = BUF_INIT, lines = BUF_INIT;

	if (e->has_text && leaf->is_alternative)
		return;
	if (e->text.n >= TEXT_MAX) { /* nothing more would be taken of it */
		facts_limit(e->f, "text");
		return;
	}
	leaf_text(e, leaf, TEXT_MAX, &text, &charset);
	add_lines(&lines, buf_all(&text));
	if (utf8_has_visible(buf_all(&lines))) {
		if (!e->has_text)
			note_charset(e, &charset);
		/* A text that goes on behind a picture or a table is one text to its reader. */
		if (e->text.n > 0 && e->text.p[e->text.n - 1] != '\n')
			buf_char(&e->text, '\n');
		buf_slice(&e->text, buf_all(&lines));
		e->has_text = true;
	}
	buf_release(&text);
	buf_release(&charset);
	buf_release(&lines);
}

static void take_html(struct extract *e)
{
	struct buf text = BUF_INIT, charset = BUF_INIT;

	leaf_text(e, e->html, HTML_MAX, &text, &charset);
	if (html_to_text(&e->text, buf_all(&text), TEXT_MAX))
		facts_limit(e->f, "html");
	note_charset(e, &charset);
	e->f->number[FACTS_HTML_ONLY] = 1;
	buf_release(&text);
	buf_release(&charset);
}

static void take_report(struct extract *e, const struct mime_leaf *leaf)
{
	struct buf bytes = BUF_INIT, fields = BUF_INIT;

	if (facts_get(e->f, FACTS_REPORT).n > 0)
		return;
	if (decode_body(&bytes, leaf->encoding, leaf->body, REPORT_MAX))
		facts_limit(e->f, "report");
	headers_add_fields(&fields, buf_all(&bytes), NULL);
	facts_set(e->f, FACTS_REPORT, buf_all(&fields));
	facts_set(e->f, FACTS_REPORT_PART, buf_all(&leaf->type));
	buf_release(&bytes);
	buf_release(&fields);
}

static void take_returned(struct extract *e, const struct mime_leaf *leaf)
{
	struct buf bytes = BUF_INIT, fields = BUF_INIT;

	if (e->f->number[FACTS_RETURNED] != 0)
		return;
	e->f->number[FACTS_RETURNED] = 1;
	/* cut: its head is enough */
	(void)decode_body(&bytes, leaf->encoding, leaf->body, REPORT_MAX);
	headers_add_fields(&fields, buf_all(&bytes), headers_of_original);
	facts_set(e->f, FACTS_ORIGINAL, buf_all(&fields));
	buf_release(&bytes);
	buf_release(&fields);
}

/* What programs add by themselves: a logo that the HTML shows, a key, a card, a signature, what
 * Exchange makes of a list's footer. A photograph is larger than a logo. */
static bool is_of_program(const struct mime_leaf *leaf, struct slice name)
{
	static const char *const types[] = { "text/vcard", "text/x-vcard", "text/directory",
		"application/pkcs7-signature", "application/x-pkcs7-signature",
		"application/pgp-signature", "application/pgp-keys", "application/ics",
		"text/calendar", "message/disposition-notification" };
	static const char *const ends[] = { ".vcf", ".p7s", ".asc", ".sig", ".ics" };

	if (slice_starts(buf_all(&leaf->type), "image/") && leaf->has_id &&
	    leaf->body.n <= LOGO_MAX)
		return true;
	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
		if (slice_is(buf_all(&leaf->type), types[i]))
			return true;
	}
	for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
		if (slice_ends_fold(name, ends[i]))
			return true;
	}
	return slice_starts_fold(name, "att0") && leaf->body.n <= FOOTER_MAX;
}

static void note_attachment(struct extract *e, const struct mime_leaf *leaf)
{
	struct buf name = BUF_INIT, line = BUF_INIT;

	if (!decode_parameter(&name, leaf->disposition, "filename"))
		(void)decode_parameter(&name, leaf->content_type, "name"); /* many have no name */
	/* A type has a slash in it: nobody writes this mark but we. */
	buf_printf(&line, "%s%.*s ",
	    leaf->body.n == 0 || is_of_program(leaf, buf_all(&name)) ? "- " : "",
	    SLICE_ARG(buf_all(&leaf->type)));
	buf_slice(&line, buf_all(&name));
	facts_add_line(e->f, FACTS_ATTACHMENTS, slice_trim(buf_all(&line)));
	buf_release(&name);
	buf_release(&line);
}

static void take_calendar(struct extract *e, const struct mime_leaf *leaf)
{
	struct buf text = BUF_INIT, lines = BUF_INIT, charset = BUF_INIT, method = BUF_INIT;

	if (e->calendars > CALENDAR_MAX) {
		facts_limit(e->f, "calendar");
	} else if (facts_get(e->f, FACTS_CALENDAR_UID).n == 0) {
		leaf_text(e, leaf, CALENDAR_MAX + 1, &text, &charset);
		add_lines(&lines, buf_all(&text));
		e->calendars += lines.n;
		/* absent: the object says it */
		(void)decode_parameter(&method, leaf->content_type, "method");
		calendar_read(e->f, buf_all(&lines), buf_all(&method));
		/* One that names no meeting may say anything. */
		if (facts_get(e->f, FACTS_CALENDAR_UID).n == 0)
			note_attachment(e, leaf);
	}
	buf_release(&text);
	buf_release(&lines);
	buf_release(&charset);
	buf_release(&method);
}

/* A message whose structure cannot be read is a text: better shown raw than not at all. */
static void take_unstructured(struct extract *e, struct slice body)
{
	struct buf text = BUF_INIT;

	charset_to_utf8(&text, SLICE_NONE, slice_sub(body, 0, TEXT_MAX));
	add_lines(&e->text, buf_all(&text));
	buf_release(&text);
}

static void take_leaf(struct extract *e, const struct mime_leaf *leaf)
{
	if (slice_starts(buf_all(&leaf->type), "multipart/")) {
		/* One without a boundary: the library gives it whole. */
		take_unstructured(e, leaf->body);
		return;
	}
	switch (role_of(leaf)) {
	case ROLE_TEXT:
		take_text(e, leaf);
		break;
	case ROLE_HTML:
		if (e->html == NULL)
			e->html = leaf;
		break;
	case ROLE_CALENDAR:
		take_calendar(e, leaf);
		break;
	case ROLE_REPORT:
		take_report(e, leaf);
		break;
	case ROLE_RETURNED:
		take_returned(e, leaf);
		break;
	case ROLE_ATTACHMENT:
		note_attachment(e, leaf);
		break;
	}
}

/* Does a multipart's boundary stand in its body at all? Gateways rewrite one and forget the other.
 */
static bool has_boundary(struct slice content_type, struct slice body)
{
	struct buf type = BUF_INIT, delimiter = BUF_INIT;
	bool has = true;

	decode_type(&type, content_type);
	if (slice_starts(buf_all(&type), "multipart/")) {
		buf_text(&delimiter, "--");
		has = decode_parameter(&delimiter, content_type, "boundary") &&
		    slice_find_text(body, delimiter.p) < body.n;
	}
	buf_release(&type);
	buf_release(&delimiter);
	return has;
}

static void read_parts(struct facts *f, struct slice message, const struct head *h)
{
	struct extract e = { .f = f, .text = BUF_INIT };
	struct mime m = { 0 };
	struct slice body = slice_from(message, h->body_at - h->head_at);

	if (has_boundary(head_get(h, "Content-Type"), body))
		mime_init(&m, message);
	for (size_t i = 0; i < m.count; i++)
		take_leaf(&e, &m.leaves[i]);
	if (!e.has_text && e.html != NULL)
		take_html(&e);
	if (m.count == 0)
		take_unstructured(&e, body);
	facts_set(f, FACTS_TEXT, buf_all(&e.text));
	ses_read(f, buf_all(&e.text));
	f->number[FACTS_PARTS] = (int64_t)m.count;
	if (m.is_cut_parts)
		facts_limit(f, "parts");
	if (m.is_cut_depth)
		facts_limit(f, "depth");
	mime_release(&m);
	buf_release(&e.text);
}

void extract_preload(void)
{
	struct buf folded = BUF_INIT;

	charset_preload();
	utf8_fold(&folded, slice_of("\xc4\x80"));
	mime_preload();
	html_preload();
	calendar_preload();
	ses_preload();
	buf_release(&folded);
}

void extract_facts(struct facts *f, struct slice message, struct slice authserv_id, bool head_only)
{
	struct head h;
	struct slice seen;
	size_t share;

	head_init(&h, message);
	headers_read(f, &h);
	auth_read(f, &h, authserv_id);
	seen = slice_sub(message, h.head_at, EXTRACT_MIME_MAX);
	if (!head_only && !guard_allows(seen, &share)) {
		facts_limit(f, "guard");
	} else if (!head_only) {
		if (share < message.n - h.head_at)
			facts_limit(f, "size");
		read_parts(f, slice_sub(seen, 0, share), &h);
	}
	head_release(&h);
}

/* SPDX-License-Identifier: MIT
 * Composing; see compose.h. Everything is checked before the first byte is written. Headers go
 * through header.h only, bodies through encode.h only, and what came from another's mail (In-
 * Reply-To, References, an attached message) cannot hold a slot marker: it would be filled with
 * what belongs to the recipient.
 *
 *	multipart/mixed			where something is attached
 *	    multipart/alternative	where there is more than text
 *	        text/plain
 *	        multipart/related	where the HTML shows images
 *	            text/html, the images
 *	        the alternatives among the attachments
 *	    attachments */
#include "daemon/mail/compose.h"

#include <stddef.h>
#include <string.h>

#include "daemon/common/base32.h"
#include "daemon/common/hash.h"
#include "daemon/common/str_put.h"
#include "daemon/common/utf8.h"
#include "daemon/mail/encode.h"
#include "daemon/mail/header.h"

#define BOUNDARY_SIZE 32       /* RFC 2046 §5.1.1 allows 70 */
#define BOUNDARY_BYTES 8       /* of hash: 64 bits */
#define LINE_MAX_BYTES 998     /* RFC 5322 §2.1.1 */
#define ID_MAX 512             /* a Message-ID of others; a longer one is not worth keeping */
#define REFERENCES_LAST 10     /* ids kept besides the first: RFC 5322 lines stay short */
#define FILENAME_MAX_BYTES 128 /* fits every file system and header line */
#define TYPE_MAX 200           /* a media type with its parameters */

enum boundary { BOUNDARY_MIXED, BOUNDARY_ALTERNATIVE, BOUNDARY_RELATED, BOUNDARY_COUNT };

struct shape {
	bool has_html;
	size_t alternative_count; /* attachments inside multipart/alternative */
	bool is_alternative, is_mixed, is_related;
	char boundary[BOUNDARY_COUNT][BOUNDARY_SIZE];
	const struct compose_attachment *left_out; /* its body is not written; NULL: all are */
	size_t left_out_at;
};

/* --- what may be composed --- */

bool compose_is_7bit(struct slice data)
{
	struct slice rest = data, line;

	for (size_t i = 0; i < data.n; i++) {
		if (data.p[i] == '\0' || data.p[i] == ENCODE_SLOT || (data.p[i] & 0x80) != 0)
			return false;
	}
	while (slice_next_line(&rest, &line)) {
		if (line.n > LINE_MAX_BYTES || slice_find(line, '\r') < line.n)
			return false;
	}
	return true;
}

static bool is_message(const struct compose_attachment *a)
{
	struct slice rest = slice_of(a->type), type = SLICE_NONE;

	return slice_next(&rest, ';', &type) && slice_is_fold(slice_trim(type), "message/rfc822");
}

/* Bodies may hold slots of one type only: a value that is not escaped for the place it is put
 * in would be the recipient's to write HTML with. */
static bool has_other_slot(struct slice text, char type)
{
	for (size_t at = slice_find(text, ENCODE_SLOT); at < text.n;) {
		size_t n = encode_slot_length(slice_from(text, at));

		if (n > 0 && text.p[at + 1] != type)
			return true;
		at += n > 0 ? n : 1;
		at += slice_find(slice_from(text, at), ENCODE_SLOT);
	}
	return false;
}

static int check_body(const char *what, struct slice text, char slot, struct err *err)
{
	if (!utf8_is_valid(text))
		return err_set(err, ERR_PERM, "the %s of the message is not UTF-8", what);
	if (has_other_slot(text, slot))
		return err_set(err, ERR_PERM, "the %s of the message has a slot of another type",
		    what);
	return 0;
}

static int check_attachment(const struct compose_attachment *a, struct err *err)
{
	size_t type_n = a->type != NULL ? strlen(a->type) : 0;

	if (type_n == 0 || type_n > TYPE_MAX || strchr(a->type, '/') == NULL)
		return err_set(err, ERR_PERM, "an attachment has no media type");
	if (a->filename != NULL && strlen(a->filename) > FILENAME_MAX_BYTES)
		return err_set(err, ERR_PERM, "the name of an attachment is longer than %d bytes",
		    FILENAME_MAX_BYTES);
	if (is_message(a) && !compose_is_7bit(a->data))
		return err_set(err, ERR_PERM, "an attached message is not 7-bit text");
	return 0;
}

static bool is_text(const char *s)
{
	return s != NULL && s[0] != '\0';
}

/* Can it stand in <> as a message's id, or a part's? Syntax in the wild is loose; what breaks a
 * field is not accepted. */
static bool is_id(struct slice id)
{
	if (id.n == 0 || id.n > ID_MAX)
		return false;
	for (size_t i = 0; i < id.n; i++) {
		if (id.p[i] < 0x21 || id.p[i] > 0x7e || id.p[i] == '<' || id.p[i] == '>')
			return false;
	}
	return true;
}

static int check_images(const struct compose *c, struct err *err)
{
	if (c->image_count > COMPOSE_IMAGES_MAX)
		return err_set(err, ERR_PERM, "a message shows at most %d images",
		    COMPOSE_IMAGES_MAX);
	for (size_t i = 0; i < c->image_count; i++) {
		const struct compose_image *image = &c->images[i];

		if (!is_text(image->type) || strlen(image->type) > TYPE_MAX ||
		    !is_text(image->filename) || strlen(image->filename) > FILENAME_MAX_BYTES ||
		    !is_id(slice_of(image->id)) || image->data.n == 0)
			return err_set(err, ERR_PERM, "an image has no type, name, id or bytes");
	}
	return 0;
}

static int check(const struct compose *c, struct err *err)
{
	if (!is_text(c->from) || !is_text(c->to) || !is_text(c->message_id) || c->subject.n == 0 ||
	    c->text.n == 0)
		return err_set(err, ERR_PERM, "a message needs %s",
		    !is_text(c->from)           ? "a sender" :
		        !is_text(c->to)         ? "a recipient" :
		        !is_text(c->message_id) ? "a Message-ID" :
		        c->subject.n == 0       ? "a subject" :
		                                  "text");
	if (c->attachment_count > COMPOSE_ATTACHMENTS_MAX)
		return err_set(err, ERR_PERM, "a message has at most %d attachments",
		    COMPOSE_ATTACHMENTS_MAX);
	if (check_body("text", c->text, 't', err) < 0 || check_body("HTML", c->html, 'h', err) < 0)
		return -1;
	for (size_t i = 0; i < c->attachment_count; i++) {
		if (check_attachment(&c->attachments[i], err) < 0)
			return -1;
	}
	return check_images(c, err);
}

/* --- shape and boundaries --- */

/* Encoded parts hold no "=_"; only messages attached as they are could hold the boundary. */
static bool is_in_attachment(const struct compose *c, const char *boundary)
{
	for (size_t i = 0; i < c->attachment_count; i++) {
		struct slice data = c->attachments[i].data;

		if (is_message(&c->attachments[i]) && slice_find_text(data, boundary) < data.n)
			return true;
	}
	return false;
}

static void make_boundary(const struct compose *c, unsigned *counter, char out[BOUNDARY_SIZE])
{
	struct buf text = BUF_INIT;
	uint8_t hash[HASH_SIZE];

	do {
		buf_clear(&text);
		buf_printf(&text, "%u %s", (*counter)++, c->message_id);
		hash_sha256(buf_all(&text), hash);
		buf_clear(&text);
		buf_text(&text, "=_dpupd_");
		hex_add(&text, hash, BOUNDARY_BYTES);
	} while (is_in_attachment(c, text.p));
	str_put(out, BOUNDARY_SIZE, "%s", text.p); /* 8 + 16 characters */
	buf_release(&text);
}

static void make_shape(const struct compose *c, struct shape *s)
{
	unsigned counter = 0;

	*s = (struct shape){ .has_html = c->html.n > 0, .left_out = s->left_out };
	for (size_t i = 0; i < c->attachment_count; i++)
		s->alternative_count += c->attachments[i].is_alternative;
	s->is_alternative = s->has_html || s->alternative_count > 0;
	s->is_mixed = c->attachment_count > s->alternative_count;
	s->is_related = s->has_html && c->image_count > 0;
	for (size_t i = 0; i < BOUNDARY_COUNT; i++)
		make_boundary(c, &counter, s->boundary[i]);
}

/* --- header --- */

/* header_raw() for values that may not hold slots. */
static void field_plain(struct buf *out, const char *name, struct slice value)
{
	struct buf clean = BUF_INIT;

	buf_slice(&clean, value);
	for (size_t i = 0; i < clean.n; i++) {
		if (clean.p[i] == ENCODE_SLOT)
			clean.p[i] = ' ';
	}
	header_raw(out, name, buf_all(&clean));
	buf_release(&clean);
}

static void field_in_reply_to(struct buf *out, const char *id)
{
	struct buf value = BUF_INIT;

	if (!is_text(id) || !is_id(slice_of(id)))
		return;
	buf_printf(&value, "<%s>", id);
	header_raw(out, "In-Reply-To", buf_all(&value));
	buf_release(&value);
}

/* Takes the next "<id>" off the front; the id comes without its brackets. */
static bool next_id(struct slice *rest, struct slice *id_r)
{
	while (rest->n > 0) {
		struct slice after = slice_from(*rest, slice_find(*rest, '<') + 1);
		size_t end = slice_find(after, '>');

		*id_r = slice_sub(after, 0, end);
		*rest = slice_from(after, end + 1);
		if (end < after.n && is_id(*id_r))
			return true;
	}
	return false;
}

static void field_references(struct buf *out, const char *references)
{
	struct buf value = BUF_INIT;
	struct slice rest = slice_of(references), id;
	size_t count = 0, i = 0;

	while (next_id(&rest, &id))
		count++;
	rest = slice_of(references);
	for (; next_id(&rest, &id); i++) {
		if (i == 0 || i + REFERENCES_LAST >= count)
			buf_printf(&value, "%s<%.*s>", i > 0 ? " " : "", SLICE_ARG(id));
	}
	if (count > 0)
		header_raw(out, "References", buf_all(&value));
	buf_release(&value);
}

static void field_message_id(struct buf *out, const char *id)
{
	struct buf value = BUF_INIT;

	buf_printf(&value, "<%s>", id);
	header_raw(out, "Message-ID", buf_all(&value));
	buf_release(&value);
}

static void field_unsubscribe(struct buf *out, const struct compose *c)
{
	if (!is_text(c->list_unsubscribe))
		return;
	header_raw(out, "List-Unsubscribe", slice_of(c->list_unsubscribe));
	if (c->is_one_click) /* RFC 8058 §3.1: nothing but this value, on one line */
		header_raw(out, "List-Unsubscribe-Post", slice_of("List-Unsubscribe=One-Click"));
}

/* Fields whose value is written as it stands. */
struct row {
	const char *name;
	size_t offset; /* of a const char * in struct compose */
};

static const struct row automatic_rows[] = {
	{ "Auto-Submitted", offsetof(struct compose, auto_submitted) },
	{ "Precedence", offsetof(struct compose, precedence) },
	{ "X-Auto-Response-Suppress", offsetof(struct compose, suppress) },
	{ "Feedback-ID", offsetof(struct compose, feedback_id) },
};

static const struct row list_rows[] = {
	{ "List-Help", offsetof(struct compose, list_help) },
	{ "List-Subscribe", offsetof(struct compose, list_subscribe) },
	{ "List-Owner", offsetof(struct compose, list_owner) },
	{ "List-Post", offsetof(struct compose, list_post) },
	{ "List-Archive", offsetof(struct compose, list_archive) },
	{ "Content-Language", offsetof(struct compose, language) },
};

static void fields(struct buf *out, const struct compose *c, const struct row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const char *value = *(const char *const *)((const char *)c + rows[i].offset);

		if (is_text(value))
			field_plain(out, rows[i].name, slice_of(value));
	}
}

static void type_multipart(struct buf *out, const char *subtype, const char *boundary)
{
	struct buf value = BUF_INIT;

	buf_printf(&value, "multipart/%s; boundary=\"%s\"", subtype, boundary);
	header_raw(out, "Content-Type", buf_all(&value));
	buf_release(&value);
}

static void type_text(struct buf *out, const char *subtype)
{
	buf_printf(out,
	    "Content-Type: text/%s; charset=utf-8\r\n"
	    "Content-Transfer-Encoding: quoted-printable\r\n",
	    subtype);
}

static void header(struct buf *out, const struct compose *c, const struct shape *s)
{
	header_date(out, "Date", c->date_at, is_text(c->zone) ? c->zone : "UTC");
	header_mailbox(out, "From", c->from_name, c->from);
	header_mailbox(out, "To", c->to_name, c->to);
	if (is_text(c->reply_to))
		header_mailbox(out, "Reply-To", SLICE_NONE, c->reply_to);
	(c->is_master ? header_slotted : header_text)(out, "Subject", c->subject);
	field_message_id(out, c->message_id);
	field_in_reply_to(out, c->in_reply_to);
	field_references(out, c->references);
	buf_text(out, "MIME-Version: 1.0\r\n");
	if (s->is_mixed)
		type_multipart(out, "mixed", s->boundary[BOUNDARY_MIXED]);
	else if (s->is_alternative)
		type_multipart(out, "alternative", s->boundary[BOUNDARY_ALTERNATIVE]);
	else
		type_text(out, "plain");
	fields(out, c, automatic_rows, sizeof automatic_rows / sizeof automatic_rows[0]);
	if (is_text(c->list_id))
		header_list_id(out, c->list_name, c->list_id);
	field_unsubscribe(out, c);
	fields(out, c, list_rows, sizeof list_rows / sizeof list_rows[0]);
	buf_text(out, "\r\n");
}

/* --- body --- */

static void delimiter(struct buf *out, const char *boundary)
{
	buf_printf(out, "--%s\r\n", boundary);
}

static void end_delimiter(struct buf *out, const char *boundary)
{
	buf_printf(out, "--%s--\r\n", boundary);
}

/* The line end before a delimiter is the delimiter's own (RFC 2046 §5.1.1): one more than the
 * text has, so that the text keeps its last one. */
static void part_text(struct buf *out, const char *subtype, struct slice text)
{
	type_text(out, subtype);
	buf_text(out, "\r\n");
	encode_qp(out, text);
	buf_text(out, "\r\n");
}

static void disposition(struct buf *out, const char *kind, const char *filename)
{
	struct buf value = BUF_INIT;

	buf_printf(&value, "%s; filename=\"", kind);
	for (const char *p = filename; *p != '\0'; p++)
		buf_char(&value, strchr("\"\\/", *p) == NULL ? *p : '_');
	buf_char(&value, '"');
	field_plain(out, "Content-Disposition", buf_all(&value));
	buf_release(&value);
}

void compose_body(const struct compose_attachment *a, struct buf *out)
{
	struct slice rest = a->data, line;

	if (!is_message(a)) {
		encode_base64_lines(out, a->data);
		return;
	}
	while (slice_next_line(&rest, &line)) {
		buf_slice(out, line);
		buf_text(out, "\r\n");
	}
	buf_text(out, "\r\n");
}

static void part_attachment(struct buf *out, const struct compose_attachment *a, struct shape *s)
{
	field_plain(out, "Content-Type", slice_of(a->type));
	/* RFC 2046 §5.2.1: no base64 around a message */
	header_raw(out, "Content-Transfer-Encoding", slice_of(is_message(a) ? "7bit" : "base64"));
	if (a->filename != NULL)
		disposition(out, "attachment", a->filename);
	buf_text(out, "\r\n");
	if (a == s->left_out)
		s->left_out_at = out->n;
	else
		compose_body(a, out);
}

static void attachments(struct buf *out, const struct compose *c, bool is_alternative,
    const char *boundary, struct shape *s)
{
	for (size_t i = 0; i < c->attachment_count; i++) {
		if (c->attachments[i].is_alternative != is_alternative)
			continue;
		delimiter(out, boundary);
		part_attachment(out, &c->attachments[i], s);
	}
}

static void part_image(struct buf *out, const struct compose_image *image)
{
	struct buf id = BUF_INIT;

	buf_printf(&id, "<%s>", image->id);
	field_plain(out, "Content-Type", slice_of(image->type));
	header_raw(out, "Content-Transfer-Encoding", slice_of("base64"));
	header_raw(out, "Content-ID", buf_all(&id));
	disposition(out, "inline", image->filename);
	buf_text(out, "\r\n");
	encode_base64_lines(out, image->data);
	buf_release(&id);
}

/* The HTML, with what it shows beside it. */
static void part_html(struct buf *out, const struct compose *c, const struct shape *s)
{
	const char *boundary = s->boundary[BOUNDARY_RELATED];
	struct buf value = BUF_INIT;

	if (!s->is_related) {
		part_text(out, "html", c->html);
		return;
	}
	buf_printf(&value, "multipart/related; type=\"text/html\"; boundary=\"%s\"", boundary);
	header_raw(out, "Content-Type", buf_all(&value));
	buf_text(out, "\r\n");
	delimiter(out, boundary);
	part_text(out, "html", c->html);
	for (size_t i = 0; i < c->image_count; i++) {
		delimiter(out, boundary);
		part_image(out, &c->images[i]);
	}
	end_delimiter(out, boundary);
	buf_release(&value);
}

static void body_alternative(struct buf *out, const struct compose *c, struct shape *s)
{
	const char *boundary = s->boundary[BOUNDARY_ALTERNATIVE];

	delimiter(out, boundary);
	part_text(out, "plain", c->text);
	if (s->has_html) {
		delimiter(out, boundary);
		part_html(out, c, s);
	}
	attachments(out, c, true, boundary, s);
	end_delimiter(out, boundary);
}

static void body_mixed(struct buf *out, const struct compose *c, struct shape *s)
{
	const char *boundary = s->boundary[BOUNDARY_MIXED];

	delimiter(out, boundary);
	if (s->is_alternative) {
		type_multipart(out, "alternative", s->boundary[BOUNDARY_ALTERNATIVE]);
		buf_text(out, "\r\n");
		body_alternative(out, c, s);
	} else {
		part_text(out, "plain", c->text);
	}
	attachments(out, c, false, boundary, s);
	end_delimiter(out, boundary);
}

static void body_text(struct buf *out, struct slice text)
{
	encode_qp(out, text);
	if (text.p[text.n - 1] != '\n')
		buf_text(out, "\r\n");
}

static int compose(const struct compose *c, struct shape *s, struct buf *out, struct err *err)
{
	if (check(c, err) < 0)
		return -1;
	make_shape(c, s);
	header(out, c, s);
	if (s->is_mixed)
		body_mixed(out, c, s);
	else if (s->is_alternative)
		body_alternative(out, c, s);
	else
		body_text(out, c->text);
	return 0;
}

int compose_message(const struct compose *c, struct buf *out, struct err *err)
{
	struct shape shape = { .left_out = NULL };

	return compose(c, &shape, out, err);
}

int compose_around(const struct compose *c, struct buf *out, size_t *at_r, struct err *err)
{
	struct shape shape = { .left_out = &c->attachments[c->attachment_count - 1] };
	int rc = compose(c, &shape, out, err);

	*at_r = shape.left_out_at;
	return rc;
}

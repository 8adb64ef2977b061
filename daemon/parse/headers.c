/* SPDX-License-Identifier: MIT
 * From header fields to facts, by a table: which field becomes which fact and how. Only what a
 * decision needs is taken. See head.c for how fields are found. */
#include "daemon/parse/headers.h"

#include <string.h>
#include <time.h>

#include "daemon/common/num.h"
#include "daemon/parse/decode.h"
#include "daemon/parse/mailbox.h"

/* The message ids at both ends of a long References are those that matter (RFC 5322 §3.6.4 calls
 * them the parents); the last ones are kept. */
#define REFERENCES_MAX 20
#define MAILBOXES_MAX 200 /* of one field that are looked at */

/* clang-format off */
const char *const headers_of_original[] = {
	"Message-ID", "From", "To", "Cc", "Subject", "Date", "Return-Path", "Sender", "Reply-To",
	"X-Original-To", "Delivered-To", "Envelope-To", "In-Reply-To", "References", "List-Id",
	"List-Unsubscribe", "Feedback-ID", "Auto-Submitted", "Received", "X-Envelope-To",
	"X-HmXmrOriginalRecipient", "X-Rcpt-To", "X-Envelope-From", "X-Failed-Recipients", NULL,
};
/* clang-format on */

/* --- ways to read a value --- */

static void read_mailbox(struct facts *f, enum facts_text which, struct slice value)
{
	struct buf spec = BUF_INIT, name = BUF_INIT;

	if (mailbox_next(&value, &spec, &name))
		facts_set(f, which, buf_all(&spec));
	buf_release(&spec);
	buf_release(&name);
}

static void read_from(struct facts *f, enum facts_text which, struct slice value)
{
	struct buf spec = BUF_INIT, name = BUF_INIT, decoded = BUF_INIT;

	while (f->number[FACTS_FROM_COUNT] < MAILBOXES_MAX && mailbox_next(&value, &spec, &name)) {
		if (f->number[FACTS_FROM_COUNT]++ > 0)
			continue;
		facts_set(f, which, buf_all(&spec));
		decode_words(&decoded, buf_all(&name));
		facts_set(f, FACTS_FROM_NAME, slice_trim(buf_all(&decoded)));
	}
	buf_release(&spec);
	buf_release(&name);
	buf_release(&decoded);
}

static void read_mailboxes(struct facts *f, enum facts_text which, struct slice value)
{
	struct buf spec = BUF_INIT, name = BUF_INIT;
	size_t n = 0;

	while (n++ < MAILBOXES_MAX && mailbox_next(&value, &spec, &name))
		facts_add_line(f, which, buf_all(&spec));
	if (slice_trim(value).n > 0)
		facts_limit(f, "header");
	buf_release(&spec);
	buf_release(&name);
}

static void read_return_path(struct facts *f, enum facts_text which, struct slice value)
{
	read_mailbox(f, which, value);
	if (facts_get(f, which).n == 0)
		facts_set(f, which, slice_of("<>"));
}

/* Takes the next "<...>" off the front; a value without brackets is one id. */
static bool next_id(struct slice *rest, struct slice *id_r)
{
	size_t open = slice_find(*rest, '<'), close;

	*id_r = SLICE_NONE;
	if (open == rest->n)
		return false;
	*rest = slice_from(*rest, open + 1);
	close = slice_find(*rest, '>');
	*id_r = slice_trim(slice_sub(*rest, 0, close));
	*rest = slice_from(*rest, close + 1);
	return true;
}

static void add_id(struct facts *f, enum facts_text which, struct slice id)
{
	struct buf clean = BUF_INIT;

	for (size_t i = 0; i < id.n; i++) {
		if ((unsigned char)id.p[i] > ' ')
			buf_char(&clean, id.p[i]);
	}
	facts_add_line(f, which, buf_all(&clean));
	buf_release(&clean);
}

static void read_id(struct facts *f, enum facts_text which, struct slice value)
{
	struct slice rest = value, id;

	add_id(f, which, next_id(&rest, &id) ? id : value);
}

static void read_ids(struct facts *f, enum facts_text which, struct slice value)
{
	struct slice rest = value, id;
	size_t n = 0, skip;

	while (next_id(&rest, &id))
		n++;
	if (n == 0 && slice_find(value, '@') < value.n)
		add_id(f, which, value);
	skip = n > REFERENCES_MAX ? n - REFERENCES_MAX : 0;
	rest = value;
	for (size_t i = 0; next_id(&rest, &id); i++) {
		if (i >= skip)
			add_id(f, which, id);
	}
}

static void read_text(struct facts *f, enum facts_text which, struct slice value)
{
	struct buf text = BUF_INIT;

	decode_words(&text, value);
	facts_set(f, which, slice_trim(buf_all(&text)));
	buf_release(&text);
}

/* The value before its parameters, lower case. */
static void read_word(struct facts *f, enum facts_text which, struct slice value)
{
	struct buf text = BUF_INIT;

	decode_type(&text, value);
	facts_set(f, which, buf_all(&text));
	buf_release(&text);
}

static void read_lower(struct facts *f, enum facts_text which, struct slice value)
{
	struct buf text = BUF_INIT;

	decode_words(&text, value);
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] >= 'A' && text.p[i] <= 'Z')
			text.p[i] |= 0x20;
	}
	facts_set(f, which, slice_trim(buf_all(&text)));
	buf_release(&text);
}

static void read_list_id(struct facts *f, enum facts_text which, struct slice value)
{
	struct slice rest = value, id;

	facts_set(f, which, next_id(&rest, &id) ? id : value);
}

static void read_content_type(struct facts *f, enum facts_text which, struct slice value)
{
	struct buf report = BUF_INIT;

	read_word(f, which, value);
	if (decode_parameter(&report, value, "report-type"))
		read_lower(f, FACTS_REPORT_TYPE, buf_all(&report));
	buf_release(&report);
}

/* --- Date --- */

static bool take_number(struct slice *rest, int64_t min, int64_t max, int64_t *n_r)
{
	struct slice word;
	size_t n = 0;

	while (rest->n > 0 && (rest->p[0] == ' ' || rest->p[0] == ':'))
		*rest = slice_from(*rest, 1);
	while (n < rest->n && rest->p[n] >= '0' && rest->p[n] <= '9')
		n++;
	word = slice_sub(*rest, 0, n);
	*rest = slice_from(*rest, n);
	return num_parse(word, min, max, n_r);
}

static bool take_month(struct slice *rest, int64_t *month_r)
{
	static const char months[] = "janfebmaraprmayjunjulaugsepoctnovdec";
	struct slice word;

	if (!slice_next_word(rest, &word) || word.n < 3)
		return false;
	for (int64_t m = 0; m < 12; m++) {
		if (slice_equal_fold(slice_sub(word, 0, 3), slice_make(months + m * 3, 3))) {
			*month_r = m;
			return true;
		}
	}
	return false;
}

/* "+1300" in seconds; names of zones are rare and count as UTC (RFC 5322 §4.3). */
static int64_t zone_offset(struct slice zone)
{
	int64_t v;

	zone = slice_trim(zone);
	if (zone.n < 5 || (zone.p[0] != '+' && zone.p[0] != '-') ||
	    !num_parse(slice_sub(zone, 1, 4), 0, 9959, &v))
		return 0;
	v = v / 100 * 3600 + v % 100 * 60;
	return zone.p[0] == '-' ? -v : v;
}

/* [day-name ","] day month year hour ":" minute [":" second] zone (RFC 5322 §3.3) */
static void read_date(struct facts *f, struct slice value)
{
	struct buf line = BUF_INIT;
	struct slice rest;
	int64_t day, month, year, hour, minute, second = 0;
	struct tm tm;

	head_unfold(&line, value);
	rest = buf_all(&line);
	if (slice_find(rest, ',') < rest.n)
		rest = slice_from(rest, slice_find(rest, ',') + 1);
	if (take_number(&rest, 1, 31, &day) && take_month(&rest, &month) &&
	    take_number(&rest, 0, 9999, &year) && take_number(&rest, 0, 23, &hour) &&
	    take_number(&rest, 0, 59, &minute)) {
		if (rest.n > 0 && rest.p[0] == ':' && !take_number(&rest, 0, 60, &second))
			second = 0;
		if (year < 100)
			year += year < 50 ? 2000 : 1900; /* RFC 5322 §4.3 */
		memset(&tm, 0, sizeof tm);
		tm.tm_mday = (int)day;
		tm.tm_mon = (int)month;
		tm.tm_year = (int)year - 1900;
		tm.tm_hour = (int)hour;
		tm.tm_min = (int)minute;
		tm.tm_sec = (int)second;
		f->number[FACTS_DATE] = timegm(&tm) - zone_offset(rest);
	}
	buf_release(&line);
}

/* --- the tables --- */

enum which_one { FIRST, EVERY };

static const struct row {
	const char *name;
	enum facts_text fact;
	enum which_one count; /* of several fields of that name */
	void (*read)(struct facts *f, enum facts_text which, struct slice value);
} rows[] = {
	{ "From", FACTS_FROM, EVERY, read_from },
	{ "Reply-To", FACTS_REPLY_TO, FIRST, read_mailbox },
	{ "To", FACTS_TO, EVERY, read_mailboxes },
	{ "Cc", FACTS_TO, EVERY, read_mailboxes },
	{ "Delivered-To", FACTS_ENVELOPE, FIRST, read_mailboxes },
	{ "X-Original-To", FACTS_ENVELOPE, FIRST, read_mailboxes },
	{ "Envelope-To", FACTS_ENVELOPE, FIRST, read_mailboxes },
	{ "X-Envelope-To", FACTS_ENVELOPE, FIRST, read_mailboxes },
	{ "Apparently-To", FACTS_ENVELOPE, FIRST, read_mailboxes },
	{ "Return-Path", FACTS_RETURN_PATH, FIRST, read_return_path },
	{ "Message-ID", FACTS_MESSAGE_ID, FIRST, read_id },
	{ "In-Reply-To", FACTS_IN_REPLY_TO, FIRST, read_ids },
	{ "References", FACTS_REFERENCES, FIRST, read_ids },
	{ "Subject", FACTS_SUBJECT, FIRST, read_text },
	{ "Content-Type", FACTS_CONTENT_TYPE, FIRST, read_content_type },
	{ "Auto-Submitted", FACTS_AUTO_SUBMITTED, FIRST, read_word },
	{ "Precedence", FACTS_PRECEDENCE, FIRST, read_lower },
	{ "X-Auto-Response-Suppress", FACTS_SUPPRESS, FIRST, read_lower },
	{ "List-Id", FACTS_LIST_ID, FIRST, read_list_id },
};

/* Fields only automatic mail has. Those whose value tells something come with it. What nobody
 * decides by is not taken: it would only be kept. */
/* clang-format off */
static const struct robot_row {
	const char *name;	/* as written in FACTS_ROBOT */
	bool has_value;
} robot_rows[] = {
	{ "x-failed-recipients", true }, { "resent-from", false }, { "x-autoreply", false },
	{ "x-autorespond", false }, { "x-autoresponder", false }, { "x-autogenerated", true },
	{ "x-auto-reply-from", false }, { "x-autoreply-from", false }, { "x-autoreply-domain", false },
	{ "x-mail-autoreply", false }, { "x-mail-autoresponder", false }, { "x-mdautoresponse", false },
	{ "x-zohomail-autoresponder", false }, { "delivered-to-autoresponder", false },
	{ "x-responder", true }, { "x-vacation", false }, { "x-away", false }, { "x-ooo", false },
	{ "preference", true }, { "x-precedence", true }, { "x-apple-action", true },
	{ "x-apple-unsubscribe", true }, { "x-ms-exchange-inbox-rules-loop", false },
	{ "x-ms-exchange-generated-message-source", true }, { "x-loop", true },
	{ "x-spam-flag", true }, { "x-challenge", false }, { "x-captcha", false },
	{ "x-boxbe-filter", false }, { "feedback-id", false }, { "list-unsubscribe", false },
	{ "list-post", false }, { "x-list-administrivia", true },
};
/* clang-format on */

static void read_robots(struct facts *f, const struct head *h)
{
	struct buf line = BUF_INIT;

	for (size_t i = 0; i < sizeof robot_rows / sizeof robot_rows[0]; i++) {
		const struct head_field *field = head_find(h, robot_rows[i].name, 0);

		if (field == NULL)
			continue;
		buf_clear(&line);
		buf_text(&line, robot_rows[i].name);
		if (robot_rows[i].has_value) {
			buf_text(&line, ": ");
			decode_words(&line, slice_sub(field->value, 0, 600));
		}
		facts_add_line(f, FACTS_ROBOT, buf_all(&line));
	}
	buf_release(&line);
}

static void read_row(struct facts *f, const struct head *h, const struct row *r)
{
	const struct head_field *field = head_find(h, r->name, 0);

	while (field != NULL) {
		r->read(f, r->fact, field->value);
		if (r->count == FIRST)
			break;
		field = head_find(h, r->name, (size_t)(field - h->fields) + 1);
	}
}

void headers_read(struct facts *f, const struct head *h)
{
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		read_row(f, h, &rows[i]);
	for (size_t i = 0; i < h->count; i++)
		f->number[FACTS_RECEIVED] += slice_is_fold(h->fields[i].name, "Received");
	read_date(f, head_get(h, "Date"));
	read_robots(f, h);
	if (h->is_cut)
		facts_limit(f, "fields");
}

static bool is_wanted(struct slice name, const char *const *names)
{
	if (names == NULL)
		return true;
	for (; *names != NULL; names++) {
		if (slice_is_fold(name, *names))
			return true;
	}
	return false;
}

void headers_add_fields(struct buf *out, struct slice text, const char *const *names)
{
	while (text.n > 0) {
		struct head h;

		head_init(&h, text);
		for (size_t i = 0; i < h.count; i++) {
			if (!is_wanted(h.fields[i].name, names))
				continue;
			buf_slice(out, h.fields[i].name);
			buf_text(out, ": ");
			decode_words(out, h.fields[i].value);
			buf_char(out, '\n');
		}
		text = slice_from(text, h.body_at);
		if (h.count > 0)
			buf_char(out, '\n');
		head_release(&h);
		if (names != NULL)
			break; /* the head of a message: what follows is its body */
	}
}

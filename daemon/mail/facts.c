/* SPDX-License-Identifier: MIT
 * What the parser saw: the bounds of each value, and the frame that carries them; see facts.h.
 *
 * The bounds are chosen so that all values at their longest fit into one frame: no message,
 * however made, can produce facts that cannot be sent. A test adds them up. The reader checks
 * every bound again and trusts nothing about the writer. */
#include "daemon/mail/facts.h"

#include <string.h>

#include "daemon/common/utf8.h"

const struct facts_row facts_rows[FACTS_TEXT_COUNT] = {
	[FACTS_FROM] = { "from", 320, false },
	[FACTS_FROM_NAME] = { "from_name", 256, false },
	[FACTS_REPLY_TO] = { "reply_to", 320, false },
	[FACTS_TO] = { "to", 3072, true },
	[FACTS_ENVELOPE] = { "envelope", 1024, true },
	[FACTS_RETURN_PATH] = { "return_path", 320, false },
	[FACTS_MESSAGE_ID] = { "message_id", 998, false },
	[FACTS_IN_REPLY_TO] = { "in_reply_to", 1024, true },
	[FACTS_REFERENCES] = { "references", 3072, true },
	[FACTS_SUBJECT] = { "subject", 998, false },
	[FACTS_CONTENT_TYPE] = { "content_type", 128, false },
	[FACTS_REPORT_TYPE] = { "report_type", 64, false },
	[FACTS_CHARSET] = { "charset", 64, false },
	[FACTS_AUTO_SUBMITTED] = { "auto_submitted", 64, false },
	[FACTS_PRECEDENCE] = { "precedence", 64, false },
	[FACTS_SUPPRESS] = { "suppress", 128, false },
	[FACTS_LIST_ID] = { "list_id", 256, false },
	[FACTS_ROBOT] = { "robot", 2048, true },
	[FACTS_TEXT] = { "text", 24576, true },
	[FACTS_REPORT] = { "report", 10240, true },
	[FACTS_REPORT_PART] = { "report_part", 64, false },
	[FACTS_ORIGINAL] = { "original", 6144, true },
	[FACTS_CALENDAR_METHOD] = { "cal_method", 32, false },
	[FACTS_CALENDAR_UID] = { "cal_uid", 512, false },
	[FACTS_CALENDAR_ATTENDEE] = { "cal_attendee", 320, false },
	[FACTS_CALENDAR_PARTSTAT] = { "cal_partstat", 32, false },
	[FACTS_CALENDAR_COMMENT] = { "cal_comment", 1024, true },
	[FACTS_CALENDAR_ORGANIZER] = { "cal_organizer", 320, false },
	[FACTS_CALENDAR_RECURRENCE] = { "cal_recurrence", 64, false },
	[FACTS_CALENDAR_STAMP] = { "cal_stamp", 64, false },
	[FACTS_CALENDAR_START] = { "cal_start", 64, false },
	[FACTS_CALENDAR_ZONE] = { "cal_zone", 128, false },
	[FACTS_AUTH_DKIM] = { "auth_dkim", 32, false },
	[FACTS_AUTH_SPF] = { "auth_spf", 32, false },
	[FACTS_AUTH_DMARC] = { "auth_dmarc", 32, false },
	[FACTS_AUTH_DOMAIN] = { "auth_domain", 256, false },
	[FACTS_SIGNED] = { "signed", 1024, true },
	[FACTS_ATTACHMENTS] = { "attachments", 1024, true },
	[FACTS_LIMITS] = { "limits", 256, true },
};

const char *const facts_number_names[FACTS_NUMBER_COUNT] = {
	[FACTS_DATE] = "date",
	[FACTS_FROM_COUNT] = "from_count",
	[FACTS_HTML_ONLY] = "html_only",
	[FACTS_PARTS] = "parts",
	[FACTS_RECEIVED] = "received",
	[FACTS_CALENDAR_SEQUENCE] = "cal_sequence",
	[FACTS_CALENDAR_SEQUENCED] = "cal_sequenced",
	[FACTS_RETURNED] = "returned",
	[FACTS_UNBOUND] = "unbound",
};

/* What a number can be: more is no date, no count and no flag, and whoever reckons with it would
 * overflow. */
static const struct {
	int64_t min, max;
} bounds[FACTS_NUMBER_COUNT] = {
	[FACTS_DATE] = { -62135596800,
	    253370764799 }, /* of the years 1 to 9998: a day or a year may be added */
	[FACTS_FROM_COUNT] = { 0, INT32_MAX },
	[FACTS_HTML_ONLY] = { 0, 1 },
	[FACTS_PARTS] = { 0, INT32_MAX },
	[FACTS_RECEIVED] = { 0, INT32_MAX },
	[FACTS_CALENDAR_SEQUENCE] = { 0, INT32_MAX },
	[FACTS_CALENDAR_SEQUENCED] = { 0, 1 },
	[FACTS_RETURNED] = { 0, 1 },
	[FACTS_UNBOUND] = { 0, FACTS_UNBOUND_ALL },
};

#define FACTS_VERB "parse.facts"

void facts_init(struct facts *f)
{
	for (size_t i = 0; i < FACTS_TEXT_COUNT; i++)
		buf_init(&f->text[i]);
	memset(f->number, 0, sizeof f->number);
}

bool facts_has_file(const struct facts *f)
{
	struct slice rest = facts_get(f, FACTS_ATTACHMENTS), line;

	while (slice_next_line(&rest, &line)) {
		if (line.n > 0 && !slice_starts(line, "- "))
			return true;
	}
	return f->number[FACTS_RETURNED] != 0;
}

void facts_release(struct facts *f)
{
	for (size_t i = 0; i < FACTS_TEXT_COUNT; i++)
		buf_release(&f->text[i]);
}

struct slice facts_get(const struct facts *f, enum facts_text which)
{
	return buf_all(&f->text[which]);
}

bool facts_has_robot(const struct facts *f, const char *name)
{
	struct slice rest = facts_get(f, FACTS_ROBOT), line;

	while (slice_next_line(&rest, &line)) {
		if (slice_starts_fold(line, name))
			return true;
	}
	return false;
}

/* The word in FACTS_LIMITS that tells of a cut value. */
static const char *limit_word(enum facts_text which)
{
	switch ((int)which) {
	case FACTS_TEXT:
		return "text";
	case FACTS_REPORT:
	case FACTS_ORIGINAL:
		return "report";
	case FACTS_CALENDAR_UID:
	case FACTS_CALENDAR_ATTENDEE:
	case FACTS_CALENDAR_COMMENT:
		return "calendar";
	default:
		return "header";
	}
}

bool facts_has_limit(const struct facts *f, const char *word)
{
	struct slice rest = facts_get(f, FACTS_LIMITS), line;

	while (slice_next_line(&rest, &line)) {
		if (slice_is(line, word))
			return true;
	}
	return false;
}

void facts_limit(struct facts *f, const char *word)
{
	struct buf *b = &f->text[FACTS_LIMITS];

	if (facts_has_limit(f, word) || b->n + strlen(word) + 1 > facts_rows[FACTS_LIMITS].max)
		return;
	if (b->n > 0)
		buf_char(b, '\n');
	buf_text(b, word);
}

static bool is_control(char c)
{
	return ((unsigned char)c < ' ' && c != '\n' && c != '\t') || c == 0x7f;
}

/* Control bytes are no text of a person, and some steer terminals, logs and our own templates.
 * A NUL is noted: it would have ended the text for other readers. */
static void drop_controls(struct facts *f, struct buf *b, size_t from, bool has_lines)
{
	size_t n = from;

	for (size_t i = from; i < b->n; i++) {
		if (b->p[i] == '\0')
			facts_limit(f, "nul");
		if (b->p[i] == '\n' && !has_lines)
			b->p[i] = ' '; /* =?utf-8?q?=0A?=: it would begin a field of ours */
		if (!is_control(b->p[i]))
			b->p[n++] = b->p[i];
	}
	buf_cut(b, n);
}

void facts_set(struct facts *f, enum facts_text which, struct slice value)
{
	struct buf *b = &f->text[which];
	size_t max = facts_rows[which].max;

	buf_clear(b);
	/* Normalising a large value to throw most of it away would cost more than it can be worth:
	 * no character needs more than 4 times its length to be normalised. */
	utf8_nfc(b, slice_sub(value, 0, utf8_cut(value, max * 4)));
	drop_controls(f, b, 0, facts_rows[which].has_lines);
	if (b->n > max || value.n > max * 4)
		facts_limit(f, limit_word(which));
	buf_cut(b, utf8_cut(buf_all(b), max));
}

void facts_add_line(struct facts *f, enum facts_text which, struct slice line)
{
	struct buf *b = &f->text[which];
	size_t start = b->n;

	if (line.n == 0)
		return;
	if (line.n > facts_rows[which].max) {
		facts_limit(f, limit_word(which));
		return;
	}
	if (b->n > 0)
		buf_char(b, '\n');
	utf8_nfc(b, line);
	drop_controls(f, b, start > 0 ? start + 1 : 0, false);
	if (b->n > facts_rows[which].max) {
		buf_cut(b, start);
		facts_limit(f, limit_word(which));
	}
}

static bool is_within(size_t which, int64_t number)
{
	return number >= bounds[which].min && number <= bounds[which].max;
}

void facts_encode(const struct facts *f, uint64_t id, struct buf *frame)
{
	wire_begin(frame, FACTS_VERB, id);
	for (size_t i = 0; i < FACTS_TEXT_COUNT; i++) {
		if (f->text[i].n > 0)
			wire_add_text(frame, facts_rows[i].name, buf_all(&f->text[i]));
	}
	for (size_t i = 0; i < FACTS_NUMBER_COUNT; i++)
		wire_add_int(frame, facts_number_names[i],
		    is_within(i, f->number[i]) ? f->number[i] : 0);
}

int facts_decode(const struct wire *w, struct facts *f, struct err *err)
{
	if (!wire_is(w, FACTS_VERB))
		return err_set(err, ERR_PERM, "the parser answered with another verb");
	for (size_t i = 0; i < FACTS_TEXT_COUNT; i++) {
		struct slice value = wire_text(w, facts_rows[i].name);

		if (value.n > facts_rows[i].max)
			return err_set(err, ERR_PERM, "the parser's %s is too long",
			    facts_rows[i].name);
		for (size_t k = 0; k < value.n; k++) {
			if (is_control(value.p[k]))
				return err_set(err, ERR_PERM, "the parser's %s has control bytes",
				    facts_rows[i].name);
			if (value.p[k] == '\n' && !facts_rows[i].has_lines)
				return err_set(err, ERR_PERM, "the parser's %s has several lines",
				    facts_rows[i].name);
		}
		buf_clear(&f->text[i]);
		buf_slice(&f->text[i], value);
	}
	for (size_t i = 0; i < FACTS_NUMBER_COUNT; i++) {
		if (!wire_need_int(w, facts_number_names[i], bounds[i].min, bounds[i].max,
		        &f->number[i], err))
			return err_context(err, "facts");
	}
	return 0;
}

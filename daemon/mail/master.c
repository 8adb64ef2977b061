/* SPDX-License-Identifier: MIT
 * Masters; see master.h. Checked once when they are compiled, filled a thousand times: filling
 * runs over the fixed bytes with memchr and copies them in runs, and what is checked there is
 * only what differs between recipients, the values. Values are put in once and never read
 * again as a master, and none may hold the marker byte: no value can become another's slot. */
#include "daemon/mail/master.h"

#include <string.h>

#include "daemon/common/utf8.h"
#include "daemon/mail/encode.h"

#define LINE_MAX_BYTES 998 /* RFC 5322 §2.1.1 */
#define SOFT_BREAK "=\r\n"

struct slot {
	char type;
	struct slice name;
	size_t length; /* of the marker */
};

void master_slot(struct buf *out, char type, const char *name)
{
	buf_char(out, ENCODE_SLOT);
	buf_char(out, type);
	buf_text(out, name);
	buf_char(out, ENCODE_SLOT);
}

static bool parse_slot(struct slice text, struct slot *slot_r)
{
	size_t n = encode_slot_length(text);

	if (n == 0)
		return false;
	*slot_r = (struct slot){ text.p[1], slice_sub(text, 2, n - 3), n };
	return true;
}

/* --- checking --- */

static int check_lines(struct slice master, struct err *err)
{
	for (size_t i = 0; i < master.n; i++) {
		char c = master.p[i];
		bool is_alone = (c == '\r' && (i + 1 == master.n || master.p[i + 1] != '\n')) ||
		    (c == '\n' && (i == 0 || master.p[i - 1] != '\r'));

		if (c == '\0' || is_alone)
			return err_set(err, ERR_BUG, "the message has a %s at byte %zu",
			    c == '\0' ? "NUL" : "line end that is not CRLF", i);
	}
	return 0;
}

static bool is_of_header(const struct slot *slot)
{
	return slot->type == 'r' || slot->type == 'a';
}

/* Header fields take raw values only and bodies only encoded ones, between soft line breaks. */
static int check_place(struct slice master, size_t at, const struct slot *slot, size_t head_n,
    struct err *err)
{
	struct slice after = slice_from(master, at + slot->length);

	if (at < head_n ?
	        is_of_header(slot) :
	        !is_of_header(slot) && master.p[at - 1] == '\n' && slice_starts(after, SOFT_BREAK))
		return 0;
	return err_set(err, ERR_BUG, "the slot %.*s of type %c cannot stand at byte %zu",
	    SLICE_ARG(slot->name), slot->type, at);
}

/* Adds a name to those seen; -1 where there are too many. */
static int count_name(struct slice names[MASTER_SLOTS_MAX], size_t *count, struct slice name)
{
	for (size_t i = 0; i < *count; i++) {
		if (slice_equal(names[i], name))
			return 0;
	}
	if (*count == MASTER_SLOTS_MAX)
		return -1;
	names[(*count)++] = name;
	return 0;
}

int master_check(struct slice master, struct err *err)
{
	size_t head_n = slice_find_text(master, "\r\n\r\n"), at = 0, count = 0;
	struct slice names[MASTER_SLOTS_MAX];
	struct slot slot;

	if (check_lines(master, err) < 0)
		return -1;
	for (;;) {
		at += slice_find(slice_from(master, at), ENCODE_SLOT);
		if (at >= master.n)
			return 0;
		if (!parse_slot(slice_from(master, at), &slot))
			return err_set(err, ERR_BUG, "the message has a broken slot at byte %zu",
			    at);
		if (check_place(master, at, &slot, head_n, err) < 0)
			return -1;
		if (count_name(names, &count, slot.name) < 0)
			return err_set(err, ERR_BUG, "the message has more than %d slots",
			    MASTER_SLOTS_MAX);
		at += slot.length;
	}
}

/* --- filling --- */

static bool is_raw(struct slice value)
{
	for (size_t i = 0; i < value.n; i++) {
		if (value.p[i] < 0x20 || value.p[i] > 0x7e)
			return false;
	}
	return true;
}

static bool can_stand(const struct slot *slot, struct slice value)
{
	if (slot->type == 'a' && !utf8_is_ascii(value))
		return utf8_is_visible(value);
	if (is_of_header(slot))
		return is_raw(value);
	return utf8_is_valid(value) && slice_find(value, ENCODE_SLOT) == value.n;
}

static bool is_long_line(const char *start, const char *end)
{
	return end - start > LINE_MAX_BYTES;
}

/* Values make lines of the header longer; the body's are cut by encode_qp(). */
static bool has_long_field(struct slice message)
{
	const char *p = message.p, *end = message.p + message.n;

	while (p < end && *p != '\r') { /* an empty line ends the header */
		const char *lf = memchr(p, '\n', (size_t)(end - p));

		if (is_long_line(p, lf != NULL ? lf - 1 : end))
			return true;
		p = lf != NULL ? lf + 1 : end;
	}
	return false;
}

static const struct master_value *find_value(const struct master_value *values, size_t count,
    struct slice name)
{
	for (size_t i = 0; i < count; i++) {
		if (slice_equal(values[i].name, name))
			return &values[i];
	}
	return NULL;
}

static void add_html(struct buf *out, struct slice value)
{
	struct buf escaped = BUF_INIT;

	encode_html(&escaped, value);
	encode_qp(out, buf_all(&escaped));
	buf_release(&escaped);
}

static int add_value(struct buf *out, const struct slot *slot, struct slice value, struct err *err)
{
	if (value.n > MASTER_VALUE_MAX)
		return err_set(err, ERR_PERM, "the value of %.*s is longer than %d bytes",
		    SLICE_ARG(slot->name), MASTER_VALUE_MAX);
	if (!can_stand(slot, value))
		return err_set(err, ERR_PERM,
		    "the value of %.*s has a byte that cannot stand there", SLICE_ARG(slot->name));
	if (is_of_header(slot))
		buf_slice(out, value);
	else if (slot->type == 't')
		encode_qp(out, value);
	else
		add_html(out, value);
	return 0;
}

static int fill(struct slice rest, const struct master_value *values, size_t count, struct buf *out,
    struct err *err)
{
	const struct master_value *value;
	struct slot slot;
	size_t at;

	for (;;) {
		at = slice_find(rest, ENCODE_SLOT);
		buf_slice(out, slice_sub(rest, 0, at));
		rest = slice_from(rest, at);
		if (rest.n == 0)
			return 0;
		if (!parse_slot(rest, &slot))
			return err_set(err, ERR_BUG, "the message has a broken slot");
		value = find_value(values, count, slot.name);
		if (value == NULL)
			return err_set(err, ERR_BUG, "there is no value for %.*s",
			    SLICE_ARG(slot.name));
		if (add_value(out, &slot, value->value, err) < 0)
			return -1;
		rest = slice_from(rest, slot.length);
	}
}

int master_fill(struct slice master, const struct master_value *values, size_t count,
    struct buf *out, struct err *err)
{
	size_t start = out->n, more = master.n;

	if (count > MASTER_SLOTS_MAX)
		return err_set(err, ERR_BUG, "a message is filled with more than %d values",
		    MASTER_SLOTS_MAX);
	for (size_t i = 0; i < count; i++)
		more += 4 * values[i].value.n; /* most are used once or twice, and grow little */
	buf_reserve(out, more);
	if (fill(master, values, count, out, err) < 0) {
		buf_cut(out, start);
		return -1;
	}
	if (has_long_field(slice_from(buf_all(out), start))) {
		buf_cut(out, start);
		return err_set(err, ERR_PERM, "a value makes a header line longer than %d bytes",
		    LINE_MAX_BYTES);
	}
	return 0;
}

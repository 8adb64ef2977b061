/* SPDX-License-Identifier: MIT
 * Frames; see wire.h. Writer and reader stand side by side: a change to one is a change to
 * the other. The reader takes bytes from processes that may have been taken over. */
#include "daemon/common/wire.h"

#include <string.h>

#include "daemon/common/log.h"
#include "daemon/common/utf8.h"

#define WIRE_VERSION 1
#define VALUE_HEADER 4 /* bytes of a length */

/* --- writing --- */

static bool is_name(struct slice s)
{
	if (s.n == 0 || s.n > WIRE_NAME_MAX)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
		        c == '-'))
			return false;
	}
	return true;
}

static void add_number(struct buf *out, uint64_t v, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++)
		buf_char(out, (char)(v >> (8 * i) & 0xff));
}

static void add_name(struct buf *out, const char *name)
{
	struct slice s = slice_of(name);

	if (!is_name(s))
		bug("wire.name", "name=\"%s\"", name);
	buf_char(out, (char)s.n);
	buf_slice(out, s);
}

/* Where the count of fields stands: after version, verb and id. */
static size_t count_at(const struct buf *frame)
{
	return 2 + (unsigned char)frame->p[1] + 8;
}

void wire_begin(struct buf *frame, const char *verb, uint64_t id)
{
	buf_clear(frame);
	buf_char(frame, WIRE_VERSION);
	add_name(frame, verb);
	add_number(frame, id, 8);
	buf_char(frame, 0);
}

static void begin_field(struct buf *frame, char type, const char *name)
{
	size_t at = count_at(frame);

	if ((unsigned char)frame->p[at] >= WIRE_FIELDS_MAX)
		bug("wire.count", "name=\"%s\"", name);
	frame->p[at]++;
	buf_char(frame, type);
	add_name(frame, name);
}

void wire_add_int(struct buf *frame, const char *name, int64_t value)
{
	begin_field(frame, 'i', name);
	add_number(frame, (uint64_t)value, 8);
}

void wire_add_bytes(struct buf *frame, const char *name, struct slice value)
{
	begin_field(frame, 'b', name);
	add_number(frame, value.n, VALUE_HEADER);
	buf_slice(frame, value);
}

void wire_add_text(struct buf *frame, const char *name, struct slice value)
{
	size_t start;
	bool is_clean = utf8_is_valid(value);

	begin_field(frame, 't', name);
	add_number(frame, value.n, VALUE_HEADER);
	start = frame->n;
	buf_slice(frame, value);
	for (size_t i = start; i < frame->n; i++) {
		if (frame->p[i] == '\0' || (!is_clean && (frame->p[i] & 0x80) != 0))
			frame->p[i] = '?';
	}
}

bool wire_has_room(const struct buf *frame, size_t more)
{
	return frame->n + more + 2 + WIRE_NAME_MAX + VALUE_HEADER <= WIRE_FRAME_MAX;
}

/* --- reading --- */

static bool take(struct slice *rest, size_t n, struct slice *part_r)
{
	if (n > rest->n)
		return false;
	*part_r = slice_sub(*rest, 0, n);
	*rest = slice_from(*rest, n);
	return true;
}

static bool take_number(struct slice *rest, size_t bytes, uint64_t *v_r)
{
	struct slice part;

	if (!take(rest, bytes, &part))
		return false;
	*v_r = 0;
	for (size_t i = 0; i < bytes; i++)
		*v_r |= (uint64_t)(unsigned char)part.p[i] << (8 * i);
	return true;
}

static bool take_name(struct slice *rest, struct slice *name_r)
{
	uint64_t n;

	return take_number(rest, 1, &n) && take(rest, n, name_r) && is_name(*name_r);
}

static bool take_field(struct slice *rest, struct wire_field *f)
{
	uint64_t type, v;

	if (!take_number(rest, 1, &type) || !take_name(rest, &f->name))
		return false;
	f->type = (char)type;
	f->number = 0;
	f->value = SLICE_NONE;
	if (type == 'i') {
		if (!take_number(rest, 8, &v))
			return false;
		f->number = (int64_t)v;
		return true;
	}
	if ((type != 't' && type != 'b') || !take_number(rest, VALUE_HEADER, &v) ||
	    !take(rest, v, &f->value))
		return false;
	return type == 'b' || (utf8_is_valid(f->value) && slice_find(f->value, '\0') == f->value.n);
}

static bool has_twice(const struct wire *w)
{
	for (size_t i = 0; i + 1 < w->count; i++) {
		if (slice_equal(w->fields[i].name, w->fields[w->count - 1].name))
			return true;
	}
	return false;
}

int wire_parse(struct slice frame, struct wire *w, struct err *err)
{
	struct slice rest = frame;
	uint64_t version, count;

	w->count = 0;
	if (frame.n > WIRE_FRAME_MAX)
		return err_set(err, ERR_PERM, "a frame of %zu bytes is too long", frame.n);
	if (!take_number(&rest, 1, &version) || version != WIRE_VERSION)
		return err_set(err, ERR_PERM, "a frame of another version");
	if (!take_name(&rest, &w->verb) || !take_number(&rest, 8, &w->id) ||
	    !take_number(&rest, 1, &count) || count > WIRE_FIELDS_MAX)
		return err_set(err, ERR_PERM, "a frame with a bad head");
	while (w->count < count) {
		if (!take_field(&rest, &w->fields[w->count++]) || has_twice(w))
			return err_set(err, ERR_PERM, "a frame whose field %zu is bad", w->count);
	}
	if (rest.n > 0)
		return err_set(err, ERR_PERM, "a frame with bytes after its end");
	return 0;
}

bool wire_is(const struct wire *w, const char *verb)
{
	return slice_is(w->verb, verb);
}

const struct wire_field *wire_field(const struct wire *w, const char *name, char type)
{
	for (size_t i = 0; i < w->count; i++) {
		if (slice_is(w->fields[i].name, name))
			return type == 0 || w->fields[i].type == type ? &w->fields[i] : NULL;
	}
	return NULL;
}

bool wire_has(const struct wire *w, const char *name)
{
	return wire_field(w, name, 0) != NULL;
}

int64_t wire_int(const struct wire *w, const char *name, int64_t min, int64_t max, int64_t fallback)
{
	const struct wire_field *f = wire_field(w, name, 'i');

	return f != NULL && f->number >= min && f->number <= max ? f->number : fallback;
}

struct slice wire_text(const struct wire *w, const char *name)
{
	const struct wire_field *f = wire_field(w, name, 't');

	return f != NULL ? f->value : SLICE_NONE;
}

struct slice wire_bytes(const struct wire *w, const char *name)
{
	const struct wire_field *f = wire_field(w, name, 'b');

	return f != NULL ? f->value : SLICE_NONE;
}

static bool fits(const char *name, struct slice value, size_t max, struct err *err)
{
	if (value.n <= max)
		return true;
	(void)err_set(err, ERR_PERM, "%s is longer than %zu bytes", name, max);
	return false;
}

static bool is_within(const char *name, int64_t number, int64_t min, int64_t max, struct err *err)
{
	if (number >= min && number <= max)
		return true;
	if (max == INT64_MAX)
		(void)err_set(err, ERR_PERM, "%s must be %lld or more", name, (long long)min);
	else
		(void)err_set(err, ERR_PERM, "%s must be %lld to %lld", name, (long long)min,
		    (long long)max);
	return false;
}

bool wire_need_text(const struct wire *w, const char *name, size_t max, struct slice *value_r,
    struct err *err)
{
	*value_r = wire_text(w, name);
	if (value_r->n > 0)
		return fits(name, *value_r, max, err);
	(void)err_set(err, ERR_PERM, "%s is missing", name);
	return false;
}

bool wire_need_int(const struct wire *w, const char *name, int64_t min, int64_t max,
    int64_t *value_r, struct err *err)
{
	const struct wire_field *f = wire_field(w, name, 'i');

	if (f != NULL && !is_within(name, f->number, min, max, err))
		return false;
	if (f == NULL) {
		(void)err_set(err, ERR_PERM, "%s is missing", name);
		return false;
	}
	*value_r = f->number;
	return true;
}

static const struct wire_rule *rule_of(const struct wire_rule *rules, struct slice name)
{
	for (; rules->name != NULL; rules++) {
		if (slice_is(name, rules->name))
			return rules;
	}
	return NULL;
}

bool wire_obeys(const struct wire *w, const struct wire_rule *rules, struct err *err)
{
	for (size_t i = 0; i < w->count; i++) {
		const struct wire_field *f = &w->fields[i];
		const struct wire_rule *rule = rule_of(rules, f->name);

		if (rule == NULL) {
			(void)err_set(err, ERR_PERM, "it has no field \"%.*s\"",
			    SLICE_ARG(f->name));
			return false;
		}
		if (rule->type != f->type) {
			(void)err_set(err, ERR_PERM, "%s is of another type", rule->name);
			return false;
		}
		if (f->type == 'i' ? !is_within(rule->name, f->number, rule->min, rule->max, err) :
		                     !fits(rule->name, f->value, (size_t)rule->max, err))
			return false;
	}
	return true;
}

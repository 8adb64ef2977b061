/* SPDX-License-Identifier: MIT
 * Forms; see form.h. Pure: bytes in, fields out, in one pass over a body that is bounded before. */
#include "daemon/web/form.h"

#include <string.h>

#include "daemon/common/buf.h"
#include "daemon/common/utf8.h"

const char *form_get(const struct form *form, const char *name)
{
	for (size_t i = 0; i < form->count; i++) {
		if (strcmp(form->fields[i].name, name) == 0)
			return form->fields[i].value;
	}
	return NULL;
}

/* False where it is no name of ours. Capitals are small: "List-Unsubscribe". */
static bool take_name(struct form_field *field, struct slice name)
{
	if (name.n == 0 || name.n > FORM_NAME_MAX)
		return false;
	for (size_t i = 0; i < name.n; i++) {
		char c = name.p[i];

		if (c >= 'A' && c <= 'Z')
			c = (char)(c | 0x20);
		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_'))
			return false;
		field->name[i] = c;
	}
	field->name[name.n] = '\0';
	return true;
}

static void add(struct form *form, struct slice name, struct slice value)
{
	struct form_field *field = &form->fields[form->count];

	value = slice_trim(value);
	if (form->count == FORM_FIELDS_MAX || value.n > FORM_VALUE_MAX ||
	    (value.n > 0 && !utf8_is_line(value)) || !take_name(field, name) ||
	    form_get(form, field->name) != NULL)
		return;
	if (value.n > 0)
		memcpy(field->value, value.p, value.n);
	field->value[value.n] = '\0';
	form->count++;
}

/* --- application/x-www-form-urlencoded --- */

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c | 0x20);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static void decode(struct buf *out, struct slice text)
{
	buf_clear(out);
	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];

		if (c == '+') {
			buf_char(out, ' ');
		} else if (c == '%' && i + 2 < text.n && digit(text.p[i + 1]) >= 0 &&
		    digit(text.p[i + 2]) >= 0) {
			buf_char(out, (char)(digit(text.p[i + 1]) << 4 | digit(text.p[i + 2])));
			i += 2;
		} else {
			buf_char(out, c);
		}
	}
}

static void parse_urlencoded(struct form *form, struct slice rest)
{
	struct buf name = BUF_INIT, value = BUF_INIT;
	struct slice pair;

	while (slice_next(&rest, '&', &pair)) {
		size_t equals = slice_find(pair, '=');

		decode(&name, slice_sub(pair, 0, equals));
		decode(&value, slice_from(pair, equals + 1));
		add(form, buf_all(&name), buf_all(&value));
	}
	buf_release(&name);
	buf_release(&value);
}

/* --- multipart/form-data (RFC 7578) --- */

/* The value of a parameter, without its quotes; empty where there is none. */
static struct slice parameter(struct slice field, const char *name)
{
	struct slice part;

	while (slice_next(&field, ';', &part)) {
		size_t equals = slice_find(part, '=');
		struct slice value = slice_trim(slice_from(part, equals + 1));

		if (!slice_is_fold(slice_trim(slice_sub(part, 0, equals)), name))
			continue;
		if (value.n >= 2 && value.p[0] == '"' && value.p[value.n - 1] == '"')
			value = slice_sub(value, 1, value.n - 2);
		return value;
	}
	return SLICE_NONE;
}

/* One part: its header lines, an empty one, its value. */
static void parse_part(struct form *form, struct slice part)
{
	struct slice line, name = SLICE_NONE;

	while (slice_next_line(&part, &line)) {
		line = slice_trim(line);
		if (line.n == 0) {
			if (name.n > 0)
				add(form, name, part);
			return;
		}
		if (slice_starts_fold(line, "Content-Disposition:"))
			name = parameter(line, "name");
	}
}

static void parse_multipart(struct form *form, struct slice type, struct slice body)
{
	struct slice boundary = parameter(type, "boundary");
	struct buf mark = BUF_INIT;
	size_t at;

	if (boundary.n > 0 && boundary.n <= 70) { /* RFC 2046 §5.1.1 */
		buf_printf(&mark, "--%.*s", SLICE_ARG(boundary));
		at = slice_find_text(body, mark.p);
		while (at < body.n) {
			body = slice_from(body, at + mark.n);
			if (slice_starts(body, "--"))
				break;
			at = slice_find_text(body, mark.p);
			if (at < body.n && slice_starts(body, "\r\n"))
				parse_part(form, slice_sub(body, 2, at - 2));
		}
	}
	buf_release(&mark);
}

void form_parse(struct form *form, struct slice type, struct slice body)
{
	form->count = 0;
	if (memchr(body.n > 0 ? body.p : "", '\0', body.n) != NULL)
		return;
	if (slice_starts_fold(type, "multipart/form-data"))
		parse_multipart(form, type, body);
	else if (slice_starts_fold(type, "application/x-www-form-urlencoded"))
		parse_urlencoded(form, body);
}

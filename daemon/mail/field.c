/* SPDX-License-Identifier: MIT
 * Fields and addresses in text; see field.h. */
#include "daemon/mail/field.h"

#include <string.h>

static bool is_name_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	    c == '-';
}

static bool split(struct slice line, struct field *f)
{
	size_t colon = slice_find(line, ':');

	f->name = slice_trim(slice_sub(line, 0, colon));
	f->value = slice_trim(slice_from(line, colon + 1));
	if (colon == line.n || f->name.n == 0 || f->name.n > 64)
		return false;
	for (size_t i = 0; i < f->name.n; i++) {
		if (!is_name_char(f->name.p[i]))
			return false;
	}
	return true;
}

bool field_is_line(struct slice line)
{
	struct field f;

	return line.n > 0 && line.p[0] != ' ' && split(line, &f);
}

bool field_next(struct slice *rest, struct field *f)
{
	struct slice line;

	while (slice_next_line(rest, &line)) {
		if (slice_trim(line).n == 0) {
			*f = (struct field){ SLICE_NONE, SLICE_NONE };
			return true;
		}
		if (split(line, f))
			return true;
	}
	return false;
}

struct slice field_get(struct slice fields, const char *name)
{
	struct field f;

	while (field_next(&fields, &f)) {
		if (slice_is_fold(f.name, name))
			return f.value;
	}
	return SLICE_NONE;
}

static bool is_local_char(char c)
{
	return is_name_char(c) || (c & 0x80) != 0 ||
	    (c != '\0' && strchr(".!#$%&'*+/=?^_`{|}~", c) != NULL);
}

static bool is_domain_char(char c)
{
	return is_name_char(c) || c == '.' || (c & 0x80) != 0;
}

#define QUOTED_MAX 64 /* RFC 5321 §4.5.3.1.1 */

/* Where a quoted local part that ends with the quote at `end` begins; behind it where none does. */
static size_t quoted_start(struct slice text, size_t min, size_t end)
{
	for (size_t i = end; i > min && end - i < QUOTED_MAX; i--) {
		if (text.p[i - 1] == '"')
			return i - 1;
	}
	return end + 1;
}

bool field_next_address(struct slice text, size_t *at, struct slice *address_r)
{
	for (size_t i = *at; i < text.n; i++) {
		size_t from = i, to = i + 1;
		struct slice domain;

		if (text.p[i] != '@')
			continue;
		if (from > *at && text.p[from - 1] == '"')
			from = quoted_start(text, *at, from - 1);
		else
			while (from > *at && is_local_char(text.p[from - 1]))
				from--;
		/* What quotes and lists put in front of an address is not of it. */
		while (from < i && strchr("'*=./", text.p[from]) != NULL)
			from++;
		while (to < text.n && is_domain_char(text.p[to]))
			to++;
		while (to > i + 1 && (text.p[to - 1] == '.' || text.p[to - 1] == '-'))
			to--;
		domain = slice_sub(text, i + 1, to - i - 1);
		*at = to > i ? to : i + 1;
		if (from < i && slice_find(domain, '.') > 0 && slice_find(domain, '.') < domain.n) {
			*address_r = slice_sub(text, from, to - from);
			return true;
		}
		i = *at - 1;
	}
	*at = text.n;
	return false;
}

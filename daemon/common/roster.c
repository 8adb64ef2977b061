/* SPDX-License-Identifier: MIT
 * See roster.h. Writer and reader side by side. */
#include "daemon/common/roster.h"

/* clang-format off */
const char *const roster_names[ROSTER_FIELDS] = {
	[ROSTER_ADDRESS] = "address", [ROSTER_NAME] = "name", [ROSTER_ORGANISATION] = "organisation",
	[ROSTER_REGION] = "region", [ROSTER_SECTORS] = "sectors", [ROSTER_LANGUAGE] = "language",
	[ROSTER_ROLE] = "role",
};
/* clang-format on */

static void add_number(struct buf *out, uint32_t value, int bytes)
{
	for (int i = 0; i < bytes; i++)
		buf_char(out, (char)(value >> 8 * i & 0xff));
}

static uint32_t number(const char *p, int bytes)
{
	uint32_t value = 0;

	for (int i = bytes - 1; i >= 0; i--)
		value = value << 8 | (unsigned char)p[i];
	return value;
}

void roster_add(struct buf *out, const struct roster_row *row)
{
	add_number(out, row->place, 4);
	add_number(out, row->mark, 1);
	for (int i = 0; i < ROSTER_FIELDS; i++) {
		struct slice field = slice_sub(row->fields[i], 0, ROSTER_FIELD_MAX + 1);

		add_number(out, (uint32_t)field.n, 2);
		buf_slice(out, field);
	}
}

int roster_next(struct slice *rest, struct roster_row *row)
{
	if (rest->n == 0)
		return 0;
	if (rest->n < 5 || (unsigned char)rest->p[4] > ROSTER_BROKEN)
		return -1;
	row->place = number(rest->p, 4);
	row->mark = (enum roster_mark)rest->p[4];
	*rest = slice_from(*rest, 5);
	for (int i = 0; i < ROSTER_FIELDS; i++) {
		size_t n;

		if (rest->n < 2)
			return -1;
		n = number(rest->p, 2);
		if (n > ROSTER_FIELD_MAX + 1 || n > rest->n - 2)
			return -1;
		row->fields[i] = slice_sub(*rest, 2, n);
		*rest = slice_from(*rest, 2 + n);
	}
	return 1;
}

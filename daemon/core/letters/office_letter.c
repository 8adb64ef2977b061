/* SPDX-License-Identifier: MIT
 * See office_letter.h. Who writes to a convenor in a new kind of mail adds its row here; a test
 * (tests/e2e/meetings/test_office_ends.py) walks each row through each end, and every template is
 * either in this table or said there to be a member's. */
#include "daemon/core/letters/office_letter.h"

#include <string.h>

#include "daemon/mail/field.h"

static const struct office_letter rows[] = {
	{ "attendance", OFFICE_LISTED_ANEW, true, false },
	{ "beside", OFFICE_PASSED_ON, true, true },
	{ "change-check", OFFICE_STOPS, false, false },
	{ "convened", OFFICE_STOPS, false, false },
	{ "forward", OFFICE_PASSED_ON, true, true },
	{ "noted", OFFICE_STOPS, false, false },
	{ "notes-check", OFFICE_PASSED_ON, true, false },
	{ "tip", OFFICE_ASKED_ANEW, true, false },
	{ "vacancy", OFFICE_IS_OURS, true, false },
};

#define ROWS (sizeof rows / sizeof rows[0])

const struct office_letter *office_letter_of(const char *kind)
{
	for (size_t i = 0; i < ROWS; i++) {
		if (strcmp(rows[i].kind, kind) == 0)
			return &rows[i];
	}
	return NULL;
}

static void add_kinds(struct buf *out, bool only_kept)
{
	const char *between = "[";

	for (size_t i = 0; i < ROWS; i++) {
		if (only_kept && rows[i].end != OFFICE_PASSED_ON)
			continue;
		buf_printf(out, "%s\"%s\"", between, rows[i].kind);
		between = ",";
	}
	buf_char(out, ']');
}

void office_letter_kinds(struct buf *out)
{
	add_kinds(out, false);
}

void office_letter_kept(struct buf *out)
{
	add_kinds(out, true);
}

bool office_letter_writer(const char *kind, struct slice letter, struct address *writer_r)
{
	const struct office_letter *row = office_letter_of(kind);
	struct slice head = slice_sub(letter, 0, slice_find_text(letter, "\r\n\r\n")),
	             address = SLICE_NONE;
	struct err err = ERR_INIT;
	size_t at = 0;

	return row != NULL && row->has_writer &&
	    field_next_address(field_get(head, "Reply-To"), &at, &address) &&
	    address_parse(address, writer_r, &err);
}

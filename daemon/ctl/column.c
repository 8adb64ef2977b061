/* SPDX-License-Identifier: MIT
 * The names of columns; see column.h. Each row is a name that is understood, folded; a new one is a
 * row. */
#include "daemon/ctl/column.h"

#include "daemon/common/nearest.h"
#include "daemon/common/roster.h"
#include "daemon/common/utf8.h"

static const struct {
	const char *name; /* folded */
	int field;
} columns[] = {
	{ "address", ROSTER_ADDRESS },
	{ "email", ROSTER_ADDRESS },
	{ "e-mail", ROSTER_ADDRESS },
	{ "mail", ROSTER_ADDRESS },
	{ "email address", ROSTER_ADDRESS },
	{ "e-mail address", ROSTER_ADDRESS },
	{ "name", ROSTER_NAME },
	{ "full name", ROSTER_NAME },
	{ "organisation", ROSTER_ORGANISATION },
	{ "organization", ROSTER_ORGANISATION },
	{ "agency", ROSTER_ORGANISATION },
	{ "region", ROSTER_REGION },
	{ "sectors", ROSTER_SECTORS },
	{ "sector", ROSTER_SECTORS },
	{ "language", ROSTER_LANGUAGE },
	{ "role", ROSTER_ROLE },
	{ "role address", ROSTER_ROLE },
	{ "state", ROSTER_FIELDS },
	{ "since", ROSTER_FIELDS },
	{ "list", ROSTER_FIELDS },
};
#define COLUMNS (sizeof columns / sizeof columns[0])

int column_find(struct slice name, struct err *err)
{
	struct buf folded = BUF_INIT;
	struct nearest near = NEAREST_INIT("");
	int field = -1;

	utf8_fold(&folded, slice_trim(name));
	for (size_t i = 0; i < folded.n; i++) {
		if (folded.p[i] == '_')
			folded.p[i] = ' ';
	}
	near.wanted = folded.p;
	for (size_t i = 0; i < COLUMNS; i++) {
		if (slice_is(buf_all(&folded), columns[i].name))
			field = columns[i].field;
		nearest_offer(&near, columns[i].name);
	}
	if (field < 0 && nearest_best(&near) != NULL)
		(void)err_set(err, ERR_PERM, "\"%.60s\" is not kept here; is \"%s\" meant?",
		    folded.p, nearest_best(&near));
	else if (field < 0)
		(void)err_set(err, ERR_PERM,
		    "\"%.60s\" is not kept here; take it out. There are address, name, "
		    "organisation, region, sectors, language and role",
		    folded.p);
	buf_release(&folded);
	return field;
}

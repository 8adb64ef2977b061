/* SPDX-License-Identifier: MIT
 * See budget_check.h. */
#include "daemon/core/letters/budget_check.h"

#include <string.h>

#include "daemon/core/inbound/inbound.h"
#include "daemon/core/letters/budget.h"

#define HOUR_S 3600
#define LATE_S HOUR_S /* what waits for longer is trouble */

/* What a limit is called that no key sets. */
static void add_name(struct buf *out, const char *limit)
{
	static const struct {
		const char *limit, *name;
	} names[] = {
		{ BUDGET_ASKS_PER_PERSON, "questions to one person about a thing in a day" },
		{ BUDGET_SUCCESSORS_PER_PERSON, "successors named in a day" },
		{ BUDGET_TIPS_PER_PERSON, "tips of one person in a day" },
		{ BUDGET_SHARE_OF_DOMAIN,
		    "a quarter of answers_total and of waiting for one domain" },
	};

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		if (strcmp(limit, names[i].limit) == 0) {
			buf_printf(out, "%s: %s; no key sets it", limit, names[i].name);
			return;
		}
	}
	buf_printf(out, "limits.%s", limit);
}

static void check_waiting(const struct budget_row *row, int64_t now, struct buf *out)
{
	buf_printf(out, "%s%lld wait for room, one for %lld h (", out->n > 0 ? "; " : "",
	    (long long)row->waiting, (long long)((now - row->oldest_at) / HOUR_S));
	add_name(out, row->limit);
	buf_text(out, "): \"dpupctl inbound list --state waiting\"");
}

static void check_dropped(const struct budget_row *row, struct buf *out)
{
	buf_printf(out, "%s%lld of the last week ", out->n > 0 ? "; " : "",
	    (long long)row->dropped);
	if (strcmp(row->limit, BUDGET_READ_BY_NOBODY) == 0) {
		buf_text(out,
		    "came from the mailbox that reads, or answered what went there, and went to nobody else");
	} else {
		buf_text(out, "found no room and do not wait (");
		add_name(out, row->limit);
		buf_char(out, ')');
	}
	buf_text(out,
	    ": \"dpupctl inbound list --state limited\", then \"inbound replay\" what somebody should "
	    "read, and \"inbound seen ID\" with the newest you saw");
}

void budget_check(struct db *db, int64_t now, struct buf *out)
{
	struct budget_row row = { .limit = "" };

	while (budget_next(db, now, &row)) {
		if (row.oldest_at > 0 && now - row.oldest_at > LATE_S)
			check_waiting(&row, now, out);
		if (row.dropped > 0)
			check_dropped(&row, out);
	}
}

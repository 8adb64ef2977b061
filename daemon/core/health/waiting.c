/* SPDX-License-Identifier: MIT
 * See waiting.h. Each thing is a row: how many there are, and what to do about them. It is no fault
 * that something waits; that nobody sees it would be. */
#include "daemon/core/health/waiting.h"

#include "daemon/core/announcements/announcement.h"
#include "daemon/core/inbound/inbound.h"
#include "daemon/core/outbox/outbox.h"
#include "daemon/core/people/returned.h"
#include "subscribers/convenor.h"
#include "subscribers/tip.h"

#define WEEK_S (7 * INT64_C(86400))

/* Where nobody must approve, what is checked waits only for who wrote it. */
static int64_t count_approvals(struct core *core, int64_t now)
{
	(void)now;
	return core->conf.announcements.approvals > 0 ?
	    announcement_count_unapproved(core->db, false) :
	    0;
}

static int64_t count_notes(struct core *core, int64_t now)
{
	(void)now;
	return announcement_count_unapproved(core->db, true);
}

static int64_t count_tips(struct core *core, int64_t now)
{
	(void)now;
	return tip_count_waiting(core->db);
}

static int64_t count_quarantined(struct core *core, int64_t now)
{
	(void)now;
	return inbound_quarantined_count(core->db);
}

static int64_t count_offices(struct core *core, int64_t now)
{
	return convenors_held_count(core->db, now);
}

static int64_t count_unread(struct core *core, int64_t now)
{
	(void)now;
	return returned_count(core->db);
}

/* Whether they were answered is not known here: the answer goes past us. */
static int64_t count_forwarded(struct core *core, int64_t now)
{
	return outbox_count_since(core->db, core->human.spec, "forward", now - WEEK_S);
}

static const struct {
	const char *name;
	int64_t (*count)(struct core *core, int64_t now);
	const char *one, *many;
} rows[] = {
	{ "approvals", count_approvals,
	    "announcement waits for approval: \"dpupctl announce list --state checked\"",
	    "announcements wait for approval: \"dpupctl announce list --state checked\"" },
	{ "notes", count_notes, "convenor's notes wait to be looked at: \"dpupctl announce list\"",
	    "convenors' notes wait to be looked at: \"dpupctl announce list\"" },
	{ "tips", count_tips, "tip waits for its convenor: \"dpupctl tip list --state waiting\"",
	    "tips wait for their convenors: \"dpupctl tip list --state waiting\"" },
	{ "offices", count_offices,
	    "convenor has another address, and leads nothing until you say who does: the mail about it says how, "
	    "\"dpupctl community list\" and \"dpupctl meeting list\" show it (convenors_held)",
	    "offices of convenors who have another address wait for you to say who leads: the mails about them say how, "
	    "\"dpupctl community list\" and \"dpupctl meeting list\" show them (convenors_held)" },
	{ "quarantined", count_quarantined,
	    "message waits in quarantine: \"dpupctl inbound list --state quarantined\"",
	    "messages wait in quarantine: \"dpupctl inbound list --state quarantined\"" },
	{ "unread", count_unread,
	    "mail for a person came back, so nobody has read it: \"dpupctl queue list --state unread\"",
	    "mails for a person came back, so nobody has read them: \"dpupctl queue list --state unread\"" },
	{ "forwarded", count_forwarded, "mail was forwarded to be answered this week",
	    "mails were forwarded to be answered this week" },
};
#define ROWS (sizeof rows / sizeof rows[0])

const char *waiting_row(struct core *core, size_t i, int64_t now, int64_t *count)
{
	if (i == ROWS)
		return NULL;
	*count = rows[i].count(core, now);
	return rows[i].name;
}

void waiting_json(struct core *core, int64_t now, struct buf *out)
{
	for (size_t i = 0; i < ROWS; i++)
		buf_printf(out, "%c\"%s\":%lld", i == 0 ? '{' : ',', rows[i].name,
		    (long long)rows[i].count(core, now));
	buf_char(out, '}');
}

void waiting_words(struct core *core, int64_t now, struct buf *out)
{
	for (size_t i = 0; i < ROWS; i++) {
		int64_t n = rows[i].count(core, now);

		if (n > 0)
			buf_printf(out, "%s%lld %s", out->n > 0 ? "; " : "", (long long)n,
			    n == 1 ? rows[i].one : rows[i].many);
	}
}

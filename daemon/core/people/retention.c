/* SPDX-License-Identifier: MIT
 * Retention; see retention.h. A class is a row: how long it is kept, how to count what is past
 * that, and how to dispose of some of it. */
#include "daemon/core/people/retention.h"

#include <stddef.h>

#include "daemon/common/log.h"
#include "daemon/core/inbound/inbound.h"
#include "daemon/core/outbox/outbox.h"
#include "daemon/core/people/yearly_mail.h"
#include "daemon/time/words.h"
#include "subscribers/consent.h"
#include "subscribers/disposal.h"
#include "subscribers/earlier.h"
#include "subscribers/import.h"
#include "subscribers/lookup.h"
#include "subscribers/old_copy.h"
#include "subscribers/rsvp.h"
#include "subscribers/subscription.h"
#include "subscribers/wish.h"

#define CHUNK 500
#define DAY_S 86400
#define OVERDUE_DAYS 2                /* it is looked every day */
#define YEAR_S (36525 * INT64_C(864)) /* 365.25 days */

static int64_t drop_questions(struct core *core, int64_t before, int64_t most)
{
	struct evidence e = core_evidence(core, "system");

	return subscription_lapse(core->db, before, most, &e);
}

/* What the mails say of whoever does not answer, "we delete this request", is of the mails
 * themselves, too. */
static int64_t drop_asked(struct core *core, int64_t before, int64_t most)
{
	int64_t count = outbox_mark_asked(core->db, before, most) +
	    inbound_forget_asked(core->db, before, most);

	if (count > 0)
		core_wake(core, WAKE_CLOCK);
	return count;
}

static int64_t count_asked(struct db *db, int64_t before)
{
	return outbox_count_asked(db, before) + inbound_count_asked(db, before);
}

/* A class has its owner's function, or one that needs more than the store. */
static const struct {
	const char *name;
	int64_t unit_s;
	size_t span; /* how many of them, where in struct conf */
	int64_t (*count)(struct db *db, int64_t before);
	int64_t (*forget)(struct db *db, int64_t before, int64_t most);
	int64_t (*act)(struct core *core, int64_t before, int64_t most);
} classes[] = {
#define DAYS(key) DAY_S, offsetof(struct conf, privacy.key)
#define YEARS(key) YEAR_S, offsetof(struct conf, privacy.key)
	{ "unanswered questions", DAYS(unconfirmed_days), subscription_count_lapsed, NULL,
	    drop_questions },
	{ "unanswered requests", DAYS(unconfirmed_days), wish_count, wish_lapse, NULL },
	{ "mails of unanswered questions", DAYS(unconfirmed_days), count_asked, NULL, drop_asked },
	{ "how people were before their address changed", DAYS(unconfirmed_days), earlier_count,
	    earlier_forget, NULL },
	{ "received messages", DAYS(inbound_days), inbound_count_old, inbound_forget, NULL },
	/* Marked: erase_turn() takes out of each what names a person, and keeps the count. */
	{ "records of mails sent", DAYS(delivery_days), outbox_count_old, outbox_mark_old, NULL },
	/* What is left of those: what a mail was about, for as long as an answer to it may come. */
	{ "numbers of mails sent", DAYS(reply_days), outbox_count_forgettable, outbox_forget,
	    NULL },
	{ "ended subscriptions", DAYS(left_days), subscription_count_left, subscription_forget,
	    NULL },
	{ "people silent for a year", DAYS(yearly_delete_days), yearly_mail_count, NULL,
	    yearly_mail_forget },
	{ "received bounces", DAYS(bounce_days), inbound_count_bounces, inbound_forget_bounces,
	    NULL },
	{ "writers of received messages", DAYS(delivery_days), inbound_count_writers,
	    inbound_forget_writers, NULL },
	{ "answers to meetings", DAYS(rsvp_days), rsvp_count_old, rsvp_forget, NULL },
	{ "proofs of ended consent", YEARS(consent_years), consent_count_old, consent_forget,
	    NULL },
	{ "who looked at people", DAYS(lookup_days), lookup_count_old, lookup_forget, NULL },
	{ "old copies of the database", DAYS(copies_days), old_copy_count, old_copy_remove, NULL },
	{ "sources of imports", DAYS(delivery_days), import_count_old, import_forget, NULL },
};
#define CLASSES (sizeof classes / sizeof classes[0])

static int64_t before_of(const struct core *core, size_t i, int64_t now)
{
	int64_t span = *(const int64_t *)(const void *)((const char *)&core->conf +
	    classes[i].span);

	return now - span * classes[i].unit_s;
}

int64_t retention_chunk(struct core *core, int64_t now)
{
	int64_t total = 0;

	if (core->conf.privacy.legal_hold)
		return 0;
	for (size_t i = 0; i < CLASSES; i++) {
		int64_t before = before_of(core, i, now);
		int64_t count = classes[i].act != NULL ? classes[i].act(core, before, CHUNK) :
		                                         classes[i].forget(core->db, before, CHUNK);

		disposal_note(core->db, classes[i].name, count, now);
		total += count;
	}
	return total;
}

void retention_json(struct core *core, int64_t now, struct buf *out)
{
	buf_printf(out, "{\"legal_hold\":%s,\"due\":{",
	    core->conf.privacy.legal_hold ? "true" : "false");
	for (size_t i = 0; i < CLASSES; i++)
		buf_printf(out, "%s\"%s\":%lld", i > 0 ? "," : "", classes[i].name,
		    (long long)classes[i].count(core->db, before_of(core, i, now)));
	buf_text(out, "},\"log\":");
	disposal_json(core->db, out);
	buf_char(out, '}');
}

/* --- for doctor --- */

void retention_check_copies(struct core *core, struct buf *out)
{
	int64_t before = core_now(core) - (core->conf.privacy.copies_days + OVERDUE_DAYS) * DAY_S;
	int64_t count = old_copy_count(core->db, before);

	if (count > 0 && !core->conf.privacy.legal_hold &&
	    !clock_seen_is_doubted(core, core_now(core)))
		buf_printf(out,
		    "%lld copies of the database beside it are not removed though privacy.copies_days are over; the log "
		    "says why (copy.remove)",
		    (long long)count);
}

void retention_note_copies(struct core *core, struct buf *out)
{
	int64_t oldest = old_copy_oldest(core->db);

	if (oldest == 0)
		return;
	buf_printf(out,
	    "%lld old copies of the database stand beside it, with people who were forgotten since; ",
	    (long long)old_copy_count(core->db, INT64_MAX));
	if (core->conf.privacy.legal_hold) {
		buf_text(out, "privacy.legal_hold keeps them");
		return;
	}
	buf_text(out, "the oldest is removed after ");
	words_day(out, oldest + core->conf.privacy.copies_days * DAY_S,
	    core->conf.templates.timezone);
}

/* SPDX-License-Identifier: MIT
 * Retention; see retention.h. A class is a row: how long it is kept, how to count what is past that,
 * and how to dispose of some of it. Also dpupctl retention. */
#include "retention.h"

#include <stddef.h>

#include "../../subscribers/consent.h"
#include "../../subscribers/disposal.h"
#include "../../subscribers/rsvp.h"
#include "../../subscribers/subscription.h"
#include "../../subscribers/wish.h"
#include "../common/log.h"
#include "inbound.h"
#include "outbox.h"
#include "request.h"
#include "schedule.h"
#include "yearly_mail.h"

#define CHUNK 500
#define DAY_S 86400
#define YEAR_S (36525 * INT64_C(864))	/* 365.25 days */

static int64_t drop_questions(struct core *core, int64_t before, int most)
{
	struct evidence e = core_evidence(core, "system");

	return subscription_lapse(core->db, before, most, &e);
}

static int64_t drop_wishes(struct core *core, int64_t before, int most)
{
	return wish_lapse(core->db, before, most);
}

static int64_t drop_messages(struct core *core, int64_t before, int most)
{
	return inbound_forget(core->db, before, most);
}

/* Marked: erase_turn() takes out of each what names a person, and keeps the count. */
static int64_t drop_deliveries(struct core *core, int64_t before, int most)
{
	return outbox_mark_old(core->db, before, most);
}

static int64_t drop_left(struct core *core, int64_t before, int most)
{
	return subscription_forget(core->db, before, most);
}

static int64_t drop_bounces(struct core *core, int64_t before, int most)
{
	return inbound_forget_bounces(core->db, before, most);
}

static int64_t drop_writers(struct core *core, int64_t before, int most)
{
	return inbound_forget_writers(core->db, before, most);
}

static int64_t drop_notes(struct core *core, int64_t before, int most)
{
	return rsvp_forget_notes(core->db, before, most);
}

static int64_t drop_proofs(struct core *core, int64_t before, int most)
{
	return consent_forget(core->db, before, most);
}

static int64_t drop_silent(struct core *core, int64_t before, int most)
{
	return yearly_mail_forget(core, before, most);
}

static const struct {
	const char *name;
	int64_t unit_s;
	size_t span;	/* how many of them, where in struct conf */
	int64_t (*count)(struct db *db, int64_t before);
	int64_t (*drop)(struct core *core, int64_t before, int most);
} classes[] = {
	{ "unanswered questions", DAY_S, offsetof(struct conf, privacy.unconfirmed_days), subscription_count_lapsed,
	    drop_questions },
	{ "unanswered requests", DAY_S, offsetof(struct conf, privacy.unconfirmed_days), wish_count, drop_wishes },
	{ "received messages", DAY_S, offsetof(struct conf, privacy.inbound_days), inbound_count_old, drop_messages },
	{ "records of mails sent", DAY_S, offsetof(struct conf, privacy.delivery_days), outbox_count_old, drop_deliveries },
	{ "ended subscriptions", DAY_S, offsetof(struct conf, privacy.left_days), subscription_count_left, drop_left },
	{ "people silent for a year", DAY_S, offsetof(struct conf, privacy.yearly_delete_days), yearly_mail_count, drop_silent },
	{ "received bounces", DAY_S, offsetof(struct conf, privacy.bounce_days), inbound_count_bounces, drop_bounces },
	{ "writers of received messages", DAY_S, offsetof(struct conf, privacy.delivery_days), inbound_count_writers,
	    drop_writers },
	{ "notes with answers", DAY_S, offsetof(struct conf, privacy.rsvp_days), rsvp_count_notes, drop_notes },
	{ "proofs of ended consent", YEAR_S, offsetof(struct conf, privacy.consent_years), consent_count_old, drop_proofs },
};
#define CLASSES (sizeof classes / sizeof classes[0])

static int64_t before_of(const struct core *core, size_t i, int64_t now)
{
	int64_t span = *(const int64_t *)(const void *)((const char *)&core->conf + classes[i].span);

	return now - span * classes[i].unit_s;
}

int64_t retention_chunk(struct core *core, int64_t now)
{
	int64_t total = 0;

	if (core->conf.privacy.legal_hold)
		return 0;
	for (size_t i = 0; i < CLASSES; i++) {
		int64_t count = classes[i].drop(core, before_of(core, i, now), CHUNK);

		disposal_note(core->db, classes[i].name, count, now);
		total += count;
	}
	return total;
}

void retention_json(struct core *core, int64_t now, struct buf *out)
{
	buf_printf(out, "{\"legal_hold\":%s,\"due\":{", core->conf.privacy.legal_hold ? "true" : "false");
	for (size_t i = 0; i < CLASSES; i++)
		buf_printf(out, "%s\"%s\":%lld", i > 0 ? "," : "", classes[i].name,
		    (long long)classes[i].count(core->db, before_of(core, i, now)));
	buf_text(out, "},\"log\":");
	disposal_json(core->db, out);
	buf_char(out, '}');
}

/* --- dpupctl retention run [--dry-run] --- */

static int on_run(struct request *rq, struct err *err)
{
	if (wire_int(rq->w, "dry-run", 0, 1, 0) == 0) {
		if (rq->core->conf.privacy.legal_hold)
			return err_set(err, ERR_PERM, "privacy.legal_hold is on: nothing is disposed of");
		/* A first chunk here, the others turn by turn: mail goes on while a million rows go. */
		(void)retention_chunk(rq->core, rq->now);	/* the answer says what is left */
		schedule_keep_house(rq->core->schedule);
	}
	retention_json(rq->core, rq->now, &rq->json);
	return 0;
}

const struct request_verb retention_verbs[] = {
	{ "retention.run", true, on_run },
	{ NULL, false, NULL },
};

/* SPDX-License-Identifier: MIT
 * The yearly mail; see yearly_mail.h. The row moves in the transaction that queues the mail, so
 * nobody gets it twice, also where the daemon dies in between. The steps are looked at from the
 * last to the first: nobody takes two in one turn. */
#include "daemon/core/people/yearly_mail.h"

#include <jansson.h>

#include "daemon/common/json_put.h"
#include "daemon/common/log.h"
#include "daemon/core/letters/letter.h"
#include "daemon/core/letters/sending_hours.h"
#include "daemon/core/letters/token_link.h"
#include "daemon/core/meetings/invitation.h"
#include "daemon/core/meetings/vacancy.h"
#include "daemon/core/people/erase.h"
#include "daemon/core/people/holdings.h"
#include "daemon/core/people/person_details.h"
#include "daemon/core/people/shown_wording.h"
#include "daemon/time/until.h"
#include "daemon/time/words.h"
#include "subscribers/list.h"
#include "subscribers/subscription.h"
#include "subscribers/yearly.h"

#define DAY_S INT64_C(86400)
#define LATER_S (7 * DAY_S) /* who cannot be written to now is looked at again then */
#define CHUNKS_A_DAY 20 /* turns come every ten minutes; the window is open for some ten hours */

static int64_t answer_span(const struct core *core)
{
	return core->conf.privacy.yearly_answer_days * DAY_S;
}

static json_t *values_of(struct core *core, const struct subscriber *who, int64_t now)
{
	const char *zone = core->conf.templates.timezone;
	struct buf data = BUF_INIT, day = BUF_INIT;
	json_t *held, *v;
	int64_t closed;

	holdings_json(core->db, who, &data);
	held = json_loadb(data.p, data.n, 0, NULL);
	v = held != NULL ? holdings_values(core, who, held) : json_object();
	json_put(v, "rows", shown_wording_rows(core, who->id, true, &closed));
	words_day(&day, now + answer_span(core), zone);
	letter_set(v, "answer_by", buf_all(&day));
	buf_clear(&day);
	words_day(&day, now + answer_span(core) + core->conf.privacy.yearly_delete_days * DAY_S,
	    zone);
	letter_set(v, "delete_on", buf_all(&day));
	json_decref(held);
	buf_release(&data);
	buf_release(&day);
	return v;
}

static bool send_one(struct core *core, const char *kind, const struct subscriber *who,
    int64_t list_id, int64_t now)
{
	struct letter l = {
		.delivery = { .kind = kind,
		    .class = DELIVERY_NEWS,
		    .address = who->address.spec,
		    .list_id = list_id,
		    .subscriber_id = who->id,
		    .needs_consent = true,
		    .due_at = now },
		.auto_submitted = "auto-generated",
		.is_conversation = true,
		.is_left_by_reply = true,
	};
	char token[TOKEN_TEXT_SIZE];
	struct subscription n;
	int64_t id;

	if (subscription_find(core->db, who->id, list_id, &n)) {
		token_link_make(core, TOKEN_UNSUBSCRIBE, n.id, n.generation, who->hash, token);
		l.unsubscribe = token;
	}
	l.values = values_of(core, who, now);
	id = letter_queue(core, &l);
	if (id != 0)
		shown_wording_note_all(core, id, who->id, true);
	return id != 0;
}

/* Asks or reminds the one who is next; false where nobody is. */
static bool mail_next(struct core *core, enum yearly_state from, int64_t span, int64_t now)
{
	int64_t id = yearly_next(core->db, from, now - span), list_id, next;
	struct subscriber who;
	struct list list;

	if (id == 0 || !subscriber_get(core->db, id, &who))
		return false;
	if (subscription_count(core->db, id) == 0) {
		yearly_end(core->db, id);
		return true;
	}
	/* It shows what we hold: not to an address that may be somebody else's. */
	list_id = who.paused_until > now || person_details_is_moving(core, id) ?
	    0 :
	    subscription_first_reachable(core->db, id);
	if (list_id == 0 || !list_get(core->db, list_id, &list)) {
		yearly_postpone(core->db, id, now + LATER_S - span);
		return true;
	}
	next = sending_hours_next(core, &list, now);
	if (next > now) {
		yearly_postpone(core->db, id, next - span);
		return true;
	}
	if (send_one(core, from == YEARLY_AGREED ? "yearly" : "yearly-reminder", &who, list_id,
	        now))
		(void)yearly_move(core->db, id, from,
		    from == YEARLY_AGREED ? YEARLY_ASKED : YEARLY_REMINDED, true,
		    now); /* it was in `from` a moment ago, in this transaction */
	return true;
}

static bool pause_next(struct core *core, int64_t now)
{
	int64_t id = yearly_next(core->db, YEARLY_REMINDED, now - answer_span(core));
	struct act a = act_of_self(core);
	struct subscriber who;

	if (id == 0)
		return false;
	(void)yearly_move(core->db, id, YEARLY_REMINDED, YEARLY_PAUSED, false, now); /* likewise */
	if (subscriber_get(core->db, id, &who))
		(void)person_details_pause(&a, &who, UNTIL_FOREVER); /* of itself it may */
	log_info("yearly.paused", "subscriber=%lld", (long long)id);
	return true;
}

void yearly_mail_turn(struct core *core, int64_t now)
{
	const int64_t a_day = core->conf.privacy.yearly_per_day,
	              span = core->conf.privacy.yearly_days * DAY_S;
	struct err err = ERR_INIT;
	int64_t room, most = a_day / CHUNKS_A_DAY + 1;

	if (!core->conf.privacy.yearly)
		return;
	if (yearly_next(core->db, YEARLY_REMINDED, now - answer_span(core)) == 0 &&
	    yearly_next(core->db, YEARLY_ASKED, now - answer_span(core)) == 0 &&
	    yearly_next(core->db, YEARLY_AGREED, now - span) == 0)
		return;
	db_begin(core->db);
	room = a_day - yearly_mailed_since(core->db, now - DAY_S);
	if (room > most)
		room = most;
	for (int64_t n = 0; n < most && !db_has_failed(core->db) && pause_next(core, now); n++)
		;
	/* Whoever is put off counts too: a turn is short whatever it finds. */
	for (; room > 0 && !db_has_failed(core->db) &&
	     mail_next(core, YEARLY_ASKED, answer_span(core), now);
	     room--)
		;
	for (; room > 0 && !db_has_failed(core->db) && mail_next(core, YEARLY_AGREED, span, now);
	     room--)
		;
	if (core_commit(core, &err) < 0)
		log_error("yearly.turn", "reason=\"%s\"", err.text);
}

/* --- for retention --- */

int64_t yearly_mail_count(struct db *db, int64_t before)
{
	return yearly_count(db, YEARLY_PAUSED, before);
}

int64_t yearly_mail_forget(struct core *core, int64_t before, int64_t most)
{
	struct act self = act_of_self(core);
	int64_t now = core_now(core), count = 0, id;
	struct subscriber who;

	for (int n = 0; n < most && !db_has_failed(core->db) &&
	     (id = yearly_next(core->db, YEARLY_PAUSED, before)) != 0 &&
	     subscriber_get(core->db, id, &who);
	     n++) {
		if (who.paused_until <= now) {
			(void)yearly_move(core->db, id, YEARLY_PAUSED, YEARLY_AGREED, false,
			    now); /* just read */
			continue;
		}
		invitation_leaver(core, 0, &who);
		vacancy_forgotten(&self, &who);
		erase_silent(core, &who);
		count++;
	}
	return count;
}

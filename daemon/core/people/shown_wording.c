/* SPDX-License-Identifier: MIT
 * See shown_wording.h. The rows are consent.c's. */
#include "daemon/core/people/shown_wording.h"

#include <string.h>

#include "daemon/core/letters/consent_mail.h"
#include "daemon/core/letters/letter.h"
#include "subscribers/list.h"
#include "subscribers/subscription.h"

#define KEEP_S (400 * INT64_C(86400)) /* the yearly mail is answered within the year, or never */

void shown_wording_note(struct core *core, int64_t delivery_id, int64_t list_id,
    struct slice wording)
{
	struct evidence e = core_evidence(core, "system");

	consent_show(core->db, CONSENT_SHOWN_MAIL, delivery_id, list_id, wording, &e);
}

bool shown_wording_holds(struct core *core, enum consent_shown kind, int64_t id,
    const struct list *list, struct buf *wording)
{
	struct buf text = BUF_INIT, notice = BUF_INIT, now = BUF_INIT, brief = BUF_INIT;
	bool is_so;

	consent_mail_wording(core, list, &now);
	consent_mail_purpose(core, list, &brief);
	is_so = consent_was_shown(core->db, kind, id, list->id, &text, &notice) &&
	    slice_is(buf_all(&notice), core->conf.privacy.notice) &&
	    (slice_equal(buf_all(&text), buf_all(&now)) ||
	        slice_equal(buf_all(&text), buf_all(&brief)));
	buf_slice(wording, buf_all(&text));
	buf_release(&text);
	buf_release(&notice);
	buf_release(&now);
	buf_release(&brief);
	return is_so;
}

/* An address that has not said yes yet may be anybody's, and is not told of what only members know
 * of. */
static bool is_shown(struct core *core, int64_t list_id, bool with_closed, struct list *list)
{
	return list_get(core->db, list_id, list) && (with_closed || list->is_open);
}

json_t *shown_wording_rows(struct core *core, int64_t subscriber_id, bool with_closed,
    int64_t *not_shown_r)
{
	json_t *rows = json_array();
	struct list list;

	*not_shown_r = 0;

	for (int64_t id = subscription_next_active(core->db, subscriber_id, 0); id != 0;
	     id = subscription_next_active(core->db, subscriber_id, id)) {
		struct buf wording = BUF_INIT;
		json_t *row;

		if (!is_shown(core, id, with_closed, &list)) {
			(*not_shown_r)++;
			continue;
		}
		consent_mail_purpose(core, &list, &wording);
		row = json_object();
		letter_set(row, "wording", buf_all(&wording));
		(void)json_array_append_new(rows, row);
		buf_release(&wording);
	}
	return rows;
}

void shown_wording_note_all(struct core *core, int64_t delivery_id, int64_t subscriber_id,
    bool with_closed)
{
	struct list list;

	for (int64_t id = subscription_next_active(core->db, subscriber_id, 0); id != 0;
	     id = subscription_next_active(core->db, subscriber_id, id)) {
		struct buf wording = BUF_INIT;

		if (is_shown(core, id, with_closed, &list)) {
			consent_mail_purpose(core, &list, &wording);
			shown_wording_note(core, delivery_id, id, buf_all(&wording));
		}
		buf_release(&wording);
	}
}

bool shown_wording_holds_all(struct core *core, int64_t delivery_id, int64_t subscriber_id,
    bool with_closed)
{
	bool is_so = true;
	struct list list;

	for (int64_t id = subscription_next_active(core->db, subscriber_id, 0); id != 0 && is_so;
	     id = subscription_next_active(core->db, subscriber_id, id)) {
		struct buf wording = BUF_INIT;

		is_so = !is_shown(core, id, with_closed, &list) ||
		    shown_wording_holds(core, CONSENT_SHOWN_MAIL, delivery_id, &list, &wording);
		buf_release(&wording);
	}
	return is_so;
}

void shown_wording_agree(struct core *core, int64_t delivery_id, const struct subscriber *who,
    const struct evidence *e)
{
	for (int64_t id = subscription_next_active(core->db, who->id, 0); id != 0;
	     id = subscription_next_active(core->db, who->id, id)) {
		struct buf wording = BUF_INIT, notice = BUF_INIT;

		if (consent_was_shown(core->db, CONSENT_SHOWN_MAIL, delivery_id, id, &wording,
		        &notice))
			(void)subscription_reaffirm(core->db, who, id, buf_all(&wording),
			    e); /* it is active */
		buf_release(&wording);
		buf_release(&notice);
	}
}

void shown_wording_forget(struct db *db, int64_t now)
{
	consent_forget_shown(db, now - KEEP_S);
}

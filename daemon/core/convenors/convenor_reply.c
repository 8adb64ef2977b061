/* SPDX-License-Identifier: MIT
 * See convenor_reply.h. The list goes to a convenor's address as staff have given it, never to
 * whoever asks: a forged request gets the forger nothing. */
#include "daemon/core/convenors/convenor_reply.h"

#include "daemon/common/utf8.h"
#include "daemon/core/announcements/announcement.h"
#include "daemon/core/convenors/convenor_change.h"
#include "daemon/core/convenors/notes_reply.h"
#include "daemon/core/meetings/convenor_mail.h"
#include "daemon/core/outbox/outbox.h"
#include "daemon/core/talk/answers.h"
#include "daemon/mail/order.h"
#include "subscribers/convenor.h"
#include "subscribers/list.h"
#include "subscribers/meeting.h"

bool convenor_reply_wrote(const struct talk *t, int64_t list_id, int64_t meeting_id,
    struct address *convenor_r)
{
	const struct led all[] = { { .list_id = list_id, .meeting_id = meeting_id },
		{ .list_id = list_id } };
	const struct address *found = NULL;
	struct convenors c;

	for (size_t i = 0; i < sizeof all / sizeof all[0] && t->has_from && found == NULL; i++) {
		convenors_get(t->core->db, all[i], &c);
		found = convenors_find(&c, t->from.key);
	}
	if (found != NULL)
		*convenor_r = *found;
	return found != NULL;
}

bool convenor_reply_is_certain(const struct talk *t)
{
	return talk_is_vouched(t) || !talk_has_judge(t->core);
}

static bool is_their_mail(const struct talk *t)
{
	static const char *const kinds[] = { "attendance", "convened", "notes-check", NULL };

	return outbox_kind_is(t->context, kinds);
}

bool convenor_reply(struct talk *t)
{
	struct slice text = slice_trim(buf_all(&t->v.reply));
	struct address convenor;
	struct meeting m;
	struct list list;

	if (t->delivery_id == 0 || !is_their_mail(t) ||
	    !meeting_get(t->core->db, t->meeting_id, &m) ||
	    !list_get(t->core->db, m.list_id, &list))
		return false;
	if (!convenor_reply_wrote(t, list.id, m.id, &convenor))
		return convenor_change_was_held(t, list.id, m.id); /* else for a person, too */
	if (notes_reply_answered(t, &m, &list, &convenor, convenor_reply_is_certain(t)))
		return true;
	if (!order_asks_who_comes(text)) {
		if (m.is_cancelled || m.starts_at > core_now(t->core) || t->v.kind != KIND_HUMAN ||
		    text.n == 0 || text.n > ANNOUNCEMENT_BODY_MAX || !utf8_is_text(text) ||
		    !convenor_reply_is_certain(t))
			return false;
		notes_reply_take(t, &m, &list, &convenor, text);
		return true;
	}
	t->outcome = "attendance limited";
	if (answer_is_allowed(t)) {
		convenor_mail_list(t->core, &m, &convenor, facts_get(t->facts, FACTS_MESSAGE_ID));
		t->outcome = "attendance sent";
	}
	return true;
}

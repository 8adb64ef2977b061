/* SPDX-License-Identifier: MIT
 * See tip_asking.h. Whom it was asked of is told by the mails that went, or wait to go: no mark of
 * its own can be wrong. */
#include "daemon/core/meetings/tip_asking.h"

#include <string.h>

#include "daemon/common/json_put.h"
#include "daemon/core/announcements/tip_act.h"
#include "daemon/core/letters/letter.h"
#include "daemon/core/meetings/convenorship.h"
#include "daemon/core/outbox/outbox.h"
#include "subscribers/list.h"
#include "subscribers/subscriber.h"
#include "subscribers/tip.h"

#define RENEWED_MAX 200 /* of those that wait; nobody decides about more in one go */

static bool is_asked(struct db *db, int64_t tip_id, const char *address_key)
{
	int64_t id = 0;

	while ((id = tip_question_next(db, tip_id, id)) != 0) {
		if (outbox_goes_to(db, id, address_key))
			return true;
	}
	return false;
}

static void ask_one(struct core *core, const struct tip *tip, const struct list *list,
    const struct address *to, bool is_shared)
{
	struct letter l = {
		.delivery = { .kind = "tip",
		    .class = DELIVERY_ANSWER,
		    .address = to->spec,
		    .list_id = list->id,
		    .due_at = core_now(core) },
		.auto_submitted = "auto-generated",
		.is_conversation = true,
	};
	struct subscriber author;
	int64_t id;

	if (is_asked(core->db, tip->id, to->key))
		return;
	l.values = json_object();
	letter_set(l.values, "text", buf_all(&tip->text));
	letter_set(l.values, "list", slice_of(list->name));
	json_put(l.values, "is_shared", json_boolean(is_shared));
	json_put(l.values, "is_proven", json_boolean(tip->is_proven));
	json_put(l.values, "is_convenor", json_boolean(strcmp(to->key, core->human.key) != 0));
	id = letter_queue(core, &l);
	if (id == 0)
		return;
	tip_add_question(core->db, tip->id, id);
	/* It holds their words, and goes when they are forgotten. */
	if (subscriber_get(core->db, tip->subscriber_id, &author))
		outbox_set_about(core->db, id,
		    slice_make((const char *)author.hash, TOKEN_HASH_SIZE));
}

static void ask(struct core *core, const struct tip *tip)
{
	struct convenors c;
	struct list list;
	int n = 0;

	if (!list_get(core->db, tip->list_id, &list))
		return;
	(void)convenorship_of(core, list.id, 0, &c);
	for (int i = 0; i < c.n; i++) {
		if (!tip_act_is_author(core, tip->subscriber_id, c.all[i].key))
			c.all[n++] = c.all[i];
	}
	for (int i = 0; i < n; i++)
		ask_one(core, tip, &list, &c.all[i], n > 1);
	if (n == 0)
		ask_one(core, tip, &list, &core->human, false);
}

void tip_asking_ask(struct core *core, int64_t tip_id)
{
	struct tip tip;

	tip_init(&tip);
	if (tip_get(core->db, tip_id, &tip))
		ask(core, &tip);
	tip_release(&tip);
}

void tip_asking_renew(struct core *core, int64_t list_id)
{
	int64_t id = 0;

	for (int i = 0; i < RENEWED_MAX && (id = tip_next_waiting(core->db, list_id, id)) != 0; i++)
		tip_asking_ask(core, id);
}

/* SPDX-License-Identifier: MIT
 * The archive by email; see archive_mail.h. It reads, it never changes anything. Whether somebody
 * may read what went to a list is asked of their subscriptions at that moment, and of what was sent
 * to them; who may not is told the same as where nothing is there. */
#include "daemon/core/conversation/archive_mail.h"

#include <string.h>

#include <jansson.h>

#include "daemon/common/json_put.h"
#include "daemon/common/num.h"
#include "daemon/core/announcements/announcement.h"
#include "daemon/core/letters/letter.h"
#include "daemon/core/outbox/outbox.h"
#include "daemon/core/talk/answers.h"
#include "daemon/mail/markdown.h"
#include "daemon/time/words.h"
#include "subscribers/list.h"
#include "subscribers/resource.h"
#include "subscribers/subscription.h"

#define INDEX_MAX 30      /* lines of one mail */
#define LOOKED_AT_MAX 500 /* of others' lists that lie between */
#define TOOLKIT_MAX 20    /* resources in one mail */

static struct slice args(const struct talk *t)
{
	return slice_of(t->v.command.args);
}

/* Who got it has it, and reads it again whatever became of it. Others read only what went to the
 * whole of a list, once it is done: while it is being sent it may still be stopped, and what was
 * stopped is not published by this door. The answer to a member goes to their own address, whoever
 * asked in their name. */
static bool may_read(const struct talk *t, const struct announcement_sent *sent,
    const struct list *list)
{
	struct subscription n;

	if (talk_is_theirs(t) && outbox_reached(t->core->db, sent->id, t->who.id, sent->is_done))
		return true;
	if (!sent->is_whole || !sent->is_done)
		return false;
	if (list->is_open && list->kind == LIST_NEWSLETTER)
		return true;
	return talk_is_theirs(t) && subscription_find(t->core->db, t->who.id, list->id, &n) &&
	    n.state == SUBSCRIPTION_ACTIVE;
}

/* The newest before `before` that may be read, of one list (0: of any). */
static bool next(const struct talk *t, int64_t list_id, int64_t before, int *looked_at,
    struct announcement_sent *sent, struct list *list)
{
	while (++*looked_at <= LOOKED_AT_MAX &&
	    announcement_sent_before(t->core->db, list_id, before, sent)) {
		if (list_get(t->core->db, sent->list_id, list) && may_read(t, sent, list))
			return true;
		before = sent->id;
	}
	return false;
}

/* Which list the words mean; 0: any. False where they mean none. */
static bool find_list(struct talk *t, int64_t *list_id_r)
{
	struct list list;

	*list_id_r = 0;
	if (args(t).n == 0)
		return true;
	if (!list_find(t->core->db, args(t), -1, &list))
		return false;
	*list_id_r = list.id;
	return true;
}

static void set_day(const struct talk *t, json_t *v, int64_t at)
{
	struct buf day = BUF_INIT;

	words_day(&day, at, t->core->conf.templates.timezone);
	letter_set(v, "day", buf_all(&day));
	buf_release(&day);
}

/* --- one of them --- */

static bool send_one(struct talk *t, const struct announcement_sent *sent, const struct list *list)
{
	struct announcement a;
	struct buf text = BUF_INIT;
	json_t *v = json_object();

	announcement_init(&a);
	if (announcement_get(t->core->db, sent->id, &a))
		markdown_to_text(&text, buf_all(&a.body));
	letter_set(v, "title", buf_all(&a.subject));
	letter_set(v, "body", buf_all(&text));
	letter_set(v, "name", slice_of(list->name));
	json_put(v, "number", json_integer(sent->id));
	set_day(t, v, sent->started_at);
	answer_values(t, "archived", v);
	t->outcome = "archive sent";
	announcement_release(&a);
	buf_release(&text);
	return true;
}

static bool send_none(struct talk *t)
{
	json_t *v = json_object();

	json_put(v, "is_missing", json_true());
	answer_values(t, "index", v);
	t->outcome = "not in the archive";
	return true;
}

bool archive_mail_latest(struct talk *t)
{
	struct announcement_sent sent;
	struct list list;
	int64_t list_id;
	int looked_at = 0;

	if (!find_list(t, &list_id) || !next(t, list_id, INT64_MAX, &looked_at, &sent, &list))
		return send_none(t);
	return send_one(t, &sent, &list);
}

bool archive_mail_get(struct talk *t)
{
	struct slice number = args(t);
	struct announcement_sent sent;
	struct list list;
	int looked_at = LOOKED_AT_MAX - 1; /* that one or none */
	int64_t id;

	if (number.n > 0 && number.p[0] == '#')
		number = slice_from(number, 1);
	if (!num_parse(number, 1, INT32_MAX, &id) ||
	    !next(t, 0, id + 1, &looked_at, &sent, &list) || sent.id != id)
		return send_none(t);
	return send_one(t, &sent, &list);
}

/* --- all of them --- */

bool archive_mail_index(struct talk *t)
{
	json_t *v = json_object(), *rows = json_array();
	struct announcement_sent sent = { .id = INT64_MAX };
	struct list list;
	int64_t list_id;
	int looked_at = 0;

	if (!find_list(t, &list_id)) {
		json_decref(rows);
		json_decref(v);
		return send_none(t);
	}
	while (json_array_size(rows) < INDEX_MAX &&
	    next(t, list_id, sent.id, &looked_at, &sent, &list)) {
		json_t *row = json_object();

		json_put(row, "number", json_integer(sent.id));
		letter_set(row, "title", slice_of(sent.subject));
		letter_set(row, "name", slice_of(list.name));
		set_day(t, row, sent.started_at);
		(void)json_array_append_new(rows, row);
	}
	json_put(v, "has_rows", json_boolean(json_array_size(rows) > 0));
	json_put(v, "rows", rows);
	answer_values(t, "index", v);
	t->outcome = "index sent";
	return true;
}

/* --- the Toolkit --- */

bool archive_mail_toolkit(struct talk *t)
{
	struct resource found[TOOLKIT_MAX];
	json_t *v = json_object(), *rows = json_array();
	bool has_more;
	size_t n = resource_search(t->core->db, args(t), found, TOOLKIT_MAX, &has_more);

	for (size_t i = 0; i < n; i++) {
		json_t *row = json_object();

		letter_set(row, "title", slice_of(found[i].title));
		letter_set(row, "url", slice_of(found[i].url));
		letter_set(row, "summary", slice_of(found[i].summary));
		(void)json_array_append_new(rows, row);
	}
	json_put(v, "has_rows", json_boolean(n > 0));
	json_put(v, "rows", rows);
	json_put(v, "has_words", json_boolean(args(t).n > 0));
	json_put(v, "has_more", json_boolean(has_more));
	answer_values(t, "toolkit", v);
	t->outcome = "toolkit sent";
	return true;
}

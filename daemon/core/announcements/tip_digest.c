/* SPDX-License-Identifier: MIT
 * See tip_digest.h. A digest is an announcement like any other: this file makes it, in one
 * transaction with the rows that say what went in it, and the schedule sends it in the hours of its
 * list. */
#include "daemon/core/announcements/tip_digest.h"

#include <string.h>

#include "daemon/common/json_put.h"
#include "daemon/common/log.h"
#include "daemon/core/announcements/announcement.h"
#include "daemon/core/announcements/announcement_mail.h"
#include "daemon/core/announcements/approving.h"
#include "daemon/core/letters/letter.h"
#include "subscribers/byline.h"
#include "subscribers/list.h"
#include "subscribers/subscriber.h"
#include "subscribers/tip.h"

#define EVERY_S (7 * INT64_C(86400))
#define TIPS_MAX 20 /* of one digest; what is more, or does not fit, waits for the next */

/* Their words are no Markdown: every mark that could be some is made plain (CommonMark 2.4). */
static void add_plain(struct buf *out, struct slice text)
{
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] != '\0' && strchr("\\`*_{}[]()#+-.!<>|~&=:@/\"'", text.p[i]) != NULL)
			buf_char(out, '\\');
		buf_char(out, text.p[i]);
	}
}

/* A paragraph; the lines of it stay lines. */
static void add_quote(struct buf *out, struct slice text)
{
	struct slice line;

	while (slice_next_line(&text, &line)) {
		line = slice_trim(line);
		buf_text(out, "> ");
		add_plain(out, line);
		buf_text(out, line.n > 0 ? "\\\n" : "\n");
	}
	/* No break behind the last line. */
	if (out->n >= 2 && out->p[out->n - 2] == '\\')
		buf_cut(out, out->n - 2);
}

/* The name that stands below a tip; nothing where none does. */
static void add_name(struct core *core, const struct tip *tip, struct buf *out)
{
	struct buf name = BUF_INIT;

	if (tip->is_named)
		subscriber_display_name(core->db, tip->subscriber_id, &name);
	add_plain(out, buf_all(&name));
	buf_release(&name);
}

static json_t *one_tip(struct core *core, int64_t id)
{
	json_t *row = json_object();
	struct buf text = BUF_INIT, name = BUF_INIT;
	struct tip tip;

	tip_init(&tip);
	if (tip_get(core->db, id, &tip)) {
		add_quote(&text, buf_all(&tip.text));
		add_name(core, &tip, &name);
	}
	letter_set(row, "text", buf_all(&text));
	letter_set(row, "name", buf_all(&name));
	json_put(row, "is_proven", json_boolean(tip.is_proven)); /* a new object has room */
	tip_release(&tip);
	buf_release(&text);
	buf_release(&name);
	return row;
}

static void set_sent(struct core *core, int64_t id, int64_t announcement_id)
{
	struct buf name = BUF_INIT;
	struct tip tip;

	tip_init(&tip);
	if (tip_get(core->db, id, &tip))
		add_name(core, &tip, &name);
	if (name.n > 0)
		byline_add(core->db, announcement_id, tip.subscriber_id, buf_all(&name));
	tip_set_sent(core->db, id, announcement_id);
	tip_release(&tip);
	buf_release(&name);
}

/* The digest of the first `count` rows, not stored yet. */
static int render_digest(struct core *core, const struct list *list, json_t *rows, size_t count,
    struct announcement *a, struct err *err)
{
	json_t *v = letter_values(core, list), *some = json_array();
	bool is_sure = true; /* that each is of a member */
	int rc;

	for (size_t i = 0; i < count; i++) {
		is_sure = is_sure &&
		    json_is_true(json_object_get(json_array_get(rows, i), "is_proven"));
		(void)json_array_append(some, json_array_get(rows, i));
	}
	json_put(v, "is_sure", json_boolean(is_sure));
	json_put(v, "is_one", json_boolean(count == 1));
	json_put(v, "tips", some);
	buf_clear(&a->subject);
	buf_clear(&a->body);
	rc = letter_render(core, "tips", v, &a->subject, &a->body, err);
	json_decref(v);
	return rc;
}

/* Is the mail of so many no larger than what is sent? It is measured as it goes: marks that are
 * made plain, and letters with macrons, take several bytes for one. */
static bool fits(struct core *core, const struct list *list, json_t *rows, size_t count,
    struct announcement *a, struct err *err)
{
	struct buf master = BUF_INIT;
	bool is_fit = false;

	if (render_digest(core, list, rows, count, a, err) == 0 &&
	    announcement_mail_compile(core, a, list, core_now(core), &master, err) == 0)
		is_fit = master.n <= ANNOUNCEMENT_MAIL_BYTES_MAX &&
		    a->body.n <= ANNOUNCEMENT_BODY_MAX;
	buf_release(&master);
	return is_fit;
}

/* How many of the rows go in it, the oldest first, and what it then says; 0: not even one can. */
static size_t fill_digest(struct core *core, const struct list *list, json_t *rows,
    struct announcement *a, struct err *err)
{
	size_t good = 0, bad = json_array_size(rows) + 1, at = bad - 1;

	for (; bad - good > 1; at = good + (bad - good) / 2) {
		if (fits(core, list, rows, at, a, err))
			good = at;
		else
			bad = at;
		if (good > 0)
			err_clear(err);
	}
	if (good > 0 && render_digest(core, list, rows, good, a, err) < 0)
		return 0;
	return good;
}

static void send_digest(struct core *core, const struct list *list,
    const struct announcement *digest, const int64_t *tips, size_t count, int64_t now)
{
	struct announcement a;
	int64_t id = announcement_new(core->db, list->id, slice_trim(buf_all(&digest->subject)),
	    buf_all(&digest->body), "tips", now);

	announcement_init(&a);
	/* Each of the tips was approved by a person. */
	if (announcement_get(core->db, id, &a))
		approving_release(core, &a, list, "convenor", true, now);
	for (size_t i = 0; i < count; i++)
		set_sent(core, tips[i], id);
	tip_set_next_digest(core->db, list->id, now + EVERY_S);
	announcement_release(&a);
}

static void make_digest(struct core *core, const struct list *list, int64_t now)
{
	json_t *rows = json_array();
	int64_t tips[TIPS_MAX], id = 0;
	struct announcement digest;
	struct err err = ERR_INIT;
	size_t n = 0, count;

	announcement_init(&digest);
	while (n < TIPS_MAX && (id = tip_next_approved(core->db, list->id, id)) != 0) {
		(void)json_array_append_new(rows, one_tip(core, id));
		tips[n++] = id;
	}
	count = fill_digest(core, list, rows, &digest, &err);
	if (count > 0)
		send_digest(core, list, &digest, tips, count, now);
	else
		(void)db_refuse(core->db, "the digest cannot be made: %s",
		    err_is_set(&err) ? err.text :
		                       "with one tip in it it is larger than what is sent");
	log_info("tip.digest", "list=%s tips=%zu of=%zu", list->slug, count, n);
	announcement_release(&digest);
	json_decref(rows);
}

static bool digest_one(struct core *core, int64_t list_id, int64_t now)
{
	struct setback_key key = { "tips", list_id, 0 };
	struct list list;

	if (setback_waits(&core->setbacks, key, now))
		return false;
	db_begin(core->db);
	if (list_get(core->db, list_id, &list))
		make_digest(core, &list, now);
	return core_step(core, key);
}

bool tip_digest_turn(struct core *core, int64_t now)
{
	for (int64_t id = tip_digest_due(core->db, now, 0); id != 0;
	     id = tip_digest_due(core->db, now, id)) {
		if (digest_one(core, id, now))
			return true;
	}
	return false;
}

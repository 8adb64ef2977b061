/* SPDX-License-Identifier: MIT
 * Giving and voiding approvals; see approving.h. An approval is of a text and of a number of
 * people: both are read again when it is given, when the announcement is scheduled and when it
 * begins, because a draft, an image in a folder and a list all go on changing meanwhile. */
#include "daemon/core/announcements/approving.h"

#include <limits.h>

#include "daemon/common/log.h"
#include "daemon/core/announcements/announcement_image.h"
#include "daemon/core/announcements/announcement_review.h"
#include "daemon/core/letters/sending_hours.h"
#include "subscribers/list.h"

static void add_part(struct buf *all, struct slice part)
{
	buf_printf(all, "%zu:", part.n); /* so that no two sequences of parts are the same bytes */
	buf_slice(all, part);
}

static void hash_of(struct core *core, const struct announcement *a, const struct list *list,
    uint8_t hash[HASH_SIZE])
{
	struct buf all = BUF_INIT;
	struct embeds images;
	struct err err = ERR_INIT;

	add_part(&all, buf_all(&a->subject));
	add_part(&all, buf_all(&a->body));
	add_part(&all, slice_of(list->slug));
	add_part(&all, buf_all(&a->audience));
	embeds_init(&images);
	if (embeds_load(core, buf_all(&a->body), &images, &err) < 0)
		add_part(&all, slice_of(err.text)); /* it cannot go like this: its check says so */
	for (size_t i = 0; i < images.count; i++) {
		add_part(&all, slice_of(images.rows[i].name));
		add_part(&all, buf_all(&images.rows[i].data));
	}
	hash_sha256(buf_all(&all), hash);
	embeds_release(&images);
	buf_release(&all);
}

void approving_read(struct core *core, const struct announcement *a, const struct list *list,
    struct approval_text *text)
{
	hash_of(core, a, list, text->hash);
	text->recipients = announcement_review_recipients(core, a, list);
}

void approving_hash_text(const struct approval_text *text, struct buf *out)
{
	struct buf all = BUF_INIT;

	hash_to_text(text->hash, HASH_SIZE, &all);
	buf_slice(out, slice_sub(buf_all(&all), 0, APPROVING_HASH_SHOWN));
	buf_release(&all);
}

/* --- giving one --- */

/* Is the text the one whose digits these are? */
static int need_hash(const struct announcement *a, const struct approval_text *text,
    struct slice digits, struct err *err)
{
	struct buf all = BUF_INIT;
	bool is_same;

	if (digits.n < APPROVING_HASH_SHOWN)
		return err_set(err, ERR_PERM,
		    "a text is named by %d digits or more, as \"dpupctl announce show %lld\" has them",
		    APPROVING_HASH_SHOWN, (long long)a->id);
	hash_to_text(text->hash, HASH_SIZE, &all);
	is_same = digits.n <= all.n &&
	    slice_equal_fold(digits, slice_sub(buf_all(&all), 0, digits.n));
	buf_release(&all);
	return is_same ? 0 :
	                 err_set(err, ERR_PERM,
	                     "the text of announcement %lld is another now: look at it again with "
	                     "\"dpupctl announce show %lld\"",
	                     (long long)a->id, (long long)a->id);
}

static int need_recipients(const struct announcement *a, int64_t shown, int64_t now,
    struct err *err)
{
	return !approval_has_moved(shown, now) ?
	    0 :
	    err_set(err, ERR_PERM,
	        "it would go to %lld people now, and you were "
	        "shown %lld: look at it again with \"dpupctl announce show %lld\"",
	        (long long)now, (long long)shown, (long long)a->id);
}

/* Is it what they saw? Where they say nothing, what they were shown last decides. */
static int need_seen(struct core *core, const struct announcement *a,
    const struct approving_asked *asked, const struct approval_text *text, struct err *err)
{
	bool is_bound = core->conf.announcements.approvals > 0;
	struct approval_text seen;
	bool was_shown = is_bound && approval_seen(core->db, a->id, asked->actor, &seen);

	if (asked->hash.n > 0 && need_hash(a, text, asked->hash, err) < 0)
		return -1;
	if (asked->hash.n == 0 && was_shown && !hash_equal(seen.hash, text->hash, HASH_SIZE))
		return err_set(err, ERR_PERM,
		    "announcement %lld was changed since it was last looked at: see \"dpupctl announce "
		    "show %lld\", and approve it then",
		    (long long)a->id, (long long)a->id);
	if (asked->recipients >= 0)
		return need_recipients(a, asked->recipients, text->recipients, err);
	return asked->hash.n == 0 && was_shown ?
	    need_recipients(a, seen.recipients, text->recipients, err) :
	    0;
}

static int need_another(struct core *core, const struct announcement *a,
    const struct approving_asked *asked, struct err *err)
{
	int needed = core->conf.announcements.approvals;

	if (needed == 0)
		return 0;
	if (approval_is_writer(core->db, a->id, asked->actor))
		return err_set(err, ERR_PERM,
		    "%s wrote or changed it, so somebody else approves it (one-person teams set "
		    "announcements.approvals = 0)",
		    asked->actor);
	return !approval_has(core->db, a->id, asked->actor) ?
	    0 :
	    err_set(err, ERR_PERM,
	        "%s approved it already; it has %d of "
	        "%d approvals, and each is another person's",
	        asked->actor, approval_count(core->db, a->id), needed);
}

int approving_give(struct core *core, struct announcement *a, const struct list *list,
    const struct approving_asked *asked, struct approval_text *text, struct err *err)
{
	struct db *db = core->db;
	struct buf why = BUF_INIT;
	int needed = core->conf.announcements.approvals, count;
	bool is_other;

	if (a->state != ANNOUNCEMENT_CHECKED) /* which says what is */
		return announcement_move(db, a, ANNOUNCEMENT_APPROVED, asked->actor, 0,
		           asked->now) ?
		    0 :
		    -1;
	approving_read(core, a, list, text);
	/* Those of another text first: who gave one may give another. */
	if (approval_sift(db, a->id, text, asked->now, &why, &is_other))
		log_info("announcement.void", "id=%lld reason=\"%s\"", (long long)a->id, why.p);
	buf_release(&why);
	if (need_another(core, a, asked, err) < 0 || need_seen(core, a, asked, text, err) < 0)
		return -1;
	if (!approval_has(db, a->id, asked->actor))
		approval_add(db, a->id, text, asked->actor, asked->now);
	count = approval_count(db, a->id);
	log_info("announcement.approval", "id=%lld actor=%s count=%d of=%d recipients=%lld",
	    (long long)a->id, asked->actor, count, needed, (long long)text->recipients);
	if (count >= needed)
		(void)announcement_move(db, a, ANNOUNCEMENT_APPROVED, asked->actor, 0,
		    asked->now); /* it is checked */
	return 0;
}

/* --- still good? --- */

static void take_back(struct core *core, struct announcement *a, bool is_other,
    const struct err *why, int64_t now)
{
	enum announcement_state to = is_other ? ANNOUNCEMENT_DRAFT : ANNOUNCEMENT_CHECKED;

	log_warning("announcement.void", "id=%lld reason=\"%s\"", (long long)a->id, why->text);
	(void)announcement_move(core->db, a, to, why->text, 0,
	    now); /* legal from where approvals are asked about */
}

bool approving_stands(struct core *core, struct announcement *a, const struct list *list,
    int64_t now, struct err *why)
{
	int needed = core->conf.announcements.approvals, count = approval_count(core->db, a->id);
	struct approval_text text;
	struct buf reason = BUF_INIT;
	bool is_other = false, is_void;

	if (needed == 0 || count == INT_MAX)
		return true;
	approving_read(core, a, list, &text);
	is_void = approval_sift(core->db, a->id, &text, now, &reason, &is_other);
	count = approval_count(core->db, a->id);
	if (count < needed && is_void)
		(void)err_set(why, ERR_PERM,
		    "announcement %lld is not approved any more: %s; see \"dpupctl announce show %lld\", "
		    "and have it approved again",
		    (long long)a->id, reason.p, (long long)a->id);
	else if (count < needed)
		(void)err_set(why, ERR_PERM,
		    "announcement %lld has %d of %d approvals; \"dpupctl announce approve\" comes next",
		    (long long)a->id, count, needed);
	if (count < needed)
		take_back(core, a, is_other, why, now);
	buf_release(&reason);
	return count >= needed;
}

/* Has it not begun, and may it still? What has is what was approved then. */
static bool is_to_begin(struct core *core, const struct announcement *a)
{
	switch (a->state) {
	case ANNOUNCEMENT_DRAFT:
	case ANNOUNCEMENT_CHECKED:
	case ANNOUNCEMENT_APPROVED:
	case ANNOUNCEMENT_SCHEDULED:
		return true;
	case ANNOUNCEMENT_PAUSED:
		return !announcement_has_begun(core->db, a->id);
	case ANNOUNCEMENT_SENDING:
	case ANNOUNCEMENT_DONE:
	case ANNOUNCEMENT_CANCELLED:
		break;
	}
	return false;
}

void approving_withdraw(struct core *core, const char *account, int64_t now)
{
	int needed = core->conf.announcements.approvals;
	struct announcement a;
	struct err why = ERR_INIT;
	int64_t id = 0;

	(void)err_set(&why, ERR_PERM, "%s is no approver any more", account);
	while ((id = approval_next_of(core->db, account, id)) != 0) {
		announcement_init(&a);
		if (announcement_get(core->db, id, &a) && is_to_begin(core, &a)) {
			approval_withdraw(core->db, id, account, slice_of(why.text), now);
			/* One that is paused is asked when it is resumed. */
			if ((a.state == ANNOUNCEMENT_APPROVED ||
			        a.state == ANNOUNCEMENT_SCHEDULED) &&
			    approval_count(core->db, id) < needed)
				take_back(core, &a, false, &why, now);
		}
		announcement_release(&a);
	}
}

/* --- what core makes --- */

void approving_release(struct core *core, struct announcement *a, const struct list *list,
    const char *by, bool is_waived, int64_t now)
{
	struct approval_text text;

	if (!announcement_move(core->db, a, ANNOUNCEMENT_CHECKED, NULL, 0, now) ||
	    (!is_waived && core->conf.announcements.approvals > 0))
		return;
	if (is_waived) {
		approving_read(core, a, list, &text);
		approval_waive(core->db, a->id, &text, by, now);
	}
	if (announcement_move(core->db, a, ANNOUNCEMENT_APPROVED, by, 0, now))
		(void)announcement_move(core->db, a, ANNOUNCEMENT_SCHEDULED, NULL,
		    sending_hours_next(core, list, now),
		    now); /* it was approved on the line before */
}

/* --- showing --- */

void approving_json(struct core *core, const struct announcement *a,
    const struct approval_text *text, struct buf *out)
{
	buf_cut(out, out->n - 1); /* of its '}' */
	buf_text(out, ",\"hash\":\"");
	approving_hash_text(text, out);
	buf_printf(out,
	    "\",\"approvals_needed\":%d,\"approvals\":", core->conf.announcements.approvals);
	approval_json(core->db, a->id, out);
	buf_char(out, '}');
}

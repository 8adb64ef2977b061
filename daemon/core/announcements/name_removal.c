/* SPDX-License-Identifier: MIT
 * See name_removal.h. A name is at the end of a line that is no quotation (the template tips.txt):
 * words of a tip that read the same stay. Text and compiled message change in one transaction with
 * the end of the byline, so a crash does it again as a whole. An announcement that is being sent
 * keeps its bytes until it has ended, because a repeated delivery must have those of the first. */
#include "daemon/core/announcements/name_removal.h"

#include "daemon/common/log.h"
#include "daemon/core/announcements/announcement.h"
#include "daemon/core/announcements/announcement_mail.h"
#include "subscribers/byline.h"
#include "subscribers/list.h"

#define PER_TURN 50 /* compiled messages of one transaction */
#define INSTEAD "a member"

static bool ends_with(struct slice line, struct slice name)
{
	line = slice_trim(line);
	return name.n > 0 && line.n > name.n && line.p[0] != '>' &&
	    line.p[line.n - name.n - 1] == ' ' &&
	    slice_equal(slice_from(line, line.n - name.n), name);
}

bool name_removal_text(struct slice body, struct slice name, struct buf *out)
{
	struct slice rest = body, line;

	while (slice_next_line(&rest, &line)) {
		struct slice shown = slice_trim(line);

		if (!ends_with(line, name))
			continue;
		buf_slice(out, slice_sub(body, 0, (size_t)(shown.p - body.p) + shown.n - name.n));
		buf_text(out, INSTEAD);
		buf_slice(out, slice_from(body, (size_t)(shown.p - body.p) + shown.n));
		return true;
	}
	return false;
}

/* The compiled message, where it was compiled, as it would have been without the name. */
static int compile(struct core *core, const struct announcement *a)
{
	struct buf old = BUF_INIT, master = BUF_INIT, text = BUF_INIT;
	struct err err = ERR_INIT;
	struct list list;
	int rc = 0;

	if (announcement_master(core->db, a->id, false, &old)) {
		rc = list_get(core->db, a->list_id, &list) ? 0 : -1;
		if (rc == 0)
			rc = announcement_mail_compile(core, a, &list, a->started_at, &master,
			    &err);
		if (rc == 0)
			rc = announcement_mail_compile_text(core, a, &list, a->started_at, &text,
			    &err);
		if (rc == 0)
			announcement_set_master(core->db, a->id, buf_all(&master), buf_all(&text));
	}
	if (rc < 0)
		log_error("unname.compile", "announcement=%lld reason=\"%s\"", (long long)a->id,
		    err.text);
	buf_release(&old);
	buf_release(&master);
	buf_release(&text);
	return rc;
}

/* False where it has to wait. */
static bool take_out(struct core *core, int64_t announcement_id, struct slice name)
{
	struct announcement a;
	struct buf body = BUF_INIT;
	bool is_done = true;

	announcement_init(&a);
	if (announcement_get(core->db, announcement_id, &a)) {
		if (a.state == ANNOUNCEMENT_SENDING || a.state == ANNOUNCEMENT_PAUSED) {
			is_done = false;
		} else if (name_removal_text(buf_all(&a.body), name, &body)) {
			buf_clear(&a.body);
			buf_slice(&a.body, buf_all(&body));
			is_done = compile(core, &a) == 0;
			if (is_done)
				announcement_set_body(core->db, a.id, buf_all(&a.body));
		}
	}
	announcement_release(&a);
	buf_release(&body);
	return is_done;
}

void name_removal_turn(struct core *core)
{
	int64_t id = 0, announcement_id;
	struct buf name = BUF_INIT;

	for (int i = 0;
	     i < PER_TURN && byline_next_orphan(core->db, id, &id, &announcement_id, &name); i++) {
		if (!take_out(core, announcement_id, buf_all(&name)))
			continue;
		byline_remove(core->db, id);
		log_info("person.unnamed", "announcement=%lld", (long long)announcement_id);
	}
	buf_release(&name);
}

/* SPDX-License-Identifier: MIT
 * Dispatch of requests; see request.h. */
#include "daemon/core/staff/request.h"

#include <stdio.h>
#include <unistd.h>

#include "daemon/common/log.h"
#include "daemon/common/memfd.h"
#include "daemon/common/protocol.h"
#include "daemon/core/letters/mailable.h"
#include "daemon/core/staff/lookup_note.h"
#include "daemon/core/staff/refusals.h"
#include "daemon/core/staff/request_audit.h"
#include "daemon/core/staff/staff_access.h"
#include "subscribers/convenor.h"
#include "subscribers/json.h"
#include "subscribers/list.h"
#include "subscribers/meeting.h"
#include "subscribers/subscriber.h"

struct act act_of_request(const struct request *rq)
{
	struct act a = { .core = rq->core,
		.by = rq->actor,
		.evidence = core_evidence(rq->core, "staff"),
		.now = rq->now };

	a.evidence.proof = PROOF_STAFF;
	a.evidence.note = slice_of(rq->actor);
	return a;
}

const struct request_verb *request_find(const struct request_verb *const *tables, struct slice verb)
{
	for (size_t i = 0; tables[i] != NULL; i++) {
		for (const struct request_verb *v = tables[i]; v->verb != NULL; v++) {
			if (slice_is(verb, v->verb))
				return v;
		}
	}
	return NULL;
}

int request_check(const struct request_verb *v, const struct wire *w, bool has_bulk,
    struct err *err)
{
	bool is_taken = !has_bulk;

	if (!wire_obeys(w, v->fields, err))
		return err_context(err, "%s", v->verb);
	for (const struct wire_rule *rule = v->fields; rule->name != NULL; rule++) {
		if (rule->tag != REQUEST_CONTENT || is_taken)
			continue;
		if (wire_has(w, rule->name))
			return err_set(err, ERR_PERM, "%s: %s comes twice", v->verb, rule->name);
		is_taken = true;
	}
	return is_taken ? 0 : err_set(err, ERR_PERM, "%s takes nothing beside its fields", v->verb);
}

/* Refused, and what was written on the way is true all the same. */
static void keep(struct request *rq)
{
	struct err err = ERR_INIT;

	if (core_commit(rq->core, &err) < 0)
		log_error("request.keep", "reason=\"%s\"", err.text);
}

static int carry_out(const struct request_verb *v, struct request *rq, struct err *err)
{
	struct audit_entry entry;
	int rc;

	if (!v->is_write) {
		rc = v->handle(rq, err);
		return rc == 0 && v->right.is_about_people ? lookup_note_add(rq, v->verb, err) : rc;
	}
	db_begin(rq->core->db);
	rc = v->handle(rq, err);
	if (rc != 0 && err_is_set(err)) {
		if (rq->is_kept)
			keep(rq);
		else
			db_rollback(rq->core->db);
		return rc;
	}
	if (rc == 0)
		request_audit_note(rq, v->verb, &entry);
	/* A rule of a table's owner (db_refuse) fails the commit, which then says which. */
	if (core_commit(rq->core, err) < 0)
		return -1;
	if (rc == 0)
		audit_note_log(&entry);
	return 0;
}

static void send_ok(struct request *rq, struct peer *peer)
{
	struct buf frame = BUF_INIT;
	struct err err = ERR_INIT;
	int fd = -1;

	wire_begin(&frame, "ok", rq->w->id);
	if (rq->json.n > 0 && wire_has_room(&frame, rq->json.n)) {
		wire_add_text(&frame, "json", buf_all(&rq->json));
	} else if (rq->json.n > 0) {
		fd = memfd_make(buf_all(&rq->json), &err);
		if (fd < 0) {
			wire_begin(&frame, "refused", rq->w->id);
			wire_add_text(&frame, "text", slice_of(err.text));
		}
	}
	peer_send(peer, &frame, fd);
	buf_release(&frame);
}

static void send_refused(const struct wire *w, struct peer *peer, const char *text)
{
	struct buf frame = BUF_INIT;

	wire_begin(&frame, "refused", w->id);
	wire_add_text(&frame, "text", slice_of(text));
	peer_send(peer, &frame, -1);
	buf_release(&frame);
}

void request_answer(struct core *core, const struct request_verb *v, struct peer *peer,
    const struct wire *w, int fd, const struct request_actor *actor)
{
	struct request rq = { .core = core,
		.w = w,
		.actor = actor->name,
		.is_owner = actor->is_owner,
		.v = v,
		.now = core_now(core),
		.json = BUF_INIT,
		.detail = BUF_INIT };
	struct err err = ERR_INIT;
	int rc;

	if (v == NULL) {
		send_refused(w, peer,
		    "this dpupd does not know that command; is dpupctl of the same version?");
		return;
	}
	/* What it is made of before whose it is: then rights are asked of the fields that the verb
	 * reads, and of no others. */
	if (request_check(v, w, fd >= 0, &err) < 0 || staff_access_check(&rq, &err) < 0) {
		refusals_note(&rq, v->verb, &err); /* that somebody tried is kept too */
		send_refused(w, peer, err.text);
		return;
	}
	rc = fd >= 0 ? memfd_map(fd, PROTOCOL_MESSAGE_MAX, &rq.bulk, &err) : 0;
	if (rc == 0)
		rc = carry_out(v, &rq, &err);
	memfd_unmap(&rq.bulk);
	if (v->is_write || rc < 0 || v->right.is_about_people)
		log_info("request", "verb=%s actor=%s result=%s", v->verb, actor->name,
		    rc == 0 ? "ok" : "refused");
	if (rc == 0)
		send_ok(&rq, peer);
	else
		send_refused(w, peer, err.text);
	buf_release(&rq.json);
	buf_release(&rq.detail);
}

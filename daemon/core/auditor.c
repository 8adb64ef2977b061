/* SPDX-License-Identifier: MIT
 * See auditor.h. What a request was about is the first of its fields that names something; an address
 * is named by its keyed hash, whichever field it stands in, so that the log can be kept when the person is forgotten. Also
 * dpupctl audit. */
#include "auditor.h"

#include "../../subscribers/audit.h"
#include "../../subscribers/lookup.h"
#include "../common/log.h"
#include "../mail/words.h"
#include "request.h"

#define NAME_BYTES_MAX 200
#define TARGET_BYTES_MAX 1000	/* as request_address() takes them */

static bool add_address(struct core *core, struct slice text, struct buf *out)
{
	uint8_t hash[TOKEN_HASH_SIZE];
	struct err err = ERR_INIT;
	struct address a;

	if (!address_parse_utf8(text, &a, &err))
		return false;
	token_hash_address(&core->key, a.key, hash);
	buf_text(out, "address:");
	hash_to_text(hash, sizeof hash, out);
	return true;
}

/* A name as it was given; addresses may stand in any, also where none belongs, and then it is refused. */
static void add_text(struct core *core, struct slice text, struct buf *out)
{
	if (slice_find(text, '@') == text.n) {
		buf_slice(out, text);
		return;
	}
	if (add_address(core, text, out))
		return;
	while (text.n > 0) {
		size_t n = address_piece(text);
		struct slice piece = slice_sub(text, 0, n);
		size_t at = slice_find(piece, '@');

		/* A sign between two words is none; what is like an address, and cannot be one, may be half of one. */
		if (at == n || n == 1)
			buf_slice(out, piece);
		else if (!add_address(core, piece, out))
			buf_text(out, "address:unclear");
		if (n < text.n)
			buf_char(out, text.p[n++]);
		text = slice_from(text, n);
	}
}

/* Those of staff stand there as they are called: a reviewer looks for them. One that is only tried may be anything. */
static void add_account(struct request *rq, bool is_refused, struct buf *out)
{
	struct slice account = slice_sub(wire_text(rq->w, "account"), 0, 63);

	if (is_refused)
		add_text(rq->core, account, out);
	else
		buf_slice(out, account);
	buf_char(out, ' ');
	add_text(rq->core, slice_sub(wire_text(rq->w, "role"), 0, 100), out);
}

static void add_object(struct request *rq, bool is_refused, struct buf *out)
{
	static const char *const fields[] = { "slug", "name", "community", "list", "target" };

	if (wire_has(rq->w, "account")) {
		add_account(rq, is_refused, out);
		return;
	}
	if (wire_has(rq->w, "address")) {
		(void)add_address(rq->core, wire_text(rq->w, "address"), out);	/* none: it is of nobody */
		return;
	}
	if (slice_find(wire_text(rq->w, "target"), '@') < wire_text(rq->w, "target").n) {
		add_text(rq->core, slice_sub(wire_text(rq->w, "target"), 0, TARGET_BYTES_MAX), out);
		return;
	}
	if (wire_has(rq->w, "id")) {
		buf_printf(out, "%lld", (long long)wire_int(rq->w, "id", 0, INT64_MAX, 0));
		return;
	}
	for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
		if (wire_has(rq->w, fields[i])) {
			add_text(rq->core, slice_sub(wire_text(rq->w, fields[i]), 0, NAME_BYTES_MAX), out);
			return;
		}
	}
}

void auditor_object(struct request *rq, struct buf *out)
{
	add_object(rq, false, out);
}

static void note(struct request *rq, const char *verb, bool is_refused, struct auditor_entry *entry)
{
	struct buf object = BUF_INIT;

	add_object(rq, is_refused, &object);
	if (rq->detail.n > 0)
		buf_printf(&object, " %s", rq->detail.p);
	entry->id = audit_add(rq->core->db, rq->actor, verb, buf_all(&object), rq->now, entry->hash);
	buf_release(&object);
}

void auditor_note(struct request *rq, const char *verb, struct auditor_entry *entry)
{
	note(rq, verb, false, entry);
}

void auditor_refuse(struct request *rq, const char *verb, struct auditor_entry *entry)
{
	struct buf name = BUF_INIT;

	buf_printf(&name, "refused: %s", verb);
	note(rq, name.p, true, entry);
	buf_release(&name);
}

void auditor_act(struct core *core, const char *actor, const char *verb, int64_t id)
{
	uint8_t hash[HASH_SIZE];
	struct buf object = BUF_INIT;

	buf_printf(&object, "%lld", (long long)id);
	(void)audit_add(core->db, actor, verb, buf_all(&object), core_now(core), hash);	/* its number is of no use here */
	buf_release(&object);
}

void auditor_log(const struct auditor_entry *entry)
{
	struct buf hex = BUF_INIT;

	hash_to_text(entry->hash, sizeof entry->hash, &hex);
	log_info("audit.added", "id=%lld hash=%s", (long long)entry->id, hex.p);
	buf_release(&hex);
}

/* --- dpupctl audit --- */

static int on_audit(struct request *rq, struct err *err)
{
	struct slice since = wire_text(rq->w, "since");
	int64_t at = 0, count, broken;

	if (wire_int(rq->w, "verify", 0, 1, 0) == 1) {
		broken = audit_verify(rq->core->db, &count);
		buf_printf(&rq->json, "{\"ok\":%s,\"rows\":%lld", broken == 0 ? "true" : "false", (long long)count);
		if (broken != 0)
			buf_printf(&rq->json, ",\"broken_at\":%lld", (long long)broken);
		buf_char(&rq->json, '}');
		return 0;
	}
	if (since.n > 0 && !words_parse_time(since, rq->core->conf.templates.timezone, rq->now, &at, err))
		return -1;
	if (wire_int(rq->w, "reads", 0, 1, 0) == 1)
		lookup_json(rq->core->db, at, &rq->json);
	else
		audit_json(rq->core->db, at, &rq->json);
	return 0;
}

const struct request_verb audit_verbs[] = {
	{ "audit", false, on_audit,
	    { REQUEST_NAME("since"), REQUEST_FLAG("verify"), REQUEST_FLAG("reads") } },
	{ .verb = NULL },
};

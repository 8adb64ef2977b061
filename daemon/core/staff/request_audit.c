/* SPDX-License-Identifier: MIT
 * See request_audit.h. What a request was about is the first of its fields that names something; an
 * address is named by its keyed hash, whichever field it stands in, so that the log can be kept
 * when the person is forgotten. */
#include "daemon/core/staff/request_audit.h"

#include "daemon/core/staff/request.h"

#define NAME_BYTES_MAX 200
#define TARGET_BYTES_MAX 1000 /* as request_address() takes them */

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

/* A name as it was given; addresses may stand in any, also where none belongs, and then it is
 * refused. */
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

		/* A sign between two words is none; what is like an address, and cannot be one, may
		 * be half of one. */
		if (at == n || n == 1)
			buf_slice(out, piece);
		else if (!add_address(core, piece, out))
			buf_text(out, "address:unclear");
		if (n < text.n)
			buf_char(out, text.p[n++]);
		text = slice_from(text, n);
	}
}

/* Those of staff stand there as they are called: a reviewer looks for them. One that is only tried
 * may be anything. */
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
		(void)add_address(rq->core, wire_text(rq->w, "address"),
		    out); /* none: it is of nobody */
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
			add_text(rq->core,
			    slice_sub(wire_text(rq->w, fields[i]), 0, NAME_BYTES_MAX), out);
			return;
		}
	}
}

void request_audit_object(struct request *rq, struct buf *out)
{
	add_object(rq, false, out);
}

static void note(struct request *rq, const char *verb, bool is_refused, struct audit_entry *entry)
{
	struct buf object = BUF_INIT;

	add_object(rq, is_refused, &object);
	if (rq->detail.n > 0)
		buf_printf(&object, " %s", rq->detail.p);
	*entry = audit_note_add(rq->core, rq->actor, verb, buf_all(&object));
	buf_release(&object);
}

void request_audit_note(struct request *rq, const char *verb, struct audit_entry *entry)
{
	note(rq, verb, false, entry);
}

void request_audit_refuse(struct request *rq, const char *verb, struct audit_entry *entry)
{
	struct buf name = BUF_INIT;

	buf_printf(&name, "refused: %s", verb);
	note(rq, name.p, true, entry);
	buf_release(&name);
}

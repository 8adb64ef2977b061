/* SPDX-License-Identifier: MIT
 * The frame fetch.start; see start.h. Core checked the configuration already; what is checked
 * here again is what would end up in an IMAP command or a path. */
#include "daemon/fetch/start.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/common/protocol.h"
#include "daemon/common/slice.h"

#define CUT_MESSAGE_MIN 65536 /* a cut message holds this much, so the limit cannot be lower */

static const struct text_field {
	const char *name;
	size_t at;
	size_t max;
	bool is_needed;
	enum start_kind kind;
} text_fields[] = {
	{ "path", offsetof(struct start, path), 4000, true, START_MAILDIR },
	{ "url", offsetof(struct start, url), 1024, true, START_IMAP },
	{ "user", offsetof(struct start, user), 320, true, START_IMAP },
	{ "password_file", offsetof(struct start, password_file), 4000, false, START_IMAP },
	{ "ca_file", offsetof(struct start, ca_file), 4000, false, START_IMAP },
	{ "auth", offsetof(struct start, auth), 64, false, START_IMAP },
	{ "mailbox", offsetof(struct start, mailbox), 512, true, START_IMAP },
	{ "processed", offsetof(struct start, processed), 512, false, START_IMAP },
};

/* All but the first and the last are for tests; core leaves them out. */
static const struct int_field {
	const char *name;
	size_t at;
	int max;
	int fallback;
} int_fields[] = {
	{ "poll_s", offsetof(struct start, poll_s), 86400, 300 },
	{ "retry_s", offsetof(struct start, retry_s), 3600, 60 },
	{ "backoff_max_s", offsetof(struct start, backoff_max_s), 3600, 300 },
	{ "timeout_s", offsetof(struct start, timeout_s), 3600, 60 },
	{ "stuck_s", offsetof(struct start, stuck_s), 86400, 3600 },
	{ "idle_s", offsetof(struct start, idle_s), 1740, 540 },
	{ "tells_moves", offsetof(struct start, tells_moves), 1, 0 },
};

static bool is_printable(struct slice s)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c < 0x20 || c == 0x7f)
			return false;
	}
	return true;
}

static int take_texts(const struct wire *w, struct start *s, struct err *err)
{
	for (size_t i = 0; i < sizeof text_fields / sizeof text_fields[0]; i++) {
		const struct text_field *f = &text_fields[i];
		struct slice value;

		if (f->kind != s->kind || (!f->is_needed && !wire_has(w, f->name)))
			continue;
		if (!wire_need_text(w, f->name, f->max, &value, err))
			return -1;
		if (!is_printable(value))
			return err_set(err, ERR_PERM, "%s holds control characters", f->name);
		*(char **)((char *)s + f->at) = slice_dup(value);
	}
	return 0;
}

static int take_numbers(const struct wire *w, struct start *s, struct err *err)
{
	for (size_t i = 0; i < sizeof int_fields / sizeof int_fields[0]; i++) {
		const struct int_field *f = &int_fields[i];
		int64_t value = f->fallback;

		if (wire_has(w, f->name) && !wire_need_int(w, f->name, 1, f->max, &value, err))
			return -1;
		*(int *)((char *)s + f->at) = (int)value;
	}
	return 0;
}

static int take_tls(const struct wire *w, struct start *s, struct err *err)
{
	static const char *const names[] = { "auto", "required", "none" };

	s->tls = START_TLS_AUTO;
	if (!wire_has(w, "tls"))
		return 0;
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		if (slice_is(wire_text(w, "tls"), names[i])) {
			s->tls = (enum start_tls)i;
			return 0;
		}
	}
	return err_set(err, ERR_PERM, "tls must be auto, required or none");
}

static int take_imap(const struct wire *w, struct start *s, struct err *err)
{
	int64_t uidvalidity, uid;

	if (!wire_need_int(w, "uidvalidity", 0, UINT32_MAX, &uidvalidity, err) ||
	    !wire_need_int(w, "uid", 0, UINT32_MAX, &uid, err) || take_tls(w, s, err) < 0)
		return -1;
	s->uidvalidity = (uint32_t)uidvalidity;
	s->uid = (uint32_t)uid;
	return 0;
}

int start_parse(const struct wire *w, struct start *s, struct err *err)
{
	struct slice kind;
	int64_t message_max;

	memset(s, 0, sizeof *s);
	if (!wire_is(w, "fetch.start"))
		return err_set(err, ERR_PERM, "the first frame must be fetch.start");
	if (!wire_need_text(w, "kind", 16, &kind, err) ||
	    !wire_need_int(w, "message_max", CUT_MESSAGE_MIN, PROTOCOL_MESSAGE_MAX, &message_max,
	        err))
		return -1;
	if (!slice_is(kind, "maildir") && !slice_is(kind, "imap"))
		return err_set(err, ERR_PERM, "kind must be maildir or imap");
	s->kind = slice_is(kind, "imap") ? START_IMAP : START_MAILDIR;
	s->message_max = (size_t)message_max;
	s->again_since = wire_int(w, "again_since", 0, INT64_MAX, 0);
	if (s->kind == START_IMAP)
		oauth_settings_read(&s->oauth_settings, w);
	if (take_texts(w, s, err) < 0 || take_numbers(w, s, err) < 0)
		return -1;
	return s->kind == START_IMAP ? take_imap(w, s, err) : 0;
}

void start_release(struct start *s)
{
	oauth_settings_release(&s->oauth_settings);
	for (size_t i = 0; i < sizeof text_fields / sizeof text_fields[0]; i++) {
		char **text = (char **)((char *)s + text_fields[i].at);

		free(*text);
		*text = NULL;
	}
}

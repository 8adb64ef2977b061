/* SPDX-License-Identifier: MIT
 * The frame fetch.start. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/fetch/start.h"

struct change {
	const char *name; /* a field, its value, and its type; NULL value: left out */
	const char *text;
	int64_t number;
	char type; /* 't', 'i', or 0: left out */
};

/* An IMAP frame that is right, but for one field. */
static void make_frame(struct buf *frame, const char *kind, const struct change *c)
{
	static const struct change fields[] = {
		{ "message_max", NULL, 1 << 20, 'i' },
		{ "path", "/var/mail/dpup", 0, 't' },
		{ "url", "imaps://mail.example.nz", 0, 't' },
		{ "user", "dpup", 0, 't' },
		{ "mailbox", "INBOX", 0, 't' },
		{ "uidvalidity", NULL, 7, 'i' },
		{ "uid", NULL, 12, 'i' },
		{ "poll_s", NULL, 120, 'i' },
	};
	bool is_used = c == NULL;

	wire_begin(frame, "fetch.start", 0);
	wire_add_text(frame, "kind", slice_of(kind));
	for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
		const struct change *f = &fields[i];

		if (c != NULL && strcmp(c->name, f->name) == 0) {
			f = c;
			is_used = true;
		}
		if (f->type == 'i')
			wire_add_int(frame, f->name, f->number);
		if (f->type == 't')
			wire_add_text(frame, f->name, slice_of(f->text));
	}
	if (!is_used && c->type == 'i')
		wire_add_int(frame, c->name, c->number);
	if (!is_used && c->type == 't')
		wire_add_text(frame, c->name, slice_of(c->text));
}

static int parse(const char *kind, const struct change *c, struct start *s)
{
	struct buf frame = BUF_INIT;
	struct err err = ERR_INIT;
	struct wire w;
	int rc;

	make_frame(&frame, kind, c);
	assert_int_equal(wire_parse(buf_all(&frame), &w, &err), 0);
	rc = start_parse(&w, s, &err);
	assert_int_equal(rc < 0, err_is_set(&err));
	buf_release(&frame);
	return rc;
}

static void test_imap(void **state)
{
	struct start s;

	(void)state;
	assert_int_equal(parse("imap", NULL, &s), 0);
	assert_int_equal(s.kind, START_IMAP);
	assert_int_equal(s.message_max, 1048576);
	assert_string_equal(s.url, "imaps://mail.example.nz");
	assert_string_equal(s.user, "dpup");
	assert_string_equal(s.mailbox, "INBOX");
	assert_null(s.path);
	assert_null(s.password_file);
	assert_null(s.processed);
	assert_int_equal(s.tls, START_TLS_AUTO);
	assert_int_equal(s.uidvalidity, 7);
	assert_int_equal(s.uid, 12);
	assert_int_equal(s.poll_s, 120);
	assert_int_equal(s.retry_s, 60);
	assert_int_equal(s.backoff_max_s, 300);
	assert_int_equal(s.timeout_s, 60);
	assert_int_equal(s.idle_s, 540); /* nine minutes */
	assert_int_equal(s.stuck_s, 3600);
	start_release(&s);
	start_release(&s); /* twice is fine */
}

static void test_maildir(void **state)
{
	struct start s;

	(void)state;
	assert_int_equal(parse("maildir", NULL, &s), 0);
	assert_int_equal(s.kind, START_MAILDIR);
	assert_string_equal(s.path, "/var/mail/dpup");
	assert_null(s.url);
	start_release(&s);
}

static void test_changes(void **state)
{
	static const struct {
		const char *kind;
		struct change change;
		int rc;
	} cases[] = {
		{ "imap", { "url", NULL, 0, 0 }, -1 },
		{ "imap", { "user", NULL, 0, 0 }, -1 },
		{ "imap", { "mailbox", NULL, 0, 0 }, -1 },
		{ "imap", { "mailbox", "", 0, 't' }, -1 },
		{ "imap", { "mailbox", "IN\r\nBOX", 0, 't' }, -1 },
		{ "imap", { "mailbox", "P\xc4\x81nui", 0, 't' }, 0 },
		{ "imap", { "processed", "x\x7fy", 0, 't' }, -1 },
		{ "imap", { "path", NULL, 0, 0 }, 0 },
		{ "imap", { "uid", NULL, 0, 0 }, -1 },
		{ "imap", { "uid", NULL, 4294967295, 'i' }, 0 },
		{ "imap", { "uid", NULL, 4294967296, 'i' }, -1 },
		{ "imap", { "uid", NULL, -1, 'i' }, -1 },
		{ "imap", { "uid", "12", 0, 't' }, -1 },
		{ "imap", { "tls", "required", 0, 't' }, 0 },
		{ "imap", { "tls", "none", 0, 't' }, 0 },
		{ "imap", { "tls", "", 0, 't' }, -1 },
		{ "imap", { "tls", "maybe", 0, 't' }, -1 },
		{ "imap", { "tls", NULL, 1, 'i' }, -1 },
		{ "imap", { "poll_s", NULL, 0, 'i' }, -1 },
		{ "imap", { "poll_s", NULL, 86400, 'i' }, 0 },
		{ "imap", { "poll_s", NULL, 86401, 'i' }, -1 },
		{ "imap", { "idle_s", NULL, 1741, 'i' }, -1 }, /* RFC 2177: below 30 minutes */
		{ "imap", { "message_max", NULL, 65535, 'i' }, -1 },
		{ "imap", { "message_max", NULL, 65536, 'i' }, 0 },
		{ "imap", { "message_max", NULL, 64 << 20, 'i' }, 0 },
		{ "imap", { "message_max", NULL, (64 << 20) + 1, 'i' }, -1 },
		{ "maildir", { "path", NULL, 0, 0 }, -1 },
		{ "maildir", { "path", "/a\nb", 0, 't' }, -1 },
		{ "maildir", { "url", NULL, 0, 0 }, 0 },
		{ "maildir", { "uid", NULL, 0, 0 }, 0 },
		{ "pop3", { "path", NULL, 0, 0 }, -1 },
		{ "", { "path", NULL, 0, 0 }, -1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct start s;
		int rc = parse(cases[i].kind, &cases[i].change, &s);

		if (rc != cases[i].rc)
			fail_msg("case %zu (%s): %d", i, cases[i].change.name, rc);
		start_release(&s);
	}
}

static void test_verb(void **state)
{
	struct buf frame = BUF_INIT;
	struct err err = ERR_INIT;
	struct start s;
	struct wire w;

	(void)state;
	wire_begin(&frame, "fetch.stop", 0);
	assert_int_equal(wire_parse(buf_all(&frame), &w, &err), 0);
	assert_int_equal(start_parse(&w, &s, &err), -1);
	start_release(&s);
	buf_release(&frame);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_imap),
		cmocka_unit_test(test_maildir),
		cmocka_unit_test(test_changes),
		cmocka_unit_test(test_verb),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

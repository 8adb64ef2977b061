/* SPDX-License-Identifier: MIT
 * Whole messages, from bytes to verdict: tests/mail/NAME.eml with what is expected of it in
 * NAME.expect beside it, as "key: value" lines worked out by hand. A key that stands several times
 * is a list. Each message is also read cut at every 97th byte and with bytes flipped: whatever
 * comes out, it must come without a crash, a leak or a word of undefined behaviour, and the facts
 * must fit into a frame. */
#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/mail/classify.h"
#include "daemon/parse/extract.h"

#define AUTHSERV "mx.example.govt.nz"

static struct classify_identity identity = { .delimiter = '+', .domain = "example.govt.nz" };

static void read_file(const char *path, struct buf *out)
{
	FILE *f = fopen(path, "rb");
	char piece[4096];
	size_t n;

	if (f == NULL)
		fail_msg("%s cannot be read", path);
	while ((n = fread(piece, 1, sizeof piece, f)) > 0)
		buf_add(out, piece, n);
	fclose(f);
}

static void read_message(struct slice message, struct facts *f, struct verdict *v)
{
	facts_init(f);
	verdict_init(v);
	extract_facts(f, message, slice_of(AUTHSERV), false);
	classify(f, &identity, v);
}

static void release(struct facts *f, struct verdict *v)
{
	facts_release(f);
	verdict_release(v);
}

/* What the verdict says under a key, the `nth` one; false where there is none. */
static bool actual_of(const struct facts *f, const struct verdict *v, struct slice key, size_t nth,
    struct buf *out)
{
	struct slice lines, line;
	size_t i = 0;

	buf_clear(out);
	if (slice_is(key, "bounce")) {
		const struct classify_bounce *b = &v->bounces[nth];

		if (nth >= v->bounce_count)
			return false;
		buf_printf(out, "%s %s %s %s %s", b->recipient[0] != '\0' ? b->recipient : "-",
		    bounce_class_text(b->class), b->reason, b->status[0] != '\0' ? b->status : "-",
		    b->action[0] != '\0' ? b->action : "-");
		return true;
	}
	if (slice_is(key, "token")) {
		if (nth >= v->token_count)
			return false;
		buf_printf(out, "%s-%s", token_type_text(v->tokens[nth].type), v->tokens[nth].text);
		return true;
	}
	if (slice_is(key, "attachment") || slice_is(key, "limit")) {
		lines = facts_get(f, slice_is(key, "limit") ? FACTS_LIMITS : FACTS_ATTACHMENTS);
		while (slice_next_line(&lines, &line)) {
			if (i++ == nth) {
				buf_slice(out, line);
				return true;
			}
		}
		return false;
	}
	return false;
}

static void add_escaped(struct buf *out, struct slice s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '\n')
			buf_text(out, "\\n");
		else
			buf_char(out, s.p[i]);
	}
}

static void single(const struct facts *f, const struct verdict *v, const char *name,
    struct slice key, struct buf *out)
{
	static const struct {
		const char *key;
		enum facts_text fact;
	} texts[] = {
		{ "from", FACTS_FROM },
		{ "subject", FACTS_SUBJECT },
		{ "message_id", FACTS_MESSAGE_ID },
		{ "charset", FACTS_CHARSET },
	};

	buf_clear(out);
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		if (slice_is(key, texts[i].key)) {
			buf_slice(out, facts_get(f, texts[i].fact));
			return;
		}
	}
	if (slice_is(key, "kind"))
		buf_text(out, classify_kind_text(v->kind));
	else if (slice_is(key, "reply"))
		add_escaped(out, buf_all(&v->reply));
	else if (slice_is(key, "command"))
		buf_text(out, command_verb_text(v->command.verb));
	else if (slice_is(key, "args"))
		buf_text(out, v->command.args);
	else if (slice_is(key, "detail"))
		buf_text(out, v->is_detail_command ? "yes" : "no");
	else if (slice_is(key, "automatic"))
		buf_text(out, v->is_automatic ? "yes" : "no");
	else if (slice_is(key, "authenticated"))
		buf_text(out, v->is_authenticated ? "yes" : "no");
	else if (slice_is(key, "autoreply"))
		buf_text(out, v->automatic != NULL ? v->automatic : "no");
	else if (slice_is(key, "until"))
		buf_text(out, v->until);
	else if (slice_is(key, "html"))
		buf_printf(out, "%d", (int)f->number[FACTS_HTML_ONLY]);
	else if (slice_is(key, "complaint"))
		buf_printf(out, "%s %s", v->complaint_type, v->complaint_recipient);
	else if (slice_is(key, "calendar"))
		buf_printf(out, "%s %s %d %s %s %s", f->text[FACTS_CALENDAR_METHOD].p,
		    f->text[FACTS_CALENDAR_UID].p, (int)f->number[FACTS_CALENDAR_SEQUENCE],
		    f->text[FACTS_CALENDAR_ATTENDEE].p, f->text[FACTS_CALENDAR_PARTSTAT].p,
		    f->text[FACTS_CALENDAR_COMMENT].p);
	else if (slice_is(key, "auth"))
		buf_printf(out, "%s %s %s %s", f->text[FACTS_AUTH_DKIM].p,
		    f->text[FACTS_AUTH_SPF].p, f->text[FACTS_AUTH_DMARC].p,
		    f->text[FACTS_AUTH_DOMAIN].p);
	else
		fail_msg("%s: there is no key %.*s", name, SLICE_ARG(key));
}

static bool is_list(struct slice key)
{
	return slice_is(key, "bounce") || slice_is(key, "token") || slice_is(key, "attachment") ||
	    slice_is(key, "limit");
}

/* The whole of each list must be expected: one bounce more is a fault. */
static size_t count_key(struct slice lines, const char *key)
{
	struct slice line;
	size_t n = 0;

	while (slice_next_line(&lines, &line))
		n += slice_is(slice_sub(line, 0, slice_find(line, ':')), key);
	return n;
}

static void check(const char *name, struct slice expected, const struct facts *f,
    const struct verdict *v)
{
	struct slice rest = expected, line, before = SLICE_NONE;
	struct buf actual = BUF_INIT;
	size_t nth = 0;

	while (slice_next_line(&rest, &line)) {
		struct slice key = slice_sub(line, 0, slice_find(line, ':'));
		struct slice value = slice_trim(slice_from(line, key.n + 1));

		nth = slice_equal(key, before) ? nth + 1 : 0;
		before = key;
		if (!is_list(key))
			single(f, v, name, key, &actual);
		else if (!actual_of(f, v, key, nth, &actual))
			fail_msg("%s: %.*s is missing", name, SLICE_ARG(line));
		if (!slice_equal(slice_trim(buf_all(&actual)), value))
			fail_msg("%s: %.*s is \"%s\", expected \"%.*s\"", name, SLICE_ARG(key),
			    actual.p, SLICE_ARG(value));
	}
	assert_int_equal(v->bounce_count, count_key(expected, "bounce"));
	buf_release(&actual);
}

static void for_each(void (*visit)(const char *name, struct slice message, struct slice expected))
{
	glob_t found;

	assert_int_equal(glob("tests/mail/*.eml", 0, NULL, &found), 0);
	assert_true(found.gl_pathc >= 30); /* run in the folder of the project */
	for (size_t i = 0; i < found.gl_pathc; i++) {
		struct buf message = BUF_INIT, expected = BUF_INIT, path = BUF_INIT;

		read_file(found.gl_pathv[i], &message);
		buf_add(&path, found.gl_pathv[i], strlen(found.gl_pathv[i]) - strlen("eml"));
		buf_text(&path, "expect");
		read_file(path.p, &expected);
		visit(found.gl_pathv[i], buf_all(&message), buf_all(&expected));
		buf_release(&message);
		buf_release(&expected);
		buf_release(&path);
	}
	globfree(&found);
}

static void visit_whole(const char *name, struct slice message, struct slice expected)
{
	struct facts f;
	struct verdict v;

	read_message(message, &f, &v);
	check(name, expected, &f, &v);
	release(&f, &v);
}

static void test_expected(void **state)
{
	(void)state;
	for_each(visit_whole);
}

/* Bytes only, no expectations; what came out must fit a frame and be read back. */
static void survive(struct slice message)
{
	struct facts f, back;
	struct verdict v;
	struct buf frame = BUF_INIT;
	struct wire w;
	struct err err = ERR_INIT;
	char *copy = malloc(message.n + 1); /* on the heap at its exact size: overreads show */

	memcpy(copy, message.p, message.n);
	read_message(slice_make(copy, message.n), &f, &v);
	facts_encode(&f, 1, &frame);
	assert_true(frame.n <= WIRE_FRAME_MAX);
	assert_int_equal(wire_parse(buf_all(&frame), &w, &err), 0);
	facts_init(&back);
	assert_int_equal(facts_decode(&w, &back, &err), 0);
	for (size_t i = 0; i < FACTS_TEXT_COUNT; i++)
		assert_true(slice_equal(facts_get(&f, i), facts_get(&back, i)));
	facts_release(&back);
	buf_release(&frame);
	release(&f, &v);
	free(copy);
}

static void visit_cut(const char *name, struct slice message, struct slice expected)
{
	(void)name;
	(void)expected;
	for (size_t n = 0; n < message.n; n += 97)
		survive(slice_sub(message, 0, n));
}

static void visit_flipped(const char *name, struct slice message, struct slice expected)
{
	static const unsigned char masks[] = { 0x01, 0x20, 0x80, 0xff };
	struct buf flipped = BUF_INIT;

	(void)name;
	(void)expected;
	for (size_t m = 0; m < sizeof masks; m++) {
		/* Every 50th byte at once, then one at a time. */
		buf_clear(&flipped);
		buf_slice(&flipped, message);
		for (size_t i = 49; i < flipped.n; i += 50)
			flipped.p[i] = (char)(flipped.p[i] ^ masks[m]);
		survive(buf_all(&flipped));
		for (size_t i = 7 * m; i < message.n; i += 50) {
			buf_clear(&flipped);
			buf_slice(&flipped, message);
			flipped.p[i] = (char)(flipped.p[i] ^ masks[m]);
			survive(buf_all(&flipped));
		}
	}
	buf_release(&flipped);
}

static void test_cut(void **state)
{
	(void)state;
	for_each(visit_cut);
}

static void test_flipped(void **state)
{
	(void)state;
	for_each(visit_flipped);
}

/* Only the header is read of a message that a worker died of. */
static void test_head_only(void **state)
{
	struct facts f;

	(void)state;
	facts_init(&f);
	extract_facts(&f, slice_of("From: <a@b.example>\r\nSubject: x\r\n\r\nbody"), SLICE_NONE,
	    true);
	assert_string_equal(f.text[FACTS_FROM].p, "a@b.example");
	assert_string_equal(f.text[FACTS_SUBJECT].p, "x");
	assert_int_equal(f.text[FACTS_TEXT].n, 0);
	facts_release(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_expected),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_flipped),
		cmocka_unit_test(test_head_only),
	};
	int rc;

	extract_preload();
	identity.words = command_words_new();
	(void)command_words_load((struct command_words *)(uintptr_t)identity.words,
	    "templates/mi/words", NULL);
	if (!address_parse(slice_of("dpup@example.govt.nz"), &identity.address, NULL))
		return 1;
	rc = cmocka_run_group_tests(tests, NULL, NULL);
	command_words_free((struct command_words *)(uintptr_t)identity.words);
	return rc;
}

/* SPDX-License-Identifier: MIT
 * From argv to a frame. Core's handlers are written against these verbs and fields, so each
 * expected frame is written out by hand. */
#include "daemon/ctl/request.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "daemon/common/memfd.h"
#include "daemon/common/wire.h"
#include "daemon/ctl/help.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])
#define WORDS_MAX 24

/* Splits "a 'b c' d" into an argv; the words live in `copy`. */
static int split(char *copy, char **argv)
{
	int argc = 0;

	argv[argc++] = copy; /* the program's name: whatever */
	while (*copy != '\0') {
		char end = ' ';

		if (*copy == ' ') {
			*copy++ = '\0';
			continue;
		}
		if (*copy == '\'') {
			end = '\'';
			*copy++ = '\0';
		}
		assert_true(argc < WORDS_MAX);
		argv[argc++] = copy;
		while (*copy != '\0' && *copy != end)
			copy++;
		if (*copy != '\0')
			*copy++ = '\0';
	}
	return argc;
}

static int parse(const char *line, struct request *r, char *copy, struct err *err)
{
	char *argv[WORDS_MAX];

	(void)snprintf(copy, 512, "%s", line);
	return request_parse(split(copy, argv), argv, r, err);
}

static void describe(struct buf *out, const struct wire *w)
{
	buf_slice(out, w->verb);
	for (size_t i = 0; i < w->count; i++) {
		const struct wire_field *f = &w->fields[i];

		buf_printf(out, " %.*s=%c:", SLICE_ARG(f->name), f->type);
		if (f->type == 'i')
			buf_printf(out, "%lld", (long long)f->number);
		else
			buf_slice(out, f->value);
	}
}

static const struct {
	const char *line, *frame;
} frames[] = {
	{ "status", "status" },
	{ "status --watch", "status" }, /* for dpupctl itself */
	{ "doctor", "doctor" },
	{ "list add news --name 'DPUP newsletter' --purpose=News",
	    "list.add slug=t:news name=t:DPUP newsletter purpose=t:News" },
	{ "list update news --state closed", "list.update slug=t:news state=t:closed" },
	{ "community add otago --region NZ-OTA --name \xc5\x8ctepoti --purpose P --convenor a@b.nz --convenor c@d.nz",
	    "community.add slug=t:otago name=t:\xc5\x8ctepoti purpose=t:P region=t:NZ-OTA "
	    "convenor=t:a@b.nz,c@d.nz" },
	{ "subscriber add --list news --source 'a talk' a@b.nz",
	    "subscriber.add address=t:a@b.nz list=t:news source=t:a talk" },
	{ "subscriber list", "subscriber.list" },
	{ "announce show 3", "announce.show id=i:3" },
	{ "announce schedule 3 --at '2026-12-01 09:00'",
	    "announce.schedule id=i:3 at=t:2026-12-01 09:00" },
	{ "announce schedule --now 3", "announce.schedule id=i:3 now=i:1" },
	{ "announce preview 9223372036854775807 --format=raw",
	    "announce.preview id=i:9223372036854775807 format=t:raw" },
	{ "meeting add otago --start '2026-12-01 10:00' --length 90m --remind 7d --remind 2h",
	    "meeting.add community=t:otago start=t:2026-12-01 10:00 length=i:5400 remind=t:7d,2h" },
	{ "who --list news --why", "who list=t:news why=i:1" },
	{ "explain a@b.nz", "explain target=t:a@b.nz" },
	{ "explain -- -5", "explain target=t:-5" },
	{ "queue list --state unsure", "queue.list state=t:unsure" },
	{ "queue flush --json", "queue.flush" },
	{ "backup /tmp/a.db", "backup file=t:/tmp/a.db" },
	{ "--yes suppression remove a@b.nz", "suppression.remove address=t:a@b.nz" },
};

static void test_frames(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(frames); i++) {
		struct buf frame = BUF_INIT, text = BUF_INIT;
		struct err err = ERR_INIT;
		struct request r;
		struct wire w;
		char copy[512];
		int fd;

		if (parse(frames[i].line, &r, copy, &err) != 0)
			fail_msg("%s: %s", frames[i].line, err.text);
		assert_non_null(r.verb);
		assert_int_equal(request_frame(&r, 7, &frame, &fd, &err), 0);
		assert_int_equal(fd, -1);
		assert_int_equal(wire_parse(buf_all(&frame), &w, &err), 0);
		assert_int_equal(w.id, 7);
		describe(&text, &w);
		assert_string_equal(text.p, frames[i].frame);
		request_release(&r);
		buf_release(&frame);
		buf_release(&text);
	}
}

static const struct {
	const char *line, *error;
} wrongs[] = {
	{ "anounce", "there is no \"anounce\"; did you mean \"announce\"?" },
	{ "xyzzy show", "there is no \"xyzzy\"; \"dpupctl help\" shows what there is" },
	{ "announce aprove 3",
	    "\"announce\" has no \"aprove\"; did you mean \"announce approve\"?" },
	{ "announce frobnicate", "\"announce\" has no \"frobnicate\"; \"dpupctl announce\" shows" },
	{ "announce show", "id is missing; \"dpupctl announce show --help\" shows how" },
	{ "announce show three", "id must be a number, not \"three\"" },
	{ "announce show -3", "there is no option -3;" },
	{ "announce show 9223372036854775808", "id must be a number" },
	{ "announce show 3 4", "\"4\" is one word too many" },
	{ "announce show ''", "id is empty" },
	{ "announce new --list a --subject b", "--body is missing" },
	{ "announce new --list a --list b", "--list is given twice" },
	{ "announce new --subjet b", "there is no option --subjet; did you mean --subject?" },
	{ "announce new --zzz b", "there is no option --zzz; \"dpupctl announce new --help\"" },
	{ "announce new --list", "--list needs a value behind it" },
	{ "announce schedule 3 --now=5", "--now takes no value" },
	{ "announce schedule 3 -now", "there is no option -now" },
	{ "announce preview 3 --format pdf", "--format must be one of text|html|raw, not \"pdf\"" },
	{ "announce preview 3 --format text|html", "--format must be one of" },
	{ "meeting add x --start y --length 5", "--length must be a span like 90m, 2h or 7d" },
	{ "meeting add x --start y --remind 367d", "--remind must be a span" },
	{ "list update x",
	    "nothing is to be changed: no option says what; \"dpupctl list update --help\" shows how" },
	{ "meeting move 3 --reason x", "nothing is to be changed" },
	{ "list add \xff --name a --purpose b", "slug is not UTF-8" },
	{ "-s", "-s needs the path of the daemon's socket" },
	{ "-x status", "there is no option -x" },
	{ "announce --list show", "the verb comes before its options" },
	{ "help xyzzy", "there is no \"xyzzy\"" },
};

static void test_wrong(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(wrongs); i++) {
		struct err err = ERR_INIT;
		struct request r;
		char copy[512];

		assert_int_equal(parse(wrongs[i].line, &r, copy, &err), -1);
		if (strstr(err.text, wrongs[i].error) == NULL)
			fail_msg("%s\nexpected: %s\ngot: %s", wrongs[i].line, wrongs[i].error,
			    err.text);
		request_release(&r);
	}
}

static const struct {
	const char *line;
	const char *noun;
	bool has_verb, wants_help, wants_version;
} helps[] = {
	{ "", NULL, false, false, false },
	{ "help", NULL, false, true, false },
	{ "--help", NULL, false, true, false },
	{ "announce", "announce", false, false, false },
	{ "announce --help", "announce", false, true, false },
	{ "help announce", "announce", false, true, false },
	{ "help announce new", "announce", true, true, false },
	{ "announce new --help", "announce", true, true, false }, /* though --body is missing */
	{ "parse --help", "parse", true, true, false },
	{ "--version", NULL, false, false, true },
};

static void test_help(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(helps); i++) {
		struct err err = ERR_INIT;
		struct request r;
		char copy[512];

		assert_int_equal(parse(helps[i].line, &r, copy, &err), 0);
		assert_int_equal(r.verb != NULL, helps[i].has_verb);
		assert_int_equal(r.wants_help, helps[i].wants_help);
		assert_int_equal(r.wants_version, helps[i].wants_version);
		if (helps[i].noun == NULL)
			assert_null(r.noun);
		else
			assert_string_equal(r.noun, helps[i].noun);
		request_release(&r);
	}
}

static void test_globals(void **state)
{
	struct err err = ERR_INIT;
	struct request r;
	char copy[512];

	(void)state;
	assert_int_equal(parse("-s /x announce --json cancel 3 --yes", &r, copy, &err), 0);
	assert_string_equal(r.socket, "/x");
	assert_true(r.is_json && r.is_yes);
	assert_string_equal(request_value(&r, "id"), "3");
	assert_null(request_value(&r, "nothing"));
	request_release(&r);
	/* What parse reads itself is left alone. */
	assert_int_equal(parse("--json parse --delimiter - a.eml", &r, copy, &err), 0);
	assert_int_equal(r.raw_argc, 4);
	assert_string_equal(r.raw_argv[0], "parse");
	assert_string_equal(r.raw_argv[3], "a.eml");
	request_release(&r);
}

/* --- files ------------------------------------------------------------------------------------ */

static char file[] = "/tmp/test_ctl_request.XXXXXX";

static int make_file(void **state)
{
	int fd = mkstemp(file);

	(void)state;
	return fd < 0 ? -1 : close(fd);
}

static int remove_file(void **state)
{
	(void)state;
	return unlink(file);
}

/* A body of `n` times 'x'. 0, or what request_frame() says; *is_beside_r: it went as a memfd. */
static int body_of(size_t n, const void *end, size_t end_n, bool *is_beside_r, struct err *err)
{
	struct buf text = BUF_INIT, frame = BUF_INIT;
	FILE *f = fopen(file, "w");
	struct request r;
	struct slice beside;
	struct wire w;
	char line[256], copy[512];
	int fd, rc;

	assert_non_null(f);
	buf_repeat(&text, 'x', n);
	buf_add(&text, end, end_n);
	assert_int_equal(fwrite(text.p, 1, text.n, f), text.n);
	assert_int_equal(fclose(f), 0);
	(void)snprintf(line, sizeof line, "announce new --list a --subject b --body %s", file);
	assert_int_equal(parse(line, &r, copy, err), 0);
	rc = request_frame(&r, 1, &frame, &fd, err);
	if (rc == 0) {
		assert_int_equal(wire_parse(buf_all(&frame), &w, err), 0);
		*is_beside_r = fd >= 0;
		assert_int_equal(wire_has(&w, "body"), !*is_beside_r);
		if (fd < 0) {
			assert_true(slice_equal(wire_text(&w, "body"), buf_all(&text)));
		} else {
			assert_int_equal(memfd_map(fd, 8u << 20, &beside, err), 0);
			assert_true(slice_equal(beside, buf_all(&text)));
			memfd_unmap(&beside);
			assert_int_equal(close(fd), 0);
		}
	} else {
		assert_int_equal(fd, -1);
	}
	request_release(&r);
	buf_release(&text);
	buf_release(&frame);
	return rc;
}

static void test_content(void **state)
{
	static const struct {
		size_t n;
		const char *end;
		size_t end_n;
		bool is_beside;
		const char *error;
	} bodies[] = {
		{ 1, "", 0, false, NULL },
		{ 32768, "", 0, false, NULL }, /* 32 KiB: the most in a frame */
		{ 32769, "", 0, true, NULL },
		{ 4194304, "", 0, true, NULL }, /* 4 MiB: the most */
		{ 4194305, "", 0, false, "is larger than 4 MiB" },
		{ 0, "", 0, false, "is empty" },
		{ 0, " \r\n\t\n", 5, false, "is empty" },
		{ 5, "\xff", 1, false, "is not text in UTF-8" },
		{ 5, "\0", 1, false, "is not text in UTF-8" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(bodies); i++) {
		struct err err = ERR_INIT;
		bool is_beside = false;
		int rc = body_of(bodies[i].n, bodies[i].end, bodies[i].end_n, &is_beside, &err);

		assert_int_equal(rc, bodies[i].error == NULL ? 0 : -1);
		assert_int_equal(is_beside, bodies[i].is_beside);
		if (bodies[i].error != NULL)
			assert_non_null(strstr(err.text, bodies[i].error));
	}
}

static void test_no_file(void **state)
{
	static const char *const lines[] = { "announce update 3 --body /nonexistent/x.md",
		"announce update 3 --body /tmp" };

	(void)state;
	for (size_t i = 0; i < COUNT(lines); i++) {
		struct buf frame = BUF_INIT;
		struct err err = ERR_INIT;
		struct request r;
		char copy[512];
		int fd;

		assert_int_equal(parse(lines[i], &r, copy, &err), 0);
		assert_int_equal(request_frame(&r, 1, &frame, &fd, &err), -1);
		assert_non_null(strstr(err.text, "cannot be read: "));
		request_release(&r);
		buf_release(&frame);
	}
}

/* All values at their longest still make a frame, or are refused: never a frame too long. */
static void test_long(void **state)
{
	struct buf line = BUF_INIT, frame = BUF_INIT;

	(void)state;
	for (size_t n = 8191; n <= 8193; n++) {
		static const char *const names[] = { "", "--start", "--title", "--place",
			"--link" };
		struct err err = ERR_INIT;
		struct request r;
		bool is_beside;
		char *argv[WORDS_MAX];
		int fd, rc;

		(void)body_of(32768, "", 0, &is_beside, &err);
		buf_clear(&line);
		buf_text(&line, "meeting add");
		for (size_t i = 0; i < COUNT(names); i++) {
			buf_printf(&line, " %s ", names[i]);
			buf_repeat(&line, 'x', n);
		}
		buf_printf(&line, " --agenda %s", file);
		rc = request_parse(split(line.p, argv), argv, &r, &err);
		assert_int_equal(rc, n <= 8192 ? 0 : -1);
		if (rc == 0) {
			assert_int_equal(request_frame(&r, 1, &frame, &fd, &err), 0);
			assert_true(frame.n <= WIRE_FRAME_MAX);
			assert_true(fd >= 0); /* the agenda found no room any more */
			assert_int_equal(close(fd), 0);
		}
		request_release(&r);
	}
	buf_release(&line);
	buf_release(&frame);
}

/* --- the table -------------------------------------------------------------------------------- */

static bool is_field_name(const char *name)
{
	return strlen(name) <= WIRE_NAME_MAX &&
	    strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_-") == strlen(name);
}

static void check_row(const struct grammar_verb *v)
{
	int files = 0;

	assert_true(strlen(v->help) > 0);
	assert_int_equal((v->flags & GRAMMAR_ASK) != 0, v->question != NULL);
	for (size_t i = 0; i < GRAMMAR_ARGUMENTS_MAX && v->arguments[i].kind != GRAMMAR_NONE; i++) {
		assert_true(is_field_name(v->arguments[i].name));
		if (i > 0)
			assert_int_equal(v->arguments[i - 1].flags &
			        (GRAMMAR_OPTIONAL | GRAMMAR_MANY),
			    0);
	}
	for (size_t i = 0; i < GRAMMAR_OPTIONS_MAX && v->options[i].kind != GRAMMAR_NONE; i++) {
		assert_true(is_field_name(v->options[i].name));
		assert_int_equal(v->options[i].kind == GRAMMAR_FLAG, v->options[i].value == NULL);
		assert_non_null(v->options[i].help);
		files += v->options[i].kind == GRAMMAR_FILE;
	}
	assert_true(files <= 1); /* a frame has one descriptor beside it */
}

static void test_grammar(void **state)
{
	(void)state;
	for (size_t i = 0; i < grammar_verb_count; i++) {
		const struct grammar_verb *v = &grammar_verbs[i];
		struct buf help = BUF_INIT;

		assert_ptr_equal(grammar_find(v->noun, v->verb), v); /* and none stands twice */
		check_row(v);
		help_verb(&help, v);
		assert_non_null(strstr(help.p, v->help));
		buf_release(&help);
	}
	assert_null(grammar_find("announce", NULL));
	assert_null(grammar_find("status", "show"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_frames),
		cmocka_unit_test(test_wrong),
		cmocka_unit_test(test_help),
		cmocka_unit_test(test_globals),
		cmocka_unit_test(test_content),
		cmocka_unit_test(test_no_file),
		cmocka_unit_test(test_long),
		cmocka_unit_test(test_grammar),
	};

	return cmocka_run_group_tests(tests, make_file, remove_file);
}

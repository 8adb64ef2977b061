/* SPDX-License-Identifier: MIT
 * Frames: one written out byte by byte, every way to be malformed, limits, and a frame cut at every
 * length and changed in every byte. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "daemon/common/utf8.h"
#include "daemon/common/wire.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

/* The frame of wire.h's comment: verb "a.b", id 0x0102030405060708, i n=-2, t s="hi", b d=00 ff. */
static const char example[] = "\x01"
                              "\x03"
                              "a.b"
                              "\x08\x07\x06\x05\x04\x03\x02\x01"
                              "\x03"
                              "i"
                              "\x01"
                              "n"
                              "\xfe\xff\xff\xff\xff\xff\xff\xff"
                              "t"
                              "\x01"
                              "s"
                              "\x02\x00\x00\x00"
                              "hi"
                              "b"
                              "\x01"
                              "d"
                              "\x02\x00\x00\x00"
                              "\x00\xff";
#define EXAMPLE_SIZE (sizeof example - 1)

static void write_example(struct buf *frame)
{
	wire_begin(frame, "a.b", 0x0102030405060708);
	wire_add_int(frame, "n", -2);
	wire_add_text(frame, "s", slice_of("hi"));
	wire_add_bytes(frame, "d", slice_make("\x00\xff", 2));
}

static void test_bytes(void **state)
{
	struct buf frame = BUF_INIT;

	(void)state;
	buf_text(&frame, "what was there before");
	write_example(&frame);
	assert_int_equal(frame.n, EXAMPLE_SIZE);
	assert_memory_equal(frame.p, example, EXAMPLE_SIZE);
	buf_release(&frame);
}

static void test_read(void **state)
{
	struct wire w;
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(wire_parse(slice_make(example, EXAMPLE_SIZE), &w, &err), 0);
	assert_true(wire_is(&w, "a.b"));
	assert_false(wire_is(&w, "a"));
	assert_true(w.id == 0x0102030405060708);
	assert_int_equal(w.count, 3);
	assert_int_equal(wire_int(&w, "n", -10, 10, 99), -2);
	assert_int_equal(wire_int(&w, "n", -2, -2, 99), -2);
	assert_int_equal(wire_int(&w, "n", -1, 10, 99), 99);
	assert_int_equal(wire_int(&w, "n", -10, -3, 99), 99);
	assert_int_equal(wire_int(&w, "s", -10, 10, 99), 99);
	assert_int_equal(wire_int(&w, "none", -10, 10, 99), 99);
	assert_true(slice_is(wire_text(&w, "s"), "hi"));
	assert_int_equal(wire_text(&w, "d").n, 0);
	assert_int_equal(wire_text(&w, "n").n, 0);
	assert_true(slice_equal(wire_bytes(&w, "d"), slice_make("\x00\xff", 2)));
	assert_int_equal(wire_bytes(&w, "s").n, 0);
	assert_true(wire_has(&w, "n") && wire_has(&w, "s") && wire_has(&w, "d"));
	assert_false(wire_has(&w, "x"));
	assert_non_null(wire_field(&w, "d", 'b'));
	assert_null(wire_field(&w, "d", 't'));
	assert_null(wire_field(&w, "x", 0));
}

static void test_needs(void **state)
{
	struct buf frame = BUF_INIT;
	struct slice text;
	struct wire w;
	int64_t value;

	(void)state;
	wire_begin(&frame, "x", 0);
	wire_add_text(&frame, "s", slice_of("abcde"));
	wire_add_text(&frame, "empty", SLICE_NONE);
	wire_add_int(&frame, "n", 5);
	assert_int_equal(wire_parse(buf_all(&frame), &w, NULL), 0);
	assert_true(wire_need_text(&w, "s", 5, &text, NULL));
	assert_true(slice_is(text, "abcde"));
	assert_true(wire_need_int(&w, "n", 5, 5, &value, NULL));
	assert_int_equal(value, 5);
	for (size_t i = 0; i < 6; i++) {
		static const char *const expected[] = { "s is longer than 4 bytes",
			"empty is missing", "x is missing", "n must be 6 to 9", "n must be 0 to 4",
			"s is missing" };
		struct err err = ERR_INIT;
		bool is_good = i == 0 ? wire_need_text(&w, "s", 4, &text, &err) :
		    i == 1            ? wire_need_text(&w, "empty", 9, &text, &err) :
		    i == 2            ? wire_need_text(&w, "x", 9, &text, &err) :
		    i == 3            ? wire_need_int(&w, "n", 6, 9, &value, &err) :
		    i == 4            ? wire_need_int(&w, "n", 0, 4, &value, &err) :
		                        wire_need_int(&w, "s", 0, 9, &value, &err);

		assert_false(is_good);
		assert_string_equal(err.text, expected[i]);
	}
	buf_release(&frame);
}

static void test_text_is_made_clean(void **state)
{
	struct buf frame = BUF_INIT;
	struct wire w;

	(void)state;
	wire_begin(&frame, "x", 0);
	wire_add_text(&frame, "good", slice_of("M\xc4\x81ori"));
	wire_add_text(&frame, "bad",
	    slice_of("M\xc4"
	             "ori"));
	wire_add_text(&frame, "nul", slice_make("a\0\xc4\x81", 4));
	assert_int_equal(wire_parse(buf_all(&frame), &w, NULL), 0);
	assert_true(slice_is(wire_text(&w, "good"), "M\xc4\x81ori"));
	assert_true(slice_is(wire_text(&w, "bad"), "M?ori"));
	assert_true(slice_is(wire_text(&w, "nul"), "a?\xc4\x81"));
	buf_release(&frame);
}

static void test_malformed(void **state)
{
	static const struct {
		const char *frame;
		size_t n;
		const char *reason;
	} cases[] = {
		{ "", 0, "another version" },
		{ "\x02\x01"
		  "a\0\0\0\0\0\0\0\0\0",
		    12, "another version" },
		/* no verb */
		{ "\x01\x00\0\0\0\0\0\0\0\0\0", 11, "bad head" },
		/* alphabet */
		{ "\x01\x01"
		  "A\0\0\0\0\0\0\0\0\0",
		    12, "bad head" },
		{ "\x01\x01"
		  " \0\0\0\0\0\0\0\0\0",
		    12, "bad head" },
		/* NULs in a name */
		{ "\x01\x05"
		  "a\0\0\0\0\0\0\0\0\0",
		    12, "bad head" },
		/* length past the end */
		{ "\x01\xff"
		  "a\0\0\0\0\0\0\0\0\0",
		    12, "bad head" },
		/* 97 fields */
		{ "\x01\x01"
		  "a\0\0\0\0\0\0\0\0\x61",
		    12, "bad head" },
		/* 96, absent */
		{ "\x01\x01"
		  "a\0\0\0\0\0\0\0\0\x60",
		    12, "field 1 is bad" },
		{ "\x01\x01"
		  "a\0\0\0\0\0\0\0\0\0x",
		    13, "after its end" },
		/* type */
		{ "\x01\x01"
		  "a\0\0\0\0\0\0\0\0\x01"
		  "q\x01n\0\0\0\0",
		    19, "field 1 is bad" },
		{ "\x01\x01"
		  "a\0\0\0\0\0\0\0\0\x01"
		  "t\x01n\xff\xff\xff\xff",
		    19, "field 1 is bad" },
		{ "\x01\x01"
		  "a\0\0\0\0\0\0\0\0\x01"
		  "t\x01n\x01\0\0\0\xff",
		    20, "field 1 is bad" },
		{ "\x01\x01"
		  "a\0\0\0\0\0\0\0\0\x01"
		  "t\x01n\x01\0\0\0\0",
		    20, "field 1 is bad" },
		{ "\x01\x01"
		  "a\0\0\0\0\0\0\0\0\x02"
		  "t\x01n\0\0\0\0"
		  "b\x01n\0\0\0\0",
		    26, "field 2 is bad" }, /* a name twice, whatever the types */
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct wire w;
		struct err err = ERR_INIT;

		assert_int_equal(wire_parse(slice_make(cases[i].frame, cases[i].n), &w, &err), -1);
		assert_int_equal(err.kind, ERR_PERM);
		assert_non_null(strstr(err.text, cases[i].reason));
	}
}

static void test_limits(void **state)
{
	struct buf frame = BUF_INIT, value = BUF_INIT;
	struct wire w;
	char name[WIRE_NAME_MAX + 2];

	(void)state;
	/* As many fields as there may be, with the longest names there may be. */
	wire_begin(&frame, "abcdefghijklmnopqrstuvwxyz.-_012", 0);
	for (int i = 0; i < WIRE_FIELDS_MAX; i++) {
		(void)snprintf(name, sizeof name, "%032d", i);
		wire_add_int(&frame, name, i);
	}
	assert_int_equal(wire_parse(buf_all(&frame), &w, NULL), 0);
	assert_int_equal(w.count, WIRE_FIELDS_MAX);
	(void)snprintf(name, sizeof name, "%032d", WIRE_FIELDS_MAX - 1);
	assert_int_equal(wire_int(&w, name, 0, 1000, -1), WIRE_FIELDS_MAX - 1);

	/* A frame of exactly the greatest size, and one byte more. */
	wire_begin(&frame, "x", 0);
	buf_repeat(&value, 'x', WIRE_FRAME_MAX - frame.n - 1 - 2 - 4);
	wire_add_text(&frame, "v", buf_all(&value));
	assert_int_equal(frame.n, WIRE_FRAME_MAX);
	assert_int_equal(wire_parse(buf_all(&frame), &w, NULL), 0);
	buf_char(&frame, 'x');
	assert_int_equal(wire_parse(buf_all(&frame), &w, NULL), -1);

	/* What has room has room under the longest name. */
	wire_begin(&frame, "x", 0);
	for (size_t more = WIRE_FRAME_MAX - 60; more < WIRE_FRAME_MAX; more++) {
		if (!wire_has_room(&frame, more)) {
			assert_true(more > WIRE_FRAME_MAX - 60);
			break;
		}
		buf_clear(&value);
		buf_repeat(&value, 'x', more);
		wire_begin(&frame, "x", 0);
		wire_add_text(&frame, name, buf_all(&value));
		assert_true(frame.n <= WIRE_FRAME_MAX);
		wire_begin(&frame, "x", 0);
	}
	buf_release(&frame);
	buf_release(&value);
}

/* Ours to get right, so a mistake aborts: in a child, where it can be looked at. */
static bool aborts(void (*wrong)(struct buf *))
{
	struct buf frame = BUF_INIT;
	int status = 0;
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0) {
		(void)freopen("/dev/null", "w", stderr);
		wrong(&frame);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFSIGNALED(status) || WEXITSTATUS(status) != 0;
}

static void right(struct buf *frame)
{
	wire_begin(frame, "x", 0);
	wire_add_int(frame, "ok", 0);
}

static void bad_verb(struct buf *frame)
{
	wire_begin(frame, "X", 0);
}

static void long_verb(struct buf *frame)
{
	wire_begin(frame, "abcdefghijklmnopqrstuvwxyz0123456", 0);
}

static void bad_name(struct buf *frame)
{
	wire_begin(frame, "x", 0);
	wire_add_int(frame, "", 0);
}

static void many_fields(struct buf *frame)
{
	char name[16];

	wire_begin(frame, "x", 0);
	for (int i = 0; i <= WIRE_FIELDS_MAX; i++) {
		(void)snprintf(name, sizeof name, "n%d", i);
		wire_add_int(frame, name, 0);
	}
}

static void test_bugs(void **state)
{
	(void)state;
	assert_false(aborts(right));
	assert_true(aborts(bad_verb));
	assert_true(aborts(long_verb));
	assert_true(aborts(bad_name));
	assert_true(aborts(many_fields));
}

static void check_parsed(const struct wire *w, struct slice frame)
{
	assert_true(w->count <= WIRE_FIELDS_MAX);
	for (size_t i = 0; i < w->count; i++) {
		const struct wire_field *f = &w->fields[i];

		assert_true(f->name.p >= frame.p && f->name.p + f->name.n <= frame.p + frame.n);
		if (f->type == 'i')
			continue;
		assert_true(f->value.p >= frame.p && f->value.p + f->value.n <= frame.p + frame.n);
		assert_true(f->type == 'b' ||
		    (utf8_is_valid(f->value) && slice_find(f->value, '\0') == f->value.n));
	}
}

/* In memory of its own, so that one byte too far is found by the sanitizer. */
static bool parse_copy(const char *bytes, size_t n)
{
	char *copy = malloc(n > 0 ? n : 1);
	struct wire w;
	bool is_good;

	assert_non_null(copy);
	memcpy(copy, bytes, n);
	is_good = wire_parse(slice_make(copy, n), &w, NULL) == 0;
	if (is_good)
		check_parsed(&w, slice_make(copy, n));
	free(copy);
	return is_good;
}

static void test_damaged(void **state)
{
	char copy[EXAMPLE_SIZE];
	uint32_t seed = 17;
	size_t good = 0;

	(void)state;
	for (size_t n = 0; n < EXAMPLE_SIZE; n++) {
		assert_false(parse_copy(example, n)); /* no beginning of a frame is a frame */
		for (unsigned flip = 1; flip < 256; flip++) {
			memcpy(copy, example, EXAMPLE_SIZE);
			copy[n] = (char)(copy[n] ^ flip);
			good += parse_copy(copy, EXAMPLE_SIZE);
		}
	}
	assert_true(good > 0); /* numbers and bytes may have any value */
	for (size_t round = 0; round < 50000; round++) {
		memcpy(copy, example, EXAMPLE_SIZE);
		for (int i = 0; i < 3; i++) {
			seed = seed * 1103515245U + 12345U;
			copy[(seed >> 16) % EXAMPLE_SIZE] = (char)(seed >> 8);
		}
		(void)parse_copy(copy, EXAMPLE_SIZE);
	}
}

static void test_rules(void **state)
{
	static const struct wire_rule rules[] = {
		{ "id", 'i', 1, INT64_MAX, 0 },
		{ "now", 'i', 0, 1, 0 },
		{ "name", 't', 0, 5, 0 },
		{ "rows", 'b', 0, 3, 0 },
		{ .name = NULL },
	};
	/* clang-format off */
	static const struct {
		const char *field;
		char type;
		int64_t number;
		const char *text, *said;
	} cases[] = {
		{ "id", 'i', 1, NULL, "" }, { "id", 'i', INT64_MAX, NULL, "" },
		{ "id", 'i', 0, NULL, "id must be 1 or more" }, { "id", 'i', -1, NULL, "id must be 1 or more" },
		{ "now", 'i', 1, NULL, "" }, { "now", 'i', 2, NULL, "now must be 0 to 1" },
		{ "name", 't', 0, "", "" }, { "name", 't', 0, "amy12", "" },
		{ "name", 't', 0, "amy123", "name is longer than 5 bytes" },
		{ "rows", 'b', 0, "abc", "" }, { "rows", 'b', 0, "abcd", "rows is longer than 3 bytes" },
		{ "id", 't', 0, "1", "id is of another type" }, { "name", 'b', 0, "amy", "name is of another type" },
		{ "name", 'i', 1, NULL, "name is of another type" },
		{ "slug", 't', 0, "x", "it has no field \"slug\"" }, { "nam", 't', 0, "x", "it has no field \"nam\"" },
		{ "names", 't', 0, "x", "it has no field \"names\"" },
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct buf frame = BUF_INIT;
		struct err err = ERR_INIT;
		struct wire w;

		wire_begin(&frame, "x", 1);
		if (cases[i].type == 'i')
			wire_add_int(&frame, cases[i].field, cases[i].number);
		else if (cases[i].type == 't')
			wire_add_text(&frame, cases[i].field, slice_of(cases[i].text));
		else
			wire_add_bytes(&frame, cases[i].field, slice_of(cases[i].text));
		assert_int_equal(wire_parse(buf_all(&frame), &w, &err), 0);
		assert_int_equal(wire_obeys(&w, rules, &err), cases[i].said[0] == '\0');
		assert_string_equal(err.text, cases[i].said);
		buf_release(&frame);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bytes),
		cmocka_unit_test(test_read),
		cmocka_unit_test(test_needs),
		cmocka_unit_test(test_rules),
		cmocka_unit_test(test_text_is_made_clean),
		cmocka_unit_test(test_malformed),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_bugs),
		cmocka_unit_test(test_damaged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

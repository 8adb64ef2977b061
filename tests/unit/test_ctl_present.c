/* SPDX-License-Identifier: MIT
 * JSON as people read it: each expected text was written by hand, as one would want to see it. */
#include "daemon/ctl/present.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/ctl/screen.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

/* clang-format off */
static const struct {
	const char *json, *text;
	const char *made;
	size_t columns;
	bool is_not_ok;
} cases[] = {
	/* nothing */
	{ .json = "", "" },
	{ .json = "null", "" },
	{ .json = "[]", "" },
	{ .json = "{}", "" },
	{ .json = "\"\"", "" },
	/* a text, with and without its last line end; controls do not reach the terminal */
	{ .json = "\"Kia ora\\n\\nP\xc4\x81nui\"", "Kia ora\n\nP\xc4\x81nui\n" },
	{ .json = "\"a\\r\\nb\\n\"", "a\nb\n" },
	{ .json = "\"\\u001b]0;x\\u0007\\u009b2J\"", "\\x1b]0;x\\x07\\xc2\\x9b2J\n" },
	{ .json = "5", "5\n" },
	{ .json = "true", "yes\n" },
	/* sentences */
	{ .json = "{\"id\":3}", "announcement 3\n", .made = "announcement" },
	{ .json = "{\"id\":3}", "id  3\n" },
	{ .json = "{\"id\":3,\"text\":\"announcement 3 is a draft\"}", "announcement 3 is a draft\n" },
	{ .json = "{\"text\":\"done\\n\\u001b\"}", "done\n\\x1b\n" },
	/* an object: values in one column, long ones on lines of their own */
	{ .json = "{\"name\":\"DPUP\",\"created_at\":\"3 May 2026\",\"open\":true,\"n\":7,\"none\":null,"
	  "\"tags\":[\"a\",\"b\"]}",
	  "name        DPUP\ncreated at  3 May 2026\nopen        yes\nn           7\n"
	  "tags        a, b\n" },
	{ .json = "{\"id\":1,\"body\":\"one\\n\\ntwo\"}", "id  1\nbody\n  one\n\n  two\n" },
	{ .json = "{\"queue\":{\"queued\":2,\"sent\":10}}", "queue\n  queued  2\n  sent    10\n" },
	{ .json = "{\"up\":1,\"relays\":[{\"name\":\"a\",\"state\":\"up\"}]}",
	  "up  1\nrelays\n  NAME  STATE\n  a     up\n" },
	/* a table: macrons are one column wide, numbers stand to the right, no trailing spaces */
	{ .json = "[{\"name\":\"\xc5\x8ctepoti\",\"members\":7},{\"name\":\"Otago\",\"members\":1200}]",
	  "NAME     MEMBERS\n\xc5\x8ctepoti        7\nOtago       1200\n" },
	{ .json = "[{\"a\":\"x\"},{\"b\":\"y\",\"a\":null}]", "A  B\nx\n   y\n" },
	{ .json = "[{\"sent_at\":\"l1\\r\\n\\n l2\\n\","
	  "\"why\":{\"k\":1,\"n\":null,\"l\":[{\"a\":2},{\"a\":3}]}}]",
	  "SENT AT  WHY\nl1 l2    1 2; 3\n" },
	/* columns nothing stands in */
	{ .json = "[{\"a\":1,\"b\":null,\"c\":\"\"},{\"a\":2,\"b\":[],\"c\":null}]", "A\n1\n2\n" },
	/* times in New Zealand: daylight time (+13) until 3 am of 5 April 2026, then standard (+12) */
	{ .json = "{\"a\":\"2026-04-04T13:59:59Z\",\"b\":\"2026-04-04T14:00:00Z\",\"c\":\"2026-04-04\","
	  "\"d\":\"2026-13-04T14:00:00Z\"}",
	  "a  2026-04-05 02:59 NZDT\nb  2026-04-05 02:00 NZST\nc  2026-04-04\nd  2026-13-04T14:00:00Z\n" },
	{ .json = "[{\"at\":\"2026-11-30T21:00:00Z\",\"timezone\":\"Pacific/Chatham\"},"
	  "{\"at\":\"2026-11-30T21:00:00Z\",\"timezone\":\"../x\"}]",
	  "AT                      TIMEZONE\n2026-12-01 10:45 +1345  Pacific/Chatham\n"
	  "2026-12-01 10:00 NZDT   ../x\n" },
	/* spans */
	{ .json = "{\"uptime_s\":7200,\"left_s\":-1,\"s\":5}",
	  "uptime  2 hours\nleft    -1\ns       5\n" },
	/* a table wider than the terminal: the widest column gives way */
	{ .json = "[{\"id\":1,\"subject\":\"The quick brown fox jumps over\",\"state\":\"done\"}]",
	  "ID  SUBJECT              STATE\n 1  The quick brown fo\xe2\x80\xa6  done\n", .columns = 30 },
	{ .json = "[{\"id\":1,\"subject\":\"The quick brown fox jumps over\",\"state\":\"done\"}]",
	  "ID  SUBJECT       STATE\n 1  The quick b\xe2\x80\xa6  done\n", .columns = 5 },
	/* checks */
	{ .json = "[{\"check\":\"database\",\"ok\":true,\"text\":\"412 MB free\"},"
	  "{\"check\":\"relay\",\"ok\":false,\"text\":\"down: connection refused\"}]",
	  "ok      database  412 MB free\nNOT OK  relay     down: connection refused\n",
	  .is_not_ok = true },
	{ .json = "[{\"check\":\"database\",\"ok\":true}]", "ok      database\n" },
	{ .json = "{\"ok\":false,\"problems\":[\"no purpose\"]}", "ok        no\nproblems  no purpose\n",
	  .is_not_ok = true },
	/* a text of several lines that no column can hold: 40 + 1 + 40 characters, one more than it may have */
	{ .json = "[{\"id\":1,\"words\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\\nbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\"},{\"id\":2}]",
	  "1.\n  id  1\n  words\n    aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n    bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\n2.\n  id  2\n" },
	{ .json = "[{\"words\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\\nbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\"}]",
	  "WORDS\naaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\n" },
	/* mixed lists */
	{ .json = "[1,\"two\",{\"k\":3}]", "1\ntwo\nk  3\n" },
};
/* clang-format on */

static void test_cases(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct present how = { cases[i].columns, cases[i].made, "Pacific/Auckland" };
		struct buf out = BUF_INIT;
		struct err err = ERR_INIT;
		bool is_ok;

		assert_int_equal(present_json(&out, slice_of(cases[i].json), &how, &is_ok, &err),
		    0);
		if (strcmp(out.p, cases[i].text) != 0)
			fail_msg("%s\nexpected:\n%s\ngot:\n%s", cases[i].json, cases[i].text,
			    out.p);
		assert_int_equal(is_ok, !cases[i].is_not_ok);
		buf_release(&out);
	}
}

/* Cut and changed: JSON or not, an answer without a crash and without a control character. */
static void test_damaged(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		size_t n = strlen(cases[i].json);

		for (size_t at = 0; at <= n; at++) {
			struct buf json = BUF_INIT, out = BUF_INIT;
			struct present how = { 40, NULL, "UTC" };
			struct err err = ERR_INIT;
			bool is_ok;

			buf_add(&json, cases[i].json, at);
			(void)present_json(&out, buf_all(&json), &how, &is_ok, &err);
			buf_add(&json, cases[i].json + at, n - at);
			if (at < n)
				json.p[at] ^= 0x02;
			(void)present_json(&out, buf_all(&json), &how, &is_ok, &err);
			assert_null(strchr(out.p, '\x1b'));
			buf_release(&json);
			buf_release(&out);
		}
	}
}

static void test_not_json(void **state)
{
	struct present how = { 0, NULL, "UTC" };
	struct buf out = BUF_INIT;
	struct err err = ERR_INIT;
	bool is_ok;

	(void)state;
	assert_int_equal(present_json(&out, slice_of("{"), &how, &is_ok, &err), -1);
	assert_string_equal(out.p, "");
	buf_release(&out);
}

/* Deeper than is shown as lines, and more columns than a table has: JSON, and left out. */
static void test_limits(void **state)
{
	struct present how = { 0, NULL, "UTC" };
	struct buf json = BUF_INIT, out = BUF_INIT;
	struct err err = ERR_INIT;
	bool is_ok;

	(void)state;
	for (int i = 0; i < 20; i++)
		buf_text(&json, "{\"k\":");
	buf_text(&json, "1");
	buf_repeat(&json, '}', 20);
	assert_int_equal(present_json(&out, buf_all(&json), &how, &is_ok, &err), 0);
	assert_non_null(strstr(out.p, "\n                {\"k\":{\"k\":")); /* 8 × 2 spaces, JSON */
	for (size_t n = 80; n <= 81; n++) { /* the widest column, and one more */
		buf_clear(&json);
		buf_clear(&out);
		buf_text(&json, "[{\"k\":\"");
		buf_repeat(&json, 'x', n);
		buf_text(&json, "\"}]");
		assert_int_equal(present_json(&out, buf_all(&json), &how, &is_ok, &err), 0);
		assert_int_equal(strstr(out.p, "\xe2\x80\xa6\n") != NULL, n == 81);
		assert_int_equal(screen_width(slice_sub(buf_all(&out), 2, out.n - 3)), 80);
	}
	buf_clear(&json);
	buf_clear(&out);
	buf_text(&json, "[{\"k0\":0");
	for (int i = 1; i < 40; i++)
		buf_printf(&json, ",\"k%d\":%d", i, i);
	buf_text(&json, "}]");
	assert_int_equal(present_json(&out, buf_all(&json), &how, &is_ok, &err), 0);
	assert_non_null(strstr(out.p, "K31"));
	assert_null(strstr(out.p, "K32"));
	buf_release(&json);
	buf_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_damaged),
		cmocka_unit_test(test_not_json),
		cmocka_unit_test(test_limits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

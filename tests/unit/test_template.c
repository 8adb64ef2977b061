/* SPDX-License-Identifier: MIT
 * Mustache: the specification's own tests where they are at hand, and what it leaves to us: errors,
 * limits, files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <jansson.h>

#include "daemon/mail/template.h"

#define SPECIFICATION "../shared/mustache-spec"

static bool load_member(void *context, struct slice name, struct buf *text_r)
{
	const char *text = json_string_value(json_object_getn(context, name.p, name.n));

	if (text == NULL)
		return false;
	buf_text(text_r, text);
	return true;
}

/* Renders and gives the text, or the error after "!"; the caller frees it. */
static char *render(const char *text, enum template_escape escape, json_t *values, json_t *partials)
{
	struct template_partials loader = { load_member, partials, NULL };
	struct buf out = BUF_INIT;
	struct err err = ERR_INIT;

	buf_text(&out, "|");
	if (template_render(slice_of(text), escape, values, &loader, &out, &err) < 0) {
		assert_string_equal(out.p, "|"); /* nothing is added on failure */
		buf_printf(&out, "!%s", err.text);
	}
	memmove(out.p, out.p + 1, out.n);
	return buf_steal(&out);
}

static void check_case(json_t *test)
{
	const char *name = json_string_value(json_object_get(test, "name"));
	const char *text = json_string_value(json_object_get(test, "template"));
	const char *expected = json_string_value(json_object_get(test, "expected"));
	char *got = render(text, TEMPLATE_HTML, json_object_get(test, "data"),
	    json_object_get(test, "partials"));

	if (strcmp(got, expected) != 0)
		print_error("%s: %s\n", name, text);
	assert_string_equal(got, expected);
	free(got);
}

static void test_specification(void **state)
{
	static const char *const files[] = { "comments", "delimiters", "interpolation", "inverted",
		"partials", "sections" };
	size_t count = 0;

	(void)state;
	if (access(SPECIFICATION, R_OK) != 0) {
		print_message("the specification's tests are not in %s\n", SPECIFICATION);
		skip();
	}
	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
		char path[128];
		json_t *root, *tests, *test;
		size_t at;

		(void)snprintf(path, sizeof path, "%s/%s.json", SPECIFICATION, files[i]);
		root = json_load_file(path, 0, NULL);
		assert_non_null(root);
		tests = json_object_get(root, "tests");
		json_array_foreach(tests, at, test)
		{
			check_case(test);
			count++;
		}
		json_decref(root);
	}
	assert_int_equal(count, 136); /* counted in the files: 12 + 14 + 42 + 22 + 12 + 34 */
}

static void test_rendering(void **state)
{
	static const struct {
		const char *text, *values;
		enum template_escape escape;
		const char *expected;
	} cases[] = {
		{ "Kia ora {{name}}!", "{\"name\":\"H\xc5\x8dne\"}", TEMPLATE_TEXT,
		    "Kia ora H\xc5\x8dne!" },
		{ "{{x}} {{{x}}} {{&x}}", "{\"x\":\"<&>\\\"'\"}", TEMPLATE_HTML,
		    "&lt;&amp;&gt;&quot;&#39; <&>\"' <&>\"'" },
		{ "{{x}}", "{\"x\":\"<&>\\\"'\"}", TEMPLATE_TEXT, "<&>\"'" },
		{ "{{i}} {{r}} {{t}}{{n}}{{o}}{{l}}{{missing}}",
		    "{\"i\":-7,\"r\":0.1,\"t\":true,\"n\":null,\"o\":{\"a\":1},\"l\":[1]}",
		    TEMPLATE_TEXT, "-7 0.1 true" },
		{ "{{#s}}a{{/s}}{{^s}}b{{/s}}{{#z}}a{{/z}}{{^z}}b{{/z}}", "{\"s\":\"\",\"z\":0}",
		    TEMPLATE_TEXT, "bb" },
		{ "{{#l}}\n- {{.}}\n{{/l}}\nend", "{\"l\":[0,1,\"x\"]}", TEMPLATE_TEXT,
		    "- 0\n- 1\n- x\nend" },
		{ "{{#a.b}}{{c}}{{top}}{{/a.b}}", "{\"a\":{\"b\":{\"c\":1}},\"top\":2}",
		    TEMPLATE_TEXT, "12" },
		/* A name is not looked for inside what its first part did not hold. */
		{ "{{#a}}{{b.c}}{{/a}}", "{\"a\":{\"b\":{}},\"b\":{\"c\":\"ERROR\"}}",
		    TEMPLATE_TEXT, "" },
		{ "{{a}} {{b}} {{#z}}ERROR{{/z}}",
		    "{\"a\":0.30000000000000004,\"b\":1e100,\"z\":0.0}", TEMPLATE_TEXT,
		    "0.30000000000000004 1e+100 " },
		/* No value is read as a template. */
		{ "{{x}}", "{\"x\":\"{{y}}\",\"y\":\"ERROR\"}", TEMPLATE_TEXT, "{{y}}" },
		{ "", "{}", TEMPLATE_TEXT, "" },
		{ "{{>p}}", "{\"x\":1}", TEMPLATE_TEXT, "[1]" },
		/* Indented before rendering; empty lines get no spaces. */
		{ "a\n  {{>lines}}\nb", "{\"x\":\"u\\nv\"}", TEMPLATE_TEXT,
		    "a\n  u\nv\n\n  end\nb" },
	};
	json_t *partials = json_loads("{\"p\":\"[{{x}}]\",\"lines\":\"{{x}}\\n\\nend\\n\"}", 0,
	    NULL);

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		json_t *values = json_loads(cases[i].values, 0, NULL);
		char *got;

		assert_non_null(values);
		got = render(cases[i].text, cases[i].escape, values, partials);
		assert_string_equal(got, cases[i].expected);
		free(got);
		json_decref(values);
	}
	json_decref(partials);
}

static void test_errors(void **state)
{
	static const struct {
		const char *text, *expected;
	} cases[] = {
		{ "one\ntwo {{name", "!line 2: {{ opens a tag that is never closed" },
		{ "{{#a}}\n{{#b}}\n{{/a}}",
		    "!line 3: {{/a}} does not close the section that was opened last" },
		{ "\n\n{{#a}}x", "!line 3: {{#a}} is never closed" },
		{ "{{/a}}", "!line 1: {{/a}} closes nothing" },
		{ "{{}}", "!line 1: {{}} has no name" },
		{ "{{# }}", "!line 1: {{# }} has no name" },
		{ "{{a b}}", "!line 1: {{a b}} has white space in its name" },
		{ "{{a\nb}}", "!line 1: {{a\nb}} has white space in its name" },
		{ "{{=a= b=}}", "!line 1: {{=a= b=}} does not name two delimiters" },
		{ "{{=a b= =}}", "!line 1: {{=a b= =}} does not name two delimiters" },
		{ "{{=<%=}}", "!line 1: {{=<%=}} does not name two delimiters" },
		{ "{{=a b c=}}", "!line 1: {{=a b c=}} does not name two delimiters" },
		{ "{{{a}}", "!line 1: {{ opens a tag that is never closed" },
		{ "\xff", "!a template that is not UTF-8" },
		{ "a\n{{>self}}",
		    "!line 2: {{>self}}: line 1: {{>self}} is nested too deep: partials "
		    "include each other" },
		{ "{{>broken}}", "!line 1: {{>broken}}: line 2: {{/x}} closes nothing" },
	};
	json_t *partials = json_loads("{\"self\":\"({{>self}})\",\"broken\":\"\\n{{/x}}\"}", 0,
	    NULL);
	json_t *values = json_object();

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		char *got = render(cases[i].text, TEMPLATE_TEXT, values, partials);

		assert_string_equal(got, cases[i].expected);
		free(got);
	}
	json_decref(values);
	json_decref(partials);
}

/* A chain of `depth` objects, each in the other's "next". The last says that there is no next
 * one: a name that it does not have would be found further out. */
static json_t *chain(size_t depth)
{
	json_t *value = json_pack("{s:n}", "next");

	for (size_t i = 1; i < depth; i++)
		value = json_pack("{s:o}", "next", value);
	return value;
}

static void test_recursion_at_the_limit(void **state)
{
	json_t *partials = json_loads("{\"p\":\"x{{#next}}{{>p}}{{/next}}\"}", 0, NULL);

	(void)state;
	for (size_t depth = TEMPLATE_DEPTH_MAX; depth <= TEMPLATE_DEPTH_MAX + 1; depth++) {
		json_t *values = chain(depth);
		char *got = render("{{>p}}", TEMPLATE_TEXT, values, partials);

		if (depth == TEMPLATE_DEPTH_MAX)
			assert_int_equal(strlen(got), TEMPLATE_DEPTH_MAX);
		else
			assert_int_equal(got[0], '!');
		free(got);
		json_decref(values);
	}
	json_decref(partials);
}

static void test_sections_at_the_limit(void **state)
{
	json_t *values = json_pack("{s:b}", "a", 1);

	(void)state;
	for (size_t depth = 64; depth <= 65; depth++) {
		struct buf text = BUF_INIT;
		char *got;

		for (size_t i = 0; i < depth; i++)
			buf_text(&text, "{{#a}}");
		buf_char(&text, 'x');
		for (size_t i = 0; i < depth; i++)
			buf_text(&text, "{{/a}}");
		got = render(text.p, TEMPLATE_TEXT, values, NULL);
		if (depth == 64)
			assert_string_equal(got, "x");
		else
			assert_string_equal(got, "!line 1: {{#a}} is nested too deep");
		free(got);
		buf_release(&text);
	}
	json_decref(values);
}

static void test_size_limits(void **state)
{
	struct buf text = BUF_INIT, out = BUF_INIT;
	json_t *list = json_array(), *values, *empty = json_object();
	struct err err = ERR_INIT;

	(void)state;
	buf_repeat(&text, 'x', TEMPLATE_FILE_MAX);
	assert_int_equal(template_render(buf_all(&text), TEMPLATE_TEXT, empty, NULL, &out, &err),
	    0);
	assert_int_equal(out.n, TEMPLATE_FILE_MAX);
	buf_char(&text, 'x');
	assert_int_equal(template_render(buf_all(&text), TEMPLATE_TEXT, empty, NULL, &out, &err),
	    -1);
	assert_non_null(strstr(err.text, "more than 262144 bytes"));

	/* 1000 x 10000 bytes would be 10 MB. */
	buf_clear(&text);
	buf_text(&text, "{{#l}}");
	buf_repeat(&text, 'x', 10000);
	buf_text(&text, "{{/l}}");
	for (int i = 0; i < 1000; i++)
		assert_int_equal(json_array_append_new(list, json_integer(i)), 0);
	values = json_pack("{s:O}", "l", list);
	err_clear(&err);
	buf_clear(&out);
	assert_int_equal(template_render(buf_all(&text), TEMPLATE_TEXT, values, NULL, &out, &err),
	    -1);
	assert_string_equal(err.text, "line 1: makes the text too long");
	assert_int_equal(out.n, 0);

	/* 1000^5 rounds that write nothing must end too. */
	err_clear(&err);
	assert_int_equal(
	    template_render(slice_of("{{#l}}{{#l}}{{#l}}{{#l}}{{#l}}{{x}}{{/l}}{{/l}}{{/l}}"
	                             "{{/l}}{{/l}}"),
	        TEMPLATE_TEXT, values, NULL, &out, &err),
	    -1);
	assert_non_null(strstr(err.text, "takes too long"));
	json_decref(values);
	json_decref(list);
	json_decref(empty);
	buf_release(&text);
	buf_release(&out);
}

/* Any text gives an answer: every prefix of a template, and each of its bytes changed. */
static void test_damaged(void **state)
{
	static const char text[] =
	    "a {{#l}}\n {{>p}} {{=<% %>=}}<%x%><%={{ }}=%>{{^y}}{{{z}}}{{/y}}\n"
	    "{{/l}}{{! c }}\n  {{&a.b}}";
	json_t *partials = json_loads("{\"p\":\"q\\n{{x}}\"}", 0, NULL);
	json_t *values = json_loads("{\"l\":[{\"x\":1},2],\"a\":{\"b\":3}}", 0, NULL);
	char copy[sizeof text];

	(void)state;
	for (size_t n = 0; n < sizeof text; n++) {
		memcpy(copy, text, sizeof text);
		copy[n] = '\0';
		free(render(copy, TEMPLATE_HTML, values, partials));
		for (int flip = 1; flip < 128 && n + 1 < sizeof text; flip += 3) {
			memcpy(copy, text, sizeof text);
			copy[n] = (char)(copy[n] ^ flip);
			free(render(copy, TEMPLATE_HTML, values, partials));
		}
	}
	json_decref(values);
	json_decref(partials);
}

static void write_file(const char *folder, const char *name, const char *text)
{
	char path[256];
	FILE *f;

	(void)snprintf(path, sizeof path, "%s/%s", folder, name);
	f = fopen(path, "w");
	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	assert_int_equal(fclose(f), 0);
}

static void check_file(const char *folder, const char *name, json_t *values, const char *expected)
{
	struct buf out = BUF_INIT;
	struct err err = ERR_INIT;
	char path[256];

	(void)snprintf(path, sizeof path, "%s/%s", folder, name);
	if (template_render_file(path, values, &out, &err) < 0) {
		assert_int_equal(out.n, 0);
		assert_non_null(strstr(err.text, expected));
	} else {
		assert_string_equal(out.p, expected);
	}
	buf_release(&out);
}

static void test_files(void **state)
{
	static const char *const names[] = { "a.txt", "a.html", "footer.txt", "footer.html",
		"up.txt", "cycle.txt", "bad.txt", "usesbad.txt" };
	char folder[] = "/tmp/test_template.XXXXXX", path[256];
	json_t *values = json_pack("{s:s}", "x", "<b>");

	(void)state;
	assert_non_null(mkdtemp(folder));
	write_file(folder, "a.txt", "{{x}}\n{{>footer}}\n{{>nosuch}}");
	write_file(folder, "a.html", "<p>{{x}}</p>{{>footer}}");
	write_file(folder, "footer.txt", "text {{x}}\n");
	write_file(folder, "footer.html", "<i>{{x}}</i>");
	write_file(folder, "up.txt", "{{>../a}}{{>/etc/passwd}}{{>a.txt}}.");
	write_file(folder, "cycle.txt", "{{>cycle}}");
	write_file(folder, "bad.txt", "\xff");
	write_file(folder, "usesbad.txt", "ok\n{{>bad}}");
	check_file(folder, "a.txt", values, "<b>\ntext <b>\n");
	check_file(folder, "a.html", values, "<p>&lt;b&gt;</p><i>&lt;b&gt;</i>");
	check_file(folder, "up.txt", values, ".");
	check_file(folder, "cycle.txt", values, "partials include each other");
	check_file(folder, "usesbad.txt", values, "not UTF-8");
	check_file(folder, "none.txt", values, "No such file");
	check_file(folder, ".", values, "cannot be read");
	(void)snprintf(path, sizeof path, "%s/dir.txt", folder);
	assert_int_equal(mkdir(path, 0700), 0);
	write_file(folder, "usesbad.txt", "ok\n{{>dir}}");
	check_file(folder, "usesbad.txt", values, "dir.txt cannot be read");
	assert_int_equal(rmdir(path), 0);
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		(void)snprintf(path, sizeof path, "%s/%s", folder, names[i]);
		assert_int_equal(unlink(path), 0);
	}
	assert_int_equal(rmdir(folder), 0);
	json_decref(values);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_specification),
		cmocka_unit_test(test_rendering),
		cmocka_unit_test(test_errors),
		cmocka_unit_test(test_recursion_at_the_limit),
		cmocka_unit_test(test_sections_at_the_limit),
		cmocka_unit_test(test_size_limits),
		cmocka_unit_test(test_damaged),
		cmocka_unit_test(test_files),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

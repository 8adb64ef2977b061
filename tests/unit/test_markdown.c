/* SPDX-License-Identifier: MIT
 * Markdown: each construct as text, what HTML must not hold, and sources made to be slow or to
 * break. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/common/utf8.h"
#include "daemon/mail/markdown.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])
#define X70 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"

struct pair {
	const char *source, *expected;
};

static void check(void (*convert)(struct buf *, struct slice), const struct pair *cases,
    size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct buf out = BUF_INIT;

		buf_text(&out, "\n\n");
		convert(&out, slice_of(cases[i].source));
		assert_string_equal(out.p + 2, cases[i].expected);
		buf_release(&out);
	}
}

static void test_blocks(void **state)
{
	static const struct pair cases[] = {
		{ "", "" },
		{ "\n\n", "" },
		{ "one\ntwo", "one two\n" },
		{ "one\n\ntwo\n", "one\n\ntwo\n" },
		{ "one  \ntwo", "one\ntwo\n" },
		{ "# P\xc4\x81nui", "P\xc4\x81nui\n=====\n" },
		{ "## Hui\n\ntext", "Hui\n---\n\ntext\n" },
		{ "#", "" },
		{ "a\n\n***\n\nb", "a\n\n----------\n\nb\n" },
		{ "- a\n- b\n", "- a\n- b\n" },
		{ "p\n\n- a\n- b\n\nq", "p\n\n- a\n- b\n\nq\n" },
		{ "- a\n\n- b", "- a\n\n- b\n" },
		{ "- a\n  - b\n    - c\n- d", "- a\n  - b\n    - c\n- d\n" },
		{ "- - a\n  - b", "- - a\n  - b\n" },
		{ "9. a\n10. b\n", "9. a\n10. b\n" },
		{ "1) a\n2) b\n", "1) a\n2) b\n" },
		{ "1. a\n\n   b\n2. c", "1. a\n\n   b\n\n2. c\n" },
		{ "-\n- x", "-\n- x\n" },
		{ "> a\n>\n> b", "> a\n>\n> b\n" },
		{ "> > a\n\nb", "> > a\n\nb\n" },
		{ "- > a\n  > b", "- > a b\n" },
		{ "```\nx  y\n\n z\n```", "    x  y\n\n     z\n" },
		{ "    code", "    code\n" },
		{ "<div>x</div>\n\na", "a\n" },
		{ "a\n\n<div>x</div>\n\nb", "a\n\nb\n" },
		{ "- <div>\n\na", "a\n" },
	};

	(void)state;
	check(markdown_to_text, cases, COUNT(cases));
}

static void test_inlines(void **state)
{
	static const struct pair cases[] = {
		{ "*a* **b** `c  d`", "a b c d\n" },
		{ "a\\*b &amp; &lt;", "a*b & <\n" },
		{ "[words](https://x.nz/a?b=1&c=2)", "words (https://x.nz/a?b=1&c=2)\n" },
		{ "<https://x.nz/a>", "https://x.nz/a\n" },
		{ "[https://x.nz](https://x.nz/)", "https://x.nz/\n" },
		{ "[x.nz/a](https://x.nz/a)", "https://x.nz/a\n" },
		{ "<hone@x.nz>", "hone@x.nz\n" },
		{ "[hone@x.nz](mailto:hone@x.nz)", "hone@x.nz\n" },
		{ "[write](mailto:hone@x.nz)", "write (mailto:hone@x.nz)\n" },
		{ "a [](https://x.nz) b", "a https://x.nz b\n" },
		{ "[a](<https://x.nz/b c>)", "a (https://x.nz/b%20c)\n" },
		{ "[a](javascript:alert(1))", "a\n" },
		{ "[a]()", "a\n" },
		{ "![alt *text*](https://x.nz/i.png)", "alt text\n" },
		{ "[![alt](https://x.nz/i.png)](https://x.nz)", "alt (https://x.nz)\n" },
		{ "a <b>b</b>", "a b\n" },
		{ "<b></b>", "" },
	};

	(void)state;
	check(markdown_to_text, cases, COUNT(cases));
}

static void test_wrapping(void **state)
{
	static const struct pair cases[] = {
		/* 70 and a space and a letter are 72; two letters are 73. */
		{ X70 " a", X70 " a\n" },
		{ X70 " ab", X70 "\nab\n" },
		/* Columns, not bytes. */
		{ X70 " \xc4\x81", X70 " \xc4\x81\n" },
		{ "> " X70 " a", "> " X70 "\n> a\n" },
		{ "- " X70 "\n  a", "- " X70 "\n  a\n" },
		/* A URL is never cut. */
		{ "see [it](https://" X70 X70 ")", "see it\n(https://" X70 X70 ")\n" },
		{ "# " X70 " abc",
		    X70
		    "\nabc\n"
		    "========================================================================\n" },
	};

	(void)state;
	check(markdown_to_text, cases, COUNT(cases));
}

static void test_html(void **state)
{
	static const struct pair cases[] = {
		{ "", "" },
		{ "# A\n\nb *c*", "<h1>A</h1>\n<p>b <em>c</em></p>\n" },
		{ "[a](https://x.nz?a&b)", "<p><a href=\"https://x.nz?a&amp;b\">a</a></p>\n" },
		{ "[a](javascript:x)", "<p><a href=\"\">a</a></p>\n" },
		{ "<script>x</script>", "<!-- raw HTML omitted -->\n" },
		{ "a <img src=x>", "<p>a <!-- raw HTML omitted --></p>\n" },
		{ "![alt](https://x.nz/i.png \"t\")",
		    "<p><a href=\"https://x.nz/i.png\">alt</a></p>\n" },
		{ "[![alt](https://x.nz/i.png)](https://x.nz)",
		    "<p><a href=\"https://x.nz\">alt</a></p>\n" },
		{ "![a ![b](https://x.nz/b)](https://x.nz/a)",
		    "<p><a href=\"https://x.nz/a\">a b</a></p>\n" },
		{ "![](https://x.nz/i.png)!", "<p>!</p>\n" },
		{ "![a logo](logo.png)", "<p>a logo</p>\n" },
		{ "![a](data:image/png;base64,AAAA)", "<p>a</p>\n" },
		{ "a\xff", "<p>a\xef\xbf\xbd</p>\n" },
	};

	(void)state;
	check(markdown_to_html, cases, COUNT(cases));
}

static void test_embeds(void **state)
{
	static const struct markdown_embed embeds[] = {
		{ { "logo.png", 8 }, "cid:1@x.nz" },
		{ { "b.gif", 5 }, "data:image/gif;base64,R0lG" },
	};
	static const struct pair cases[] = {
		{ "![a \"*logo*\"](logo.png)",
		    "<p><img src=\"cid:1@x.nz\" alt=\"a &quot;logo&quot;\" /></p>\n" },
		{ "![a](b.gif \"t\") ![b](logo.png)",
		    "<p><img src=\"data:image/gif;base64,R0lG\" alt=\"a\" title=\"t\" />"
		    " <img src=\"cid:1@x.nz\" alt=\"b\" /></p>\n" },
		{ "[![a](logo.png)](https://x.nz)",
		    "<p><a href=\"https://x.nz\"><img src=\"cid:1@x.nz\" alt=\"a\" /></a></p>\n" },
		{ "![a][i]\n\n[i]: logo.png", "<p><img src=\"cid:1@x.nz\" alt=\"a\" /></p>\n" },
		{ "![a](logo.pn) ![b](https://x.nz/logo.png)",
		    "<p>a <a href=\"https://x.nz/logo.png\">b</a></p>\n" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct buf out = BUF_INIT;

		markdown_to_html_with(&out, slice_of(cases[i].source), embeds, COUNT(embeds));
		assert_string_equal(out.p, cases[i].expected);
		buf_release(&out);
	}
}

static void note_link(void *context, const struct markdown_link *link)
{
	buf_printf(context, "%d %s %s|%.*s\n", link->line, link->is_image ? "image" : "link",
	    link->url, SLICE_ARG(link->words));
}

static void test_links(void **state)
{
	static const struct pair cases[] = {
		{ "", "" },
		{ "no\n\n`[a](b)` <x>", "" },
		{ "# [a](u)\n\none\ntwo [b *c*](v)  \n![ d ](e.png)\n\n> - q\n>   ![](f)\n",
		    "1 link u|a\n4 link v|b c\n5 image e.png|d\n8 image f|\n" },
		{ "[![a](b)](c)", "1 link c|a\n1 image b|a\n" },
		{ "<https://x.nz>\n\n[a]\n\n[a]: /r",
		    "1 link https://x.nz|https://x.nz\n3 link /r|a\n" },
		{ "[a\nb](c)\n[d](e)", "1 link c|a b\n3 link e|d\n" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct buf out = BUF_INIT;

		buf_text(&out, "");
		markdown_each_link(slice_of(cases[i].source), note_link, &out);
		assert_string_equal(out.n > 0 ? out.p : "", cases[i].expected);
		buf_release(&out);
	}
}

static void ignore_link(void *context, const struct markdown_link *link)
{
	(void)context;
	assert_true(link->line > 0);
}

/* Deep, wide and random sources: an answer of a size in proportion, valid UTF-8, no image. */
static void check_any(struct slice source)
{
	struct buf out = BUF_INIT;

	markdown_to_text(&out, source);
	assert_true(out.n < 64 * source.n + 1024);
	assert_true(utf8_is_valid(buf_all(&out)));
	buf_clear(&out);
	markdown_to_html(&out, source);
	assert_true(utf8_is_valid(buf_all(&out)));
	assert_int_equal(slice_find_text(buf_all(&out), "<img"), out.n);
	markdown_each_link(source, ignore_link, NULL);
	buf_release(&out);
}

/* What is lost of a source is told with its line; a comment is none. */
static void test_html_line(void **state)
{
	/* clang-format off */
	static const struct {
		const char *source;
		int line;
	} cases[] = {
		{ "Kia ora\n", 0 }, { "<p>Kia ora</p>\n", 1 }, { "Kia ora\n\n<div>\nx\n</div>\n", 3 },
		{ "Kia <b>ora</b>\n", 1 }, { "<!-- later -->\n\nKia ora\n", 0 }, { "`<b>` and a < b > c\n", 0 },
		{ "<https://example.org> <x@example.org>\n", 0 }, { "    <p>code</p>\n", 0 }, { "", 0 },
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_int_equal(markdown_html_line(slice_of(cases[i].source)), cases[i].line);
}

static void test_hostile(void **state)
{
	static const char *const pieces[] = { ">", "> ", "- ", "1. ", "[", "![", "](", "](x)", "*",
		"**_", "`", "<", "<a>", "\n", "  \n", "    ", "\xff", "a\n", "# ", "&", "```\n",
		"\\" };
	struct buf source = BUF_INIT;
	uint32_t seed = 5;

	(void)state;
	for (size_t i = 0; i < COUNT(pieces); i++) {
		buf_clear(&source);
		while (source.n < 5000)
			buf_text(&source, pieces[i]);
		for (size_t n = 0; n < 2000; n++) /* lines that continue whatever is open */
			buf_text(&source, "b\n");
		check_any(buf_all(&source));
	}
	for (size_t round = 0; round < 1000; round++) {
		buf_clear(&source);
		for (size_t n = 0; n < 40; n++) {
			seed = seed * 1103515245U + 12345U;
			buf_text(&source, pieces[(seed >> 16) % COUNT(pieces)]);
		}
		check_any(buf_all(&source));
	}
	buf_release(&source);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_blocks),
		cmocka_unit_test(test_inlines),
		cmocka_unit_test(test_wrapping),
		cmocka_unit_test(test_html),
		cmocka_unit_test(test_embeds),
		cmocka_unit_test(test_links),
		cmocka_unit_test(test_html_line),
		cmocka_unit_test(test_hostile),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT
 * HTML as libxml2 is given it: no attributes, bounded depth, and nothing that two parsers could
 * read differently. */
#include "daemon/parse/html.h"
#include "daemon/parse/html_token.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* "<a>" opened, "</a>" closed, "<a/>" empty, "{<}" a '<' that begins nothing, "[x]" text. */
static void add(struct buf *b, const struct html_token *t)
{
	switch (t->kind) {
	case HTML_TEXT:
		buf_printf(b, "[%.*s]", SLICE_ARG(t->text));
		break;
	case HTML_OPEN:
		buf_printf(b, "<%.*s%s>", SLICE_ARG(t->name), t->is_empty ? "/" : "");
		break;
	case HTML_CLOSE:
		buf_printf(b, "</%.*s>", SLICE_ARG(t->name));
		break;
	case HTML_LESS:
		buf_text(b, "{<}");
		break;
	}
}

static void test_tokens(void **state)
{
	/* clang-format off */
	static const struct { const char *in, *out; } cases[] = {
		{ "", "" }, { "a", "[a]" }, { "<b>a</b>", "<b>[a]</b>" },
		{ "<a href=x>t", "<a>[t]" }, { "<a href='x>y' b>t", "<a>[t]" }, { "<a href=\"x>y\">t", "<a>[t]" },
		{ "<a href=x>y>t", "<a>[y>t]" }, { "<a 'x>y'>t", "<a>[y'>t]" }, { "<a x = 'y>' z>t", "<a>[t]" },
		{ "<a =x>t", "<a>[t]" }, { "<a x=>t", "<a>[t]" }, { "<a x=''y=''>t", "<a>[t]" },
		{ "<br/>t", "<br/>[t]" }, { "<br />t", "<br/>[t]" }, { "<br / >t", "<br>[t]" }, { "<a b/c/>t", "<a/>[t]" },
		{ "<a b=c/>t", "<a>[t]" }, { "<a b='c'/>t", "<a/>[t]" }, { "</a b='>'>t", "</a>[t]" },
		{ "<a\nb\n>t", "<a>[t]" }, { "<o:p>t", "<o:p>[t]" }, { "<a\"b>t", "<a>[t]" },
		{ "1 < 2", "[1 ]{<}[ 2]" }, { "<<b>", "{<}<b>" }, { "</ b>", "{<}[/ b>]" }, { "<", "{<}" }, { "</", "{<}[/]" },
		{ "<a", "<a>" }, { "<a b", "<a>" }, { "<a b=\"c>d", "<a>" }, { "</a", "</a>" },
		{ "a<!-- <b> -->c", "[a][c]" }, { "a<!-->c", "[a][c]" }, { "a<!--x--!>c", "[a][c]" }, { "a<!-- c", "[a]" },
		{ "a<!---->c", "[a][c]" }, { "a<!-- - -- --- -->c", "[a][c]" }, { "a<!--b--c-->d", "[a][d]" },
		{ "<!DOCTYPE html>a", "[a]" }, { "<?xml x?>a", "[a]" }, { "<![CDATA[x>a", "[a]" }, { "<!x", "" }, { "<!a><?b>c", "[c]" },
		/* libxml2 must not see a tag where we saw none */
		{ "<<!-- -->a b=c>", "{<}[a b=c>]" },
		{ "<script>if (a<b) '</p>'</script>t", "<script></script>[t]" }, { "<STYLE x>a</style >t", "<STYLE></style>[t]" },
		{ "<script>a</scrip", "<script>" }, { "<script/>a</script>t", "<script/></script>[t]" },
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct html_scan scan = { .rest = slice_of(cases[i].in) };
		struct html_token token;
		struct buf out = BUF_INIT;

		buf_text(&out, "");
		while (html_token_next(&scan, &token))
			add(&out, &token);
		if (!slice_is(buf_all(&out), cases[i].out))
			fail_msg("\"%s\" gave \"%s\", expected \"%s\"", cases[i].in, out.p,
			    cases[i].out);
		buf_release(&out);
	}
}

/* Whatever it is cut at, it ends. */
static void test_cut(void **state)
{
	static const char all[] =
	    "a<!--b--><p c='d>' e=f/><script>g</script>&lt;</p><?h?><!i><br/>< j";

	(void)state;
	for (size_t n = 0; n < sizeof all; n++) {
		struct html_scan scan = { .rest = slice_make(all, n) };
		struct html_token token;
		size_t count = 0;

		while (html_token_next(&scan, &token))
			assert_true(count++ < n);
	}
}

static void add_times(struct buf *b, const char *text, size_t n)
{
	for (size_t i = 0; i < n; i++)
		buf_text(b, text);
}

/* The first elements, <html> and <body>, are libxml2's own. */
static void test_depth(void **state)
{
	struct buf in = BUF_INIT, out = BUF_INIT;

	(void)state;
	add_times(&in, "<b>", HTML_DEPTH_MAX - 2);
	buf_text(&in, "deep");
	assert_false(html_to_text(&out, buf_all(&in), 1000));
	assert_string_equal(out.p, "deep");
	buf_clear(&in);
	buf_clear(&out);
	add_times(&in, "<b>", HTML_DEPTH_MAX - 1);
	buf_text(&in, "deeper<br>and <i>on</i>");
	assert_true(html_to_text(&out, buf_all(&in), 1000));
	assert_string_equal(out.p, "deeper\nand on");
	buf_clear(&in);
	buf_clear(&out);
	/* What ends by itself makes nothing deeper, however much of it there is. */
	add_times(&in, "<p>a", 3 * HTML_DEPTH_MAX);
	assert_false(html_to_text(&out, buf_all(&in), 100000));
	assert_int_equal(out.n, 3 * HTML_DEPTH_MAX * 3 - 2);
	buf_release(&in);
	buf_release(&out);
}

/* 60,000 attributes: libxml2 alone takes seconds, comparing each with all others. */
static void test_attributes(void **state)
{
	struct buf in = BUF_INIT, out = BUF_INIT;

	(void)state;
	buf_text(&in, "<p>one</p><a");
	for (int i = 0; i < 60000; i++)
		buf_printf(&in, " a%d=\"x>y\"", i);
	buf_text(&in, ">two</a>");
	assert_false(html_to_text(&out, buf_all(&in), 1000));
	assert_string_equal(out.p, "one\n\ntwo");
	buf_release(&in);
	buf_release(&out);
}

/* What a mail program does not show nobody wrote. */
static void test_unseen(void **state)
{
	/* clang-format off */
	static const struct { const char *in, *out; } cases[] = {
		{ "a<div style=\"display:none\">b</div>c", "a\n\nc" }, { "a<span STYLE='Display : None !important'>b</span>c", "ac" },
		{ "a<span hidden>b</span>c", "ac" }, { "a<i style='mso-hide:all;color:red'>b</i>c", "ac" },
		{ "a<i style='font-size:0'>b</i>c", "ac" }, { "a<i style='font-size:0.0px'>b</i>c", "ac" }, { "a<i style='font-size:1px'>b</i>c", "ac" },
		{ "<i style='font-size:0px'><b style='font-size:13px'>shown</b></i>", "shown" }, { "<i style='font-size:1.2em'>b</i>", "b" },
		{ "a<i style='font:0/0 a'>b</i>c", "ac" }, { "<i style='font:13px/1 Arial'>b</i>", "b" },
		{ "a<i style='color:#fff'>b</i>c", "ac" }, { "a<font color=white>b</font>c", "ac" }, { "a<i style='color:rgb(254, 255,250)'>b</i>c", "ac" },
		{ "<i style='background:#003366'><b style='color:white'>b</b></i>", "b" }, { "<td bgcolor=#000000><b style='color:#ffffff'>b</b></td>", "b" },
		{ "<td style='background: url(x) no-repeat'><b style='color:#ffffff'>b</b></td>", "b" },
		{ "a<i style='background-color:#123456;color:#123456'>b</i>c", "ac" }, { "a<i style='color:transparent'>b</i>c", "ac" },
		{ "a<i style='max-height:0;overflow:hidden'>b</i>c", "ac" }, { "a<i style='height:0px'>b</i>c", "abc" }, { "a<i style='opacity:0'>b</i>c", "ac" },
		{ "a<i style='opacity:0.5'>b</i>c", "abc" }, { "a<i style='visibility:hidden'>b</i>c", "ac" }, { "a<i style='position:absolute;left:-9999px'>b</i>c", "ac" },
		{ "a<i style='margin-left:-2px'>b</i>c", "abc" },
		{ "<p hidden>b<p>c", "c" }, { "<p hidden>b<div>c</div>", "c" }, { "a<div hidden/>b", "a" }, { "a<br hidden>b", "a\nb" },
		{ "a<div style='display:none'>b<div>b</div>b</div>c", "a\n\nc" }, { "a<i x='<b hidden>'>b</i>c", "abc" },
		{ "<style>.h{display:none}</style><p class=h>b</p><p>c</p>", "c" }, { "<style><!-- p.x, .H { Display : None !important } --></style><p class='a h'>b</p>c", "c" },
		{ "<style>#q{font-size:0}</style><i id=q>b</i>c", "c" }, { "<style>.h{display:block}</style><i class=h>b</i>c", "bc" },
		{ "<style>@media print{.h{display:none}}</style><i class=h>b</i>c", "bc" }, { "<style>div .h{display:none}</style><i class=h>b</i>c", "bc" },
		{ "<style>.hh{display:none}</style><i class=h>b</i>c", "bc" }, { "a<i style='font-size:0.01em'>b</i>c", "ac" }, { "a<i style='font-size:1%'>b</i>c", "ac" },
		{ "<i style='font-size:85%'>b</i>c", "bc" }, { "<i style='font-size:0.9em'>b</i>c", "bc" }, { "a<i style='opacity:0.01'>b</i>c", "ac" },
		{ "a<i style='color:rgba(0,0,0,0)'>b</i>c", "ac" }, { "a<i style='color:#00000000'>b</i>c", "ac" }, { "<i style='color:rgba(0,0,0,0.87)'>b</i>c", "bc" },
		{ "<i style='color:rgb(0 0 0 / 90%)'>b</i>c", "bc" }, { "a<i style='transform:scale(0)'>b</i>c", "ac" }, { "<style", "" }, { "<style>.a{", "" }, { "<style>.a{display:none", "" }, { "<style>}}{{.b,</style>b", "b" },
		{ "<span style=\"font-family:&quot;Calibri&quot;;color:#1F497D\">b</span>", "b" }, { "<i style=", "" }, { "<i style='display:none", "" },
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct buf out = BUF_INIT, flat = BUF_INIT;

		buf_text(&out, "");
		(void)html_to_text(&out, slice_of(cases[i].in), 1000);
		if (!slice_is(buf_all(&out), cases[i].out)) {
			struct buf want = BUF_INIT;

			/* How blocks are set apart is another test's. */
			for (const char *p = cases[i].out; *p != '\0'; p++)
				if (*p != '\n')
					buf_char(&want, *p);
			for (size_t k = 0; k < out.n; k++)
				if (out.p[k] != '\n')
					buf_char(&flat, out.p[k]);
			if (!slice_equal(buf_all(&flat), buf_all(&want)))
				fail_msg("\"%s\" gave \"%s\", expected \"%s\"", cases[i].in, out.p,
				    cases[i].out);
			buf_release(&want);
		}
		buf_release(&out);
		buf_release(&flat);
	}
	{
		/* Read, and told that it may not be shown; and what everybody's mail program
		 * writes. */
		static const char *const doubtful[] = {
			"<style>@media print{.h{display:none}}</style><i class=h>b</i>c",
			"<style>div .h{display:none}</style><i class=h>b</i>c",
			"<i style='d\\69splay:none'>b</i>c", "<i style='display&#58;none'>b</i>c",
			"<i style='display:/**/none'>b</i>c",
			"<i style='color:hsl(0,0%,100%)'>b</i>c",
			"<p style='position:absolute;width:1px;height:1px;overflow:hidden;clip:rect(0,0,0,0)'>b</p>c"
		};
		static const char *const plain[] = {
			"<style>@media print{.h{display:none}}</style><i class=g>b</i>c",
			"<style>.h{display:none}</style>c",
			"<style><!-- /* Font Definitions */ @font-face {font-family:Calibri; panose-1:2 15 5 2 2 2 4 3 2 4;} p.MsoNormal, li.MsoNormal {margin:0cm; font-size:11.0pt;}"
			" a:link {color:#0563C1; text-decoration:underline;} .MsoChpDefault {mso-style-type:export-only;} @page WordSection1 {size:612.0pt 792.0pt;} div.WordSection1 {page:WordSection1;} --></style>"
			"<body lang=EN-NZ link='#0563C1'><div class=WordSection1><p class=MsoNormal><span style='font-size:11.0pt;font-family:\"Calibri\",sans-serif;color:#1F497D'>Yes please</span></p></div>",
			"<div dir=auto style='font-family:sans-serif'>Yes</div>",
			"<div style='color:rgb(33,33,33);background-color:rgba(0,0,0,0)'>yes</div>",
			"<p style='font-size:1em;opacity:1'>yes</p>",
			"<div class='gmail_quote'>yes</div>",
			"<p style='color:inherit;font-size:100%'>yes</p>",
			"<p style='color:windowtext'>yes</p>",
			"<span style='color:var(--x, #000)' hidden></span>c"
		};

		for (size_t i = 0;
		     i < sizeof doubtful / sizeof doubtful[0] + sizeof plain / sizeof plain[0];
		     i++) {
			bool is_doubt = i < sizeof doubtful / sizeof doubtful[0];
			const char *in = is_doubt ? doubtful[i] :
			                            plain[i - sizeof doubtful / sizeof doubtful[0]];
			struct buf out = BUF_INIT;

			if (html_to_text(&out, slice_of(in), 1000) != is_doubt)
				fail_msg("%s", in);
			buf_release(&out);
		}
	}
	/* Nothing is shown: it is told, so that a person looks at it. */
	{
		struct buf out = BUF_INIT;

		assert_true(html_to_text(&out, slice_of("<i hidden>b</i>"), 1000));
		assert_false(html_to_text(&out, slice_of("<i hidden>b</i>c"), 1000));
		buf_release(&out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tokens),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_depth),
		cmocka_unit_test(test_attributes),
		cmocka_unit_test(test_unseen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

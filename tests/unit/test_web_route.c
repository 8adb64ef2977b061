/* SPDX-License-Identifier: MIT
 * Which addresses are pages. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/web/pages.h"
#include "daemon/web/route.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])
#define T "abcdefghijklmnopqrstuvwxyz234567"
#define S40 "abcdefghijklmnopqrstuvwxyz-0123456789abc"

static const struct {
	const char *path, *page, *arg; /* page NULL: there is none */
	bool can_post;
} cases[] = {
	{ "/", "front", "", false },
	{ "/u/" T, "leave", T, true },
	{ "/a/" T, "leave-all", T, true },
	{ "/a/", NULL, NULL, false },
	{ "/u/ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "leave", "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567",
	    true },
	{ "/c/" T, "confirm", T, true },
	{ "/p/" T, "preferences", T, true },
	{ "/r/" T, "rsvp", T, true },
	{ "/communities.ics", "calendar", "", false },
	{ "/communities/otago.ics", "calendar", "otago", false },
	{ "/communities/" S40 ".ics", "calendar", S40, false },
	{ "/healthz", "health", "", false },
	{ "/style.css", "style.css", "", false },
	{ "", NULL, NULL, false },
	{ "//", NULL, NULL, false },
	{ "/u/" T "a", NULL, NULL, false },
	{ "/u/" T "/", NULL, NULL, false },
	{ "/u/abcdefghijklmnopqrstuvwxyz23456", NULL, NULL, false },
	{ "/u/abcdefghijklmnopqrstuvwxyz23456%", NULL, NULL, false },
	{ "/u/abcdefghijklmnopqrstuvwxyz23456-", NULL, NULL, false },
	{ "/U/" T, NULL, NULL, false },
	{ "/x/" T, NULL, NULL, false },
	{ "/communities/.ics", NULL, NULL, false },
	{ "/communities/" S40 "d.ics", NULL, NULL, false },
	{ "/communities/../x.ics", NULL, NULL, false },
	{ "/communities/a.ics.ics", NULL, NULL, false },
	{ "/communities/a%2e.ics", NULL, NULL, false },
	{ "/communities.icsx", NULL, NULL, false },
	{ "/healthz/", NULL, NULL, false },
	{ "/style.css/../../etc/passwd", NULL, NULL, false },
};

static void test_routes(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct route r = { 0 };
		bool is_there = route_find(slice_of(cases[i].path), &r);

		if (is_there != (cases[i].page != NULL))
			fail_msg("%s: %s", cases[i].path, is_there ? r.page : "no page");
		if (!is_there)
			continue;
		assert_string_equal(r.page, cases[i].page);
		assert_true(slice_is(r.arg, cases[i].arg));
		assert_int_equal(r.can_post, cases[i].can_post);
		assert_int_equal(r.is_stored, strcmp(r.page, "style.css") == 0);
	}
}

/* The numbers are on their own listener, and nothing else is on it. */
static void test_metrics(void **state)
{
	static const char *const others[] = { "", "/", "/metrics/", "/metricsx", "/METRICS",
		"/healthz", "/style.css" };
	struct route r = { 0 };

	(void)state;
	assert_false(route_find(slice_of("/metrics"), &r));
	assert_true(route_find_metrics(slice_of("/metrics"), &r));
	assert_string_equal(r.page, "metrics");
	assert_false(r.can_post || r.is_stored || r.arg.n > 0);
	for (size_t i = 0; i < COUNT(others); i++)
		assert_false(route_find_metrics(slice_of(others[i]), &r));
}

static void test_pages(void **state)
{
	static struct pages pages;
	char name[PAGE_NAME_MAX + 2];

	(void)state;
	memset(name, 'a', sizeof name);
	assert_true(pages_add(&pages, slice_make(name, PAGE_NAME_MAX), slice_of("text/html"),
	    slice_of("body")));
	assert_false(pages_add(&pages, slice_make(name, PAGE_NAME_MAX + 1), SLICE_NONE,
	    SLICE_NONE));
	assert_null(pages_find(&pages, "404"));
	assert_true(pages_add(&pages, slice_of("404"), slice_of("text/plain"), slice_of("none")));
	assert_string_equal(pages_find(&pages, "404")->type, "text/plain");
	assert_true(slice_is(buf_all(&pages_find(&pages, "404")->body), "none"));
	while (pages.count < PAGES_MAX)
		assert_true(pages_add(&pages, slice_of("x"), SLICE_NONE, SLICE_NONE));
	assert_false(pages_add(&pages, slice_of("y"), SLICE_NONE, SLICE_NONE));
	pages_release(&pages);
	assert_null(pages_find(&pages, "404"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_routes),
		cmocka_unit_test(test_metrics),
		cmocka_unit_test(test_pages),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

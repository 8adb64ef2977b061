/* SPDX-License-Identifier: MIT
 * Progress: rates and estimates, reckoned by hand. */
#include "daemon/ctl/progress.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

/* clang-format off */
static const struct {
	struct {
		int64_t at_ms, total, finished;
	} samples[3];
	const char *text, *bar;		/* of 12 columns: 10 inside */
} cases[] = {
	{ { { 1, 0, 0 } }, "0 of 0", "[..........]" },
	{ { { 1, 100, 0 } }, "0 of 100, 0 %", "[..........]" },
	/* 20 in 2 s: 10 a second; 80 are left: 8 s, and the part of one that has begun. */
	{ { { 1000, 100, 0 }, { 3000, 100, 20 } }, "20 of 100, 20 %, 10/s, about 9 seconds left",
	  "[##........]" },
	/* 5 in 2 s. */
	{ { { 1000, 10, 0 }, { 3000, 10, 5 } }, "5 of 10, 50 %, 2.5/s, about 3 seconds left", "[#####.....]" },
	{ { { 1000, 10, 0 }, { 3000, 10, 10 } }, "10 of 10, 100 %", "[##########]" },
	/* Nothing moves, a retry takes one back, the clock stands: no rate, no division by zero. */
	{ { { 1000, 10, 5 }, { 3000, 10, 5 } }, "5 of 10, 50 %", "[#####.....]" },
	{ { { 1000, 10, 5 }, { 3000, 10, 4 } }, "4 of 10, 40 %", "[####......]" },
	{ { { 1000, 10, 0 }, { 1000, 10, 5 } }, "5 of 10, 50 %", "[#####.....]" },
	/* More were finished than there should be: what is there counts. */
	{ { { 1000, 3, 7 } }, "7 of 7, 100 %", "[##########]" },
	/* 999 of 1000 is not all. */
	{ { { 1000, 1000, 999 } }, "999 of 1000, 99 %", "[#########.]" },
};
/* clang-format on */

static void test_text(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct progress p = { .count = 0 };
		struct buf out = BUF_INIT;

		for (size_t s = 0; s < 3 && cases[i].samples[s].at_ms != 0; s++)
			progress_add(&p, cases[i].samples[s].at_ms, cases[i].samples[s].total,
			    cases[i].samples[s].finished);
		progress_text(&p, &out);
		assert_string_equal(out.p, cases[i].text);
		buf_clear(&out);
		progress_bar(&p, 12, &out);
		assert_string_equal(out.p, cases[i].bar);
		buf_release(&out);
	}
}

/* The rate is that of the samples kept: a fast beginning is forgotten. */
static void test_ring(void **state)
{
	struct progress p = { .count = 0 };
	int64_t at_ms = 0, finished = 0;

	(void)state;
	for (int i = 0; i < 100; i++)
		progress_add(&p, at_ms += 200, 1000000, finished += 1000); /* 5000/s */
	for (int i = 0; i < PROGRESS_SAMPLES; i++)
		progress_add(&p, at_ms += 200, 1000000, finished += 2); /* 10/s */
	assert_true(progress_rate(&p) > 9.99 && progress_rate(&p) < 10.01);
}

/* What the daemon knows goes before what the samples say. */
static void test_forecast(void **state)
{
	static const struct {
		int64_t left_s;
		const char *text;
	} forecasts[] = {
		{ 240, "20 of 100, 20 %, 10/s, about 4 minutes left" },
		{ 0, "20 of 100, 20 %, 10/s, about 1 second left" },
		{ -1, "20 of 100, 20 %, 10/s" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(forecasts); i++) {
		struct progress p = { .is_forecast = true, .left_s = forecasts[i].left_s };
		struct buf out = BUF_INIT;

		progress_add(&p, 1000, 100, 0);
		progress_add(&p, 3000, 100, 20);
		progress_text(&p, &out);
		assert_string_equal(out.p, forecasts[i].text);
		buf_release(&out);
	}
}

static void test_narrow_bar(void **state)
{
	struct progress p = { .count = 0 };
	struct buf out = BUF_INIT;

	(void)state;
	progress_add(&p, 1, 2, 1);
	progress_bar(&p, 0, &out);
	assert_string_equal(out.p, "[]");
	buf_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_ring),
		cmocka_unit_test(test_forecast),
		cmocka_unit_test(test_narrow_bar),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

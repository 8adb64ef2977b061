/* SPDX-License-Identifier: MIT */
#include "daemon/core/sending/breaker.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

#define NOW 1000000

static void test_rests_double_and_end(void **state)
{
	static const int64_t rests[] = { 2, 4, 8, 16, 32, 64, 128, 256, 300, 300 };
	struct breaker b;
	int64_t now = NOW;

	(void)state;
	breaker_init(&b, 4);
	assert_int_equal(breaker_connections(&b), 4);
	for (size_t i = 0; i < sizeof rests / sizeof rests[0]; i++) {
		assert_true(breaker_trip(&b, "network", now));
		assert_false(breaker_trip(&b, "network",
		    now)); /* the other connections say so too */
		assert_int_equal(b.pause_s, rests[i]);
		assert_false(breaker_wants_probe(&b, now + rests[i] - 1));
		assert_int_equal(breaker_connections(&b), 0);
		now += rests[i];
		assert_true(breaker_wants_probe(&b, now));
		assert_int_equal(breaker_connections(&b), 0);
	}
	breaker_connected(&b);
	assert_int_equal(breaker_connections(&b), 1);
	assert_false(breaker_wants_probe(&b, now));
	breaker_taken(&b, now);
	assert_int_equal(breaker_connections(&b), 4);
	/* Soon again: it is the same trouble still. */
	assert_true(breaker_trip(&b, "network", now + 1));
	assert_int_equal(b.pause_s, 300);
}

static void test_a_rest_is_forgotten_by_messages_or_time(void **state)
{
	struct breaker b;

	(void)state;
	for (int by_time = 0; by_time < 2; by_time++) {
		breaker_init(&b, 1);
		(void)breaker_trip(&b, "network", NOW);
		(void)breaker_wants_probe(&b, NOW + 2);
		(void)breaker_trip(&b, "network", NOW + 2);
		assert_int_equal(b.pause_s, 4);
		(void)breaker_wants_probe(&b, NOW + 6);
		breaker_connected(&b);
		for (int i = 0; i < (by_time ? 1 : 20); i++)
			breaker_taken(&b, NOW + 7);
		(void)breaker_trip(&b, "network", NOW + 7 + (by_time ? 901 : 1));
		assert_int_equal(b.pause_s, 2);
	}
}

static void test_a_refused_password_rests_long(void **state)
{
	struct breaker b;

	(void)state;
	breaker_init(&b, 4);
	(void)breaker_trip(&b, "auth", NOW);
	assert_int_equal(b.until, NOW + 60);
	for (int i = 0; i < 10; i++) {
		assert_true(breaker_wants_probe(&b, b.until));
		assert_true(breaker_trip(&b, "auth", b.until));
	}
	assert_int_equal(b.pause_s, 3600);
}

static void test_connections_shrink_and_grow(void **state)
{
	struct breaker b;

	(void)state;
	breaker_init(&b, 5);
	(void)breaker_trip(&b, "busy", NOW);
	assert_int_equal(b.bearable, 2);
	(void)breaker_wants_probe(&b, NOW + 2);
	(void)breaker_trip(&b, "busy", NOW + 2); /* at one connection: that says nothing of two */
	assert_int_equal(b.bearable, 2);
	(void)breaker_wants_probe(&b, NOW + 6);
	breaker_connected(&b);
	for (int i = 0; i < 99; i++)
		breaker_taken(&b, NOW + 7);
	assert_int_equal(breaker_connections(&b), 2);
	breaker_taken(&b, NOW + 7); /* 50 each */
	assert_int_equal(breaker_connections(&b), 3);
	for (int i = 0; i < 1000; i++)
		breaker_taken(&b, NOW + 8);
	assert_int_equal(breaker_connections(&b), 5);
	(void)breaker_trip(&b, "network", NOW + 9);
	assert_int_equal(b.bearable, 5);
}

static void test_a_late_message_does_not_end_a_rest(void **state)
{
	struct breaker b;

	(void)state;
	breaker_init(&b, 4);
	(void)breaker_trip(&b, "busy", NOW);
	breaker_taken(&b, NOW);
	breaker_connected(&b);
	assert_int_equal(b.state, BREAKER_RESTING);
}

static void test_a_clock_set_back_does_not_stop_the_mail(void **state)
{
	struct breaker b;

	(void)state;
	breaker_init(&b, 4);
	(void)breaker_trip(&b, "tls", NOW);
	assert_true(breaker_wants_probe(&b, NOW - 365 * 86400));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rests_double_and_end),
		cmocka_unit_test(test_a_rest_is_forgotten_by_messages_or_time),
		cmocka_unit_test(test_a_refused_password_rests_long),
		cmocka_unit_test(test_connections_shrink_and_grow),
		cmocka_unit_test(test_a_late_message_does_not_end_a_rest),
		cmocka_unit_test(test_a_clock_set_back_does_not_stop_the_mail),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

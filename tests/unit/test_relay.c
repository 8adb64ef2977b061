/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <string.h>

#include <cmocka.h>

#include "../../daemon/core/relay.h"

#define NOW 1000000

static struct relay make(void)
{
	static char name[] = "relay1", url[] = "smtp://127.0.0.1:25", tls[] = "auto";
	static const struct conf_relay conf = { .name = name, .url = url, .tls = tls, .connections = 4 };
	struct relay r;

	relay_init(&r, NULL, &conf, "example.nz");
	return r;
}

static void test_pauses_double_and_end(void **state)
{
	static const int64_t pauses[] = { 2, 4, 8, 16, 32, 64, 128, 256, 300, 300 };
	struct relay r = make();
	int64_t now = NOW;

	(void)state;
	assert_true(relay_is_usable(&r, now));
	for (size_t i = 0; i < sizeof pauses / sizeof pauses[0]; i++) {
		relay_pause(&r, "network", slice_of("refused"), now);
		relay_pause(&r, "network", slice_of("refused"), now);	/* the other connections say so too */
		assert_int_equal(r.pause_s, pauses[i]);
		assert_false(relay_is_usable(&r, now + pauses[i] - 1));
		now += pauses[i];
		assert_true(relay_is_usable(&r, now));
		assert_true(r.is_probing);
	}
	relay_is_well(&r);
	assert_false(r.is_probing);
	assert_int_equal(r.state, RELAY_UP);
	relay_pause(&r, "network", slice_of("refused"), now);
	assert_int_equal(r.pause_s, 2);
	relay_release(&r);
}

static void test_a_clock_set_back_does_not_stop_the_mail(void **state)
{
	struct relay r = make();

	(void)state;
	relay_pause(&r, "tls", slice_of("certificate"), NOW);
	assert_true(relay_is_usable(&r, NOW - 365 * 86400));
	relay_release(&r);
}

static void test_start_frame(void **state)
{
	struct relay r = make();
	struct buf frame = BUF_INIT;
	struct wire w;
	struct err err = ERR_INIT;

	(void)state;
	relay_start_frame(&r, 60, 600, &frame);
	assert_int_equal(wire_parse(buf_all(&frame), &w, &err), 0);
	assert_true(wire_is(&w, "send.start"));
	assert_true(slice_is(wire_text(&w, "url"), "smtp://127.0.0.1:25"));
	assert_int_equal(wire_int(&w, "answer_s", 0, 9999, 0), 600);
	assert_false(wire_has(&w, "user"));
	relay_release(&r);
	buf_release(&frame);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pauses_double_and_end),
		cmocka_unit_test(test_a_clock_set_back_does_not_stop_the_mail),
		cmocka_unit_test(test_start_frame),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

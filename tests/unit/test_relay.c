/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/core/sending/relay.h"

#define NOW 1000000

static struct relay make(void)
{
	static char name[] = "relay1", url[] = "smtp://127.0.0.1:25", tls[] = "auto";
	static const struct conf_relay conf = {
		.name = name, .url = url, .tls = tls, .connections = 4
	};
	struct relay r;

	relay_init(&r, NULL, &conf, "example.nz");
	return r;
}

static void test_says_in_words_what_it_does(void **state)
{
	struct relay r = make();
	struct buf out = BUF_INIT;

	(void)state;
	relay_pause(&r, "auth", slice_of("535 no"), NOW);
	relay_is_well(&r, NOW); /* of a message that was on its way */
	relay_json(&r, 1, 0, true, NOW + 10, &out);
	assert_non_null(strstr(out.p, "\"state\":\"down\",\"use\":\"resting\""));
	assert_non_null(strstr(out.p, "\"next_try_s\":50,\"cause\":\"auth\",\"text\":\"535 no\""));
	buf_clear(&out);
	assert_true(breaker_wants_probe(&r.breaker, NOW + 60));
	breaker_connected(&r.breaker);
	relay_is_well(&r, NOW + 61);
	relay_json(&r, 1, 0, true, NOW + 61, &out);
	assert_non_null(strstr(out.p, "\"state\":\"up\",\"use\":\"in use\""));
	assert_null(strstr(out.p, "cause"));
	buf_clear(&out);
	relay_json(&r, 1, 0, false, NOW + 61, &out);
	assert_non_null(strstr(out.p, "in reserve"));
	relay_release(&r);
	buf_release(&out);
}

static void test_says_until_when(void **state)
{
	struct relay r = make();
	struct buf out = BUF_INIT;

	(void)state;
	assert_false(relay_waits(&r, NOW, "UTC", "", &out));
	r.is_at_limit = true; /* with room for some */
	assert_false(relay_waits(&r, NOW, "UTC", "", &out));
	r.free_at = NOW + 60; /* 1970-01-12 13:46:40, and a minute */
	assert_true(relay_waits(&r, NOW, "UTC", "; ", &out));
	assert_string_equal(out.p,
	    "; relay1 is at its limit until Monday 12 January 1970, 1:47 pm UTC");
	buf_clear(&out);
	relay_json(&r, 1, 0, true, NOW, &out);
	assert_non_null(strstr(out.p, "\"use\":\"at its limit\""));
	assert_non_null(strstr(out.p, "\"limit_until\":\"1970-01-12T13:47:40Z\""));
	buf_clear(&out);
	relay_json(&r, 1, 0, true, NOW + 60, &out); /* it has passed */
	assert_non_null(strstr(out.p, "\"use\":\"in use\""));
	buf_clear(&out);
	relay_pause(&r, "network", slice_of("no"), NOW);
	assert_true(relay_waits(&r, NOW, "UTC", "", &out));
	assert_string_equal(out.p, "relay1 is resting until Monday 12 January 1970, 1:46 pm UTC");
	relay_release(&r);
	buf_release(&out);
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
		cmocka_unit_test(test_says_in_words_what_it_does),
		cmocka_unit_test(test_says_until_when),
		cmocka_unit_test(test_start_frame),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

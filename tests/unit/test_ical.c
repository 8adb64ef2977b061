/* SPDX-License-Identifier: MIT
 * Calendar objects, judged by libical, which shares no code with what makes them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <libical/ical.h>

#include "daemon/common/utf8.h"
#include "daemon/common/zone.h"
#include "daemon/mail/ical.h"

static struct ical_event event(enum ical_method method)
{
	return (struct ical_event){ .method = method,
		.uid = "5fc53010-1267-8f8e-bc28-1d7ae55a7c99",
		.sequence = 3,
		.stamp_at = 1795317300,  /* 2026-11-22T03:15:00Z */
		.starts_at = 1796072400, /* 2026-11-30T21:00:00Z: 1 December 10:00 in Auckland */
		.length_s = 5400,
		.zone = "Pacific/Auckland",
		.title = slice_of("Hui; \xc4\x81-rohe, \\o/"),
		.description = slice_of("One\ntwo: three"),
		.place = slice_of("Library, Dunedin"),
		.link = slice_of("https://meet.example.org/a?b=1&c=2"),
		.organizer = "dpup@example.govt.nz",
		.organizer_name = slice_of("The \"DPUP\" newsletter; Aotearoa"),
		.attendee = "hone+x@example.nz" };
}

static icalcomponent *parse(const struct ical_event *e, struct buf *text)
{
	icalcomponent *c;

	ical_compose(e, text);
	c = icalparser_parse_string(text->p);
	assert_non_null(c);
	if (icalcomponent_count_errors(c) != 0 || icalrestriction_check(c) != 1)
		fail_msg("libical refuses:\n%s\nas\n%s", text->p, icalcomponent_as_ical_string(c));
	return c;
}

static const char *value(icalcomponent *c, icalproperty_kind kind)
{
	icalproperty *p = icalcomponent_get_first_property(icalcomponent_get_inner(c), kind);

	return p != NULL ? icalproperty_get_value_as_string(p) : NULL;
}

static void check_text(const struct buf *text)
{
	struct slice rest = buf_all(text);

	for (size_t at = slice_find_text(rest, "\r\n"); at < rest.n;
	     at = slice_find_text(rest, "\r\n")) {
		assert_true(at <= 75);
		assert_true(utf8_is_valid(slice_sub(rest, 0, at)));
		assert_int_equal(slice_find(slice_sub(rest, 0, at), '\n'), at);
		rest = slice_from(rest, at + 2);
	}
	assert_int_equal(rest.n, 0); /* the last line is ended too */
}

static void test_kinds(void **state)
{
	static const struct {
		enum ical_method method;
		icalproperty_method is;
		const char *status, *start;
		int attendees;
	} cases[] = {
		{ ICAL_INVITE, ICAL_METHOD_REQUEST, "CONFIRMED", "20261201T100000", 1 },
		{ ICAL_CALL_OFF, ICAL_METHOD_CANCEL, "CANCELLED", "20261130T210000Z", 1 },
		{ ICAL_WITHDRAW, ICAL_METHOD_CANCEL, NULL, "20261130T210000Z", 1 },
		{ ICAL_ANNOUNCE, ICAL_METHOD_PUBLISH, "CONFIRMED", "20261201T100000", 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct ical_event e = event(cases[i].method);
		struct buf text = BUF_INIT;
		icalcomponent *c = parse(&e, &text);

		check_text(&text);
		assert_int_equal(icalcomponent_get_method(c), cases[i].is);
		assert_string_equal(value(c, ICAL_UID_PROPERTY), e.uid);
		assert_string_equal(value(c, ICAL_SEQUENCE_PROPERTY), "3");
		assert_string_equal(value(c, ICAL_DTSTAMP_PROPERTY), "20261122T031500Z");
		assert_string_equal(value(c, ICAL_DTSTART_PROPERTY), cases[i].start);
		assert_string_equal(icalcomponent_get_summary(c), "Hui; \xc4\x81-rohe, \\o/");
		assert_string_equal(value(c, ICAL_ORGANIZER_PROPERTY),
		    "mailto:dpup@example.govt.nz");
		assert_int_equal(icalcomponent_count_properties(icalcomponent_get_inner(c),
		                     ICAL_ATTENDEE_PROPERTY),
		    cases[i].attendees);
		if (cases[i].attendees > 0)
			assert_string_equal(value(c, ICAL_ATTENDEE_PROPERTY),
			    "mailto:hone+x@example.nz");
		if (cases[i].status != NULL)
			assert_string_equal(value(c, ICAL_STATUS_PROPERTY), cases[i].status);
		else
			assert_null(value(c, ICAL_STATUS_PROPERTY));
		icalcomponent_free(c);
		buf_release(&text);
	}
}

/* One character after the other moves the folds through the whole text. */
static void test_folding(void **state)
{
	char title[400] = "";

	(void)state;
	for (int i = 0; i < 60; i++) {
		struct ical_event e = event(ICAL_INVITE);
		struct buf text = BUF_INIT;
		icalcomponent *c;

		(void)snprintf(title, sizeof title, "%.*s%s", i,
		    "............................................................",
		    "\xc4\x81\xf0\x9f\x8c\xba\xe2\x82\xac"
		    "x\xc4\x81\xf0\x9f\x8c\xba\xe2\x82\xac"
		    "\xc4\x81\xf0\x9f\x8c\xba\xe2\x82\xac"
		    "x\xc4\x81\xf0\x9f\x8c\xba\xe2\x82\xac"
		    "\xc4\x81\xf0\x9f\x8c\xba\xe2\x82\xac"
		    "x\xc4\x81\xf0\x9f\x8c\xba\xe2\x82\xac");
		e.title = slice_of(title);
		c = parse(&e, &text);
		check_text(&text);
		assert_string_equal(icalcomponent_get_summary(c), title);
		icalcomponent_free(c);
		buf_release(&text);
	}
}

/* What looks escaped already, in each kind of object. */
static void test_escapes(void **state)
{
	static const char *const titles[] = { "a\\n b\\; c\\, d\\\\", "\\", "\\N", ";;,,", "a\\",
		"x:y;z=\"q\"" };
	static const enum ical_method methods[] = { ICAL_INVITE, ICAL_CALL_OFF, ICAL_WITHDRAW,
		ICAL_ANNOUNCE };

	(void)state;
	for (size_t i = 0; i < sizeof titles / sizeof titles[0] * 4; i++) {
		struct ical_event e = event(methods[i % 4]);
		struct buf text = BUF_INIT;
		icalcomponent *c;

		e.title = slice_of(titles[i / 4]);
		c = parse(&e, &text);
		check_text(&text);
		assert_string_equal(icalcomponent_get_summary(c), titles[i / 4]);
		icalcomponent_free(c);
		buf_release(&text);
	}
}

static void test_nothing_gets_in(void **state)
{
	struct ical_event e = event(ICAL_INVITE);
	struct buf text = BUF_INIT;
	icalcomponent *c;

	(void)state;
	e.title = slice_of("Hui\r\nATTENDEE:mailto:other@example.com\rX:\x07");
	e.place = slice_of("a\nEND:VEVENT");
	e.link = slice_of("https://a.nz/\r\nX-EVIL:1"); /* not one line: left out */
	e.organizer_name = slice_of("a\nATTENDEE:b");
	e.attendee = "a\"b?c%d#e@example.nz";
	c = parse(&e, &text);
	check_text(&text);
	assert_int_equal(icalcomponent_count_properties(icalcomponent_get_inner(c),
	                     ICAL_ATTENDEE_PROPERTY),
	    1);
	assert_int_equal(slice_find_text(buf_all(&text), "X-EVIL"), text.n);
	assert_string_equal(value(c, ICAL_ATTENDEE_PROPERTY),
	    "mailto:a%22b%3Fc%25d%23e@example.nz");
	icalcomponent_free(c);
	buf_release(&text);
}

/* RFC 6068 §2: what is not ASCII is percent-encoded in a mailto. */
static void test_utf8_attendee(void **state)
{
	struct ical_event e = event(ICAL_INVITE);
	struct buf text = BUF_INIT;
	icalcomponent *c;

	(void)state;
	e.attendee = "h\xc5\x8dne@example.nz";
	c = parse(&e, &text);
	check_text(&text);
	assert_string_equal(value(c, ICAL_ATTENDEE_PROPERTY), "mailto:h%C5%8Dne@example.nz");
	icalcomponent_free(c);
	buf_release(&text);
}

static void test_other_zones_and_lengths(void **state)
{
	struct ical_event e = event(ICAL_INVITE);
	struct buf text = BUF_INIT;
	icalcomponent *c;

	(void)state;
	e.zone = "Pacific/Chatham";
	c = parse(&e, &text);
	assert_string_equal(value(c, ICAL_DTSTART_PROPERTY), "20261201T104500");
	icalcomponent_free(c);
	buf_clear(&text);
	e.zone = "Europe/Berlin"; /* not known here: in UTC */
	e.length_s = 0;
	c = parse(&e, &text);
	assert_string_equal(value(c, ICAL_DTSTART_PROPERTY), "20261130T210000Z");
	assert_string_equal(value(c, ICAL_DTEND_PROPERTY), "20261130T210001Z");
	icalcomponent_free(c);
	buf_release(&text);
}

/* The two zones against the system's tz database, every quarter of an hour, 2026-2037. */
static void test_zones(void **state)
{
	static const char *const names[] = { "Pacific/Auckland", "Pacific/Chatham" };
	static const int64_t from = 1767225600, to = 2145916800; /* 2026-01-01, 2038-01-01 */

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		icalcomponent *c = icalparser_parse_string(ical_zone(names[i]));
		icaltimezone *zone = icaltimezone_new();
		icaltimezone *utc = icaltimezone_get_utc_timezone();
		int count = 0;

		assert_int_equal(icaltimezone_set_component(zone, c), 1);
		for (int64_t at = from; at < to; at += 900) {
			struct zone_time t;
			struct icaltimetype when;
			int is_daylight;

			zone_local(names[i], at, &t);
			when = icaltime_from_timet_with_zone((time_t)at, 0, utc);
			if (icaltimezone_get_utc_offset_of_utc_time(zone, &when, &is_daylight) !=
			    t.offset_s)
				fail_msg("%s at %lld", names[i], (long long)at);
			count++;
		}
		assert_int_equal(count, 4383 * 96); /* days, quarters of an hour */
		icaltimezone_free(zone, 1);
	}
	assert_null(ical_zone("Pacific/Auckland "));
}

static void test_stamps(void **state)
{
	/* clang-format off */
	static const struct {
		const char *text;
		int64_t at;	/* 0: refused */
	} cases[] = {
		{ "20261122T031500Z", 1795317300 }, { "19700101T000001Z", 1 }, { "20261122T031500", 0 },
		{ "20261322T031500Z", 0 }, { "2026-11-22T03:15Z", 0 }, { "", 0 }, { "20261122T031500ZZ", 0 },
		{ "+0261122T031500Z", 0 }, { "20261122 031500Z", 0 },
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		int64_t at = 0;

		assert_int_equal(ical_parse_stamp(slice_of(cases[i].text), &at), cases[i].at != 0);
		if (cases[i].at != 0)
			assert_int_equal(at, cases[i].at);
	}
}

static void test_starts(void **state)
{
	static const struct {
		const char *text, *tzid, *zone;
		int64_t at; /* 0: refused */
	} cases[] = {
		/* 22 November 2026, 03:15 UTC is 16:15 in Auckland and 17:00 on the Chathams: both
		   an hour ahead in summer. */
		{ "20261122T031500Z", "", "Pacific/Auckland", 1795317300 },
		{ "20261122T161500", "", "Pacific/Auckland", 1795317300 },
		{ "20261122T161500", "Pacific/Auckland", "Pacific/Chatham", 1795317300 },
		{ "20261122T161500", "New Zealand Standard Time", "Pacific/Chatham", 1795317300 },
		{ "20261122T170000", "chatham islands standard time", "Pacific/Auckland",
		    1795317300 },
		{ "20261122T141500", "Australia/Sydney", "Pacific/Auckland", 1795317300 },
		{ "20261122T161500", "AUS Eastern Standard Time", "Pacific/Auckland", 0 },
		{ "20261122T161500", "../../../etc/passwd", "Pacific/Auckland", 0 },
		{ "20261122", "", "Pacific/Auckland", 0 },        /* a whole day */
		{ "20260927T023000", "", "Pacific/Auckland", 0 }, /* in the gap */
		{ "", "", "Pacific/Auckland", 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		int64_t at = 0;

		assert_int_equal(ical_parse_start(slice_of(cases[i].text), slice_of(cases[i].tzid),
		                     cases[i].zone, &at),
		    cases[i].at != 0);
		if (cases[i].at != 0)
			assert_int_equal(at, cases[i].at);
	}
}

static void test_uid(void **state)
{
	uint8_t bytes[16];
	char uid[ICAL_UID_SIZE];

	(void)state;
	for (int i = 0; i < 16; i++)
		bytes[i] = (uint8_t)(i * 17);
	ical_uid(bytes, uid);
	assert_string_equal(uid, "00112233-4455-8677-8899-aabbccddeeff");
	assert_true(ical_is_uid(slice_of(uid)));
}

static void test_is_uid(void **state)
{
	static const char *const others[] = {
		"",
		"00112233-4455-4677-8899-aabbccddeeff",
		"00112233-4455-8677-c899-aabbccddeeff",
		"00112233-4455-8677-8899-aabbccddeef",
		"00112233-4455-8677-8899-aabbccddeefff",
		"00112233-4455-8677-8899-aabbccddeefg",
		"0011223304455-8677-8899-aabbccddeeff",
		"-0112233-4455-8677-8899-aabbccddeeff",
		"00112233-4455-8677-8899-aabbccddeef@",
	};

	(void)state;
	assert_true(ical_is_uid(slice_of("00112233-4455-8677-B899-AABBCCDDEEFF")));
	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
		if (ical_is_uid(slice_of(others[i])))
			fail_msg("%s", others[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kinds),
		cmocka_unit_test(test_folding),
		cmocka_unit_test(test_nothing_gets_in),
		cmocka_unit_test(test_escapes),
		cmocka_unit_test(test_utf8_attendee),
		cmocka_unit_test(test_other_zones_and_lengths),
		cmocka_unit_test(test_zones),
		cmocka_unit_test(test_stamps),
		cmocka_unit_test(test_starts),
		cmocka_unit_test(test_uid),
		cmocka_unit_test(test_is_uid),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

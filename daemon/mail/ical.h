/* SPDX-License-Identifier: MIT
 * Meetings as calendar programs read them: iCalendar (RFC 5545, 7986) for iTIP (RFC 5546) by mail
 * (RFC 6047). Pure, and deterministic: the same meeting gives the same bytes. An invitation names
 * one attendee only, so that nobody learns who else is invited (IPP 11). */
#ifndef MAIL_ICAL_H
#define MAIL_ICAL_H

#include <stdbool.h>
#include <stdint.h>

#include "daemon/common/buf.h"

enum ical_method {
	ICAL_INVITE,   /* REQUEST: an invitation, or a newer version of it */
	ICAL_CALL_OFF, /* CANCEL with STATUS:CANCELLED: the meeting does not take place */
	ICAL_WITHDRAW, /* CANCEL without it: this person is not invited any more (RFC 5546 §3.2.5)
	                */
	ICAL_ANNOUNCE, /* PUBLISH: no attendee, so no answer */
};

struct ical_event {
	enum ical_method method;
	const char *uid; /* says nothing of people or hosts (RFC 7986 §5.3) */
	int64_t sequence;
	int64_t stamp_at; /* when this version was made */
	int64_t starts_at,
	    length_s;     /* a length below a second counts as one: DTEND is after DTSTART */
	const char *zone; /* tz name; one whose rules are not known here is written in UTC */
	struct slice title, description, place, link; /* UTF-8; an empty one is left out */
	const char *organizer; /* addr-spec, the same in all versions (Apple compares it) */
	struct slice organizer_name;
	const char *attendee; /* addr-spec as the person is written to; not read by ICAL_ANNOUNCE */
};

/* Appends one VCALENDAR object: CRLF lines of at most 75 octets, no character split. */
void ical_compose(const struct ical_event *event, struct buf *out);
/* Many meetings that nobody in particular is invited to, as a calendar to subscribe to:
 * METHOD:PUBLISH, each zone once. `name` is the calendar's. Their method is not read; `count` may
 * be 0. */
void ical_compose_feed(const struct ical_event *events, size_t count, struct slice name,
    struct buf *out);
/* "REQUEST", "CANCEL", "PUBLISH" */
const char *ical_method_text(enum ical_method method);
/* The VTIMEZONE of a zone, NULL where it is not known here. */
const char *ical_zone(const char *zone);

/* DTSTAMP as written by others: "20261122T031500Z". False where it is no UTC time. */
bool ical_parse_stamp(struct slice text, int64_t *at_r);

/* DTSTART as written by others, with its TZID: a name of the tz database, or what Windows calls the
 * zones of this country. Where it names none, the clock of `zone` is meant. False where that is no
 * time, or one of no zone we know. */
bool ical_parse_start(struct slice text, struct slice tzid, const char *zone, int64_t *at_r);

/* A UUID (RFC 9562 version 8) of sixteen bytes that look random. */
#define ICAL_UID_SIZE 37
void ical_uid(const uint8_t bytes[16], char out[ICAL_UID_SIZE]);
/* Whether a UID has that form, in capitals too; what calendars make themselves has another. */
bool ical_is_uid(struct slice uid);

#endif

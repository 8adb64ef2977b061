/* SPDX-License-Identifier: MIT
 * Composing iCalendar; see ical.h. Written by hand and not by libical, because libical's own zones
 * carry foreign TZIDs and history, and because nothing but what stands here must leave. The two
 * VTIMEZONEs hold from 2008 on and are compared with the system's tz database in the tests.
 * CANCEL is written in UTC: older Outlooks refuse one that names a zone. */
#include "daemon/mail/ical.h"

#include <string.h>

#include "daemon/common/num.h"
#include "daemon/common/str_put.h"
#include "daemon/common/utf8.h"
#include "daemon/common/zone.h"

#define FOLD_AT 75 /* octets without CRLF (RFC 5545 §3.1) */

#define ZONE(name, letters_std, letters_dst, std, dst, from_std, from_dst) \
	"BEGIN:VTIMEZONE\r\nTZID:" name "\r\nX-LIC-LOCATION:" name "\r\n" \
	"BEGIN:STANDARD\r\nDTSTART:20080406T" from_std \
	"\r\nRRULE:FREQ=YEARLY;BYMONTH=4;BYDAY=1SU\r\n" \
	"TZOFFSETFROM:" dst "\r\nTZOFFSETTO:" std "\r\nTZNAME:" letters_std "\r\nEND:STANDARD\r\n" \
	"BEGIN:DAYLIGHT\r\nDTSTART:20070930T" from_dst \
	"\r\nRRULE:FREQ=YEARLY;BYMONTH=9;BYDAY=-1SU\r\n" \
	"TZOFFSETFROM:" std "\r\nTZOFFSETTO:" dst "\r\nTZNAME:" letters_dst "\r\nEND:DAYLIGHT\r\n" \
	"END:VTIMEZONE\r\n"

static const struct {
	const char *name, *text;
} zones[] = {
	{ "Pacific/Auckland",
	    ZONE("Pacific/Auckland", "NZST", "NZDT", "+1200", "+1300", "030000", "020000") },
	{ "Pacific/Chatham",
	    ZONE("Pacific/Chatham", "CHAST", "CHADT", "+1245", "+1345", "034500", "024500") },
};

const char *ical_zone(const char *zone)
{
	for (size_t i = 0; i < sizeof zones / sizeof zones[0]; i++) {
		if (strcmp(zone, zones[i].name) == 0)
			return zones[i].text;
	}
	return NULL;
}

const char *ical_method_text(enum ical_method method)
{
	switch (method) {
	case ICAL_INVITE:
		return "REQUEST";
	case ICAL_CALL_OFF:
	case ICAL_WITHDRAW:
		return "CANCEL";
	case ICAL_ANNOUNCE:
		return "PUBLISH";
	}
	return "";
}

/* --- content lines --- */

/* One content line, folded; `line` is emptied. */
static void end_line(struct buf *out, struct buf *line)
{
	struct slice rest = buf_all(line);
	size_t room = FOLD_AT;

	while (rest.n > room) {
		size_t n = utf8_cut(rest, room);

		n = n > 0 ? n :
		            room; /* never where it is UTF-8: a character is shorter than a line */
		buf_slice(out, slice_sub(rest, 0, n));
		buf_text(out, "\r\n ");
		rest = slice_from(rest, n);
		room = FOLD_AT - 1; /* the space counts */
	}
	buf_slice(out, rest);
	buf_text(out, "\r\n");
	buf_clear(line);
}

/* TEXT (RFC 5545 §3.3.11): colons are not escaped, other control characters cannot be said. */
static void add_text(struct buf *line, struct slice value)
{
	for (size_t i = 0; i < value.n; i++) {
		char c = value.p[i];

		if (c == '\\' || c == ';' || c == ',') {
			buf_char(line, '\\');
			buf_char(line, c);
		} else if (c == '\n') {
			buf_text(line, "\\n");
		} else if (c == '\t' || ((unsigned char)c >= 0x20 && c != 0x7f)) {
			buf_char(line, c);
		}
	}
}

static void text_property(struct buf *out, const char *name, struct slice value)
{
	struct buf line = BUF_INIT;

	if (value.n > 0 && utf8_is_valid(value)) {
		buf_printf(&line, "%s:", name);
		add_text(&line, value);
		end_line(out, &line);
	}
	buf_release(&line);
}

/* What stands unescaped in a URI and in a quoted parameter: the rest would end either, or is UTF-8
 * (RFC 6068 §2). */
static void add_mailto(struct buf *line, const char *address)
{
	buf_text(line, ":mailto:");
	for (const char *p = address; *p != '\0'; p++) {
		unsigned char c = (unsigned char)*p;

		if (c <= 0x20 || c >= 0x7f || strchr("\"%<>\\^`{|}?#", c) != NULL)
			buf_printf(line, "%%%02X", c);
		else
			buf_char(line, *p);
	}
}

/* A quoted parameter can hold no DQUOTE and no control character (RFC 5545 §3.2). */
static void add_name(struct buf *line, struct slice name)
{
	if (name.n == 0 || !utf8_is_line(name))
		return;
	buf_text(line, ";CN=\"");
	for (size_t i = 0; i < name.n; i++)
		buf_char(line, name.p[i] != '"' ? name.p[i] : '\'');
	buf_char(line, '"');
}

static void add_time(struct buf *line, const char *zone, int64_t at)
{
	struct zone_time t;

	zone_local(zone, at, &t);
	buf_printf(line, "%04d%02d%02dT%02d%02d%02d", t.year, t.month, t.day, t.hour, t.minute,
	    t.second);
}

static void utc_property(struct buf *out, const char *name, int64_t at)
{
	struct buf line = BUF_INIT;

	buf_printf(&line, "%s:", name);
	add_time(&line, "UTC", at);
	buf_char(&line, 'Z');
	end_line(out, &line);
	buf_release(&line);
}

static void time_property(struct buf *out, const char *name, int64_t at, const char *zone)
{
	struct buf line = BUF_INIT;

	if (zone == NULL) {
		utc_property(out, name, at);
		return;
	}
	buf_printf(&line, "%s;TZID=%s:", name, zone);
	add_time(&line, zone, at);
	end_line(out, &line);
	buf_release(&line);
}

/* --- the object --- */

static bool is_cancel(const struct ical_event *e)
{
	return e->method == ICAL_CALL_OFF || e->method == ICAL_WITHDRAW;
}

static void people(const struct ical_event *e, struct buf *out)
{
	struct buf line = BUF_INIT;

	buf_text(&line, "ORGANIZER");
	add_name(&line, e->organizer_name);
	add_mailto(&line, e->organizer);
	end_line(out, &line);
	if (e->method == ICAL_ANNOUNCE) {
		buf_release(&line);
		return;
	}
	buf_text(&line, "ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=OPT-PARTICIPANT");
	if (!is_cancel(e))
		buf_text(&line, ";PARTSTAT=NEEDS-ACTION;RSVP=TRUE");
	add_mailto(&line, e->attendee);
	end_line(out, &line);
	buf_release(&line);
}

/* What only a coming meeting has; a CANCEL says which one and no more. */
static void details(const struct ical_event *e, struct buf *out)
{
	struct buf line = BUF_INIT;

	text_property(out, "DESCRIPTION", e->description);
	text_property(out, "LOCATION", e->place.n > 0 ? e->place : e->link);
	if (e->link.n > 0 && utf8_is_line(e->link)) {
		buf_printf(&line, "URL:%.*s", SLICE_ARG(e->link)); /* a meeting's link is bounded */
		end_line(out, &line);
	}
	buf_text(out, "STATUS:CONFIRMED\r\nTRANSP:OPAQUE\r\n");
	buf_release(&line);
}

static const char *status(const struct ical_event *e)
{
	return e->method == ICAL_CALL_OFF ? "STATUS:CANCELLED\r\n" : "";
}

static void begin_calendar(struct buf *out, enum ical_method method)
{
	buf_text(out,
	    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//dpupd//dpupd " DPUPD_VERSION "//EN\r\n"
	    "CALSCALE:GREGORIAN\r\n");
	buf_printf(out, "METHOD:%s\r\n", ical_method_text(method));
}

/* `zone`: its definition stands above; NULL: in UTC. */
static void compose_event(const struct ical_event *e, const char *zone, struct buf *out)
{
	struct buf line = BUF_INIT;

	buf_text(out, "BEGIN:VEVENT\r\n");
	buf_printf(&line, "UID:%s", e->uid);
	end_line(out, &line);
	buf_printf(out, "SEQUENCE:%lld\r\n", (long long)e->sequence);
	utc_property(out, "DTSTAMP", e->stamp_at);
	time_property(out, "DTSTART", e->starts_at, zone);
	time_property(out, "DTEND", e->starts_at + (e->length_s > 0 ? e->length_s : 1), zone);
	text_property(out, "SUMMARY", e->title);
	people(e, out);
	if (is_cancel(e))
		buf_text(out, status(e));
	else
		details(e, out);
	buf_text(out, "END:VEVENT\r\n");
	buf_release(&line);
}

void ical_compose(const struct ical_event *e, struct buf *out)
{
	const char *zone_text = is_cancel(e) ? NULL : ical_zone(e->zone);

	begin_calendar(out, e->method);
	if (zone_text != NULL)
		buf_text(out, zone_text);
	compose_event(e, zone_text != NULL ? e->zone : NULL, out);
	buf_text(out, "END:VCALENDAR\r\n");
}

void ical_compose_feed(const struct ical_event *events, size_t count, struct slice name,
    struct buf *out)
{
	begin_calendar(out, ICAL_ANNOUNCE);
	text_property(out, "NAME", name); /* RFC 7986 §5.1, and what came before it */
	text_property(out, "X-WR-CALNAME", name);
	buf_text(out, "REFRESH-INTERVAL;VALUE=DURATION:PT4H\r\nX-PUBLISHED-TTL:PT4H\r\n");
	/* A calendar has to have something in it (RFC 5545 §3.6): the zones are always there. */
	for (size_t i = 0; i < sizeof zones / sizeof zones[0]; i++)
		buf_text(out, zones[i].text);
	for (size_t i = 0; i < count; i++) {
		struct ical_event e = events[i];

		e.method = ICAL_ANNOUNCE;
		compose_event(&e, ical_zone(e.zone) != NULL ? e.zone : NULL, out);
	}
	buf_text(out, "END:VCALENDAR\r\n");
}

/* --- what others write --- */

static bool digits(struct slice text, size_t from, size_t n, int *value_r)
{
	int64_t value;

	if (!num_parse(slice_sub(text, from, n), 0, 9999, &value))
		return false;
	*value_r = (int)value;
	return true;
}

/* The form of RFC 5545 §3.3.5 without its Z. */
static bool parse_time(struct slice text, const char *zone, int64_t *at_r)
{
	struct zone_time t = { 0 };

	return text.n == 15 && text.p[8] == 'T' && digits(text, 0, 4, &t.year) &&
	    digits(text, 4, 2, &t.month) && digits(text, 6, 2, &t.day) &&
	    digits(text, 9, 2, &t.hour) && digits(text, 11, 2, &t.minute) &&
	    digits(text, 13, 2, &t.second) && zone_utc(zone, &t, at_r) == ZONE_OK;
}

bool ical_parse_stamp(struct slice text, int64_t *at_r)
{
	return text.n == 16 && text.p[15] == 'Z' && parse_time(slice_sub(text, 0, 15), "UTC", at_r);
}

bool ical_parse_start(struct slice text, struct slice tzid, const char *zone, int64_t *at_r)
{
	static const struct {
		const char *windows, *name;
	} rows[] = {
		{ "New Zealand Standard Time", "Pacific/Auckland" },
		{ "Chatham Islands Standard Time", "Pacific/Chatham" },
	};
	char name[64];

	if (ical_parse_stamp(text, at_r))
		return true;
	str_put(name, sizeof name, "%.*s", SLICE_ARG(tzid)); /* what is longer is no zone's name */
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		if (slice_is_fold(tzid, rows[i].windows))
			return parse_time(text, rows[i].name, at_r);
	}
	return (tzid.n == 0 || zone_is_known(name)) &&
	    parse_time(text, tzid.n == 0 ? zone : name, at_r);
}

void ical_uid(const uint8_t bytes[16], char out[ICAL_UID_SIZE])
{
	size_t at = 0;

	for (size_t i = 0; i < 16; i++) {
		uint8_t b = bytes[i];

		if (i == 6)
			b = (uint8_t)((b & 0x0f) | 0x80); /* version 8: bytes of our own making */
		if (i == 8)
			b = (uint8_t)((b & 0x3f) | 0x80); /* the variant of RFC 9562 */
		if (i == 4 || i == 6 || i == 8 || i == 10)
			out[at++] = '-';
		str_put(out + at, ICAL_UID_SIZE - at, "%02x", b);
		at += 2;
	}
}

bool ical_is_uid(struct slice uid)
{
	if (uid.n != ICAL_UID_SIZE - 1 || uid.p[14] != '8' || strchr("89abAB", uid.p[19]) == NULL)
		return false;
	for (size_t i = 0; i < uid.n; i++) {
		bool is_dash = i == 8 || i == 13 || i == 18 || i == 23;

		if (is_dash ?
		        uid.p[i] != '-' :
		        strchr("0123456789abcdefABCDEF", uid.p[i]) == NULL || uid.p[i] == '\0')
			return false;
	}
	return true;
}

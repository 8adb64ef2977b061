/* SPDX-License-Identifier: MIT
 * iCalendar by libical, inside the cage; see calendar.h. The object is bounded before libical
 * sees it, and nothing is asked of libical but single properties: its recurrence code has known
 * endless loops. outlook.com leaves out ORGANIZER, others write MAILTO: in any case, Exchange
 * sends attendees in capitals: all of that is read as it stands. */
#include "daemon/parse/calendar.h"

#include <stdlib.h>
#include <string.h>

#include <libical/ical.h>

#include "daemon/common/buf.h"
#include "daemon/common/num.h"
#include "daemon/mail/ical.h"
#include "daemon/parse/decode.h"

void calendar_preload(void)
{
	struct facts f;

	icalerror_set_errors_are_fatal(0);
	icalerror_supress("MALFORMEDDATA");
	facts_init(&f);
	calendar_read(&f,
	    slice_of(
	        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REPLY\r\n"
	        "BEGIN:VEVENT\r\nUID:a\r\nDTSTAMP:20260101T000000Z\r\nATTENDEE;PARTSTAT=ACCEPTED:mailto:a@example.org\r\n"
	        "END:VEVENT\r\nEND:VCALENDAR\r\n"),
	    SLICE_NONE);
	facts_release(&f);
}

/* Is it an object libical can be given: short, its lines too, components that open and close? It
 * would survive others, but complain to stderr about each line of them. */
static bool is_sound(struct slice ics)
{
	struct slice line;
	size_t depth = 0, components = 0;

	if (ics.n > CALENDAR_MAX || !slice_starts_fold(ics, "BEGIN:VCALENDAR"))
		return false;
	while (slice_next_line(&ics, &line)) {
		if (line.n > CALENDAR_LINE_MAX)
			return false;
		if (slice_starts_fold(line, "BEGIN:") &&
		    (++depth > CALENDAR_DEPTH_MAX || ++components > CALENDAR_COMPONENTS_MAX))
			return false;
		if (slice_starts_fold(line, "END:") && depth-- == 0)
			return false;
	}
	return depth == 0;
}

/* A mailto is a URI (RFC 6068 §2): what is not ASCII is percent-encoded there, and some encode
 * more. */
static void add_address(struct buf *address, const char *uri)
{
	struct slice s = slice_trim(slice_of(uri));

	if (slice_starts_fold(s, "mailto:"))
		decode_percent(address, slice_trim(slice_from(s, strlen("mailto:"))));
	else
		buf_slice(address, s);
}

static void set_address(struct facts *f, enum facts_text which, const char *uri)
{
	struct buf address = BUF_INIT;

	add_address(&address, uri);
	facts_set(f, which, buf_all(&address));
	buf_release(&address);
}

static void set_upper(struct facts *f, enum facts_text which, struct slice value)
{
	struct buf upper = BUF_INIT;

	for (size_t i = 0; i < value.n && i < 64; i++) {
		char c = value.p[i];

		buf_char(&upper, (char)(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c));
	}
	facts_set(f, which, slice_trim(buf_all(&upper)));
	buf_release(&upper);
}

/* The value of a property as written; the caller frees it. */
static char *value_of(icalcomponent *c, icalproperty_kind kind)
{
	icalproperty *p = icalcomponent_get_first_property(c, kind);

	return p != NULL ? icalproperty_get_value_as_string_r(p) : NULL;
}

static void set_value(struct facts *f, enum facts_text which, icalcomponent *c,
    icalproperty_kind kind)
{
	char *v = value_of(c, kind);

	facts_set(f, which, slice_trim(slice_of(v)));
	free(v);
}

static bool is_writer(const struct facts *f, icalproperty *attendee)
{
	char *uri = icalproperty_get_value_as_string_r(attendee);
	struct buf address = BUF_INIT;
	bool is_it;

	add_address(&address, uri);
	is_it = slice_equal_fold(buf_all(&address), facts_get(f, FACTS_FROM));
	buf_release(&address);
	free(uri);
	return is_it;
}

/* An answer has one (RFC 5546 §3.2.3). Where a program lists others beside its own, whoever wrote
 * the mail is meant. */
static icalproperty *whose(const struct facts *f, icalcomponent *c)
{
	icalproperty *first = icalcomponent_get_first_property(c, ICAL_ATTENDEE_PROPERTY),
	             *p = first;

	while (p != NULL && !is_writer(f, p))
		p = icalcomponent_get_next_property(c, ICAL_ATTENDEE_PROPERTY);
	return p != NULL ? p : first;
}

static void read_attendee(struct facts *f, icalcomponent *c)
{
	icalproperty *p = whose(f, c);
	char *address, *state;

	if (p == NULL)
		return;
	address = icalproperty_get_value_as_string_r(p);
	set_address(f, FACTS_CALENDAR_ATTENDEE, address);
	free(address);
	state = icalproperty_get_parameter_as_string_r(p, "PARTSTAT");
	set_upper(f, FACTS_CALENDAR_PARTSTAT, slice_of(state != NULL ? state : "NEEDS-ACTION"));
	free(state);
}

static void read_start(struct facts *f, icalcomponent *c)
{
	icalproperty *p = icalcomponent_get_first_property(c, ICAL_DTSTART_PROPERTY);
	char *zone = p != NULL ? icalproperty_get_parameter_as_string_r(p, "TZID") : NULL;

	set_value(f, FACTS_CALENDAR_START, c, ICAL_DTSTART_PROPERTY);
	facts_set(f, FACTS_CALENDAR_ZONE, slice_trim(slice_of(zone)));
	free(zone);
}

/* Comments may stand several times; text escapes are resolved by libical's typed reader. */
static void read_comments(struct facts *f, icalcomponent *c)
{
	struct buf all = BUF_INIT;

	for (icalproperty *p = icalcomponent_get_first_property(c, ICAL_COMMENT_PROPERTY);
	     p != NULL; p = icalcomponent_get_next_property(c, ICAL_COMMENT_PROPERTY)) {
		const char *text = icalproperty_get_comment(p);

		if (text == NULL)
			continue;
		if (all.n > 0)
			buf_char(&all, '\n');
		buf_text(&all, text);
	}
	facts_set(f, FACTS_CALENDAR_COMMENT, slice_trim(buf_all(&all)));
	buf_release(&all);
}

/* UID is text: its escapes are resolved, so that it is the one that was sent out. */
static void read_uid(struct facts *f, icalcomponent *c)
{
	icalproperty *p = icalcomponent_get_first_property(c, ICAL_UID_PROPERTY);

	if (p != NULL)
		facts_set(f, FACTS_CALENDAR_UID, slice_trim(slice_of(icalproperty_get_uid(p))));
}

static void read_component(struct facts *f, icalcomponent *c)
{
	char *organizer = value_of(c, ICAL_ORGANIZER_PROPERTY);
	char *sequence = value_of(c, ICAL_SEQUENCE_PROPERTY);

	read_uid(f, c);
	set_value(f, FACTS_CALENDAR_RECURRENCE, c, ICAL_RECURRENCEID_PROPERTY);
	set_value(f, FACTS_CALENDAR_STAMP, c, ICAL_DTSTAMP_PROPERTY);
	set_address(f, FACTS_CALENDAR_ORGANIZER, organizer);
	/* Absent or odd: 0, as RFC 5545 says. */
	f->number[FACTS_CALENDAR_SEQUENCED] = num_parse(slice_trim(slice_of(sequence)), 0,
	    INT32_MAX, &f->number[FACTS_CALENDAR_SEQUENCE]);
	read_start(f, c);
	read_attendee(f, c);
	read_comments(f, c);
	free(organizer);
	free(sequence);
}

static bool is_meeting(icalcomponent *c)
{
	switch (icalcomponent_isa(c)) {
	case ICAL_VEVENT_COMPONENT:
	case ICAL_VTODO_COMPONENT:
	case ICAL_VJOURNAL_COMPONENT:
		return true;
	default:
		return false;
	}
}

/* How much a component looks like the one that was answered: a UID of the form of ours, and
 * attendees. */
static int rank(icalcomponent *c)
{
	icalproperty *uid = icalcomponent_get_first_property(c, ICAL_UID_PROPERTY);
	bool is_ours = uid != NULL && ical_is_uid(slice_trim(slice_of(icalproperty_get_uid(uid))));

	if (icalcomponent_get_first_property(c, ICAL_ATTENDEE_PROPERTY) == NULL)
		return 1;
	return is_ours ? 3 : 2;
}

/* The first of the best. One object may answer several invitations, of which ours need not be the
 * first. */
static icalcomponent *answered(icalcomponent *root)
{
	icalcomponent *best = NULL;
	int best_rank = 0;

	for (icalcomponent *c = icalcomponent_get_first_component(root, ICAL_ANY_COMPONENT);
	     c != NULL; c = icalcomponent_get_next_component(root, ICAL_ANY_COMPONENT)) {
		if (!is_meeting(c) || rank(c) <= best_rank)
			continue;
		best = c;
		best_rank = rank(c);
	}
	return best;
}

void calendar_read(struct facts *f, struct slice ics, struct slice method)
{
	icalcomponent *root = NULL, *component;
	char *text, *inner;

	ics = slice_from(ics,
	    slice_find_fold(slice_sub(ics, 0, CALENDAR_FRONT_MAX), "BEGIN:VCALENDAR"));
	text = slice_dup(ics);
	set_upper(f, FACTS_CALENDAR_METHOD, method);
	if (is_sound(ics))
		root = icalparser_parse_string(text);
	free(text);
	if (root == NULL) {
		facts_limit(f, "calendar");
		return;
	}
	inner = value_of(root, ICAL_METHOD_PROPERTY);
	if (inner != NULL)
		set_upper(f, FACTS_CALENDAR_METHOD, slice_of(inner));
	free(inner);
	component = answered(root);
	if (component != NULL)
		read_component(f, component);
	icalcomponent_free(root);
}

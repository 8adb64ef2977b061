/* SPDX-License-Identifier: MIT
 * One iCalendar object as it arrives in an answer to an invitation (RFC 5546, RFC 6047): the
 * facts of its first component that has attendees, one with a UID of the form of ours before
 * others, and of the attendee who wrote the mail (FACTS_FROM, which is read before). Recurrences
 * are never expanded here. */
#ifndef PARSE_CALENDAR_H
#define PARSE_CALENDAR_H

#include "daemon/common/slice.h"
#include "daemon/mail/facts.h"

/* Bytes of an object: an answer has two thousand. Of several that answer nothing as many are read
 * as were not more than that together. */
#define CALENDAR_MAX (256U << 10)
#define CALENDAR_LINE_MAX (64U << 10) /* libical needs quadratic time for a long line */
#define CALENDAR_FRONT_MAX 1024 /* what may stand in front: empty lines, a word of a gateway's */
#define CALENDAR_DEPTH_MAX 8    /* VCALENDAR, VTIMEZONE, STANDARD make three */
#define CALENDAR_COMPONENTS_MAX 1000

void calendar_preload(void);
/* Fills FACTS_CALENDAR_*; "calendar" in limits where the object is refused or cannot be read.
 * `method` is the part's parameter, used where the object has none. */
void calendar_read(struct facts *f, struct slice ics, struct slice method);

#endif

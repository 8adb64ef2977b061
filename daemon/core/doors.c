/* SPDX-License-Identifier: MIT
 * See doors.h. Each table is its owner's, ends with a row of zeroes, and is named here alone: one
 * table of verbs a noun, one of pages a file. */
#include "daemon/core/doors.h"

#include "daemon/core/staff/request.h"
#include "daemon/core/web/web.h"

/* clang-format off */
#define VERBS(DO) \
	DO(list_verbs) \
	DO(subscriber_verbs) \
	DO(person_verbs) \
	DO(audit_verbs) \
	DO(retention_verbs) \
	DO(organisation_verbs) \
	DO(announce_verbs) \
	DO(meeting_verbs) \
	DO(queue_verbs) \
	DO(status_verbs) \
	DO(staff_verbs) \
	DO(resource_verbs) \
	DO(tip_verbs) \
	DO(report_verbs) \
	DO(key_verbs) \
	DO(restored_verbs) \
	DO(care_verbs) \
	DO(audience_verbs) \
	DO(series_verbs) \
	DO(import_verbs) \
	DO(export_verbs)
#define PAGES(DO) \
	DO(web_list_pages) \
	DO(web_person_pages) \
	DO(web_meeting_pages) \
	DO(web_plain_pages) \
	DO(health_pages)
/* clang-format on */

#define DECLARE_VERBS(table) extern const struct request_verb table[];
#define DECLARE_PAGES(table) extern const struct web_page table[];
#define NAME(table) table,

VERBS(DECLARE_VERBS)
PAGES(DECLARE_PAGES)

const struct request_verb *const door_verbs[] = { VERBS(NAME) NULL };

const struct web_page *const door_pages[] = { PAGES(NAME) NULL };

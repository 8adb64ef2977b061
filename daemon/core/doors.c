/* SPDX-License-Identifier: MIT
 * See doors.h. */
#include "daemon/core/doors.h"

#include "daemon/core/staff/request.h"
#include "daemon/core/web/web.h"

const struct request_verb *const door_verbs[] = {
	list_verbs,
	subscriber_verbs,
	person_verbs,
	audit_verbs,
	retention_verbs,
	organisation_verbs,
	announce_verbs,
	meeting_verbs,
	queue_verbs,
	status_verbs,
	staff_verbs,
	resource_verbs,
	tip_verbs,
	report_verbs,
	key_verbs,
	restored_verbs,
	care_verbs,
	audience_verbs,
	series_verbs,
	import_verbs,
	export_verbs,
	NULL,
};

const struct web_page *const door_pages[] = {
	web_list_pages,
	web_person_pages,
	web_meeting_pages,
	web_plain_pages,
	health_pages,
	NULL,
};

/* SPDX-License-Identifier: MIT
 * Access by role; see staff_access.h. Never grants by default. */
#include "daemon/core/staff/staff_access.h"

#include <string.h>

#include "daemon/common/buf.h"
#include "daemon/core/announcements/announcement.h"
#include "subscribers/audience.h"
#include "subscribers/list.h"
#include "subscribers/meeting.h"
#include "subscribers/series.h"
#include "subscribers/staff.h"

#define ADMIN (1U << STAFF_ADMIN)

/* The list an audience stands on; 0 where it is none. */
static int64_t list_of_audience(struct db *db, struct slice text)
{
	struct audience a;
	struct list list;
	int64_t id;

	audience_init(&a);
	id = audience_read(db, text, &a, &list, NULL) == 0 ? list.id : 0;
	audience_release(&a);
	return id;
}

static int64_t list_of_announcement(struct db *db, int64_t id)
{
	struct announcement a;
	int64_t list_id;

	announcement_init(&a);
	list_id = announcement_get(db, id, &a) ? a.list_id : 0;
	announcement_release(&a);
	return list_id;
}

/* The list that a field of the request names, or the row it names; 0 where it names none that is
 * there. */
static int64_t list_of(struct db *db, const struct wire_field *f, enum request_field names)
{
	struct meeting m;
	struct series s;
	struct list list;

	switch (names) {
	case REQUEST_PLAIN:
	case REQUEST_CONTENT:
		break;
	case REQUEST_LIST:
		return list_find(db, f->value, -1, &list) ? list.id : 0;
	case REQUEST_AUDIENCE:
		return list_of_audience(db, f->value);
	case REQUEST_MEETING:
		return meeting_get(db, f->number, &m) ? m.list_id : 0;
	case REQUEST_ANNOUNCEMENT:
		return list_of_announcement(db, f->number);
	case REQUEST_SERIES:
		return series_get(db, f->number, &s) ? s.list_id : 0;
	}
	return 0;
}

/* Each field that names something must name what they lead, and one must: moving something to
 * another list would be a way out, and so would a second name that is not asked about. */
static bool is_theirs(struct request *rq, const struct request_verb *v, const struct staff *s)
{
	bool is_named = false;

	for (const struct wire_rule *rule = v->fields; rule->name != NULL; rule++) {
		const struct wire_field *f = wire_field(rq->w, rule->name, rule->type);

		if (f == NULL || rule->tag == REQUEST_PLAIN || rule->tag == REQUEST_CONTENT)
			continue;
		if (!staff_leads(rq->core->db, s->id,
		        list_of(rq->core->db, f, (enum request_field)rule->tag)))
			return false;
		is_named = true;
	}
	return is_named;
}

static int refuse(const char *account, const char *verb, unsigned roles, struct err *err)
{
	struct buf names = BUF_INIT;
	int rc;

	for (int i = 0; i < STAFF_ROLES; i++) {
		if ((roles & 1U << i) != 0)
			buf_printf(&names, "%s%s", names.n > 0 ? ", " : "",
			    staff_role_text((enum staff_role)i));
	}
	rc = err_set(err, ERR_PERM,
	    "%s may not do \"%s\": it is for %s; an admin can give you that with "
	    "\"dpupctl staff add\"",
	    account, verb, names.p);
	buf_release(&names);
	return rc;
}

/* A convenor's copies say who comes, so an author who names one could name themselves, and read
 * what is not theirs. */
static unsigned roles_for(const struct request *rq)
{
	bool names_convenor = wire_has(rq->w, "convenor") &&
	    (strncmp(rq->v->verb, "meeting.", 8) == 0 || strncmp(rq->v->verb, "series.", 7) == 0);

	return (rq->v->right.roles | ADMIN) & (names_convenor ? ~ROLE_AUTHOR : ~0U);
}

int staff_access_check(struct request *rq, struct err *err)
{
	unsigned roles = roles_for(rq);
	struct staff s;

	if (rq->is_owner)
		return 0;
	if (!staff_find(rq->core->db, rq->actor, &s))
		return err_set(err, ERR_PERM,
		    "%s is not staff here; root or an admin can change that: "
		    "dpupctl staff add %s --address ADDRESS --role ROLE",
		    rq->actor, rq->actor);
	if ((s.roles & roles & ~ROLE_CONVENOR) != 0)
		return 0;
	if ((s.roles & roles) == 0)
		return refuse(rq->actor, rq->v->verb, roles, err);
	return rq->v->right.scope != REQUEST_OF_OWN || is_theirs(rq, rq->v, &s) ?
	    0 :
	    err_set(err, ERR_PERM, "%s leads another community: \"%s\" is for your own only",
	        rq->actor, rq->v->verb);
}

bool staff_access_has(const struct request *rq, unsigned roles)
{
	struct staff s;

	return rq->is_owner ||
	    (staff_find(rq->core->db, rq->actor, &s) && (s.roles & (roles | ADMIN)) != 0);
}

bool staff_access_is_narrow(struct request *rq, struct buf *lists)
{
	struct staff s;

	if (rq->is_owner || rq->v->right.scope != REQUEST_OF_SHOWN ||
	    !staff_find(rq->core->db, rq->actor, &s) ||
	    (s.roles & (rq->v->right.roles | ADMIN) & ~ROLE_CONVENOR) != 0)
		return false;
	staff_led_json(rq->core->db, s.id, lists);
	return true;
}

/* SPDX-License-Identifier: MIT
 * Access by role; see staff_access.h. A row is a verb, or "noun.*" for the noun's others; the first that
 * fits decides, so exact rows stand before their noun's. Reading what is not about people is for all
 * staff; what is about people is for who needs it (IPP 5, 11). Never grants by default. */
#include "staff_access.h"

#include <string.h>

#include "../../subscribers/audience.h"
#include "../../subscribers/list.h"
#include "../../subscribers/meeting.h"
#include "../../subscribers/staff.h"
#include "../common/buf.h"
#include "announcement.h"

#define AUTHOR (1U << STAFF_AUTHOR)
#define APPROVER (1U << STAFF_APPROVER)
#define CONVENOR (1U << STAFF_CONVENOR)
#define PRIVACY (1U << STAFF_PRIVACY)
#define ADMIN (1U << STAFF_ADMIN)
#define EVERYONE (AUTHOR | APPROVER | CONVENOR | PRIVACY)

/* How the community is found that a convenor's request is about. */
enum scope {
	ANY,		/* about no community: convenors like the others */
	BY_NAME,	/* the field "slug", "community" or "list" */
	BY_MEETING,	/* the meeting of "id" */
	BY_ANNOUNCEMENT,
};

static const struct row {
	const char *verb;
	unsigned roles;		/* besides ADMIN */
	enum scope scope;
} rows[] = {
	{ "status", EVERYONE, ANY },
	{ "doctor", EVERYONE, ANY },
	{ "doctor.*", EVERYONE, ANY },
	{ "metrics", EVERYONE, ANY },
	{ "config.*", 0, ANY },

	{ "list.list", EVERYONE, ANY },
	{ "list.show", EVERYONE, ANY },
	{ "list.*", 0, ANY },
	{ "community.list", EVERYONE, ANY },
	{ "community.show", EVERYONE, ANY },
	{ "community.members", CONVENOR | PRIVACY, BY_NAME },
	{ "community.*", 0, ANY },
	{ "organisation.list", EVERYONE, ANY },
	{ "organisation.show", EVERYONE, ANY },
	{ "organisation.*", AUTHOR, ANY },

	{ "subscriber.add", AUTHOR | CONVENOR | PRIVACY, BY_NAME },
	{ "subscriber.*", PRIVACY, ANY },
	{ "import", PRIVACY, ANY },
	{ "import.*", PRIVACY, ANY },
	{ "export", PRIVACY, ANY },
	{ "who", PRIVACY, ANY },
	{ "who.*", PRIVACY, ANY },
	{ "explain", PRIVACY, ANY },
	{ "suppression.*", PRIVACY, ANY },

	{ "announce.list", EVERYONE, ANY },
	{ "announce.show", EVERYONE, ANY },
	{ "announce.check", EVERYONE, ANY },
	{ "announce.preview", EVERYONE, ANY },
	{ "announce.report", EVERYONE, ANY },
	{ "announce.approve", APPROVER, ANY },
	{ "announce.new", AUTHOR | CONVENOR, BY_NAME },
	{ "announce.pause", AUTHOR | APPROVER | CONVENOR, BY_ANNOUNCEMENT },
	{ "announce.resume", AUTHOR | APPROVER | CONVENOR, BY_ANNOUNCEMENT },
	{ "announce.cancel", AUTHOR | APPROVER | CONVENOR, BY_ANNOUNCEMENT },
	{ "announce.schedule", AUTHOR | APPROVER | CONVENOR, BY_ANNOUNCEMENT },
	{ "announce.*", AUTHOR | CONVENOR, BY_ANNOUNCEMENT },

	{ "meeting.list", EVERYONE, ANY },
	{ "meeting.show", AUTHOR | APPROVER | CONVENOR, BY_MEETING },
	{ "meeting.add", AUTHOR | CONVENOR, BY_NAME },
	{ "meeting.attendance", CONVENOR | PRIVACY, BY_MEETING },
	{ "meeting.*", AUTHOR | CONVENOR, BY_MEETING },
	{ "series.list", EVERYONE, ANY },
	{ "series.show", EVERYONE, ANY },
	{ "series.add", AUTHOR | CONVENOR, BY_NAME },
	{ "series.*", AUTHOR, ANY },
	{ "resource.list", EVERYONE, ANY },
	{ "resource.*", AUTHOR, ANY },
	{ "tip.*", AUTHOR | APPROVER, ANY },

	{ "queue.*", 0, ANY },
	{ "inbound.*", PRIVACY, ANY },
	{ "staff.list", EVERYONE, ANY },
	{ "staff.*", 0, ANY },
	{ "audit", PRIVACY, ANY },
	{ "report.delivery", PRIVACY, ANY },	/* with addresses */
	{ "report.*", EVERYONE, ANY },
	{ "retention.*", PRIVACY, ANY },
	{ "backup", 0, ANY },
	{ "backup.*", 0, ANY },
	{ "restore.show", EVERYONE, ANY },
	{ "restore.*", 0, ANY },
};

static const struct row *find(const char *verb)
{
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		size_t n = strlen(rows[i].verb);

		if (strcmp(rows[i].verb, verb) == 0 ||
		    (rows[i].verb[n - 1] == '*' && strncmp(rows[i].verb, verb, n - 1) == 0))
			return &rows[i];
	}
	return NULL;
}

unsigned staff_access_roles(const char *verb)
{
	const struct row *row = find(verb);

	return (row != NULL ? row->roles : 0) | ADMIN;
}

const char *staff_access_pattern(size_t i)
{
	return i < sizeof rows / sizeof rows[0] ? rows[i].verb : NULL;
}

bool staff_access_is_known(const char *verb)
{
	return find(verb) != NULL;
}

/* The list an audience stands on; 0 where it is none. */
static int64_t list_of_audience(struct request *rq)
{
	struct audience a;
	struct list list;
	int64_t id;

	audience_init(&a);
	id = audience_read(rq->core->db, wire_text(rq->w, "audience"), &a, &list, NULL) == 0 ? list.id : 0;
	audience_release(&a);
	return id;
}

/* The list a request is about; 0 where it names none that is there. */
static int64_t list_of(struct request *rq, enum scope scope)
{
	static const char *const fields[] = { "slug", "community", "list" };
	int64_t id = wire_int(rq->w, "id", 1, INT64_MAX, 0), list_id = 0;
	struct announcement a;
	struct meeting m;
	struct list list;

	switch (scope) {
	case ANY:
		break;
	case BY_NAME:
		if (wire_has(rq->w, "audience"))
			return list_of_audience(rq);
		for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
			if (wire_has(rq->w, fields[i]))
				return list_find(rq->core->db, wire_text(rq->w, fields[i]), -1, &list) ? list.id : 0;
		}
		break;
	case BY_MEETING:
		if (id != 0 && meeting_get(rq->core->db, id, &m))
			list_id = m.list_id;
		break;
	case BY_ANNOUNCEMENT:
		announcement_init(&a);
		if (id != 0 && announcement_get(rq->core->db, id, &a))
			list_id = a.list_id;
		announcement_release(&a);
		break;
	}
	return list_id;
}

/* What they lead is theirs; moving something to another list would be a way out. */
static bool is_theirs(struct request *rq, const struct row *row, const struct staff *s)
{
	struct list to;

	if (row->scope == ANY)
		return true;
	if (!staff_leads(rq->core->db, s->id, list_of(rq, row->scope)))
		return false;
	if (row->scope != BY_NAME && wire_has(rq->w, "audience") &&
	    !staff_leads(rq->core->db, s->id, list_of_audience(rq)))
		return false;
	return row->scope == BY_NAME || !wire_has(rq->w, "list") ||
	    (list_find(rq->core->db, wire_text(rq->w, "list"), -1, &to) && staff_leads(rq->core->db, s->id, to.id));
}

static int refuse(const char *account, const char *verb, unsigned roles, struct err *err)
{
	struct buf names = BUF_INIT;
	int rc;

	for (int i = 0; i < STAFF_ROLES; i++) {
		if ((roles & 1U << i) != 0)
			buf_printf(&names, "%s%s", names.n > 0 ? ", " : "", staff_role_text((enum staff_role)i));
	}
	rc = err_set(err, ERR_PERM, "%s may not do \"%s\": it is for %s; an admin can give you that with "
	    "\"dpupctl staff add\"", account, verb, names.p);
	buf_release(&names);
	return rc;
}

int staff_access_check(struct request *rq, const char *verb, struct err *err)
{
	unsigned roles = staff_access_roles(verb);
	const struct row *row = find(verb);
	struct staff s;

	if (rq->is_owner)
		return 0;
	if (!staff_find(rq->core->db, rq->actor, &s))
		return err_set(err, ERR_PERM, "%s is not staff here; root or an admin can change that: "
		    "dpupctl staff add %s --address ADDRESS --role ROLE", rq->actor, rq->actor);
	if ((s.roles & roles & ~CONVENOR) != 0)
		return 0;
	if ((s.roles & roles) == 0)
		return refuse(rq->actor, verb, roles, err);
	return is_theirs(rq, row, &s) ? 0 :
	    err_set(err, ERR_PERM, "%s leads another community: \"%s\" is for your own only", rq->actor, verb);
}

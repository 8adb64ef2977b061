/* SPDX-License-Identifier: MIT
 * Access by role; see staff_access.h. A row is a verb, or "noun.*" for the noun's others; the first that
 * fits decides, so exact rows stand before their noun's. Reading what is not about people is for all
 * staff; what is about people is for who needs it (IPP 5, 11). Never grants by default. */
#include "daemon/core/staff/staff_access.h"

#include <string.h>

#include "daemon/common/buf.h"
#include "daemon/core/announcements/announcement.h"
#include "subscribers/audience.h"
#include "subscribers/list.h"
#include "subscribers/meeting.h"
#include "subscribers/series.h"
#include "subscribers/staff.h"

#define AUTHOR (1U << STAFF_AUTHOR)
#define APPROVER (1U << STAFF_APPROVER)
#define CONVENOR (1U << STAFF_CONVENOR)
#define PRIVACY (1U << STAFF_PRIVACY)
#define ADMIN (1U << STAFF_ADMIN)
#define EVERYONE (AUTHOR | APPROVER | CONVENOR | PRIVACY)

/* What a convenor may ask it about. */
enum scope {
	ANY,	/* what the others with the role may */
	OWN,	/* what is of their own community */
	SHOWN,	/* it shows them what is of their own community (staff_access_is_narrow()) */
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
	{ "community.members", CONVENOR | PRIVACY, OWN },
	{ "community.*", 0, ANY },
	{ "organisation.list", EVERYONE, ANY },
	{ "organisation.show", EVERYONE, ANY },
	{ "organisation.*", AUTHOR, ANY },

	{ "subscriber.add", AUTHOR | CONVENOR | PRIVACY, OWN },
	{ "subscriber.*", PRIVACY, ANY },
	{ "import", PRIVACY, ANY },
	{ "import.*", PRIVACY, ANY },
	{ "export", PRIVACY, ANY },
	{ "who", PRIVACY, ANY },
	{ "who.*", PRIVACY, ANY },
	{ "explain", PRIVACY, ANY },
	{ "suppression.*", PRIVACY, ANY },

	/* What another community is going to be told is not a convenor's to read. */
	{ "announce.list", EVERYONE, SHOWN },
	{ "announce.show", EVERYONE, OWN },
	{ "announce.check", EVERYONE, OWN },
	{ "announce.preview", EVERYONE, OWN },
	{ "announce.report", EVERYONE, OWN },
	{ "announce.approve", APPROVER, ANY },
	{ "announce.new", AUTHOR | CONVENOR, OWN },
	{ "announce.pause", AUTHOR | APPROVER | CONVENOR, OWN },
	{ "announce.resume", AUTHOR | APPROVER | CONVENOR, OWN },
	{ "announce.cancel", AUTHOR | APPROVER | CONVENOR, OWN },
	{ "announce.schedule", AUTHOR | APPROVER | CONVENOR, OWN },
	{ "announce.*", AUTHOR | CONVENOR, OWN },

	{ "meeting.list", EVERYONE, SHOWN },
	{ "meeting.show", AUTHOR | APPROVER | CONVENOR, OWN },
	{ "meeting.add", AUTHOR | CONVENOR, OWN },
	{ "meeting.attendance", CONVENOR | PRIVACY, OWN },
	{ "meeting.*", AUTHOR | CONVENOR, OWN },
	{ "series.list", EVERYONE, SHOWN },
	{ "series.show", EVERYONE, OWN },
	{ "series.add", AUTHOR | CONVENOR, OWN },
	{ "series.update", AUTHOR | CONVENOR, OWN },	/* to name who leads it, which is no author's */
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

/* The list that a field of the request names, or the row it names; 0 where it names none that is there. */
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

/* Each field that names something must name what they lead, and one must: moving something to another list would be
 * a way out, and so would a second name that is not asked about. */
static bool is_theirs(struct request *rq, const struct request_verb *v, const struct staff *s)
{
	bool is_named = false;

	for (const struct wire_rule *rule = v->fields; rule->name != NULL; rule++) {
		const struct wire_field *f = wire_field(rq->w, rule->name, rule->type);

		if (f == NULL || rule->tag == REQUEST_PLAIN || rule->tag == REQUEST_CONTENT)
			continue;
		if (!staff_leads(rq->core->db, s->id, list_of(rq->core->db, f, (enum request_field)rule->tag)))
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
			buf_printf(&names, "%s%s", names.n > 0 ? ", " : "", staff_role_text((enum staff_role)i));
	}
	rc = err_set(err, ERR_PERM, "%s may not do \"%s\": it is for %s; an admin can give you that with "
	    "\"dpupctl staff add\"", account, verb, names.p);
	buf_release(&names);
	return rc;
}

/* A convenor's copies say who comes, so an author who names one could name themselves, and read what is not theirs. */
static bool names_convenor(const struct request *rq, const char *verb)
{
	return wire_has(rq->w, "convenor") && (strncmp(verb, "meeting.", 8) == 0 || strncmp(verb, "series.", 7) == 0);
}

int staff_access_check(struct request *rq, const struct request_verb *v, struct err *err)
{
	const char *verb = v->verb;
	unsigned roles = staff_access_roles(verb) & (names_convenor(rq, verb) ? ~(unsigned)AUTHOR : ~0U);
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
	return row->scope != OWN || is_theirs(rq, v, &s) ? 0 :
	    err_set(err, ERR_PERM, "%s leads another community: \"%s\" is for your own only", rq->actor, verb);
}

bool staff_access_has(const struct request *rq, const char *verb)
{
	struct staff s;

	return rq->is_owner || (staff_find(rq->core->db, rq->actor, &s) && (s.roles & staff_access_roles(verb)) != 0);
}

bool staff_access_is_narrow(struct request *rq, const char *verb, struct buf *lists)
{
	const struct row *row = find(verb);
	struct staff s;

	if (rq->is_owner || row == NULL || row->scope != SHOWN || !staff_find(rq->core->db, rq->actor, &s) ||
	    (s.roles & staff_access_roles(verb) & ~CONVENOR) != 0)
		return false;
	staff_led_json(rq->core->db, s.id, lists);
	return true;
}

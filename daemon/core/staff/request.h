/* SPDX-License-Identifier: MIT
 * Requests of dpupctl: a table of verbs, one transaction per request, an answer in JSON. A request
 * that is refused changed nothing. */
#ifndef CORE_REQUEST_H
#define CORE_REQUEST_H

#include "daemon/common/wire.h"
#include "daemon/core/loop/act.h"
#include "daemon/core/loop/peer.h"
#include "subscribers/audience.h"
#include "subscribers/staff.h"

struct request {
	struct core *core;
	const struct wire *w;
	struct slice bulk;            /* what came beside the frame, or empty */
	const char *actor;            /* who asks: the user's name on this machine */
	bool is_owner;                /* root or the daemon's own user: may everything */
	const struct request_verb *v; /* what is asked for */
	int64_t now;
	struct buf json;   /* the answer */
	struct buf detail; /* what the audit log is told besides what the request is about: "text
	                      5f2a..." */
	bool is_kept;      /* though it is refused, what was found out stays written */
};

/* Who does something by this request. */
struct act act_of_request(const struct request *rq);

/* What a field names, for whoever asks whose it is (staff_access.c); the tag of its rule. */
enum request_field {
	REQUEST_PLAIN,
	REQUEST_CONTENT,  /* names nothing; may come beside the frame instead */
	REQUEST_LIST,     /* a list, by slug or name */
	REQUEST_AUDIENCE, /* an expression, which names its list */
	REQUEST_MEETING,
	REQUEST_ANNOUNCEMENT,
	REQUEST_SERIES,
};

#define REQUEST_FIELDS_MAX 16
#define REQUEST_NAME_MAX 200 /* of a list, a role, a state */
#define REQUEST_TEXT_MAX \
	8192 /* what dpupctl takes for one option; what holds it says its own bound */

/* The rows of a verb's fields. */
#define REQUEST_NAME(field) \
	{ \
		(field), 't', 0, REQUEST_NAME_MAX, REQUEST_PLAIN \
	}
#define REQUEST_TEXT(field) \
	{ \
		(field), 't', 0, REQUEST_TEXT_MAX, REQUEST_PLAIN \
	}
#define REQUEST_FILE(field) \
	{ \
		(field), 't', 0, WIRE_FRAME_MAX, REQUEST_CONTENT \
	}
#define REQUEST_BYTES(field) \
	{ \
		(field), 'b', 0, WIRE_FRAME_MAX, REQUEST_PLAIN \
	}
#define REQUEST_NUMBER(field) \
	{ \
		(field), 'i', 0, INT64_MAX, REQUEST_PLAIN \
	}
#define REQUEST_FLAG(field) \
	{ \
		(field), 'i', 0, 1, REQUEST_PLAIN \
	}
#define REQUEST_ADDRESS(field) \
	{ \
		(field), 't', 0, 1000, REQUEST_PLAIN \
	} /* with a name before it */
#define REQUEST_ID(about) \
	{ \
		"id", 'i', 1, INT64_MAX, (about) \
	}
#define REQUEST_LIST_IN(field) \
	{ \
		(field), 't', 0, REQUEST_NAME_MAX, REQUEST_LIST \
	}
#define REQUEST_AUDIENCE_IN(field) \
	{ \
		(field), 't', 0, AUDIENCE_TEXT_MAX + 1, REQUEST_AUDIENCE \
	}
#define REQUEST_PAGE REQUEST_NUMBER("after"), REQUEST_NUMBER("most")
/* What request_meeting() and request_convenors() read. */
#define REQUEST_MEETING_FIELDS \
	REQUEST_NUMBER("length"), REQUEST_TEXT("title"), REQUEST_TEXT("place"), \
	    REQUEST_TEXT("link"), REQUEST_FILE("agenda"), REQUEST_NUMBER("capacity"), \
	    REQUEST_TEXT("convenor")

/* What a convenor may ask a verb about. */
enum request_scope {
	REQUEST_OF_ANY,   /* what the others with the role may */
	REQUEST_OF_OWN,   /* what is of their own community */
	REQUEST_OF_SHOWN, /* it shows them what is of their own community (staff_access_is_narrow())
	                   */
};

/* Whom a verb is for (staff_access.h asks). Reading what is not about people is for all staff; what
 * is about people is for who needs it (IPP 5, 11), and each use of it is noted (lookup_note.h). A
 * verb without it is for admins alone. */
struct request_right {
	unsigned roles; /* 1U << enum staff_role; admins besides */
	enum request_scope scope;
	bool is_about_people; /* it shows what is held about them */
};

#define ROLE_ADMIN 0U /* nobody else */
#define ROLE_AUTHOR (1U << STAFF_AUTHOR)
#define ROLE_APPROVER (1U << STAFF_APPROVER)
#define ROLE_CONVENOR (1U << STAFF_CONVENOR)
#define ROLE_PRIVACY (1U << STAFF_PRIVACY)
#define ROLE_ALL (ROLE_AUTHOR | ROLE_APPROVER | ROLE_CONVENOR | ROLE_PRIVACY)

/* The rights of a verb. */
#define FOR(roles) \
	{ \
		(roles), REQUEST_OF_ANY, false \
	}
#define FOR_OWN(roles) \
	{ \
		(roles), REQUEST_OF_OWN, false \
	}
#define FOR_SHOWN(roles) \
	{ \
		(roles), REQUEST_OF_SHOWN, false \
	}
#define ABOUT_PEOPLE(roles) \
	{ \
		(roles), REQUEST_OF_ANY, true \
	}
#define ABOUT_OWN_PEOPLE(roles) \
	{ \
		(roles), REQUEST_OF_OWN, true \
	}

struct request_verb {
	const char *verb;
	bool is_write; /* runs inside a transaction, which is committed when it returns 0 */
	struct request_right right;
	int (*handle)(struct request *rq, struct err *err);
	/* All it may be asked with, ended by a row without a name. What is not here is refused
	 * before anything else is looked at: a field that only one of two readers knows would have
	 * rights asked of one thing, and another done. */
	struct wire_rule fields[REQUEST_FIELDS_MAX];
};

/* The row of a verb in tables that NULL ends; NULL where there is none. */
const struct request_verb *request_find(const struct request_verb *const *tables,
    struct slice verb);
/* Is a request made of what its verb declares, and only once? -1 and *err where it is not.
 * `has_bulk`: something came beside the frame. */
int request_check(const struct request_verb *v, const struct wire *w, bool has_bulk,
    struct err *err);

/* Who asks. */
struct request_actor {
	char name[64]; /* the user's name on this machine */
	bool is_owner;
};

/* Answers one frame of a peer, which asks for this verb; NULL: for none that we know. */
void request_answer(struct core *core, const struct request_verb *v, struct peer *peer,
    const struct wire *w, int fd, const struct request_actor *actor);

#endif

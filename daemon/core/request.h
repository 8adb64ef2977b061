/* SPDX-License-Identifier: MIT
 * Requests of dpupctl: a table of verbs, one transaction per request, an answer in JSON. A request
 * that is refused changed nothing. */
#ifndef CORE_REQUEST_H
#define CORE_REQUEST_H

#include "../common/wire.h"
#include "core.h"
#include "peer.h"

struct request {
	struct core *core;
	const struct wire *w;
	struct slice bulk;	/* what came beside the frame, or empty */
	const char *actor;	/* who asks: the user's name on this machine */
	bool is_owner;		/* root or the daemon's own user: may everything */
	int64_t now;
	struct buf json;	/* the answer */
};

struct request_verb {
	const char *verb;
	bool is_write;		/* runs inside a transaction, which is committed when it returns 0 */
	int (*handle)(struct request *rq, struct err *err);
};

/* One table per noun, each ended by a row without a verb. */
extern const struct request_verb list_verbs[];
extern const struct request_verb subscriber_verbs[];
extern const struct request_verb person_verbs[];
extern const struct request_verb retention_verbs[];
extern const struct request_verb audit_verbs[];
extern const struct request_verb organisation_verbs[];
extern const struct request_verb resource_verbs[];
extern const struct request_verb announce_verbs[];
extern const struct request_verb meeting_verbs[];
extern const struct request_verb audience_verbs[];
extern const struct request_verb series_verbs[];
extern const struct request_verb import_verbs[];
extern const struct request_verb export_verbs[];
extern const struct request_verb tip_verbs[];
extern const struct request_verb report_verbs[];
extern const struct request_verb queue_verbs[];
extern const struct request_verb status_verbs[];
extern const struct request_verb staff_verbs[];
extern const struct request_verb key_verbs[];
extern const struct request_verb restored_verbs[];
extern const struct request_verb care_verbs[];

/* The tables, ended by NULL. */
extern const struct request_verb *const request_tables[];

/* Who asks. */
struct request_actor {
	char name[64];		/* the user's name on this machine */
	bool is_owner;
};

/* Answers one frame of a peer. */
void request_answer(struct core *core, struct peer *peer, const struct wire *w, int fd,
    const struct request_actor *actor);

#define REQUEST_PEOPLE 2000	/* of a page: a few milliseconds */

/* A page of a list: where it begins ("after"), and how many of them at most ("most" of a client that wants fewer
 * than `most`). */
int64_t request_after(struct request *rq);
int request_most(struct request *rq, int most);
/* The page is {"rows": [...]} so far: its end, with where the next one goes on; 0: it was the last. */
void request_end_page(struct request *rq, int64_t next);

/* The list named by a text field; -1 and *err where there is none. `kind` narrows, -1 does not. */
struct list;
int request_list(struct request *rq, const char *field, int kind, struct list *list_r,
    struct err *err);
/* What a meeting is to be, of the fields "meeting add" and "series add" share: all but when it is. `title` has
 * MEETING_TITLE_MAX + 1 bytes, for where none is given; *in borrows from it and from the request. */
struct meeting_input;
void request_meeting(struct request *rq, const struct list *list, char *title, struct meeting_input *in);
/* The field "convenor", where it is there: who leads this from now on. NULL: it is only checked. */
struct led;
int request_convenors(struct request *rq, const struct led *led, struct err *err);
/* A number field that must be there. */
int request_id(struct request *rq, int64_t *id_r, struct err *err);
/* An address field that must be there and be valid. */
struct address;
int request_address(struct request *rq, const char *field, struct address *address_r,
    struct err *err);
/* The same for one that is to be registered: mail can get there (mailable.h). */
int request_new_address(struct request *rq, const char *field, struct address *address_r,
    struct err *err);
/* The person of the field "address"; -1 where nobody has it. */
struct subscriber;
int request_subscriber(struct request *rq, struct subscriber *subscriber_r, struct err *err);
/* -1, and *err says that nobody has an address. */
int request_nobody(struct err *err);

#endif

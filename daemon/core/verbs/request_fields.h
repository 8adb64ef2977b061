/* SPDX-License-Identifier: MIT
 * What fields of a request name, found or refused with a sentence; and pages of a long answer. */
#ifndef CORE_REQUEST_FIELDS_H
#define CORE_REQUEST_FIELDS_H

#include "daemon/core/staff/request.h"

#define REQUEST_PEOPLE 2000 /* of a page: a few milliseconds */

/* A page of a list: where it begins ("after"), and how many of them at most ("most" of a client
 * that wants fewer than `most`). */
int64_t request_after(struct request *rq);
int request_most(struct request *rq, int most);
/* The page is {"rows": [...]} so far: its end, with where the next one goes on; 0: it was the last.
 */
void request_end_page(struct request *rq, int64_t next);

/* The list named by a text field; -1 and *err where there is none. `kind` narrows, -1 does not. */
struct list;
int request_list(struct request *rq, const char *field, int kind, struct list *list_r,
    struct err *err);
/* What a meeting is to be, of the fields "meeting add" and "series add" share: all but when it is.
 * `title` has MEETING_TITLE_MAX + 1 bytes, for where none is given; *in borrows from it and from
 * the request. */
struct meeting_input;
void request_meeting(struct request *rq, const struct list *list, char *title,
    struct meeting_input *in);
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
/* The same, or who is no subscriber and of whom something is held all the same: its id is 0. */
int request_held(struct request *rq, struct subscriber *subscriber_r, struct err *err);
/* -1, and *err says that nobody has this address, or what else is held of it. */
int request_nobody(struct request *rq, const struct address *a, struct err *err);

#endif

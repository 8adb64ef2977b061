/* SPDX-License-Identifier: MIT
 * See request_fields.h. */
#include "daemon/core/verbs/request_fields.h"

#include "daemon/common/str_put.h"
#include "daemon/core/letters/mailable.h"
#include "daemon/core/meetings/convenorship.h"
#include "daemon/core/meetings/office_mail.h"
#include "daemon/core/people/holdings.h"
#include "daemon/mail/address.h"
#include "subscribers/convenor.h"
#include "subscribers/list.h"
#include "subscribers/meeting.h"
#include "subscribers/subscriber.h"

#define MEETING_LENGTH_S 3600 /* where none is said */

int64_t request_after(struct request *rq)
{
	return wire_int(rq->w, "after", 0, INT64_MAX, 0);
}

int request_most(struct request *rq, int most)
{
	return (int)wire_int(rq->w, "most", 1, most, most);
}

void request_end_page(struct request *rq, int64_t next)
{
	if (next > 0)
		buf_printf(&rq->json, ",\"next\":%lld", (long long)next);
	buf_char(&rq->json, '}');
}

int request_list(struct request *rq, const char *field, int kind, struct list *list_r,
    struct err *err)
{
	struct slice name;

	if (!wire_need_text(rq->w, field, 200, &name, err))
		return -1;
	if (list_find(rq->core->db, name, kind, list_r))
		return 0;
	if (kind >= 0 && list_find(rq->core->db, name, -1, list_r))
		return err_set(err, ERR_PERM,
		    "\"%s\" is a %s, not a %s; see \"dpupctl %s show %s\"", list_r->slug,
		    list_r->kind == LIST_COMMUNITY ? "community" : "newsletter",
		    kind == LIST_COMMUNITY ? "community" : "newsletter",
		    list_r->kind == LIST_COMMUNITY ? "community" : "list", list_r->slug);
	return err_set(err, ERR_PERM, "no %s is called \"%.*s\"; see \"dpupctl %s list\"",
	    kind == LIST_COMMUNITY ? "community" : "list", SLICE_ARG(name),
	    kind == LIST_COMMUNITY ? "community" : "list");
}

void request_meeting(struct request *rq, const struct list *list, char *title,
    struct meeting_input *in)
{
	str_put(title, MEETING_TITLE_MAX + 1, "%s meeting",
	    list->name); /* a name is shorter by 40 */
	in->list_id = list->id;
	in->length_s = wire_int(rq->w, "length", 0, INT64_MAX, MEETING_LENGTH_S);
	in->timezone = slice_of(list->timezone);
	in->title = wire_has(rq->w, "title") ? wire_text(rq->w, "title") : slice_of(title);
	in->capacity = wire_int(rq->w, "capacity", 0, INT64_MAX, 0);
	in->place = wire_text(rq->w, "place");
	in->link = wire_text(rq->w, "link");
	in->agenda = rq->bulk.n > 0 ? rq->bulk : wire_text(rq->w, "agenda");
}

int request_convenors(struct request *rq, const struct led *led, struct err *err)
{
	struct convenors c, before;

	if (!wire_has(rq->w, "convenor"))
		return 0;
	if (!convenors_parse(wire_text(rq->w, "convenor"), &c, err))
		return -1;
	for (int i = 0; i < c.n; i++) {
		if (!mailable_to_another(rq->core, &c.all[i], err))
			return err_context(err, "the convenor");
	}
	if (convenorship_check(rq->core, &c, err) < 0)
		return -1;
	if (led != NULL) {
		convenors_get(rq->core->db, *led, &before);
		convenors_set(rq->core->db, *led, &c);
		office_mail_followed(rq->core, *led, &before);
	}
	return 0;
}

int request_id(struct request *rq, int64_t *id_r, struct err *err)
{
	return wire_need_int(rq->w, "id", 1, INT64_MAX, id_r, err) ? 0 : -1;
}

int request_address(struct request *rq, const char *field, struct address *address_r,
    struct err *err)
{
	struct slice text;

	if (!wire_need_text(rq->w, field, 1000, &text, err))
		return -1;
	return address_parse_utf8(text, address_r, err) ? 0 : -1;
}

int request_new_address(struct request *rq, const char *field, struct address *address_r,
    struct err *err)
{
	if (request_address(rq, field, address_r, err) < 0)
		return -1;
	return mailable_to_another(rq->core, address_r, err) ? 0 : -1;
}

int request_subscriber(struct request *rq, struct subscriber *subscriber_r, struct err *err)
{
	struct address a;

	if (request_address(rq, "address", &a, err) < 0)
		return -1;
	return subscriber_find(rq->core->db, &a, subscriber_r) ? 0 : request_nobody(rq, &a, err);
}

static bool is_held(struct request *rq, const struct address *a, struct subscriber *nobody)
{
	subscriber_nobody(&rq->core->key, a, nobody);
	return holdings_has(rq->core->db, nobody, 0);
}

int request_held(struct request *rq, struct subscriber *subscriber_r, struct err *err)
{
	struct address a;

	if (request_address(rq, "address", &a, err) < 0)
		return -1;
	return subscriber_find(rq->core->db, &a, subscriber_r) || is_held(rq, &a, subscriber_r) ?
	    0 :
	    request_nobody(rq, &a, err);
}

int request_nobody(struct request *rq, const struct address *a, struct err *err)
{
	struct subscriber nobody;

	if (is_held(rq, a, &nobody))
		return err_set(err, ERR_PERM,
		    "that address is on no list, but something is held of it (as of a convenor, of "
		    "staff, or of mails): \"dpupctl subscriber export\" shows it");
	return err_set(err, ERR_PERM,
	    "nobody with that address is held here; see \"dpupctl subscriber list\"");
}

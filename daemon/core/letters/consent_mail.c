/* SPDX-License-Identifier: MIT
 * See consent_mail.h. */
#include "daemon/core/letters/consent_mail.h"

#include <string.h>

#include "daemon/common/json_put.h"
#include "daemon/common/log.h"
#include "daemon/common/str_put.h"
#include "daemon/core/letters/letter.h"
#include "daemon/core/letters/sending_hours.h"
#include "daemon/core/letters/token_link.h"

#define CHOICES_BYTES_MAX 1500 /* names and purposes of other lists in a question */

static void fragment(struct core *core, const char *name, const struct list *list, struct buf *out)
{
	json_t *v = letter_values(core, list);
	struct err err = ERR_INIT;

	if (letter_fragment(core, name, v, out, &err) < 0) {
		log_error("letter.make", "kind=%s reason=\"%s\"", name, err.text);
		(void)db_refuse(core->db, "the wording of the consent cannot be made: %s",
		    err.text);
	}
	json_decref(v);
}

void consent_mail_wording(struct core *core, const struct list *list, struct buf *out)
{
	fragment(core, "consent", list, out);
}

void consent_mail_purpose(struct core *core, const struct list *list, struct buf *out)
{
	struct buf text = BUF_INIT;

	fragment(core, "purpose", list, &text);
	buf_slice(out, slice_trim(buf_all(&text)));
	buf_release(&text);
}

/* Asked once more, they are shown what the list is for now: that is what a yes agrees to, and only
 * a yes to this mail. */
static void note_shown(struct core *core, const struct subscriber *s, struct subscription *n)
{
	struct evidence e = core_evidence(core, "system");
	struct buf now = BUF_INIT;
	struct list list;

	if (n->state == SUBSCRIPTION_PENDING && list_get(core->db, n->list_id, &list)) {
		consent_mail_wording(core, &list, &now);
		if (!consent_asked_as(core->db, s->id, n->list_id, buf_all(&now), e.notice)) {
			consent_record(core->db, s->id, s->hash, n->list_id, "asked", buf_all(&now),
			    &e);
			subscription_ask_anew(core->db, n, e.at);
		}
	}
	buf_release(&now);
}

/* The values of a question: its token, and where a reply goes. */
static json_t *question(struct core *core, const struct subscriber *s,
    const struct subscription *of, char reply_to[ADDRESS_SIZE])
{
	struct subscription newest = *of, *n = &newest;
	char token[TOKEN_TEXT_SIZE], word[TOKEN_TEXT_SIZE + 16];
	struct buf url = BUF_INIT;
	json_t *v = json_object();

	note_shown(core, s, n);
	token_link_make(core, TOKEN_CONFIRM, n->id, n->generation, s->hash, token);
	str_put(word, sizeof word, "%s-%s", token_type_text(TOKEN_CONFIRM), token);
	letter_address(core, word, reply_to);
	letter_set(v, "token", slice_of(word));
	if (core->conf.web.base_url != NULL) {
		buf_printf(&url, "%s/c/%s", core->conf.web.base_url, token);
		letter_set(v, "confirm_url", buf_all(&url));
		buf_release(&url);
	}
	return v;
}

static void show_offer(struct core *core, int64_t subscription_id, const struct list *list)
{
	struct evidence e = core_evidence(core, "system");
	struct buf purpose = BUF_INIT;

	consent_mail_purpose(core, list, &purpose);
	consent_show(core->db, CONSENT_SHOWN_OFFER, subscription_id, list->id, buf_all(&purpose),
	    &e);
	buf_release(&purpose);
}

/* Other lists that can be had with the same yes, by number (in `numbers`): what each is for is
 * said, or there is nothing to agree to, and kept with the question. The mail stays small, because
 * anybody can have it sent to anybody. */
static void add_choices(struct core *core, const struct list *asked, int64_t subscription_id,
    json_t *v, struct buf *numbers)
{
	json_t *rows = json_array();
	struct list list;
	size_t room = CHOICES_BYTES_MAX;

	list.id = 0;
	while (json_array_size(rows) < CONSENT_MAIL_CHOICES_MAX &&
	    list_next_open(core->db, -1, list.id, &list)) {
		size_t n = strlen(list.name) + strlen(list.purpose);
		json_t *row;

		if (list.id == asked->id || n > room)
			continue;
		row = json_object();
		json_put(row, "number", json_integer(list.id));
		letter_set(row, "name", slice_of(list.name));
		letter_set(row, "purpose", slice_of(list.purpose));
		(void)json_array_append_new(rows, row);
		show_offer(core, subscription_id, &list);
		buf_printf(numbers, "%s%lld", numbers->n > 0 ? " " : "", (long long)list.id);
		room -= n;
	}
	json_put(v, "has_choices", json_boolean(json_array_size(rows) > 0));
	json_put(v, "choices", rows);
}

void consent_mail_confirm(struct core *core, const struct list *list, const struct subscriber *s,
    const struct subscription *n, const char *to, struct slice in_reply_to)
{
	char reply_to[ADDRESS_SIZE];
	struct buf numbers = BUF_INIT;
	struct letter l = {
		.delivery = { .kind = "confirm",
		    .class = DELIVERY_ANSWER,
		    .address = to,
		    .list_id = list->id,
		    .subscriber_id = s->id,
		    .due_at = core_now(core) },
		.list = list,
		.auto_submitted = "auto-replied",
		.reply_to = reply_to,
		.in_reply_to = in_reply_to,
	};

	l.values = question(core, s, n, reply_to);
	add_choices(core, list, n->id, l.values, &numbers);
	/* Kept with the question: its answer may name no mail, and the lists go on meanwhile. */
	subscription_set_offered(core->db, n->id, buf_all(&numbers));
	(void)letter_queue(core, &l); /* 0: the transaction is refused, which its end tells */
	buf_release(&numbers);
}

void consent_mail_again(struct core *core, const struct list *list, const struct subscriber *s,
    const struct subscription *n)
{
	char reply_to[ADDRESS_SIZE];
	struct letter l = {
		.delivery = { .kind = "confirm-again",
		    .class = DELIVERY_ANSWER,
		    .address = s->address.spec,
		    .list_id = list->id,
		    .subscriber_id = s->id,
		    .needs_question = true,
		    .due_at = sending_hours_next(core, list, core_now(core)) },
		.list = list,
		.auto_submitted = "auto-generated",
		.reply_to = reply_to,
	};

	l.values = question(core, s, n, reply_to);
	(void)letter_queue(core, &l); /* 0: the transaction is refused, which its end tells */
}

/* The question once more, to what they wrote themselves. */
static void answer_by_question(struct core *core, const char *kind, const struct list *list,
    const struct subscriber *s, const struct subscription *n, bool is_changed)
{
	char reply_to[ADDRESS_SIZE];
	struct letter l = {
		.delivery = { .kind = kind,
		    .class = DELIVERY_ANSWER,
		    .address = s->address.spec,
		    .list_id = list->id,
		    .subscriber_id = s->id,
		    .needs_question = true,
		    .due_at = core_now(core) },
		.list = list,
		.auto_submitted = "auto-replied",
		.reply_to = reply_to,
	};

	l.values = question(core, s, n, reply_to);
	if (is_changed)
		json_put(l.values, "is_changed", json_true());
	(void)letter_queue(core, &l); /* 0: the transaction is refused, which its end tells */
}

void consent_mail_changed(struct core *core, const struct list *list, const struct subscriber *s,
    const struct subscription *n)
{
	answer_by_question(core, "confirm", list, s, n, true);
}

void consent_mail_unclear(struct core *core, const struct list *list, const struct subscriber *s,
    const struct subscription *n)
{
	answer_by_question(core, "confirm-unclear", list, s, n, false);
}

void consent_mail_invite(struct core *core, const struct list *list, const struct subscriber *s,
    const struct subscription *n, struct slice source)
{
	char reply_to[ADDRESS_SIZE];
	struct letter l = {
		.delivery = { .kind = "invite",
		    .class = DELIVERY_ANSWER,
		    .address = s->address.spec,
		    .list_id = list->id,
		    .subscriber_id = s->id,
		    .due_at = core_now(core) },
		.list = list,
		.auto_submitted = "auto-generated",
		.reply_to = reply_to,
	};

	l.values = question(core, s, n, reply_to);
	letter_set(l.values, "source", source);
	(void)letter_queue(core, &l); /* 0: the transaction is refused, which its end tells */
}

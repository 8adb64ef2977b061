/* SPDX-License-Identifier: MIT
 * Leaving (/u/T one list, /a/T all of them; for ever, also by a mail of before they left and came
 * back) and confirming (/c/T) on the web. RFC 8058: a POST leaves, whatever is in its body, as
 * often as it comes; a GET shows a button, because programs follow every link of a mail. What a
 * mail program posts by itself gets no receipt; a person's click does, with its undo. */

#include "daemon/common/hash.h"
#include "daemon/common/json_put.h"
#include "daemon/common/log.h"
#include "daemon/core/conversation/commands.h"
#include "daemon/core/conversation/conversation.h"
#include "daemon/core/letters/consent_mail.h"
#include "daemon/core/letters/letter.h"
#include "daemon/core/letters/token_link.h"
#include "daemon/core/people/membership.h"
#include "daemon/core/web/page_talk.h"
#include "subscribers/list.h"
#include "subscribers/subscription.h"

#define MARK_BYTES 8 /* two wordings of one list: no more is to be told apart */

/* The subscription a token opens. */
struct opened {
	struct subscription n;
	struct list list;
	struct subscriber who;
	bool is_current; /* not from before they left and joined again */
};

/* False where there is none; the answer is made. */
static bool open_token(struct web_visit *v, enum token_type type, struct opened *o)
{
	struct classify_token token;
	enum token_link link;
	int64_t generation;

	if (!web_token(v, type, &token))
		return false;
	link = token_link_subscription(v->core, &token, &o->n, &o->who, &generation);
	/* What was erased and what was made up look the same: nobody learns which numbers are
	 * somebody's. */
	if (link != TOKEN_LINK_FITS)
		return web_bad_token(v);
	if (list_get(v->core->db, o->n.list_id, &o->list)) {
		o->is_current = (o->n.generation & 0xffff) == generation;
		return true;
	}
	v->outcome = "no such subscription";
	web_show(v, 410, "gone", NULL);
	return false;
}

/* May it be answered? Not what was answered by leaving, nor where the list was closed meanwhile. */
static bool is_answerable(const struct opened *o)
{
	return o->is_current && o->n.state != SUBSCRIPTION_LEFT &&
	    (o->n.state == SUBSCRIPTION_ACTIVE || o->list.is_open);
}

static json_t *values(struct web_visit *v, const struct opened *o)
{
	json_t *values = letter_values(v->core, &o->list);

	json_put(values, "is_on", json_boolean(o->n.state != SUBSCRIPTION_LEFT));
	return values;
}

/* --- leaving --- */

static void show(struct web_visit *v, bool is_all)
{
	struct opened o;
	json_t *said;

	if (!open_token(v, TOKEN_UNSUBSCRIBE, &o))
		return;
	said = values(v, &o);
	json_put(said, "is_all", json_boolean(is_all));
	web_show(v, 200, "leave", said);
}

static void show_leave(struct web_visit *v)
{
	show(v, false);
}

static void show_leave_all(struct web_visit *v)
{
	show(v, true);
}

static void leave(struct web_visit *v, bool is_all)
{
	struct page_talk wt;
	struct opened o;
	json_t *said;

	if (!open_token(v, TOKEN_UNSUBSCRIBE, &o))
		return;
	said = values(v, &o);
	if (page_talk_init(&wt, v, o.who.id)) {
		wt.t.v.is_automatic = web_field(v, "by").n == 0;
		wt.t.unsubscribe = (struct talk_token){ true, o.n, o.who, o.is_current };
		if (is_all) {
			page_talk_command(&wt, COMMAND_UNSUBSCRIBE, slice_of("all"));
			(void)command_act(&wt.t); /* it is a command we have */
		} else {
			(void)conversation_unsubscribe(&wt.t); /* it has the token */
		}
		v->outcome = wt.t.outcome;
	}
	page_talk_release(&wt);
	json_put(said, "is_all", json_boolean(is_all));
	web_show(v, 200, "left", said);
}

static void leave_one(struct web_visit *v)
{
	leave(v, web_field(v, "all").n > 0);
}

static void leave_all(struct web_visit *v)
{
	leave(v, true);
}

/* --- confirming --- */

/* What stands for the words that a page shows, in its form. */
static void mark_of(struct slice wording, struct buf *out)
{
	uint8_t hash[HASH_SIZE];

	hash_sha256(wording, hash);
	hash_to_text(hash, MARK_BYTES, out);
}

static void show_question(struct web_visit *v, bool is_changed)
{
	struct opened o;
	json_t *said;
	struct buf wording = BUF_INIT, mark = BUF_INIT;
	struct err err = ERR_INIT;

	if (!open_token(v, TOKEN_CONFIRM, &o))
		return;
	said = values(v, &o);
	if (!is_answerable(&o)) {
		web_show(v, 410, "gone", said);
		return;
	}
	json_put(said, "is_pending", json_boolean(o.n.state == SUBSCRIPTION_PENDING));
	if (letter_fragment(v->core, "consent", said, &wording, &err) < 0) {
		log_error("web.page", "page=confirm reason=\"%s\"", err.text);
		json_decref(said);
		web_show(v, 503, "503", NULL);
	} else {
		mark_of(buf_all(&wording), &mark);
		letter_set(said, "wording", buf_all(&wording));
		letter_set(said, "shown", buf_all(&mark));
		json_put(said, "is_changed", json_boolean(is_changed));
		web_show(v, 200, "confirm", said);
	}
	buf_release(&wording);
	buf_release(&mark);
}

static void show_confirm(struct web_visit *v)
{
	show_question(v, false);
}

/* Does the page that was answered, or the mail, show what the list is for now? What only the page
 * showed is kept. */
static bool is_of_now(struct web_visit *v, const struct opened *o)
{
	struct evidence e = core_evidence(v->core, "web");
	struct buf wording = BUF_INIT, mark = BUF_INIT;
	bool is_so = membership_holds(v->core, o->who.id, &o->list);

	if (!is_so) {
		consent_mail_wording(v->core, &o->list, &wording);
		mark_of(buf_all(&wording), &mark);
		is_so = slice_equal(web_field(v, "shown"), buf_all(&mark));
		if (is_so)
			consent_record(v->core->db, o->who.id, o->who.hash, o->list.id, "asked",
			    buf_all(&wording), &e);
	}
	buf_release(&wording);
	buf_release(&mark);
	return is_so;
}

static void confirm(struct web_visit *v)
{
	struct page_talk wt;
	struct opened o;
	json_t *said;
	bool is_open, is_shown = true;

	if (!open_token(v, TOKEN_CONFIRM, &o))
		return;
	is_open = is_answerable(&o);
	said = values(v, &o);
	/* A second click on "no" finds what the first did. */
	if (o.is_current && o.n.state == SUBSCRIPTION_LEFT && web_field_is(v, "answer", "no"))
		json_put(said, "did_declined", json_true());
	else if (!is_open ||
	    (!web_field_is(v, "answer", "yes") && !web_field_is(v, "answer", "no"))) {
		v->outcome = is_open ? "no answer" : "confirmation expired";
		if (is_open)
			show_confirm(v);
		else
			web_show(v, 410, "gone", said);
		if (is_open)
			json_decref(said);
		return;
	}
	if (is_open && page_talk_init(&wt, v, o.who.id)) {
		page_talk_command(&wt,
		    web_field_is(v, "answer", "yes") ? COMMAND_CONFIRM : COMMAND_NO, SLICE_NONE);
		wt.t.confirm = (struct talk_token){ true, o.n, o.who, o.is_current };
		is_shown = o.n.state != SUBSCRIPTION_PENDING || wt.t.v.command.verb == COMMAND_NO ||
		    is_of_now(v, &o);
		if (is_shown)
			(void)command_confirm(&wt.t); /* always settled */
		page_talk_outcome(&wt, said);
		v->outcome = is_shown ? wt.t.outcome : "asked anew";
		page_talk_release(&wt);
	}
	if (!is_shown) {
		json_decref(said);
		show_question(v, true);
		return;
	}
	web_show(v, 200, "confirmed", said);
}

const struct web_page web_list_pages[] = {
	{ "leave", show_leave, leave_one },
	{ "leave-all", show_leave_all, leave_all },
	{ "confirm", show_confirm, confirm },
	{ NULL, NULL, NULL },
};

/* SPDX-License-Identifier: MIT
 * Tips; see tip_mail.h. The convenor's mail holds the tip and not who wrote it. */
#include "daemon/core/convenors/tip_mail.h"

#include <string.h>

#include "daemon/common/json_put.h"
#include "daemon/common/log.h"
#include "daemon/common/utf8.h"
#include "daemon/core/announcements/tip_act.h"
#include "daemon/core/convenors/convenor_change.h"
#include "daemon/core/convenors/convenor_reply.h"
#include "daemon/core/letters/letter.h"
#include "daemon/core/loop/audit_note.h"
#include "daemon/core/meetings/convenorship.h"
#include "daemon/core/meetings/tip_asking.h"
#include "daemon/core/outbox/outbox.h"
#include "daemon/core/talk/answers.h"
#include "daemon/core/talk/forward.h"
#include "daemon/mail/consent_words.h"
#include "daemon/mail/own_links.h"
#include "daemon/mail/sign_off.h"
#include "daemon/mail/signature.h"
#include "daemon/time/words.h"
#include "subscribers/convenor.h"
#include "subscribers/list.h"
#include "subscribers/subscriber.h"
#include "subscribers/subscription.h"
#include "subscribers/tip.h"

/* Of one person, and as many again that only came in their name: more is a conversation, or a
 * machine. */
#define PER_DAY 5
#define COMMUNITIES_MAX 50 /* that a person is asked about */
#define NAME_MAX_BYTES 60  /* of a community before "tip NAME: ..." */

/* --- what was written --- */

/* The tip behind "tip:" and the lines below it; all of the text where no line says so. */
static bool find_tip_line(const struct talk *t, struct slice text, struct slice *tip_r)
{
	struct slice rest = text, line;

	for (int i = 0; i < COMMAND_BODY_LINES && slice_next_line(&rest, &line); i++) {
		struct command c;
		struct slice word;

		line = slice_trim(line);
		if (!command_parse_line(line, t->core->words, &c) || c.verb != COMMAND_TIP)
			continue;
		(void)slice_next_word(&line, &word); /* there is one: it was read */
		*tip_r = slice_trim(slice_make(line.p, (size_t)(text.p + text.n - line.p)));
		return true;
	}
	return false;
}

static void read_text(const struct talk *t, struct buf *out)
{
	struct slice body = slice_trim(buf_all(&t->v.reply)), tip;

	if (find_tip_line(t, body, &tip)) {
		buf_slice(out, tip);
		return;
	}
	/* The Subject said "tip: ...": that is its first line. */
	if (!t->v.is_detail_command)
		buf_printf(out, "%s\n\n", t->v.command.args);
	buf_slice(out, body);
}

static bool is_member(const struct talk *t, const struct list *list)
{
	struct subscription n;

	return t->has_who && list->kind == LIST_COMMUNITY &&
	    subscription_find(t->core->db, t->who.id, list->id, &n) &&
	    n.state == SUBSCRIPTION_ACTIVE;
}

/* The only community they are in. */
static bool find_only(const struct talk *t, struct list *list_r)
{
	struct list list = { .id = 0 };
	int count = 0;

	while (count < 2 && list_next_open(t->core->db, LIST_COMMUNITY, list.id, &list)) {
		if (is_member(t, &list)) {
			*list_r = list;
			count++;
		}
	}
	return count == 1;
}

/* Which community it is for; a name in front of the text is taken off it. */
static bool find_community(const struct talk *t, struct slice *text, struct list *list_r)
{
	size_t colon = slice_find(*text, ':');
	struct slice below = *text, first;

	if (t->v.is_detail_command && t->v.command.args[0] != '\0')
		return list_find(t->core->db, slice_of(t->v.command.args), LIST_COMMUNITY, list_r);
	/* "Tip for Otago", and the tip below it. */
	if (slice_next_line(&below, &first) && slice_starts_fold(first, "for ") &&
	    list_find(t->core->db, slice_trim(slice_from(first, 4)), LIST_COMMUNITY, list_r)) {
		*text = slice_trim(below);
		return true;
	}
	if (colon < text->n && colon <= NAME_MAX_BYTES &&
	    list_find(t->core->db, slice_trim(slice_sub(*text, 0, colon)), LIST_COMMUNITY,
	        list_r)) {
		*text = slice_trim(slice_from(*text, colon + 1));
		return true;
	}
	if (t->list_id != 0 && list_get(t->core->db, t->list_id, list_r) &&
	    list_r->kind == LIST_COMMUNITY)
		return true;
	return find_only(t, list_r);
}

/* --- taking it --- */

static bool cannot(struct talk *t, const char *reason)
{
	json_t *v = json_object();

	letter_set(v, "reason", slice_of(reason));
	answer_values(t, "unclear", v);
	t->outcome = "tip refused";
	return true;
}

/* "For which community?", with an address for each that is theirs. */
static bool ask_which(struct talk *t)
{
	json_t *v = json_object(), *rows = json_array();
	struct list list = { .id = 0 };

	while (json_array_size(rows) < COMMUNITIES_MAX && talk_is_theirs(t) &&
	    list_next_open(t->core->db, LIST_COMMUNITY, list.id, &list)) {
		json_t *row;

		if (!is_member(t, &list))
			continue;
		row = json_object();
		letter_set(row, "name", slice_of(list.name));
		letter_set(row, "slug", slice_of(list.slug));
		(void)json_array_append_new(rows, row);
	}
	json_put(v, "has_communities", json_boolean(json_array_size(rows) > 0));
	json_put(v, "communities", rows);
	answer_values(t, "tip-which", v);
	t->outcome = "asked for which community";
	return true;
}

/* What is not proven to be theirs may be anybody's: its receipt has another wording, and they see
 * the tip before they can say that it is theirs. */
static int64_t send_receipt(struct talk *t, const struct list *list, struct slice text,
    bool is_named)
{
	json_t *v = json_object();
	struct buf day = BUF_INIT;

	/* Whose words they are is not known yet: they are said back to nobody who did not ask for
	 * them. */
	json_put(v, "is_proven", json_boolean(talk_is_proven(t))); /* a new object has room */
	if (talk_is_proven(t))
		letter_set(v, "text", text);
	json_put(v, "is_named", json_boolean(is_named));
	letter_set(v, "list", slice_of(list->name));
	words_day(&day, core_now(t->core), t->core->conf.templates.timezone);
	letter_set(v, "day", buf_all(&day));
	buf_release(&day);
	return answer_person(t, "tip-receipt", t->who.address.spec, v, NULL);
}

static void take(struct talk *t, const struct list *list, struct slice text, bool is_named)
{
	struct db *db = t->core->db;
	int64_t id = tip_add(db, list->id, t->who.id, text, talk_is_proven(t), core_now(t->core)),
	        receipt;

	tip_asking_ask(t->core, id);
	receipt = send_receipt(t, list, text, is_named);
	if (receipt != 0)
		tip_set_receipt(db, id, receipt);
	log_info("tip.taken", "id=%lld list=%s", (long long)id, list->slug);
	t->outcome = "tip taken";
}

/* They are told, and staff can read it again, which no limit holds. */
static bool is_too_many(struct talk *t)
{
	if (talk_budget_may_share(t, "tip-receipt",
	        tip_count_since(t->core->db, t->who.id, talk_is_proven(t),
	            core_now(t->core) - 86400),
	        PER_DAY))
		return false;
	(void)cannot(t, "you have shared five tips today; please send the next one tomorrow");
	return true;
}

/* Their names as we have them, and as their mail says. */
static void read_names(const struct talk *t, struct signature_names *names)
{
	struct buf name = BUF_INIT;

	if (t->has_who)
		subscriber_name(t->core->db, t->who.id, &name);
	signature_names_add(names, buf_all(&name));
	signature_names_add(names, facts_get(t->facts, FACTS_FROM_NAME));
	buf_release(&name);
}

/* The tip without the sign-off: who wrote it is not said, and so that must not say it either. True
 * where its last line says that the rest is meant as it is. */
static bool take_meant(const struct buf *all, const struct signature_names *names,
    struct slice *text_r)
{
	static const char meant[] = "as it is";
	struct slice text = slice_trim(buf_all(all)), last;
	size_t at = text.n;

	while (at > 0 && text.p[at - 1] != '\n')
		at--;
	last = slice_from(text, at);
	*text_r = slice_trim(slice_sub(text, 0, signature_at(names, text)));
	*text_r = slice_trim(slice_sub(*text_r, 0, sign_off_at(*text_r)));
	if (!slice_starts_fold(last, meant) || last.n > sizeof meant) /* and a full stop */
		return false;
	*text_r = slice_trim(slice_sub(text, 0, at));
	return true;
}

bool tip_mail_take(struct talk *t)
{
	struct buf as_written = BUF_INIT, all = BUF_INIT;
	struct signature_names names = SIGNATURE_NAMES_INIT;
	enum signature_left left;
	struct slice text;
	struct list list;
	bool is_meant;

	read_text(t, &as_written);
	own_links_cut(&t->core->identity, t->core->conf.web.base_url, buf_all(&as_written), &all);
	read_names(t, &names);
	is_meant = take_meant(&all, &names, &text);
	left = signature_left(&names, text);
	if (!find_community(t, &text, &list) || !is_member(t, &list))
		(void)ask_which(t);
	else if (text.n == 0 || !utf8_is_text(text))
		(void)cannot(t, "there was no text in your tip");
	else if (text.n > TIP_TEXT_MAX)
		(void)cannot(t, "a tip has at most 2,000 characters; please make it shorter");
	else if ((sign_off_is_doubtful(text) || left == SIGNATURE_NAME) && !is_meant)
		(void)cannot(t,
		    "a name, a telephone number or an email address may stand in your tip, and the members would see it; send "
		    "the tip again without it, or with a last line that says \"as it is\"");
	else if (!is_too_many(t))
		take(t, &list, text, left != SIGNATURE_NONE);
	signature_names_release(&names);
	buf_release(&as_written);
	buf_release(&all);
	return true;
}

/* --- deciding --- */

static bool is_decider(const struct talk *t, const struct list *list)
{
	struct address convenor;
	struct convenors c;

	if (convenor_reply_wrote(t, list->id, 0, &convenor))
		return true;
	convenors_get(t->core->db, (struct led){ .list_id = list->id }, &c);
	/* There is none, or the tip is the convenor's own: then a person was asked. */
	return t->has_from && strcmp(t->from.key, t->core->human.key) == 0 &&
	    (c.n == 0 || strcmp(t->mail.asked.key, t->core->human.key) == 0);
}

static bool on_decision(struct talk *t)
{
	enum command_verb verb = t->v.command.verb;
	struct consent_said said = talk_decides(t);
	/* "Yes - not sure, please hold it" and "No, it is good, use it" are for a person. */
	bool is_plain = said.answer != CONSENT_NEITHER && !said.has_more;
	bool is_approved = talk_says_only(t, "approve") || (is_plain && said.answer == CONSENT_YES);
	bool is_rejected = talk_says_only(t, "reject") || (is_plain && said.answer == CONSENT_NO);
	int64_t id = tip_by_mail(t->core->db, t->delivery_id, false);
	struct err err = ERR_INIT;
	struct convenors convenors;
	struct list list;

	if (!is_approved && !is_rejected &&
	    (verb == COMMAND_YES || verb == COMMAND_NO || verb == COMMAND_APPROVE ||
	        verb == COMMAND_REJECT)) {
		forward_to_human(t);
		t->outcome = "answer for a person";
		return true;
	}
	if ((!is_approved && !is_rejected) || !list_get(t->core->db, t->mail.list_id, &list))
		return false;
	if (!is_decider(t, &list)) {
		if (convenor_change_was_held(t, list.id, 0))
			return true;
		answer_plain(t, "not-convenor", &list);
		(void)convenorship_of(t->core, list.id, 0, &convenors);
		forward_to_convenors(t, &convenors, NULL);
		t->outcome = "not the convenor";
		return true;
	}
	/* One who leads it too has another's mail: a person sees to it (design §4a.3). */
	if (t->delivery_id == 0)
		return false;
	if (!convenor_reply_is_certain(t))
		return cannot(t,
		    "our mail host could not tell that this mail is yours; please ask staff");
	if (id == 0)
		return cannot(t, "whoever shared this tip has taken it back");
	if (tip_act_decide(t->core, id, is_approved, "convenor", &t->from, &err) < 0)
		return cannot(t, err.text);
	audit_note_row(t->core, "convenor by email", is_approved ? "tip.approve" : "tip.reject",
	    id);
	t->outcome = is_approved ? "tip approved" : "tip rejected";
	return true;
}

/* What somebody wrote in their name, at their wish, and at their address. */
static bool show(struct talk *t, const struct tip *tip)
{
	json_t *v = json_object();
	struct list list;
	int64_t id;

	if (list_get(t->core->db, tip->list_id, &list))
		letter_set(v, "list", slice_of(list.name));
	letter_set(v, "text", buf_all(&tip->text));
	id = answer_person(t, "tip-shown", t->who.address.spec, v, NULL);
	if (id != 0)
		tip_set_shown(t->core->db, tip->id, id);
	t->outcome = "tip shown";
	return true;
}

/* What their answer to a receipt, or to what was shown, asks for. */
enum wish { WISH_NONE, WISH_OWN, WISH_NAME, WISH_BACK };

static enum wish wish_of(const struct talk *t)
{
	struct slice text = slice_trim(buf_all(&t->v.reply));
	struct consent_said said = talk_decides(t);

	if (text.n > 0 && talk_says_only(t, "name me"))
		return WISH_NAME;
	if (text.n > 0 && talk_says_only(t, "withdraw"))
		return WISH_BACK;
	if ((text.n > 0 && talk_says_only(t, "mine")) ||
	    (said.answer == CONSENT_YES && !said.has_more && t->v.kind != KIND_EMPTY))
		return WISH_OWN;
	return WISH_NONE;
}

static bool has_name(const struct talk *t)
{
	struct buf name = BUF_INIT;
	bool is_so;

	subscriber_display_name(t->core->db, t->who.id, &name);
	is_so = name.n > 0;
	buf_release(&name);
	return is_so;
}

/* To be named is more than to own it, and both are of what they have seen. */
static bool do_wish(struct talk *t, int64_t id, enum wish wish)
{
	if (wish == WISH_BACK)
		return tip_withdraw(t->core->db, id);
	return tip_own(t->core->db, id) && (wish == WISH_OWN || tip_name(t->core->db, id));
}

static bool on_receipt(struct talk *t)
{
	static const char *const kinds[] = {
		[WISH_OWN] = "tip-own", [WISH_NAME] = "tip-named", [WISH_BACK] = "tip-withdrawn"
	};
	static const char *const outcomes[] = {
		[WISH_OWN] = "tip owned", [WISH_NAME] = "tip named", [WISH_BACK] = "tip withdrawn"
	};
	int64_t id = tip_by_mail(t->core->db, t->delivery_id, true);
	enum wish wish = wish_of(t);
	struct tip tip;
	bool is_seen, is_open;

	if (wish == WISH_NONE || !talk_is_theirs(t))
		return false;
	tip_init(&tip);
	is_open = id != 0 && tip_get(t->core->db, id, &tip) && tip.is_open;
	is_seen = tip.is_proven || strcmp(t->mail.kind, "tip-shown") == 0;
	if (!is_open)
		(void)cannot(t,
		    "this tip has gone to the members, or was not used, or you took it back");
	else if (wish != WISH_BACK && !is_seen)
		(void)show(t, &tip);
	else if (wish == WISH_NAME && !has_name(t))
		(void)cannot(t,
		    "we hold no name of you; write \"correct name\" and your name first");
	else if (do_wish(t, id, wish)) {
		answer_plain(t, kinds[wish], NULL);
		t->outcome = outcomes[wish];
	}
	tip_release(&tip);
	return true;
}

bool tip_mail_reply(struct talk *t)
{
	if (strcmp(t->mail.kind, "tip") == 0)
		return on_decision(t);
	return (talk_answers(t, "tip-receipt") || talk_answers(t, "tip-shown")) && on_receipt(t);
}

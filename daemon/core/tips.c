/* SPDX-License-Identifier: MIT
 * Tips; see tips.h. The convenor's mail holds the tip and not who wrote it. A digest is an announcement
 * like any other: this file makes it, in one transaction with the rows that say what went in it, and
 * the schedule sends it in the hours of its list. */
#include "tips.h"

#include <stdio.h>
#include <string.h>

#include "../../subscribers/alias.h"
#include "../../subscribers/byline.h"
#include "../../subscribers/convenor.h"
#include "../../subscribers/list.h"
#include "../../subscribers/subscription.h"
#include "../../subscribers/tip.h"
#include "../common/log.h"
#include "../common/utf8.h"
#include "../mail/consent_words.h"
#include "../mail/keyword.h"
#include "announcement.h"
#include "answers.h"
#include "approving.h"
#include "audit_note.h"
#include "convene.h"
#include "edition.h"
#include "forward.h"
#include "letter.h"
#include "office.h"
#include "outbox.h"

/* Of one person, and as many again that only came in their name: more is a conversation, or a machine. */
#define PER_DAY 5
#define DIGEST_EVERY_S (7 * INT64_C(86400))
#define DIGEST_MAX 20		/* tips of one digest; what is more, or does not fit, waits for the next */
#define COMMUNITIES_MAX 50	/* that a person is asked about */
#define NAME_MAX_BYTES 60	/* of a community before "tip NAME: ..." */

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
		(void)slice_next_word(&line, &word);	/* there is one: it was read */
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
	    subscription_find(t->core->db, t->who.id, list->id, &n) && n.state == SUBSCRIPTION_ACTIVE;
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
	    list_find(t->core->db, slice_trim(slice_sub(*text, 0, colon)), LIST_COMMUNITY, list_r)) {
		*text = slice_trim(slice_from(*text, colon + 1));
		return true;
	}
	if (t->list_id != 0 && list_get(t->core->db, t->list_id, list_r) && list_r->kind == LIST_COMMUNITY)
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
	(void)json_object_set_new(v, "has_communities", json_boolean(json_array_size(rows) > 0));
	(void)json_object_set_new(v, "communities", rows);
	answer_values(t, "tip-which", v);
	t->outcome = "asked for which community";
	return true;
}

/* What is not proven to be theirs counts as theirs when they say so, in answer to this. */
static int64_t send_receipt(struct talk *t, const struct list *list, struct slice text)
{
	json_t *v = json_object();

	/* Whose words they are is not known yet: they are said back to nobody. */
	(void)json_object_set_new(v, "is_proven", json_boolean(talk_is_proven(t)));	/* a new object has room */
	if (talk_is_proven(t))
		letter_set(v, "text", text);
	letter_set(v, "list", slice_of(list->name));
	return answer_person(t, "tip-receipt", t->who.address.spec, v, NULL);
}

static void ask_one(struct talk *t, const struct list *list, struct slice text, int64_t tip, const char *address,
    bool is_shared)
{
	struct core *core = t->core;
	struct letter l = {
		.delivery = { .kind = "tip", .class = DELIVERY_ANSWER, .address = address,
			.list_id = list->id, .due_at = core_now(core) },
		.values = json_object(), .auto_submitted = "auto-generated", .is_conversation = true,
	};
	int64_t id;

	letter_set(l.values, "text", text);
	letter_set(l.values, "list", slice_of(list->name));
	(void)json_object_set_new(l.values, "is_shared", json_boolean(is_shared));
	(void)json_object_set_new(l.values, "is_proven", json_boolean(talk_is_proven(t)));
	(void)json_object_set_new(l.values, "is_convenor", json_boolean(strcmp(address, core->human.spec) != 0));
	id = letter_queue(core, &l);
	if (id == 0)
		return;
	tip_add_question(core->db, tip, id);
	/* It holds their words, and goes when they are forgotten. */
	outbox_set_about(core->db, id, slice_make((const char *)t->who.hash, TOKEN_HASH_SIZE));
}

/* Is it an address of who shared the tip? Where approvals are asked for, nobody approves what they wrote. */
static bool is_author(struct core *core, int64_t subscriber_id, const char *address_key)
{
	struct subscriber who;
	struct alias other;

	return core->conf.announcements.approvals > 0 && subscriber_get(core->db, subscriber_id, &who) &&
	    (strcmp(who.address.key, address_key) == 0 || alias_find(core->db, who.id, address_key, &other));
}

/* Each convenor but who shared it; where there is none, a person. */
static void ask(struct talk *t, const struct list *list, struct slice text, int64_t tip)
{
	struct convenors c;
	int n = 0;

	(void)office_of(t->core, list->id, 0, &c);
	for (int i = 0; i < c.n; i++) {
		if (!is_author(t->core, t->who.id, c.all[i].key))
			c.all[n++] = c.all[i];
	}
	for (int i = 0; i < n; i++)
		ask_one(t, list, text, tip, c.all[i].spec, n > 1);
	if (n == 0)
		ask_one(t, list, text, tip, t->core->human.spec, false);
}

static void take(struct talk *t, const struct list *list, struct slice text)
{
	struct db *db = t->core->db;
	int64_t id = tip_add(db, list->id, t->who.id, text, talk_is_proven(t), core_now(t->core)), receipt;

	ask(t, list, text, id);
	receipt = send_receipt(t, list, text);
	if (receipt != 0)
		tip_set_receipt(db, id, receipt);
	log_info("tip.taken", "id=%lld list=%s", (long long)id, list->slug);
	t->outcome = "tip taken";
}

/* They are told, and staff can read it again, which no limit holds. */
static bool is_too_many(struct talk *t)
{
	if (budget_may_share(t, tip_count_since(t->core->db, t->who.id, talk_is_proven(t), core_now(t->core) - 86400), PER_DAY))
		return false;
	(void)cannot(t, "you have shared five tips today; please send the next one tomorrow");
	return true;
}

bool tips_take(struct talk *t)
{
	struct buf all = BUF_INIT;
	struct slice text;
	struct list list;

	read_text(t, &all);
	text = slice_trim(buf_all(&all));
	if (!find_community(t, &text, &list) || !is_member(t, &list))
		(void)ask_which(t);
	else if (text.n == 0 || !utf8_is_text(text))
		(void)cannot(t, "there was no text in your tip");
	else if (text.n > TIP_TEXT_MAX)
		(void)cannot(t, "a tip has at most 2,000 characters; please make it shorter");
	else if (!is_too_many(t))
		take(t, &list, text);
	buf_release(&all);
	return true;
}

/* --- deciding --- */

static bool is_own(struct core *core, int64_t id, const struct address *decider)
{
	struct tip tip;
	bool is_theirs;

	tip_init(&tip);
	is_theirs = decider != NULL && tip_get(core->db, id, &tip) && is_author(core, tip.subscriber_id, decider->key);
	tip_release(&tip);
	return is_theirs;
}

int tips_decide(struct core *core, int64_t id, bool is_approved, const char *by, const struct address *decider,
    struct err *err)
{
	if (is_approved && is_own(core, id, decider))
		return err_set(err, ERR_PERM, "you shared this tip yourself, or somebody did in your name, so somebody else approves it");
	if (!tip_decide(core->db, id, is_approved, by, core_now(core)))
		return err_set(err, ERR_PERM, "there is no tip %lld that waits: it was decided already, or taken back; see "
		    "\"dpupctl tip list\"",
		    (long long)id);
	log_info("tip.decided", "id=%lld is_approved=%d", (long long)id, is_approved);
	core_wake(core, WAKE_CLOCK);
	return 0;
}

static bool is_decider(const struct talk *t, const struct list *list)
{
	struct address convenor;
	struct convenors c;

	if (convene_wrote(t, list->id, 0, &convenor))
		return true;
	convenors_get(t->core->db, (struct led){ .list_id = list->id }, &c);
	/* There is none, or the tip is the convenor's own: then a person was asked. */
	return t->has_from && strcmp(t->from.key, t->core->human.key) == 0 &&
	    (c.n == 0 || strcmp(t->mail.asked.key, t->core->human.key) == 0);
}

static bool on_decision(struct talk *t)
{
	enum command_verb verb = t->v.command.verb;
	struct consent_said said = consent_words_plain(talk_words(t), t->core->words);
	/* "Yes - not sure, please hold it" and "No, it is good, use it" are for a person. */
	bool is_plain = said.answer != CONSENT_NEITHER && !said.has_more;
	bool is_approved = keyword_is_alone(talk_words(t), "approve") || (is_plain && said.answer == CONSENT_YES);
	bool is_rejected = keyword_is_alone(talk_words(t), "reject") || (is_plain && said.answer == CONSENT_NO);
	int64_t id = tip_by_mail(t->core->db, t->delivery_id, false);
	struct err err = ERR_INIT;
	struct convenors convenors;
	struct list list;

	if (!is_approved && !is_rejected && (verb == COMMAND_YES || verb == COMMAND_NO || verb == COMMAND_APPROVE ||
	    verb == COMMAND_REJECT)) {
		forward_to_human(t);
		t->outcome = "answer for a person";
		return true;
	}
	if ((!is_approved && !is_rejected) || !list_get(t->core->db, t->mail.list_id, &list))
		return false;
	if (!is_decider(t, &list)) {
		if (office_was_held(t, list.id, 0))
			return true;
		answer_plain(t, "not-convenor", &list);
		(void)office_of(t->core, list.id, 0, &convenors);
		forward_to_convenors(t, &convenors, NULL);
		t->outcome = "not the convenor";
		return true;
	}
	/* One who leads it too has another's mail: a person sees to it (design §4a.3). */
	if (t->delivery_id == 0)
		return false;
	if (!convene_is_certain(t))
		return cannot(t, "our mail host could not tell that this mail is yours; please ask staff");
	if (id == 0)
		return cannot(t, "whoever shared this tip has taken it back");
	if (tips_decide(t->core, id, is_approved, "convenor", &t->from, &err) < 0)
		return cannot(t, err.text);
	audit_note_row(t->core, "convenor by email", is_approved ? "tip.approve" : "tip.reject", id);
	t->outcome = is_approved ? "tip approved" : "tip rejected";
	return true;
}

static bool on_receipt(struct talk *t)
{
	struct slice text = slice_trim(buf_all(&t->v.reply));
	bool is_name = keyword_is_alone(text, "name me"), is_back = keyword_is_alone(text, "withdraw");
	struct consent_said said = consent_words_plain(talk_words(t), t->core->words);
	bool is_own = !is_name && !is_back && said.answer == CONSENT_YES && !said.has_more && t->v.kind != KIND_EMPTY;
	int64_t id = tip_by_mail(t->core->db, t->delivery_id, true);
	struct buf name = BUF_INIT;
	bool has_name;

	if ((!is_name && !is_back && !is_own) || !talk_is_theirs(t))
		return false;
	subscriber_display_name(t->core->db, t->who.id, &name);
	has_name = name.n > 0;
	buf_release(&name);
	if (is_name && !has_name)
		return cannot(t, "we hold no name of you; write \"correct name\" and your name first");
	if (id == 0 || !(is_name ? tip_name(t->core->db, id) : is_own ? tip_own(t->core->db, id) : tip_withdraw(t->core->db, id)))
		return cannot(t, "this tip has gone to the members, or was not used, or you took it back");
	answer_plain(t, is_name ? "tip-named" : is_own ? "tip-own" : "tip-withdrawn", NULL);
	t->outcome = is_name ? "tip named" : is_own ? "tip owned" : "tip withdrawn";
	return true;
}

bool tips_reply(struct talk *t)
{
	if (strcmp(t->mail.kind, "tip") == 0)
		return on_decision(t);
	return talk_answers(t, "tip-receipt") && on_receipt(t);
}

/* --- the digest --- */

/* Their words are no Markdown: every mark that could be some is made plain (CommonMark 2.4). */
static void add_plain(struct buf *out, struct slice text)
{
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] != '\0' && strchr("\\`*_{}[]()#+-.!<>|~&=:@/\"'", text.p[i]) != NULL)
			buf_char(out, '\\');
		buf_char(out, text.p[i]);
	}
}

/* A paragraph; the lines of it stay lines. */
static void add_quote(struct buf *out, struct slice text)
{
	struct slice line;

	while (slice_next_line(&text, &line)) {
		line = slice_trim(line);
		buf_text(out, "> ");
		add_plain(out, line);
		buf_text(out, line.n > 0 ? "\\\n" : "\n");
	}
	/* No break behind the last line. */
	if (out->n >= 2 && out->p[out->n - 2] == '\\')
		buf_cut(out, out->n - 2);
}

/* The name that stands below a tip; nothing where none does. */
static void add_name(struct core *core, const struct tip *tip, struct buf *out)
{
	struct buf name = BUF_INIT;

	if (tip->is_named)
		subscriber_display_name(core->db, tip->subscriber_id, &name);
	add_plain(out, buf_all(&name));
	buf_release(&name);
}

static json_t *one_tip(struct core *core, int64_t id)
{
	json_t *row = json_object();
	struct buf text = BUF_INIT, name = BUF_INIT;
	struct tip tip;

	tip_init(&tip);
	if (tip_get(core->db, id, &tip)) {
		add_quote(&text, buf_all(&tip.text));
		add_name(core, &tip, &name);
	}
	letter_set(row, "text", buf_all(&text));
	letter_set(row, "name", buf_all(&name));
	(void)json_object_set_new(row, "is_proven", json_boolean(tip.is_proven));	/* a new object has room */
	tip_release(&tip);
	buf_release(&text);
	buf_release(&name);
	return row;
}

static void set_sent(struct core *core, int64_t id, int64_t announcement_id)
{
	struct buf name = BUF_INIT;
	struct tip tip;

	tip_init(&tip);
	if (tip_get(core->db, id, &tip))
		add_name(core, &tip, &name);
	if (name.n > 0)
		byline_add(core->db, announcement_id, tip.subscriber_id, buf_all(&name));
	tip_set_sent(core->db, id, announcement_id);
	tip_release(&tip);
	buf_release(&name);
}

/* The digest of the first `count` rows, not stored yet. */
static int render_digest(struct core *core, const struct list *list, json_t *rows, size_t count,
    struct announcement *a, struct err *err)
{
	json_t *v = letter_values(core, list), *some = json_array();
	bool is_sure = true;	/* that each is of a member */
	int rc;

	for (size_t i = 0; i < count; i++) {
		is_sure = is_sure && json_is_true(json_object_get(json_array_get(rows, i), "is_proven"));
		(void)json_array_append(some, json_array_get(rows, i));
	}
	(void)json_object_set_new(v, "is_sure", json_boolean(is_sure));
	(void)json_object_set_new(v, "is_one", json_boolean(count == 1));
	(void)json_object_set_new(v, "tips", some);
	buf_clear(&a->subject);
	buf_clear(&a->body);
	rc = letter_render(core, "tips", v, &a->subject, &a->body, err);
	json_decref(v);
	return rc;
}

/* Is the mail of so many no larger than what is sent? It is measured as it goes: marks that are made plain, and
 * letters with macrons, take several bytes for one. */
static bool fits(struct core *core, const struct list *list, json_t *rows, size_t count, struct announcement *a,
    struct err *err)
{
	struct buf master = BUF_INIT;
	bool is_fit = false;

	if (render_digest(core, list, rows, count, a, err) == 0 &&
	    edition_compile(core, a, list, core_now(core), &master, err) == 0)
		is_fit = master.n <= EDITION_BYTES_MAX && a->body.n <= ANNOUNCEMENT_BODY_MAX;
	buf_release(&master);
	return is_fit;
}

/* How many of the rows go in it, the oldest first, and what it then says; 0: not even one can. */
static size_t fill_digest(struct core *core, const struct list *list, json_t *rows, struct announcement *a,
    struct err *err)
{
	size_t good = 0, bad = json_array_size(rows) + 1, at = bad - 1;

	for (; bad - good > 1; at = good + (bad - good) / 2) {
		if (fits(core, list, rows, at, a, err))
			good = at;
		else
			bad = at;
		if (good > 0)
			err_clear(err);
	}
	if (good > 0 && render_digest(core, list, rows, good, a, err) < 0)
		return 0;
	return good;
}

static void send_digest(struct core *core, const struct list *list, const struct announcement *digest,
    const int64_t *tips, size_t count, int64_t now)
{
	struct announcement a;
	int64_t id = announcement_new(core->db, list->id, slice_trim(buf_all(&digest->subject)),
	    buf_all(&digest->body), "tips", now);

	announcement_init(&a);
	/* Each of the tips was approved by a person. */
	if (announcement_get(core->db, id, &a))
		approving_release(core, &a, list, "convenor", true, now);
	for (size_t i = 0; i < count; i++)
		set_sent(core, tips[i], id);
	tip_set_next_digest(core->db, list->id, now + DIGEST_EVERY_S);
	announcement_release(&a);
}

static void make_digest(struct core *core, const struct list *list, int64_t now)
{
	json_t *rows = json_array();
	int64_t tips[DIGEST_MAX], id = 0;
	struct announcement digest;
	struct err err = ERR_INIT;
	size_t n = 0, count;

	announcement_init(&digest);
	while (n < DIGEST_MAX && (id = tip_next_approved(core->db, list->id, id)) != 0) {
		(void)json_array_append_new(rows, one_tip(core, id));
		tips[n++] = id;
	}
	count = fill_digest(core, list, rows, &digest, &err);
	if (count > 0)
		send_digest(core, list, &digest, tips, count, now);
	else
		(void)db_refuse(core->db, "the digest cannot be made: %s", err_is_set(&err) ? err.text :
		    "with one tip in it it is larger than what is sent");
	log_info("tip.digest", "list=%s tips=%zu of=%zu", list->slug, count, n);
	announcement_release(&digest);
	json_decref(rows);
}

static bool digest_one(struct core *core, int64_t list_id, int64_t now)
{
	struct setback_key key = { "tips", list_id, 0 };
	struct list list;

	if (setback_waits(&core->setbacks, key, now))
		return false;
	db_begin(core->db);
	if (list_get(core->db, list_id, &list))
		make_digest(core, &list, now);
	return core_step(core, key);
}

bool tips_turn(struct core *core, int64_t now)
{
	for (int64_t id = tip_digest_due(core->db, now, 0); id != 0; id = tip_digest_due(core->db, now, id)) {
		if (digest_one(core, id, now))
			return true;
	}
	return false;
}

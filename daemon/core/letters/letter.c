/* SPDX-License-Identifier: MIT
 * Owns the table letter and the headers of our messages; see letter.h. What people read is in
 * templates/, never here. */
#include "daemon/core/letters/letter.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/common/json_put.h"
#include "daemon/common/log.h"
#include "daemon/common/str_put.h"
#include "daemon/common/xmalloc.h"
#include "daemon/core/inbound/inbound.h"
#include "daemon/core/letters/budget.h"
#include "daemon/core/letters/language.h"
#include "daemon/core/letters/no_answer.h"
#include "daemon/core/letters/office_letter.h"
#include "daemon/core/letters/token_link.h"
#include "daemon/mail/template_shelf.h"
#include "daemon/time/words.h"
#include "subscribers/list.h"
#include "subscribers/subscriber.h"

/* --- addresses --- */

void letter_address(struct core *core, const char *word, char out[ADDRESS_SIZE])
{
	address_with_detail(&core->identity.address, core->identity.delimiter, word, out);
}

static void token_address(struct core *core, enum token_type type, const char *token,
    char out[ADDRESS_SIZE])
{
	char word[LETTER_WORD_SIZE];

	str_put(word, sizeof word, "%s-%s", token_type_text(type), token);
	letter_address(core, word, out);
}

void letter_bounce_address(struct core *core, int64_t delivery_id,
    const uint8_t hash[TOKEN_HASH_SIZE], char word_r[LETTER_WORD_SIZE],
    char address_r[ADDRESS_SIZE])
{
	char token[TOKEN_TEXT_SIZE];

	token_link_make(core, TOKEN_BOUNCE, delivery_id, 0, hash, token);
	str_put(word_r, LETTER_WORD_SIZE, "%s-%s", token_type_text(TOKEN_BOUNCE), token);
	letter_address(core, word_r, address_r);
}

const char *letter_channel_words(const char *channel)
{
	static const char *const words[][2] = {
		{ "email", "by email" },
		{ "web", "on our website" },
		{ "staff", "through our staff" },
	};

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		if (strcmp(channel, words[i][0]) == 0)
			return words[i][1];
	}
	return "";
}

/* --- templates --- */

void letter_set(json_t *values, const char *name, struct slice value)
{
	/* json_stringn() gives NULL for what is not UTF-8, and setting NULL does nothing. */
	json_put(values, name, json_stringn(value.p != NULL ? value.p : "", value.n));
}

void letter_set_day(const struct core *core, json_t *values, const char *name, const json_t *at)
{
	struct slice text = slice_make(json_string_value(at), json_string_length(at));
	struct buf day = BUF_INIT;
	struct err err = ERR_INIT;
	int64_t when;

	/* Its last letter says that it is UTC. */
	if (text.n > 0 && words_parse_time(slice_sub(text, 0, text.n - 1), "UTC", 0, &when, &err)) {
		words_day(&day, when, core->conf.templates.timezone);
		letter_set(values, name, buf_all(&day));
	}
	buf_release(&day);
}

static void set(json_t *values, const char *name, const char *value)
{
	letter_set(values, name, slice_of(value));
}

json_t *letter_values(struct core *core, const struct list *list)
{
	const struct conf *conf = &core->conf;
	json_t *v = json_object();
	char address[ADDRESS_SIZE];

	language_phrases(core, "", v);
	set(v, "organisation", conf->identity.organisation);
	set(v, "address", conf->identity.address);
	set(v, "postal", conf->identity.postal);
	set(v, "website", conf->identity.website);
	set(v, "privacy_officer",
	    conf->identity.privacy_officer != NULL ? conf->identity.privacy_officer :
	                                             conf->identity.human);
	letter_address(core, "help", address);
	set(v, "help_address", address);
	letter_address(core, "unsubscribe", address);
	set(v, "unsubscribe_address", address);
	json_put(v, "unconfirmed_days", json_integer(conf->privacy.unconfirmed_days));
	if (list == NULL)
		return v;
	set(v, "list", list->name);
	set(v, "list_slug", list->slug);
	set(v, "purpose", list->purpose);
	json_put(v, "is_community", json_boolean(list->kind == LIST_COMMUNITY));
	return v;
}

/* The same in a person's language; which one it then was in *found_r. */
static int render_in(struct core *core, const char *language, const char *kind, json_t *values,
    struct buf *subject_r, struct buf *text_r, const char **found_r, struct err *err)
{
	char *path = language_template(core, language, kind, "txt", found_r);
	struct buf all = BUF_INIT;
	struct slice rest, line;
	int rc = template_shelf_render(core->templates, path, values, &all, err);

	rest = buf_all(&all);
	if (rc == 0 && (!slice_next_line(&rest, &line) || !slice_starts_fold(line, "Subject:")))
		rc = err_set(err, ERR_PERM, "%s must begin with \"Subject: ...\"", path);
	if (rc == 0) {
		buf_slice(subject_r, slice_trim(slice_from(line, 8)));
		buf_slice(text_r, slice_trim(rest));
		buf_char(text_r, '\n');
	}
	free(path);
	buf_release(&all);
	return rc;
}

int letter_render(struct core *core, const char *kind, json_t *values, struct buf *subject_r,
    struct buf *text_r, struct err *err)
{
	return render_in(core, "", kind, values, subject_r, text_r, NULL, err);
}

int letter_fragment(struct core *core, const char *name, json_t *values, struct buf *text_r,
    struct err *err)
{
	char *path = language_template(core, "", name, "txt", NULL);
	int rc = template_shelf_render(core->templates, path, values, text_r, err);

	free(path);
	return rc;
}

static int render_html_in(struct core *core, const char *language, const char *kind, json_t *values,
    struct buf *html_r, struct err *err)
{
	char *path = language_template(core, language, kind, "html", NULL);
	int rc = template_shelf_render(core->templates, path, values, html_r, err);

	free(path);
	return rc;
}

int letter_render_html(struct core *core, const char *kind, json_t *values, struct buf *html_r,
    struct err *err)
{
	return render_html_in(core, "", kind, values, html_r, err);
}

/* --- headers --- */

void letter_texts_init(struct letter_texts *t)
{
	*t = (struct letter_texts){ BUF_INIT, BUF_INIT, BUF_INIT, BUF_INIT, BUF_INIT, BUF_INIT,
		BUF_INIT };
}

void letter_texts_release(struct letter_texts *t)
{
	buf_release(&t->list_id);
	buf_release(&t->help);
	buf_release(&t->unsubscribe);
	buf_release(&t->subscribe);
	buf_release(&t->owner);
	buf_release(&t->message_id);
	buf_release(&t->reply_to);
}

/* A mailto URI (RFC 6068 §5): '+' is written %2B, because some clients make it a space. */
static void add_mailto(struct buf *out, const char *address, const char *subject)
{
	buf_text(out, "<mailto:");
	for (const char *p = address; *p != '\0'; p++) {
		if (*p == '+')
			buf_text(out, "%2B");
		else if (*p == '%' || *p == '&' || *p == '?' || *p == '#')
			buf_printf(out, "%%%02X", (unsigned char)*p);
		else
			buf_char(out, *p);
	}
	buf_printf(out, "?subject=%s>", subject);
}

static void add_word_mailto(struct core *core, struct buf *out, const char *word)
{
	char address[ADDRESS_SIZE];

	letter_address(core, word, address);
	add_mailto(out, address, word);
}

/* `page` is 'u' where it leaves one list, 'a' for all of them. */
static void add_one_click(struct core *core, char page, const char *token, struct letter_texts *t,
    struct compose *c)
{
	if (core->conf.web.base_url == NULL)
		return;
	/* The first is preferred (RFC 2369 §2). */
	buf_printf(&t->unsubscribe, "<%s/%c/%s>, ", core->conf.web.base_url, page, token);
	c->is_one_click = true;
}

/* Of a mail about all lists: one click leaves them, and so does its own reply with that word. */
static void add_leaving_by_reply(struct core *core, const struct letter *l, const char *token,
    const char *reply_to, struct letter_texts *t, struct compose *c)
{
	char subject[TOKEN_TEXT_SIZE + 48];

	if (l->unsubscribe != NULL)
		add_one_click(core, 'a', l->unsubscribe, t, c);
	str_put(subject, sizeof subject, "unsubscribe%%20%%5B%s-%s%%5D",
	    token_type_text(TOKEN_MESSAGE), token);
	add_mailto(&t->unsubscribe, reply_to,
	    core->identity.delimiter == '\0' ? subject : "unsubscribe");
	c->list_unsubscribe = t->unsubscribe.p;
}

void letter_list_headers(struct core *core, const struct list *list, const char *unsubscribe,
    struct letter_texts *t, struct compose *c)
{
	char address[ADDRESS_SIZE];
	char word[96];

	buf_printf(&t->list_id, "%s.list-id.%s", list->slug, core->identity.domain);
	add_word_mailto(core, &t->help, "help");
	str_put(word, sizeof word, "subscribe-%s", list->slug);
	letter_address(core, word, address);
	add_mailto(&t->subscribe, address, "subscribe");
	buf_printf(&t->owner, "<mailto:%s>", core->human.spec);
	c->list_name = slice_of(list->name);
	c->list_id = t->list_id.p;
	c->list_help = t->help.p;
	c->list_subscribe = t->subscribe.p;
	c->list_owner = t->owner.p;
	c->list_post = "NO (announcements only)";
	c->precedence = "bulk";
	if (unsubscribe == NULL)
		return;
	add_one_click(core, 'u', unsubscribe, t, c);
	/* The token stands in the subject too, for mail systems that drop sub-addresses. */
	str_put(word, sizeof word, "%s-%s", token_type_text(TOKEN_UNSUBSCRIBE), unsubscribe);
	letter_address(core, word, address);
	str_put(word, sizeof word, "unsubscribe%%20%%5B%s-%s%%5D",
	    token_type_text(TOKEN_UNSUBSCRIBE), unsubscribe);
	add_mailto(&t->unsubscribe, address,
	    core->identity.delimiter == '\0' ? word : "unsubscribe");
	c->list_unsubscribe = t->unsubscribe.p;
}

/* --- letters --- */

static const char *suppress_words(const struct letter *l)
{
	/* Never "All" or "NDR" on what is not an answer: it may suppress the bounces we need. */
	return strcmp(l->auto_submitted, "auto-replied") == 0 ? "All" : "OOF, AutoReply";
}

void letter_store(struct db *db, int64_t id, const struct buf *message)
{
	struct db_stmt *st = db_sql(db,
	    "INSERT INTO letter (delivery_id, message) VALUES (:id, :message)");

	db_bind_int(st, ":id", id);
	db_bind_blob(st, ":message", buf_all(message));
	db_do(st);
}

/* Where an original is to be put in, *at_r says at which byte. */
static int make(struct core *core, struct letter *l, int64_t id, const char *tongue,
    struct buf *message, size_t *at_r, struct err *err)
{
	struct buf subject = BUF_INIT, text = BUF_INIT, html = BUF_INIT;
	struct letter_texts keep;
	struct compose c = { 0 };
	char token[TOKEN_TEXT_SIZE], reply_to[ADDRESS_SIZE];
	uint8_t hash[TOKEN_HASH_SIZE];
	char *in_reply_to = slice_dup(l->in_reply_to);
	char *references = xasprintf("<%s>", in_reply_to);
	const char *language = "en";
	int rc;

	letter_texts_init(&keep);
	token_link_hash(core, l->delivery.address, hash);
	token_link_make(core, TOKEN_MESSAGE, id, 0, hash, token);
	buf_printf(&keep.message_id, "%s-%s", token_type_text(TOKEN_MESSAGE), token);
	set(l->values, "message_token", keep.message_id.p);
	buf_printf(&keep.message_id, "@%s", core->identity.domain);
	token_address(core, TOKEN_MESSAGE, token, reply_to);
	rc = render_in(core, tongue, l->delivery.kind, l->values, &subject, &text, &language, err);
	if (rc == 0 && l->has_html && !l->is_text_only)
		rc = render_html_in(core, tongue, l->delivery.kind, l->values, &html, err);
	if (rc == 0) {
		c.from_name = slice_of(core->conf.identity.newsletter_name);
		c.from = core->identity.address.spec;
		c.to = l->delivery.address;
		c.reply_to = l->is_conversation ? reply_to : l->reply_to;
		c.subject = buf_all(&subject);
		c.text = buf_all(&text);
		c.html = buf_all(&html);
		c.message_id = keep.message_id.p;
		c.in_reply_to = l->in_reply_to.n > 0 ? in_reply_to : NULL;
		c.references = l->in_reply_to.n > 0 ? references : NULL;
		c.date_at = core_now(core);
		c.zone = core->conf.templates.timezone;
		c.language = strcmp(language, "en") == 0 ? "en-NZ" : language;
		c.auto_submitted = l->auto_submitted;
		c.suppress = suppress_words(l);
		c.attachments = l->attachments;
		c.attachment_count = l->attachment_count;
		if (l->list != NULL)
			letter_list_headers(core, l->list, l->unsubscribe, &keep, &c);
		else if (l->is_left_by_reply)
			add_leaving_by_reply(core, l, token, reply_to, &keep, &c);
		rc = l->inbound_id != 0 && l->attachment_count > 0 ?
		    compose_around(&c, message, at_r, err) :
		    compose_message(&c, message, err);
	}
	free(in_reply_to);
	free(references);
	letter_texts_release(&keep);
	buf_release(&subject);
	buf_release(&text);
	buf_release(&html);
	return rc;
}

static void bind_or_null(struct db_stmt *st, const char *name, struct slice value)
{
	if (value.n > 0)
		db_bind_blob(st, name, value);
}

/* What goes in place of the original, and the rest of the message around that; where it is a
 * reference from the start, that alone. */
static int store_forward(struct core *core, struct letter *l, int64_t id, const char *tongue,
    struct err *err)
{
	struct buf message = BUF_INIT, reference = BUF_INIT;
	size_t at = 0;
	struct db_stmt *st;
	int rc = l->is_reference ? 0 : make(core, l, id, tongue, &message, &at, err);

	l->attachment_count = 0;
	if (l->reference != NULL)
		(void)json_object_update(l->values, l->reference); /* both are objects of ours */
	if (rc == 0)
		rc = make(core, l, id, tongue, &reference, &at, err);
	if (rc == 0) {
		st = db_sql(core->db,
		    "INSERT INTO letter (delivery_id, message, inbound_id, original_at, reference,"
		    " reference_at) VALUES (:id, :message, :inbound, :at, :reference, nullif(:now, 0))");
		db_bind_int(st, ":id", id);
		db_bind_blob(st, ":message", buf_all(l->is_reference ? &reference : &message));
		db_bind_int(st, ":inbound", l->inbound_id);
		db_bind_int(st, ":at", (int64_t)at);
		bind_or_null(st, ":reference", l->is_reference ? SLICE_NONE : buf_all(&reference));
		db_bind_int(st, ":now", l->is_reference ? core_now(core) : 0);
		db_do(st);
	}
	buf_release(&message);
	buf_release(&reference);
	return rc;
}

static int store(struct core *core, struct letter *l, int64_t id, const char *tongue,
    struct err *err)
{
	struct buf message = BUF_INIT;
	size_t at;
	int rc;

	if (l->inbound_id != 0)
		return store_forward(core, l, id, tongue, err);
	rc = make(core, l, id, tongue, &message, &at, err);
	if (rc == 0)
		letter_store(core->db, id, &message);
	buf_release(&message);
	return rc;
}

/* Mail about the person themselves. What else we write is passed on, above all what there is to
 * join and when one meets: who gets it then would have the page, too. */
static bool is_about_person(const char *kind)
{
	static const char *const kinds[] = { "welcome", "restored", "already", "goodbye", "stays",
		"status", "preferences", "paused", "resumed", "my-data", "addresses",
		"address-changed", "yearly", "yearly-reminder", "reachable" };

	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		if (strcmp(kind, kinds[i]) == 0)
			return true;
	}
	return false;
}

/* Their own page's address, in mail that goes to the address it is for and to no other. */
static void add_page_url(struct core *core, const struct letter *l)
{
	struct subscriber who;
	struct buf url = BUF_INIT;

	if (core->conf.web.base_url == NULL || l->delivery.subscriber_id == 0 ||
	    !is_about_person(l->delivery.kind) ||
	    !subscriber_get(core->db, l->delivery.subscriber_id, &who) ||
	    strcmp(who.address.spec, l->delivery.address) != 0)
		return;
	token_link_page_url(core, &who, &url);
	letter_set(l->values, "page_url", buf_all(&url));
	buf_release(&url);
}

/* What it took. 0: no delivery. */
static int64_t drop(struct letter *l)
{
	json_decref(l->values);
	json_decref(l->reference);
	l->values = l->reference = NULL;
	return 0;
}

int64_t letter_queue(struct core *core, struct letter *l)
{
	struct err err = ERR_INIT;
	json_t *standard = letter_values(core, l->list);
	struct subscriber who = { .language = "" };
	int64_t id;

	if (no_answer_keeps(core, &l->delivery)) {
		json_decref(standard);
		return drop(l);
	}
	if (l->delivery.subscriber_id != 0)
		(void)subscriber_get(core->db, l->delivery.subscriber_id,
		    &who); /* else nobody's language */
	language_phrases(core, who.language, standard);
	if (l->values != NULL)
		(void)json_object_update(standard, l->values); /* both are objects of ours */
	json_decref(l->values);
	l->values = standard;
	add_page_url(core, l);
	l->delivery.by_office = office_letter_of(l->delivery.kind) != NULL &&
	    strcasecmp(l->delivery.address, core->human.spec) != 0;
	id = budget_add(core, &l->delivery);
	if (store(core, l, id, who.language, &err) < 0) {
		log_error("letter.make", "kind=%s reason=\"%s\"", l->delivery.kind, err.text);
		(void)db_refuse(core->db, "the message \"%s\" cannot be made: %s", l->delivery.kind,
		    err.text);
		id = 0;
	} else {
		core_wake(core, WAKE_SEND);
	}
	(void)drop(l);
	return id;
}

struct compose_attachment letter_original(struct slice message)
{
	bool is_plain = compose_is_7bit(message);

	return (struct compose_attachment){ .type = is_plain ? "message/rfc822" :
		                                               "application/octet-stream",
		.filename = "original.eml",
		.data = message };
}

/* Puts the original in at `at` of the message. False where it is not kept any more. */
static bool put_in(struct db *db, int64_t inbound_id, struct slice message, size_t at,
    struct buf *out)
{
	struct buf original = BUF_INIT;
	struct compose_attachment a;
	bool is_there = inbound_bytes(db, inbound_id, &original);

	if (is_there) {
		a = letter_original(buf_all(&original));
		buf_slice(out, slice_sub(message, 0, at));
		compose_body(&a, out);
		buf_slice(out, slice_from(message, at));
	}
	buf_release(&original);
	return is_there;
}

bool letter_load(struct db *db, int64_t delivery_id, struct buf *message_r)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT message, reference, inbound_id, original_at, reference_at IS NULL"
	    " FROM letter WHERE delivery_id = :id");
	bool is_whole;

	db_bind_int(st, ":id", delivery_id);
	if (!db_row(st))
		return false;
	is_whole = db_is_null(st, 1) ||
	    (db_int(st, 4) != 0 &&
	        put_in(db, db_int(st, 2), db_text(st, 0), (size_t)db_int(st, 3), message_r));
	if (db_is_null(st, 1))
		buf_slice(message_r, db_text(st, 0));
	else if (!is_whole)
		buf_slice(message_r, db_text(st, 1));
	db_end(st);
	return true;
}

int64_t letter_inbound(struct db *db, int64_t delivery_id)
{
	struct db_stmt *st = db_sql(db, "SELECT inbound_id FROM letter WHERE delivery_id = :id");

	db_bind_int(st, ":id", delivery_id);
	return db_number(st, 0);
}

bool letter_is_kept(struct db *db, int64_t delivery_id)
{
	struct db_stmt *st = db_sql(db, "SELECT 1 FROM letter WHERE delivery_id = :id");

	db_bind_int(st, ":id", delivery_id);
	return db_number(st, 0) == 1;
}

/* By RFC 3463 §3.4, §3.5, and where there is no such code by RFC 5321's 552; a full mailbox is
 * another matter. */
static bool is_too_large(const struct outbox_result *r)
{
	return strcmp(r->status, "5.3.4") == 0 || strcmp(r->status, "5.2.3") == 0 ||
	    (r->code == 552 && strcmp(r->status, "5.2.2") != 0);
}

bool letter_refused(struct core *core, const struct outbox_result *r)
{
	struct db_stmt *st;

	if (!is_too_large(r))
		return false;
	st = db_sql(core->db,
	    "UPDATE letter SET reference_at = :now WHERE delivery_id = :id AND reference_at IS NULL"
	    " AND reference IS NOT NULL");
	db_bind_int(st, ":now", core_now(core));
	db_bind_int(st, ":id", r->id);
	if (db_run(st) == 0)
		return false;
	outbox_again(core->db, r->id, core_now(core));
	log_warning("letter.too_large", "id=%lld relay=%s", (long long)r->id, r->relay);
	return true;
}

int64_t letter_count_references(struct db *db, int64_t since)
{
	struct db_stmt *st = db_sql(db, "SELECT count(*) FROM letter WHERE reference_at > :since");

	db_bind_int(st, ":since", since);
	return db_number(st, 0);
}

void letter_erase(struct db *db, int64_t delivery_id)
{
	struct db_stmt *st = db_sql(db, "DELETE FROM letter WHERE delivery_id = :id");

	db_bind_int(st, ":id", delivery_id);
	db_do(st);
}

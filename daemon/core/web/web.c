/* SPDX-License-Identifier: MIT
 * The children dpupd-web and what they ask; see web.h. A frame that is not its role's ends one.
 * Pages that must be there when core is not are sent to it before it listens. Tokens are never
 * logged. The pages and the numbers for machines have a child each: one that cannot listen takes
 * nothing from the other, and is started again, each time later. */
#include "daemon/core/web/web.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/common/log.h"
#include "daemon/common/memfd.h"
#include "daemon/common/protocol.h"
#include "daemon/common/str_put.h"
#include "daemon/common/xmalloc.h"
#include "daemon/core/letters/letter.h"
#include "daemon/core/letters/token_link.h"
#include "daemon/core/loop/child.h"
#include "daemon/core/web/feed_cache.h"
#include "daemon/mail/template_shelf.h"
#include "subscribers/json.h"

#define PER_ADDRESS 16 /* a browser opens six at a time */
/* Pages that are made and not read yet: beyond this there are none, until some are. A process that
 * asks and never reads may not fill our memory; one that is slow has others' requests behind it. */
#define UNREAD_BYTES_MAX (48U << 20)
#define ANSWERS_KNOWN 4096 /* of more, too, there are none: one has 1000 connections at most */
#define HTML "text/html; charset=utf-8"

enum web_state { WEB_STARTING, WEB_UP, WEB_DOWN };

enum { FRONT_PAGES, FRONT_METRICS, FRONTS };

static const char *const state_names[] = { "starting", "up", "down" };

/* A listener and its process. */
struct front {
	struct web *web;
	const char *listen; /* NULL: it is not wanted */
	bool is_metrics;
	struct child *child;
	enum web_state state;
	char text[256];              /* why it is down */
	size_t sizes[ANSWERS_KNOWN]; /* of the last answers, the newest before sizes_at */
	size_t sizes_at;
};

struct web {
	struct core *core;
	const struct web_page *const *pages;
	struct front fronts[FRONTS];
	int64_t requests, acted, cut, refused; /* cut and refused: of the process that runs */
};

/* --- answers --- */

struct slice web_field(const struct web_visit *v, const char *name)
{
	char field[WIRE_NAME_MAX + 1];

	str_put(field, sizeof field, PROTOCOL_FORM_PREFIX "%s", name);
	return wire_text(v->w, field);
}

bool web_field_is(const struct web_visit *v, const char *name, const char *value)
{
	return slice_is_fold(web_field(v, name), value);
}

/* The path of base_url, which stands in front of every address of ours a page names. */
static struct slice root_of(const struct conf *conf)
{
	struct slice url = slice_of(conf->web.base_url != NULL ? conf->web.base_url : "");
	struct slice host = slice_from(url, strlen("https://"));

	return slice_from(host, slice_find(host, '/'));
}

int web_render(struct core *core, const char *name, json_t *values, struct buf *out,
    struct err *err)
{
	json_t *v = letter_values(core, NULL);
	char *path = xasprintf("web/%s.html", name);
	int rc;

	letter_set(v, "root", root_of(&core->conf));
	if (values != NULL)
		(void)json_object_update(v, values); /* both are objects of ours */
	rc = template_shelf_render(core->templates, path, v, out, err);
	json_decref(v);
	free(path);
	return rc;
}

void web_show(struct web_visit *v, int status, const char *name, json_t *values)
{
	struct err err = ERR_INIT;

	v->status = status;
	v->type = HTML;
	buf_clear(&v->body);
	if (web_render(v->core, name, values, &v->body, &err) < 0) {
		log_error("web.page", "page=%s reason=\"%s\"", name, err.text);
		if (v->is_post)
			(void)db_refuse(v->core->db, "the page \"%s\" cannot be made: %s", name,
			    err.text);
		v->status = 500;
		buf_clear(&v->body);
	}
	json_decref(values);
}

static bool parse_token(const struct web_visit *v, enum token_type type,
    struct classify_token *token_r)
{
	char text[TOKEN_TEXT_LENGTH + 16];

	str_put(text, sizeof text, "%s-%.*s", token_type_text(type),
	    SLICE_ARG(slice_sub(v->arg, 0, TOKEN_TEXT_LENGTH)));
	return classify_parse_token(slice_of(text), token_r);
}

bool web_bad_token(struct web_visit *v)
{
	v->outcome = "bad token";
	web_show(v, 404, "404", NULL);
	return false;
}

bool web_token(struct web_visit *v, enum token_type type, struct classify_token *token_r)
{
	return parse_token(v, type, token_r) || web_bad_token(v);
}

bool web_person_token(struct web_visit *v, enum token_type type,
    bool (*whose)(struct db *db, int64_t id, struct subscriber *who_r), struct subscriber *who,
    int64_t *id_r, int64_t *generation_r)
{
	struct classify_token token;
	bool is_old;

	if (!web_token(v, type, &token))
		return false;
	if (token_peek(&token, id_r, &is_old) && whose(v->core->db, *id_r, who) &&
	    token_link_fits(v->core, &token, who->hash, id_r, generation_r))
		return true;
	return web_bad_token(v);
}

/* --- requests --- */

static const struct web_page *find(const struct web_page *const *tables, struct slice name)
{
	for (size_t i = 0; tables[i] != NULL; i++) {
		for (const struct web_page *p = tables[i]; p->name != NULL; p++) {
			if (slice_is(name, p->name))
				return p;
		}
	}
	return NULL;
}

static void act(struct web_visit *v, const struct web_page *page)
{
	struct core *core = v->core;
	struct err err = ERR_INIT;

	db_begin(core->db);
	page->post(v);
	if (v->status >= 500) {
		db_rollback(core->db);
	} else if (core_commit(core, &err) < 0) {
		log_error("web.commit", "page=%s reason=\"%s\"", page->name, err.text);
		v->outcome = "not stored";
		web_show(v, 503, "503", NULL);
	}
	core_wake(core, 0);
}

/* Of the answers that its process has not read, at most. */
static size_t unread_bytes(const struct front *front)
{
	size_t count = child_unread(front->child), sum = 0;

	if (count > ANSWERS_KNOWN)
		return UNREAD_BYTES_MAX;
	for (size_t i = 1; i <= count; i++)
		sum += front->sizes[(front->sizes_at - i) % ANSWERS_KNOWN];
	return sum;
}

/* The page as sealed memory. Where there is none, the process has a page of its own for that. */
static int make_page(struct front *front, struct web_visit *v)
{
	struct err err = ERR_INIT;
	int fd = -1;

	/* What it does not accept would be the end of it, and of everybody's request. */
	if (v->body.n > PROTOCOL_PAGE_MAX) {
		log_error("web.too_large", "bytes=%zu most=%u", v->body.n, PROTOCOL_PAGE_MAX);
		web_show(v, 503, "503", NULL);
		if (v->body.n > PROTOCOL_PAGE_MAX)
			buf_clear(&v->body);
	}
	if (v->body.n == 0)
		return -1;
	if (unread_bytes(front) + v->body.n > UNREAD_BYTES_MAX)
		(void)err_set(&err, ERR_TEMP, "the web process does not read its answers");
	else
		fd = memfd_make(buf_all(&v->body), &err);
	if (fd < 0) {
		log_error("web.memory", "reason=\"%s\"", err.text);
		v->status = 503;
	}
	front->sizes[front->sizes_at++ % ANSWERS_KNOWN] = fd < 0 ? 0 : v->body.n;
	return fd;
}

static void send_answer(struct front *front, uint64_t id, struct web_visit *v)
{
	struct buf frame = BUF_INIT;
	int fd = make_page(front, v);

	wire_begin(&frame, "web.answer", id);
	wire_add_int(&frame, "status", v->status);
	wire_add_text(&frame, "type", slice_of(v->type));
	wire_add_int(&frame, "cache_s", v->cache_s);
	child_send(front->child, &frame, fd);
	buf_release(&frame);
}

/* False where it is no request of a page that this child has: who answers the public is not told
 * the numbers. */
static bool on_request(struct front *front, const struct wire *w, bool is_post)
{
	struct web *web = front->web;
	const struct web_page *page = find(front->web->pages, wire_text(w, "page"));
	struct web_visit v = { .core = web->core,
		.w = w,
		.arg = wire_text(w, "arg"),
		.is_post = is_post,
		.now = core_now(web->core),
		.outcome = "shown",
		.status = 500,
		.type = HTML,
		.body = BUF_INIT };

	if (page == NULL || (is_post && page->post == NULL) ||
	    slice_is(slice_of(page->name), "metrics") != front->is_metrics)
		return false;
	web->requests++;
	if (is_post)
		act(&v, page);
	else
		page->get(&v);
	if (is_post) {
		web->acted++;
		log_info("web.acted", "page=%s status=%d outcome=\"%s\"", page->name, v.status,
		    v.outcome);
	}
	send_answer(front, w->id, &v);
	buf_release(&v.body);
	return true;
}

/* --- the child --- */

static void send_page(struct child *child, const char *name, const char *type,
    const struct buf *body)
{
	struct buf frame = BUF_INIT;
	struct err err = ERR_INIT;
	int fd;

	if (body->n > PROTOCOL_PAGE_MAX) {
		log_error("web.too_large", "page=%s bytes=%zu most=%u", name, body->n,
		    PROTOCOL_PAGE_MAX);
		return;
	}
	fd = memfd_make(buf_all(body), &err);
	if (fd < 0) {
		log_error("web.memory", "reason=\"%s\"", err.text);
		return;
	}
	wire_begin(&frame, "web.page", 0);
	wire_add_text(&frame, "name", slice_of(name));
	wire_add_text(&frame, "type", slice_of(type));
	child_send(child, &frame, fd);
	buf_release(&frame);
}

/* Without one of them the answer is a plain word; the log says what is wrong with it. */
static void send_pages(struct web *web, struct child *child)
{
	static const char *const names[] = { "400", "404", "405", "411", "413", "503" };
	struct core *core = web->core;
	struct buf body = BUF_INIT;
	json_t *nothing = json_object();

	for (size_t i = 0; i <= sizeof names / sizeof names[0]; i++) {
		bool is_style = i == sizeof names / sizeof names[0];
		struct err err = ERR_INIT;
		int rc;

		buf_clear(&body);
		rc = is_style ?
		    template_shelf_render(core->templates, "web/style.css", nothing, &body, &err) :
		    web_render(core, names[i], NULL, &body, &err);
		if (rc < 0)
			log_error("web.page", "page=%s reason=\"%s\"",
			    is_style ? "style.css" : names[i], err.text);
		else
			send_page(child, is_style ? "style.css" : names[i],
			    is_style ? "text/css; charset=utf-8" : HTML, &body);
	}
	json_decref(nothing);
	buf_release(&body);
}

static void on_started(void *context, struct child *child)
{
	struct front *front = context;
	const struct conf *conf = &front->web->core->conf;
	int per_address = conf->web.per_address > 0      ? conf->web.per_address :
	    front->is_metrics || conf_web_is_local(conf) ? 0 :
	                                                   PER_ADDRESS;
	struct buf frame = BUF_INIT;

	send_pages(front->web, child);
	wire_begin(&frame, "web.start", 0);
	wire_add_text(&frame, "listen", slice_of(front->listen));
	wire_add_text(&frame, "serve", slice_of(front->is_metrics ? "metrics" : "pages"));
	wire_add_int(&frame, "connections", conf->web.connections);
	wire_add_int(&frame, "per_address", per_address);
	if (conf->web.tls_cert != NULL && !front->is_metrics) {
		wire_add_text(&frame, "tls_cert", slice_of(conf->web.tls_cert));
		wire_add_text(&frame, "tls_key", slice_of(conf->web.tls_key_file));
	}
	child_send(child, &frame, -1);
	buf_release(&frame);
}

static void on_state(struct front *front, const struct wire *w, struct child *child)
{
	struct slice text = wire_text(w, "text");
	const char *serves = front->is_metrics ? "metrics" : "pages";
	char quoted[LOG_QUOTED_MAX];

	if (wire_is(w, "web.counts")) {
		front->web->cut = wire_int(w, "cut", 0, INT64_MAX, 0);
		front->web->refused = wire_int(w, "refused", 0, INT64_MAX, 0);
	} else if (slice_is(wire_text(w, "state"), "up")) {
		front->state = WEB_UP;
		front->text[0] = '\0';
		child_is_well(child);
		log_info("web.up", "serves=%s listen=%s", serves, front->listen);
	} else {
		front->state = WEB_DOWN;
		str_put(front->text, sizeof front->text, "%.*s",
		    SLICE_ARG(slice_sub(text, 0, 250)));
		log_warning("web.down", "serves=%s reason=%s", serves, log_quote(quoted, text));
	}
}

static void on_frame(void *context, struct child *child, const struct wire *w, int fd)
{
	struct front *front = context;
	bool is_good = fd < 0;

	if (is_good && (wire_is(w, "web.get") || wire_is(w, "web.post")))
		is_good = on_request(front, w, wire_is(w, "web.post"));
	else if (is_good && (wire_is(w, "web.state") || wire_is(w, "web.counts")))
		on_state(front, w, child);
	else
		is_good = false;
	if (!is_good)
		child_kill(child, "it sent a frame that is not the web's");
}

static void on_died(void *context, struct child *child, const char *how)
{
	struct front *front = context;

	(void)child;
	if (front->state != WEB_DOWN)
		str_put(front->text, sizeof front->text,
		    "the web process ended (%s); it is started again", how);
	front->state = WEB_DOWN;
}

struct web *web_new(struct core *core, const struct web_page *const *pages)
{
	static const struct child_events events = { on_started, on_frame, on_died };
	struct web *web;

	if (core->conf.web.listen == NULL && core->conf.web.metrics_listen == NULL)
		return NULL;
	web = xcalloc(1, sizeof *web);
	web->core = core;
	web->pages = pages;
	core->feeds = feed_cache_new();
	web->fronts[FRONT_PAGES].listen = core->conf.web.listen;
	web->fronts[FRONT_METRICS].listen = core->conf.web.metrics_listen;
	web->fronts[FRONT_METRICS].is_metrics = true;
	for (int i = 0; i < FRONTS; i++) {
		struct front *f = &web->fronts[i];

		f->web = web;
		if (f->listen != NULL)
			f->child = child_new(core, "dpupd-web",
			    f->is_metrics ? "web/metrics" : "web", &events, f);
	}
	return web;
}

void web_free(struct web *web)
{
	if (web == NULL)
		return;
	for (int i = 0; i < FRONTS; i++) {
		if (web->fronts[i].child != NULL)
			child_free(web->fronts[i].child);
	}
	feed_cache_free(web->core->feeds);
	web->core->feeds = NULL;
	free(web);
}

static void quote_or_null(struct buf *out, const char *text)
{
	if (text != NULL)
		json_quote(out, slice_of(text));
	else
		buf_text(out, "null");
}

static const char *state_text(const struct front *front)
{
	return front->listen != NULL ? state_names[front->state] : "off";
}

void web_json(const struct web *web, struct buf *out)
{
	const struct front *pages = web != NULL ? &web->fronts[FRONT_PAGES] : NULL;
	const struct front *metrics = web != NULL ? &web->fronts[FRONT_METRICS] : NULL;
	struct buf why = BUF_INIT;

	if (web == NULL) {
		buf_text(out, "{\"state\":\"off\"}");
		return;
	}
	buf_text(out, "{\"listen\":");
	quote_or_null(out, pages->listen);
	buf_text(out, ",\"metrics_listen\":");
	quote_or_null(out, metrics->listen);
	buf_printf(out, ",\"state\":\"%s\",\"metrics_state\":\"%s\"", state_text(pages),
	    state_text(metrics));
	buf_printf(out, ",\"requests\":%lld,\"acted\":%lld,\"refused\":%lld,\"cut\":%lld",
	    (long long)web->requests, (long long)web->acted, (long long)web->refused,
	    (long long)web->cut);
	if (!web_is_well(web, &why)) {
		buf_text(out, ",\"text\":");
		json_quote(out, buf_all(&why));
	}
	buf_char(out, '}');
	buf_release(&why);
}

bool web_is_well(const struct web *web, struct buf *why)
{
	bool is_well = true;

	for (int i = 0; web != NULL && i < FRONTS; i++) {
		const struct front *f = &web->fronts[i];

		if (f->state != WEB_DOWN)
			continue;
		buf_printf(why, "%s%s%s", is_well ? "" : "; ", f->is_metrics ? "metrics: " : "",
		    f->text);
		is_well = false;
	}
	return is_well;
}

/* SPDX-License-Identifier: MIT
 * The one file that knows libmicrohttpd; see server.h. Three things have lives of their own: a
 * connection (from accept to close), a visit (a request on it), and what core is asked. A visit
 * that waits for core is suspended; whatever ends first, each is released by libmicrohttpd's own
 * callback and nowhere else. The path is never logged: it holds tokens. */
#include "daemon/web/server.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <microhttpd.h>

#include "daemon/common/log.h"
#include "daemon/common/mono.h"
#include "daemon/common/num.h"
#include "daemon/common/str_put.h"
#include "daemon/common/xmalloc.h"
#include "daemon/web/etag.h"

#define MEMORY_PER_CONNECTION 16384 /* a request's header; more is answered 431 or 414 */
#define IDLE_S 10                   /* libmicrohttpd's own, of inactivity */
#define TURN_MS 250                 /* how late a deadline may be */
#define CROWDED_DIVISOR 4           /* of the time, while half of the places are taken */

struct connection {
	struct connection *next, **at;
	int fd;
	int64_t since_ms;
	bool is_cut;
};

enum visit_state { VISIT_READING, VISIT_REFUSED, VISIT_WAITING, VISIT_READY };

struct visit {
	struct visit *next, **at; /* those that wait, or have waited */
	struct MHD_Connection *mhd;
	enum visit_state state;
	uint64_t id;
	int64_t asked_ms;
	bool is_post;
	struct route route; /* its argument is a copy */
	char arg[ROUTE_SLUG_MAX + 1];
	struct buf body;
	int status;
	struct MHD_Response *response;
};

struct server {
	struct server_conf conf;
	struct MHD_Daemon *daemon;
	struct connection *connections;
	int connection_count;
	bool has_closed; /* a place has become free since the last turn */
	struct visit *waiting;
	int waiting_count;
	uint64_t last_id;
	struct server_counts counts;
};

/* --- answers --- */

/* Every page of ours (design §9): no cookie, nothing from elsewhere, nothing kept, nothing told. */
static const char *const fixed_headers[][2] = {
	{ "Connection", "close" },
	{ "Content-Security-Policy",
	    "default-src 'none'; style-src 'self'; form-action 'self'; "
	    "base-uri 'none'; frame-ancestors 'none'" },
	{ "Referrer-Policy", "no-referrer" },
	{ "X-Content-Type-Options", "nosniff" },
	{ "X-Robots-Tag", "noindex, nofollow" },
	{ "Permissions-Policy", "interest-cohort=()" },
};

static void add_header(struct MHD_Response *response, const char *name, const char *value)
{
	if (MHD_add_response_header(response, name, value) != MHD_YES)
		bug("server.header", "name=%s", name);
}

/* `etag`: NULL where it has none. */
static struct MHD_Response *make_response(const struct server_answer *a, const char *etag)
{
	struct MHD_Response *r = MHD_create_response_from_buffer(a->body.n,
	    (void *)(uintptr_t)(a->body.n > 0 ? a->body.p : ""), MHD_RESPMEM_MUST_COPY);
	char cache[64];

	if (r == NULL)
		bug("server.response", "reason=\"no memory\"");
	for (size_t i = 0; i < sizeof fixed_headers / sizeof fixed_headers[0]; i++)
		add_header(r, fixed_headers[i][0], fixed_headers[i][1]);
	str_put(cache, sizeof cache, "public, max-age=%d", a->cache_s);
	add_header(r, "Cache-Control", a->cache_s > 0 ? cache : "no-store");
	if (etag != NULL)
		add_header(r, "ETag", etag);
	if (a->type.n > 0) {
		char *type = slice_dup(a->type);

		add_header(r, "Content-Type", type);
		free(type);
	}
	return r;
}

/* An error's page, as core sent it; a plain word where it did not. */
static struct MHD_Response *error_response(struct server *s, int status)
{
	struct server_answer a = { .status = status };
	char name[8];

	str_put(name, sizeof name, "%d", status);
	if (status != 204 && !s->conf.stored(s->conf.context, name, &a)) {
		a.type = slice_of("text/plain; charset=utf-8");
		a.body = slice_of("This did not work.\n");
	}
	return make_response(&a, NULL);
}

/* A page that may be kept; without it where they have it still, which the status then says. */
static struct MHD_Response *page_response(struct visit *v, const struct server_answer *a,
    int *status_r)
{
	const char *asked = MHD_lookup_connection_value(v->mhd, MHD_HEADER_KIND, "If-None-Match");
	struct server_answer unchanged = { .status = 304, .cache_s = a->cache_s };
	char etag[ETAG_SIZE];
	bool is_theirs;

	*status_r = a->status;
	if (a->status != 200 || a->cache_s == 0)
		return make_response(a, NULL);
	etag_of(a->body, etag);
	is_theirs = asked != NULL && etag_is_named(slice_of(asked), etag);
	if (is_theirs)
		*status_r = unchanged.status;
	return make_response(is_theirs ? &unchanged : a, etag);
}

static enum MHD_Result send_response(struct visit *v, int status, struct MHD_Response *r)
{
	enum MHD_Result rc = MHD_queue_response(v->mhd, (unsigned)status, r);

	MHD_destroy_response(r);
	return rc;
}

static enum MHD_Result refuse(struct server *s, struct visit *v, int status, const char *allow)
{
	struct MHD_Response *r = error_response(s, status);

	s->counts.refused += status != 404;
	if (allow != NULL)
		add_header(r, "Allow", allow);
	if (status == 503)
		add_header(r, "Retry-After", "30");
	v->state = VISIT_REFUSED;
	return send_response(v, status, r);
}

/* --- visits --- */

static const char *header(struct visit *v, const char *name)
{
	const char *value = MHD_lookup_connection_value(v->mhd, MHD_HEADER_KIND, name);

	return value != NULL ? value : "";
}

struct counting {
	const char *name;
	int count;
};

static enum MHD_Result count_one(void *context, enum MHD_ValueKind kind, const char *key,
    const char *value)
{
	struct counting *c = context;

	(void)kind;
	(void)value;
	c->count += slice_is_fold(slice_of(key), c->name);
	return MHD_YES;
}

static int count_headers(struct visit *v, const char *name)
{
	struct counting c = { name, 0 };

	(void)MHD_get_connection_values(v->mhd, MHD_HEADER_KIND, count_one,
	    &c); /* how many it saw */
	return c.count;
}

/* What is wrong with the header; 0: nothing. Two lengths, or a length and chunks, are read
 * differently by different programs (RFC 9112 §6.3). */
static int header_fault(struct visit *v)
{
	struct slice length = slice_of(header(v, "Content-Length"));
	int64_t n;

	if (count_headers(v, "Host") != 1 || count_headers(v, "Content-Length") > 1)
		return 400;
	if (header(v, "Transfer-Encoding")[0] != '\0')
		return 411;
	/* libmicrohttpd refused what is no number. */
	return length.n > 0 && !num_parse(length, 0, FORM_BODY_MAX, &n) ? 413 : 0;
}

static enum MHD_Result begin(struct server *s, struct visit *v, const char *path,
    const char *method)
{
	bool is_get = strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0;
	bool is_options = strcmp(method, "OPTIONS") == 0;
	const char *allow;
	struct route route;
	int fault = header_fault(v);

	s->counts.requests++;
	if (fault != 0)
		return refuse(s, v, fault, NULL);
	if (!s->conf.find(slice_of(path), &route))
		return refuse(s, v, 404, NULL);
	allow = route.can_post ? "GET, HEAD, OPTIONS, POST" : "GET, HEAD, OPTIONS";
	v->is_post = strcmp(method, "POST") == 0;
	if (is_options)
		return refuse(s, v, 204, allow);
	if (!is_get && !(v->is_post && route.can_post))
		return refuse(s, v, 405, allow);
	str_put(v->arg, sizeof v->arg, "%.*s", SLICE_ARG(route.arg));
	v->route = route;
	v->route.arg = slice_of(v->arg);
	return MHD_YES;
}

static void unlink_visit(struct server *s, struct visit *v)
{
	if (v->at == NULL)
		return;
	*v->at = v->next;
	if (v->next != NULL)
		v->next->at = v->at;
	v->at = NULL;
	s->waiting_count--;
}

static enum MHD_Result finish(struct server *s, struct visit *v)
{
	struct server_request rq = { v->is_post, v->route, NULL };
	struct server_answer stored = { .status = 200 };
	struct MHD_Response *response;
	struct form form;
	int status;

	if (v->route.is_stored) {
		if (!s->conf.stored(s->conf.context, v->route.page, &stored))
			return refuse(s, v, 404, NULL);
		response = page_response(v, &stored, &status);
		return send_response(v, status, response);
	}
	form_parse(&form, slice_of(header(v, "Content-Type")), buf_all(&v->body));
	rq.form = &form;
	v->id = ++s->last_id;
	v->asked_ms = mono_ms();
	if (s->waiting_count >= SERVER_WAITING_MAX || !s->conf.ask(s->conf.context, v->id, &rq))
		return refuse(s, v, 503, NULL);
	v->state = VISIT_WAITING;
	v->next = s->waiting;
	v->at = &s->waiting;
	if (v->next != NULL)
		v->next->at = &v->next;
	s->waiting = v;
	s->waiting_count++;
	MHD_suspend_connection(v->mhd);
	return MHD_YES;
}

static enum MHD_Result on_request(void *context, struct MHD_Connection *mhd, const char *path,
    const char *method, const char *version, const char *data, size_t *n, void **visit)
{
	struct server *s = context;
	struct visit *v = *visit;
	size_t got = *n;

	(void)version;
	if (v == NULL) {
		*visit = v = xcalloc(1, sizeof *v);
		v->mhd = mhd;
		return begin(s, v, path, method);
	}
	*n = 0;
	if (v->state == VISIT_REFUSED)
		return MHD_YES;
	if (v->state == VISIT_READY) {
		struct MHD_Response *r = v->response;

		v->response = NULL;
		return send_response(v, v->status, r);
	}
	if (got == 0)
		return v->state == VISIT_READING ? finish(s, v) : MHD_YES;
	/* The length was looked at; no more than it can come. */
	if (v->body.n + got > FORM_BODY_MAX)
		return MHD_NO;
	buf_add(&v->body, data, got);
	return MHD_YES;
}

static void on_completed(void *context, struct MHD_Connection *mhd, void **visit,
    enum MHD_RequestTerminationCode how)
{
	struct visit *v = *visit;

	(void)mhd;
	(void)how;
	if (v == NULL)
		return;
	unlink_visit(context, v);
	if (v->response != NULL)
		MHD_destroy_response(v->response);
	buf_wipe(&v->body);
	free(v);
	*visit = NULL;
}

static void make_ready(struct server *s, struct visit *v, int status, struct MHD_Response *r)
{
	unlink_visit(s, v);
	v->status = status;
	v->response = r;
	v->state = VISIT_READY;
	MHD_resume_connection(v->mhd);
}

void server_answer(struct server *s, uint64_t id, const struct server_answer *a)
{
	struct MHD_Response *r;
	int status;

	for (struct visit *v = s->waiting; v != NULL; v = v->next) {
		if (v->id != id)
			continue;
		r = page_response(v, a, &status);
		make_ready(s, v, status, r);
		return;
	}
}

/* --- connections --- */

static void on_connection(void *context, struct MHD_Connection *mhd, void **connection,
    enum MHD_ConnectionNotificationCode what)
{
	struct server *s = context;
	struct connection *c = *connection;

	if (what == MHD_CONNECTION_NOTIFY_STARTED) {
		const union MHD_ConnectionInfo *info = MHD_get_connection_info(mhd,
		    MHD_CONNECTION_INFO_CONNECTION_FD);

		*connection = c = xcalloc(1, sizeof *c);
		c->fd = info->connect_fd;
		c->since_ms = mono_ms();
		c->next = s->connections;
		c->at = &s->connections;
		if (c->next != NULL)
			c->next->at = &c->next;
		s->connections = c;
		s->connection_count++;
	} else if (c != NULL) {
		*c->at = c->next;
		if (c->next != NULL)
			c->next->at = c->at;
		s->connection_count--;
		s->has_closed = true;
		free(c);
		*connection = NULL;
	}
}

/* Who takes too long is hung up on; libmicrohttpd sees the end and cleans up. */
static void cut_slow(struct server *s, int64_t now)
{
	bool is_crowded = s->connection_count > s->conf.connections / 2;
	int64_t allowed = is_crowded ? s->conf.request_ms / CROWDED_DIVISOR : s->conf.request_ms;

	for (struct connection *c = s->connections; c != NULL; c = c->next) {
		if (c->is_cut || now - c->since_ms < allowed)
			continue;
		c->is_cut = true;
		s->counts.cut++;
		(void)shutdown(c->fd, SHUT_RDWR); /* it may have gone by itself */
	}
}

static void give_up_waiting(struct server *s, int64_t now)
{
	struct visit *next;

	for (struct visit *v = s->waiting; v != NULL; v = next) {
		struct MHD_Response *r;

		next = v->next;
		if (now - v->asked_ms < s->conf.answer_ms)
			continue;
		r = error_response(s, 503);
		add_header(r, "Retry-After", "30");
		make_ready(s, v, 503, r);
	}
}

/* --- the server --- */

/* Paths are taken as they stand: nothing of ours needs an escape. */
static size_t keep_escapes(void *context, struct MHD_Connection *mhd, char *text)
{
	(void)context;
	(void)mhd;
	return strlen(text);
}

struct server *server_new(const struct server_conf *conf, struct err *err)
{
	struct server *s = xcalloc(1, sizeof *s);
	struct MHD_OptionItem tls[] = {
		{ MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)(uintptr_t)conf->tls_cert },
		{ MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)(uintptr_t)conf->tls_key },
		{ MHD_OPTION_END, 0, NULL },
	};
	unsigned flags = MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME;

	s->conf = *conf;
	if (conf->tls_cert != NULL)
		flags |= MHD_USE_TLS;
	else
		tls[0].option = MHD_OPTION_END;
	s->daemon = MHD_start_daemon(flags, 0, NULL, NULL, on_request, s, MHD_OPTION_LISTEN_SOCKET,
	    conf->sock, MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_CONNECTION_LIMIT,
	    (unsigned)conf->connections, MHD_OPTION_PER_IP_CONNECTION_LIMIT,
	    (unsigned)conf->per_address, MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_S,
	    MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)MEMORY_PER_CONNECTION,
	    MHD_OPTION_NOTIFY_COMPLETED, on_completed, s, MHD_OPTION_NOTIFY_CONNECTION,
	    on_connection, s, MHD_OPTION_UNESCAPE_CALLBACK, keep_escapes, NULL, MHD_OPTION_ARRAY,
	    tls, MHD_OPTION_END);
	if (s->daemon != NULL)
		return s;
	(void)err_set(err, ERR_PERM,
	    conf->tls_cert != NULL ?
	        "the web server cannot start; is web.tls_cert a certificate with its chain, and tls_key_file its key?" :
	        "the web server cannot start");
	free(s);
	return NULL;
}

int server_fd(const struct server *s)
{
	const union MHD_DaemonInfo *info = MHD_get_daemon_info(s->daemon, MHD_DAEMON_INFO_EPOLL_FD);

	return info->epoll_fd;
}

int server_sleep_ms(const struct server *s)
{
	MHD_UNSIGNED_LONG_LONG ms = 0;
	int longest = s->connections != NULL ? TURN_MS : INT_MAX;

	/* A full server listens again only in a turn after the one in which a place became free. */
	if (s->has_closed)
		return 0;
	if (MHD_get_timeout(s->daemon, &ms) == MHD_YES && ms < (unsigned)longest)
		return (int)ms;
	return s->connections != NULL ? TURN_MS : -1;
}

void server_turn(struct server *s)
{
	int64_t now = mono_ms();

	s->has_closed = false;
	cut_slow(s, now);
	give_up_waiting(s, now);
	(void)MHD_run(s->daemon); /* no: a client's trouble, which is the client's */
}

struct server_counts server_counts(const struct server *s)
{
	return s->counts;
}

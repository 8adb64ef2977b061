/* SPDX-License-Identifier: MIT
 * dpupd-web: HTTP in, questions to core, pages out. It holds a listening socket, the pages core
 * sent it, and, where it is given one, the key of its certificate; no database, no secret of the
 * service, and nothing that outlives it. What a request means and may do is core's to say. One
 * serves the pages; another, where it is wanted, the numbers: neither is down because the other
 * cannot listen.
 *
 * The order that must not change: the pages and the start are received, the certificate is read and
 * the listener opened while files and sockets can still be opened, then the box is closed, then the
 * first foreign byte is read. */
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sysexits.h>
#include <unistd.h>

#include "daemon/common/err.h"
#include "daemon/common/log.h"
#include "daemon/common/mono.h"
#include "daemon/common/sandbox.h"
#include "daemon/common/spawn.h"
#include "daemon/web/link.h"
#include "daemon/web/listener.h"
#include "daemon/web/pages.h"
#include "daemon/web/route.h"
#include "daemon/web/server.h"
#include "daemon/web/web_box.h"

#define PEM_MAX (256U << 10) /* a chain of certificates has a few kilobytes */
#define COUNTS_EVERY_MS 2000
#define METRICS_CONNECTIONS 8 /* one scraper, or two, and a person who looks */

struct web {
	struct link link;
	struct pages pages;
	struct link_start start;
	struct buf cert, key;
	struct server *server;
};

static struct web web; /* large, and there is one */

static void wipe_key(void)
{
	buf_wipe(&web.key);
}

/* Core keeps the reason and starts another, later. */
static void __attribute__((noreturn)) cannot_serve(const struct err *err)
{
	link_state(&web.link, "down", err->text);
	exit(EX_UNAVAILABLE);
}

static const char *read_pem(const char *path, struct buf *out)
{
	struct err err = ERR_INIT;
	int fd;
	ssize_t n;

	if (path == NULL)
		return NULL;
	buf_reserve(out, PEM_MAX);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	n = fd < 0 ? -1 : read(fd, out->p, PEM_MAX);
	if (n <= 0 || n == PEM_MAX) {
		(void)err_set(&err, ERR_PERM,
		    n < 0 ? "cannot read %s: %m" : "%s is no certificate or key in PEM", path);
		cannot_serve(&err);
	}
	(void)close(fd);
	out->n = (size_t)n;
	out->p[n] = '\0';
	return out->p;
}

/* --- what the server asks --- */

static bool ask(void *context, uint64_t id, const struct server_request *rq)
{
	(void)context;
	return link_ask(&web.link, id, rq);
}

static bool stored(void *context, const char *name, struct server_answer *a)
{
	const struct page *page = pages_find(&web.pages, name);

	(void)context;
	if (page == NULL)
		return false;
	a->type = slice_of(page->type);
	a->body = buf_all(&page->body);
	a->cache_s = slice_is(slice_of(name), "style.css") ? 3600 : 0;
	return true;
}

static int connections(void)
{
	return web.start.is_metrics ? METRICS_CONNECTIONS : web.start.connections;
}

static void open_server(void)
{
	struct server_conf conf = { .connections = connections(),
		.request_ms = web.start.request_ms,
		.answer_ms = web.start.answer_ms,
		.ask = ask,
		.stored = stored,
		.find = route_find };
	struct err err = ERR_INIT;

	/* The numbers go to this machine only, as the configuration's check has it: without TLS. */
	if (web.start.is_metrics) {
		conf.find = route_find_metrics;
	} else {
		conf.per_address = web.start.per_address;
		conf.tls_cert = read_pem(web.start.tls_cert, &web.cert);
		conf.tls_key = read_pem(web.start.tls_key, &web.key);
	}
	conf.sock = listener_open(web.start.listen, &err);
	if (conf.sock < 0)
		cannot_serve(&err);
	web.server = server_new(&conf, &err);
	if (web.server == NULL)
		cannot_serve(&err);
}

static void close_box(void)
{
	struct err err = ERR_INIT;

	if (web_box_enter(connections(), &err) < 0)
		fatal(EX_OSERR, "web.sandbox", "cause=\"%s\"", err.text);
}

/* What core shows in its status, of the pages; false where there is more to tell, later. */
static bool tell_counts(int64_t *next_ms, int64_t *told)
{
	struct server_counts counts = server_counts(web.server);

	if (web.start.is_metrics || counts.requests + counts.cut == *told)
		return true;
	if (mono_ms() < *next_ms)
		return false;
	link_counts(&web.link, &counts);
	*told = counts.requests + counts.cut;
	*next_ms = mono_ms() + COUNTS_EVERY_MS;
	return true;
}

static void __attribute__((noreturn)) serve(void)
{
	int64_t next_ms = 0, told = 0;
	bool is_told = true;

	for (;;) {
		struct pollfd fds[2] = { { .fd = web.link.sock, .events = POLLIN },
			{ .fd = server_fd(web.server), .events = POLLIN } };
		int sleep_ms = is_told ? -1 : COUNTS_EVERY_MS, ms = server_sleep_ms(web.server);

		if (ms >= 0 && (sleep_ms < 0 || ms < sleep_ms))
			sleep_ms = ms;
		(void)poll(fds, 2, sleep_ms); /* interrupted: it looks once more */
		if (fds[0].revents != 0)
			link_receive(&web.link, web.server);
		server_turn(web.server);
		is_told = tell_counts(&next_ms, &told);
	}
}

int main(int argc, char **argv)
{
	spawn_child_setup(argc, argv, "dpupd-web");
	sandbox_leave_signals();
	(void)atexit(wipe_key); /* where it fails, nothing but the wiping is lost */
	web.link.sock = SPAWN_CHANNEL_FD;
	web.link.pages = &web.pages;
	link_receive_start(&web.link, &web.start);
	open_server();
	close_box();
	link_state(&web.link, "up", NULL);
	serve();
}

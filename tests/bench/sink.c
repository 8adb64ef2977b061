/* SPDX-License-Identifier: MIT
 * A fast SMTP sink: takes everything, keeps nothing, answers pipelined commands in one write.
 * It is the other side of the benchmarks, so it must cost less than what it measures: one process,
 * one epoll loop, the body is only searched for its end.
 *
 *   sink [-l MS] [-r PERCENT] [-n] [-o FILE] PORT
 *     -l MS       every reply leaves MS after what it answers came: a round trip of MS
 *     -r PERCENT  so many of 100 recipients are refused (550 5.2.2: what says that nobody
 *                is there pauses the mailing), evenly spread
 *     -n          no PIPELINING
 *     -o FILE     what was taken is noted there before it is acknowledged: recipient, Message-ID
 * and a hash of the bytes, a line for each message (for those who count copies)
 *
 * The command XSTAT answers "250 messages=N connections=N first_us=N last_us=N": what was taken,
 * on how many connections that sent MAIL, and when the first and the last final dot came; XZERO
 * sets all of that to nothing. */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define CONNECTIONS_MAX 1024
#define READ_MAX 262144
#define LINE_MAX_BYTES 2048
#define OUT_MAX 65536
#define BODY_MAX 1048576 /* where bodies are noted */
#define DELAYED_MAX 256  /* replies of one connection that are under way */

struct reply {
	int64_t at_us;
	size_t n;
};

struct connection {
	int fd;
	bool is_open, is_body, has_mailed, has_recipient, is_ending;
	char line[LINE_MAX_BYTES];
	size_t line_n;
	uint64_t window;   /* the last bytes of a body: CR LF . CR LF is its end */
	char out[OUT_MAX]; /* what is to be written, the delayed first */
	size_t out_n;
	struct reply delayed[DELAYED_MAX];
	size_t delayed_n;
	char recipient[320]; /* these three only where notes are taken */
	char *body;
	size_t body_n;
};

static struct {
	struct connection *all[CONNECTIONS_MAX];
	int64_t latency_us, first_us, last_us;
	long long messages, connections, recipients, refused;
	int refuse_percent;
	bool has_pipelining;
	int epoll;
	FILE *notes;
} sink = { .has_pipelining = true };

static int64_t now_us(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static void die(const char *what)
{
	perror(what);
	exit(1);
}

static void drop(struct connection *c)
{
	(void)close(c->fd);
	c->is_open = false;
}

static void put(struct connection *c, const char *text)
{
	size_t n = strlen(text);

	if (c->out_n + n > OUT_MAX)
		die("a client that does not read");
	memcpy(c->out + c->out_n, text, n);
	c->out_n += n;
}

static void put_statistics(struct connection *c)
{
	char text[160];

	(void)snprintf(text, sizeof text,
	    "250 messages=%lld connections=%lld first_us=%lld last_us=%lld\r\n", sink.messages,
	    sink.connections, (long long)sink.first_us, (long long)sink.last_us);
	put(c, text);
}

/* Evenly: the hundredth part of each step is carried over. */
static bool is_refused(void)
{
	sink.recipients++;
	if (sink.recipients * sink.refuse_percent / 100 <= sink.refused)
		return false;
	sink.refused++;
	return true;
}

static bool is(const struct connection *c, const char *verb)
{
	return strncasecmp(c->line, verb, strlen(verb)) == 0;
}

static void on_mail(struct connection *c)
{
	if (!c->has_mailed)
		sink.connections++;
	c->has_mailed = true;
	c->has_recipient = false;
	put(c, "250 2.1.0 Ok\r\n");
}

static void on_line(struct connection *c)
{
	if (is(c, "MAIL")) {
		on_mail(c);
	} else if (is(c, "RCPT")) {
		bool refused = is_refused();

		(void)sscanf(c->line, "%*[^<]<%319[^>]", c->recipient);
		put(c, refused ? "550 5.2.2 Mailbox is full\r\n" : "250 2.1.5 Ok\r\n");
		c->has_recipient = c->has_recipient || !refused;
	} else if (is(c, "DATA")) {
		c->is_body = c->has_recipient;
		c->window = 0x0d0a; /* the line before the body has ended */
		put(c, c->is_body ? "354 Go on\r\n" : "554 5.5.1 No valid recipients\r\n");
	} else if (is(c, "EHLO") || is(c, "HELO")) {
		put(c,
		    sink.has_pipelining ? "250-sink.example\r\n250-PIPELINING\r\n250-8BITMIME\r\n"
		                          "250-ENHANCEDSTATUSCODES\r\n250 SIZE 0\r\n" :
		                          "250-sink.example\r\n250 8BITMIME\r\n");
	} else if (is(c, "XSTAT")) {
		put_statistics(c);
	} else if (is(c, "XZERO")) {
		sink.messages = sink.connections = sink.first_us = sink.last_us = 0;
		for (int i = 0; i < CONNECTIONS_MAX; i++) {
			if (sink.all[i] != NULL)
				sink.all[i]->has_mailed = false;
		}
		put(c, "250 Ok\r\n");
	} else if (is(c, "QUIT")) {
		put(c, "221 2.0.0 Bye\r\n");
		c->is_ending = true;
	} else {
		put(c, "250 2.0.0 Ok\r\n");
	}
}

static void keep_body(struct connection *c, const char *p, size_t n)
{
	if (sink.notes == NULL)
		return;
	if (c->body == NULL)
		c->body = malloc(BODY_MAX + 1);
	if (c->body == NULL || c->body_n + n > BODY_MAX)
		die("a body that is too large to note");
	memcpy(c->body + c->body_n, p, n);
	c->body_n += n;
}

static void note(struct connection *c)
{
	char id[256] = "-";
	const char *at;
	uint64_t hash = 14695981039346656037U; /* FNV-1a */

	if (sink.notes == NULL)
		return;
	c->body[c->body_n] = '\0';
	at = strcasestr(c->body, "\nMessage-ID:");
	if (at != NULL)
		(void)sscanf(at + 12, " %255s", id);
	for (size_t i = 0; i < c->body_n; i++)
		hash = (hash ^ (unsigned char)c->body[i]) * 1099511628211U;
	if (fprintf(sink.notes, "%s %s %016llx\n", c->recipient, id, (unsigned long long)hash) <
	        0 ||
	    fflush(sink.notes) != 0)
		die("notes");
	c->body_n = 0;
}

/* Takes the body's bytes; returns how many. Its end is found by looking at each dot only. */
static size_t take_body(struct connection *c, const char *p, size_t n)
{
	static const uint64_t end = 0x0d0a2e0d0a, mask = 0xffffffffff;
	size_t i = 0;

	while (i < n) {
		/* Nothing of an end is under way: jump to the next dot, and look at what stood
		 * before it. */
		if (i >= 2 && p[i] != '.' && p[i - 1] != '.' && p[i - 2] != '.') {
			const char *dot = memchr(p + i, '.', n - i);
			size_t at = dot == NULL ? n : (size_t)(dot - p);
			size_t from = at >= i + 4 ? at - 4 : i;

			for (i = from; i < at; i++)
				c->window = c->window << 8 | (unsigned char)p[i];
			if (i == n)
				break;
		}
		c->window = c->window << 8 | (unsigned char)p[i++];
		if ((c->window & mask) != end)
			continue;
		c->is_body = false;
		keep_body(c, p, i);
		note(c);
		sink.messages++;
		sink.last_us = now_us();
		if (sink.first_us == 0)
			sink.first_us = sink.last_us;
		put(c, "250 2.0.0 Ok: queued\r\n");
		return i;
	}
	keep_body(c, p, n);
	return n;
}

static void take(struct connection *c, const char *p, size_t n)
{
	while (n > 0) {
		const char *lf;
		size_t used, keep;

		if (c->is_body) {
			used = take_body(c, p, n);
			p += used;
			n -= used;
			continue;
		}
		lf = memchr(p, '\n', n);
		used = lf == NULL ? n : (size_t)(lf + 1 - p);
		keep = used < LINE_MAX_BYTES - 1 - c->line_n ? used :
		                                               LINE_MAX_BYTES - 1 - c->line_n;
		memcpy(c->line + c->line_n, p, keep);
		c->line_n += keep;
		c->line[c->line_n] = '\0';
		p += used;
		n -= used;
		if (lf == NULL)
			continue;
		on_line(c);
		c->line_n = 0;
	}
}

static void write_out(struct connection *c, size_t n)
{
	ssize_t done = send(c->fd, c->out, n, MSG_NOSIGNAL);

	if (done != (ssize_t)n) {
		drop(c);
		return;
	}
	memmove(c->out, c->out + n, c->out_n - n);
	c->out_n -= n;
	if (c->is_ending && c->out_n == 0)
		drop(c);
}

static void answer(struct connection *c, size_t before)
{
	if (c->out_n == before)
		return;
	if (sink.latency_us == 0) {
		write_out(c, c->out_n);
		return;
	}
	if (c->delayed_n == DELAYED_MAX)
		die("too many replies under way");
	c->delayed[c->delayed_n++] = (struct reply){ now_us() + sink.latency_us,
		c->out_n - before };
}

static void on_readable(struct connection *c)
{
	static char bytes[READ_MAX];
	size_t before = c->out_n;
	ssize_t n = recv(c->fd, bytes, sizeof bytes, 0);

	if (n < 0 && errno == EAGAIN)
		return;
	if (n <= 0) {
		drop(c);
		return;
	}
	take(c, bytes, (size_t)n);
	answer(c, before);
}

/* Sends what is due; returns ms until the next, -1: none. */
static int send_delayed(void)
{
	int64_t now = now_us(), next = INT64_MAX;

	for (int i = 0; sink.latency_us > 0 && i < CONNECTIONS_MAX; i++) {
		struct connection *c = sink.all[i];

		if (c == NULL || !c->is_open)
			continue;
		while (c->is_open && c->delayed_n > 0 && c->delayed[0].at_us <= now) {
			size_t n = c->delayed[0].n;

			memmove(c->delayed, c->delayed + 1, --c->delayed_n * sizeof c->delayed[0]);
			write_out(c, n);
		}
		if (c->is_open && c->delayed_n > 0 && c->delayed[0].at_us < next)
			next = c->delayed[0].at_us;
	}
	return next == INT64_MAX ? -1 : next - now < 1000 ? 1 : (int)((next - now) / 1000);
}

static void on_client(int listener)
{
	struct epoll_event e = { .events = EPOLLIN };
	int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC), one = 1, i = 0;

	if (fd < 0)
		return;
	(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	while (i < CONNECTIONS_MAX && sink.all[i] != NULL && sink.all[i]->is_open)
		i++;
	if (i == CONNECTIONS_MAX)
		die("too many connections");
	if (sink.all[i] == NULL && (sink.all[i] = calloc(1, sizeof *sink.all[i])) == NULL)
		die("memory");
	memset(sink.all[i], 0, offsetof(struct connection, line));
	sink.all[i]->line_n = sink.all[i]->out_n = sink.all[i]->delayed_n = sink.all[i]->body_n = 0;
	sink.all[i]->fd = fd;
	sink.all[i]->is_open = true;
	e.data.ptr = sink.all[i];
	(void)epoll_ctl(sink.epoll, EPOLL_CTL_ADD, fd, &e);
	put(sink.all[i], "220 sink.example ESMTP\r\n");
	answer(sink.all[i], 0);
}

static int listen_on(int port)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), one = 1;

	(void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
	if (fd < 0 || bind(fd, (struct sockaddr *)&a, sizeof a) < 0 || listen(fd, 256) < 0)
		die("listen");
	return fd;
}

static void run(int listener)
{
	struct epoll_event e = { .events = EPOLLIN, .data.ptr = NULL }, events[64];

	sink.epoll = epoll_create1(EPOLL_CLOEXEC);
	(void)epoll_ctl(sink.epoll, EPOLL_CTL_ADD, listener, &e);
	for (;;) {
		int n = epoll_wait(sink.epoll, events, 64, send_delayed());

		for (int i = 0; i < n; i++) {
			if (events[i].data.ptr == NULL)
				on_client(listener);
			else
				on_readable(events[i].data.ptr);
		}
	}
}

int main(int argc, char **argv)
{
	int option;

	while ((option = getopt(argc, argv, "l:r:no:")) != -1) {
		if (option == 'l')
			sink.latency_us = strtol(optarg, NULL, 10) * 1000;
		else if (option == 'r')
			sink.refuse_percent = (int)strtol(optarg, NULL, 10);
		else if (option == 'n')
			sink.has_pipelining = false;
		else if (option == 'o')
			sink.notes = fopen(optarg, "ae");
		else
			return 64;
	}
	if (optind + 1 != argc) {
		fprintf(stderr, "usage: sink [-l MS] [-r PERCENT] [-n] [-o FILE] PORT\n");
		return 64;
	}
	run(listen_on((int)strtol(argv[optind], NULL, 10)));
	return 0;
}

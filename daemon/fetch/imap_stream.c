/* SPDX-License-Identifier: MIT
 * The libetpan side of a connection; see imap_stream.h.
 *
 * libcurl has read the greeting and logged in, so the first thing libetpan reads is a greeting
 * made up here that says so (PREAUTH, RFC 3501 §7.1.4).
 *
 * Never answers a read with 0 bytes and never writes less than all: libetpan 1.9.4 loops on
 * both. */
#include "daemon/fetch/imap_stream.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <libetpan/libetpan.h>

#include "daemon/common/mono.h"
#include "daemon/common/xmalloc.h"

#define BUFFER_SIZE 16384  /* libetpan's, each way */
#define IDLE_LINE_MAX 8192 /* RFC 2683 §3.2.1.5 has 8,000 for commands */

static const char greeting[] = "* PREAUTH logged in\r\n";

struct imap_stream {
	struct imap_connect *connect;
	mailstream *mail;
	size_t greeting_at;
	int64_t deadline_ms;
	size_t bytes_left;
	struct err err;
};

/* --- the driver --- */

static ssize_t give_greeting(struct imap_stream *s, void *p, size_t n)
{
	size_t left = sizeof greeting - 1 - s->greeting_at;

	if (n > left)
		n = left;
	memcpy(p, greeting + s->greeting_at, n);
	s->greeting_at += n;
	return (ssize_t)n;
}

static ssize_t driver_read(mailstream_low *low, void *p, size_t n)
{
	struct imap_stream *s = low->data;
	ssize_t got;

	if (s->greeting_at < sizeof greeting - 1)
		return give_greeting(s, p, n);
	if (err_is_set(&s->err))
		return -1;
	if (s->bytes_left == 0)
		return err_set(&s->err, ERR_PERM, "the server says more than an answer can hold");
	if (n > s->bytes_left)
		n = s->bytes_left;
	got = imap_connect_read(s->connect, p, n, s->deadline_ms, &s->err);
	if (got > 0)
		s->bytes_left -= (size_t)got;
	return got;
}

static ssize_t driver_write(mailstream_low *low, const void *p, size_t n)
{
	struct imap_stream *s = low->data;

	if (err_is_set(&s->err) ||
	    imap_connect_write(s->connect, p, n, s->deadline_ms, &s->err) < 0)
		return -1;
	return (ssize_t)n;
}

static int driver_close(mailstream_low *low)
{
	(void)low; /* the connection is closed by imap_stream_free() */
	return 0;
}

static int driver_get_fd(mailstream_low *low)
{
	(void)low; /* nobody but us may wait on it */
	return -1;
}

static void driver_free(mailstream_low *low)
{
	free(low); /* libetpan's malloc */
}

static void driver_cancel(mailstream_low *low)
{
	(void)low;
}

static struct mailstream_cancel *driver_get_cancel(mailstream_low *low)
{
	(void)low;
	return NULL;
}

static carray *driver_get_certificate_chain(mailstream_low *low)
{
	(void)low;
	return NULL;
}

static mailstream_low_driver driver = {
	.mailstream_read = driver_read,
	.mailstream_write = driver_write,
	.mailstream_close = driver_close,
	.mailstream_get_fd = driver_get_fd,
	.mailstream_free = driver_free,
	.mailstream_cancel = driver_cancel,
	.mailstream_get_cancel = driver_get_cancel,
	.mailstream_get_certificate_chain = driver_get_certificate_chain,
};

/* --- the stream --- */

struct imap_stream *imap_stream_take(struct imap_connect *c)
{
	struct imap_stream *s = xcalloc(1, sizeof *s);
	mailstream_low *low = mailstream_low_new(s, &driver);

	s->connect = c;
	s->mail = low == NULL ? NULL : mailstream_new(low, BUFFER_SIZE);
	if (s->mail == NULL)
		abort(); /* out of memory, as in xmalloc() */
	return s;
}

void imap_stream_free(struct imap_stream *s)
{
	if (s == NULL)
		return;
	imap_connect_close(s->connect);
	free(s);
}

mailstream *imap_stream_mail(struct imap_stream *s)
{
	return s->mail;
}

void imap_stream_allow(struct imap_stream *s, int seconds, size_t bytes)
{
	s->deadline_ms = mono_ms() + 1000 * (int64_t)seconds;
	s->bytes_left = bytes;
}

int imap_stream_fail(struct imap_stream *s, enum err_kind kind, const char *why)
{
	return err_set(&s->err, kind, "%s", why);
}

const struct err *imap_stream_error(const struct imap_stream *s)
{
	return &s->err;
}

int imap_stream_say(struct imap_stream *s, const char *line)
{
	if (mailstream_write(s->mail, line, strlen(line)) < 0 ||
	    mailstream_write(s->mail, "\r\n", 2) < 0 || mailstream_flush(s->mail) < 0)
		return -1;
	return 0;
}

int imap_stream_hear(struct imap_stream *s, struct buf *line)
{
	buf_clear(line);
	for (;;) {
		char c;

		if (mailstream_read(s->mail, &c, 1) != 1)
			return err_set(&s->err, ERR_TEMP, "the connection ended");
		if (c == '\n')
			break;
		if (line->n == IDLE_LINE_MAX)
			return err_set(&s->err, ERR_PERM, "the server sent an endless line");
		buf_char(line, c);
	}
	if (line->n > 0 && line->p[line->n - 1] == '\r')
		buf_cut(line, line->n - 1);
	return 0;
}

int imap_stream_wait(struct imap_stream *s, int64_t ms)
{
	if (err_is_set(&s->err))
		return -1;
	if (s->mail->read_buffer_len > 0) /* libetpan has read on already */
		return 1;
	return imap_connect_wait(s->connect, mono_ms() + ms, &s->err);
}

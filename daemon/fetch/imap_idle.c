/* SPDX-License-Identifier: MIT
 * IDLE; see imap_idle.h. Spoken here and not by mailimap_idle(), which loses what a server says
 * before the "+" and then waits for it until its timeout. The dialogue is lines only:
 *
 *   C: idle IDLE          S: (untagged lines)  +  (untagged lines ...)
 *   C: DONE               S: (untagged lines)  idle OK
 *
 * libetpan's tags are numbers, so ours cannot be mistaken for one of them. */
#include "daemon/fetch/imap_idle.h"

#include "daemon/common/mono.h"
#include "daemon/fetch/imap_line.h"

#define TAG "idle"
#define SLICE_MS 2000 /* whether there is other work is looked at so often */
#define ALLOWANCE \
	(1U << 20) /* bytes before the "+", and after DONE: no server has so much news \
	            */

struct idle {
	struct imap_stream *stream;
	struct buf text;
	struct imap_line line; /* borrows from text */
	bool has_news;
	int timeout_s;
	const struct upstream *up;
};

static int fail_bye(struct idle *i)
{
	struct buf why = BUF_INIT;

	buf_text(&why, "the server ended the session: ");
	imap_line_quote(&why, i->line.text);
	(void)imap_stream_fail(i->stream, ERR_TEMP, why.p);
	buf_release(&why);
	return -1;
}

/* The next line, or -1. A farewell is an error: what follows it is the end of the stream. */
static int hear(struct idle *i)
{
	if (imap_stream_hear(i->stream, &i->text) < 0)
		return -1;
	imap_line_parse(buf_all(&i->text), &i->line);
	if (i->line.kind == IMAP_LINE_EXISTS)
		i->has_news = true;
	if (i->line.kind == IMAP_LINE_NONSENSE)
		return imap_stream_fail(i->stream, ERR_TEMP,
		    "the server does not speak IMAP any more");
	return i->line.kind == IMAP_LINE_BYE ? fail_bye(i) : 0;
}

static bool is_tagged(const struct idle *i)
{
	return i->line.kind == IMAP_LINE_OK || i->line.kind == IMAP_LINE_NO ||
	    i->line.kind == IMAP_LINE_BAD;
}

/* Sends IDLE and waits for the "+". */
static enum imap_idle_result begin(struct idle *i)
{
	if (imap_stream_say(i->stream, TAG " IDLE") < 0)
		return IMAP_IDLE_MUTE;
	for (;;) {
		if (hear(i) < 0)
			return IMAP_IDLE_MUTE;
		if (i->line.kind == IMAP_LINE_CONTINUE)
			return IMAP_IDLE_QUIET;
		if (is_tagged(i))
			return IMAP_IDLE_REFUSED;
	}
}

/* Listens until there is news or the time is over. */
static enum imap_idle_result listen_for_news(struct idle *i, int64_t until_ms)
{
	while (!i->has_news) {
		int left = mono_left_ms(until_ms);
		int rc = left == 0 ? 0 :
		                     imap_stream_wait(i->stream, left < SLICE_MS ? left : SLICE_MS);

		if (rc == 0 && left > SLICE_MS && i->up->removal.id == 0)
			continue;
		if (rc == 0)
			return IMAP_IDLE_QUIET;
		/* However long nothing was said: a line that has begun must end in time. */
		imap_stream_allow(i->stream, i->timeout_s, ALLOWANCE);
		if (rc < 0 || hear(i) < 0)
			return IMAP_IDLE_BROKEN;
		if (is_tagged(i)) /* some servers end it by themselves */
			return IMAP_IDLE_REFUSED;
	}
	return IMAP_IDLE_NEWS;
}

static enum imap_idle_result end(struct idle *i)
{
	if (imap_stream_say(i->stream, "DONE") < 0)
		return IMAP_IDLE_BROKEN;
	do {
		if (hear(i) < 0)
			return IMAP_IDLE_BROKEN;
	} while (!is_tagged(i));
	return i->has_news ? IMAP_IDLE_NEWS : IMAP_IDLE_QUIET;
}

enum imap_idle_result imap_idle(struct imap_stream *s, const struct upstream *up, int idle_s,
    int timeout_s)
{
	struct idle i = { .stream = s, .text = BUF_INIT, .timeout_s = timeout_s, .up = up };
	int64_t until_ms = mono_ms() + 1000 * (int64_t)idle_s;
	enum imap_idle_result result;

	imap_stream_allow(s, timeout_s, ALLOWANCE);
	result = begin(&i);
	if (result == IMAP_IDLE_QUIET)
		result = listen_for_news(&i, until_ms);
	if (result == IMAP_IDLE_QUIET || result == IMAP_IDLE_NEWS) {
		imap_stream_allow(s, timeout_s, ALLOWANCE);
		result = end(&i);
	}
	if (result == IMAP_IDLE_REFUSED && i.has_news)
		result = IMAP_IDLE_NEWS;
	buf_release(&i.text);
	return result;
}

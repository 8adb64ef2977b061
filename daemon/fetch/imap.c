/* SPDX-License-Identifier: MIT
 * Fetching by IMAP; see imap.h.
 *
 * The cursor is (UIDVALIDITY, UID): all up to that UID is in core's database. UIDs only grow
 * (RFC 3501 §2.3.1.1), so what is new is behind it, whatever flags it has and whoever read it.
 * The order that must not change: fetch, hand over, wait for "stored", move the cursor, settle
 * (mark or move on the server). A death before "stored" fetches the message again; one before
 * settling leaves it for settle_last(). Messages are handed over strictly in order: if a
 * later one were stored first, core's cursor would pass the earlier one for ever.
 *
 * A server that was restored from a backup may give UIDs a second time. It shows in
 * UIDVALIDITY, or in a UIDNEXT that is not behind the cursor; then all is fetched again, and
 * core recognises what it has. */
#include "daemon/fetch/imap.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/common/hash.h"
#include "daemon/common/log.h"
#include "daemon/common/mono.h"
#include "daemon/common/num.h"
#include "daemon/fetch/backoff.h"
#include "daemon/fetch/imap_session.h"

#define WINDOW 10000      /* UIDs searched at a time: the answer fits into 128 KiB */
#define STABLE_MS 30000   /* a session that lived so long was a good one */
#define STUCK_TRIES 5     /* and stuck_s: a server in trouble must not make us skip mail */
#define MUTE_MAX 2        /* sessions that may die of IDLE before we go without */
#define NO_IDLE_POLL_S 60 /* longest wait where new mail is not told */

struct imap {
	const struct start *start;
	struct slice password;
	struct upstream *up;
	int64_t (*now)(void);
	struct imap_session *session;
	uint32_t uidvalidity;
	uint32_t uid;
	bool is_unsettled;  /* the message at the cursor may still have to be settled */
	bool has_warned;    /* that settling is refused; once a session */
	uint32_t stuck_uid; /* the message that could not be fetched last time */
	unsigned stuck_tries;
	int64_t stuck_since_ms;
	unsigned mute;     /* sessions in a row that died of IDLE */
	unsigned failures; /* in a row */
};

enum progress {
	PASSED,  /* done with this one; to the next */
	NOT_NOW, /* there is no memory for it: later */
	LOST,    /* the session is over; *err says why */
};

static enum progress progress_of(enum imap_result result)
{
	return result == IMAP_OK || result == IMAP_GONE ? PASSED : LOST;
}

/* --- places: UIDVALIDITY.UID, and behind a word where it is in start->processed --- */

#define MOVED "moved "

static void add_place(struct buf *out, const struct imap_place *place)
{
	buf_printf(out, "%s%u.%u", place->is_moved ? MOVED : "", place->uidvalidity, place->uid);
}

static bool parse_place(struct slice text, struct imap_place *place)
{
	struct slice word;
	int64_t uidvalidity, uid;

	place->is_moved = slice_starts(text, MOVED);
	if (place->is_moved)
		text = slice_from(text, strlen(MOVED));
	if (!slice_next(&text, '.', &word) || !num_parse(word, 1, UINT32_MAX, &uidvalidity) ||
	    !num_parse(text, 1, UINT32_MAX, &uid))
		return false;
	place->uidvalidity = (uint32_t)uidvalidity;
	place->uid = (uint32_t)uid;
	return true;
}

/* The message at the cursor was moved. */
static void tell_place(struct imap *m, const struct imap_place *place)
{
	struct imap_place before = { false, m->uidvalidity, m->uid };
	struct buf from = BUF_INIT, to = BUF_INIT;

	add_place(&from, &before);
	if (place->uid != 0)
		add_place(&to, place);
	upstream_moved(m->up, buf_all(&from), buf_all(&to));
	buf_release(&from);
	buf_release(&to);
}

/* --- settling --- */

static enum progress settle(struct imap *m, struct err *err)
{
	char quoted[LOG_QUOTED_MAX];
	struct err trouble = ERR_INIT;
	struct imap_place place;
	enum imap_result result = imap_session_settle(m->session, m->uid, &place, &trouble);

	/* Only a connection that broke is a reason to try again: the message is stored, and mail
	 * must go on also where the server does not let it be marked. But a mailbox that fills up
	 * is for a person. */
	m->is_unsettled = result == IMAP_BROKEN;
	if (place.is_moved && m->start->tells_moves)
		tell_place(m, &place);
	if ((result == IMAP_REFUSED || result == IMAP_GARBLED) && !m->has_warned) {
		log_warning("imap.settle", "uidvalidity=%u uid=%u reason=%s", m->uidvalidity,
		    m->uid, log_quote(quoted, slice_of(trouble.text)));
		m->has_warned = true;
	}
	if (result != IMAP_BROKEN && result != IMAP_GARBLED)
		return PASSED;
	*err = trouble;
	return LOST;
}

/* Settles the message at the cursor, whose settling may have been cut off. */
static enum progress settle_last(struct imap *m, struct err *err)
{
	struct err trouble = ERR_INIT;
	struct imap_meta meta;
	enum imap_result result;

	if (!m->is_unsettled)
		return PASSED;
	result = imap_session_meta(m->session, m->uid, &meta, &trouble);
	if (result == IMAP_OK)
		return settle(m, err);
	m->is_unsettled = result == IMAP_BROKEN;
	if (result != IMAP_BROKEN && result != IMAP_GARBLED)
		return PASSED; /* gone, or not for us to see: nothing to settle */
	*err = trouble;
	return LOST;
}

/* --- one message --- */

/* The server cannot hand this message over. One such message must not stop all mail for ever, so
 * when it was tried often and long enough it is left behind, unread, for a person. */
static enum progress be_stuck(struct imap *m, uint32_t uid, struct err *err)
{
	char quoted[LOG_QUOTED_MAX];

	if (m->stuck_uid != uid) {
		m->stuck_uid = uid;
		m->stuck_tries = 0;
		m->stuck_since_ms = mono_ms();
	}
	m->stuck_tries++;
	(void)err_context(err, "message %u.%u", m->uidvalidity, uid);
	if (m->stuck_tries < STUCK_TRIES ||
	    mono_ms() - m->stuck_since_ms < 1000 * (int64_t)m->start->stuck_s)
		return LOST;
	log_error("imap.left_behind", "uidvalidity=%u uid=%u tries=%u reason=%s", m->uidvalidity,
	    uid, m->stuck_tries, log_quote(quoted, slice_of(err->text)));
	m->uid = uid;
	m->is_unsettled = false;
	return LOST; /* and the next session goes on behind it */
}

static enum imap_result fetch(struct imap *m, uint32_t uid, struct upstream_mail *mail,
    struct buf *body, struct err *err)
{
	size_t max = m->start->message_max;
	struct imap_meta meta;
	enum imap_result result = imap_session_meta(m->session, uid, &meta, err);

	if (result != IMAP_OK)
		return result;
	mail->is_cut = meta.size > max;
	buf_reserve(body, mail->is_cut ? UPSTREAM_CUT : meta.size);
	/* One byte too many is asked for, because the size is only a claim. */
	result = imap_session_body(m->session, uid, mail->is_cut ? UPSTREAM_CUT : max + 1, body,
	    err);
	if (result == IMAP_OK && body->n == 0 && meta.size > 0) {
		(void)err_set(err, ERR_TEMP,
		    "fetching a message: the server gave nothing of %u bytes", meta.size);
		return IMAP_REFUSED;
	}
	mail->size = mail->is_cut ? meta.size : (int64_t)body->n;
	if (!mail->is_cut && body->n > max) {
		mail->is_cut = true;
		mail->size = meta.size > body->n ? meta.size : (int64_t)body->n;
		buf_cut(body, UPSTREAM_CUT);
	}
	mail->received_at = meta.received_at >= 0 ? meta.received_at : m->now();
	return result;
}

static enum progress offer(struct imap *m, struct upstream_mail *mail, struct err *err)
{
	struct imap_place place = { false, mail->uidvalidity, mail->uid };
	struct buf key = BUF_INIT;
	bool is_stored;

	add_place(&key, &place);
	mail->key = buf_all(&key);
	is_stored = upstream_offer(m->up, mail, m->start->retry_s);
	buf_release(&key);
	if (!is_stored)
		return NOT_NOW;
	m->uid = mail->uid;
	m->is_unsettled = true;
	return settle(m, err);
}

static enum progress hand_over(struct imap *m, uint32_t uid, struct err *err)
{
	struct upstream_mail mail = { .uidvalidity = m->uidvalidity, .uid = uid };
	struct buf body = BUF_INIT;
	enum progress progress = LOST;

	switch (fetch(m, uid, &mail, &body, err)) {
	case IMAP_OK:
		mail.message = buf_all(&body);
		progress = offer(m, &mail, err);
		break;
	case IMAP_GONE:
		m->uid = uid;
		m->is_unsettled = false;
		progress = PASSED;
		break;
	case IMAP_REFUSED:
	case IMAP_GARBLED:
		progress = be_stuck(m, uid, err);
		break;
	case IMAP_BROKEN:
		break;
	}
	buf_release(&body);
	return progress;
}

/* --- all of them --- */

static enum progress hand_over_all(struct imap *m, const uint32_t *uids, size_t count,
    struct err *err)
{
	enum progress progress = PASSED;

	for (size_t i = 0; i < count && progress == PASSED; i++)
		progress = hand_over(m, uids[i], err);
	return progress;
}

/* Hands over what is behind the cursor, a window of UIDs at a time. Where UIDs are sparse the
 * window grows, so that four billion of them are passed in some twenty steps. */
static enum progress sweep(struct imap *m, size_t *found, struct err *err)
{
	uint32_t uidnext = imap_session_uidnext(m->session);
	uint32_t window = WINDOW;

	while (m->uid < UINT32_MAX) {
		uint32_t first = m->uid + 1;
		uint32_t last = uidnext > first && uidnext - first > window ? first + window - 1 :
		                                                              0;
		uint32_t *uids;
		size_t count;
		enum imap_result result = imap_session_search(m->session, first, last, &uids,
		    &count, err);
		enum progress progress = progress_of(result);

		if (progress == PASSED)
			progress = hand_over_all(m, uids, count, err);
		free(uids);
		if (progress != PASSED)
			return progress;
		*found += count;
		if (last == 0)
			break;
		m->uid = last; /* nothing can appear there any more */
		m->is_unsettled = false;
		window = count > 0 ? WINDOW : window > UINT32_MAX / 2 ? window : window * 2;
	}
	return PASSED;
}

/* Hands over all there is. Mail that came in the meantime was perhaps told already, in the
 * answer to another command, and IDLE would not tell it again: so until nothing changes. */
static enum progress scan(struct imap *m, struct err *err)
{
	size_t found;
	uint32_t before;

	do {
		enum progress progress = progress_of(imap_session_look(m->session, err));

		found = 0;
		before = imap_session_exists(m->session);
		if (progress == PASSED)
			progress = sweep(m, &found, err);
		if (progress != PASSED)
			return progress;
	} while (found > 0 || imap_session_exists(m->session) != before);
	return PASSED;
}

static enum progress wait_for_mail(struct imap *m, struct err *err)
{
	const struct start *s = m->start;

	if (!imap_session_has_idle(m->session) || m->mute >= MUTE_MAX)
		return progress_of(imap_session_wait(m->session,
		    s->poll_s < NO_IDLE_POLL_S ? s->poll_s : NO_IDLE_POLL_S, err));
	switch (imap_session_idle(m->session, s->poll_s < s->idle_s ? s->poll_s : s->idle_s, err)) {
	case IMAP_IDLE_NEWS:
	case IMAP_IDLE_QUIET:
		m->mute = 0;
		return PASSED;
	case IMAP_IDLE_REFUSED:
		log_info("imap.idle", "state=refused");
		m->mute = MUTE_MAX;
		return PASSED;
	case IMAP_IDLE_MUTE:
		m->mute++;
		return LOST;
	case IMAP_IDLE_BROKEN:
		return LOST;
	}
	return LOST;
}

/* --- removing --- */

/* Removes what core wants to be gone, where it wants something. */
static enum progress remove_wanted(struct imap *m, struct err *err)
{
	struct upstream_removal *r = &m->up->removal;
	struct imap_place place;
	struct err trouble = ERR_INIT;
	enum imap_result result = IMAP_GONE;

	if (r->id == 0)
		return PASSED;
	if (parse_place(buf_all(&r->place), &place))
		result = imap_session_remove(m->session, &place, r->received_at, &trouble);
	switch (result) {
	case IMAP_OK:
		upstream_removed(m->up, "removed", NULL);
		return PASSED;
	case IMAP_GONE:
		upstream_removed(m->up, "gone", NULL);
		return PASSED;
	case IMAP_REFUSED:
		upstream_removed(m->up, "refused", &trouble);
		return PASSED;
	case IMAP_GARBLED: /* one message must not end every session */
		upstream_removed(m->up, "refused", &trouble);
		break;
	case IMAP_BROKEN: /* it is tried again in the next */
		break;
	}
	*err = trouble;
	return LOST;
}

/* Is the cursor one of this mailbox? */
static void adopt_mailbox(struct imap *m)
{
	uint32_t uidvalidity = imap_session_uidvalidity(m->session);
	uint32_t uidnext = imap_session_uidnext(m->session);

	if (uidvalidity == m->uidvalidity && (uidnext == 0 || m->uid < uidnext))
		return;
	if (m->uidvalidity != 0)
		log_warning("imap.renumbered",
		    "uidvalidity=%u uid=%u uidvalidity_now=%u uidnext_now=%u", m->uidvalidity,
		    m->uid, uidvalidity, uidnext);
	m->uidvalidity = uidvalidity;
	m->uid = 0;
	m->is_unsettled = false;
}

/* Works until the session is over. */
static void serve(struct imap *m, struct err *err)
{
	enum progress progress;

	adopt_mailbox(m);
	m->has_warned = false;
	upstream_state(m->up, "ok", NULL);
	progress = settle_last(m, err);
	while (progress != LOST) {
		progress = scan(m, err);
		if (progress == PASSED && m->up->removal.id == 0)
			progress = wait_for_mail(m, err);
		if (progress == PASSED)
			progress = remove_wanted(m, err);
		else if (progress == NOT_NOW)
			(void)upstream_wait(m->up, -1, 0, 1000 * (int64_t)m->start->retry_s);
	}
}

static void pause_after(struct imap *m, const struct err *err)
{
	/* What only a person can change is not tried often: many tries with a wrong password lock
	 * an account. */
	unsigned failures = err->kind == ERR_TEMP ? m->failures : UINT16_MAX;
	uint32_t random;

	hash_random(&random, sizeof random);
	(void)upstream_wait(m->up, -1, 0, backoff_ms(failures, m->start->backoff_max_s, random));
}

void imap_run(const struct start *start, struct slice password, struct upstream *up,
    int64_t (*now)(void))
{
	struct imap m = { .start = start,
		.password = password,
		.up = up,
		.now = now,
		.uidvalidity = start->uidvalidity,
		.uid = start->uid,
		.is_unsettled = start->uid > 0 };

	upstream_state(up, "connecting", NULL);
	for (;;) {
		struct err err = ERR_INIT;
		int64_t since_ms = mono_ms();

		m.session = imap_session_open(start, password, up, &err);
		if (m.session != NULL) {
			serve(&m, &err);
			imap_session_close(m.session);
			if (mono_ms() - since_ms >= STABLE_MS)
				m.failures = 0;
		}
		m.failures++;
		upstream_state(up, "down", &err);
		pause_after(&m, &err);
	}
}

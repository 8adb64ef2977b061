/* SPDX-License-Identifier: MIT
 * One IMAP session: logged in, one mailbox selected. Asks only for what libetpan parses safely:
 * UIDs, sizes, dates, and bodies in pieces; never for envelopes or structures, which would put
 * a stranger's text through its parser. */
#ifndef FETCH_IMAP_SESSION_H
#define FETCH_IMAP_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "daemon/common/buf.h"
#include "daemon/common/err.h"
#include "daemon/common/slice.h"
#include "daemon/fetch/imap_idle.h"
#include "daemon/fetch/start.h"
#include "daemon/fetch/upstream.h"

struct imap_session;

enum imap_result {
	IMAP_OK,
	IMAP_GONE,    /* there is no such message (any more) */
	IMAP_REFUSED, /* the server said NO; the session goes on */
	IMAP_GARBLED, /* the answer could not be understood; the session is over */
	IMAP_BROKEN,  /* the connection failed or the time was up; the session is over */
};

struct imap_meta {
	uint32_t uid;
	uint32_t size;       /* as the server claims */
	int64_t received_at; /* -1: the server did not say */
};

/* Where a message lies after it was settled. */
struct imap_place {
	bool is_moved; /* into start->processed ... */
	uint32_t uidvalidity,
	    uid; /* ... and its number there; 0 where the server did not say (RFC 4315) */
};

/* Connects and selects start->mailbox. NULL, and *err with what to do. */
struct imap_session *imap_session_open(const struct start *start, struct slice password,
    struct upstream *up, struct err *err);
/* Says LOGOUT where the connection still works; NULL is fine. */
void imap_session_close(struct imap_session *s);

uint32_t imap_session_uidvalidity(const struct imap_session *s);
uint32_t imap_session_uidnext(const struct imap_session *s); /* when it was selected; 0: not told */
/* How many messages the mailbox has, as far as the server has said. A change means news. */
uint32_t imap_session_exists(const struct imap_session *s);
bool imap_session_has_idle(const struct imap_session *s);

/* The functions below fill *err unless they return IMAP_OK or IMAP_GONE. */

/* Lets the server say what is new. */
enum imap_result imap_session_look(struct imap_session *s, struct err *err);
/* The UIDs from `first` to `last` (0: to the end) that exist, in ascending order, as memory that
 * the caller frees. */
enum imap_result imap_session_search(struct imap_session *s, uint32_t first, uint32_t last,
    uint32_t **uids_r, size_t *count_r, struct err *err);
/* Size and date of one message. */
enum imap_result imap_session_meta(struct imap_session *s, uint32_t uid, struct imap_meta *meta_r,
    struct err *err);
/* Appends the message's bytes from the first on, up to its end or to `max` of them. */
enum imap_result imap_session_body(struct imap_session *s, uint32_t uid, size_t max,
    struct buf *body, struct err *err);
/* Marks the message as seen, or moves it into start->processed, which is made if it does not
 * exist. A message that is gone is fine. */
enum imap_result imap_session_settle(struct imap_session *s, uint32_t uid,
    struct imap_place *place_r, struct err *err);
/* Removes a message for good, from start->processed where it is_moved; afterwards start->mailbox is
 * selected as before. IMAP_GONE where it is not there, or the number is another message's: one that
 * came at another time. A server without UIDPLUS is only told that it is deleted. */
enum imap_result imap_session_remove(struct imap_session *s, const struct imap_place *place,
    int64_t received_at, struct err *err);
/* Waits for so long, or until the server says something unasked. */
enum imap_result imap_session_wait(struct imap_session *s, int seconds, struct err *err);
/* imap_idle() on this session. */
enum imap_idle_result imap_session_idle(struct imap_session *s, int seconds, struct err *err);

#endif

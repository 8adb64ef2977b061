/* SPDX-License-Identifier: MIT
 * What core and its children say, as verbs and fields of wire.h. "i" is a number, "t" text;
 * "+fd" means a sealed memfd goes beside the frame. A frame of another verb, or without a
 * field that is not marked "?", is malformed and ends the peer. Where "send.*" frames without +fd
 * follow each other, they may come in one (bundle.h).
 *
 * fetch (one process per inbox)
 *   core -> fetch.start   kind t (maildir|imap), message_max i
 *                         maildir: path t
 *                         imap: url t (imaps://host[:port] or imap://), user t,
 *                         password_file t?, ca_file t?, auth t? (a SASL mechanism), tls t?,
 *                         oauth_* t? (common/oauth.h: a token instead of a password),
 *                         mailbox t, processed t? (a folder stored mail is moved to),
 *                         uidvalidity i, uid i (the cursor: the last one stored), poll_s i,
 *                         tells_moves i? (1: say fetch.moved)
 *                         for tests: retry_s i?, backoff_max_s i?, timeout_s i?, stuck_s i?,
 *                         idle_s i? (fetch/start.c has their defaults)
 *   fetch -> fetch.mail   frame id: a number of fetch's own, +fd the message as it came
 *                         key t (unique in the inbox: a Maildir name, or UIDVALIDITY.UID),
 *                         received_at i, size i (of the whole message), is_cut i (1: only its
 *                         beginning is here), uidvalidity i?, uid i?
 *                         One at a time: the next is sent after the answer.
 *   core -> fetch.stored  same id: it is in the database, also if it was there before.
 *                         Only now may it be marked, moved or passed by the cursor.
 *   core -> fetch.refused same id: it is not (disk full ...): leave it, offer it again in some
 * seconds core -> fetch.remove  frame id: core's number of the copy; place t (the key, or what
 * fetch.moved said), size i, received_at i (as they were handed over: of another message they
 * differ). At any time, but one at a time: the next after the answer. fetch -> fetch.removed  same
 * id; outcome t (removed|gone|refused), text t? (why it was refused) fetch -> fetch.moved  key t,
 * place t? (where that message lies now; absent: nobody can say) fetch -> fetch.state  state t
 * (connecting|ok|down), kind t? (temp|perm), text t?
 *
 * parse (a caged worker, one message at a time)
 *   core -> parse.mail    frame id: the inbound row, +fd the message; authserv_id t?,
 *                         head_only i? (1: a worker died of it, read its header and no more),
 *                         tells_begun i? (1: say parse.begun)
 *   parse -> parse.begun  same id: the message is here and is read from now on
 *   parse -> parse.facts  same id, and the fields of daemon/mail/facts.h
 *
 * send (one process for some connections to a relay: its lanes, numbered from 0)
 *   core -> send.start    relay t (its name), url t (smtp://host:port or smtps://),
 *                         tls t (auto|required|none), helo t, user t?, password_file t?,
 *                         auth t?, ca_file t?, dkim_domain t?, dkim_selector t?, dkim_file t?,
 *                         certificate_file t?, certificate_key_file t? (who we are by TLS),
 *                         oauth_* t? (common/oauth.h: a token instead of a password),
 *                         dkim_selector2 t?, dkim_file2 t? (DKIM keys), idle_s i (QUIT after so
 * long without a job), answer_s i? (wait for the reply to a final dot; 600), reply_s i? (for any
 *                         other; 300)
 *   core -> send.master   frame id: number of a compiled announcement, +fd (daemon/mail/master.h)
 *   core -> send.forget   frame id: that one is not needed any more
 *   core -> send.job      frame id: the delivery; sender t? (absent: MAIL FROM:<>),
 *                         recipient t; +fd the whole message, or master i and the slots' values
 *                         in fields named "s." + slot, t. envid t?, notify t? ("never"): for
 *                         relays with DSN. go i? (0): 1: it has its go, as by send.go. lane i? (0):
 * over which connection; on each at most PROTOCOL_JOBS_MAX are here: the one that may finish, the
 * one whose envelope is out behind it, and one that is ready. core -> send.go       frame id: this
 * delivery's intent is committed; its final dot may go. more t?: the same of these (numbers with a
 * blank after each) core -> send.drop     frame id: do not send this job (it had no send.go). Not
 * answered. core -> send.probe    lane i? (0): connect, also without a job, and say how that went
 * (send.relay up or down) core -> send.stop     finish what has had its send.go, QUIT, exit send ->
 * send.result   same id: outcome t (sent|retry|failed|unsure|returned), stage t, code i, status t?
 * (RFC 3463), text t? (the reply), tls t? (how it was encrypted) send -> send.relay    lane i,
 * state t (up|down|closed), cause t? (network|tls|auth|refused|busy), text t?; up: smtputf8 i (0|1,
 * what the relay offers)
 *
 * web (one process; it has no database, and no file once it listens)
 *   core -> web.page      name t (style.css, or an error's number: 404), type t; +fd the page
 *   core -> web.start     listen t (as in dpupd.conf), connections i, per_address i (0: no limit),
 *                         tls_cert t?, tls_key t? (files); for tests: request_ms i?, answer_ms i?
 *   web -> web.state      state t (up|down), text t?
 *   web -> web.get        frame id: a request; page t (daemon/web/route.c), arg t? (token or slug)
 *   web -> web.post       the same; the form's fields are named "f." + name, t
 *   core -> web.answer    same id: status i, type t, cache_s i; +fd the page
 *   web -> web.counts     requests i, cut i, refused i: so many since it started
 *
 * dpupctl
 *   ctl -> NOUN.VERB      fields named like the options
 *   core -> ok            same id; json t, or +fd where it is long
 *   core -> refused       same id; text t
 */
#ifndef COMMON_PROTOCOL_H
#define COMMON_PROTOCOL_H

/* Largest message kept whole: above what the common providers accept (25-50 MB) a mail is kept
 * by its beginning only. */
#define PROTOCOL_MESSAGE_MAX (64U << 20)
/* Largest compiled announcement: 100 kB of text are allowed, images come on top. */
#define PROTOCOL_MASTER_MAX (32U << 20)
/* What an answer to dpupctl may hold. */
#define PROTOCOL_JSON_MAX (256U << 20)
/* Connections of one sender process, at most. */
#define PROTOCOL_LANES_MAX 16
/* Jobs of one connection that are at the sender, at most. */
#define PROTOCOL_JOBS_MAX 3
/* The status of a result (RFC 6531 §3.5): the relay does not offer SMTPUTF8, which the address
 * takes. */
#define PROTOCOL_STATUS_NO_UTF8 "5.6.7"
/* The prefix of a slot's field. */
#define PROTOCOL_SLOT_PREFIX "s."
/* The prefix of a form's field. */
#define PROTOCOL_FORM_PREFIX "f."
/* A page, or a calendar with all meetings that are coming. */
#define PROTOCOL_PAGE_MAX (4U << 20)

#endif

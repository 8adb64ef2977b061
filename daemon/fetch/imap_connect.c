/* SPDX-License-Identifier: MIT
 * Connections by libcurl; see imap_connect.h. The only file with curl in it, and the only one
 * that knows the server's address, how it is verified and how one logs in. Nothing is sent to a
 * server whose certificate was not verified; there is no setting that changes that.
 *
 * libcurl keeps decrypted bytes that poll() does not see, and has no call to ask for them.
 * So what a look finds is read at once, into `ahead`, and given out by the next read. */
#include "daemon/fetch/imap_connect.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sysexits.h>

#include <curl/curl.h>

#include "daemon/common/log.h"
#include "daemon/common/loopback.h"
#include "daemon/common/mono.h"
#include "daemon/common/oauth.h"
#include "daemon/common/str_put.h"
#include "daemon/common/xmalloc.h"
#include "daemon/fetch/imap_line.h"

#define AHEAD_SIZE 16384 /* a TLS record */
/* A peer that vanished is noticed within 60 + 4 * 15 s, also while we only listen. */
#define KEEP_IDLE_S 60L
#define KEEP_PROBE_S 15L
#define KEEP_PROBES 4

struct imap_connect {
	CURL *curl;
	struct upstream *up;
	curl_socket_t sock;
	char name[256];     /* host:port, for sentences */
	struct buf refusal; /* what the server said last when it said NO, BAD or BYE */
	bool has_token;     /* and no password */
	bool is_challenged; /* after a token: it is refused, and libcurl waits for no more */
	bool is_denied;     /* it did not let us log in */
	bool is_temporary;  /* it said so with a code of RFC 5530 */
	char ahead[AHEAD_SIZE];
	size_t ahead_at;
	size_t ahead_n;
};

void imap_connect_init(void)
{
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		fatal(EX_UNAVAILABLE, "imap.curl", "text=\"libcurl cannot be used\"");
}

/* --- where to --- */

struct place {
	char *scheme;
	char *host;
	char *port;
};

static void place_release(struct place *p)
{
	curl_free(p->scheme);
	curl_free(p->host);
	curl_free(p->port);
}

static int place_parse(const char *url, struct place *p, struct err *err)
{
	CURLU *u = curl_url();
	char *user = NULL;
	bool is_good;

	*p = (struct place){ NULL, NULL, NULL };
	is_good = u != NULL && curl_url_set(u, CURLUPART_URL, url, 0) == CURLUE_OK &&
	    curl_url_get(u, CURLUPART_SCHEME, &p->scheme, 0) == CURLUE_OK &&
	    curl_url_get(u, CURLUPART_HOST, &p->host, 0) == CURLUE_OK &&
	    curl_url_get(u, CURLUPART_PORT, &p->port, CURLU_DEFAULT_PORT) == CURLUE_OK &&
	    (strcmp(p->scheme, "imap") == 0 || strcmp(p->scheme, "imaps") == 0);
	if (is_good && curl_url_get(u, CURLUPART_USER, &user, 0) == CURLUE_OK) {
		curl_free(user);
		is_good = false; /* it would win over ours, and stand in the log */
	}
	curl_url_cleanup(u);
	if (is_good)
		return 0;
	place_release(p);
	*p = (struct place){ NULL, NULL, NULL };
	return err_set(err, ERR_PERM,
	    "the URL of the inbox must be imaps://HOST[:PORT] or imap://HOST[:PORT]");
}

int imap_connect_policy(const char *url, enum start_tls tls, enum imap_connect_tls *use,
    struct err *err)
{
	struct place p;
	int rc = place_parse(url, &p, err);

	*use = IMAP_CONNECT_STARTTLS;
	if (rc < 0)
		return rc;
	if (strcmp(p.scheme, "imaps") == 0)
		*use = IMAP_CONNECT_IMPLICIT;
	else if (tls == START_TLS_REQUIRED)
		*use = IMAP_CONNECT_STARTTLS;
	else if (loopback_is_host(slice_of(p.host)))
		*use = IMAP_CONNECT_PLAIN;
	else if (tls == START_TLS_NONE)
		rc = err_set(err, ERR_PERM,
		    "tls = none is only for a server on this machine, and %s is not", p.host);
	place_release(&p);
	return rc;
}

/* --- what went wrong --- */

/* CURLINFO_SSL_VERIFYRESULT is GnuTLS's gnutls_certificate_status_t; the first that applies is
 * told, and those for which there are no words here are "unknown authority". */
static const struct {
	long bit;
	const char *text;
} certificate_faults[] = {
	{ 1 << 5, "was revoked: it must be replaced on the server" },
	{ 1 << 10, "has expired: it must be renewed on the server" },
	{ 1 << 9, "is not valid yet: check the clocks of both machines" },
	{ 1 << 8, "uses an algorithm that is not secure: it must be replaced on the server" },
	{ 1 << 1, "is not signed by a known authority: check ca_file" },
};

static int certificate_error(struct imap_connect *c, const char *detail, struct err *err)
{
	long result = 0;

	(void)curl_easy_getinfo(c->curl, CURLINFO_SSL_VERIFYRESULT, &result);
	if (strstr(detail, "does not match") != NULL)
		return err_set(err, ERR_PERM,
		    "the certificate of %s is for another name: use the name "
		    "it was made for, or have it renewed with this one",
		    c->name);
	for (size_t i = 0; i < sizeof certificate_faults / sizeof certificate_faults[0]; i++) {
		if ((result & certificate_faults[i].bit) != 0)
			return err_set(err, ERR_PERM, "the certificate of %s %s", c->name,
			    certificate_faults[i].text);
	}
	return err_set(err, ERR_PERM, "the certificate of %s cannot be verified: %s", c->name,
	    detail);
}

static int login_error(struct imap_connect *c, struct err *err)
{
	if (c->is_temporary)
		return err_set(err, ERR_TEMP, "%s does not let us log in now: %s", c->name,
		    c->refusal.p);
	if (c->refusal.n == 0 && c->is_challenged)
		return err_set(err, ERR_PERM,
		    "%s refused the token: is it for this user, and of the right scope?", c->name);
	if (c->refusal.n == 0)
		return err_set(err, ERR_PERM,
		    "%s offers no way to log in that we know: check auth and "
		    "tls of the inbox",
		    c->name);
	if (c->has_token)
		return err_set(err, ERR_PERM,
		    "%s refused the token: is it for this user, and of the right "
		    "scope? (it said: %s)",
		    c->name, c->refusal.p);
	return err_set(err, ERR_PERM,
	    "%s refused the user name or the password: check user and "
	    "password_file (it said: %s)",
	    c->name, c->refusal.p);
}

static int socket_error(struct imap_connect *c, struct err *err)
{
	long os = 0;

	(void)curl_easy_getinfo(c->curl, CURLINFO_OS_ERRNO, &os);
	return err_set(err, ERR_TEMP, "cannot connect to %s: %s", c->name,
	    os != 0 ? strerror((int)os) : "no answer");
}

static int connect_error(struct imap_connect *c, CURLcode code, const char *detail, struct err *err)
{
	if (detail[0] == '\0')
		detail = curl_easy_strerror(code);
	switch ((int)code) {
	case CURLE_COULDNT_RESOLVE_HOST:
		return err_set(err, ERR_TEMP,
		    "the name of %s cannot be resolved: check it, and DNS", c->name);
	case CURLE_COULDNT_CONNECT:
		return socket_error(c, err);
	case CURLE_OPERATION_TIMEDOUT:
		return err_set(err, ERR_TEMP, "%s does not answer", c->name);
	case CURLE_PEER_FAILED_VERIFICATION:
		return certificate_error(c, detail, err);
	case CURLE_SSL_CACERT_BADFILE:
		return err_set(err, ERR_PERM, "the CA file cannot be used: check ca_file");
	case CURLE_USE_SSL_FAILED:
		return err_set(err, ERR_PERM,
		    "%s offers no STARTTLS: use imaps://, or another port", c->name);
	case CURLE_LOGIN_DENIED:
		c->is_denied = !c->is_temporary;
		return login_error(c, err);
	}
	if (c->refusal.n > 0)
		return err_set(err, ERR_TEMP, "%s refused the connection: %s", c->name,
		    c->refusal.p);
	return err_set(err, ERR_TEMP, "the connection to %s failed: %s", c->name, detail);
}

/* --- opening --- */

/* Each line the server says before the connection is ours. Keeps the last refusal. */
static size_t hear_line(char *p, size_t size, size_t n, void *context)
{
	static const char *const temporary[] = { "UNAVAILABLE", "INUSE", "SERVERBUG", "LIMIT" };
	struct imap_connect *c = context;
	struct imap_line line;

	c->is_challenged |= c->has_token && slice_starts(slice_make(p, size * n), "+");
	imap_line_parse(slice_trim(slice_make(p, size * n)), &line);
	if (line.kind != IMAP_LINE_NO && line.kind != IMAP_LINE_BAD && line.kind != IMAP_LINE_BYE)
		return size * n;
	buf_clear(&c->refusal);
	imap_line_quote(&c->refusal, line.text);
	c->is_temporary = line.kind == IMAP_LINE_BYE;
	for (size_t i = 0; i < sizeof temporary / sizeof temporary[0]; i++)
		c->is_temporary |= slice_is_fold(line.code, temporary[i]);
	return size * n;
}

static int tune_socket(void *context, curl_socket_t sock, curlsocktype purpose)
{
	int probes = KEEP_PROBES;
	unsigned give_up_ms = (KEEP_IDLE_S + KEEP_PROBES * KEEP_PROBE_S) * 1000;

	(void)context;
	(void)purpose;
	/* Where they cannot be set, a dead peer is noticed later, by our own timeouts. */
	(void)setsockopt(sock, IPPROTO_TCP, TCP_KEEPCNT, &probes, sizeof probes);
	(void)setsockopt(sock, IPPROTO_TCP, TCP_USER_TIMEOUT, &give_up_ms, sizeof give_up_ms);
	return CURL_SOCKOPT_OK;
}

/* libcurl asks about once a second, so that core's end is noticed also while we connect. */
static int look_up(void *context, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
	struct imap_connect *connect = context;

	(void)a, (void)b, (void)c, (void)d; /* progress, of which there is none */
	(void)upstream_wait(connect->up, -1, 0, 0);
	return 0;
}

/* While a token is asked for, likewise. */
static bool is_unwanted(void *context)
{
	return look_up(context, 0, 0, 0, 0) != 0;
}

#define SET(option, value) (void)curl_easy_setopt(c->curl, CURLOPT_##option, (value))

/* One of `password` and `token`. */
static void set_login(struct imap_connect *c, const struct start *s, struct slice password,
    const char *token)
{
	char *secret = slice_dup(password);
	char *login = s->auth == NULL ? NULL : xasprintf("AUTH=%s", s->auth);

	SET(USERNAME, s->user);
	if (token != NULL)
		SET(XOAUTH2_BEARER, token);
	else
		SET(PASSWORD, secret);
	SET(SASL_IR, 1L);
	/* Never anything else with a token: some servers would have it as a password. */
	if (login != NULL)
		SET(LOGIN_OPTIONS, login);
	else if (token != NULL)
		SET(LOGIN_OPTIONS, "AUTH=OAUTHBEARER;AUTH=XOAUTH2");
	explicit_bzero(secret, strlen(secret));
	free(secret);
	free(login);
}

static void set_options(struct imap_connect *c, const struct start *s, enum imap_connect_tls tls)
{
	SET(URL, s->url);
	SET(PROTOCOLS_STR, "imap,imaps");
	SET(CONNECT_ONLY, 1L);
	SET(NOSIGNAL, 1L);
	SET(PROXY, ""); /* also none from the environment */
	SET(TIMEOUT_MS, 1000L * s->timeout_s);
	SET(TCP_KEEPALIVE, 1L);
	SET(TCP_KEEPIDLE, KEEP_IDLE_S);
	SET(TCP_KEEPINTVL, KEEP_PROBE_S);
	SET(SOCKOPTFUNCTION, tune_socket);
	SET(XFERINFOFUNCTION, look_up);
	SET(XFERINFODATA, c);
	SET(NOPROGRESS, 0L);
	SET(HEADERFUNCTION, hear_line);
	SET(HEADERDATA, c);
	SET(USE_SSL, tls == IMAP_CONNECT_PLAIN ? (long)CURLUSESSL_NONE : (long)CURLUSESSL_ALL);
	SET(SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	SET(SSL_VERIFYPEER, 1L);
	SET(SSL_VERIFYHOST, 2L);
	SET(SSL_ENABLE_ALPN, 0L); /* libcurl would offer HTTP */
	SET(CAPATH, NULL);        /* the bundle holds the same, and is read once */
	if (s->ca_file != NULL)
		SET(CAINFO, s->ca_file);
}

static int perform(struct imap_connect *c, struct err *err)
{
	char detail[CURL_ERROR_SIZE] = "";
	CURLcode code;

	SET(ERRORBUFFER, detail);
	code = curl_easy_perform(c->curl);
	SET(ERRORBUFFER, NULL);
	if (code == CURLE_OK)
		code = curl_easy_getinfo(c->curl, CURLINFO_ACTIVESOCKET, &c->sock);
	if (code == CURLE_OK && c->sock == CURL_SOCKET_BAD)
		code = CURLE_GOT_NOTHING;
	return code == CURLE_OK ? 0 : connect_error(c, code, detail, err);
}

static struct imap_connect *open_once(const struct start *s, const char *name,
    struct slice password, enum imap_connect_tls tls, struct upstream *up, bool *is_denied_r,
    struct err *err)
{
	struct imap_connect *c = xcalloc(1, sizeof *c);
	const char *token = NULL;

	buf_init(&c->refusal);
	c->up = up;
	c->has_token = s->oauth != NULL;
	str_put(c->name, sizeof c->name, "%s", name);
	c->curl = curl_easy_init();
	if (c->curl == NULL) {
		(void)err_set(err, ERR_TEMP, "no memory for a connection");
	} else if (s->oauth == NULL ||
	    oauth_token(s->oauth, mono_ms() / 1000, is_unwanted, c, &token, err) == 0) {
		set_options(c, s, tls);
		set_login(c, s, password, token);
		if (perform(c, err) == 0)
			return c;
	}
	*is_denied_r = c->is_denied;
	imap_connect_close(c);
	return NULL;
}

struct imap_connect *imap_connect_open(const struct start *s, struct slice password,
    struct upstream *up, struct err *err)
{
	struct imap_connect *c;
	enum imap_connect_tls tls;
	struct place place;
	char name[256];
	bool is_denied = false;

	if (imap_connect_policy(s->url, s->tls, &tls, err) < 0 ||
	    place_parse(s->url, &place, err) < 0)
		return NULL;
	str_put(name, sizeof name, "%s:%s", place.host, place.port);
	place_release(&place);
	c = open_once(s, name, password, tls, up, &is_denied, err);
	/* A token may be withdrawn before it ends: once more with a new one, and then it is for
	 * people. */
	if (c == NULL && is_denied && s->oauth != NULL &&
	    oauth_refused(s->oauth, oauth_number(s->oauth))) {
		err_clear(err);
		c = open_once(s, name, password, tls, up, &is_denied, err);
	}
	return c;
}

void imap_connect_close(struct imap_connect *c)
{
	if (c == NULL)
		return;
	curl_easy_cleanup(c->curl); /* says nothing to the server: it is CONNECT_ONLY */
	buf_release(&c->refusal);
	free(c);
}

/* --- using it --- */

static int lost(struct imap_connect *c, CURLcode code, struct err *err)
{
	return err_set(err, ERR_TEMP, "the connection to %s broke: %s", c->name,
	    curl_easy_strerror(code));
}

/* Reads without waiting. 1: *n_r bytes, 0: none now, -1: closed or broken. */
static int receive(struct imap_connect *c, void *p, size_t n, size_t *n_r, struct err *err)
{
	CURLcode code = curl_easy_recv(c->curl, p, n, n_r);

	if (code == CURLE_AGAIN)
		return 0;
	if (code == CURLE_OK && *n_r > 0)
		return 1;
	if (code == CURLE_OK)
		return err_set(err, ERR_TEMP, "%s closed the connection", c->name);
	return lost(c, code, err);
}

int imap_connect_wait(struct imap_connect *c, int64_t deadline_ms, struct err *err)
{
	while (c->ahead_n == 0) {
		int rc;

		c->ahead_at = 0;
		rc = receive(c, c->ahead, sizeof c->ahead, &c->ahead_n, err);
		if (rc < 0)
			return rc;
		if (rc > 0)
			break;
		/* The clock is asked too: a server that drips parts of a TLS record keeps the
		 * socket readable and never gives us a byte. */
		c->ahead_n = 0;
		if (!upstream_wait(c->up, c->sock, POLLIN, mono_left_ms(deadline_ms)) ||
		    mono_left_ms(deadline_ms) == 0)
			return 0;
	}
	return 1;
}

ssize_t imap_connect_read(struct imap_connect *c, void *p, size_t n, int64_t deadline_ms,
    struct err *err)
{
	int rc = imap_connect_wait(c, deadline_ms, err);

	if (rc == 0)
		return err_set(err, ERR_TEMP, "%s takes too long to answer", c->name);
	if (rc < 0)
		return rc;
	if (n > c->ahead_n)
		n = c->ahead_n;
	memcpy(p, c->ahead + c->ahead_at, n);
	c->ahead_at += n;
	c->ahead_n -= n;
	return (ssize_t)n;
}

int imap_connect_write(struct imap_connect *c, const void *p, size_t n, int64_t deadline_ms,
    struct err *err)
{
	const char *at = p;

	while (n > 0) {
		size_t sent = 0;
		CURLcode code = curl_easy_send(c->curl, at, n, &sent);

		if (code != CURLE_OK && code != CURLE_AGAIN)
			return lost(c, code, err);
		at += sent;
		n -= sent;
		if (code == CURLE_AGAIN &&
		    !upstream_wait(c->up, c->sock, POLLOUT, mono_left_ms(deadline_ms)))
			return err_set(err, ERR_TEMP, "%s takes too long to read", c->name);
	}
	return 0;
}

/* SPDX-License-Identifier: MIT
 * The only file that knows libcurl; see connection.h. Every attempt has a handle of its own, so
 * nothing of a failed one is left over. Replies pass through on_line() as they come: the last
 * EHLO reply (there is another after STARTTLS) gives the capabilities, the last refusal gives
 * the words for a failure, because libcurl's own code is stale or misleading after most of them.
 *
 * Plain text is for loopback only, whatever a name resolves to: the address itself is looked at
 * before the socket is made. */
#include "daemon/send/connection.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <curl/curl.h>

#include "daemon/common/xmalloc.h"
#include "daemon/send/certificate.h"
#include "daemon/send/encryption.h"
#include "daemon/send/smtp_reply.h"

/* SYNs repeated until a connection attempt is given up: 1+2+4+8+16 = 31 s, for each address. */
#define SYN_RETRIES 4
#define CONNECT_S 30
#define EHLO_LINE_MAX 512 /* RFC 5321 §4.5.3.1.5 */

struct connection {
	CURL *curl;
	const struct endpoint *relay;
	int fd;
	struct capabilities caps;
	struct smtp_reply reply; /* the one being read while connecting */
	struct buf refusal;      /* the last reply was this refusal; empty: it was none */
	int refusal_code;
	const char *token; /* NULL: by password; to be read only while it is prepared */
	uint64_t token_number;
	const char *encryption; /* static; NULL: none as yet */
	bool is_authenticated;
	bool is_challenged; /* after a token: it is refused, and libcurl waits for no code */
	bool is_foreign;    /* the name led off this machine, and plain text may not */
	bool (*is_unwanted)(void *context);
	void *context;
	char error[CURL_ERROR_SIZE];
};

/* --- while connecting --- */

static bool is_loopback(const struct curl_sockaddr *a)
{
	const struct sockaddr_in *v4 = (const struct sockaddr_in *)(const void *)&a->addr;
	const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)(const void *)&a->addr;

	if (a->family == AF_INET)
		return ntohl(v4->sin_addr.s_addr) >> 24 == 127;
	return a->family == AF_INET6 && IN6_IS_ADDR_LOOPBACK(&v6->sin6_addr);
}

static curl_socket_t on_socket(void *context, curlsocktype purpose, struct curl_sockaddr *address)
{
	struct connection *c = context;
	int retries = SYN_RETRIES, fd;

	(void)purpose;
	if (c->relay->tls == ENDPOINT_TLS_NONE && !is_loopback(address)) {
		c->is_foreign = true;
		return CURL_SOCKET_BAD;
	}
	fd = socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
	if (fd >= 0) /* without it the kernel tries for two minutes, which is not wrong */
		(void)setsockopt(fd, IPPROTO_TCP, TCP_SYNCNT, &retries, sizeof retries);
	return fd;
}

static int on_progress(void *context, curl_off_t dltotal, curl_off_t dlnow, curl_off_t ultotal,
    curl_off_t ulnow)
{
	struct connection *c = context;

	(void)dltotal;
	(void)dlnow;
	(void)ultotal;
	(void)ulnow;
	return c->is_unwanted != NULL && c->is_unwanted(c->context);
}

/* Asked while libcurl reads a reply: it tells nothing of a connection that it has handed over. */
static void see_encryption(struct connection *c)
{
	const struct curl_tlssessioninfo *session = NULL;

	if (curl_easy_getinfo(c->curl, CURLINFO_TLS_SSL_PTR, &session) == CURLE_OK &&
	    session != NULL && session->backend == CURLSSLBACKEND_GNUTLS &&
	    session->internals != NULL)
		c->encryption = encryption_name(session->internals);
}

static void on_complete_reply(struct connection *c)
{
	if (c->encryption == NULL && connection_hides_bytes(c))
		see_encryption(c);
	buf_clear(&c->refusal);
	c->refusal_code = 0;
	if (c->reply.code == 235)
		c->is_authenticated = true;
	c->is_challenged |= c->reply.code == 334 && c->token != NULL;
	if (c->reply.code < 400)
		return;
	c->refusal_code = c->reply.code;
	buf_printf(&c->refusal, "%d %s", c->reply.code, c->reply.text);
}

/* One line of a reply, or a part of one. */
static size_t on_line(char *p, size_t size, size_t count, void *context)
{
	struct connection *c = context;
	struct slice rest = slice_make(p, size * count);
	struct slice line = slice_trim(slice_sub(rest, 0, EHLO_LINE_MAX));

	if (slice_starts(line, "250")) {
		if (c->reply.is_complete)
			c->caps = (struct capabilities){ 0 };
		capabilities_add(&c->caps, slice_from(line, 4));
	}
	while (rest.n > 0) {
		switch (smtp_reply_feed(&c->reply, &rest)) {
		case SMTP_REPLY_PARTIAL:
			break;
		case SMTP_REPLY_COMPLETE:
			on_complete_reply(c);
			break;
		case SMTP_REPLY_GARBAGE:
			return 0; /* ends the attempt */
		}
	}
	return size * count;
}

/* --- options --- */

static void set_security(struct connection *c)
{
	const struct endpoint *r = c->relay;
	CURL *h = c->curl;

	(void)curl_easy_setopt(h, CURLOPT_USE_SSL,
	    (long)(r->tls == ENDPOINT_TLS_NONE ? CURLUSESSL_NONE : CURLUSESSL_ALL));
	(void)curl_easy_setopt(h, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	(void)curl_easy_setopt(h, CURLOPT_SSL_VERIFYPEER, 1L);
	(void)curl_easy_setopt(h, CURLOPT_SSL_VERIFYHOST, 2L);
	if (r->ca_file.n > 0) {
		(void)curl_easy_setopt(h, CURLOPT_CAINFO, r->ca_file.p);
		(void)curl_easy_setopt(h, CURLOPT_CAPATH, NULL);
	}
	if (r->certificate.n > 0) {
		(void)curl_easy_setopt(h, CURLOPT_SSLCERT, r->certificate.p);
		(void)curl_easy_setopt(h, CURLOPT_SSLKEY,
		    r->certificate_key.n > 0 ? r->certificate_key.p : r->certificate.p);
	}
}

static int set_identity(struct connection *c)
{
	const struct endpoint *r = c->relay;
	char *options;
	CURLcode rc;

	if (r->user.n == 0)
		return 0;
	rc = curl_easy_setopt(c->curl, CURLOPT_USERNAME, r->user.p);
	if (rc == CURLE_OK && c->token != NULL)
		rc = curl_easy_setopt(c->curl, CURLOPT_XOAUTH2_BEARER, c->token);
	else if (rc == CURLE_OK)
		rc = curl_easy_setopt(c->curl, CURLOPT_PASSWORD, r->password.p);
	(void)curl_easy_setopt(c->curl, CURLOPT_SASL_IR, 1L);
	/* Never anything else with a token: some servers would have it as a password. */
	if (rc == CURLE_OK && c->token != NULL && r->auth.n == 0)
		rc = curl_easy_setopt(c->curl, CURLOPT_LOGIN_OPTIONS,
		    "AUTH=OAUTHBEARER;AUTH=XOAUTH2");
	if (rc == CURLE_OK && r->auth.n > 0) {
		options = xasprintf("AUTH=%s", r->auth.p);
		rc = curl_easy_setopt(c->curl, CURLOPT_LOGIN_OPTIONS, options);
		free(options);
	}
	return rc == CURLE_OK ? 0 : -1;
}

/* Options that cannot fail with these arguments are not asked whether they did. */
static int set_options(struct connection *c)
{
	const struct endpoint *r = c->relay;
	CURL *h = c->curl;

	if (curl_easy_setopt(h, CURLOPT_URL, r->url.p) != CURLE_OK ||
	    curl_easy_setopt(h, CURLOPT_PROTOCOLS_STR, "smtp,smtps") != CURLE_OK ||
	    curl_easy_setopt(h, CURLOPT_PROXY, "") != CURLE_OK) /* nor from the environment */
		return -1;
	(void)curl_easy_setopt(h, CURLOPT_CONNECT_ONLY, 1L);
	(void)curl_easy_setopt(h, CURLOPT_NOSIGNAL, 1L);
	(void)curl_easy_setopt(h, CURLOPT_TCP_NODELAY, 1L);
	(void)curl_easy_setopt(h, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	(void)curl_easy_setopt(h, CURLOPT_ERRORBUFFER, c->error);
	(void)curl_easy_setopt(h, CURLOPT_CONNECTTIMEOUT, (long)(CONNECT_S + r->reply_s));
	(void)curl_easy_setopt(h, CURLOPT_SERVER_RESPONSE_TIMEOUT, (long)r->reply_s);
	(void)curl_easy_setopt(h, CURLOPT_OPENSOCKETFUNCTION, on_socket);
	(void)curl_easy_setopt(h, CURLOPT_OPENSOCKETDATA, c);
	(void)curl_easy_setopt(h, CURLOPT_HEADERFUNCTION, on_line);
	(void)curl_easy_setopt(h, CURLOPT_HEADERDATA, c);
	(void)curl_easy_setopt(h, CURLOPT_NOPROGRESS, 0L);
	(void)curl_easy_setopt(h, CURLOPT_XFERINFOFUNCTION, on_progress);
	(void)curl_easy_setopt(h, CURLOPT_XFERINFODATA, c);
	set_security(c);
	return set_identity(c);
}

/* --- failures --- */

static int fail(struct connection_failure *f, enum cause cause, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

static int fail(struct connection_failure *f, enum cause cause, const char *fmt, ...)
{
	va_list ap;

	f->cause = cause;
	va_start(ap, fmt);
	(void)vsnprintf(f->text, sizeof f->text, fmt, ap); /* cut is fine: it is for people */
	va_end(ap);
	return -1;
}

static int fail_by_certificate(const struct connection *c, struct connection_failure *f)
{
	const char *words = NULL, *host = c->relay->place.host;
	long status = 0;

	if (curl_easy_getinfo(c->curl, CURLINFO_SSL_VERIFYRESULT, &status) == CURLE_OK)
		words = certificate_fault((unsigned long)status);
	if (words == NULL && strstr(c->error, "does not match") != NULL)
		words = "does not match its name";
	if (words != NULL)
		return fail(f, CAUSE_TLS, "the certificate of %s %s", host, words);
	return fail(f, CAUSE_TLS, "the certificate of %s cannot be accepted: %s", host, c->error);
}

/* The server said no, and the connection is over. */
static int fail_by_refusal(const struct connection *c, CURLcode rc, struct connection_failure *f)
{
	const char *host = c->relay->place.host;
	int code = c->refusal_code;

	if (code < 500 && code != 0)
		return fail(f, CAUSE_BUSY, "%s is busy: %s", host, c->refusal.p);
	if (rc == CURLE_USE_SSL_FAILED)
		return fail(f, CAUSE_TLS, "%s does not offer encryption (STARTTLS)", host);
	if (rc == CURLE_LOGIN_DENIED && code == 0 && c->is_challenged)
		return fail(f, CAUSE_AUTH,
		    "%s refuses the token: is it for this user, and of the right scope?", host);
	if (rc == CURLE_LOGIN_DENIED && code == 0)
		return fail(f, CAUSE_AUTH, "%s offers no way of authentication that can be used",
		    host);
	if (rc == CURLE_LOGIN_DENIED || code == 530 || (code >= 534 && code <= 538))
		return fail(f, CAUSE_AUTH,
		    c->token != NULL ?
		        "%s refuses the token: is it for this user, and of the right scope? (%s)" :
		        "%s refuses the user or password: %s",
		    host, c->refusal.p);
	if (code != 0)
		return fail(f, CAUSE_REFUSED, "%s refuses us: %s", host, c->refusal.p);
	return fail(f, CAUSE_NETWORK, "%s answers what is not SMTP", host);
}

static int fail_by_code(const struct connection *c, CURLcode rc, struct connection_failure *f)
{
	const struct endpoint_place *p = &c->relay->place;

	switch ((int)rc) {
	case CURLE_PEER_FAILED_VERIFICATION:
		return fail_by_certificate(c, f);
	case CURLE_SSL_CACERT_BADFILE:
		return fail(f, CAUSE_TLS, "cannot read the certificates in %s",
		    c->relay->ca_file.n > 0 ? c->relay->ca_file.p : "the system's folder");
	case CURLE_SSL_CONNECT_ERROR:
		return fail(f, CAUSE_TLS, "no encryption with %s port %d: %s", p->host, p->port,
		    c->error);
	case CURLE_USE_SSL_FAILED:
	case CURLE_LOGIN_DENIED:
	case CURLE_WEIRD_SERVER_REPLY:
	case CURLE_WRITE_ERROR:
	case CURLE_REMOTE_ACCESS_DENIED:
		return fail_by_refusal(c, rc, f);
	case CURLE_COULDNT_RESOLVE_HOST:
		return fail(f, CAUSE_NETWORK, "there is no address for the name %s", p->host);
	case CURLE_COULDNT_CONNECT:
		if (c->is_foreign)
			return fail(f, CAUSE_TLS,
			    "%s is not on this machine: plain text is not sent there", p->host);
		return fail(f, CAUSE_NETWORK, "no connection to %s port %d: %s", p->host, p->port,
		    c->error);
	case CURLE_OPERATION_TIMEDOUT:
		return fail(f, CAUSE_NETWORK, "%s port %d does not answer in time", p->host,
		    p->port);
	case CURLE_ABORTED_BY_CALLBACK:
		return fail(f, CAUSE_NONE, "the connection is not wanted any more");
	}
	if (c->refusal_code != 0)
		return fail_by_refusal(c, rc, f);
	return fail(f, CAUSE_NETWORK, "%s port %d closes the connection: %s", p->host, p->port,
	    c->error[0] != '\0' ? c->error : curl_easy_strerror(rc));
}

/* --- opening and closing --- */

static int perform(struct connection *c, struct connection_failure *f)
{
	curl_socket_t fd = CURL_SOCKET_BAD;
	CURLcode rc;

	rc = curl_easy_perform(c->curl);
	if (rc != CURLE_OK)
		return fail_by_code(c, rc, f);
	/* Where the server offers no AUTH at all, libcurl goes on without. */
	if (c->relay->user.n > 0 && !c->is_authenticated)
		return fail(f, CAUSE_AUTH, "%s offers no authentication", c->relay->place.host);
	if (curl_easy_getinfo(c->curl, CURLINFO_ACTIVESOCKET, &fd) != CURLE_OK || fd < 0)
		return fail(f, CAUSE_NETWORK, "%s closed the connection", c->relay->place.host);
	c->fd = fd;
	return 0;
}

/* A token, where one is asked for. */
static int get_token(struct connection *c, int64_t now_s, struct connection_failure *f)
{
	struct err err = ERR_INIT;
	int rc;

	if (c->relay->oauth == NULL)
		return 0;
	rc = oauth_token(c->relay->oauth, now_s, c->is_unwanted, c->context, &c->token, &err);
	c->token_number = oauth_number(c->relay->oauth);
	if (rc == 0)
		return 0;
	return fail(f, err.kind == ERR_PERM ? CAUSE_AUTH : CAUSE_NETWORK, "%s", err.text);
}

/* The token is the relay's, and several connections may be opened at a time. Neither locking nor
 * unlocking can fail: nobody takes it twice. */
static pthread_mutex_t token_lock = PTHREAD_MUTEX_INITIALIZER;

/* When it returns, libcurl has its own copy of the token. */
static int prepare(struct connection *c, int64_t now_s, struct connection_failure *f)
{
	int rc;

	(void)pthread_mutex_lock(&token_lock);
	rc = get_token(c, now_s, f);
	if (rc == 0 && (c->curl == NULL || set_options(c) < 0))
		rc = fail(f, CAUSE_NETWORK, "libcurl cannot be set up");
	(void)pthread_mutex_unlock(&token_lock);
	return rc;
}

/* A token may be withdrawn before it ends: is there another to be had? */
static bool is_token_stale(const struct endpoint *relay, uint64_t number)
{
	bool is_stale;

	if (relay->oauth == NULL)
		return false;
	(void)pthread_mutex_lock(&token_lock);
	is_stale = oauth_refused(relay->oauth, number);
	(void)pthread_mutex_unlock(&token_lock);
	return is_stale;
}

static struct connection *try_once(const struct endpoint *relay, bool (*is_unwanted)(void *context),
    void *context, int64_t now_s, uint64_t *token_r, struct connection_failure *failure_r)
{
	struct connection *c = xcalloc(1, sizeof *c);
	int rc;

	c->relay = relay;
	c->is_unwanted = is_unwanted;
	c->context = context;
	c->fd = -1;
	buf_init(&c->refusal);
	smtp_reply_init(&c->reply);
	c->curl = curl_easy_init();
	rc = prepare(c, now_s, failure_r);
	*token_r = c->token_number;
	if (rc == 0 && perform(c, failure_r) == 0) {
		c->is_unwanted = NULL; /* who asked for it may be gone before the connection is */
		return c;
	}
	connection_close(c);
	return NULL;
}

struct connection *connection_open(const struct endpoint *relay, bool (*is_unwanted)(void *context),
    void *context, int64_t now_s, struct capabilities *caps_r, struct connection_failure *failure_r)
{
	uint64_t token;
	struct connection *c = try_once(relay, is_unwanted, context, now_s, &token, failure_r);

	/* Once more with a new one, and then it is for people. */
	if (c == NULL && failure_r->cause == CAUSE_AUTH && is_token_stale(relay, token))
		c = try_once(relay, is_unwanted, context, now_s, &token, failure_r);
	if (c != NULL)
		*caps_r = c->caps;
	return c;
}

void connection_close(struct connection *c)
{
	if (c == NULL)
		return;
	curl_easy_cleanup(c->curl);
	buf_release(&c->refusal);
	free(c);
}

int connection_fd(const struct connection *c)
{
	return c->fd;
}

bool connection_hides_bytes(const struct connection *c)
{
	return c->relay->tls != ENDPOINT_TLS_NONE;
}

const char *connection_encryption(const struct connection *c)
{
	if (!connection_hides_bytes(c))
		return "none";
	return c->encryption != NULL ? c->encryption :
	                               "TLS"; /* it is encrypted, or it would not be open */
}

static enum connection_result result_of(CURLcode rc, size_t n)
{
	if (rc == CURLE_AGAIN)
		return CONNECTION_AGAIN;
	return rc == CURLE_OK && n > 0 ? CONNECTION_OK : CONNECTION_LOST;
}

enum connection_result connection_send(struct connection *c, struct slice bytes, size_t *n_r)
{
	CURLcode rc;

	*n_r = 0;
	errno = 0;
	rc = curl_easy_send(c->curl, bytes.p, bytes.n, n_r);
	return result_of(rc, *n_r);
}

enum connection_result connection_receive(struct connection *c, char *p, size_t size, size_t *n_r)
{
	CURLcode rc;

	*n_r = 0;
	errno = 0;
	rc = curl_easy_recv(c->curl, p, size, n_r);
	return result_of(rc, *n_r);
}

void connection_acknowledge(struct connection *c)
{
	int on = 1;

	/* The kernel forgets it soon; where it does not know it, all is as it was. */
	(void)setsockopt(c->fd, IPPROTO_TCP, TCP_QUICKACK, &on, sizeof on);
}

int connection_setup(struct err *err)
{
	struct addrinfo *list = NULL;

	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		return err_set(err, ERR_PERM, "libcurl cannot be set up");
	/* Loads the modules that /etc/nsswitch.conf names; the answer does not matter. */
	if (getaddrinfo("localhost", "25", NULL, &list) == 0)
		freeaddrinfo(list);
	return 0;
}

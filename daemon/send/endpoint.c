/* SPDX-License-Identifier: MIT
 * The relay's configuration; see endpoint.h. The URL is read here and written anew for libcurl, so
 * that nothing libcurl would also understand in one (users, options, another scheme) gets there. */
#include "daemon/send/endpoint.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/common/loopback.h"
#include "daemon/common/num.h"
#include "daemon/common/secret.h"
#include "daemon/send/dkim.h"

#define PORT_SMTP 25
#define PORT_SMTPS 465
#define SPAN_MAX_S 86400
#define REPLY_S 300  /* RFC 5321 §4.5.3.2: greeting, MAIL, RCPT; more than DATA's 120 */
#define WRITE_S 180  /* RFC 5321 §4.5.3.2.5: a block of the body */
#define ANSWER_S 600 /* RFC 5321 §4.5.3.2.6 */

/* --- where --- */

static bool is_host(struct slice s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
		        c == '.' || c == '-' || c == '_'))
			return false;
	}
	return s.n > 0 && s.n <= ENDPOINT_HOST_MAX && s.p[0] != '-' && s.p[0] != '.';
}

/* host, host:port, [v6] or [v6]:port */
static bool read_authority(struct slice text, struct endpoint_place *place)
{
	struct slice host, port = SLICE_NONE;
	struct in6_addr v6;
	int64_t number;
	size_t at;

	place->is_ipv6 = slice_starts(text, "[");
	at = slice_find(text, place->is_ipv6 ? ']' : ':');
	host = slice_sub(text, place->is_ipv6, at - place->is_ipv6);
	if (place->is_ipv6 && at++ == text.n)
		return false;
	if (at < text.n) {
		if (text.p[at] != ':')
			return false;
		port = slice_from(text, at + 1);
		if (!num_parse(port, 1, 65535, &number))
			return false;
		place->port = (int)number;
	}
	if (host.n > ENDPOINT_HOST_MAX || (!place->is_ipv6 && !is_host(host)) || host.n == 0)
		return false;
	memcpy(place->host, host.p, host.n);
	place->host[host.n] = '\0';
	return !place->is_ipv6 || inet_pton(AF_INET6, place->host, &v6) == 1;
}

int endpoint_parse_url(struct slice url, struct endpoint_place *place, struct err *err)
{
	struct slice rest;

	memset(place, 0, sizeof *place);
	place->is_implicit_tls = slice_starts_fold(url, "smtps://");
	if (!place->is_implicit_tls && !slice_starts_fold(url, "smtp://"))
		return err_set(err, ERR_PERM,
		    "the relay's url must begin with smtp:// or smtps://");
	place->port = place->is_implicit_tls ? PORT_SMTPS : PORT_SMTP;
	rest = slice_from(url, place->is_implicit_tls ? strlen("smtps://") : strlen("smtp://"));
	if (rest.n > 0 && rest.p[rest.n - 1] == '/')
		rest.n--;
	if (!read_authority(rest, place))
		return err_set(err, ERR_PERM,
		    "the relay's url must be smtp://HOST:PORT or smtps://HOST:PORT, nothing more");
	place->is_loopback = loopback_is_host(slice_of(place->host));
	return 0;
}

int endpoint_choose_tls(struct slice tls, const struct endpoint_place *place,
    enum endpoint_tls *tls_r, struct err *err)
{
	bool is_none = slice_is(tls, "none"), is_required = slice_is(tls, "required");

	if (!is_none && !is_required && !slice_is(tls, "auto"))
		return err_set(err, ERR_PERM, "the relay's tls must be auto, required or none");
	if (is_none && place->is_implicit_tls)
		return err_set(err, ERR_PERM,
		    "the relay's url says smtps:// and its tls says none");
	if (is_none && !place->is_loopback)
		return err_set(err, ERR_PERM,
		    "tls = \"none\" is only for a relay on this machine: %s is not", place->host);
	if (place->is_implicit_tls)
		*tls_r = ENDPOINT_TLS_IMPLICIT;
	else
		*tls_r = is_required || !place->is_loopback ? ENDPOINT_TLS_STARTTLS :
		                                              ENDPOINT_TLS_NONE;
	return 0;
}

/* --- who --- */

/* The name in EHLO: a domain or an address literal, so nothing in it needs escaping in a URL
 * but brackets, and nothing can end the command. */
static int write_url(struct endpoint *r, struct slice helo, struct err *err)
{
	const struct endpoint_place *p = &r->place;

	buf_printf(&r->url, p->is_ipv6 ? "%s://[%s]:%d/" : "%s://%s:%d/",
	    p->is_implicit_tls ? "smtps" : "smtp", p->host, p->port);
	for (size_t i = 0; i < helo.n; i++) {
		char c = helo.p[i];

		if (strchr("[]:", c) != NULL && c != '\0')
			buf_printf(&r->url, "%%%02X", (unsigned char)c);
		else if (is_host(slice_make(&c, 1)) || c == '.' || c == '-')
			buf_char(&r->url, c);
		else
			return err_set(err, ERR_PERM, "the relay's helo is not a host name");
	}
	return 0;
}

static bool is_mechanism(struct slice s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (!((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_'))
			return false;
	}
	return s.n <= 20; /* RFC 4422 §3.1 */
}

static int read_identity(struct endpoint *r, const struct wire *w, struct err *err)
{
	struct slice file = wire_text(w, "password_file");
	char *path;
	int rc;

	buf_slice(&r->user, wire_text(w, "user"));
	buf_slice(&r->auth, wire_text(w, "auth"));
	if (!is_mechanism(buf_all(&r->auth)))
		return err_set(err, ERR_PERM,
		    "the relay's auth must be the name of a SASL mechanism, as PLAIN or LOGIN");
	if (r->user.n == 0)
		return 0;
	oauth_settings_read(&r->oauth_settings, w);
	if (oauth_is_set(&r->oauth_settings)) {
		r->oauth = oauth_new(&r->oauth_settings, err);
		return r->oauth != NULL ? 0 : -1;
	}
	if (file.n == 0)
		return err_set(err, ERR_PERM, "the relay has a user and no password_file");
	path = slice_dup(file);
	rc = secret_read(path, &r->password, err);
	free(path);
	return rc;
}

/* One or two keys; without dkim_domain none. */
static int read_dkim(struct endpoint *r, const struct wire *w, struct err *err)
{
	static const struct {
		const char *selector, *file;
	} keys[] = { { "dkim_selector", "dkim_file" }, { "dkim_selector2", "dkim_file2" } };
	struct slice domain = wire_text(w, "dkim_domain");

	if (domain.n == 0)
		return 0;
	r->dkim = dkim_new(domain);
	for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
		if (wire_text(w, keys[i].selector).n > 0 &&
		    dkim_add_key(r->dkim, wire_text(w, keys[i].selector),
		        wire_text(w, keys[i].file), err) < 0)
			return -1;
	}
	return 0;
}

int endpoint_read(struct endpoint *r, const struct wire *w, struct err *err)
{
	struct slice url, tls, helo;

	memset(r, 0, sizeof *r);
	buf_init(&r->url);
	buf_init(&r->user);
	buf_init(&r->password);
	buf_init(&r->auth);
	buf_init(&r->ca_file);
	buf_init(&r->certificate);
	buf_init(&r->certificate_key);
	if (!wire_need_text(w, "url", 1024, &url, err) ||
	    !wire_need_text(w, "tls", 16, &tls, err) ||
	    !wire_need_text(w, "helo", ENDPOINT_HOST_MAX, &helo, err) ||
	    !wire_need_int(w, "idle_s", 1, SPAN_MAX_S, &r->idle_s, err))
		return -1;
	r->answer_s = wire_int(w, "answer_s", 1, SPAN_MAX_S, ANSWER_S);
	r->reply_s = wire_int(w, "reply_s", 1, SPAN_MAX_S, REPLY_S);
	r->write_s = r->reply_s < WRITE_S ? r->reply_s : WRITE_S;
	buf_slice(&r->ca_file, wire_text(w, "ca_file"));
	buf_slice(&r->certificate, wire_text(w, "certificate_file"));
	buf_slice(&r->certificate_key, wire_text(w, "certificate_key_file"));
	r->fault_cause = CAUSE_NETWORK;
	if (endpoint_parse_url(url, &r->place, &r->fault) < 0 || write_url(r, helo, &r->fault) < 0)
		return 0;
	r->fault_cause = CAUSE_TLS;
	if (endpoint_choose_tls(tls, &r->place, &r->tls, &r->fault) < 0)
		return 0;
	r->fault_cause = CAUSE_AUTH;
	if (read_identity(r, w, &r->fault) < 0 || read_dkim(r, w, &r->fault) < 0)
		return 0;
	r->fault_cause = CAUSE_NONE;
	return 0;
}

void endpoint_release(struct endpoint *r)
{
	buf_release(&r->url);
	buf_release(&r->user);
	dkim_free(r->dkim);
	buf_wipe(&r->password);
	buf_release(&r->auth);
	buf_release(&r->ca_file);
	buf_release(&r->certificate);
	buf_release(&r->certificate_key);
	oauth_free(r->oauth);
	oauth_settings_release(&r->oauth_settings);
}

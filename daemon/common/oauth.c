/* SPDX-License-Identifier: MIT
 * Tokens; see oauth.h. Owns the secrets and the token, wipes both, and never says either. Does not
 * repeat a request by itself: how soon to try again is decided where the connection is. */
#include "daemon/common/oauth.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "daemon/common/oauth_command.h"
#include "daemon/common/oauth_http.h"
#include "daemon/common/oauth_reply.h"
#include "daemon/common/secret.h"
#include "daemon/common/xmalloc.h"

#define RENEW_PERCENT 80

struct oauth {
	const struct oauth_settings *settings;
	struct buf secret, refresh; /* empty: none */
	int command;                /* the socket of its process; -1: none */
	struct oauth_token token;   /* empty: none */
	int64_t renew_at;
	bool is_new;     /* no server has refused or had it yet */
	uint64_t number; /* of the token */
};

static const struct {
	const char *name;
	size_t at;
} fields[] = {
	{ "oauth_url", offsetof(struct oauth_settings, url) },
	{ "oauth_client", offsetof(struct oauth_settings, client) },
	{ "oauth_scope", offsetof(struct oauth_settings, scope) },
	{ "oauth_secret_file", offsetof(struct oauth_settings, secret_file) },
	{ "oauth_refresh_file", offsetof(struct oauth_settings, refresh_file) },
	{ "oauth_command", offsetof(struct oauth_settings, command) },
	{ "oauth_ca_file", offsetof(struct oauth_settings, ca_file) },
};

static char **field(struct oauth_settings *s, size_t i)
{
	return (char **)((char *)s + fields[i].at);
}

void oauth_settings_read(struct oauth_settings *s, const struct wire *w)
{
	for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
		*field(s, i) = wire_has(w, fields[i].name) ?
		    slice_dup(wire_text(w, fields[i].name)) :
		    NULL;
}

void oauth_settings_release(struct oauth_settings *s)
{
	for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
		free(*field(s, i));
		*field(s, i) = NULL;
	}
}

bool oauth_is_set(const struct oauth_settings *s)
{
	return s->url != NULL || s->command != NULL;
}

struct oauth *oauth_new(const struct oauth_settings *s, struct err *err)
{
	struct oauth *o = xcalloc(1, sizeof *o);

	o->settings = s;
	o->command = -1;
	buf_init(&o->secret);
	buf_init(&o->refresh);
	buf_init(&o->token.text);
	if ((s->secret_file == NULL || secret_read(s->secret_file, &o->secret, err) == 0) &&
	    (s->refresh_file == NULL || secret_read(s->refresh_file, &o->refresh, err) == 0) &&
	    (s->command == NULL || (o->command = oauth_command_start(s->command, err)) >= 0))
		return o;
	oauth_free(o);
	return NULL;
}

void oauth_free(struct oauth *o)
{
	if (o == NULL)
		return;
	if (o->command >= 0)
		(void)close(o->command); /* its process ends by that */
	buf_wipe(&o->secret);
	buf_wipe(&o->refresh);
	buf_wipe(&o->token.text);
	free(o);
}

/* --- asking --- */

/* "&name=value", as application/x-www-form-urlencoded; nothing where there is no value. */
static void add_pair(struct buf *form, const char *name, struct slice value)
{
	if (value.n == 0)
		return;
	buf_printf(form, "%s%s=", form->n > 0 ? "&" : "", name);
	for (size_t i = 0; i < value.n; i++) {
		char c = value.p[i];

		if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
		    (c != '\0' && strchr("-._~", c) != NULL))
			buf_char(form, c);
		else
			buf_printf(form, "%%%02X", (unsigned char)c);
	}
}

static struct slice or_none(const char *text)
{
	return slice_of(text == NULL ? "" : text);
}

static void write_form(const struct oauth *o, struct buf *form)
{
	const struct oauth_settings *s = o->settings;

	/* All the room at once: growing would leave secrets behind in freed memory. */
	buf_reserve(form,
	    3 * (o->secret.n + o->refresh.n + or_none(s->client).n + or_none(s->scope).n) + 256);
	add_pair(form, "grant_type",
	    slice_of(o->refresh.n > 0 ? "refresh_token" : "client_credentials"));
	add_pair(form, "client_id", or_none(s->client));
	add_pair(form, "client_secret", buf_all(&o->secret));
	add_pair(form, "refresh_token", buf_all(&o->refresh));
	add_pair(form, "scope", or_none(s->scope));
}

/* The name of the server, of "https://host:port/path". */
static void host_of(const char *url, char out[128])
{
	struct slice host = slice_from(slice_of(url), strlen("https://"));

	host = slice_sub(host, 0, slice_find(host, '/'));
	host = slice_sub(slice_sub(host, 0, slice_find(host, ':')), 0, 127);
	memcpy(out, host.p, host.n);
	out[host.n] = '\0';
}

static int ask_server(struct oauth *o, bool (*is_unwanted)(void *context), void *context,
    struct oauth_token *token, struct err *err)
{
	struct buf form = BUF_INIT, body = BUF_INIT;
	char host[128];
	long status = 0;
	int rc;

	host_of(o->settings->url, host);
	write_form(o, &form);
	rc = oauth_http_post(o->settings->url, o->settings->ca_file, &form, is_unwanted, context,
	    &status, &body, err);
	if (rc == 0)
		rc = oauth_reply_read(host, status, buf_all(&body), token, err);
	buf_wipe(&form);
	buf_wipe(&body);
	return rc;
}

static int ask_command(struct oauth *o, struct oauth_token *token, struct err *err)
{
	struct buf output = BUF_INIT;
	int rc = oauth_command_run(o->command, &output, err);

	if (rc == 0)
		rc = oauth_reply_read_line(buf_all(&output), token, err);
	buf_wipe(&output);
	return rc;
}

int oauth_token(struct oauth *o, int64_t now_s, bool (*is_unwanted)(void *context), void *context,
    const char **token_r, struct err *err)
{
	int rc = 0;

	o->is_new = false;
	if (o->token.text.n == 0 || now_s >= o->renew_at) {
		buf_wipe(&o->token.text);
		rc = o->command >= 0 ? ask_command(o, &o->token, err) :
		                       ask_server(o, is_unwanted, context, &o->token, err);
		o->renew_at = now_s + o->token.life_s * RENEW_PERCENT / 100;
		o->is_new = rc == 0;
		o->number += rc == 0;
	}
	*token_r = o->token.text.p;
	return rc;
}

uint64_t oauth_number(const struct oauth *o)
{
	return o->number;
}

bool oauth_refused(struct oauth *o, uint64_t number)
{
	bool was_old = o->token.text.n > 0 && !o->is_new;

	if (number != o->number)
		return true;
	buf_wipe(&o->token.text);
	return was_old;
}

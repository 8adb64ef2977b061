/* SPDX-License-Identifier: MIT
 * What follows from several keys of dpupd.conf: the defaults that are made of other keys, and what
 * can only be judged by looking at two of them at once. Owns no state, and looks at nothing but the
 * mode of files with secrets. A rule about one value is conf_check.c's. */
#include "daemon/common/conf_rules.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/common/conf.h"
#include "daemon/common/conf_check.h"
#include "daemon/common/slice.h"
#include "daemon/common/xmalloc.h"

void conf_rules_derive(struct conf *c)
{
	int folder = (int)(strrchr(c->store.path, '/') - c->store.path);

	if (c->store.key_file == NULL)
		c->store.key_file = xasprintf("%.*s/token.key", folder, c->store.path);
	if (c->store.ledger == NULL)
		c->store.ledger = xasprintf("%s.ledger", c->store.path);
	if (c->templates.images == NULL)
		c->templates.images = xasprintf("%s/images", c->templates.path);
	if (c->identity.newsletter_name == NULL && c->identity.organisation != NULL)
		c->identity.newsletter_name = xstrdup(c->identity.organisation);
	if (c->relay_count == 0) {
		c->relays[0] = (struct conf_relay){ .url = xstrdup("smtp://127.0.0.1:25"),
			.tls = xstrdup("none"),
			.connections = 4 };
		c->relay_count = 1;
	}
	if (c->inbox_count == 0) {
		c->inboxes[0] = (struct conf_inbox){ .kind = xstrdup("maildir"),
			.tls = xstrdup("auto"),
			.path = xasprintf("%.*s/Maildir", folder, c->store.path),
			.mailbox = xstrdup("INBOX"),
			.poll_s = 300 };
		c->inbox_count = 1;
	}
	for (int i = 0; i < c->relay_count; i++)
		if (c->relays[i].name == NULL)
			c->relays[i].name = xasprintf("relay%d", i + 1);
	for (int i = 0; i < c->relay_count; i++)
		if (c->relays[i].dkim.selector != NULL && c->relays[i].dkim.domain == NULL &&
		    c->identity.address != NULL)
			c->relays[i].dkim.domain = xstrdup(strrchr(c->identity.address, '@') + 1);
	for (int i = 0; i < c->inbox_count; i++)
		if (c->inboxes[i].name == NULL)
			c->inboxes[i].name = xasprintf("inbox%d", i + 1);
	for (int i = 0; i < c->domain_count; i++)
		if (c->domains[i].name == NULL)
			c->domains[i].name = xasprintf("domains%d", i + 1);
}

struct comparing {
	conf_say *say;
	void *context;
	const char *group; /* "relays" */
	int entry;
};

static void tell(const struct comparing *cmp, enum conf_severity severity, const char *key,
    const char *text)
{
	char *path = xasprintf("%s.[%d].%s", cmp->group, cmp->entry, key);

	cmp->say(cmp->context, severity, path, text);
	free(path);
}

/* "dpup@x.nz" and "dpup+anything@x.nz": mail for a person would come back to us, for ever. */
static bool is_own_address(const char *address, const char *own, const char *delimiter)
{
	struct slice a = slice_of(address), o = slice_of(own);
	size_t at_a = slice_find(a, '@'), at_o = slice_find(o, '@');
	struct slice local = slice_sub(a, 0, at_a);

	if (!slice_equal_fold(slice_from(a, at_a), slice_from(o, at_o)))
		return false;
	if (strcmp(delimiter, "none") != 0 && local.n > at_o && local.p[at_o] == delimiter[0])
		local = slice_sub(local, 0, at_o);
	return slice_equal_fold(local, slice_sub(o, 0, at_o));
}

/* Other people of this machine must not read a secret. Whether it can be read at all is told by
 * who needs it: this may run as another user. */
static void compare_secret(const struct comparing *cmp, const char *key, const char *path)
{
	struct stat st;
	char *text = NULL;

	/* The folder of credentials is there while the unit runs; that they wait for it was told.
	 */
	if (path == NULL ||
	    (slice_starts(slice_of(path), CONF_CREDENTIALS_DEFAULT) &&
	        access(CONF_CREDENTIALS_DEFAULT, F_OK) != 0))
		return;
	if (stat(path, &st) == 0 && (st.st_mode & 07) != 0) {
		text = xasprintf("%s can be read by everybody on this machine; chmod 640 it", key);
		tell(cmp, CONF_ERROR, key, text);
	} else if (access(path, F_OK) != 0 && errno == ENOENT) {
		text = xasprintf("%s: %s does not exist", key, path);
		tell(cmp, CONF_WARNING, key, text);
	}
	free(text);
}

/* What holds for every server we log in to. */
struct login {
	const char *url, *tls, *auth, *user, *password_file;
	const struct conf_oauth2 *oauth2;
};

static bool has_oauth2(const struct conf_oauth2 *o)
{
	return o->token_url != NULL || o->client_id != NULL || o->scope != NULL ||
	    o->command != NULL || o->client_secret_file != NULL || o->refresh_token_file != NULL ||
	    o->ca_file != NULL;
}

static void compare_oauth2(const struct comparing *cmp, const struct login *l)
{
	const struct conf_oauth2 *o = l->oauth2;

	if (o->command != NULL &&
	    (o->token_url != NULL || o->client_id != NULL || o->scope != NULL ||
	        o->client_secret_file != NULL || o->refresh_token_file != NULL ||
	        o->ca_file != NULL))
		tell(cmp, CONF_ERROR, "oauth2",
		    "oauth2 has a command: it gets the token, so nothing else stands beside it");
	else if (o->command == NULL && (o->token_url == NULL || o->client_id == NULL))
		tell(cmp, CONF_ERROR, "oauth2",
		    "oauth2 needs a token_url and a client_id, or a command");
	else if (o->command == NULL && o->client_secret_file == NULL &&
	    o->refresh_token_file == NULL)
		tell(cmp, CONF_ERROR, "oauth2",
		    "oauth2 needs a client_secret_file or a refresh_token_file (or a credential)");
	if (l->user == NULL)
		tell(cmp, CONF_ERROR, "oauth2",
		    "user is missing beside oauth2: it names the mailbox");
	if (l->password_file != NULL)
		tell(cmp, CONF_ERROR, "oauth2",
		    "oauth2 and a password: only one of them can be meant");
	if (l->auth != NULL && strcmp(l->auth, "XOAUTH2") != 0 &&
	    strcmp(l->auth, "OAUTHBEARER") != 0)
		tell(cmp, CONF_ERROR, "auth", "auth must be XOAUTH2 or OAUTHBEARER beside oauth2");
	compare_secret(cmp, "oauth2.client_secret_file", o->client_secret_file);
	compare_secret(cmp, "oauth2.refresh_token_file", o->refresh_token_file);
}

static void compare_login(const struct comparing *cmp, const struct login *l)
{
	if (l->url != NULL && strcmp(l->tls, "none") == 0) {
		if (!conf_check_is_loopback(l->url))
			tell(cmp, CONF_ERROR, "tls",
			    "tls = \"none\" is for this machine (127.0.0.1, ::1, localhost) only");
		if (slice_starts(slice_of(l->url), "smtps:") ||
		    slice_starts(slice_of(l->url), "imaps:"))
			tell(cmp, CONF_ERROR, "tls", "tls = \"none\" contradicts the url");
	}
	if (has_oauth2(l->oauth2))
		compare_oauth2(cmp, l);
	else if (l->user != NULL && l->password_file == NULL)
		tell(cmp, CONF_ERROR, "user",
		    "user needs a password_file or a password_credential");
	if (l->user == NULL && (l->password_file != NULL || l->auth != NULL))
		tell(cmp, CONF_ERROR, "user", "user is missing beside auth or a password");
	compare_secret(cmp, "password_file", l->password_file);
}

static void compare_maildir(const struct comparing *cmp, const struct conf_inbox *in)
{
	if (in->path == NULL)
		tell(cmp, CONF_ERROR, "path", "inboxes.path is missing: a maildir needs it");
	if (in->url != NULL || in->user != NULL || in->password_file != NULL || in->auth != NULL ||
	    in->ca_file != NULL || in->processed != NULL)
		tell(cmp, CONF_ERROR, "kind",
		    "a maildir has no url, user, password, auth, ca_file or processed; is kind = "
		    "\"imap\" meant?");
}

static void compare_imap(const struct comparing *cmp, const struct conf_inbox *in)
{
	struct login l = { in->url, in->tls, in->auth, in->user, in->password_file, &in->oauth2 };

	if (in->url == NULL)
		tell(cmp, CONF_ERROR, "url", "inboxes.url is missing: imap needs it");
	if (in->user == NULL)
		tell(cmp, CONF_ERROR, "user", "inboxes.user is missing: imap needs it");
	if (in->path != NULL)
		tell(cmp, CONF_ERROR, "path", "path is for a maildir; is mailbox meant?");
	if (in->processed != NULL && strcmp(in->processed, in->mailbox) == 0)
		tell(cmp, CONF_ERROR, "processed",
		    "processed is the mailbox itself; mail moved there would be read again");
	compare_login(cmp, &l);
}

static void compare_dkim(const struct comparing *cmp, const struct conf_relay *r)
{
	if ((r->dkim.selector == NULL) != (r->dkim.key_file == NULL) ||
	    (r->dkim.selector2 == NULL) != (r->dkim.key_file2 == NULL))
		tell(cmp, CONF_ERROR, "dkim",
		    "dkim needs a selector and a key_file (or a key_credential)");
	else if (r->dkim.selector == NULL && (r->dkim.domain != NULL || r->dkim.selector2 != NULL))
		tell(cmp, CONF_ERROR, "dkim",
		    "dkim has no selector and key_file; the second come after the first");
	compare_secret(cmp, "dkim.key_file", r->dkim.key_file);
	compare_secret(cmp, "dkim.key_file2", r->dkim.key_file2);
}

static void compare_relays(const struct conf *c, struct comparing *cmp)
{
	cmp->group = "relays";
	for (int i = 0; i < c->relay_count; i++) {
		const struct conf_relay *r = &c->relays[i];
		struct login l = { r->url, r->tls, r->auth, r->user, r->password_file, &r->oauth2 };

		cmp->entry = i;
		compare_login(cmp, &l);
		compare_dkim(cmp, r);
		if (r->certificate_key_file != NULL && r->certificate_file == NULL)
			tell(cmp, CONF_ERROR, "certificate_key_file",
			    "certificate_file is missing beside its key");
		compare_secret(cmp, "certificate_key_file", r->certificate_key_file);
		for (int j = 0; j < i; j++)
			if (strcmp(r->name, c->relays[j].name) == 0)
				tell(cmp, CONF_ERROR, "name", "two relays have this name");
	}
}

static void compare_inboxes(const struct conf *c, struct comparing *cmp)
{
	cmp->group = "inboxes";
	for (int i = 0; i < c->inbox_count; i++) {
		const struct conf_inbox *in = &c->inboxes[i];

		cmp->entry = i;
		if (in->kind != NULL && strcmp(in->kind, "imap") == 0)
			compare_imap(cmp, in);
		else if (in->kind != NULL)
			compare_maildir(cmp, in);
		for (int j = 0; j < i; j++)
			if (strcmp(in->name, c->inboxes[j].name) == 0)
				tell(cmp, CONF_ERROR, "name", "two inboxes have this name");
	}
}

static void compare_web(const struct conf *c, conf_say *say, void *context)
{
	struct stat st;

	if (c->web.base_url != NULL && c->web.listen == NULL)
		say(context, CONF_ERROR, "web.base_url",
		    "web.base_url links to pages that nobody serves: give web.listen too");
	if (c->web.listen != NULL && c->web.metrics_listen != NULL &&
	    strcmp(c->web.listen, c->web.metrics_listen) == 0)
		say(context, CONF_ERROR, "web.metrics_listen",
		    "web.metrics_listen is the same as web.listen: the numbers have a port of their own");
	if ((c->web.tls_cert == NULL) != (c->web.tls_key_file == NULL))
		say(context, CONF_ERROR, "web.tls_cert",
		    "web.tls_cert needs a tls_key_file (or a tls_key_credential), and the other way round");
	if (c->web.tls_key_file != NULL && stat(c->web.tls_key_file, &st) == 0 &&
	    (st.st_mode & 07) != 0)
		say(context, CONF_ERROR, "web.tls_key_file",
		    "web.tls_key_file can be read by everybody on this machine; chmod 640 it");
	if (c->web.listen != NULL && c->web.tls_cert == NULL && !conf_web_is_local(c))
		say(context, CONF_WARNING, "web.listen",
		    "web.listen is open to other machines, without encryption: give tls_cert, or let a proxy "
		    "in front of it do that");
}

bool conf_web_is_local(const struct conf *c)
{
	char *url = xasprintf("http://%s", c->web.listen);
	bool is_local = strchr(c->web.listen, ':') == NULL || conf_check_is_loopback(url);

	free(url);
	return is_local;
}

/* A domain in two groups would be the first's, and nobody would see why. */
static void compare_domains(const struct conf *c, struct comparing *cmp)
{
	cmp->group = "domains";
	for (int i = 0; i < c->domain_count; i++) {
		cmp->entry = i;
		for (int j = 0; j < i; j++) {
			struct slice rest = slice_of(c->domains[i].domains), word, others, other;

			if (strcmp(c->domains[i].name, c->domains[j].name) == 0)
				tell(cmp, CONF_ERROR, "name",
				    "two groups of domains have this name");
			while (slice_next_word(&rest, &word)) {
				others = slice_of(c->domains[j].domains);
				while (slice_next_word(&others, &other))
					if (slice_equal_fold(word, other))
						tell(cmp, CONF_ERROR, "domains",
						    "one of these domains stands in another group, too");
			}
		}
	}
}

void conf_rules_compare(const struct conf *c, conf_say *say, void *context)
{
	struct comparing cmp = { .say = say, .context = context };

	if (c->identity.address != NULL && c->identity.human != NULL &&
	    is_own_address(c->identity.human, c->identity.address, c->identity.delimiter))
		say(context, CONF_ERROR, "identity.human",
		    "identity.human is dpupd's own address: what it forwards would come back to it");
	for (int i = 0; i < c->identity.former_count && c->identity.human != NULL; i++)
		if (is_own_address(c->identity.human, c->identity.former_addresses[i],
		        c->identity.delimiter))
			say(context, CONF_ERROR, "identity.human",
			    "identity.human is one of identity.former_addresses: "
			    "what dpupd forwards would come back to it");
	if (c->sending.retry_count == 0)
		say(context, CONF_ERROR, "sending.retry",
		    "sending.retry is empty: give at least one wait, as in [ \"5m\" ]");
	compare_relays(c, &cmp);
	compare_inboxes(c, &cmp);
	compare_web(c, say, context);
	compare_domains(c, &cmp);
}

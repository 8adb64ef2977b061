/* SPDX-License-Identifier: MIT
 * Every key of dpupd.conf: its name, type, default, bounds and form. dpupd.conf in the root and
 * dpupd.conf(5) explain the same keys to people; test_conf.c holds the three together.
 *
 * After the table stand the judge of one value, and what can only be judged by looking at two
 * keys at once. Owns no state
 * and looks at nothing but the list of time zones and the mode of password files. A new key is a
 * row here and a field in conf.h. */
#include "conf_table.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "conf.h"
#include "num.h"
#include "slice.h"
#include "utf8.h"
#include "xmalloc.h"
#include "zone.h"

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS "0123456789"

static bool has_only(struct slice s, const char *allowed)
{
	for (size_t i = 0; i < s.n; i++)
		if (strchr(allowed, s.p[i]) == NULL)
			return false;
	return true;
}

static bool is_host(struct slice host)
{
	struct slice label;

	if (host.n == 0 || host.n > 253)	/* RFC 1035 §2.3.4 */
		return false;
	while (slice_next(&host, '.', &label))
		if (label.n == 0 || label.n > 63 || label.p[0] == '-' || label.p[label.n - 1] == '-' ||
		    !has_only(label, LETTERS DIGITS "-"))
			return false;
	return true;
}

static const char *check_domain(const char *text)
{
	return is_host(slice_of(text)) ? NULL : "is not a domain name; write it like \"example.govt.nz\"";
}

/* Enough to find a slip; core checks it fully, with the rules for what may be sent to. */
static const char *check_address(const char *text)
{
	struct slice s = slice_of(text), domain = slice_from(s, slice_find(s, '@') + 1);
	struct slice local = slice_sub(s, 0, slice_find(s, '@'));

	if (s.n > 254 || local.n == 0 || local.n > 64 || local.p[0] == '.' ||
	    local.p[local.n - 1] == '.' || strstr(text, "..") != NULL ||
	    !has_only(local, LETTERS DIGITS "!#$%&'*+-/=?^_`{|}~."))
		return "is not an email address; write it like \"dpup@example.govt.nz\"";
	if (!is_host(domain) || slice_find(domain, '.') == domain.n)
		return "has no usable domain after the @; write it like \"dpup@example.govt.nz\"";
	return NULL;
}

static const char *check_name(const char *text)
{
	if (!has_only(slice_of(text), LETTERS DIGITS "_-"))
		return "may have letters, digits, - and _ only";
	return NULL;
}

/* It becomes the name of a folder, so it can be nothing but a language tag (RFC 5646). */
static const char *check_language(const char *text)
{
	if (strlen(text) > 35 || text[0] == '-' || !has_only(slice_of(text), LETTERS DIGITS "-"))
		return "is not a language tag; write it like \"en\" or \"mi\"";
	return NULL;
}

static const char *check_credential(const char *text)
{
	if (text[0] == '.' || !has_only(slice_of(text), LETTERS DIGITS "_.-"))
		return "is not the name of a credential; it is the word before the colon of LoadCredential=";
	return NULL;
}

static const char *check_zone(const char *text)
{
	return zone_is_known(text) ? NULL :
	    "is not a time zone this system knows (is tzdata installed?); write it like "
	    "\"Pacific/Auckland\"";
}

static bool is_clock(struct slice text, int64_t *minutes_r)
{
	int64_t hour, minute;

	if (text.n != 5 || text.p[2] != ':' || !num_parse(slice_sub(text, 0, 2), 0, 24, &hour) ||
	    !num_parse(slice_from(text, 3), 0, 59, &minute))
		return false;
	*minutes_r = hour * 60 + minute;
	return *minutes_r <= 24 * 60;
}

static const char *check_hours(const char *text)
{
	struct slice s = slice_of(text);
	int64_t from, to;

	if (slice_is(s, "always") || (s.n == 11 && s.p[5] == '-' && is_clock(slice_sub(s, 0, 5), &from) &&
	    is_clock(slice_from(s, 6), &to) && from < to))
		return NULL;
	return "is no span of a day; write it like \"08:00-18:00\", or \"always\"";
}

static const char *check_dates(const char *text)
{
	struct slice rest = slice_of(text), word;
	int64_t n;

	while (slice_next(&rest, ' ', &word)) {
		if (word.n == 0)
			continue;
		if (word.n != 10 || word.p[4] != '-' || word.p[7] != '-' ||
		    !num_parse(slice_sub(word, 0, 4), 1970, 9999, &n) ||
		    !num_parse(slice_sub(word, 5, 2), 1, 12, &n) || !num_parse(slice_from(word, 8), 1, 31, &n))
			return "is no list of dates; write it like \"2026-09-28 2027-01-25\"";
	}
	return NULL;
}

static const char *check_domains(const char *text)
{
	struct slice rest = slice_of(text), word;

	while (slice_next_word(&rest, &word))
		if (!is_host(word) || slice_find(word, '.') == word.n)
			return "is no list of domains; write it like \"outlook.com hotmail.com\"";
	return NULL;
}

static const char *check_website(const char *text)
{
	struct slice s = slice_of(text), host = slice_from(s, strlen("https://"));

	if (!slice_starts(s, "https://") || strpbrk(text, " \"<>\\") != NULL)
		return "is not a web address; it begins with https://";
	host = slice_sub(host, 0, slice_find(host, '/'));
	return is_host(slice_sub(host, 0, slice_find(host, ':'))) ? NULL :
	    "has no usable host name after https://";
}

/* The host of scheme://host[:port][/]; false where the text has any other form. */
static bool url_host(const char *text, struct slice *host_r, struct slice *port_r)
{
	struct slice s = slice_of(text), rest = slice_from(s, slice_find_text(s, "://") + 3);
	size_t end;

	if (rest.n > 0 && rest.p[rest.n - 1] == '/')
		rest.n--;
	if (rest.n > 0 && rest.p[0] == '[') {
		end = slice_find(rest, ']');
		if (end == rest.n)
			return false;
		*host_r = slice_sub(rest, 1, end - 1);
		rest = slice_from(rest, end + 1);
	} else {
		end = slice_find(rest, ':');
		*host_r = slice_sub(rest, 0, end);
		rest = slice_from(rest, end);
	}
	*port_r = slice_from(rest, 1);
	return rest.n == 0 || (rest.p[0] == ':' && rest.n > 1);
}

/* A host that never leaves this machine: 127/8, ::1, localhost. */
static bool is_loopback(const char *url)
{
	struct slice host, port, rest, part;
	int parts = 0;
	int64_t n;

	if (!url_host(url, &host, &port))
		return false;
	if (slice_is(host, "::1") || slice_is_fold(host, "localhost"))
		return true;
	/* "127.evil.example" begins the same: all four parts must be numbers. */
	rest = host;
	while (slice_next(&rest, '.', &part)) {
		if (!num_parse(part, 0, 255, &n) || (parts == 0 && n != 127))
			return false;
		parts++;
	}
	return parts == 4;
}

static const char *check_server(const char *text, const char *const schemes[2], const char *form)
{
	struct slice s = slice_of(text), host, port;
	int64_t n;

	if (!slice_starts(s, schemes[0]) && !slice_starts(s, schemes[1]))
		return form;
	if (slice_find(s, '@') < s.n)
		return "must not hold a user or a password; use the keys user and password_file";
	if (!url_host(text, &host, &port))
		return form;
	if (port.n > 0 && !num_parse(port, 1, 65535, &n))
		return "has a port that is not a number from 1 to 65535";
	if (is_host(host) || (slice_find(host, ':') < host.n && has_only(host, DIGITS "abcdefABCDEF:.")))
		return NULL;
	return "has no usable host name";
}

static const char *check_smtp(const char *text)
{
	static const char *const schemes[] = { "smtp://", "smtps://" };

	return check_server(text, schemes,
	    "is not a mail relay; write it like \"smtp://relay.example.govt.nz:587\" or \"smtps://...\"");
}

static const char *check_imap(const char *text)
{
	static const char *const schemes[] = { "imaps://", "imap://" };

	return check_server(text, schemes,
	    "is not a mail server; write it like \"imaps://mail.example.govt.nz\" or \"imap://...\"");
}

static const char *check_token_url(const char *text)
{
	struct slice host = slice_from(slice_of(text), strlen("https://")), port;
	int64_t n;

	if (!slice_starts(slice_of(text), "https://") || strpbrk(text, " \"<>\\@#") != NULL)
		return "is not where tokens are given; it begins with https:// and has no user in it";
	host = slice_sub(host, 0, slice_find(host, '/'));
	port = slice_from(host, slice_find(host, ':') + 1);
	if (port.n > 0 && !num_parse(port, 1, 65535, &n))
		return "has a port that is not a number from 1 to 65535";
	return is_host(slice_sub(host, 0, slice_find(host, ':'))) ? NULL :
	    "has no usable host name after https://";
}

/* A port (of this machine only), or a numeric address and a port. */
static const char *check_listen(const char *text)
{
	static const char form[] = "is nothing to listen on; write it like \"8080\" (this machine only), "
	    "\"192.0.2.1:8080\" or \"[::]:8080\"";
	char *url = xasprintf("http://%s", text);
	struct slice s = slice_of(text), host, port;
	unsigned char bytes[16];
	bool is_good = url_host(url, &host, &port);
	char *name = is_good ? slice_dup(host) : NULL;
	int64_t n;

	if (has_only(s, DIGITS))
		is_good = num_parse(s, 1, 65535, &n);
	else
		is_good = is_good && num_parse(port, 1, 65535, &n) &&
		    inet_pton(text[0] == '[' ? AF_INET6 : AF_INET, name, bytes) == 1;
	free(name);
	free(url);
	return is_good ? NULL : form;
}

/* The numbers are for a scraper on this machine: who reads them needs to prove nothing. */
static const char *check_metrics_listen(const char *text)
{
	const char *fault = check_listen(text);
	char *url = xasprintf("http://%s", text);

	if (fault == NULL && strchr(text, ':') != NULL && !is_loopback(url))
		fault = "is for this machine only; write it like \"9187\", \"127.0.0.1:9187\" or \"[::1]:9187\"";
	free(url);
	return fault;
}

/* What links begin with: no ending slash, no question, nothing a mail program would break. */
static const char *check_base_url(const char *text)
{
	const char *fault = check_website(text);

	if (fault != NULL)
		return fault;
	if (text[strlen(text) - 1] == '/' || strpbrk(text, "?#,'&") != NULL)
		return "must not end in / or hold ? or #; write it like \"https://dpup.example.govt.nz\"";
	return NULL;
}

#define SASL_WORDS "PLAIN LOGIN CRAM-MD5 SCRAM-SHA-1 SCRAM-SHA-256 XOAUTH2 OAUTHBEARER"
#define DAY_MAX (100 * 366)	/* days; longer is a slip */
#define MONTH_S (31 * 86400)
#define SOCKET_PATH_MAX 107	/* sun_path of struct sockaddr_un, less its NUL */
#define PASSWORD_NEVER \
	"put the password into a file of its own and name that in password_file, or give a " \
	"systemd credential in password_credential"

#define SECRET_NEVER \
	"put the secret into a file of its own and name that in client_secret_file, or give a systemd " \
	"credential in client_secret_credential"

#define AT(field) .offset = offsetof(struct conf, field)
#define RELAY(field) .offset = offsetof(struct conf_relay, field)
#define INBOX(field) .offset = offsetof(struct conf_inbox, field)
#define DOMAIN(field) .offset = offsetof(struct conf_domain, field)
#define REQUIRED .flags = CONF_REQUIRED
#define LATER .flags = CONF_LATER

static const struct conf_key identity[] = {
	{ "organisation", CONF_TEXT, REQUIRED, AT(identity.organisation), .max = 200 },
	{ "address", CONF_TEXT, REQUIRED, AT(identity.address), .check = check_address },
	{ "delimiter", CONF_CHOICE, AT(identity.delimiter), .fallback = "+", .words = "+ - = _ # none" },
	{ "human", CONF_TEXT, REQUIRED, AT(identity.human), .check = check_address },
	{ "postal", CONF_TEXT, REQUIRED, AT(identity.postal), .max = 300 },
	{ "website", CONF_TEXT, AT(identity.website), .check = check_website },
	{ "privacy_officer", CONF_TEXT, AT(identity.privacy_officer), .check = check_address },
	{ "newsletter_name", CONF_TEXT, AT(identity.newsletter_name), .max = 200 },
};

static const struct conf_key store[] = {
	{ "path", CONF_PATH, AT(store.path), .fallback = "/var/lib/dpupd/dpupd.db" },
	{ "key_file", CONF_PATH, AT(store.key_file) },
	{ "key_credential", CONF_CREDENTIAL, AT(store.key_file), .check = check_credential },
};

static const struct conf_key dkim[] = {
	{ "domain", CONF_TEXT, RELAY(dkim.domain), .max = 253, .check = check_domain },
	{ "selector", CONF_TEXT, RELAY(dkim.selector), .max = 63, .check = check_domain },
	{ "key_file", CONF_PATH, RELAY(dkim.key_file) },
	{ "key_credential", CONF_CREDENTIAL, RELAY(dkim.key_file), .check = check_credential },
	{ "selector2", CONF_TEXT, RELAY(dkim.selector2), .max = 63, .check = check_domain },
	{ "key_file2", CONF_PATH, RELAY(dkim.key_file2) },
	{ "key_credential2", CONF_CREDENTIAL, RELAY(dkim.key_file2), .check = check_credential },
};

static const struct conf_group dkim_group = { .name = "relays.dkim", .keys = dkim,
	.key_count = sizeof dkim / sizeof dkim[0] };

/* The same keys for relays and for inboxes, in structs of their own. */
#define OAUTH2_KEYS(OF) { \
	{ "token_url", CONF_TEXT, OF(oauth2.token_url), .max = 500, .check = check_token_url }, \
	{ "client_id", CONF_TEXT, OF(oauth2.client_id), .max = 300 }, \
	{ "scope", CONF_TEXT, OF(oauth2.scope), .max = 1000 }, \
	{ "client_secret_file", CONF_PATH, OF(oauth2.client_secret_file) }, \
	{ "client_secret_credential", CONF_CREDENTIAL, OF(oauth2.client_secret_file), \
	    .check = check_credential }, \
	{ "client_secret", CONF_NEVER, .words = SECRET_NEVER }, \
	{ "refresh_token_file", CONF_PATH, OF(oauth2.refresh_token_file) }, \
	{ "refresh_token_credential", CONF_CREDENTIAL, OF(oauth2.refresh_token_file), \
	    .check = check_credential }, \
	{ "command", CONF_TEXT, OF(oauth2.command), .max = 1000 }, \
	{ "ca_file", CONF_PATH, OF(oauth2.ca_file) }, \
}
#define OAUTH2_KEY_COUNT 10

static const struct conf_key relay_oauth2[OAUTH2_KEY_COUNT] = OAUTH2_KEYS(RELAY);
static const struct conf_key inbox_oauth2[OAUTH2_KEY_COUNT] = OAUTH2_KEYS(INBOX);
static const struct conf_group relay_oauth2_group = { .name = "relays.oauth2", .keys = relay_oauth2,
	.key_count = OAUTH2_KEY_COUNT };
static const struct conf_group inbox_oauth2_group = { .name = "inboxes.oauth2", .keys = inbox_oauth2,
	.key_count = OAUTH2_KEY_COUNT };

static const struct conf_key relays[] = {
	{ "name", CONF_TEXT, RELAY(name), .max = 40, .check = check_name },
	{ "url", CONF_TEXT, REQUIRED, RELAY(url), .max = 300, .check = check_smtp },
	{ "tls", CONF_CHOICE, RELAY(tls), .fallback = "auto", .words = "auto required none" },
	{ "auth", CONF_CHOICE, RELAY(auth), .words = SASL_WORDS },
	{ "user", CONF_TEXT, RELAY(user), .max = 320 },
	{ "password_file", CONF_PATH, RELAY(password_file) },
	{ "password_credential", CONF_CREDENTIAL, RELAY(password_file), .check = check_credential },
	{ "password", CONF_NEVER, .words = PASSWORD_NEVER },
	{ "ca_file", CONF_PATH, RELAY(ca_file) },
	{ "connections", CONF_INT, RELAY(connections), .fallback = "4", .min = 1, .max = 64 },
	{ "per_minute", CONF_INT64, RELAY(per_minute), .min = 1, .max = 1000000 },
	{ "per_day", CONF_INT64, RELAY(per_day), .min = 1, .max = 100000000 },
	{ "certificate_file", CONF_PATH, RELAY(certificate_file) },
	{ "certificate_key_file", CONF_PATH, RELAY(certificate_key_file) },
	{ "certificate_key_credential", CONF_CREDENTIAL, RELAY(certificate_key_file), .check = check_credential },
	{ "oauth2", CONF_KEYS, .group = &relay_oauth2_group },
	{ "dkim", CONF_KEYS, .group = &dkim_group },
};

static const struct conf_key inboxes[] = {
	{ "name", CONF_TEXT, INBOX(name), .max = 40, .check = check_name },
	{ "kind", CONF_CHOICE, REQUIRED, INBOX(kind), .words = "maildir imap" },
	{ "path", CONF_PATH, INBOX(path) },
	{ "url", CONF_TEXT, INBOX(url), .max = 300, .check = check_imap },
	{ "tls", CONF_CHOICE, INBOX(tls), .fallback = "auto", .words = "auto required none" },
	{ "auth", CONF_CHOICE, INBOX(auth), .words = SASL_WORDS },
	{ "user", CONF_TEXT, INBOX(user), .max = 320 },
	{ "password_file", CONF_PATH, INBOX(password_file) },
	{ "password_credential", CONF_CREDENTIAL, INBOX(password_file), .check = check_credential },
	{ "password", CONF_NEVER, .words = PASSWORD_NEVER },
	{ "ca_file", CONF_PATH, INBOX(ca_file) },
	{ "mailbox", CONF_TEXT, INBOX(mailbox), .fallback = "INBOX", .max = 200 },
	{ "processed", CONF_TEXT, INBOX(processed), .max = 200 },
	{ "poll", CONF_SPAN, INBOX(poll_s), .fallback = "5m", .min = 5, .max = 3600 },
	{ "authserv_id", CONF_TEXT, INBOX(authserv_id), .max = 253 },
	{ "oauth2", CONF_KEYS, .group = &inbox_oauth2_group },
};

static const struct conf_key domains[] = {
	{ "name", CONF_TEXT, DOMAIN(name), .max = 40, .check = check_name },
	{ "domains", CONF_TEXT, REQUIRED, DOMAIN(domains), .max = 1000, .check = check_domains },
	{ "per_minute", CONF_INT64, REQUIRED, DOMAIN(per_minute), .min = 1, .max = 60000 },
	{ "connections", CONF_INT, DOMAIN(connections), .min = 1, .max = 512 },
};

static const struct conf_key control[] = {
	{ "socket", CONF_PATH, AT(control.socket), .fallback = "/run/dpupd/control.sock",
	    .max = SOCKET_PATH_MAX },
	{ "group", CONF_TEXT, AT(control.group), .max = 32, .check = check_name },
};

static const struct conf_key sending[] = {
	{ "give_up", CONF_SPAN, AT(sending.give_up_s), .fallback = "5d", .min = 60, .max = 30 * 86400 },
	{ "answer", CONF_SPAN, AT(sending.answer_s), .fallback = "600s", .min = 1, .max = 3600 },
	{ "chunk", CONF_INT64, AT(sending.chunk), .fallback = "1000", .min = 1, .max = 10000 },
	{ "window", CONF_TEXT, AT(sending.window), .fallback = "08:00-18:00", .check = check_hours },
	{ "window_days", CONF_CHOICE, AT(sending.window_days), .fallback = "working",
	    .words = "working weekdays all" },
	{ "holidays", CONF_TEXT, AT(sending.holidays), .max = 32 * 11, .check = check_dates },
	{ "retry", CONF_SPANS, LATER, .min = 1, .max = 30 * 86400 },
};

static const struct conf_key announcements[] = {
	{ "approvals", CONF_INT, AT(announcements.approvals), .fallback = "1", .min = 0, .max = 5 },
};

static const struct conf_key meetings[] = {
	{ "reminders", CONF_SPANS, AT(meetings.reminders_s),
	    .count = offsetof(struct conf, meetings.reminder_count), .fallback = "7d 1d 2h",
	    .min = 60, .max = 366 * 86400 },
	{ "horizon", CONF_SPAN, AT(meetings.horizon_s), .fallback = "42d", .min = 86400, .max = 366 * 86400 },
	{ "max_late", CONF_SPAN, AT(meetings.max_late_s), .fallback = "1h", .min = 0, .max = MONTH_S },
};

static const struct conf_key privacy[] = {
	{ "unconfirmed_days", CONF_INT64, AT(privacy.unconfirmed_days), .fallback = "7",
	    .min = 1, .max = 90 },
	{ "inbound_days", CONF_INT64, AT(privacy.inbound_days), .fallback = "30",
	    .min = 1, .max = DAY_MAX },
	{ "delivery_days", CONF_INT64, AT(privacy.delivery_days), .fallback = "90",
	    .min = 1, .max = DAY_MAX },
	{ "notice", CONF_TEXT, AT(privacy.notice), .fallback = "1", .max = 40 },
	{ "bounce_days", CONF_INT64, AT(privacy.bounce_days), .fallback = "14", .min = 1, .max = DAY_MAX },
	{ "rsvp_days", CONF_INT64, AT(privacy.rsvp_days), .fallback = "30", .min = 1, .max = DAY_MAX },
	{ "consent_years", CONF_INT64, AT(privacy.consent_years), .fallback = "7", .min = 1, .max = 100 },
	{ "left_days", CONF_INT64, AT(privacy.left_days), .fallback = "30",
	    .min = 1, .max = DAY_MAX },
	{ "legal_hold", CONF_FLAG, AT(privacy.legal_hold) },
	{ "yearly", CONF_FLAG, AT(privacy.yearly), .fallback = "true" },
	{ "yearly_days", CONF_INT64, AT(privacy.yearly_days), .fallback = "365", .min = 180, .max = 3660 },
	{ "yearly_answer_days", CONF_INT64, AT(privacy.yearly_answer_days), .fallback = "30", .min = 7, .max = 180 },
	{ "yearly_delete_days", CONF_INT64, AT(privacy.yearly_delete_days), .fallback = "60", .min = 7, .max = DAY_MAX },
	{ "yearly_per_day", CONF_INT64, AT(privacy.yearly_per_day), .fallback = "200", .min = 1, .max = 100000 },
};

static const struct conf_key limits[] = {
	{ "message_max", CONF_INT64, AT(limits.message_max), .fallback = "33554432", .min = 64 << 10,
	    .max = 64 << 20 },
	{ "answers_per_sender", CONF_INT64, AT(limits.answers_per_sender), .fallback = "10", .min = 1,
	    .max = 100000 },
	{ "answers_total", CONF_INT64, AT(limits.answers_total), .fallback = "500", .min = 1,
	    .max = 1000000 },
	{ "confirms_per_address", CONF_INT64, AT(limits.confirms_per_address), .fallback = "1", .min = 1,
	    .max = 100 },
	{ "confirms_per_domain", CONF_INT64, AT(limits.confirms_per_domain), .fallback = "200", .min = 1,
	    .max = 1000000 },
	{ "confirms_total", CONF_INT64, AT(limits.confirms_total), .fallback = "200", .min = 1,
	    .max = 1000000 },
};

static const struct conf_key web[] = {
	{ "listen", CONF_TEXT, AT(web.listen), .max = 60, .check = check_listen },
	{ "metrics_listen", CONF_TEXT, AT(web.metrics_listen), .max = 60, .check = check_metrics_listen },
	{ "base_url", CONF_TEXT, AT(web.base_url), .max = 200, .check = check_base_url },
	{ "tls_cert", CONF_PATH, AT(web.tls_cert) },
	{ "tls_key_file", CONF_PATH, AT(web.tls_key_file) },
	{ "tls_key_credential", CONF_CREDENTIAL, AT(web.tls_key_file), .check = check_credential },
	{ "connections", CONF_INT, AT(web.connections), .fallback = "128", .min = 8, .max = 1000 },
	{ "per_address", CONF_INT, AT(web.per_address), .min = 1, .max = 1000 },
};

static const struct conf_key logging[] = {
	{ "level", CONF_CHOICE, AT(log.level), .fallback = "info", .words = "error warning info debug" },
};

static const struct conf_key templates[] = {
	{ "path", CONF_PATH, AT(templates.path), .fallback = DPUPD_DATADIR "/templates" },
	{ "language", CONF_TEXT, AT(templates.language), .fallback = "en", .check = check_language },
	{ "timezone", CONF_TEXT, AT(templates.timezone), .fallback = "Pacific/Auckland",
	    .check = check_zone },
};

#define COUNT(a) (sizeof (a) / sizeof (a)[0])
#define KEYS(a) .keys = a, .key_count = COUNT(a)

const struct conf_group conf_groups[] = {
	{ "identity", KEYS(identity) },
	{ "store", KEYS(store) },
	{ "relays", KEYS(relays), AT(relays), .entries_max = CONF_RELAYS_MAX,
	    .entry_size = sizeof(struct conf_relay), .count = offsetof(struct conf, relay_count) },
	{ "inboxes", KEYS(inboxes), AT(inboxes), .entries_max = CONF_INBOXES_MAX,
	    .entry_size = sizeof(struct conf_inbox), .count = offsetof(struct conf, inbox_count) },
	{ "control", KEYS(control) },
	{ "sending", KEYS(sending) },
	{ "announcements", KEYS(announcements) },
	{ "meetings", KEYS(meetings) },
	{ "privacy", KEYS(privacy) },
	{ "limits", KEYS(limits) },
	{ "web", KEYS(web) },
	{ "log", KEYS(logging) },
	{ "templates", KEYS(templates) },
	{ "domains", KEYS(domains), AT(domains), .entries_max = CONF_DOMAINS_MAX,
	    .entry_size = sizeof(struct conf_domain), .count = offsetof(struct conf, domain_count) },
};
const size_t conf_group_count = COUNT(conf_groups);

_Static_assert(COUNT(conf_groups) <= CONF_GROUPS_MAX, "the groups of a file are bits of a word");

/* --- one value ------------------------------------------------------------------------------ */

/* The table's spelling of the word, whatever the file's; NULL where it is none of them. */
static char *choice_of(const char *words, struct slice text)
{
	struct slice rest = slice_of(words), word;

	while (slice_next_word(&rest, &word))
		if (slice_equal_fold(word, text))
			return slice_dup(word);
	return NULL;
}

static const char *text_fault(const struct conf_key *key, const char *text)
{
	if (text[0] == '\0')
		return "is empty; leave the key out instead";
	if (strlen(text) > CONF_TEXT_MAX)
		return "is longer than anything here may be";
	if (!utf8_is_valid(slice_of(text)))
		return "is not UTF-8";
	for (const char *p = text; *p != '\0'; p++)
		if ((unsigned char)*p < ' ' || *p == 127)
			return "holds a line break or another control character";
	return key->check != NULL ? key->check(text) : NULL;
}

int conf_table_text(const struct conf_key *key, const char *text, char **value_r, struct err *err)
{
	const char *fault = text_fault(key, text);

	if (fault != NULL)
		return err_set(err, ERR_PERM, "%s", fault);
	*value_r = key->type == CONF_CHOICE ? choice_of(key->words, slice_of(text)) : xstrdup(text);
	if (*value_r == NULL)
		return err_set(err, ERR_PERM, "is \"%.80s\"; it may be one of: %s", text, key->words);
	return 0;
}

static void span_text(struct buf *out, int64_t s)
{
	static const struct {
		int64_t s;
		char unit;
	} units[] = { { 86400, 'd' }, { 3600, 'h' }, { 60, 'm' }, { 1, 's' } };
	size_t i = 0;

	while (s % units[i].s != 0)
		i++;
	buf_printf(out, "%lld%c", (long long)(s / units[i].s), units[i].unit);
}

int conf_table_span(const struct conf_key *key, const char *text, int64_t *span_s_r,
    struct err *err)
{
	struct buf bounds = BUF_INIT;

	if (num_parse_span(slice_of(text), key->max, span_s_r) && *span_s_r >= key->min)
		return 0;
	span_text(&bounds, key->min);
	buf_text(&bounds, " to ");
	span_text(&bounds, key->max);
	(void)err_set(err, ERR_PERM,
	    "is \"%.40s\"; it is a span of time like \"90s\", \"5m\", \"2h\" or \"7d\", %s", text,
	    bounds.p);
	buf_release(&bounds);
	return -1;
}

/* --- keys compared with each other ---------------------------------------------------------- */

void conf_table_derive(struct conf *c)
{
	int folder = (int)(strrchr(c->store.path, '/') - c->store.path);

	if (c->store.key_file == NULL)
		c->store.key_file = xasprintf("%.*s/token.key", folder, c->store.path);
	if (c->identity.newsletter_name == NULL && c->identity.organisation != NULL)
		c->identity.newsletter_name = xstrdup(c->identity.organisation);
	if (c->relay_count == 0) {
		c->relays[0] = (struct conf_relay){ .url = xstrdup("smtp://127.0.0.1:25"),
			.tls = xstrdup("none"), .connections = 4 };
		c->relay_count = 1;
	}
	if (c->inbox_count == 0) {
		c->inboxes[0] = (struct conf_inbox){ .kind = xstrdup("maildir"), .tls = xstrdup("auto"),
			.path = xasprintf("%.*s/Maildir", folder, c->store.path),
			.mailbox = xstrdup("INBOX"), .poll_s = 300 };
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
	const char *group;	/* "relays" */
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

	if (path == NULL)
		return;
	if (stat(path, &st) == 0 && (st.st_mode & 07) != 0) {
		text = xasprintf("%s can be read by everybody on this machine; chmod 640 it", key);
		tell(cmp, CONF_ERROR, key, text);
	} else if (access(path, F_OK) != 0 && errno == ENOENT) {
		text = xasprintf("%s does not exist", key);
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
	return o->token_url != NULL || o->client_id != NULL || o->scope != NULL || o->command != NULL ||
	    o->client_secret_file != NULL || o->refresh_token_file != NULL || o->ca_file != NULL;
}

static void compare_oauth2(const struct comparing *cmp, const struct login *l)
{
	const struct conf_oauth2 *o = l->oauth2;

	if (o->command != NULL && (o->token_url != NULL || o->client_id != NULL || o->scope != NULL ||
	    o->client_secret_file != NULL || o->refresh_token_file != NULL || o->ca_file != NULL))
		tell(cmp, CONF_ERROR, "oauth2", "oauth2 has a command: it gets the token, so nothing else stands beside it");
	else if (o->command == NULL && (o->token_url == NULL || o->client_id == NULL))
		tell(cmp, CONF_ERROR, "oauth2", "oauth2 needs a token_url and a client_id, or a command");
	else if (o->command == NULL && o->client_secret_file == NULL && o->refresh_token_file == NULL)
		tell(cmp, CONF_ERROR, "oauth2", "oauth2 needs a client_secret_file or a refresh_token_file (or a credential)");
	if (l->user == NULL)
		tell(cmp, CONF_ERROR, "oauth2", "user is missing beside oauth2: it names the mailbox");
	if (l->password_file != NULL)
		tell(cmp, CONF_ERROR, "oauth2", "oauth2 and a password: only one of them can be meant");
	if (l->auth != NULL && strcmp(l->auth, "XOAUTH2") != 0 && strcmp(l->auth, "OAUTHBEARER") != 0)
		tell(cmp, CONF_ERROR, "auth", "auth must be XOAUTH2 or OAUTHBEARER beside oauth2");
	compare_secret(cmp, "oauth2.client_secret_file", o->client_secret_file);
	compare_secret(cmp, "oauth2.refresh_token_file", o->refresh_token_file);
}

static void compare_login(const struct comparing *cmp, const struct login *l)
{
	if (l->url != NULL && strcmp(l->tls, "none") == 0) {
		if (!is_loopback(l->url))
			tell(cmp, CONF_ERROR, "tls",
			    "tls = \"none\" is for this machine (127.0.0.1, ::1, localhost) only");
		if (slice_starts(slice_of(l->url), "smtps:") || slice_starts(slice_of(l->url), "imaps:"))
			tell(cmp, CONF_ERROR, "tls", "tls = \"none\" contradicts the url");
	}
	if (has_oauth2(l->oauth2))
		compare_oauth2(cmp, l);
	else if (l->user != NULL && l->password_file == NULL)
		tell(cmp, CONF_ERROR, "user", "user needs a password_file or a password_credential");
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
		tell(cmp, CONF_ERROR, "dkim", "dkim needs a selector and a key_file (or a key_credential)");
	else if (r->dkim.selector == NULL && (r->dkim.domain != NULL || r->dkim.selector2 != NULL))
		tell(cmp, CONF_ERROR, "dkim", "dkim has no selector and key_file; the second come after the first");
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
			tell(cmp, CONF_ERROR, "certificate_key_file", "certificate_file is missing beside its key");
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
	if (c->web.tls_key_file != NULL && stat(c->web.tls_key_file, &st) == 0 && (st.st_mode & 07) != 0)
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
	bool is_local = strchr(c->web.listen, ':') == NULL || is_loopback(url);

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
				tell(cmp, CONF_ERROR, "name", "two groups of domains have this name");
			while (slice_next_word(&rest, &word)) {
				others = slice_of(c->domains[j].domains);
				while (slice_next_word(&others, &other))
					if (slice_equal_fold(word, other))
						tell(cmp, CONF_ERROR, "domains", "one of these domains stands in another group, too");
			}
		}
	}
}

void conf_table_compare(const struct conf *c, conf_say *say, void *context)
{
	struct comparing cmp = { .say = say, .context = context };

	if (c->identity.address != NULL && c->identity.human != NULL &&
	    is_own_address(c->identity.human, c->identity.address, c->identity.delimiter))
		say(context, CONF_ERROR, "identity.human",
		    "identity.human is dpupd's own address: what it forwards would come back to it");
	compare_relays(c, &cmp);
	compare_inboxes(c, &cmp);
	compare_web(c, say, context);
	compare_domains(c, &cmp);
}

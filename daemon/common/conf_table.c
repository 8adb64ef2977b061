/* SPDX-License-Identifier: MIT
 * Every key of dpupd.conf: its name, type, default, bounds and form. dpupd.conf in the root and
 * dpupd.conf(5) explain the same keys to people; test_conf.c holds the three together. A new key is
 * a row here and a field in conf.h; its form is a function of conf_check.c.
 *
 * After the table stands the judge of one value. Owns no state. */
#include "daemon/common/conf_table.h"

#include <stdbool.h>
#include <string.h>

#include "daemon/common/conf.h"
#include "daemon/common/num.h"
#include "daemon/common/slice.h"
#include "daemon/common/utf8.h"
#include "daemon/common/xmalloc.h"

#define SASL_WORDS "PLAIN LOGIN CRAM-MD5 SCRAM-SHA-1 SCRAM-SHA-256 XOAUTH2 OAUTHBEARER"
#define DAY_MAX (100 * 366) /* days; longer is a slip */
#define MONTH_S (31 * 86400)
#define SOCKET_PATH_MAX 107 /* sun_path of struct sockaddr_un, less its NUL */
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

static const struct conf_key identity[] = {
	{ "organisation", CONF_TEXT, REQUIRED, AT(identity.organisation), .max = 200 },
	{ "address", CONF_TEXT, REQUIRED, AT(identity.address), .check = conf_check_address },
	{ "former_addresses", CONF_TEXTS, AT(identity.former_addresses),
	    .count = offsetof(struct conf, identity.former_count), .max = CONF_FORMER_MAX,
	    .check = conf_check_address },
	{ "delimiter", CONF_CHOICE, AT(identity.delimiter), .fallback = "+",
	    .words = "+ - = _ # none" },
	{ "human", CONF_TEXT, REQUIRED, AT(identity.human), .check = conf_check_address },
	{ "postal", CONF_TEXT, REQUIRED, AT(identity.postal), .max = 300 },
	{ "website", CONF_TEXT, AT(identity.website), .check = conf_check_website },
	{ "privacy_officer", CONF_TEXT, AT(identity.privacy_officer), .check = conf_check_address },
	{ "newsletter_name", CONF_TEXT, AT(identity.newsletter_name), .max = 200 },
};

static const struct conf_key store[] = {
	{ "path", CONF_PATH, AT(store.path), .fallback = "/var/lib/dpupd/dpupd.db" },
	{ "ledger", CONF_PATH, AT(store.ledger) },
	{ "key_file", CONF_PATH, AT(store.key_file) },
	{ "key_credential", CONF_CREDENTIAL, AT(store.key_file), .check = conf_check_credential },
};

static const struct conf_key dkim[] = {
	{ "domain", CONF_TEXT, RELAY(dkim.domain), .max = 253, .check = conf_check_domain },
	{ "selector", CONF_TEXT, RELAY(dkim.selector), .max = 63, .check = conf_check_domain },
	{ "key_file", CONF_PATH, RELAY(dkim.key_file) },
	{ "key_credential", CONF_CREDENTIAL, RELAY(dkim.key_file), .check = conf_check_credential },
	{ "selector2", CONF_TEXT, RELAY(dkim.selector2), .max = 63, .check = conf_check_domain },
	{ "key_file2", CONF_PATH, RELAY(dkim.key_file2) },
	{ "key_credential2", CONF_CREDENTIAL, RELAY(dkim.key_file2),
	    .check = conf_check_credential },
};

static const struct conf_group dkim_group = {
	.name = "relays.dkim", .keys = dkim, .key_count = sizeof dkim / sizeof dkim[0]
};

/* The same keys for relays and for inboxes, in structs of their own. */
#define OAUTH2_KEYS(OF) \
	{ \
		{ "token_url", CONF_TEXT, OF(oauth2.token_url), .max = 500, \
			.check = conf_check_token_url }, \
		    { "client_id", CONF_TEXT, OF(oauth2.client_id), .max = 300 }, \
		    { "scope", CONF_TEXT, OF(oauth2.scope), .max = 1000 }, \
		    { "client_secret_file", CONF_PATH, OF(oauth2.client_secret_file) }, \
		    { "client_secret_credential", CONF_CREDENTIAL, OF(oauth2.client_secret_file), \
			    .check = conf_check_credential }, \
		    { "client_secret", CONF_NEVER, .words = SECRET_NEVER }, \
		    { "refresh_token_file", CONF_PATH, OF(oauth2.refresh_token_file) }, \
		    { "refresh_token_credential", CONF_CREDENTIAL, OF(oauth2.refresh_token_file), \
			    .check = conf_check_credential }, \
		    { "command", CONF_TEXT, OF(oauth2.command), .max = 1000 }, \
		    { "ca_file", CONF_PATH, OF(oauth2.ca_file) }, \
	}
#define OAUTH2_KEY_COUNT 10

static const struct conf_key relay_oauth2[OAUTH2_KEY_COUNT] = OAUTH2_KEYS(RELAY);
static const struct conf_key inbox_oauth2[OAUTH2_KEY_COUNT] = OAUTH2_KEYS(INBOX);
static const struct conf_group relay_oauth2_group = {
	.name = "relays.oauth2", .keys = relay_oauth2, .key_count = OAUTH2_KEY_COUNT
};
static const struct conf_group inbox_oauth2_group = {
	.name = "inboxes.oauth2", .keys = inbox_oauth2, .key_count = OAUTH2_KEY_COUNT
};

static const struct conf_key relays[] = {
	{ "name", CONF_TEXT, RELAY(name), .max = 40, .check = conf_check_name },
	{ "url", CONF_TEXT, REQUIRED, RELAY(url), .max = 300, .check = conf_check_smtp },
	{ "tls", CONF_CHOICE, RELAY(tls), .fallback = "auto", .words = "auto required none" },
	{ "auth", CONF_CHOICE, RELAY(auth), .words = SASL_WORDS },
	{ "user", CONF_TEXT, RELAY(user), .max = 320 },
	{ "password_file", CONF_PATH, RELAY(password_file) },
	{ "password_credential", CONF_CREDENTIAL, RELAY(password_file),
	    .check = conf_check_credential },
	{ "password", CONF_NEVER, .words = PASSWORD_NEVER },
	{ "ca_file", CONF_PATH, RELAY(ca_file) },
	{ "connections", CONF_INT, RELAY(connections), .fallback = "4", .min = 1, .max = 64 },
	{ "per_minute", CONF_INT64, RELAY(per_minute), .min = 1, .max = 1000000 },
	{ "per_day", CONF_INT64, RELAY(per_day), .min = 1, .max = 100000000 },
	{ "certificate_file", CONF_PATH, RELAY(certificate_file) },
	{ "certificate_key_file", CONF_PATH, RELAY(certificate_key_file) },
	{ "certificate_key_credential", CONF_CREDENTIAL, RELAY(certificate_key_file),
	    .check = conf_check_credential },
	{ "oauth2", CONF_KEYS, .group = &relay_oauth2_group },
	{ "dkim", CONF_KEYS, .group = &dkim_group },
};

static const struct conf_key inboxes[] = {
	{ "name", CONF_TEXT, INBOX(name), .max = 40, .check = conf_check_name },
	{ "kind", CONF_CHOICE, REQUIRED, INBOX(kind), .words = "maildir imap" },
	{ "path", CONF_PATH, INBOX(path) },
	{ "url", CONF_TEXT, INBOX(url), .max = 300, .check = conf_check_imap },
	{ "tls", CONF_CHOICE, INBOX(tls), .fallback = "auto", .words = "auto required none" },
	{ "auth", CONF_CHOICE, INBOX(auth), .words = SASL_WORDS },
	{ "user", CONF_TEXT, INBOX(user), .max = 320 },
	{ "password_file", CONF_PATH, INBOX(password_file) },
	{ "password_credential", CONF_CREDENTIAL, INBOX(password_file),
	    .check = conf_check_credential },
	{ "password", CONF_NEVER, .words = PASSWORD_NEVER },
	{ "ca_file", CONF_PATH, INBOX(ca_file) },
	{ "mailbox", CONF_TEXT, INBOX(mailbox), .fallback = "INBOX", .max = 200 },
	{ "processed", CONF_TEXT, INBOX(processed), .max = 200 },
	{ "poll", CONF_SPAN, INBOX(poll_s), .fallback = "5m", .min = 5, .max = 3600 },
	{ "keep_days", CONF_INT64, INBOX(keep_days), .fallback = "0", .min = 0, .max = DAY_MAX },
	{ "remove_erased", CONF_FLAG, INBOX(remove_erased), .fallback = "true" },
	{ "authserv_id", CONF_TEXT, INBOX(authserv_id), .max = 253 },
	{ "oauth2", CONF_KEYS, .group = &inbox_oauth2_group },
};

static const struct conf_key domains[] = {
	{ "name", CONF_TEXT, DOMAIN(name), .max = 40, .check = conf_check_name },
	{ "domains", CONF_TEXT, REQUIRED, DOMAIN(domains), .max = 1000,
	    .check = conf_check_domains },
	{ "per_minute", CONF_INT64, REQUIRED, DOMAIN(per_minute), .min = 1, .max = 60000 },
	{ "connections", CONF_INT, DOMAIN(connections), .min = 1, .max = 512 },
};

static const struct conf_key control[] = {
	{ "socket", CONF_PATH, AT(control.socket), .fallback = "/run/dpupd/control.sock",
	    .max = SOCKET_PATH_MAX },
	{ "group", CONF_TEXT, AT(control.group), .max = 32, .check = conf_check_name },
};

static const struct conf_key sending[] = {
	{ "give_up", CONF_SPAN, AT(sending.give_up_s), .fallback = "5d", .min = 60,
	    .max = 30 * 86400 },
	{ "retry", CONF_SPANS, AT(sending.retry_s),
	    .count = offsetof(struct conf, sending.retry_count), .fallback = "1m 5m 15m 30m 60m",
	    .min = 1, .max = 4 * 3600 },
	{ "answer", CONF_SPAN, AT(sending.answer_s), .fallback = "600s", .min = 1, .max = 3600 },
	{ "chunk", CONF_INT64, AT(sending.chunk), .fallback = "1000", .min = 1, .max = 10000 },
	{ "window", CONF_TEXT, AT(sending.window), .fallback = "08:00-18:00",
	    .check = conf_check_hours },
	{ "window_days", CONF_CHOICE, AT(sending.window_days), .fallback = "working",
	    .words = "working weekdays all" },
	{ "smtputf8", CONF_CHOICE, AT(sending.smtputf8), .fallback = "off",
	    .words = "off allowed" },
	{ "holidays", CONF_TEXT, AT(sending.holidays), .max = 32 * 11, .check = conf_check_dates },
};

static const struct conf_key announcements[] = {
	{ "approvals", CONF_INT, AT(announcements.approvals), .fallback = "1", .min = 0, .max = 5 },
	{ "image_max", CONF_INT64, AT(announcements.image_max), .fallback = "300000", .min = 1000,
	    .max = 5000000 },
	{ "images_max", CONF_INT64, AT(announcements.images_max), .fallback = "1000000",
	    .min = 1000, .max = 10000000 },
};

static const struct conf_key meetings[] = {
	{ "reminders", CONF_SPANS, AT(meetings.reminders_s),
	    .count = offsetof(struct conf, meetings.reminder_count), .fallback = "7d 1d 2h",
	    .min = 60, .max = 366 * 86400 },
	{ "horizon", CONF_SPAN, AT(meetings.horizon_s), .fallback = "42d", .min = 86400,
	    .max = 366 * 86400 },
	{ "max_late", CONF_SPAN, AT(meetings.max_late_s), .fallback = "1h", .min = 0,
	    .max = MONTH_S },
};

static const struct conf_key privacy[] = {
	{ "unconfirmed_days", CONF_INT64, AT(privacy.unconfirmed_days), .fallback = "7", .min = 1,
	    .max = 90 },
	{ "inbound_days", CONF_INT64, AT(privacy.inbound_days), .fallback = "30", .min = 1,
	    .max = DAY_MAX },
	{ "ledger_days", CONF_INT64, AT(privacy.ledger_days), .fallback = "180", .min = 30,
	    .max = DAY_MAX },
	{ "copies_days", CONF_INT64, AT(privacy.copies_days), .fallback = "30", .min = 1,
	    .max = 400 },
	{ "delivery_days", CONF_INT64, AT(privacy.delivery_days), .fallback = "90", .min = 1,
	    .max = DAY_MAX },
	{ "reply_days", CONF_INT64, AT(privacy.reply_days), .fallback = "400", .min = 1,
	    .max = DAY_MAX },
	{ "notice", CONF_TEXT, AT(privacy.notice), .fallback = "1", .max = 40 },
	{ "bounce_days", CONF_INT64, AT(privacy.bounce_days), .fallback = "14", .min = 1,
	    .max = DAY_MAX },
	{ "lookup_days", CONF_INT64, AT(privacy.lookup_days), .fallback = "550", .min = 1,
	    .max = DAY_MAX },
	{ "rsvp_days", CONF_INT64, AT(privacy.rsvp_days), .fallback = "30", .min = 1,
	    .max = DAY_MAX },
	{ "consent_years", CONF_INT64, AT(privacy.consent_years), .fallback = "7", .min = 1,
	    .max = 100 },
	{ "left_days", CONF_INT64, AT(privacy.left_days), .fallback = "30", .min = 1,
	    .max = DAY_MAX },
	{ "legal_hold", CONF_FLAG, AT(privacy.legal_hold) },
	{ "yearly", CONF_FLAG, AT(privacy.yearly), .fallback = "true" },
	{ "yearly_days", CONF_INT64, AT(privacy.yearly_days), .fallback = "365", .min = 180,
	    .max = 3660 },
	{ "yearly_answer_days", CONF_INT64, AT(privacy.yearly_answer_days), .fallback = "30",
	    .min = 7, .max = 180 },
	{ "yearly_delete_days", CONF_INT64, AT(privacy.yearly_delete_days), .fallback = "60",
	    .min = 7, .max = DAY_MAX },
	{ "yearly_per_day", CONF_INT64, AT(privacy.yearly_per_day), .fallback = "200", .min = 1,
	    .max = 100000 },
};

static const struct conf_key limits[] = {
	{ "message_max", CONF_INT64, AT(limits.message_max), .fallback = "33554432",
	    .min = 64 << 10, .max = 64 << 20 },
	{ "messages_per_sender", CONF_INT64, AT(limits.messages_per_sender), .fallback = "200",
	    .min = 1, .max = 100000 },
	{ "bytes_per_sender", CONF_INT64, AT(limits.bytes_per_sender), .fallback = "52428800",
	    .min = 64 << 10, .max = 1 << 30 },
	{ "answers_per_sender", CONF_INT64, AT(limits.answers_per_sender), .fallback = "10",
	    .min = 1, .max = 100000 },
	{ "answers_total", CONF_INT64, AT(limits.answers_total), .fallback = "500", .min = 1,
	    .max = 1000000 },
	{ "orders_per_convenor", CONF_INT64, AT(limits.orders_per_convenor), .fallback = "50",
	    .min = 1, .max = 100000 },
	{ "forwards_per_hour", CONF_INT64, AT(limits.forwards_per_hour), .fallback = "1000",
	    .min = 1, .max = 1000000 },
	{ "robotlike_per_day", CONF_INT64, AT(limits.robotlike_per_day), .fallback = "50", .min = 1,
	    .max = 100000 },
	{ "waiting", CONF_INT64, AT(limits.waiting), .fallback = "1000", .min = 1, .max = 100000 },
	{ "confirms_per_address", CONF_INT64, AT(limits.confirms_per_address), .fallback = "1",
	    .min = 1, .max = 100000 },
	{ "confirms_per_domain", CONF_INT64, AT(limits.confirms_per_domain), .fallback = "200",
	    .min = 1, .max = 1000000 },
	{ "confirms_total", CONF_INT64, AT(limits.confirms_total), .fallback = "200", .min = 1,
	    .max = 1000000 },
};

static const struct conf_key web[] = {
	{ "listen", CONF_TEXT, AT(web.listen), .max = 60, .check = conf_check_listen },
	{ "metrics_listen", CONF_TEXT, AT(web.metrics_listen), .max = 60,
	    .check = conf_check_metrics_listen },
	{ "base_url", CONF_TEXT, AT(web.base_url), .max = 200, .check = conf_check_base_url },
	{ "tls_cert", CONF_PATH, AT(web.tls_cert) },
	{ "tls_key_file", CONF_PATH, AT(web.tls_key_file) },
	{ "tls_key_credential", CONF_CREDENTIAL, AT(web.tls_key_file),
	    .check = conf_check_credential },
	{ "connections", CONF_INT, AT(web.connections), .fallback = "128", .min = 8, .max = 1000 },
	{ "per_address", CONF_INT, AT(web.per_address), .min = 1, .max = 1000 },
};

static const struct conf_key logging[] = {
	{ "level", CONF_CHOICE, AT(log.level), .fallback = "info",
	    .words = "error warning info debug" },
};

static const struct conf_key templates[] = {
	{ "path", CONF_PATH, AT(templates.path), .fallback = DPUPD_DATADIR "/templates" },
	{ "images", CONF_PATH, AT(templates.images) },
	{ "language", CONF_TEXT, AT(templates.language), .fallback = "en",
	    .check = conf_check_language },
	{ "timezone", CONF_TEXT, AT(templates.timezone), .fallback = "Pacific/Auckland",
	    .check = conf_check_zone },
};

#define COUNT(a) (sizeof(a) / sizeof(a)[0])
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
	    .entry_size = sizeof(struct conf_domain),
	    .count = offsetof(struct conf, domain_count) },
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
		return err_set(err, ERR_PERM, "is \"%.80s\"; it may be one of: %s", text,
		    key->words);
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

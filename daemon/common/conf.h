/* SPDX-License-Identifier: MIT
 * dpupd.conf: libconfig syntax, one table of keys (conf_table.c) with type, default and bounds
 * for each. Every error of a file is found in one reading and told with file and line; an unknown
 * key is an error that names the nearest known one. Relative paths are made absolute against the
 * folder of the file that holds them. Secrets are never in it: only the names of files.
 *
 * A `*_credential = "NAME"` is resolved to $CREDENTIALS_DIRECTORY/NAME and stands in the same
 * field as the `*_file` beside it; both given is an error. Keys of later versions are accepted,
 * checked, and told as warnings that they have no effect yet. */
#ifndef COMMON_CONF_H
#define COMMON_CONF_H

#include <stdbool.h>
#include <stdint.h>

#include "daemon/common/buf.h"

#define CONF_RELAYS_MAX 8
#define CONF_INBOXES_MAX 8
#define CONF_OFFSETS_MAX 8
#define CONF_DOMAINS_MAX 16
#define CONF_FORMER_MAX 16 /* an agency is renamed now and then */

/* How to get a token for logging in; all NULL: not at all. */
struct conf_oauth2 {
	char *token_url; /* https:// */
	char *client_id;
	char *scope;
	char *client_secret_file; /* or client_secret_credential */
	char *refresh_token_file; /* or refresh_token_credential; with it the grant is refresh_token
	                           */
	char *command;            /* instead of all of them */
	char *ca_file;            /* NULL: the system's */
};

struct conf_relay {
	char *name; /* default "relay1", "relay2" ...; unique */
	char *url;  /* smtp://host[:25] or smtps://host[:465] */
	char *tls;  /* auto: required but to loopback; required; none (loopback only) */
	char *auth; /* NULL: what the server offers; PLAIN LOGIN XOAUTH2 ... */
	char *user; /* NULL: no authentication */
	char *
	    password_file; /* or password_credential; this or oauth2 required where user is given */
	struct conf_oauth2 oauth2;
	char *certificate_file;      /* who we are by TLS; NULL: nobody */
	char *certificate_key_file;  /* its key; NULL: in the same file */
	char *ca_file;               /* NULL: the system's */
	int connections;             /* 1-64, default 4 */
	int64_t per_minute, per_day; /* messages; 0: no limit, the default */
	struct {
		char *domain; /* d=; default: of identity.address, where there is a key */
		char *selector, *key_file;   /* both or neither; *_credential as for passwords */
		char *selector2, *key_file2; /* a second signature, for an Ed25519 key */
	} dkim;
};

/* Destination domains that share a limit. */
struct conf_domain {
	char *name;         /* default "domains1" ...; unique; kept in the database */
	char *domains;      /* "outlook.com hotmail.com" */
	int64_t per_minute; /* messages */
	int connections;    /* messages under way at the same time; 0: no limit, the default */
};

struct conf_inbox {
	char *name; /* default "inbox1" ...; unique; kept in the database */
	char *kind; /* "imap" or "maildir" */
	char *path; /* maildir: the folder with new/ and cur/ */
	char *url;  /* imaps://host[:993], imap://host[:143] */
	char *tls;  /* as for relays */
	char *auth;
	char *user;
	char *password_file;
	struct conf_oauth2 oauth2;
	char *ca_file;
	char *mailbox;     /* default "INBOX" */
	char *processed;   /* folder that stored mail is moved to; NULL: marked seen and left */
	int64_t poll_s;    /* also with IDLE; default 300, 5-3600 */
	int64_t keep_days; /* what was stored is removed at the host after so many; 0 (the default):
	                      never */
	bool remove_erased; /* default: what a person wrote is removed there when they are forgotten
	                     */
	char
	    *authserv_id; /* whose Authentication-Results are believed (RFC 8601); NULL: nobody's */
};

struct conf {
	struct {
		char *organisation; /* required, as people know it */
		char *address;      /* required: the service mailbox, a valid address */
		char *former_addresses[CONF_FORMER_MAX]; /* what the service mailbox was called
		                                            before */
		int former_count;
		char *delimiter;       /* "+", "-" ... or "none"; default "+" */
		char *human;           /* required: where mail for a person goes */
		char *postal;          /* required: postal address, one line */
		char *website;         /* https URL or NULL */
		char *privacy_officer; /* address, or NULL: human */
		char *newsletter_name; /* From's display name; default: organisation */
	} identity;
	struct {
		char *path;     /* the database; default /var/lib/dpupd/dpupd.db */
		char *key_file; /* the token key, made at the first start; default: token.key beside
		                   path */
		char *
		    ledger; /* what a restored backup must not undo; default: path with ".ledger" */
	} store;
	struct conf_relay relays[CONF_RELAYS_MAX]; /* default: one, smtp://127.0.0.1:25, tls none */
	int relay_count;
	struct conf_inbox
	    inboxes[CONF_INBOXES_MAX]; /* default: one maildir, "Maildir" beside store.path */
	int inbox_count;
	struct conf_domain domains[CONF_DOMAINS_MAX];
	int domain_count;
	struct {
		char *socket; /* default /run/dpupd/control.sock; at most 107 bytes */
		char *group;  /* group that may use it besides the daemon's user; NULL: none */
	} control;
	struct {
		int64_t give_up_s;                 /* default 5 days */
		int64_t retry_s[CONF_OFFSETS_MAX]; /* waits before it is tried again, longest first;
		                                      1 to 8 */
		int retry_count;
		int64_t answer_s;  /* wait for the reply to the final dot; default 600 (RFC 5321
		                      §4.5.3.2.6) */
		int64_t chunk;     /* deliveries made in one transaction; default 1000, 1-10000 */
		char *window;      /* "08:00-18:00" (the default) or "always"; announcements and
		                      reminders wait */
		char *window_days; /* working (the default), weekdays, all */
		char *smtputf8; /* off (the default) or allowed: new addresses with UTF-8 before the
		                   @ */
		char *holidays; /* more days off, "2022-09-26 2027-01-25"; NULL: none */
	} sending;
	struct {
		int approvals;      /* people besides the author; default 1; 0: one-person team */
		int64_t image_max;  /* bytes of one image; default 300000, 1000-5000000 */
		int64_t images_max; /* of all images of a mail; default 1000000, 1000-10000000 */
	} announcements;
	struct {
		int64_t reminders_s[CONF_OFFSETS_MAX]; /* spans before the start, longest first;
		                                          default 7d 1d 2h */
		int reminder_count;
		int64_t horizon_s;  /* how far ahead series make their meetings; default 42 days,
		                       1-366 */
		int64_t max_late_s; /* a reminder later than this is not sent; default 1 h */
	} meetings;
	struct {
		int64_t unconfirmed_days; /* default 7 */
		int64_t inbound_days;     /* raw mail; default 30 */
		int64_t ledger_days;      /* what the ledger keeps of each act; default 180 */
		int64_t copies_days;   /* copies of the database that migrations and restores left;
		                          default 30 */
		int64_t bounce_days;   /* raw reports of bounces; default 14 */
		int64_t lookup_days;   /* who looked at people's records; default 550 */
		int64_t rsvp_days;     /* answers to a meeting, after its end; default 30 */
		int64_t consent_years; /* proof without a name, after the last of it; default 7 */
		int64_t left_days;     /* people who have left; default 30 */
		bool legal_hold;       /* nothing is disposed of */
		bool yearly;           /* the yearly mail; default true */
		int64_t yearly_days;   /* after which it comes; default 365 */
		int64_t yearly_answer_days; /* until the reminder, and from there until the pause;
		                               default 30 */
		int64_t
		    yearly_delete_days; /* from the pause until they are forgotten; default 60 */
		int64_t yearly_per_day; /* how many get it a day; default 200 */
		int64_t delivery_days;  /* per-recipient log; default 90 */
		int64_t reply_days; /* what a mail was about, without whose it was; default 400 */
		char *notice;       /* version of the privacy notice; default "1" */
	} privacy;
	struct {
		int64_t
		    message_max; /* bytes of one mail kept whole; default 32 MiB, 64 KiB-64 MiB */
		int64_t messages_per_sender; /* a day, that are acted on; default 200 */
		int64_t bytes_per_sender;    /* a day, forwarded whole; default 50 MiB */
		int64_t answers_per_sender;  /* a day, to one mailbox; default 10 */
		int64_t answers_total;       /* an hour; default 500 */
		int64_t orders_per_convenor; /* a day, that are answered; default 50 */
		int64_t forwards_per_hour;   /* to one mailbox; default 1000 */
		int64_t robotlike_per_day;   /* forwarded, that only their words make a robot's;
		                                default 50 */
		int64_t waiting; /* messages, and letters, that wait for room; default 1000 */
		int64_t confirms_per_address; /* a day, to one mailbox; default 1 */
		int64_t confirms_per_domain;  /* a day, of mail nobody vouches for; default 200 */
		int64_t confirms_total;       /* an hour, likewise; default 200 */
	} limits;
	struct {
		char *listen; /* "8080", "127.0.0.1:8080", "[::1]:8080"; NULL: no web pages, the
		                 default */
		char *metrics_listen; /* likewise, loopback only: /metrics; NULL: it is not served,
		                         the default */
		char *base_url; /* "https://dpup.example.govt.nz": what mails link to; NULL: nothing
		                 */
		char *tls_cert, *tls_key_file; /* PEM; both or neither */
		int connections;               /* at the same time; 128, 8-1000 */
		int per_address; /* of one address; 0: 16, or all where only this machine is
		                    listened to */
	} web;
	struct {
		char *level; /* error warning info debug; default info */
	} log;
	struct {
		char *path;     /* default: DPUPD_DATADIR/templates */
		char *images;   /* images that announcements may show; default: "images" in path */
		char *language; /* default "en" */
		char *timezone; /* default Pacific/Auckland; must be known */
	} templates;
};

/* Messages of one reading, each "FILE:LINE: what and what to do". */
struct conf_report {
	struct buf errors; /* one a line; empty: the configuration can be used */
	struct buf warnings;
};

void conf_report_init(struct conf_report *r);
void conf_report_release(struct conf_report *r);

/* Reads `path`. Always fills *conf_r (defaults where the file is wrong), so release it either way.
 * 0: usable; -1: report->errors says why not. */
int conf_load(const char *path, struct conf *conf_r, struct conf_report *report);
/* The same, for who only checks it: also what stands in the file is looked at on this machine
 * (conf_here.h). */
int conf_load_here(const char *path, struct conf *conf_r, struct conf_report *report);
void conf_release(struct conf *c);

/* Is web.listen (which is there) reached from this machine only? */
bool conf_web_is_local(const struct conf *c);
/* The delimiter as a character; '\0' for "none". */
char conf_delimiter(const struct conf *c);

#endif

/* SPDX-License-Identifier: MIT
 * dpupd.conf: what is read, what is refused, and in which words. Expected values are those of
 * the design and of dpupd.conf(5), written down by hand. */
#include "daemon/common/conf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "daemon/common/conf_table.h"
#include "daemon/common/num.h"
#include "tests/unit/conf_fixture.h"

/* --- what is read ---------------------------------------------------------------------------- */

static void test_defaults(void **state)
{
	struct load l;

	(void)state;
	load_text(&l, IDENTITY);
	assert_int_equal(l.rc, 0);
	assert_string_equal(l.report.warnings.p, "");
	assert_string_equal(l.conf.identity.delimiter, "+");
	assert_int_equal(conf_delimiter(&l.conf), '+');
	assert_null(l.conf.identity.website);
	assert_null(l.conf.identity.privacy_officer);
	assert_string_equal(l.conf.identity.newsletter_name, "Ex");
	assert_string_equal(l.conf.store.path, "/var/lib/dpupd/dpupd.db");
	assert_string_equal(l.conf.store.key_file, "/var/lib/dpupd/token.key");
	assert_int_equal(l.conf.relay_count, 1);
	assert_string_equal(l.conf.relays[0].name, "relay1");
	assert_string_equal(l.conf.relays[0].url, "smtp://127.0.0.1:25");
	assert_string_equal(l.conf.relays[0].tls, "none");
	assert_int_equal(l.conf.relays[0].connections, 4);
	assert_int_equal(l.conf.inbox_count, 1);
	assert_string_equal(l.conf.inboxes[0].name, "inbox1");
	assert_string_equal(l.conf.inboxes[0].kind, "maildir");
	assert_string_equal(l.conf.inboxes[0].path, "/var/lib/dpupd/Maildir");
	assert_int_equal(l.conf.inboxes[0].poll_s, 300);
	assert_string_equal(l.conf.control.socket, "/run/dpupd/control.sock");
	assert_null(l.conf.control.group);
	assert_int_equal(l.conf.sending.give_up_s, 432000); /* 5 × 86400 */
	assert_int_equal(l.conf.sending.answer_s, 600);
	assert_int_equal(l.conf.sending.chunk, 1000);
	assert_int_equal(l.conf.announcements.approvals, 1);
	assert_int_equal(l.conf.announcements.image_max, 300000);
	assert_int_equal(l.conf.announcements.images_max, 1000000);
	assert_int_equal(l.conf.meetings.reminder_count, 3);
	assert_int_equal(l.conf.meetings.reminders_s[0], 604800);
	assert_int_equal(l.conf.meetings.reminders_s[1], 86400);
	assert_int_equal(l.conf.meetings.reminders_s[2], 7200);
	assert_int_equal(l.conf.meetings.max_late_s, 3600);
	assert_int_equal(l.conf.privacy.unconfirmed_days, 7);
	assert_int_equal(l.conf.privacy.inbound_days, 30);
	assert_int_equal(l.conf.privacy.delivery_days, 90);
	assert_int_equal(l.conf.privacy.reply_days, 400);
	assert_int_equal(l.conf.privacy.left_days, 30);
	assert_int_equal(l.conf.privacy.bounce_days, 14);
	assert_int_equal(l.conf.privacy.rsvp_days, 30);
	assert_int_equal(l.conf.privacy.lookup_days, 550); /* 18 months: NZISM 16.6.13 */
	assert_int_equal(l.conf.privacy.consent_years, 7);
	assert_false(l.conf.privacy.legal_hold);
	assert_true(l.conf.privacy.yearly);
	assert_int_equal(l.conf.privacy.yearly_days, 365);
	assert_int_equal(l.conf.privacy.yearly_answer_days, 30);
	assert_int_equal(l.conf.privacy.yearly_delete_days, 60);
	assert_int_equal(l.conf.privacy.yearly_per_day, 200);
	assert_string_equal(l.conf.privacy.notice, "1");
	assert_int_equal(l.conf.limits.message_max, 33554432);
	assert_int_equal(l.conf.limits.answers_per_sender, 10);
	assert_int_equal(l.conf.limits.answers_total, 500);
	assert_int_equal(l.conf.limits.confirms_per_address, 1);
	assert_int_equal(l.conf.limits.confirms_per_domain, 200);
	assert_int_equal(l.conf.limits.confirms_total, 200);
	assert_string_equal(l.conf.log.level, "info");
	assert_string_equal(l.conf.templates.path, DPUPD_DATADIR "/templates");
	assert_string_equal(l.conf.templates.images, DPUPD_DATADIR "/templates/images");
	assert_string_equal(l.conf.templates.language, "en");
	assert_string_equal(l.conf.templates.timezone, "Pacific/Auckland");
	load_release(&l);
}

static void test_values(void **state)
{
	struct load l;
	char expected[128];

	(void)state;
	load_text(&l,
	    "/* a 99999999999 */ // 5000000000\n# \"0x5\"\n"
	    "identity: { organisation: \"Te Tari \" \"Whakatau\"; address = \"dpup@example.govt.nz\",\n"
	    "delimiter = \"none\" human = \"team@example.govt.nz\"; "
	    "postal = \"P\xc5\x8d 5000000000\"; };\n"
	    "store = { path = \"data/d.db\"; };\n"
	    "relays = ( { name = \"a\"; url = \"smtps://relay.example.org:465\"; tls = \"REQUIRED\"; "
	    "user = \"u\"; password_file = \"/nonexistent/pw\"; auth = \"plain\"; connections = 64; },\n"
	    "{ url = \"smtp://[::1]:2525\"; tls = \"none\"; } );\n"
	    "inboxes = ( { kind = \"imap\"; url = \"imap://localhost\"; tls = \"none\"; user = \"u\"; "
	    "password_file = \"pw\"; processed = \"Done\"; poll = \"5s\"; } );\n"
	    "meetings = { reminders = ( \"2h\", \"2w\", \"90m\" ); };\n"
	    "sending = { chunk = 10000L; };\n");
	assert_string_equal(l.report.errors.p, "");
	assert_int_equal(l.rc, 0);
	assert_string_equal(l.conf.identity.organisation, "Te Tari Whakatau");
	assert_int_equal(conf_delimiter(&l.conf), '\0');
	(void)snprintf(expected, sizeof expected, "%s/data/d.db", load_folder);
	assert_string_equal(l.conf.store.path, expected);
	(void)snprintf(expected, sizeof expected, "%s/data/token.key", load_folder);
	assert_string_equal(l.conf.store.key_file, expected);
	assert_int_equal(l.conf.relay_count, 2);
	assert_string_equal(l.conf.relays[0].name, "a");
	assert_string_equal(l.conf.relays[0].tls, "required"); /* the table's spelling */
	assert_string_equal(l.conf.relays[0].auth, "PLAIN");
	assert_string_equal(l.conf.relays[0].password_file, "/nonexistent/pw");
	assert_int_equal(l.conf.relays[0].connections, 64);
	assert_string_equal(l.conf.relays[1].name, "relay2");
	(void)snprintf(expected, sizeof expected, "%s/pw", load_folder);
	assert_string_equal(l.conf.inboxes[0].password_file, expected);
	assert_string_equal(l.conf.inboxes[0].mailbox, "INBOX");
	assert_int_equal(l.conf.inboxes[0].poll_s, 5);
	assert_int_equal(l.conf.meetings.reminder_count, 3);
	assert_int_equal(l.conf.meetings.reminders_s[0], 1209600); /* longest first */
	assert_int_equal(l.conf.meetings.reminders_s[1], 7200);
	assert_int_equal(l.conf.meetings.reminders_s[2], 5400);
	assert_int_equal(l.conf.sending.chunk, 10000);
	assert_non_null(strstr(l.report.warnings.p,
	    "/c:6: password_file: /nonexistent/pw does not exist\n"));
	load_release(&l);
	load_text(&l, IDENTITY "meetings = { reminders = [ ]; };\n");
	assert_int_equal(l.rc, 0);
	assert_int_equal(l.conf.meetings.reminder_count, 0); /* never */
	load_release(&l);
}

/* --- what is refused ------------------------------------------------------------------------- */

#define INBOX(keys) "inboxes = ( {\n" keys " } );"

/* The text behind a right identity (which is line 1), and what must be told of it. */
/* clang-format off */
static const struct {
	const char *text, *error;
} wrongs[] = {
	{ "relay = ( );", ":2: relay is not known; did you mean relays?" },
	{ "colour = 1;", ":2: colour is not known\n" },
	{ "log = { levle = \"info\"; };", ":2: log.levle is not known; did you mean level?" },
	{ "log = 5;", ":2: log must be a group: log = { ... };" },
	{ "relays = { };", ":2: relays must be a list of groups: relays = ( { ... }, { ... } );" },
	{ "relays = ( );", ":2: relays is empty" },
	{ "inboxes = ( 5 );", ":2: inboxes holds something that is not a group" },
	{ "\nlog = { level = 5; };", ":3: log.level must be a word in double quotes" },
	{ "log = { level = \"loud\"; };",
	    ":2: log.level is \"loud\"; it may be one of: error warning info debug" },
	{ "announcements = { image_max = 999; };", ":2: announcements.image_max " },
	{ "announcements = { image_max = 5000001; };", ":2: announcements.image_max " },
	{ "announcements = { images_max = 999; };", ":2: announcements.images_max " },
	{ "announcements = { images_max = 10000001; };", ":2: announcements.images_max " },
	{ "sending = { chunk = 1.0; };", ":2: sending.chunk must be a whole number" },
	{ "sending = { chunk = \"1\"; };", ":2: sending.chunk must be a whole number" },
	{ "sending = { chunk = 4294967297; };", ":2: 4294967297 is larger than any number here may be" },
	{ "sending = { chunk = 99999999999999999999L; };", ":2: " },
	{ "sending = { chunk = 0x10; };", ":2: 0x10: write numbers in decimal" },
	{ "sending = { give_up = 5; };", ":2: sending.give_up must be a number and a unit" },
	{ "sending = { give_up = \"5\"; };", ":2: sending.give_up is \"5\"; it is a span of time" },
	{ "sending = { give_up = \"59s\"; };", "like \"90s\", \"5m\", \"2h\" or \"7d\", 1m to 30d\n" },
	{ "privacy = { legal_hold = 1; };", ":2: privacy.legal_hold must be true or false" },
	{ "meetings = { reminders = \"7d\"; };", ":2: meetings.reminders must be a list like" },
	{ "meetings = { reminders = [ 7 ]; };", "reminders holds something that is not a span" },
	{ "meetings = { reminders = [ \"1d\", \"24h\" ]; };", "reminders has \"24h\" twice" },
	{ "meetings = { reminders = [ \"1d\", \"2d\", \"3d\", \"4d\", \"5d\", \"6d\", \"7d\", \"8d\", "
	  "\"9d\" ]; };", ":2: meetings.reminders has more than 8 entries" },
	{ "log = { level = \"\"; };", ":2: log.level is empty; leave the key out instead" },
	{ "privacy = { notice = \"a\\nb\"; };", ":2: privacy.notice holds a line break" },
	{ "privacy = { notice = \"\xff\"; };", ":2: privacy.notice is not UTF-8" },
	{ "templates = { timezone = \"Middle/Earth\"; };", ":2: templates.timezone is not a time zone" },
	{ "templates = { timezone = \"../../etc/passwd\"; };", "timezone is not a time zone" },
	{ "templates = { language = \"../en\"; };", ":2: templates.language is not a language tag" },
	{ "@include \"other.conf\"", ":2: @include is not supported" },
	{ "log = { level = \"info\" };\nlog = { };", ":3: duplicate setting name" },
	{ "log = { level = \"info\";", ": syntax error" },

	{ RELAY("tls = \"none\";"), ":3: tls = \"none\" is for this machine" },
	{ RELAY("user = \"u\";"), ":3: user needs a password_file or a password_credential" },
	{ RELAY("password_file = \"/x\";"), ":2: user is missing beside auth or a password" },
	{ RELAY("password = \"secret\";"), ":3: relays.password must not be here: put the password" },
	{ RELAY("connections = 65;"), ":3: relays.connections is 65; it may be 1 to 64" },
	{ RELAY("name = \"a b\";"), ":3: relays.name may have letters" },
	{ RELAY("}, { url = \"smtp://b.example.org\"; name = \"relay1\";"),
	    ":3: two relays have this name" },
	{ "relays = ( { } );", ":2: relays.url is missing" },
	{ "relays = ( { url = \"mail.example.org\"; } );", ":2: relays.url is not a mail relay" },
	{ "relays = ( { url = \"imap://mail.example.org\"; } );", ":2: relays.url is not a mail relay" },
	{ "relays = ( { url = \"smtp://u:p@mail.example.org\"; } );",
	    ":2: relays.url must not hold a user or a password" },
	{ "relays = ( { url = \"smtp://mail.example.org:0\"; } );", "has a port that is not a number" },
	{ "relays = ( { url = \"smtp://mail.example.org:65536\"; } );",
	    "has a port that is not a number" },
	{ "relays = ( { url = \"smtp://mail.example.org:\"; } );", "relays.url is not a mail relay" },
	{ "relays = ( { url = \"smtp://mail example.org\"; } );", "relays.url has no usable host name" },
	{ "relays = ( { url = \"smtp://\"; } );", "relays.url has no usable host name" },
	{ "relays = ( { url = \"smtp://[::1\"; } );", "relays.url is not a mail relay" },
	{ "relays = ( { url = \"smtp://127.evil.example\"; tls = \"none\"; } );", "this machine" },
	{ "relays = ( { url = \"smtps://127.0.0.1\"; tls = \"none\"; } );", "contradicts the url" },
	{ "relays = ( { url = \"smtp://a.example\"; password_file = \"/x\"; user = \"u\";\n"
	  "password_credential = \"y\"; } );", ":3: relays.password_credential is the second of" },
	{ "relays = ( { url = \"smtp://a.example\"; user = \"u\"; password_credential = \"../y\"; } );",
	    ":2: relays.password_credential is not the name of a credential" },

	{ INBOX("kind = \"maildir\";"), ":2: inboxes.path is missing: a maildir needs it" },
	{ INBOX("kind = \"maildir\"; path = \"x\"; url = \"imaps://a.example\";"),
	    "a maildir has no url" },
	{ INBOX("path = \"x\";"), ":2: inboxes.kind is missing" },
	{ INBOX("kind = \"imap\";"), ":2: inboxes.url is missing: imap needs it" },
	{ INBOX("kind = \"imap\";"), ":2: inboxes.user is missing: imap needs it" },
	{ INBOX("kind = \"pop3\";"), ":3: inboxes.kind is \"pop3\"; it may be one of: maildir imap" },
	{ INBOX("kind = \"imap\"; url = \"imaps://a.example\"; user = \"u\"; password_file = \"/x\";\n"
	  "mailbox = \"In\"; processed = \"In\";"), ":4: processed is the mailbox itself" },
};
/* clang-format on */

static void test_wrong(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(wrongs); i++) {
		struct buf text = BUF_INIT;
		struct load l;

		buf_text(&text, IDENTITY);
		buf_text(&text, wrongs[i].text);
		load_text(&l, text.p);
		if (l.rc == 0 || strstr(l.report.errors.p, wrongs[i].error) == NULL)
			fail_msg("%s\nexpected: %s\ngot: %s", wrongs[i].text, wrongs[i].error,
			    l.report.errors.p);
		load_release(&l);
		buf_release(&text);
	}
}

/* Every mistake of a file in one reading, each with its line. */
static void test_all_at_once(void **state)
{
	static const char *const lines[] = { ":1: identity.colour", ":2: sending.chunk",
		":3: log.level", ":4: relays.connections", ":4: tls",
		":1: identity.organisation is missing", ":1: identity.postal is missing" };
	struct load l;
	size_t count = 0;

	(void)state;
	load_text(&l,
	    "identity = { address = \"a@b.nz\"; human = \"c@b.nz\"; colour = 1; };\n"
	    "sending = { chunk = 0; };\nlog = { level = true; };\n"
	    "relays = ( { url = \"smtp://b.nz\"; connections = 0; tls = \"none\"; } );\n");
	assert_int_equal(l.rc, -1);
	for (size_t i = 0; i < COUNT(lines); i++)
		assert_non_null(strstr(l.report.errors.p, lines[i]));
	for (const char *p = l.report.errors.p; *p != '\0'; p++)
		count += *p == '\n';
	assert_int_equal(count, COUNT(lines));
	/* What is wrong has its default, so that the caller can go on where it must. */
	assert_int_equal(l.conf.sending.chunk, 1000);
	assert_string_equal(l.conf.log.level, "info");
	assert_null(l.conf.identity.organisation);
	load_release(&l);
}

/* Days that there are; a leap year's, too. */
static void test_holidays(void **state)
{
	static const char *const wrong[] = { "2026-02-29", "2026-04-31", "2100-02-29", "2026-13-01",
		"2026-1-1", "2026-12-25,2026-12-26" };
	struct load l;

	(void)state;
	load_text(&l,
	    IDENTITY "sending = { holidays = \"2028-02-29 2026-12-31  2000-02-29\"; };\n");
	assert_string_equal(l.report.errors.p, "");
	load_release(&l);
	for (size_t i = 0; i < COUNT(wrong); i++) {
		struct buf text = BUF_INIT;

		buf_printf(&text, "%ssending = { holidays = \"%s\"; };\n", IDENTITY, wrong[i]);
		load_text(&l, text.p);
		assert_non_null(strstr(l.report.errors.p, "sending.holidays is no list of dates"));
		load_release(&l);
		buf_release(&text);
	}
}

/* What the mailbox was called: at most sixteen, in their order, none twice. */
#define FORMER(list) \
	"identity = { organisation = \"a\"; address = \"a@b.nz\"; human = \"c@b.nz\"; postal = \"p\";" \
	" former_addresses = " list "; };\n"

static void test_former_addresses(void **state)
{
	static const struct {
		const char *text, *error;
	} wrong_lists[] = {
		{ FORMER("[ \"dpup\" ]"), "holds \"dpup\", which has no usable domain" },
		{ FORMER("[ \"a b@x.nz\" ]"), "holds \"a b@x.nz\", which is not an email address" },
		{ FORMER("[ \"\" ]"), "holds \"\", which is empty" },
		{ FORMER("[ \"a@x.nz\", \"A@x.nz\" ]"), "has \"A@x.nz\" twice" },
		{ FORMER("[ 5 ]"), "holds something that is not a text" },
		{ FORMER("\"a@x.nz\""), "must be a list like" },
	};
	struct buf text = BUF_INIT, list = BUF_INIT;
	struct load l;

	(void)state;
	load_text(&l, FORMER("( \"old@x.nz\", \"older@y.nz\" )"));
	assert_string_equal(l.report.errors.p, "");
	assert_int_equal(l.conf.identity.former_count, 2);
	assert_string_equal(l.conf.identity.former_addresses[1], "older@y.nz");
	load_release(&l);
	for (size_t i = 0; i < COUNT(wrong_lists); i++) {
		load_text(&l, wrong_lists[i].text);
		assert_non_null(strstr(l.report.errors.p, "identity.former_addresses"));
		assert_non_null(strstr(l.report.errors.p, wrong_lists[i].error));
		load_release(&l);
	}
	for (int n = 1; n <= 17; n++) {
		buf_printf(&list, "%s\"n%d@x.nz\"", n > 1 ? ", " : "", n);
		buf_clear(&text);
		buf_printf(&text, FORMER("[ %s ]"), list.p);
		load_text(&l, text.p);
		if (n <= 16)
			assert_string_equal(l.report.errors.p, "");
		else
			assert_non_null(strstr(l.report.errors.p,
			    "identity.former_addresses has more than 16 entries"));
		assert_int_equal(l.conf.identity.former_count, n <= 16 ? n : 16);
		load_release(&l);
	}
	buf_release(&text);
	buf_release(&list);
}

/* Waits before the next attempts: kept longest first; at most eight, none twice, none too long, and
 * not none. */
static void test_retry(void **state)
{
	static const struct {
		const char *list, *error;
	} wrong_lists[] = {
		{ "[ ]", "sending.retry is empty: give at least one wait" },
		{ "[ \"1s\", \"2s\", \"3s\", \"4s\", \"5s\", \"6s\", \"7s\", \"8s\", \"9s\" ]",
		    "has more than 8 entries" },
		{ "[ \"5m\", \"300s\" ]", "has \"300s\" twice" },
		{ "[ \"14401s\" ]", "4" },
		{ "[ \"0s\" ]", "1" },
		{ "\"5m\"", "must be a list like" },
	};
	struct load l;

	(void)state;
	load_text(&l, IDENTITY);
	assert_int_equal(l.conf.sending.retry_count, 5);
	assert_int_equal(l.conf.sending.retry_s[0], 3600);
	assert_int_equal(l.conf.sending.retry_s[4], 60);
	load_release(&l);
	load_text(&l, IDENTITY "sending = { retry = [ \"1s\", \"4h\", \"2m\" ]; };\n");
	assert_string_equal(l.report.errors.p, "");
	assert_string_equal(l.report.warnings.p, "");
	assert_int_equal(l.conf.sending.retry_count, 3);
	assert_int_equal(l.conf.sending.retry_s[0], 14400);
	assert_int_equal(l.conf.sending.retry_s[1], 120);
	assert_int_equal(l.conf.sending.retry_s[2], 1);
	load_release(&l);
	for (size_t i = 0; i < COUNT(wrong_lists); i++) {
		struct buf text = BUF_INIT;

		buf_printf(&text, IDENTITY "sending = { retry = %s; };\n", wrong_lists[i].list);
		load_text(&l, text.p);
		assert_int_equal(l.rc, -1);
		assert_non_null(strstr(l.report.errors.p, "sending.retry"));
		assert_non_null(strstr(l.report.errors.p, wrong_lists[i].error));
		load_release(&l);
		buf_release(&text);
	}
}

static void test_rates(void **state)
{
	struct load l;

	(void)state;
	load_text(&l,
	    IDENTITY "domains = ( { domains = \"example.org\"; per_minute = 5; } );\n"
	             "relays = ( { url = \"smtp://b.nz\"; per_minute = 30; } );\n");
	assert_string_equal(l.report.errors.p, "");
	load_release(&l);
	load_text(&l, IDENTITY "relays = ( { url = \"smtp://b.nz\"; per_minute = 0; } );\n");
	assert_non_null(strstr(l.report.errors.p,
	    ":2: relays.per_minute is 0; it may be 1 to 1000000"));
	load_release(&l);
}

static void span_words(struct buf *out, int64_t s)
{
	buf_printf(out, "\"%llds\"", (long long)s);
}

/* One key of a group that is no list, with a value; whether that is accepted. */
static bool accepts(const struct conf_group *group, const struct conf_key *key, int64_t n)
{
	struct buf text = BUF_INIT;
	struct load l;
	bool is_accepted;

	buf_printf(&text, IDENTITY "%s = { %s = ", group->name, key->name);
	if (key->type == CONF_SPAN)
		span_words(&text, n);
	else
		buf_printf(&text, "%lld", (long long)n);
	buf_text(&text, "; };\n");
	load_text(&l, text.p);
	is_accepted = l.rc == 0;
	load_release(&l);
	buf_release(&text);
	return is_accepted;
}

/* Every number and span of the table: its bounds are in, what is past them is not. */
static void test_bounds(void **state)
{
	int count = 0;

	(void)state;
	for (size_t g = 0; g < conf_group_count; g++) {
		for (size_t k = 0; k < conf_groups[g].key_count && conf_groups[g].entries_max == 0;
		     k++) {
			const struct conf_key *key = &conf_groups[g].keys[k];

			if (key->type != CONF_INT && key->type != CONF_INT64 &&
			    key->type != CONF_SPAN)
				continue;
			count++;
			assert_true(accepts(&conf_groups[g], key, key->min));
			assert_true(accepts(&conf_groups[g], key, key->max));
			assert_false(accepts(&conf_groups[g], key, key->min - 1));
			assert_false(accepts(&conf_groups[g], key, key->max + 1));
		}
	}
	assert_true(count >= 15);
}

/* The longest socket path the kernel takes, and one more. */
static void test_socket_path(void **state)
{
	(void)state;
	for (size_t n = 107; n <= 108; n++) {
		struct buf text = BUF_INIT;
		struct load l;

		buf_text(&text, IDENTITY "control = { socket = \"/");
		buf_repeat(&text, 's', n - 1);
		buf_text(&text, "\"; };\n");
		load_text(&l, text.p);
		assert_int_equal(l.rc, n == 107 ? 0 : -1);
		load_release(&l);
		buf_release(&text);
	}
}

static void test_entries(void **state)
{
	(void)state;
	for (int n = CONF_RELAYS_MAX; n <= CONF_RELAYS_MAX + 1; n++) {
		struct buf text = BUF_INIT;
		struct load l;

		buf_text(&text, IDENTITY "relays = ( ");
		for (int i = 0; i < n; i++)
			buf_printf(&text, "%s{ url = \"smtp://b.nz\"; }", i > 0 ? ", " : "");
		buf_text(&text, " );\n");
		load_text(&l, text.p);
		assert_int_equal(l.rc, n == CONF_RELAYS_MAX ? 0 : -1);
		assert_int_equal(l.conf.relay_count, CONF_RELAYS_MAX);
		load_release(&l);
		buf_release(&text);
	}
}

/* --- files ----------------------------------------------------------------------------------- */

static void expect_unreadable(const char *path, const char *why)
{
	struct conf_report report;
	struct conf conf;

	conf_report_init(&report);
	assert_int_equal(conf_load(path, &conf, &report), -1);
	assert_non_null(strstr(report.errors.p, why));
	assert_string_equal(conf.log.level, "info"); /* defaults, all the same */
	conf_release(&conf);
	conf_report_release(&report);
}

static void test_files(void **state)
{
	struct buf large = BUF_INIT;
	const char *path = load_path("f");

	(void)state;
	expect_unreadable(path, "cannot be read: No such file");
	expect_unreadable(load_folder, "is not a file");
	assert_int_equal(mkfifo(path, 0600), 0);
	expect_unreadable(path, "is not a file"); /* and does not wait for a writer */
	assert_int_equal(unlink(path), 0);
	load_write(path, IDENTITY, strlen(IDENTITY), 0646);
	expect_unreadable(path, "can be changed by everybody");
	load_write(path, "log\0= 1;", 8, 0640);
	expect_unreadable(path, "holds a NUL byte");
	buf_text(&large, IDENTITY);
	buf_repeat(&large, '\n', (1u << 20) - large.n);
	load_write(path, large.p, large.n, 0640);
	{
		struct conf_report report;
		struct conf conf;

		conf_report_init(&report);
		assert_int_equal(conf_load(path, &conf, &report), 0); /* 1 MiB, the most */
		conf_release(&conf);
		conf_report_release(&report);
	}
	buf_char(&large, '\n');
	load_write(path, large.p, large.n, 0640);
	expect_unreadable(path, "is larger than 1 MiB");
	assert_int_equal(unlink(path), 0);
	buf_release(&large);
}

static void test_credentials(void **state)
{
	static const char text[] = IDENTITY
	    RELAY("user = \"u\"; password_credential = \"relay-password\";");
	struct load l;

	(void)state;
	assert_int_equal(setenv("CREDENTIALS_DIRECTORY", "/run/credentials/x.service", 1), 0);
	load_text(&l, text);
	assert_string_equal(l.report.errors.p, "");
	assert_string_equal(l.conf.relays[0].password_file,
	    "/run/credentials/x.service/relay-password");
	load_release(&l);
	assert_int_equal(unsetenv("CREDENTIALS_DIRECTORY"), 0);
	load_text(&l, text);
	assert_string_equal(l.report.errors.p, "");
	assert_non_null(strstr(l.report.warnings.p,
	    ":3: relays.password_credential: credentials are"));
	assert_null(strstr(l.report.warnings.p, "does not exist")); /* not the same once more */
	load_release(&l);
}

/* --- the shipped file and the manual ---------------------------------------------------------- */

static char *read_file(const char *path)
{
	struct buf text = BUF_INIT;
	FILE *f = fopen(path, "r");
	char chunk[4096];
	size_t n;

	if (f == NULL)
		fail_msg("%s cannot be read; run this in the project's folder", path);
	while ((n = fread(chunk, 1, sizeof chunk, f)) > 0)
		buf_add(&text, chunk, n);
	(void)fclose(f);
	return buf_steal(&text);
}

/* Every key stands in dpupd.conf with its default, and in the manual. */
static void test_shipped(void **state)
{
	char *shipped = read_file("dpupd.conf"), *manual = read_file("docs/dpupd.conf.5");
	struct load l;

	(void)state;
	load_text(&l, shipped);
	assert_string_equal(l.report.errors.p, "");
	assert_string_equal(l.report.warnings.p, "");
	load_release(&l);
	for (size_t g = 0; g < conf_group_count; g++) {
		for (size_t k = 0; k < conf_groups[g].key_count; k++) {
			const struct conf_key *key = &conf_groups[g].keys[k];
			char word[64];

			if (key->type == CONF_NEVER)
				continue;
			(void)snprintf(word, sizeof word, "%s = ", key->name);
			if (strstr(shipped, word) == NULL)
				fail_msg("dpupd.conf has no %s.%s", conf_groups[g].name, key->name);
			(void)snprintf(word, sizeof word, "Ic %s", key->name);
			if (strstr(manual, word) == NULL)
				fail_msg("dpupd.conf.5 has no %s.%s", conf_groups[g].name,
				    key->name);
		}
	}
	free(shipped);
	free(manual);
}

/* Whatever the file holds: an answer, and no crash. */
static void test_damaged(void **state)
{
	static const char text[] = IDENTITY
	    "relays = ( { url = \"smtp://b.nz\"; connections = 5; } );\n"
	    "meetings = { reminders = [ \"7d\", \"2h\" ]; }; /* end */ # yes\n";
	char copy[sizeof text];

	(void)state;
	for (size_t n = 0; n < sizeof text; n++) {
		struct load l;

		load_bytes(&l, text, n);
		load_release(&l);
		memcpy(copy, text, sizeof text);
		copy[n] ^= 0x15;
		load_bytes(&l, copy, sizeof text - 1);
		load_release(&l);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_defaults),
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_wrong),
		cmocka_unit_test(test_all_at_once),
		cmocka_unit_test(test_holidays),
		cmocka_unit_test(test_retry),
		cmocka_unit_test(test_former_addresses),
		cmocka_unit_test(test_rates),
		cmocka_unit_test(test_bounds),
		cmocka_unit_test(test_socket_path),
		cmocka_unit_test(test_entries),
		cmocka_unit_test(test_files),
		cmocka_unit_test(test_credentials),
		cmocka_unit_test(test_shipped),
		cmocka_unit_test(test_damaged),
	};

	return cmocka_run_group_tests(tests, load_make_folder, load_remove_folder);
}

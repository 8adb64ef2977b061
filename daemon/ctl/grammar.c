/* SPDX-License-Identifier: MIT
 * The commands of dpupctl, in the order the help shows them. A new one is a row here and a
 * handler of the same verb in core; nothing else knows their names. See grammar.h for what
 * each kind becomes in the frame. */
#include "daemon/ctl/grammar.h"

#include <string.h>

#define TEXT GRAMMAR_TEXT
#define WORD GRAMMAR_WORD
#define INT GRAMMAR_INT
#define SPAN GRAMMAR_SPAN
#define SPANS GRAMMAR_SPANS
#define TEXTS GRAMMAR_TEXTS
#define FLAG GRAMMAR_FLAG
#define PATH GRAMMAR_PATH
#define CONTENT GRAMMAR_FILE
#define REQUIRED GRAMMAR_REQUIRED
#define OPTIONAL GRAMMAR_OPTIONAL
#define MANY GRAMMAR_MANY
#define LOCAL GRAMMAR_LOCAL

#define ID \
	{ \
		"id", INT \
	}
#define SLUG \
	{ \
		"slug", TEXT \
	}
#define ADDRESS \
	{ \
		"address", TEXT \
	}

#define STATE_OF(words) \
	{ \
		"state", WORD, 0, words, "only those in this state" \
	}

#define PAGE_OPTIONS \
	{ "limit", INT, LOCAL, "N", "so many of them" }, \
	{ \
		"after", INT, LOCAL, "ID", "those behind this one" \
	}

#define MEETING_OPTIONS \
	{ "length", SPAN, 0, "SPAN", "how long: 60m, 2h" }, \
	    { "title", TEXT, 0, "TEXT", "what it is called" }, \
	    { "place", TEXT, 0, "TEXT", "where" }, \
	    { "link", TEXT, 0, "URL", "where to join online" }, \
	    { "agenda", CONTENT, 0, "FILE", "Markdown; - reads standard input" }, \
	    { "capacity", INT, 0, "N", "so many places; who is too late waits for a free one" }, \
	    { "remind", SPANS, 0, "SPAN", "remind so long before; may be repeated" }, \
	{ \
		"convenor", TEXTS, 0, "ADDRESS", "who leads it, where not who leads the community" \
	}

#define ORGANISATION_OPTIONS \
	{ "sectors", TEXT, 0, "LIST", \
		"welfare, housing, health, education, child-wellbeing, justice, disability" }, \
	    { "region", TEXT, 0, "REGION", "a name or an ISO code (NZ-OTA)" }, \
	    { "foundational", WORD, 0, "yes|no", "of the foundational group" }, \
	    { "stage", WORD, 0, "not started|exploring|planning|adopting|embedded", \
		    "how far it is" }, \
	{ \
		"contact", TEXT, 0, "TEXT", "who to talk to there" \
	}

#define RESOURCE_OPTIONS(flags) \
	{ "title", TEXT, flags, "TITLE", "the title people see" }, \
	    { "summary", TEXT, flags, "TEXT", "a sentence or two: what it helps with" }, \
	{ \
		"topics", TEXT, 0, "WORDS", "further words it is found by" \
	}

const struct grammar_verb grammar_verbs[] = {
	{ "status", NULL, "what the daemon is doing",
	    .options = { { "watch", FLAG, LOCAL, NULL, "show it again every second" } } },
	{ "doctor", NULL, "check what is needed to work; exit 1 where something is not ok",
	    .flags = GRAMMAR_CHECKS },
	{ "metrics", NULL, "the daemon's numbers, as Prometheus reads them", .flags = 0 },
	{ "config", "check", "check a configuration file (default /etc/dpupd/dpupd.conf)",
	    .flags = GRAMMAR_OFFLINE, .arguments = { { "file", TEXT, OPTIONAL } } },

	{ "config", "rotate-key", "sign what stands in links and sub-addresses with a new key", .flags = GRAMMAR_ASK,
	    .question = "Make a new token key? What was sent stays valid for its time; back the key file up again." },

	{ "list", "add", "make a newsletter people can subscribe to", .arguments = { SLUG },
	    .options = {
		{ "name", TEXT, REQUIRED, "NAME", "the name people see" },
		{ "purpose", TEXT, REQUIRED, "TEXT", "what it is for: people agree to this sentence" },
	    } },
	{ "list", "show", "one list: its purpose and its numbers", .arguments = { SLUG } },
	{ "list", "list", "all lists", .flags = 0 },
	{ "list", "update", "change a list", .flags = GRAMMAR_CHANGES, .arguments = { SLUG },
	    .options = {
		{ "name", TEXT, 0, "NAME", "the name people see" },
		{ "purpose", TEXT, 0, "TEXT", "what it is for" },
		{ "window", TEXT, 0, "HOURS", "when it sends: \"09:00-17:00 weekdays\", always, or default" },
		{ "resend-unsure", WORD, 0, "once|never", "mail that may or may not have arrived: sent again?" },
		{ "state", WORD, 0, "open|closed", "closed: nobody new" },
	    } },

	{ "community", "add", "make a Community of Practice", .arguments = { SLUG },
	    .options = {
		{ "name", TEXT, REQUIRED, "NAME", "the name people see" },
		{ "purpose", TEXT, REQUIRED, "TEXT", "what it is for: people agree to this sentence" },
		{ "region", TEXT, REQUIRED, "REGION", "its region: a name or an ISO code (NZ-OTA)" },
		{ "convenor", TEXTS, 0, "ADDRESS", "who leads it; may be repeated" },
	    } },
	{ "community", "show", "one community", .arguments = { SLUG } },
	{ "community", "list", "all communities", .flags = 0 },
	{ "community", "members", "who has joined", .arguments = { SLUG }, .options = { PAGE_OPTIONS } },
	{ "community", "update", "change a community", .flags = GRAMMAR_CHANGES, .arguments = { SLUG },
	    .options = {
		{ "name", TEXT, 0, "NAME", "the name people see" },
		{ "purpose", TEXT, 0, "TEXT", "what it is for" },
		{ "window", TEXT, 0, "HOURS", "when it sends: \"09:00-17:00 weekdays\", always, or default" },
		{ "resend-unsure", WORD, 0, "once|never", "mail that may or may not have arrived: sent again?" },
		{ "region", TEXT, 0, "REGION", "its region" },
		{ "convenor", TEXTS, 0, "ADDRESS", "who leads it from now on, or none; may be repeated" },
		{ "reminders", TEXT, 0, "SPANS", "of its meetings: \"7d,1d,2h\", none, or default" },
		{ "state", WORD, 0, "open|closed", "closed: nobody new" },
	    } },

	{ "resource", "add", "add a resource to the Toolkit", .arguments = { { "url", TEXT } },
	    .options = { RESOURCE_OPTIONS(REQUIRED) } },
	{ "resource", "list", "the Toolkit", .flags = 0 },
	{ "resource", "update", "change a resource", .flags = GRAMMAR_CHANGES, .arguments = { ID },
	    .options = { { "url", TEXT, 0, "URL", "another address" }, RESOURCE_OPTIONS(0) } },
	{ "resource", "remove", "take a resource out of the Toolkit", .arguments = { ID } },

	{ "organisation", "add", "note an agency, an NGO or a provider", .arguments = { { "name", TEXT } },
	    .options = { { "kind", WORD, REQUIRED, "agency|ngo|provider|other", "what it is" }, ORGANISATION_OPTIONS } },
	{ "organisation", "show", "one organisation", .arguments = { { "name", TEXT } } },
	{ "organisation", "list", "all organisations",
	    .options = {
		{ "kind", WORD, 0, "agency|ngo|provider|other", "only of this kind" },
		{ "sector", TEXT, 0, "SECTOR", "only of this sector" },
		{ "region", TEXT, 0, "REGION", "only of this region" },
	    } },
	{ "organisation", "update", "change an organisation", .flags = GRAMMAR_CHANGES,
	    .arguments = { { "name", TEXT } },
	    .options = {
		{ "rename", TEXT, 0, "NAME", "another name" },
		{ "kind", WORD, 0, "agency|ngo|provider|other", "what it is" },
		ORGANISATION_OPTIONS,
	    } },

	{ "subscriber", "add", "invite a person: their answer subscribes them", .arguments = { ADDRESS },
	    .options = {
		{ "list", TEXT, REQUIRED, "LIST", "the list or community" },
		{ "source", TEXT, REQUIRED, "TEXT", "who gave you the address, and how: the person is told" },
	    } },
	{ "subscriber", "list", "who is subscribed",
	    .options = {
		{ "list", TEXT, 0, "LIST", "only of this list" },
		STATE_OF("pending|active|left"),
		PAGE_OPTIONS,
	    } },
	{ "subscriber", "show", "what is held about a person", .arguments = { ADDRESS } },
	{ "subscriber", "remove", "unsubscribe a person", .flags = GRAMMAR_ASK,
	    .question = "Unsubscribe this person? Only they can subscribe again.",
	    .arguments = { ADDRESS },
	    .options = { { "list", TEXT, REQUIRED, "LIST", "the list or community" } } },
	{ "subscriber", "update", "change what a person told of themselves", .flags = GRAMMAR_CHANGES,
	    .arguments = { ADDRESS },
	    .options = {
		{ "name", TEXT, 0, "NAME", "their name; - takes it away, as with the next three" },
		{ "organisation", TEXT, 0, "TEXT", "where they work" },
		{ "region", TEXT, 0, "REGION", "a name or an ISO code (NZ-OTA)" },
		{ "sectors", TEXT, 0, "LIST", "welfare, housing, health, education, child-wellbeing, justice, disability" },
		{ "language", WORD, 0, "en|mi", "what we write in, where we have the words" },
		{ "role", WORD, 0, "yes|no", "an address of a role, not of one person" },
	    } },
	{ "subscriber", "pause", "send a person nothing for a while", .arguments = { ADDRESS },
	    .options = { { "until", TEXT, 0, "TIME", "\"1 February\", \"3 weeks\"; without it until resumed" } } },
	{ "subscriber", "resume", "send a person mail again", .arguments = { ADDRESS } },
	{ "subscriber", "erase", "forget a person: all that is held, but a keyed hash", .flags = GRAMMAR_ASK,
	    .question = "Forget this person? All that is held about them is deleted, and they are told.",
	    .arguments = { ADDRESS } },
	{ "subscriber", "export", "everything that is held about a person, as \"my data\" sends it",
	    .arguments = { ADDRESS } },
	{ "subscriber", "explain", "why a person gets what they get", .arguments = { ADDRESS } },

	{ "import", NULL, "invite the people of a file: CSV with a header row, or JSON",
	    .arguments = { { "file", TEXT } },
	    .options = {
		{ "list", TEXT, REQUIRED, "LIST", "the list or community they are invited to" },
		{ "source", TEXT, 0, "TEXT", "who gave you the addresses, and how: the people are told" },
		{ "dry-run", FLAG, 0, NULL, "only say what would happen to each" },
		{ "now", FLAG, 0, NULL, "invite at any hour; else in the list's sending hours" },
	    } },
	{ "export", NULL, "the people of a list as CSV, or with --json as JSON; import reads both",
	    .options = { { "list", TEXT, REQUIRED, "LIST", "the list or community" } } },

	{ "announce", "new", "write an announcement; prints its number", .made = "announcement",
	    .options = {
		{ "list", TEXT, 0, "LIST", "who gets it: a list or a community" },
		{ "audience", TEXT, 0, "EXPR", "or a part of one: \"newsletter and region:otago\"" },
		{ "subject", TEXT, REQUIRED, "TEXT", "the Subject people see" },
		{ "body", CONTENT, REQUIRED, "FILE", "Markdown; - reads standard input" },
		{ "purpose", TEXT, 0, "TEXT", "why it goes to this list, if its purpose does not say so" },
	    } },
	{ "announce", "show", "one announcement", .arguments = { ID } },
	{ "announce", "list", "all announcements, newest first",
	    .options = { STATE_OF("draft|checked|approved|scheduled|sending|paused|done|cancelled") } },
	{ "announce", "update", "change a draft", .flags = GRAMMAR_CHANGES, .arguments = { ID },
	    .options = {
		{ "list", TEXT, 0, "LIST", "who gets it" },
		{ "audience", TEXT, 0, "EXPR", "or a part of a list" },
		{ "subject", TEXT, 0, "TEXT", "the Subject people see" },
		{ "body", CONTENT, 0, "FILE", "Markdown; - reads standard input" },
		{ "purpose", TEXT, 0, "TEXT", "why it goes to this list" },
	    } },
	{ "announce", "check", "what is wrong with it, and who would get it",
	    .flags = GRAMMAR_CHECKS, .arguments = { ID } },
	{ "announce", "preview", "the mail one person would get", .arguments = { ID },
	    .options = {
		{ "to", TEXT, 0, "ADDRESS", "as this subscriber would get it" },
		{ "format", WORD, 0, "text|html|raw", "which part; without it the text" },
	    } },
	{ "announce", "test", "send it to one member of staff, marked as a test", .arguments = { ID },
	    .options = { { "to", TEXT, REQUIRED, "ADDRESS", "an address of \"dpupctl staff list\"" } } },
	{ "announce", "submit", "ask for approval", .arguments = { ID } },
	{ "announce", "approve", "say that it may go as you saw it", .arguments = { ID },
	    .options = {
		{ "hash", TEXT, 0, "HASH", "only this text: the digits that check and show print" },
		{ "recipients", INT, 0, "N", "only for so many people, 2 % more or less" },
	    } },
	{ "announce", "schedule", "say when it goes", .arguments = { ID },
	    .options = {
		{ "at", TEXT, 0, "TIME", "local time: \"2026-12-01 09:00\", \"tomorrow 9:00\"" },
		{ "now", FLAG, 0, NULL, "at once" },
	    } },
	{ "announce", "pause", "stop sending for now", .arguments = { ID } },
	{ "announce", "resume", "go on sending", .arguments = { ID } },
	{ "announce", "cancel", "stop for good what has not gone out", .flags = GRAMMAR_ASK,
	    .question = "Cancel this announcement? It cannot be sent afterwards.", .arguments = { ID } },
	{ "announce", "report", "how far it is, and how it went", .arguments = { ID } },
	{ "announce", "watch", "follow it until it is done", .arguments = { ID } },

	{ "meeting", "add", "plan a meeting of a community", .made = "meeting",
	    .arguments = { { "community", TEXT } },
	    .options = {
		{ "start", TEXT, REQUIRED, "TIME", "local time: \"2026-12-01 10:00\"" },
		MEETING_OPTIONS,
	    } },
	{ "meeting", "show", "one meeting, its agenda, and how many come", .arguments = { ID } },
	{ "meeting", "list", "coming meetings, and those of the last 30 days",
	    .options = {
		{ "community", TEXT, 0, "SLUG", "only of this community" },
		{ "all", FLAG, 0, NULL, "all there ever were" },
		PAGE_OPTIONS,
	    } },
	{ "meeting", "cancel", "cancel it and tell the members", .flags = GRAMMAR_ASK,
	    .question = "Cancel this meeting? Its members are told.", .arguments = { ID },
	    .options = { { "reason", TEXT, REQUIRED, "TEXT", "what the members are told" } } },
	{ "meeting", "move", "change it, and tell the members", .flags = GRAMMAR_CHANGES, .arguments = { ID },
	    .options = {
		{ "reason", TEXT, GRAMMAR_ASIDE, "TEXT", "what the members are told; needed where they see a change" },
		{ "start", TEXT, 0, "TIME", "local time: \"2026-12-01 10:00\"; answers are asked for again" },
		{ "length", SPAN, 0, "SPAN", "how long: 60m, 2h" },
		{ "title", TEXT, 0, "TEXT", "what it is called" },
		{ "place", TEXT, 0, "TEXT", "where; - takes it away" },
		{ "link", TEXT, 0, "URL", "where to join online; - takes it away" },
		{ "agenda", CONTENT, 0, "FILE", "Markdown; - reads standard input" },
		{ "capacity", INT, 0, "N", "so many places; told to nobody but who gets one" },
		{ "convenor", TEXTS, 0, "ADDRESS", "who leads it, or none; told to nobody; may be repeated" },
	    } },
	{ "meeting", "attendance", "who comes, who does not, who has not said", .arguments = { ID } },
	{ "meeting", "notes", "send the members the notes, as an announcement", .arguments = { ID },
	    .options = { { "body", CONTENT, REQUIRED, "FILE", "Markdown; - reads standard input" } } },
	{ "meeting", "remind", "remind the members now", .arguments = { ID } },

	{ "series", "add", "plan meetings that recur; says what was understood", .arguments = { { "community", TEXT } },
	    .options = {
		{ "start", TEXT, REQUIRED, "TIME", "the first one, local time: \"2026-12-01 10:00\"" },
		{ "rule", TEXT, REQUIRED, "RRULE", "FREQ=MONTHLY;BYDAY=1TU: the first Tuesday of each month" },
		{ "holidays", WORD, 0, "skip|next working day|keep", "where one falls on a holiday (next working day)" },
		MEETING_OPTIONS,
		{ "dry-run", FLAG, 0, NULL, "only say what was understood" },
	    } },
	{ "series", "show", "one series, and the next meetings of it", .arguments = { ID } },
	{ "series", "list", "all series",
	    .options = { { "community", TEXT, 0, "SLUG", "only of this community" } } },
	{ "series", "update", "say who leads it, and its coming meetings that the same lead", .flags = GRAMMAR_CHANGES,
	    .arguments = { ID },
	    .options = { { "convenor", TEXTS, 0, "ADDRESS", "who leads it from now on, or none; may be repeated" } } },
	{ "series", "cancel", "end it, cancel its coming meetings and tell the members", .flags = GRAMMAR_ASK,
	    .question = "Cancel this series? All its coming meetings are cancelled, and their members are told.",
	    .arguments = { ID },
	    .options = { { "reason", TEXT, REQUIRED, "TEXT", "what the members are told" } } },

	{ "tip", "list", "what members want to share with their community",
	    .options = {
		{ "community", TEXT, 0, "SLUG", "only of this community" },
		STATE_OF("waiting|approved|rejected|sent"),
	    } },
	{ "tip", "approve", "let it go to the members with the next tips", .arguments = { ID } },
	{ "tip", "reject", "do not use it", .arguments = { ID } },

	{ "report", "communities", "the mix of each community, who is missing, meetings and answers",
	    .options = { { "community", TEXT, 0, "SLUG", "one community, also by region and stage" } } },
	{ "report", "delivery", "mail by kind and what became of it; or who got one announcement",
	    .options = {
		{ "announcement", INT, 0, "ID", "who got this one, who did not, and why" },
		{ "last", SPAN, 0, "SPAN", "how far back: 90d (default 30d)" },
	    } },
	{ "report", "consent", "what proves the consents of each list", .flags = 0 },

	{ "who", NULL, "who would get mail of a list or an audience, and how many",
	    .options = {
		{ "list", TEXT, REQUIRED, "AUDIENCE", "a list, or \"newsletter and region:otago\"" },
		{ "why", FLAG, 0, NULL, "also who is skipped, and why" },
	    } },
	{ "explain", NULL, "the story of a delivery, or of an address",
	    .arguments = { { "target", TEXT } } },

	{ "queue", "list", "mail that is waiting",
	    .options = { STATE_OF("queued|leased|sending|sent|failed|unsure|held|cancelled|unread") } },
	{ "queue", "show", "one delivery", .arguments = { ID } },
	{ "queue", "retry", "try it again now", .arguments = { ID } },
	{ "queue", "hold", "keep it back", .arguments = { ID } },
	{ "queue", "release", "let it go", .arguments = { ID } },
	{ "queue", "flush", "try again now what was tried and waits for a retry", .flags = 0 },

	{ "inbound", "list", "mail that was received",
	    .options = { STATE_OF("new|parsing|waiting|done|limited|quarantined|unread") } },
	{ "inbound", "show", "one received mail", .arguments = { ID } },
	{ "inbound", "raw", "the mail itself, as it came, to standard output", .arguments = { ID } },
	{ "inbound", "replay", "read it once more", .arguments = { ID } },
	{ "inbound", "seen", "what came up to this one and nobody was mailed is looked at: doctor is silent about it", .arguments = { ID } },
	{ "inbound", "release", "let it out of quarantine", .arguments = { ID } },

	{ "suppression", "list", "addresses that are never mailed, as far as they are known", .flags = 0 },
	{ "suppression", "add", "never mail this address again", .arguments = { ADDRESS },
	    .options = { { "reason", TEXT, 0, "TEXT", "why" } } },
	{ "suppression", "remove", "allow mail to this address again", .flags = GRAMMAR_ASK,
	    .question = "Allow mail to an address that is never to be mailed?", .arguments = { ADDRESS } },
	{ "retention", "run", "dispose now of what was kept long enough",
	    .options = { { "dry-run", FLAG, 0, NULL, "only say what would go" } } },
	{ "staff", "add", "let an account use dpupctl, or give it another role or address",
	    .arguments = { { "account", TEXT } },
	    .options = {
		{ "address", TEXT, REQUIRED, "ADDRESS", "where they get proofs" },
		{ "role", TEXT, REQUIRED, "ROLES", "author, approver, convenor, privacy, admin; several with commas" },
		{ "community", TEXT, 0, "SLUG", "which one a convenor leads" },
	    } },
	{ "staff", "list", "who may do what", .flags = 0 },
	{ "staff", "remove", "take an account's roles away", .arguments = { { "account", TEXT } },
	    .options = {
		{ "role", TEXT, 0, "ROLES", "only these; without it all" },
		{ "community", TEXT, 0, "SLUG", "only of this one" },
	    } },
	{ "audit", NULL, "what staff did", .flags = GRAMMAR_CHECKS,
	    .options = {
		{ "since", TEXT, 0, "TIME", "only since: \"2026-12-01\"" },
		{ "verify", FLAG, 0, NULL, "is the chain of its hashes whole? exit 1 where it is not" },
		{ "reads", FLAG, 0, NULL, "instead who looked at what is held about people" },
	    } },
	{ "backup", NULL, "copy the database, while it is in use", .arguments = { { "file", PATH } } },
	{ "restore", NULL, "bring a backup back, while dpupd is stopped; then --accept it, and sending begins",
	    .flags = 0, .arguments = { { "file", PATH, OPTIONAL } },
	    .options = {
		{ "accept", FLAG, LOCAL, NULL, "send again, after a backup was brought back" },
		{ "drop", FLAG, LOCAL, NULL, "with --accept: give up the mails that may have gone since the backup" },
		{ "conf", PATH, LOCAL, "FILE", "the daemon's configuration, where it is not the default" },
	    } },

	{ "parse", NULL, "what dpupd makes of a mail, one JSON object a line",
	    .flags = GRAMMAR_OFFLINE | GRAMMAR_RAW, .arguments = { { "file", TEXT, MANY } },
	    .options = {
		{ "address", TEXT, 0, "ADDRESS", "the service mailbox it was sent to" },
		{ "delimiter", TEXT, 0, "C|none", "what stands before a sub-address" },
		{ "domain", TEXT, 0, "DOMAIN", "the domain of our Message-IDs" },
		{ "authserv-id", TEXT, 0, "ID", "whose Authentication-Results are believed" },
		{ "words", TEXT, 0, "FILE", "words of another language; may be repeated" },
	    } },
	{ "check-dkim", NULL, "what the DKIM signatures of a delivered mail cover", .flags = GRAMMAR_OFFLINE,
	    .arguments = { { "file", TEXT } } },
	{ "render", NULL, "one template with one JSON file", .flags = GRAMMAR_OFFLINE,
	    .arguments = { { "template", TEXT }, { "json", TEXT } } },
};
const size_t grammar_verb_count = sizeof grammar_verbs / sizeof grammar_verbs[0];

const struct grammar_verb *grammar_find(const char *noun, const char *verb)
{
	for (size_t i = 0; i < grammar_verb_count; i++) {
		const struct grammar_verb *g = &grammar_verbs[i];

		if (strcmp(g->noun, noun) != 0)
			continue;
		if (verb == NULL ? g->verb == NULL : g->verb != NULL && strcmp(g->verb, verb) == 0)
			return g;
	}
	return NULL;
}

int grammar_has_noun(const char *noun)
{
	for (size_t i = 0; i < grammar_verb_count; i++)
		if (strcmp(grammar_verbs[i].noun, noun) == 0)
			return 1;
	return 0;
}

/* SPDX-License-Identifier: MIT
 * Reasons by what servers say, then by status code. The words come first because codes lie: of
 * the 5.x.x in real bounces only about a third mean that an address is dead. Then it counts at
 * which point of the dialogue it was said: a server that took the recipient and says "user unknown"
 * to the message has filtered it, one that says "domain not found" to MAIL FROM means ours. */
#include "daemon/mail/bounce_reason.h"

#include <string.h>

#include "daemon/common/buf.h"
#include "daemon/mail/bounce_rules.h"

#define TEXT_MAX 3000 /* of a diagnostic that is looked at */
#define GAP_MAX 60    /* what a '*' may stand for: an address, a few words */

static const struct bounce_reason reasons[] = {
	[R_USERUNKNOWN] = { "userunknown", BOUNCE_HARD },
	[R_NOTHERE] = { "userunknown", BOUNCE_HARD },
	[R_HOSTUNKNOWN] = { "hostunknown", BOUNCE_HARD },
	[R_HASMOVED] = { "hasmoved", BOUNCE_HARD },
	[R_NOTACCEPT] = { "notaccept", BOUNCE_HARD },
	[R_MAILBOXFULL] = { "mailboxfull", BOUNCE_SOFT },
	[R_SUSPEND] = { "suspend", BOUNCE_SOFT },
	[R_FILTERED] = { "filtered", BOUNCE_SOFT },
	[R_EXPIRED] = { "expired", BOUNCE_SOFT },
	[R_NETWORKERROR] = { "networkerror", BOUNCE_SOFT },
	[R_SYSTEMERROR] = { "systemerror", BOUNCE_SOFT },
	[R_SYSTEMFULL] = { "systemfull", BOUNCE_SOFT },
	[R_MAILERERROR] = { "mailererror", BOUNCE_SOFT },
	[R_ONHOLD] = { "onhold", BOUNCE_SOFT },
	[R_SYNTAXERROR] = { "syntaxerror", BOUNCE_SOFT },
	[R_FAILEDSTARTTLS] = { "failedstarttls", BOUNCE_SOFT },
	[R_UNDEFINED] = { "undefined", BOUNCE_SOFT },
	[R_TOOBIG] = { "mesgtoobig", BOUNCE_MESSAGE },
	[R_EXCEEDLIMIT] = { "exceedlimit", BOUNCE_MESSAGE },
	[R_CONTENTERROR] = { "contenterror", BOUNCE_MESSAGE },
	[R_AUTHFAILURE] = { "authfailure", BOUNCE_SENDER },
	[R_BADREPUTATION] = { "badreputation", BOUNCE_SENDER },
	[R_BLOCKED] = { "blocked", BOUNCE_SENDER },
	[R_SPAM] = { "spamdetected", BOUNCE_SENDER },
	[R_POLICY] = { "policyviolation", BOUNCE_SENDER },
	[R_REJECTED] = { "rejected", BOUNCE_SENDER },
	[R_NORELAYING] = { "norelaying", BOUNCE_SENDER },
	[R_REQUIREPTR] = { "requireptr", BOUNCE_SENDER },
	[R_SECURITY] = { "securityerror", BOUNCE_SENDER },
	[R_SPEEDING] = { "speeding", BOUNCE_SENDER },
	[R_TOOMANYCONN] = { "toomanyconn", BOUNCE_SENDER },
	[R_NOTCOMPLIANT] = { "notcompliantrfc", BOUNCE_SENDER },
	[R_VIRUS] = { "virusdetected", BOUNCE_SENDER },
	[R_DELIVERED] = { "delivered", BOUNCE_NONE },
	[R_DELAYED] = { "delayed", BOUNCE_NONE },
};

/* What the codes of RFC 3463 and its registry say where no words did. */
/* clang-format off */
static const struct status_row {
	const char *status;	/* subject and detail; "7." is every detail */
	enum bounce_cause reason;
} status_rows[] = {
	{ "1.0", R_USERUNKNOWN }, { "1.1", R_USERUNKNOWN }, { "1.2", R_HOSTUNKNOWN },
	{ "1.3", R_USERUNKNOWN }, { "1.4", R_FILTERED }, { "1.6", R_HASMOVED },
	{ "1.7", R_REJECTED }, { "1.8", R_REJECTED }, { "1.9", R_SYSTEMERROR },
	{ "1.10", R_NOTACCEPT }, { "1.351", R_USERUNKNOWN },
	{ "2.0", R_FILTERED }, { "2.1", R_FILTERED }, { "2.2", R_MAILBOXFULL },
	{ "2.3", R_EXCEEDLIMIT }, { "2.4", R_FILTERED },
	{ "3.0", R_SYSTEMERROR }, { "3.1", R_SYSTEMFULL }, { "3.2", R_NOTACCEPT },
	{ "3.3", R_SYSTEMERROR }, { "3.4", R_TOOBIG }, { "3.5", R_SYSTEMERROR },
	{ "4.0", R_NETWORKERROR }, { "4.1", R_EXPIRED }, { "4.2", R_NETWORKERROR },
	{ "4.3", R_SYSTEMERROR }, { "4.4", R_HOSTUNKNOWN }, { "4.5", R_NETWORKERROR },
	{ "4.6", R_NETWORKERROR }, { "4.7", R_EXPIRED }, { "4.14", R_NETWORKERROR },
	{ "4.310", R_HOSTUNKNOWN }, { "4.316", R_EXPIRED },
	{ "5.3", R_SYNTAXERROR }, { "5.4", R_SYNTAXERROR }, { "5.2", R_SYNTAXERROR },
	{ "6.", R_CONTENTERROR },
	{ "7.13", R_SUSPEND }, { "7.17", R_HASMOVED }, { "7.18", R_HASMOVED },
	{ "7.20", R_AUTHFAILURE }, { "7.21", R_AUTHFAILURE }, { "7.22", R_AUTHFAILURE },
	{ "7.23", R_AUTHFAILURE }, { "7.24", R_AUTHFAILURE }, { "7.25", R_REQUIREPTR },
	{ "7.26", R_AUTHFAILURE }, { "7.27", R_NOTACCEPT }, { "7.28", R_SPEEDING },
	{ "7.509", R_AUTHFAILURE }, { "7.606", R_BLOCKED },
	{ "7.", R_SECURITY },
};
/* clang-format on */

/* --- matching --- */

static bool matches(struct slice text, const char *rule)
{
	struct slice rest = text, pattern = slice_of(rule), part;
	bool is_first = true;

	while (slice_next(&pattern, '*', &part)) {
		struct slice seen = is_first ? rest : slice_sub(rest, 0, GAP_MAX + part.n);
		char *hit = part.n > 0 ? memmem(seen.p, seen.n, part.p, part.n) : NULL;

		if (hit == NULL)
			return false;
		rest = slice_from(rest, (size_t)(hit - rest.p) + part.n);
		is_first = false;
	}
	return true;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* "5.1.0 - Unknown address error 550-'REPLY'": Cisco's gateways say what class of error they take
 * it for, and quote what the server said. The server is believed. */
static struct slice quoted_reply(struct slice text)
{
	size_t at = slice_find_text(text, " error "), open;
	struct slice rest = slice_from(text, at);

	open = slice_find_text(slice_sub(rest, 0, 16), "-'");
	if (at == text.n || open == (rest.n < 16 ? rest.n : 16))
		return text;
	rest = slice_from(rest, open + 2);
	return slice_sub(rest, 0, slice_find_text(rest, "' ("));
}

/* Small letters, one space for white space of any kind, and without the codes that some
 * servers repeat on every line of a reply ("550-5.1.1 The email account that 550-5.1.1 ..."). */
static void normalise(struct buf *out, struct slice text)
{
	struct slice rest = quoted_reply(slice_sub(text, 0, TEXT_MAX)), word;
	bool is_first = true;

	while (slice_next_word(&rest, &word)) {
		bool is_repeated = word.n >= 4 && word.p[0] >= '4' && word.p[0] <= '5' &&
		    is_digit(word.p[1]) && is_digit(word.p[2]) && word.p[3] == '-';

		if (is_repeated && !is_first)
			continue;
		if (out->n > 0)
			buf_char(out, ' ');
		for (size_t i = 0; i < word.n; i++) {
			char c = word.p[i];

			buf_char(out, (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c));
		}
		is_first = false;
	}
}

/* The length of a status code at the start of `s`: "5.1.1", each number of 1 to 3 digits. */
static size_t status_length(struct slice s)
{
	size_t i = 1;

	if (s.n < 5 || (s.p[0] != '2' && s.p[0] != '4' && s.p[0] != '5') || s.p[1] != '.')
		return 0;
	for (int part = 0; part < 2; part++) {
		size_t digits = 0;

		if (i >= s.n || s.p[i] != '.')
			return 0;
		for (i++; i < s.n && is_digit(s.p[i]) && digits < 4; i++)
			digits++;
		if (digits == 0 || digits > 3)
			return 0;
	}
	if (i < s.n && (s.p[i] == '.' ? i + 1 < s.n && is_digit(s.p[i + 1]) : is_digit(s.p[i])))
		return 0; /* an IP address */
	return i;
}

struct slice bounce_reason_status(struct slice text, bool is_specific)
{
	for (size_t i = 0; i + 5 <= text.n; i++) {
		size_t n;

		if (i > 0 && (is_digit(text.p[i - 1]) || text.p[i - 1] == '.'))
			continue;
		n = status_length(slice_from(text, i));
		if (n > 0 && !(is_specific && slice_starts(slice_from(text, i + 1), ".0.0")))
			return slice_sub(text, i, n);
	}
	return SLICE_NONE;
}

/* The first digit of the reply code ("550 ..." anywhere a word begins), '\0' where none is seen. */
static char reply_class(struct slice text)
{
	for (size_t i = 0; i + 3 <= text.n; i++) {
		bool starts = i == 0 || strchr(" :;", text.p[i - 1]) != NULL;
		bool ends = i + 3 == text.n || text.p[i + 3] == ' ' || text.p[i + 3] == '-' ||
		    text.p[i + 3] == ':';

		if (starts && ends && (text.p[i] == '4' || text.p[i] == '5') &&
		    text.p[i + 1] >= '0' && text.p[i + 1] <= '7' && is_digit(text.p[i + 2]))
			return text.p[i];
	}
	return '\0';
}

static bool find_rule(struct slice text, enum bounce_cause *cause_r)
{
	for (size_t i = 0; i < bounce_rule_count; i++) {
		if (matches(text, bounce_rules[i].text)) {
			*cause_r = bounce_rules[i].cause;
			return true;
		}
	}
	return false;
}

static bool find_status(struct slice status, enum bounce_cause *reason_r)
{
	struct slice rest = slice_from(status, 2);

	for (size_t i = 0; status.n > 2 && i < sizeof status_rows / sizeof status_rows[0]; i++) {
		const char *row = status_rows[i].status;

		if (slice_is(rest, row) ||
		    (row[strlen(row) - 1] == '.' && slice_starts(rest, row))) {
			*reason_r = status_rows[i].reason;
			return true;
		}
	}
	return false;
}

/* --- when it was said --- */

enum stage { STAGE_UNKNOWN, STAGE_CONNECT, STAGE_HELO, STAGE_MAIL, STAGE_RCPT, STAGE_DATA };

/* How reporting systems name the command that was refused: Postfix, Exim, qmail, DragonFly, Yahoo,
 * GMX and their relatives. A transcript's ">>> DATA" tells nothing: with pipelining the answer to
 * RCPT stands below it. */
/* clang-format off */
static const struct stage_row {
	enum stage stage;
	const char *text;
} stage_rows[] = {
	{ STAGE_RCPT, "in reply to rcpt to" }, { STAGE_RCPT, "after rcpt to" },
	{ STAGE_RCPT, "after rcpt command" }, { STAGE_RCPT, "our rcpt to" },
	{ STAGE_RCPT, "[rcpt_to]" }, { STAGE_RCPT, "does not like recipient" },
	{ STAGE_RCPT, ">>> rcpt to" }, { STAGE_RCPT, "following rcpt command" },
	{ STAGE_RCPT, "<<< rcpt to" }, { STAGE_RCPT, "rcpt to failed" },
	{ STAGE_MAIL, "in reply to mail from" }, { STAGE_MAIL, "after mail from" },
	{ STAGE_MAIL, "after mail command" }, { STAGE_MAIL, "our mail from" },
	{ STAGE_MAIL, "[mail_from]" }, { STAGE_MAIL, "sender was rejected" },
	{ STAGE_MAIL, ">>> mail from" },
	{ STAGE_HELO, "in reply to helo" }, { STAGE_HELO, "in reply to ehlo" },
	{ STAGE_HELO, "after helo" }, { STAGE_HELO, "after ehlo" }, { STAGE_HELO, "our helo" },
	{ STAGE_HELO, "our ehlo" }, { STAGE_HELO, "my name was rejected" },
	{ STAGE_CONNECT, "refused to talk to me" }, { STAGE_CONNECT, "greeting failed" },
	{ STAGE_CONNECT, "after initial connection" },
	{ STAGE_DATA, "in reply to end of data" }, { STAGE_DATA, "in reply to data" },
	{ STAGE_DATA, "after end of data" }, { STAGE_DATA, "after data" },
	{ STAGE_DATA, "after pipelined data" }, { STAGE_DATA, "our final data" },
	{ STAGE_DATA, "our data" }, { STAGE_DATA, "failed after i sent the message" },
	{ STAGE_DATA, "failed on data command" }, { STAGE_DATA, "after pipelined end of data" },
	{ STAGE_DATA, "reporting-mta: dns; inbound-smtp." },	/* SES takes mail, then applies rules */
	{ STAGE_DATA, "smtp command data" }, { STAGE_DATA, "[data]" }, { STAGE_DATA, "[eod]" },
};
/* clang-format on */

static enum stage find_stage(struct slice text)
{
	for (size_t i = 0; i < sizeof stage_rows / sizeof stage_rows[0]; i++) {
		if (slice_find_text(text, stage_rows[i].text) < text.n)
			return stage_rows[i].stage;
	}
	return STAGE_UNKNOWN;
}

/* What the words mean, said at that stage; `code` is the enhanced status, where there is one;
 * `has_reply` says whether a reply code was seen. */
static enum bounce_cause cause_at(enum bounce_cause cause, enum stage stage, struct slice code,
    bool has_reply)
{
	bool is_hard = reasons[cause].class == BOUNCE_HARD;

	if (is_hard && stage == STAGE_DATA)
		return R_FILTERED;
	/* "User unknown" counts where it was said to RCPT. Elsewhere it needs a code: filters say
	 * it too, without one or with one that says the mailbox is there (5.2.x). */
	if (cause == R_USERUNKNOWN && stage == STAGE_UNKNOWN &&
	    (slice_starts(slice_from(code, 1), ".2.") || (code.n == 0 && !has_reply)))
		return R_FILTERED;
	if (stage == STAGE_MAIL && (is_hard || cause == R_UNDEFINED || cause == R_SYNTAXERROR))
		return R_REJECTED;
	if ((stage == STAGE_HELO || stage == STAGE_CONNECT) && (is_hard || cause == R_UNDEFINED))
		return R_BLOCKED;
	return cause;
}

/* What may pass is never a dead address, whatever the words. */
static char permanence(struct slice said, struct slice diagnostic, struct slice status)
{
	char c = said.n > 0 ? said.p[0] : reply_class(diagnostic);

	return c != '\0' || status.n == 0 ? c : status.p[0];
}

struct bounce_reason bounce_reason_find(struct slice diagnostic, struct slice explanation,
    struct slice status, struct slice action)
{
	struct buf text = BUF_INIT, prose = BUF_INIT;
	enum bounce_cause cause = R_UNDEFINED, other;
	enum stage stage;
	struct slice said;
	char first;

	if (slice_is(action, "delayed"))
		return reasons[R_DELAYED];
	if (slice_is(action, "delivered") || slice_is(action, "relayed") ||
	    slice_is(action, "expanded"))
		return reasons[R_DELIVERED];
	normalise(&text, diagnostic);
	normalise(&prose, explanation);
	said = bounce_reason_status(buf_all(&text), true); /* the server's own word counts more */
	if (!find_rule(buf_all(&text), &cause) && !find_status(said, &cause) &&
	    !find_rule(buf_all(&prose), &cause))
		(void)find_status(status, &cause); /* nothing known: undefined */
	stage = find_stage(buf_all(&text));
	if (stage == STAGE_UNKNOWN)
		stage = find_stage(buf_all(&prose));
	/* A full mailbox named anywhere is no dead address. */
	if (reasons[cause].class == BOUNCE_HARD && find_rule(buf_all(&prose), &other) &&
	    other == R_MAILBOXFULL)
		cause = other;
	cause = cause_at(cause, stage, said.n > 0 ? said : status,
	    reply_class(buf_all(&text)) != '\0' || reply_class(buf_all(&prose)) != '\0');
	first = permanence(said, buf_all(&text), status);
	buf_release(&text);
	buf_release(&prose);
	if (reasons[cause].class == BOUNCE_HARD && first == '4')
		return (struct bounce_reason){ reasons[cause].word, BOUNCE_SOFT };
	return reasons[cause];
}

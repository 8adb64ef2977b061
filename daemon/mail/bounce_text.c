/* SPDX-License-Identifier: MIT
 * Reports without structure: qmail, Exim, sendmail before 8.8, Exchange, webmail systems. What they
 * share is known: prose, then a line for each recipient that begins with (or is) the address, the
 * refusing server's words behind or below it, then a line that announces the returned message. */
#include "daemon/mail/bounce_text.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/common/buf.h"
#include "daemon/mail/bounce_entry.h"
#include "daemon/mail/bounce_reason.h"
#include "daemon/mail/field.h"

#define RECIPIENT_LINES_MAX 4000 /* a report that is longer is not read on */
#define HEADERS_IN_A_ROW 3       /* lines that look like fields: the returned message begins */

/* --- where the returned message begins --- */

/* On a line with dashes or one that ends in a colon; with a full stop only where it says "follows":
 * Postfix says of every report "delete your own text from the attached returned message." */
/* clang-format off */
static const char *const announcements[] = {
	"below this line is", "this is a copy of", "copy of the message", "copy of your message",
	"copy of the original", "original message follows", "original message", "original headers",
	"message header follows", "message headers follow", "message header",
	"message text follows", "message body follows", "unsent message", "undelivered message",
	"returned message", "returned text follows", "returned mail", "returned original",
	"the header of the original", "the header of the message", "header of the original",
	"headers of the original", "headers of the message", "mail header", "your original message",
	"your message follows", "message follows", "original mail", "beginning of the original",
	"included below", "copy of this message", "non-delivered information", "returned content",
	"attached below", "start of original", "copy of the header", "rfc 822 header",
	"rfc822 header",
};
/* clang-format on */

static bool is_announcement(struct slice line)
{
	struct slice text = slice_trim(line);
	bool is_dressed;

	if (text.n < 8 || text.n > 120 || slice_starts_fold(text, "the original message was"))
		return false;
	is_dressed = slice_starts(text, "--") || slice_starts(text, "==") ||
	    slice_starts(text, "**") || slice_starts(text, "|--") || slice_starts(text, "__") ||
	    text.p[text.n - 1] == ':' ||
	    (text.p[text.n - 1] == '.' && slice_find_fold(text, "follow") < text.n);
	for (size_t i = 0; is_dressed && i < sizeof announcements / sizeof announcements[0]; i++) {
		if (slice_find_fold(text, announcements[i]) < text.n)
			return true;
	}
	return false;
}

/* Names a returned message's header begins with; those of a report ("Reporting-MTA") are none. */
/* clang-format off */
static const char *const first_fields[] = {
	"received", "return-path", "message-id", "from", "date", "to", "subject", "mime-version",
	"dkim-signature", "x-ymail-osg", "x-mailer", "x-priority", "content-type", "delivered-to",
	"x-original-to", "domainkey-signature", "x-received", "x-google-dkim-signature",
	"arc-seal", "x-sender", "envelope-to", "sender", "reply-to",
};
/* clang-format on */

static bool begins_header(struct slice rest)
{
	struct slice line;
	size_t fields = 0, lines = 0;
	bool is_first = true;

	while (fields < HEADERS_IN_A_ROW && lines++ < 12 && slice_next_line(&rest, &line)) {
		if (is_first) {
			struct slice name = slice_sub(line, 0, slice_find(line, ':'));
			bool is_known = false;

			for (size_t i = 0; i < sizeof first_fields / sizeof first_fields[0]; i++)
				is_known = is_known || slice_is_fold(name, first_fields[i]);
			if (!is_known)
				return false;
			is_first = false;
		}
		if (field_is_line(line))
			fields++;
		else if (line.n == 0 || (line.p[0] != ' ' && line.p[0] != '\t'))
			return false; /* neither a field nor its continuation */
	}
	return fields >= HEADERS_IN_A_ROW;
}

struct slice bounce_text_region(struct slice text)
{
	struct slice rest = text, line;
	size_t at = 0;

	while (rest.n > 0) {
		if (begins_header(rest))
			break;
		(void)slice_next_line(&rest, &line); /* there is one */
		if (at > 0 && is_announcement(line))
			break;
		at = (size_t)(line.p - text.p) + line.n;
	}
	return slice_sub(text, 0, at);
}

/* --- recipients --- */

/* Words in front of an address that say it is the one; "...to <a@b>" most of all. */
/* clang-format off */
static const char *const introductions[] = {
	"to", "for", "to:", "recipient", "recipient:", "address", "address:", "addressee:", "user",
	"mailbox", "account", "rcpt to:", "rcpt", "recipients:", "recipient(s):", "addresses:",
	"mail to", "recipient address", "email address", "unknown", "sent to", "full", "full:",
};
/* clang-format on */

/* What stands around an address and is not of its line. */
static bool is_dressing(char c)
{
	return c == ' ' || c == '\t' || c == '>' || c == '<' || c == '*' || c == '-' || c == '|' ||
	    c == '"' || c == '\'' || c == '(' || c == '[' || c == '.' || c == ':' || c == '\\' ||
	    c == '=';
}

/* "550", "550 5.1.1", "<<< 550": the code of a transcript's line. */
static bool is_reply_code(struct slice before)
{
	struct slice word;

	while (slice_next_word(&before, &word)) {
		bool is_code = word.n == 3 && word.p[0] >= '2' && word.p[0] <= '5';

		if (!is_code && bounce_reason_status(word, false).n != word.n)
			return false;
	}
	return true;
}

static bool is_transcript_line(struct slice rest)
{
	struct slice word;

	return slice_next_word(&rest, &word) && word.n == 3 && word.p[0] >= '4' &&
	    word.p[0] <= '5' && is_reply_code(word);
}

enum place { PLACE_NONE, PLACE_INSIDE, PLACE_INTRODUCED, PLACE_FIRST };

/* Where the first address of a line stands. */
static enum place find_recipient(struct slice line, struct slice *address_r)
{
	size_t at = 0;
	struct slice before;

	if (!field_next_address(line, &at, address_r))
		return PLACE_NONE;
	before = slice_sub(line, 0, (size_t)(address_r->p - line.p));
	while (before.n > 0 && is_dressing(before.p[before.n - 1]))
		before.n--;
	while (before.n > 0 && is_dressing(before.p[0]))
		before = slice_from(before, 1);
	if (before.n == 0 || is_reply_code(before))
		return PLACE_FIRST;
	if (slice_ends_fold(before, "smtp") || slice_ends_fold(before, "rfc822;"))
		return PLACE_FIRST;
	before = slice_trim(before);
	for (size_t i = 0; i < sizeof introductions / sizeof introductions[0]; i++) {
		size_t n = strlen(introductions[i]);

		if (slice_ends_fold(before, introductions[i]) &&
		    (before.n == n || before.p[before.n - n - 1] == ' ' ||
		        before.p[before.n - n - 1] == '.'))
			return PLACE_INTRODUCED;
	}
	return PLACE_INSIDE;
}

static bool has_line(struct slice lines, struct slice wanted)
{
	struct slice line;

	while (slice_next_line(&lines, &line)) {
		if (slice_equal_fold(line, wanted))
			return true;
	}
	return false;
}

/* Who the report is for: the sender of what came back, so hardly its recipient. */
static bool is_ours(const struct facts *f, struct slice address)
{
	return has_line(facts_get(f, FACTS_TO), address) ||
	    has_line(facts_get(f, FACTS_ENVELOPE), address);
}

/* The reporting host's, and addresses people are told to write to or who sent the message. `above`
 * is the last line with something on it before this one. */
static bool is_foreign(const struct facts *f, struct slice address, struct slice line,
    struct slice above)
{
	/* clang-format off */
	static const char *const help[] = {
		"contact", "mailto:", "forward", "questions", "please send", "assistance",
		"write to", "envelope-from", "abuse@", "report it", "sender:", "mail from:",
		"sent by", "from <", "from:", "http://", "https://",
	};
	/* clang-format on */
	struct slice before = slice_sub(line, 0, (size_t)(address.p - line.p));

	if (slice_equal_fold(address, facts_get(f, FACTS_FROM)) ||
	    slice_starts_fold(address, "mailer-daemon@") || slice_ends_fold(above, "sent by"))
		return true;
	for (size_t i = 0; i < sizeof help / sizeof help[0]; i++) {
		if (slice_find_fold(before, help[i]) < before.n)
			return true;
	}
	return false;
}

struct found {
	struct slice address;
	size_t at; /* of its line in the region */
};

struct search {
	const struct facts *facts;
	struct slice region;
	bool may_be_ours;
	enum place best; /* recipients all stand at the same place */
	struct found found[CLASSIFY_BOUNCES_MAX];
	size_t count;
};

static void add_found(struct search *s, struct slice address, struct slice line)
{
	for (size_t i = 0; i < s->count; i++) {
		if (slice_equal_fold(s->found[i].address, address))
			return;
	}
	if (s->count < CLASSIFY_BOUNCES_MAX)
		s->found[s->count++] = (struct found){ address, (size_t)(line.p - s->region.p) };
}

/* All addresses at the best place any of them stands at. */
static void search(struct search *s)
{
	struct slice rest = s->region, line, above = SLICE_NONE, address;
	size_t lines = 0;

	while (lines++ < RECIPIENT_LINES_MAX && slice_next_line(&rest, &line)) {
		enum place place = find_recipient(line, &address);

		if (place > PLACE_INSIDE && place >= s->best &&
		    !is_foreign(s->facts, address, line, above) &&
		    (s->may_be_ours || !is_ours(s->facts, address))) {
			if (place > s->best)
				s->count = 0;
			s->best = place;
			add_found(s, address, line);
		}
		if (slice_trim(line).n > 0)
			above = slice_trim(line);
	}
}

/* Lines that name this recipient, each with the line below where that is a transcript's answer. */
static void add_naming_lines(struct slice region, struct slice address, struct buf *out)
{
	struct slice rest = region, line;
	bool was_named = false;
	char *key = slice_dup(address);

	while (slice_next_line(&rest, &line)) {
		bool is_named = slice_find_fold(line, key) < line.n;

		if (is_named || was_named) {
			buf_char(out, '\n');
			buf_slice(out, line);
		}
		was_named = is_named && slice_starts(slice_trim(line), ">>>");
	}
	free(key);
}

void bounce_text_about(struct slice region, struct slice address, struct buf *out)
{
	struct slice rest = region, line, other;
	bool is_active = false;
	char *key = slice_dup(address);

	while (slice_next_line(&rest, &line)) {
		if (slice_find_fold(line, key) < line.n)
			is_active = true;
		else if (slice_trim(line).n == 0 || find_recipient(line, &other) == PLACE_FIRST)
			is_active = false;
		if (is_active) {
			buf_slice(out, line);
			buf_char(out, '\n');
		}
	}
	free(key);
}

/* Words that make a report a warning: the mail is still on its way. */
/* clang-format off */
static const char *const delays[] = {
	"will be retried", "still being retried", "do not need to resend", "don't need to resend",
	"has not yet been delivered", "not yet been delivered", "has not been delivered yet",
	"delivery attempts will continue", "will continue to be attempted", "keep trying",
	"will try again", "continue trying", "been delayed", "this is a warning message only",
	"this is a warning only", "warning message only", "will retry", "delivery is delayed",
	"delivery to the following recipient has been delayed",
};
/* clang-format on */

static bool is_delay(struct slice region)
{
	for (size_t i = 0; i < sizeof delays / sizeof delays[0]; i++) {
		if (slice_find_fold(region, delays[i]) < region.n)
			return true;
	}
	return false;
}

static void set_action(struct classify_bounce *b, bool is_delayed)
{
	static const char failed[] = "failed", delayed[] = "delayed";

	memcpy(b->action, is_delayed ? delayed : failed,
	    is_delayed ? sizeof delayed : sizeof failed);
}

void bounce_text_read(const struct facts *f, struct slice region, struct verdict *v)
{
	struct search s = { .facts = f, .region = region, .best = PLACE_NONE };
	bool is_delayed = is_delay(region);

	search(&s);
	if (s.count == 0) { /* people write to themselves */
		s.may_be_ours = true;
		search(&s);
	}
	for (size_t i = 0; i < s.count; i++) {
		size_t end = i + 1 < s.count ? s.found[i + 1].at : region.n;
		struct classify_bounce *b = bounce_entry_add(v, s.found[i].address);
		struct buf said = BUF_INIT;

		if (b == NULL)
			continue;
		set_action(b, is_delayed);
		/* A transcript's line is complete; what stands below it is about another recipient.
		 */
		if (is_transcript_line(slice_from(region, s.found[i].at)))
			end = s.found[i].at;
		buf_slice(&said, slice_sub(region, s.found[i].at, end - s.found[i].at));
		add_naming_lines(region, s.found[i].address, &said);
		/* A lone recipient owns all of the text: its reason may stand in front of it. */
		bounce_entry_judge(b, buf_all(&said), s.count == 1 ? region : SLICE_NONE,
		    SLICE_NONE);
		buf_release(&said);
	}
}

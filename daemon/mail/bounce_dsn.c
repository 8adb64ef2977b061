/* SPDX-License-Identifier: MIT
 * Delivery-status fields (RFC 3464 §2): a group about the message, then one for each recipient.
 * Read as systems write them: comments behind values, addresses without type or in brackets,
 * groups in any order, Final-Recipient a path on a disk. */
#include "daemon/mail/bounce_dsn.h"

#include <string.h>

#include "daemon/common/str_put.h"
#include "daemon/mail/bounce_entry.h"
#include "daemon/mail/bounce_reason.h"
#include "daemon/mail/bounce_text.h"
#include "daemon/mail/field.h"

struct group {
	struct slice original, final, actual, action, status, diagnostic;
};

/* "rfc822; <a@b> (comment)" as an address, empty where it is none. */
static struct slice address_of(struct slice value)
{
	size_t semicolon = slice_find(value, ';'), at = 0;
	struct slice text = semicolon < value.n ? slice_from(value, semicolon + 1) : value, address;
	struct slice last = SLICE_NONE;

	/* "@relay.example.org:user@host" is a source route: the last address counts. */
	while (field_next_address(text, &at, &address))
		last = address;
	return last;
}

static struct slice first_word(struct slice value)
{
	struct slice word;

	(void)slice_next_word(&value, &word);
	return slice_sub(word, 0, slice_find(word, ';'));
}

static void take_field(struct group *g, const struct field *f)
{
	if (slice_is_fold(f->name, "Original-Recipient"))
		g->original = f->value;
	else if (slice_is_fold(f->name, "Final-Recipient"))
		g->final = f->value;
	else if (slice_is_fold(f->name, "X-Actual-Recipient"))
		g->actual = f->value;
	else if (slice_is_fold(f->name, "Action") && g->action.n == 0)
		g->action = first_word(f->value);
	else if (slice_is_fold(f->name, "Status") && g->status.n == 0)
		g->status = bounce_reason_status(f->value, false);
	else if (slice_is_fold(f->name, "Diagnostic-Code") && g->diagnostic.n == 0)
		g->diagnostic = f->value;
}

static void set_action(struct classify_bounce *b, struct slice action)
{
	static const char *const known[] = {
		"failed",
		"delayed",
		"delivered",
		"relayed",
		"expanded",
	};
	const char *text = action.n > 0 ? "failed" : ""; /* "error" (OpenSMTPD) and the like */

	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
		if (slice_starts_fold(action, known[i]))
			text = known[i];
	}
	str_put(b->action, sizeof b->action, "%s", text); /* fits: the longest has nine */
}

static void end_group(const struct group *g, struct slice explanation, struct slice reporter,
    bool is_single, struct verdict *v)
{
	struct slice recipient = address_of(g->final);
	struct classify_bounce *b;
	struct buf about = BUF_INIT;

	if (g->final.n == 0 && g->original.n == 0)
		return; /* the group about the message */
	if (recipient.n == 0)
		recipient = address_of(g->original);
	if (recipient.n == 0)
		recipient = address_of(g->actual);
	b = bounce_entry_add(v, recipient);
	if (b == NULL)
		return;
	set_action(b, g->action);
	if (is_single)
		buf_slice(&about, explanation);
	else if (recipient.n > 0)
		bounce_text_about(explanation, recipient, &about);
	/* Who reports tells something too: some systems only speak after they took the message. */
	buf_text(&about, "\nReporting-MTA: ");
	buf_slice(&about, reporter);
	bounce_entry_judge(b, g->diagnostic, buf_all(&about), g->status);
	buf_release(&about);
}

static bool is_single(struct slice fields)
{
	struct field f;
	size_t count = 0;

	while (field_next(&fields, &f))
		count += slice_is_fold(f.name, "Final-Recipient") ||
		    slice_is_fold(f.name, "Action");
	return count <= 2; /* one of each */
}

void bounce_dsn_read(struct slice fields, struct slice explanation, struct verdict *v)
{
	struct group g = { 0 };
	struct field f;
	struct slice reporter = field_get(fields, "Reporting-MTA");
	bool is_lone = is_single(fields);

	while (field_next(&fields, &f)) {
		/* Some leave out the empty line: a second Final-Recipient begins a group too. */
		if (f.name.n == 0 || (slice_is_fold(f.name, "Final-Recipient") && g.final.n > 0)) {
			end_group(&g, explanation, reporter, is_lone, v);
			memset(&g, 0, sizeof g);
		}
		take_field(&g, &f);
	}
	end_group(&g, explanation, reporter, is_lone, v);
}

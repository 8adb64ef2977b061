/* SPDX-License-Identifier: MIT
 * The list of answerable.h. classify.c asks who wrote a message, from all it says; this asks only
 * whether an answer could do harm, so a message that looks like a person's may still get none. */
#include "daemon/mail/answerable.h"

static bool has_word(struct slice list, const char *word)
{
	struct slice item;

	while (slice_next(&list, ',', &item)) {
		if (slice_is_fold(slice_trim(item), word))
			return true;
	}
	return false;
}

static bool is_null_path(const struct facts *f, const struct address *from)
{
	(void)from;
	return slice_is(facts_get(f, FACTS_RETURN_PATH), "<>");
}

/* The envelope's sender is where RFC 3834 §4 sends answers: a robot there is a robot's mail. */
static bool is_robot(const struct facts *f, const struct address *from)
{
	struct slice path = facts_get(f, FACTS_RETURN_PATH);

	if (path.n > 2 && path.p[0] == '<')
		path = slice_sub(path, 1, path.n - 2);
	return address_is_robot(slice_of(from->spec)) || (path.n > 0 && address_is_robot(path));
}

static bool is_automatic(const struct facts *f, const struct address *from)
{
	struct slice submitted = facts_get(f, FACTS_AUTO_SUBMITTED);

	(void)from;
	return submitted.n > 0 && !slice_is(submitted, "no");
}

static bool is_bulk(const struct facts *f, const struct address *from)
{
	struct slice precedence = facts_get(f, FACTS_PRECEDENCE);

	(void)from;
	return facts_get(f, FACTS_LIST_ID).n > 0 || slice_is(precedence, "bulk") ||
	    slice_is(precedence, "list") || slice_is(precedence, "junk") ||
	    slice_is(precedence, "auto_reply");
}

static bool is_answer_unwanted(const struct facts *f, const struct address *from)
{
	struct slice suppress = facts_get(f, FACTS_SUPPRESS);

	(void)from;
	return has_word(suppress, "all") || has_word(suppress, "autoreply");
}

static bool is_report(const struct facts *f, const struct address *from)
{
	struct slice type = facts_get(f, FACTS_CONTENT_TYPE);

	(void)from;
	return slice_is(type, "multipart/report") || slice_starts(type, "message/");
}

static bool is_circling(const struct facts *f, const struct address *from)
{
	(void)from;
	return f->number[FACTS_RECEIVED] > ANSWERABLE_HOPS_MAX;
}

/* The trusted host says the address is somebody else's: the answer would go to them. What it does
 * not know is no reason. */
static bool is_forged(const struct facts *f, const struct address *from)
{
	(void)from;
	if (slice_is(facts_get(f, FACTS_AUTH_DMARC), "pass") ||
	    slice_is(facts_get(f, FACTS_AUTH_DKIM), "pass"))
		return false;
	return slice_is(facts_get(f, FACTS_AUTH_DMARC), "fail") &&
	    slice_is(facts_get(f, FACTS_AUTH_SPF), "fail");
}

static const struct {
	const char *reason;
	bool (*is_so)(const struct facts *f, const struct address *from);
} refusals[] = {
	{ "null sender", is_null_path },
	{ "automatic", is_automatic },
	{ "bulk", is_bulk },
	{ "robot's address", is_robot },
	{ "report", is_report },
	{ "mail loop", is_circling },
	{ "forged", is_forged },
	{ ANSWERABLE_UNWANTED, is_answer_unwanted },
};

const char *answerable_refusal(const struct facts *f, const struct address *from)
{
	for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
		if (refusals[i].is_so(f, from))
			return refusals[i].reason;
	}
	return NULL;
}

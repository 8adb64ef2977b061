/* SPDX-License-Identifier: MIT
 * Checks and reports of announcements; see announcement_review.h. Each check is a row: a name and a
 * function that says what is wrong. */
#include "daemon/core/announcements/announcement_review.h"

#include <stdio.h>
#include <string.h>

#include "daemon/common/utf8.h"
#include "daemon/core/announcements/announcement_image.h"
#include "daemon/core/announcements/announcement_mail.h"
#include "daemon/core/announcements/forecast.h"
#include "daemon/core/outbox/outbox.h"
#include "daemon/mail/markdown.h"
#include "subscribers/audience_member.h"
#include "subscribers/json.h"
#include "subscribers/list.h"

#define SUBJECT_LONG 90 /* longer is cut on every phone */

struct checked {
	struct core *core;
	const struct announcement *a;
	const struct list *list;
	struct audience_counts counts;
	struct err audience_err; /* why the audience cannot be read any more */
	struct embeds embeds;
	struct err embeds_err; /* why its images cannot go */
};

/* Each adds what is wrong to `out`; nothing where it is right. */

static void check_subject(const struct checked *c, struct buf *out)
{
	if (c->a->subject.n > SUBJECT_LONG)
		buf_printf(out, "the subject has %zu bytes; phones show about 60", c->a->subject.n);
}

static void check_placeholders(const struct checked *c, struct buf *out)
{
	static const char *const marks[] = { "{{", "}}", "TODO", "TBC", "XXX", "lorem ipsum" };

	for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
		if (slice_find_fold(buf_all(&c->a->body), marks[i]) < c->a->body.n ||
		    slice_find_fold(buf_all(&c->a->subject), marks[i]) < c->a->subject.n) {
			buf_printf(out, "\"%s\" stands in it: is something not filled in?",
			    marks[i]);
			return;
		}
	}
}

/* Is there nothing in it but rules, spaces and what cannot be seen? */
static bool is_blank(struct slice text)
{
	size_t n;

	for (; text.n > 0; text = slice_from(text, n)) {
		(void)utf8_point(text, &n);
		if (n == 0 || (text.p[0] != '-' && utf8_is_visible(slice_sub(text, 0, n))))
			return false;
	}
	return true;
}

static void check_text(const struct checked *c, struct buf *out)
{
	struct buf text = BUF_INIT;
	int line = markdown_html_line(buf_all(&c->a->body));

	markdown_to_text(&text, buf_all(&c->a->body));
	if (is_blank(buf_all(&text)))
		buf_printf(out, "nothing of it can be read%s",
		    line > 0 ? ": HTML is not sent; write Markdown" : "");
	buf_release(&text);
}

/* No fault: it may be there by mistake, and what stands around it is sent. */
static void check_html(const struct checked *c, struct buf *out)
{
	int line = markdown_html_line(buf_all(&c->a->body));

	if (line > 0)
		buf_printf(out,
		    "line %d: HTML is not sent, only the words around it; write Markdown", line);
}

static void check_link(void *context, const struct markdown_link *link)
{
	struct buf *out = context;
	struct slice url = slice_of(link->url);

	if (!link->is_image && out->n == 0 && !slice_starts_fold(url, "https://") &&
	    !slice_starts_fold(url, "mailto:"))
		buf_printf(out,
		    "line %d: the link \"%.*s\" must begin with https:// or mailto:", link->line,
		    SLICE_ARG(slice_sub(url, 0, 100)));
}

static void check_links(const struct checked *c, struct buf *out)
{
	markdown_each_link(buf_all(&c->a->body), check_link, out);
}

static void check_images(const struct checked *c, struct buf *out)
{
	if (err_is_set(&c->embeds_err))
		buf_text(out, c->embeds_err.text);
}

/* No fault: what goes along. */
static void check_inside(const struct checked *c, struct buf *out)
{
	for (size_t i = 0; i < c->embeds.count && !err_is_set(&c->embeds_err); i++)
		buf_printf(out, "%s%s (%s, %zu bytes)",
		    i > 0 ? ", " : "inside the mail: ", c->embeds.rows[i].name,
		    c->embeds.rows[i].type, c->embeds.rows[i].data.n);
}

static void check_headings(const struct checked *c, struct buf *out)
{
	struct slice rest = buf_all(&c->a->body), line;
	size_t last = 1; /* the subject is the first level */

	while (slice_next_line(&rest, &line)) {
		size_t level = 0;

		while (level < line.n && line.p[level] == '#')
			level++;
		if (level == 0 || level > 6 || level == line.n || line.p[level] != ' ')
			continue;
		if (level > last + 1) {
			buf_printf(out, "a heading of level %zu follows one of level %zu", level,
			    last);
			return;
		}
		last = level;
	}
}

static void check_size(const struct checked *c, struct buf *out)
{
	struct buf master = BUF_INIT;
	struct err err = ERR_INIT;

	if (err_is_set(&c->embeds_err))
		return; /* told by its own check */
	if (announcement_mail_compile(c->core, c->a, c->list, 0, &master, &err) < 0)
		buf_printf(out, "it cannot be composed: %s", err.text);
	else if (master.n > ANNOUNCEMENT_MAIL_BYTES_MAX + embeds_encoded(&c->embeds))
		buf_printf(out,
		    "the mail would have %zu bytes besides its images; mail programs cut at %d",
		    master.n - embeds_encoded(&c->embeds), ANNOUNCEMENT_MAIL_BYTES_MAX);
	buf_release(&master);
}

static void check_recipients(const struct checked *c, struct buf *out)
{
	if (err_is_set(&c->audience_err))
		buf_text(out, c->audience_err.text);
	else if (c->counts.recipients == 0)
		buf_printf(out,
		    c->a->audience.n > 0 ? "nobody of \"%s\" is in this audience now" :
		                           "nobody is subscribed to \"%s\" yet",
		    c->list->slug);
}

/* Who of the list gets it now; an audience without a list is the whole of it. */
static void count_recipients(struct checked *c, struct slice text)
{
	struct audience a;

	audience_init(&a);
	if (text.n == 0) {
		a.list_id = c->list->id;
		buf_char(&a.condition, '1');
	}
	if (text.n == 0 ||
	    (audience_parse(text, &a, &c->audience_err) == 0 &&
	        audience_resolve(c->core->db, &a, c->list, &c->audience_err) == 0))
		audience_count(c->core->db, &a, core_now(c->core), &c->counts);
	audience_release(&a);
}

int64_t announcement_review_recipients(struct core *core, const struct announcement *a,
    const struct list *list)
{
	struct checked c = { .core = core, .a = a, .list = list };

	count_recipients(&c, buf_all(&a->audience));
	return c.counts.recipients;
}

static const struct {
	const char *name;
	void (*check)(const struct checked *c, struct buf *out);
	bool is_warning; /* told, but no reason to stop */
} checks[] = {
	{ "subject", check_subject, true },
	{ "text", check_text, false },
	{ "html", check_html, true },
	{ "placeholders", check_placeholders, false },
	{ "links", check_links, false },
	{ "images", check_images, false },
	{ "inside", check_inside, true },
	{ "headings", check_headings, true },
	{ "size", check_size, false },
	{ "recipients", check_recipients, true },
};

static bool add_check(const struct checked *c, size_t i, struct buf *out)
{
	struct buf text = BUF_INIT;
	bool is_ok;

	checks[i].check(c, &text);
	is_ok = text.n == 0 || checks[i].is_warning;
	buf_printf(out, "%s{\"check\":\"%s\",\"ok\":%s,\"text\":", i > 0 ? "," : "", checks[i].name,
	    is_ok ? "true" : "false");
	json_quote(out, text.n > 0 ? buf_all(&text) : slice_of("ok"));
	buf_char(out, '}');
	buf_release(&text);
	return is_ok;
}

bool announcement_review_check(struct core *core, const struct announcement *a,
    const struct list *list, struct buf *out)
{
	struct checked c = { .core = core, .a = a, .list = list };
	struct buf rows = BUF_INIT, counts = BUF_INIT;
	bool is_ok = true;

	count_recipients(&c, buf_all(&a->audience));
	embeds_init(&c.embeds);
	(void)embeds_load(core, buf_all(&a->body), &c.embeds,
	    &c.embeds_err); /* told by its check */
	for (size_t i = 0; i < sizeof checks / sizeof checks[0]; i++)
		is_ok = add_check(&c, i, &rows) && is_ok;
	audience_json_counts(&c.counts, &counts);
	buf_cut(&counts, counts.n - 1); /* of its '}' */
	buf_printf(out, "{\"ok\":%s,%s,\"audience\":", is_ok ? "true" : "false", counts.p + 1);
	json_quote(out, a->audience.n > 0 ? buf_all(&a->audience) : slice_of(list->slug));
	buf_text(out, ",\"purpose\":");
	buf_release(&counts);
	json_quote(out, slice_of(list->purpose));
	buf_text(out, ",\"checks\":[");
	buf_slice(out, buf_all(&rows));
	buf_text(out, "]}");
	buf_release(&rows);
	embeds_release(&c.embeds);
	return is_ok;
}

void announcement_review_report(struct core *core, const struct announcement *a,
    const struct list *list, struct slice relays_wait, struct buf *out)
{
	int64_t counts[DELIVERY_STATES], total = 0;

	outbox_counts(core->db, a->id, counts);
	for (int i = 0; i < DELIVERY_STATES; i++)
		total += counts[i];
	buf_printf(out, "{\"id\":%lld,\"subject\":", (long long)a->id);
	json_quote(out, buf_all(&a->subject));
	buf_printf(out, ",\"list\":\"%s\",\"state\":\"%s\",\"expanded\":%s,\"total\":%lld",
	    list->slug, announcement_state_text(a->state), a->is_expanded ? "true" : "false",
	    (long long)total);
	for (int i = 0; i < DELIVERY_STATES; i++)
		buf_printf(out, ",\"%s\":%lld", delivery_state_text((enum delivery_state)i),
		    (long long)counts[i]);
	/* Of the cancelled: they are told in a digest. */
	buf_printf(out, ",\"collected\":%lld", (long long)outbox_count_collected(core->db, a->id));
	forecast_json(core, a,
	    counts[DELIVERY_QUEUED] + counts[DELIVERY_LEASED] + counts[DELIVERY_SENDING] +
	        counts[DELIVERY_UNSURE],
	    relays_wait, core_now(core), out);
	buf_char(out, '}');
}

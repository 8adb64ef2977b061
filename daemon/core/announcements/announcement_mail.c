/* SPDX-License-Identifier: MIT
 * Composing announcements; see announcement_mail.h. Pure but for reading template files and images.
 * Previews and the real message go through the same rendering: the one with a person's words, the
 * other with slots where those words go. */
#include "daemon/core/announcements/announcement_mail.h"

#include <stdio.h>
#include <stdlib.h>

#include "daemon/core/announcements/announcement_image.h"
#include "daemon/core/letters/letter.h"
#include "daemon/core/letters/token_link.h"
#include "daemon/mail/markdown.h"
#include "daemon/mail/master.h"
#include "subscribers/list.h"

/* Copies of what goes into the templates: real words, or slot markers of one type. */
struct words {
	struct buf since, how, unsubscribe_address, unsubscribe_mailto, leave_url;
};

static void words_init(struct words *w)
{
	*w = (struct words){ BUF_INIT, BUF_INIT, BUF_INIT, BUF_INIT, BUF_INIT };
}

static void words_release(struct words *w)
{
	buf_release(&w->since);
	buf_release(&w->how);
	buf_release(&w->unsubscribe_address);
	buf_release(&w->unsubscribe_mailto);
	buf_release(&w->leave_url);
}

static void add_unsubscribe(struct core *core, struct words *w, struct slice token)
{
	struct slice local = address_local(&core->identity.address);
	struct slice domain = address_domain(&core->identity.address);
	const char *word = token_type_text(TOKEN_UNSUBSCRIBE);
	char *text = slice_dup(token);

	token_link_leave_url(core, text, &w->leave_url);
	free(text);
	if (core->identity.delimiter == '\0') {
		buf_text(&w->unsubscribe_address, core->identity.address.spec);
		buf_printf(&w->unsubscribe_mailto, "mailto:%s?subject=unsubscribe%%20%%5B%s-",
		    core->identity.address.spec, word);
		buf_slice(&w->unsubscribe_mailto, token);
		buf_text(&w->unsubscribe_mailto, "%5D");
		return;
	}
	buf_printf(&w->unsubscribe_address, "%.*s%c%s-", SLICE_ARG(local), core->identity.delimiter,
	    word);
	buf_slice(&w->unsubscribe_address, token);
	buf_printf(&w->unsubscribe_address, "@%.*s", SLICE_ARG(domain));
	buf_printf(&w->unsubscribe_mailto, "mailto:%.*s%%%02X%s-", SLICE_ARG(local),
	    core->identity.delimiter, word);
	buf_slice(&w->unsubscribe_mailto, token);
	buf_printf(&w->unsubscribe_mailto, "@%.*s?subject=unsubscribe", SLICE_ARG(domain));
}

static void words_of_person(struct core *core, struct words *w,
    const struct announcement_mail_person *p)
{
	buf_slice(&w->since, p->since);
	buf_slice(&w->how, p->how);
	add_unsubscribe(core, w, p->unsubscribe_token);
}

static void words_of_slots(struct core *core, struct words *w, char type)
{
	struct buf token = BUF_INIT;

	master_slot(&w->since, type, LETTER_SLOT_SINCE);
	master_slot(&w->how, type, LETTER_SLOT_HOW);
	master_slot(&token, type, LETTER_SLOT_UNSUBSCRIBE);
	add_unsubscribe(core, w, buf_all(&token));
	buf_release(&token);
}

static json_t *values(struct core *core, const struct announcement *a, const struct list *list,
    const struct words *w, const struct buf *body)
{
	json_t *v = letter_values(core, list);

	letter_set(v, "subject", buf_all(&a->subject));
	letter_set(v, "body", buf_all(body));
	letter_set(v, "since", buf_all(&w->since));
	letter_set(v, "how", buf_all(&w->how));
	letter_set(v, "unsubscribe_address", buf_all(&w->unsubscribe_address));
	letter_set(v, "unsubscribe_mailto", buf_all(&w->unsubscribe_mailto));
	letter_set(v, "leave_url", buf_all(&w->leave_url));
	return v;
}

static int render_text(struct core *core, const struct announcement *a, const struct list *list,
    const struct words *w, struct buf *text, struct err *err)
{
	struct buf body = BUF_INIT, subject = BUF_INIT;
	json_t *v;
	int rc;

	markdown_to_text(&body, buf_all(&a->body));
	v = values(core, a, list, w, &body);
	rc = letter_render(core, "announcement", v, &subject, text, err);
	json_decref(v);
	buf_release(&body);
	buf_release(&subject);
	return rc;
}

static int render_html(struct core *core, const struct announcement *a, const struct list *list,
    const struct words *w, const struct embeds *embeds, bool is_preview, struct buf *html,
    struct err *err)
{
	struct buf body = BUF_INIT;
	json_t *v;
	int rc;

	embeds_html(embeds, buf_all(&a->body), is_preview, &body);
	v = values(core, a, list, w, &body);
	rc = letter_render_html(core, "announcement", v, html, err);
	json_decref(v);
	buf_release(&body);
	return rc;
}

int announcement_mail_read(struct core *core, const struct announcement *a, const struct list *list,
    const struct announcement_mail_person *person, struct buf *text, struct buf *html,
    struct err *err)
{
	struct embeds embeds;
	struct words w;
	int rc = 0;

	words_init(&w);
	embeds_init(&embeds);
	words_of_person(core, &w, person);
	if (text != NULL)
		rc = render_text(core, a, list, &w, text, err);
	if (rc == 0 && html != NULL)
		rc = embeds_load(core, buf_all(&a->body), &embeds, err);
	if (rc == 0 && html != NULL)
		rc = render_html(core, a, list, &w, &embeds, true, html, err);
	embeds_release(&embeds);
	words_release(&w);
	return rc;
}

/* What a mail is made of; html is empty and embeds are none in the form without HTML. */
struct parts {
	struct buf text, html;
	struct embeds embeds;
};

static void parts_init(struct parts *p)
{
	buf_init(&p->text);
	buf_init(&p->html);
	embeds_init(&p->embeds);
}

static void parts_release(struct parts *p)
{
	buf_release(&p->text);
	buf_release(&p->html);
	embeds_release(&p->embeds);
}

static int compose_master(struct core *core, const struct announcement *a, const struct list *list,
    int64_t at, const struct parts *parts, struct buf *master, struct err *err)
{
	struct compose_image images[COMPOSE_IMAGES_MAX];
	struct buf to = BUF_INIT, token = BUF_INIT, feedback = BUF_INIT;
	struct letter_texts keep;
	struct compose c = { 0 };
	int rc;

	letter_texts_init(&keep);
	master_slot(&to, 'a', LETTER_SLOT_TO);
	buf_printf(&keep.message_id, "%s-", token_type_text(TOKEN_MESSAGE));
	master_slot(&keep.message_id, 'r', LETTER_SLOT_MESSAGE);
	buf_printf(&keep.message_id, "@%s", core->identity.domain);
	master_slot(&token, 'r', LETTER_SLOT_UNSUBSCRIBE);
	/* campaign : list : system : sender; the last has 5 to 15 characters and never changes. */
	buf_printf(&feedback, "n%lld:%s:dpupd:dpupd-mail", (long long)a->id, list->slug);
	c.from_name = slice_of(core->conf.identity.newsletter_name);
	c.from = core->identity.address.spec;
	c.to = to.p;
	c.subject = buf_all(&a->subject);
	c.message_id = keep.message_id.p;
	c.date_at = at;
	c.zone = list->timezone;
	c.language = "en-NZ";
	c.suppress = "OOF, AutoReply";
	c.feedback_id = feedback.p;
	c.text = buf_all(&parts->text);
	c.html = buf_all(&parts->html);
	embeds_compose(&parts->embeds, images);
	c.images = images;
	c.image_count = parts->embeds.count;
	letter_list_headers(core, list, token.p, &keep, &c);
	rc = compose_message(&c, master, err);
	letter_texts_release(&keep);
	buf_release(&to);
	buf_release(&token);
	buf_release(&feedback);
	return rc;
}

/* The parts as a master, where it is a sound one. */
static int add_master(struct core *core, const struct announcement *a, const struct list *list,
    int64_t at, const struct parts *parts, struct buf *master, struct err *err)
{
	struct buf made = BUF_INIT;
	int rc = compose_master(core, a, list, at, parts, &made, err);

	if (rc == 0)
		rc = master_check(buf_all(&made), err);
	if (rc == 0)
		buf_slice(master, buf_all(&made));
	buf_release(&made);
	return rc;
}

int announcement_mail_compile(struct core *core, const struct announcement *a,
    const struct list *list, int64_t at, struct buf *master, struct err *err)
{
	struct words in_text, in_html;
	struct parts parts;
	int rc;

	words_init(&in_text);
	words_init(&in_html);
	parts_init(&parts);
	words_of_slots(core, &in_text, 't');
	words_of_slots(core, &in_html, 'h');
	rc = render_text(core, a, list, &in_text, &parts.text, err);
	if (rc == 0)
		rc = embeds_load(core, buf_all(&a->body), &parts.embeds, err);
	if (rc == 0)
		rc = render_html(core, a, list, &in_html, &parts.embeds, false, &parts.html, err);
	if (rc == 0)
		rc = add_master(core, a, list, at, &parts, master, err);
	words_release(&in_text);
	words_release(&in_html);
	parts_release(&parts);
	return rc;
}

int announcement_mail_compile_text(struct core *core, const struct announcement *a,
    const struct list *list, int64_t at, struct buf *master, struct err *err)
{
	struct words words;
	struct parts parts;
	int rc;

	words_init(&words);
	parts_init(&parts);
	words_of_slots(core, &words, 't');
	rc = render_text(core, a, list, &words, &parts.text, err);
	if (rc == 0)
		rc = add_master(core, a, list, at, &parts, master, err);
	words_release(&words);
	parts_release(&parts);
	return rc;
}

int announcement_mail_fill(struct slice master, const struct announcement_mail_person *p,
    struct buf *message, struct err *err)
{
	const struct master_value v[] = {
		{ slice_of(LETTER_SLOT_TO), p->address },
		{ slice_of(LETTER_SLOT_MESSAGE), p->message_token },
		{ slice_of(LETTER_SLOT_UNSUBSCRIBE), p->unsubscribe_token },
		{ slice_of(LETTER_SLOT_SINCE), p->since },
		{ slice_of(LETTER_SLOT_HOW), p->how },
	};

	return master_fill(master, v, sizeof v / sizeof v[0], message, err);
}

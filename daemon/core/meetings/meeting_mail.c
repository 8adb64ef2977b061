/* SPDX-License-Identifier: MIT
 * Mail about meetings; see meeting_mail.h. The calendar object stands twice in a mail: as the last
 * alternative, where mail programs show their buttons, and as a file for those that know none
 * (RFC 6047 §2.4; the same bytes). */
#include "daemon/core/meetings/meeting_mail.h"

#include <string.h>

#include "daemon/common/json_put.h"
#include "daemon/common/str_put.h"
#include "daemon/core/letters/letter.h"
#include "daemon/core/letters/office_letter.h"
#include "daemon/core/letters/token_link.h"
#include "daemon/core/outbox/outbox.h"
#include "daemon/mail/markdown.h"
#include "daemon/time/words.h"

#define DESCRIPTION_AGENDA_MAX 4000 /* an agenda that is longer is in the mail's text */
/* Each of these letters is composed for its reader: a tenth of a millisecond. In the chunks of an
 * announcement, which is composed once, a meeting would keep requests waiting for more than 100 ms.
 */
#define CHUNK_MAX 250

int meeting_mail_chunk(const struct core *core)
{
	return core->conf.sending.chunk < CHUNK_MAX ? (int)core->conf.sending.chunk : CHUNK_MAX;
}

void meeting_mail_agenda(struct db *db, int64_t meeting_id, struct buf *out)
{
	struct buf source = BUF_INIT;

	meeting_agenda(db, meeting_id, &source);
	markdown_to_text(out, buf_all(&source));
	buf_release(&source);
}

json_t *meeting_mail_values(struct core *core, const struct meeting *m, int64_t now)
{
	json_t *v = json_object();
	struct buf when = BUF_INIT, span = BUF_INIT, length = BUF_INIT, agenda = BUF_INIT;

	words_time(&when, m->starts_at, m->timezone);
	words_ahead(&span, m->starts_at, now, m->timezone);
	words_span(&length, m->length_s);
	meeting_mail_agenda(core->db, m->id, &agenda);
	letter_set(v, "title", slice_of(m->title));
	letter_set(v, "when", buf_all(&when));
	letter_set(v, "in", buf_all(&span));
	letter_set(v, "length", buf_all(&length));
	letter_set(v, "place", slice_of(m->place));
	letter_set(v, "link", slice_of(m->link));
	letter_set(v, "agenda", slice_trim(buf_all(&agenda)));
	letter_set(v, "change", slice_of(m->change));
	letter_set(v, "reason", slice_of(m->reason));
	buf_release(&when);
	buf_release(&span);
	buf_release(&length);
	buf_release(&agenda);
	return v;
}

void meeting_mail_set_answer(json_t *values, enum rsvp_answer answer, int64_t guests)
{
	/* clang-format off */
	static const struct {
		enum rsvp_answer answer;
		const char *name;
	} rows[] = {
		{ RSVP_NONE, "is_none" }, { RSVP_YES, "is_yes" }, { RSVP_NO, "is_no" },
		{ RSVP_MAYBE, "is_maybe" }, { RSVP_WAITING, "is_waiting" },
	};
	/* clang-format on */
	char number[24];

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		json_put(values, rows[i].name, json_boolean(answer == rows[i].answer));
	str_put(number, sizeof number, "%lld", (long long)guests);
	letter_set(values, "guests", slice_of(guests > 0 ? number : ""));
}

void meeting_mail_cancel(struct core *core, int64_t meeting_id, const char *why)
{
	struct buf kept = BUF_INIT;

	office_letter_kept(&kept);
	(void)outbox_cancel_meeting(core->db, meeting_id, kept.p, why,
	    core_now(core)); /* mostly none waits */
	buf_release(&kept);
}

bool meeting_mail_member(struct db *db, const struct subscriber *who, int64_t list_id,
    struct subscription_member *member)
{
	struct subscription n;

	if (!subscription_find(db, who->id, list_id, &n) || n.state != SUBSCRIPTION_ACTIVE)
		return false;
	*member = (struct subscription_member){ .subscription_id = n.id,
		.subscriber_id = who->id,
		.generation = n.generation,
		.since_at = n.since_at };
	str_put(member->channel, sizeof member->channel, "%s", n.channel);
	str_put(member->address, sizeof member->address, "%s", who->address.spec);
	return true;
}

static void compose(struct core *core, const struct meeting_mail_one *mail, struct buf *out)
{
	const struct meeting *m = mail->m;
	struct buf description = BUF_INIT, agenda = BUF_INIT;
	struct ical_event e = {
		.method = mail->method,
		.uid = mail->rsvp->uid,
		.sequence = mail->rsvp->sequence,
		.stamp_at = core_now(core),
		.starts_at = m->starts_at,
		.length_s = m->length_s,
		.zone = m->timezone,
		.title = slice_of(m->title),
		.place = slice_of(m->place),
		.link = slice_of(m->link),
		.organizer = core->identity.address.spec,
		.organizer_name = slice_of(core->conf.identity.newsletter_name),
		.attendee = mail->member->address,
	};

	meeting_mail_agenda(core->db, m->id, &agenda);
	if (m->link[0] != '\0')
		buf_printf(&description, "%s\n", m->link);
	if (agenda.n <= DESCRIPTION_AGENDA_MAX)
		buf_slice(&description, buf_all(&agenda));
	e.description = slice_trim(buf_all(&description));
	ical_compose(&e, out);
	buf_release(&description);
	buf_release(&agenda);
}

/* Where to answer and where to leave on the web, for whoever is invited. */
static void add_urls(struct core *core, const struct meeting_mail_one *mail, const char *token,
    json_t *values)
{
	struct buf answer = BUF_INIT, leave = BUF_INIT;
	struct subscriber who;
	struct rsvp r;

	if (core->conf.web.base_url == NULL ||
	    !subscriber_get(core->db, mail->member->subscriber_id, &who))
		return;
	if (rsvp_find(core->db, mail->m->id, who.id, &r) && r.is_invited) {
		token_link_rsvp_url(core, &who, r.id, &answer);
		letter_set(values, "answer_url", buf_all(&answer));
	}
	if (mail->needs_consent) {
		token_link_leave_url(core, token, &leave);
		letter_set(values, "leave_url", buf_all(&leave));
	}
	buf_release(&answer);
	buf_release(&leave);
}

void meeting_mail_queue(struct core *core, const struct meeting_mail_one *mail)
{
	char token[TOKEN_TEXT_SIZE], type[80];
	uint8_t hash[TOKEN_HASH_SIZE];
	struct buf since = BUF_INIT, calendar = BUF_INIT;
	struct compose_attachment parts[2];
	struct letter l = {
		.delivery = { .kind = mail->kind,
		    .class = DELIVERY_MEETING,
		    .address = mail->member->address,
		    .list_id = mail->list->id,
		    .subscriber_id = mail->member->subscriber_id,
		    .meeting_id = mail->m->id,
		    .variant = mail->variant,
		    .needs_consent = mail->needs_consent,
		    .due_at = core_now(core) },
		.list = mail->list,
		.auto_submitted = "auto-generated",
		.unsubscribe = mail->needs_consent ? token : NULL,
		.is_conversation = true,
		.values = json_deep_copy(mail->values),
	};

	token_link_hash(core, mail->member->address, hash);
	token_link_make(core, TOKEN_UNSUBSCRIBE, mail->member->subscription_id,
	    mail->member->generation, hash, token);
	words_day(&since, mail->member->since_at, core->conf.templates.timezone);
	letter_set(l.values, "since", buf_all(&since));
	letter_set(l.values, "how", slice_of(letter_channel_words(mail->member->channel)));
	add_urls(core, mail, token, l.values);
	if (mail->rsvp != NULL) {
		compose(core, mail, &calendar);
		str_put(type, sizeof type,
		    "text/calendar; method=%s; charset=UTF-8; component=VEVENT",
		    ical_method_text(mail->method));
		parts[0] = (struct compose_attachment){ type, NULL, buf_all(&calendar), true };
		parts[1] = (struct compose_attachment){ "application/ics; name=\"invite.ics\"",
			"invite.ics", buf_all(&calendar), false };
		l.attachments = parts;
		l.attachment_count = 2;
	}
	(void)letter_queue(core, &l); /* 0: the transaction is refused, which its end tells */
	buf_release(&since);
	buf_release(&calendar);
}

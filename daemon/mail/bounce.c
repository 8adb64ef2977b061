/* SPDX-License-Identifier: MIT
 * Is a message a report of non-delivery, and of whom? The order is that of trust: structure
 * (RFC 3464) before header fields, those before text. Whether something is a report is decided by
 * who sent it together with what it says; words alone decide nothing, because people forward
 * and quote reports. */
#include "daemon/mail/bounce.h"

#include <string.h>

#include "daemon/common/buf.h"
#include "daemon/common/str_put.h"
#include "daemon/common/utf8.h"
#include "daemon/mail/bounce_dsn.h"
#include "daemon/mail/bounce_entry.h"
#include "daemon/mail/bounce_reason.h"
#include "daemon/mail/bounce_text.h"
#include "daemon/mail/field.h"

#define TEXT_LOOKED_AT 4000 /* of a text, to tell whether it is a report */

/* --- is it one? --- */

/* clang-format off */
static const char *const daemon_locals[] = {
	"mailer-daemon", "mailer_daemon", "mailerdaemon", "postmaster", "post_master",
	"post-master", "poostmaster", "mdaemon", "mail-daemon", "maildaemon", "mail_daemon", "mmdf",
	"mailsystem", "mail-system", "mail-delivery", "maildelivery", "mail.delivery", "delivery",
	"bounce", "bounces", "undeliverable", "mta", "daemon", "mailadmin", "mail-admin",
	"mail.administrator", "smtp",
};
/* clang-format on */

/* clang-format off */
static const char *const daemon_names[] = {
	"mail delivery", "mailer-daemon", "mailer daemon", "postmaster", "delivery subsystem",
	"mail administrator", "system administrator", "mail system", "delivery system",
	"microsoft outlook", "mail daemon", "internet mail",
};
/* clang-format on */

/* clang-format off */
static const char *const subjects[] = {
	"undeliver", "delivery status notification", "delivery notification", "delivery failure",
	"delivery failed", "delivery has failed", "delivery report", "delivery problem",
	"delivery error", "delivery delay", "delivery warning", "delivery incomplete",
	"failure notice", "failure notification", "failed delivery", "failed mail", "returned mail",
	"returned to sender", "returning to sender", "returning message", "mail delivery",
	"mail failure", "mail system error", "mail error", "mail could not be",
	"mail not delivered", "message delivery", "message not delivered", "message could not be",
	"message status", "could not be delivered", "could not deliver", "could not send",
	"cannot be delivered", "couldn't be delivered", "not be delivered", "not delivered",
	"nondeliver", "non deliver", "non-deliver", "non-remis", "non remis", "delayed mail",
	"mail delayed", "delayed 24 hours", "message delayed", "delayed message",
	"warning: message", "warning: could not send", "bounce", "rejected:", "rejected mail",
	"mail rejected", "message rejected", "blocked mail", "unzustellbar", "nicht zugestellt",
	"nicht zustellbar", "fehler bei der zustellung", "rucklaufer", "echec de", "non distribue",
	"remise impossible", "no se ha podido", "no entregad", "devuelto", "devolucion",
	"mancata consegna", "impossibile recapitare", "onbestelbaar", "niet bezorgd",
	"nie dostarcz", "niedostarcz", "nao entregue", "falha na entrega", "kan inte levereras",
	"ikke leveres", "toimitus", "doruceni", "unable to deliver", "problem delivering",
	"status: failure", "notificacion de estado", "notifica sullo stato", "ne peut etre",
	"error sending",
};
/* clang-format on */

/* clang-format off */
static const char *const raw_subjects[] = {
	"не доставлен", "недоставлен", "Недоставленное", "配信できません", "配信不能", "エラー通知", "送信エラー",
	"送信できません", "返送", "未送达", "退信", "系统退信", "無法傳遞", "반송", "배달",
};
/* clang-format on */

/* clang-format off */
static const char *const phrases[] = {
	"could not be delivered", "couldn't be delivered", "cannot be delivered",
	"can't be delivered", "was not delivered", "were not delivered", "not be delivered to",
	"wasn't delivered", "has not been delivered", "unable to deliver", "unable to be delivered",
	"not able to deliver", "wasn't able to deliver", "couldn't deliver", "could not deliver",
	"failed permanently", "failed to deliver", "error delivering", "problem delivering",
	"problems delivering", "did not reach the following", "did not reach its", "not reached",
	"delivery to the following", "delivery has failed", "delivery failed", "delivery failure",
	"delivery error", "failed delivery", "permanent fatal errors", "had permanent",
	"fatal errors", "permanent error", "undeliverable", "delivery problems",
	"delivery of your message", "delivering your m", "message delivery",
	"returned to you because", "returned to sender", "returning your", "returned because",
	"message you sent", "message that you sent", "your message to", "your mail to",
	"transcript of session", "invalid address, error_code", "failed addresses follow",
	"mailbox is full", "user unknown", "no such user", "mail delivery", "non-delivery",
	"address you supplied", "said: 5", "550 ", "554 ", "rejected by", "was rejected",
	"nicht zugestellt", "konnte nicht", "n'a pas pu etre", "no se pudo entregar",
	"niet worden bezorgd", "non e stato possibile", "nao pode ser entregue", "as your e-mail",
	"could not send", "cannot be sent", "following recipients", "following addresses",
	"error: can not create", "this message has been undeliverable", "user's mailbox",
	"not valid", "mail could not be",
};
/* clang-format on */

/* clang-format off */
static const char *const raw_phrases[] = {
	"не доставлен", "не может быть", "配信できません", "配信に失敗", "送信できません", "エラー", "お届け",
	"無法", "无法", "宛先", "배달",
};
/* clang-format on */

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static bool has_any_folded(struct slice text, const char *const *list, size_t count)
{
	struct buf folded = BUF_INIT;
	bool has;

	utf8_fold(&folded, text);
	has = slice_has_any(buf_all(&folded), list, count);
	buf_release(&folded);
	return has;
}

/* Sent by a mail system, by the look of its From. No From at all is such a look too. */
static bool is_daemon(const struct facts *f)
{
	struct slice from = facts_get(f, FACTS_FROM);
	struct slice local = slice_sub(from, 0, slice_find(from, '@'));

	if (from.n == 0)
		return true;
	for (size_t i = 0; i < COUNT(daemon_locals); i++) {
		if (slice_is_fold(local, daemon_locals[i]))
			return true;
	}
	return has_any_folded(facts_get(f, FACTS_FROM_NAME), daemon_names, COUNT(daemon_names));
}

static bool has_null_path(const struct facts *f)
{
	struct slice path = facts_get(f, FACTS_RETURN_PATH);

	return slice_is(path, "<>") || slice_starts_fold(path, "mailer-daemon");
}

static bool is_reply_subject(struct slice subject)
{
	return slice_starts_fold(subject, "re:") || slice_starts_fold(subject, "fw:") ||
	    slice_starts_fold(subject, "fwd:") || slice_starts_fold(subject, "aw:");
}

static bool has_report(const struct facts *f)
{
	struct slice part = facts_get(f, FACTS_REPORT_PART), report = facts_get(f, FACTS_REPORT);

	if (slice_ends_fold(part, "delivery-status"))
		return field_get(report, "Final-Recipient").n > 0 ||
		    field_get(report, "Original-Recipient").n > 0 ||
		    field_get(report, "Action").n > 0 || field_get(report, "Reporting-MTA").n > 0;
	return slice_is(facts_get(f, FACTS_REPORT_TYPE), "delivery-status");
}

/* Dovecot's LDA says "mailbox full" by a disposition notification. */
static bool is_failed_disposition(const struct facts *f)
{
	struct slice part = facts_get(f, FACTS_REPORT_PART);
	struct slice disposition = field_get(facts_get(f, FACTS_REPORT), "Disposition");
	struct bounce_reason reason;

	if (!slice_ends_fold(part, "disposition-notification") ||
	    slice_find_fold(disposition, "deleted") == disposition.n)
		return false;
	reason = bounce_reason_find(facts_get(f, FACTS_TEXT), SLICE_NONE, SLICE_NONE, SLICE_NONE);
	return slice_is(slice_of(reason.word), "mailboxfull");
}

/* What its words say: two of three, where a mail system sent it: it says so above, it says so
 * inside, or it returns the message. */
static bool is_by_words(const struct facts *f, struct slice text, bool is_sender)
{
	struct slice subject = facts_get(f, FACTS_SUBJECT);
	bool has_subject, has_phrase, has_original;

	has_subject = has_any_folded(subject, subjects, COUNT(subjects)) ||
	    slice_has_any(subject, raw_subjects, COUNT(raw_subjects));
	has_phrase = has_any_folded(text, phrases, COUNT(phrases)) ||
	    slice_has_any(text, raw_phrases, COUNT(raw_phrases));
	has_original = f->number[FACTS_RETURNED] != 0 ||
	    bounce_text_region(facts_get(f, FACTS_TEXT)).n < facts_get(f, FACTS_TEXT).n;
	if (is_sender)
		return (has_subject && (has_phrase || has_original)) ||
		    (has_phrase && has_original) ||
		    ((has_subject || has_phrase) && is_daemon(f) && has_null_path(f));
	/* Some robots use an address of their own; people do not return whole messages so. */
	return has_subject && has_phrase && !is_reply_subject(subject) &&
	    f->number[FACTS_RETURNED] != 0 && slice_is(facts_get(f, FACTS_IN_REPLY_TO), "");
}

bool bounce_is(const struct facts *f)
{
	struct slice text = slice_sub(facts_get(f, FACTS_TEXT), 0, TEXT_LOOKED_AT);
	bool is_sender = is_daemon(f) || has_null_path(f);

	if (has_report(f) || is_failed_disposition(f))
		return true;
	if (facts_has_robot(f, "resent-from"))
		return false; /* somebody passes it on (RFC 5322 §3.6.6): it is about their mail */
	if (facts_has_robot(f, "x-failed-recipients") && is_sender)
		return true;
	if (slice_starts(slice_trim(text), "{") &&
	    slice_find_text(text, "notificationType") < text.n)
		return true; /* of Amazon SES */
	return is_by_words(f, text, is_sender);
}

/* --- of whom, and why --- */

/* X-Failed-Recipients: Exim's and Google's own list. */
static void read_failed_field(const struct facts *f, struct slice region, struct verdict *v)
{
	struct slice rest = facts_get(f, FACTS_ROBOT), line, address;
	size_t at;
	bool is_lone;

	while (slice_next_line(&rest, &line)) {
		if (!slice_starts_fold(line, "x-failed-recipients:"))
			continue;
		at = strlen("x-failed-recipients:");
		is_lone = slice_find(line, ',') == line.n;
		while (field_next_address(line, &at, &address)) {
			struct classify_bounce *b = bounce_entry_add(v, address);
			struct buf about = BUF_INIT;

			if (b == NULL)
				continue;
			bounce_text_about(region, address, &about);
			bounce_entry_judge(b, buf_all(&about), is_lone ? region : SLICE_NONE,
			    SLICE_NONE);
			buf_release(&about);
		}
	}
}

/* To of the returned message, where it names one. */
static struct slice original_recipient(const struct facts *f)
{
	struct slice original = facts_get(f, FACTS_ORIGINAL), to, first = SLICE_NONE, next;
	struct slice text = facts_get(f, FACTS_TEXT);
	size_t at = 0;

	if (original.n == 0)
		original = slice_from(text, bounce_text_region(text).n);
	to = field_get(original, "X-HmXmrOriginalRecipient");
	if (to.n == 0)
		to = field_get(original, "To");
	if (!field_next_address(to, &at, &first) || field_next_address(to, &at, &next) ||
	    slice_equal_fold(first, facts_get(f, FACTS_TO)))
		return SLICE_NONE;
	return first;
}

/* Delivery-status fields in a plain text: broken MIME, or a system that knows no parts. */
static void read_inline_report(struct slice text, struct slice region, struct verdict *v)
{
	if (slice_find_fold(text, "\nfinal-recipient:") < text.n)
		bounce_dsn_read(text, region, v);
}

static void read_original(const struct facts *f, struct slice region, struct verdict *v)
{
	struct classify_bounce *b;
	struct slice to = original_recipient(f);

	if (to.n == 0)
		return;
	b = bounce_entry_add(v, to);
	if (b != NULL)
		bounce_entry_judge(b, region, SLICE_NONE, SLICE_NONE);
}

static bool has_recipient(const struct verdict *v)
{
	return v->bounce_count > 0 && v->bounces[0].recipient[0] != '\0';
}

/* Everything that is not delivery-status fields in a part of their own, by falling trust. */
static void read_unstructured(const struct facts *f, struct slice region, struct verdict *v)
{
	struct slice text = facts_get(f, FACTS_TEXT);
	struct classify_bounce *b;

	read_inline_report(text, region, v);
	if (!has_recipient(v)) {
		v->bounce_count = 0;
		read_failed_field(f, region, v);
	}
	if (v->bounce_count == 0)
		bounce_text_read(f, region, v);
	if (v->bounce_count == 0)
		read_original(f, region, v);
	if (v->bounce_count == 0)
		bounce_text_read(f, text, v);
	if (v->bounce_count == 0 && (b = bounce_entry_add(v, SLICE_NONE)) != NULL)
		bounce_entry_judge(b, region, SLICE_NONE, SLICE_NONE);
}

/* --- complaints --- */

static void set_complaint(struct verdict *v, struct slice type, struct slice recipient)
{
	str_put(v->complaint_type, sizeof v->complaint_type, "%.*s",
	    (int)(type.n < sizeof v->complaint_type ? type.n : sizeof v->complaint_type - 1),
	    type.p);
	for (char *p = v->complaint_type; *p != '\0'; p++)
		*p = (char)(*p >= 'A' && *p <= 'Z' ? *p | 0x20 : *p);
	if (recipient.n > ADDRESS_MAX)
		recipient = SLICE_NONE;
	for (size_t i = 0; i < recipient.n; i++) {
		char c = recipient.p[i];

		v->complaint_recipient[i] = (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
	}
	v->complaint_recipient[recipient.n] = '\0';
}

static struct slice complained_recipient(const struct facts *f)
{
	static const char *const names[] = {
		"Original-Rcpt-To",
		"Removal-Recipient",
		"Redacted-Address",
	};
	struct slice address;

	for (size_t i = 0; i < COUNT(names); i++) {
		struct slice value = field_get(facts_get(f, FACTS_REPORT), names[i]);
		size_t at = 0;

		if (field_next_address(value, &at, &address))
			return address;
	}
	return original_recipient(f);
}

/* A notification in a relay's own form, of which the parser made fields: what else its text says is
 * of no account. */
static bool read_notification(const struct facts *f, struct verdict *v)
{
	struct slice report = facts_get(f, FACTS_REPORT), type = field_get(report, "Feedback-Type");

	if (!slice_is(facts_get(f, FACTS_REPORT_PART), "application/json"))
		return false;
	if (type.n > 0) {
		v->kind = KIND_COMPLAINT;
		set_complaint(v, type, complained_recipient(f));
	} else {
		bounce_dsn_read(report, SLICE_NONE, v);
	}
	return true;
}

void bounce_read(const struct facts *f, struct verdict *v)
{
	struct slice text = facts_get(f, FACTS_TEXT), region = bounce_text_region(text);
	struct classify_bounce nameless;
	bool has_nameless;

	if (read_notification(f, v))
		return;
	if (slice_ends_fold(facts_get(f, FACTS_REPORT_PART), "delivery-status"))
		bounce_dsn_read(facts_get(f, FACTS_REPORT), region, v);
	if (has_recipient(v))
		return;
	/* A report that names nobody (Exim: a file) still says why; the text says who. */
	has_nameless = v->bounce_count > 0;
	if (has_nameless)
		nameless = v->bounces[0];
	v->bounce_count = 0;
	read_unstructured(f, region, v);
	if (has_nameless && v->bounce_count == 1) {
		memcpy(nameless.recipient, v->bounces[0].recipient, sizeof nameless.recipient);
		v->bounces[0] = nameless;
	}
}

bool bounce_read_complaint(const struct facts *f, struct verdict *v)
{
	struct slice subject = facts_get(f, FACTS_SUBJECT), type;

	if (slice_is(facts_get(f, FACTS_REPORT_PART), "message/feedback-report")) {
		type = field_get(facts_get(f, FACTS_REPORT), "Feedback-Type");
		set_complaint(v, type.n > 0 ? type : slice_of("other"), complained_recipient(f));
		return true;
	}
	/* The report is missing or cannot be read; what it is about is enclosed all the same. */
	if (slice_is(facts_get(f, FACTS_REPORT_TYPE), "feedback-report")) {
		set_complaint(v, slice_of("other"), complained_recipient(f));
		return true;
	}
	/* Microsoft's Junk Mail Reporting Program sends the message itself under this subject. */
	if (slice_starts_fold(subject, "complaint about message from") &&
	    f->number[FACTS_RETURNED] != 0) {
		set_complaint(v, slice_of("abuse"), complained_recipient(f));
		return true;
	}
	return false;
}

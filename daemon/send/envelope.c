/* SPDX-License-Identifier: MIT
 * MAIL and RCPT; see envelope.h. A command has at most 254 bytes of address, 100 of ENVID and
 * some 60 of parameters: within what RFC 5321 §4.5.3.1.4 and the extensions allow. A message to a
 * UTF-8 address is 8-bit by its To field; who offers SMTPUTF8 offers 8BITMIME (RFC 6531 §3.1). */
#include "daemon/send/envelope.h"

#include "daemon/common/protocol.h"
#include "daemon/common/str_put.h"
#include "daemon/common/utf8.h"

void envelope_xtext(struct buf *out, struct slice text)
{
	for (size_t i = 0; i < text.n; i++) {
		unsigned char c = (unsigned char)text.p[i];

		if (c > ' ' && c <= '~' && c != '+' && c != '=')
			buf_char(out, (char)c);
		else
			buf_printf(out, "+%02X", c);
	}
}

void envelope_utf8_xtext(struct buf *out, struct slice address)
{
	size_t n = 1;

	for (size_t i = 0; i < address.n && n > 0; i += n) {
		uint32_t c = utf8_point(slice_from(address, i), &n);

		if (c > ' ' && c <= '~' && c != '+' && c != '=' && c != '\\')
			buf_char(out, (char)c);
		else
			buf_printf(out, "\\x{%02X}", c);
	}
}

void envelope_mail(const struct job *job, const struct capabilities *caps, struct buf *out)
{
	buf_text(out, "MAIL FROM:<");
	buf_text(out, job->sender);
	buf_char(out, '>');
	if (caps->has_size)
		buf_printf(out, " SIZE=%zu", job->message.n);
	if (job->is_8bit)
		buf_text(out, " BODY=8BITMIME");
	if (job->is_utf8)
		buf_text(out, " SMTPUTF8");
	if (caps->has_dsn) {
		/* The headers are enough to recognise it; nobody's copy of a body is kept twice. */
		buf_text(out, " RET=HDRS");
		if (job->envid.n > 0) {
			buf_text(out, " ENVID=");
			buf_slice(out, buf_all(&job->envid));
		}
	}
	buf_text(out, "\r\n");
}

void envelope_rcpt(const struct job *job, const struct capabilities *caps, struct buf *out)
{
	buf_text(out, "RCPT TO:<");
	buf_text(out, job->recipient);
	buf_char(out, '>');
	if (caps->has_dsn) {
		buf_text(out, job->is_notify_never ? " NOTIFY=NEVER" : " NOTIFY=FAILURE,DELAY");
		buf_text(out, job->is_utf8 ? " ORCPT=utf-8;" : " ORCPT=rfc822;");
		(job->is_utf8 ? envelope_utf8_xtext : envelope_xtext)(out,
		    slice_of(job->recipient));
	}
	buf_text(out, "\r\n");
}

const char *envelope_refusal(const struct job *job, const struct capabilities *caps,
    char text[SMTP_REPLY_TEXT_MAX + 1])
{
	if (caps->size_max > 0 && (uint64_t)caps->size_max < job->message.n) {
		str_put(text, SMTP_REPLY_TEXT_MAX + 1,
		    "the message has %zu bytes, the relay takes %lld", job->message.n,
		    (long long)caps->size_max);
		return "5.3.4";
	}
	if (job->is_utf8 && !caps->has_smtputf8) {
		str_put(text, SMTP_REPLY_TEXT_MAX + 1,
		    "the address has letters beyond a-z before the @, and the relay does not take those");
		return PROTOCOL_STATUS_NO_UTF8;
	}
	if (job->is_8bit && !caps->has_8bitmime) {
		str_put(text, SMTP_REPLY_TEXT_MAX + 1,
		    "the message has 8-bit text, and the relay does not take that");
		return "5.6.3";
	}
	return NULL;
}

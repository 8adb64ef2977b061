/* SPDX-License-Identifier: MIT
 * Composing: whole messages written out by hand, the structure of the larger ones, what is refused,
 * and that hostile text in every place changes neither the fields nor the lines. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/mail/compose.h"
#include "daemon/mail/encode.h"
#include "daemon/mail/master.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])
#define LINE_MAX_BYTES 998

static struct compose small(void)
{
	return (struct compose){
		.from_name = slice_of("DPUP"),
		.from = "dpup@x.nz",
		.to = "hone@y.nz",
		.subject = slice_of("Hello"),
		.message_id = "1.abc@x.nz",
		.date_at = 1796072400,
		.zone = "Pacific/Auckland",
		.text = slice_of("Kia ora\n"),
	};
}

static char *composed(const struct compose *c)
{
	struct buf out = BUF_INIT;
	struct err err = ERR_INIT;

	if (compose_message(c, &out, &err) < 0)
		fail_msg("%s", err.text);
	return buf_steal(&out);
}

static void check_composed(const struct compose *c, const char *expected)
{
	char *got = composed(c);

	assert_string_equal(got, expected);
	free(got);
}

static void test_text_only(void **state)
{
	struct compose c = small();

	(void)state;
	check_composed(&c,
	    "Date: Tue, 01 Dec 2026 10:00:00 +1300\r\n"
	    "From: DPUP <dpup@x.nz>\r\n"
	    "To: <hone@y.nz>\r\n"
	    "Subject: Hello\r\n"
	    "Message-ID: <1.abc@x.nz>\r\n"
	    "MIME-Version: 1.0\r\n"
	    "Content-Type: text/plain; charset=utf-8\r\n"
	    "Content-Transfer-Encoding: quoted-printable\r\n"
	    "\r\n"
	    "Kia ora\r\n");
	c.text = slice_of("no line end");
	c.zone = NULL;
	c.from_name = SLICE_NONE;
	check_composed(&c,
	    "Date: Mon, 30 Nov 2026 21:00:00 +0000\r\n"
	    "From: <dpup@x.nz>\r\n"
	    "To: <hone@y.nz>\r\n"
	    "Subject: Hello\r\n"
	    "Message-ID: <1.abc@x.nz>\r\n"
	    "MIME-Version: 1.0\r\n"
	    "Content-Type: text/plain; charset=utf-8\r\n"
	    "Content-Transfer-Encoding: quoted-printable\r\n"
	    "\r\n"
	    "no line end\r\n");
}

/* Every field, in the order of the standards' appendix. */
static void test_all_fields(void **state)
{
	struct compose c = small();

	(void)state;
	c.to_name = slice_of("H\xc5\x8dne");
	c.reply_to = "dpup+confirm-x@x.nz";
	c.in_reply_to = "parent@y.nz";
	c.references = "<first@y.nz> <parent@y.nz>";
	c.language = "en-NZ, mi";
	c.auto_submitted = "auto-replied";
	c.precedence = "bulk";
	c.suppress = "OOF, AutoReply";
	c.list_name = slice_of("DPUP newsletter");
	c.list_id = "newsletter.list-id.x.nz";
	c.list_help = "<mailto:dpup%2Bhelp@x.nz>";
	c.list_unsubscribe = "<https://x.nz/u/abc>, <mailto:dpup%2Bu-abc@x.nz?subject=unsubscribe>";
	c.is_one_click = true;
	c.list_subscribe = "<mailto:dpup%2Bsubscribe@x.nz>";
	c.list_owner = "<mailto:person@x.nz>";
	c.list_post = "NO (announcements only)";
	c.list_archive = "<https://x.nz/newsletters/>";
	c.feedback_id = "n1:newsletter:dpup:dpupnz";
	check_composed(&c,
	    "Date: Tue, 01 Dec 2026 10:00:00 +1300\r\n"
	    "From: DPUP <dpup@x.nz>\r\n"
	    "To: =?utf-8?Q?H=C5=8Dne?= <hone@y.nz>\r\n"
	    "Reply-To: <dpup+confirm-x@x.nz>\r\n"
	    "Subject: Hello\r\n"
	    "Message-ID: <1.abc@x.nz>\r\n"
	    "In-Reply-To: <parent@y.nz>\r\n"
	    "References: <first@y.nz> <parent@y.nz>\r\n"
	    "MIME-Version: 1.0\r\n"
	    "Content-Type: text/plain; charset=utf-8\r\n"
	    "Content-Transfer-Encoding: quoted-printable\r\n"
	    "Auto-Submitted: auto-replied\r\n"
	    "Precedence: bulk\r\n"
	    "X-Auto-Response-Suppress: OOF, AutoReply\r\n"
	    "Feedback-ID: n1:newsletter:dpup:dpupnz\r\n"
	    "List-Id: DPUP newsletter <newsletter.list-id.x.nz>\r\n"
	    "List-Unsubscribe: <https://x.nz/u/abc>,\r\n"
	    " <mailto:dpup%2Bu-abc@x.nz?subject=unsubscribe>\r\n"
	    "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
	    "List-Help: <mailto:dpup%2Bhelp@x.nz>\r\n"
	    "List-Subscribe: <mailto:dpup%2Bsubscribe@x.nz>\r\n"
	    "List-Owner: <mailto:person@x.nz>\r\n"
	    "List-Post: NO (announcements only)\r\n"
	    "List-Archive: <https://x.nz/newsletters/>\r\n"
	    "Content-Language: en-NZ, mi\r\n"
	    "\r\n"
	    "Kia ora\r\n");
}

/* The text with each of two boundaries replaced by A (first seen) and B. */
static char *with_letters(const char *message)
{
	char boundary[2][25] = { "", "" };
	struct buf out = BUF_INIT;
	size_t found = 0;

	while (*message != '\0') {
		size_t i = 0;

		if (strncmp(message, "=_", 2) != 0) {
			buf_char(&out, *message++);
			continue;
		}
		while (i < found && strncmp(message, boundary[i], 24) != 0)
			i++;
		if (i == found) {
			assert_true(found < 2);
			memcpy(boundary[found++], message, 24);
		}
		buf_char(&out, (char)('A' + i));
		message += 24;
	}
	return buf_steal(&out);
}

static void check_structure(const struct compose *c, const char *expected)
{
	char *message = composed(c), *lettered = with_letters(message);

	assert_string_equal(strstr(lettered, "Content-Type:"), expected);
	free(lettered);
	free(message);
}

static void test_alternative(void **state)
{
	struct compose c = small();

	(void)state;
	c.html = slice_of("<p>Kia ora</p>");
	check_structure(&c,
	    "Content-Type: multipart/alternative; boundary=\"A\"\r\n"
	    "\r\n"
	    "--A\r\n"
	    "Content-Type: text/plain; charset=utf-8\r\n"
	    "Content-Transfer-Encoding: quoted-printable\r\n"
	    "\r\n"
	    "Kia ora\r\n"
	    "\r\n"
	    "--A\r\n"
	    "Content-Type: text/html; charset=utf-8\r\n"
	    "Content-Transfer-Encoding: quoted-printable\r\n"
	    "\r\n"
	    "<p>Kia ora</p>\r\n"
	    "--A--\r\n");
}

static void test_images(void **state)
{
	static const struct compose_image images[COMPOSE_IMAGES_MAX + 1] = {
		{ "image/png", "logo.png", "1@x.nz", { "foobar", 6 } },
		{ "image/gif", "b.gif", "2@x.nz", { "foo", 3 } },
	};
	struct compose c = small();
	struct compose_image wrong;
	struct buf out = BUF_INIT;
	char *message;

	(void)state;
	c.html = slice_of("<img>");
	c.images = images;
	c.image_count = 2;
	check_structure(&c,
	    "Content-Type: multipart/alternative; boundary=\"A\"\r\n"
	    "\r\n"
	    "--A\r\n"
	    "Content-Type: text/plain; charset=utf-8\r\n"
	    "Content-Transfer-Encoding: quoted-printable\r\n"
	    "\r\n"
	    "Kia ora\r\n"
	    "\r\n"
	    "--A\r\n"
	    "Content-Type: multipart/related; type=\"text/html\";\r\n boundary=\"B\"\r\n"
	    "\r\n"
	    "--B\r\n"
	    "Content-Type: text/html; charset=utf-8\r\n"
	    "Content-Transfer-Encoding: quoted-printable\r\n"
	    "\r\n"
	    "<img>\r\n"
	    "--B\r\n"
	    "Content-Type: image/png\r\n"
	    "Content-Transfer-Encoding: base64\r\n"
	    "Content-ID: <1@x.nz>\r\n"
	    "Content-Disposition: inline; filename=\"logo.png\"\r\n"
	    "\r\n"
	    "Zm9vYmFy\r\n"
	    "--B\r\n"
	    "Content-Type: image/gif\r\n"
	    "Content-Transfer-Encoding: base64\r\n"
	    "Content-ID: <2@x.nz>\r\n"
	    "Content-Disposition: inline; filename=\"b.gif\"\r\n"
	    "\r\n"
	    "Zm9v\r\n"
	    "--B--\r\n"
	    "--A--\r\n");
	c.html = SLICE_NONE; /* the form without HTML has none of them */
	message = composed(&c);
	assert_null(strstr(message, "image/"));
	free(message);
	c.image_count = COMPOSE_IMAGES_MAX + 1;
	assert_int_equal(compose_message(&c, &out, NULL), -1);
	c.images = &wrong;
	c.image_count = 1;
	wrong = (struct compose_image){ "image/png", "a", "no>id", slice_of("x") };
	assert_int_equal(compose_message(&c, &out, NULL), -1);
	wrong = (struct compose_image){ "image/png", "a", "id", SLICE_NONE };
	assert_int_equal(compose_message(&c, &out, NULL), -1);
	wrong = (struct compose_image){ "image/png", NULL, "id", slice_of("x") };
	assert_int_equal(compose_message(&c, &out, NULL), -1);
	wrong = (struct compose_image){ "image/png", "a", "id", slice_of("x") };
	assert_int_equal(compose_message(&c, &out, NULL), 0);
	buf_release(&out);
}

static void test_calendar(void **state)
{
	const struct compose_attachment attachments[] = {
		{ "application/ics; name=\"invite.ics\"", "invite.ics", slice_of("foobar"), false },
		{ "text/calendar; method=REQUEST; charset=utf-8", NULL, slice_of("foobar"), true },
	};
	struct compose c = small();

	(void)state;
	c.attachments = attachments;
	c.attachment_count = 2;
	check_structure(&c,
	    "Content-Type: multipart/mixed; boundary=\"A\"\r\n"
	    "\r\n"
	    "--A\r\n"
	    "Content-Type: multipart/alternative; boundary=\"B\"\r\n"
	    "\r\n"
	    "--B\r\n"
	    "Content-Type: text/plain; charset=utf-8\r\n"
	    "Content-Transfer-Encoding: quoted-printable\r\n"
	    "\r\n"
	    "Kia ora\r\n"
	    "\r\n"
	    "--B\r\n"
	    "Content-Type: text/calendar; method=REQUEST; charset=utf-8\r\n"
	    "Content-Transfer-Encoding: base64\r\n"
	    "\r\n"
	    "Zm9vYmFy\r\n"
	    "--B--\r\n"
	    "--A\r\n"
	    "Content-Type: application/ics; name=\"invite.ics\"\r\n"
	    "Content-Transfer-Encoding: base64\r\n"
	    "Content-Disposition: attachment; filename=\"invite.ics\"\r\n"
	    "\r\n"
	    "Zm9vYmFy\r\n"
	    "--A--\r\n");
}

static void test_attached_message(void **state)
{
	const struct compose_attachment attachment = { "message/rfc822", "a\"/\\\r\n.eml",
		slice_of("Subject: x\n\nbody\r\nno end"), false };
	struct compose c = small();

	(void)state;
	c.attachments = &attachment;
	c.attachment_count = 1;
	check_structure(&c,
	    "Content-Type: multipart/mixed; boundary=\"A\"\r\n"
	    "\r\n"
	    "--A\r\n"
	    "Content-Type: text/plain; charset=utf-8\r\n"
	    "Content-Transfer-Encoding: quoted-printable\r\n"
	    "\r\n"
	    "Kia ora\r\n"
	    "\r\n"
	    "--A\r\n"
	    "Content-Type: message/rfc822\r\n"
	    "Content-Transfer-Encoding: 7bit\r\n"
	    "Content-Disposition: attachment; filename=\"a___  .eml\"\r\n"
	    "\r\n"
	    "Subject: x\r\n"
	    "\r\n"
	    "body\r\n"
	    "no end\r\n"
	    "\r\n"
	    "--A--\r\n");
}

/* What is composed without its last attachment's body, and that put in, is the whole. */
static void test_around(void **state)
{
	static const struct {
		const char *type, *data;
	} rows[] = {
		{ "message/rfc822", "Subject: x\n\nbody\r\nno end" },
		{ "message/rfc822", "" },
		{ "application/octet-stream", "Subject: \xff\n\nbody" },
		{ "application/octet-stream", "" },
	};

	(void)state;
	for (size_t i = 0; i < 2 * (sizeof rows / sizeof rows[0]); i++) {
		struct compose_attachment attachments[] = {
			{ "text/calendar", "a.ics", slice_of("BEGIN:VCALENDAR\r\n"), false },
			{ rows[i / 2].type, "original.eml", slice_of(rows[i / 2].data), false },
		};
		struct compose c = small();
		struct buf around = BUF_INIT, body = BUF_INIT, sum = BUF_INIT;
		struct err err = ERR_INIT;
		char *whole;
		size_t at = 0;

		c.attachments = attachments + i % 2;
		c.attachment_count = 2 - i % 2;
		whole = composed(&c);
		assert_int_equal(compose_around(&c, &around, &at, &err), 0);
		compose_body(&attachments[1], &body);
		buf_slice(&sum, slice_sub(buf_all(&around), 0, at));
		buf_slice(&sum, buf_all(&body));
		buf_slice(&sum, slice_from(buf_all(&around), at));
		assert_true(slice_is(buf_all(&sum), whole));
		assert_int_equal(around.n + body.n, strlen(whole));
		if (i == 0) /* "Subject: x", "", "body", "no end" and the delimiter's own, each with
		               CRLF */
			assert_int_equal(body.n, 12 + 2 + 6 + 8 + 2);
		free(whole);
		buf_release(&around);
		buf_release(&body);
		buf_release(&sum);
	}
}

/* The same input gives the same bytes; another Message-ID another boundary; and one that the
 * attached message holds already (it is one of ours) is not used again. */
static void test_boundaries(void **state)
{
	struct compose c = small(), d = small();
	struct compose_attachment attachments[] = {
		{ "a/b", NULL, slice_of("y"), false },
		{ "message/rfc822", NULL, slice_of("x\n"), false },
	};
	char *first, *again, *other, *nested;
	char boundary[25] = "";
	const char *at;

	(void)state;
	c.attachments = d.attachments = attachments;
	c.attachment_count = d.attachment_count = 2;
	d.message_id = "2.abc@x.nz";
	first = composed(&c);
	again = composed(&c);
	other = composed(&d);
	assert_string_equal(first, again);
	at = strstr(first, "=_dpupd_");
	memcpy(boundary, at, 24);
	assert_int_equal(slice_find_text(slice_of(other), boundary), strlen(other));
	attachments[1].data = slice_of(first);
	nested = composed(&c);
	assert_memory_not_equal(strstr(nested, "=_dpupd_"), at, 24);
	free(first);
	free(again);
	free(other);
	free(nested);
}

/* The longest names there may be, and longer ones. */
static void test_attachments_at_the_limits(void **state)
{
	static const struct {
		size_t type, filename;
		bool is_good;
	} cases[] = { { 200, 128, true }, { 201, 128, false }, { 200, 129, false } };

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct buf type = BUF_INIT, filename = BUF_INIT, out = BUF_INIT;
		struct compose_attachment attachment = { .data = slice_of("x") };
		struct compose c = small();

		buf_text(&type, "a/");
		buf_repeat(&type, 'b', cases[i].type - 2);
		buf_repeat(&filename, 'c', cases[i].filename);
		attachment.type = type.p;
		attachment.filename = filename.p;
		c.attachments = &attachment;
		c.attachment_count = 1;
		assert_int_equal(compose_message(&c, &out, NULL), cases[i].is_good ? 0 : -1);
		buf_release(&type);
		buf_release(&filename);
		buf_release(&out);
	}
}

static void test_ids(void **state)
{
	static const struct {
		const char *in_reply_to, *references, *expected;
	} cases[] = {
		{ "a@b", NULL, "In-Reply-To: <a@b>\r\nMIME" },
		{ "a@b>\r\nBcc: <x", NULL, "MIME" },
		{ "a b@c", NULL, "MIME" },
		{ "!~@c", NULL, "In-Reply-To: <!~@c>\r\nMIME" },
		{ "a\x7f@c", NULL, "MIME" },
		{ "m\xc4\x81ori@c", NULL, "MIME" },
		{ "\x1arto\x1a", NULL, "MIME" },
		{ "", "", "MIME" },
		{ NULL, "junk <a@b><c@d> junk\r\n <e @f> <\x1arto\x1a> <unclosed",
		    "References: <a@b> <c@d>\r\nMIME" },
		{ NULL, "<1> <2> <3> <4> <5> <6> <7> <8> <9> <10> <11> <12> <13>",
		    "References: <1> <4> <5> <6> <7> <8> <9> <10> <11> <12> <13>\r\nMIME" },
		{ NULL, "<1> <2> <3> <4> <5> <6> <7> <8> <9> <10> <11>",
		    "References: <1> <2> <3> <4> <5> <6> <7> <8> <9> <10> <11>\r\nMIME" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct compose c = small();
		char *message, *after;

		c.in_reply_to = cases[i].in_reply_to;
		c.references = cases[i].references;
		message = composed(&c);
		after = strstr(message, "Message-ID: <1.abc@x.nz>\r\n") + 26;
		assert_memory_equal(after, cases[i].expected, strlen(cases[i].expected));
		free(message);
	}
}

static void test_slots(void **state)
{
	struct compose c = small();
	struct buf out = BUF_INIT, filled = BUF_INIT;
	const struct master_value values[] = {
		{ slice_of("to"), slice_of("hone@y.nz") },
		{ slice_of("token"), slice_of("abc") },
		{ slice_of("name"), slice_of("H\xc5\x8dne & co") },
	};

	(void)state;
	c.to = "\x1arto\x1a";
	c.message_id = "m-\x1artoken\x1a@x.nz";
	c.reply_to = "dpup+m-\x1artoken\x1a@x.nz";
	c.list_unsubscribe = "<https://x.nz/u/\x1artoken\x1a>";
	c.list_help = "\x1artoken\x1a"; /* no slots here */
	c.text = slice_of("Kia ora \x1atname\x1a,\n");
	c.html = slice_of("<p>\x1ahname\x1a</p>\n");
	assert_int_equal(compose_message(&c, &out, NULL), 0);
	assert_int_equal(master_check(buf_all(&out), NULL), 0);
	assert_int_equal(master_fill(buf_all(&out), values, 3, &filled, NULL), 0);
	assert_non_null(strstr(filled.p, "To: <hone@y.nz>\r\n"));
	assert_non_null(strstr(filled.p, "Reply-To: <dpup+m-abc@x.nz>\r\n"));
	assert_non_null(strstr(filled.p, "Message-ID: <m-abc@x.nz>\r\n"));
	assert_non_null(strstr(filled.p, "List-Unsubscribe: <https://x.nz/u/abc>\r\n"));
	assert_non_null(strstr(filled.p, "List-Help: rtoken\r\n"));
	assert_non_null(strstr(filled.p, "\r\nKia ora =\r\nH=C5=8Dne & co=\r\n,\r\n"));
	assert_non_null(strstr(filled.p, "\r\n<p>=\r\nH=C5=8Dne &amp; co=\r\n</p>\r\n"));
	assert_int_equal(slice_find(buf_all(&filled), ENCODE_SLOT), filled.n);
	buf_release(&out);
	buf_release(&filled);
}

static void check_refused(const struct compose *c, const char *reason)
{
	struct buf out = BUF_INIT;
	struct err err = ERR_INIT;

	assert_int_equal(compose_message(c, &out, &err), -1);
	assert_int_equal(err.kind, ERR_PERM);
	assert_non_null(strstr(err.text, reason));
	assert_int_equal(out.n, 0);
	buf_release(&out);
}

static void test_refused(void **state)
{
	static const char *const reasons[] = { "a sender", "a recipient", "a Message-ID",
		"a subject", "needs text", "text of the message is not UTF-8",
		"HTML of the message is not UTF-8", "slot of another type", "slot of another type",
		"slot of another type" };
	struct compose bad[COUNT(reasons)], c = small();
	struct compose_attachment attachments[COMPOSE_ATTACHMENTS_MAX + 1];

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++)
		bad[i] = small();
	bad[0].from = NULL;
	bad[1].to = "";
	bad[2].message_id = NULL;
	bad[3].subject = SLICE_NONE;
	bad[4].text = SLICE_NONE;
	bad[5].text = slice_of("\xff");
	bad[6].html = slice_of("\xc4");
	bad[7].text = slice_of("\x1ahname\x1a");
	bad[8].text = slice_of("a \x1a \x1arname\x1a");
	bad[9].html = slice_of("\x1atname\x1a");
	for (size_t i = 0; i < COUNT(bad); i++)
		check_refused(&bad[i], reasons[i]);
	for (size_t i = 0; i < COUNT(attachments); i++)
		attachments[i] = (struct compose_attachment){ "a/b", "x", slice_of("x"), false };
	c.attachments = attachments;
	c.attachment_count = COMPOSE_ATTACHMENTS_MAX + 1;
	check_refused(&c, "at most 8 attachments");
	c.attachment_count = COMPOSE_ATTACHMENTS_MAX;
	free(composed(&c));
	attachments[1].type = "";
	check_refused(&c, "no media type");
	attachments[1].type = "MESSAGE/RFC822 ; x=y";
	attachments[1].data = slice_of("m\xc4\x81ori");
	check_refused(&c, "not 7-bit");
	attachments[1].type = "message/rfc822-headers"; /* another type altogether */
	free(composed(&c));
}

static void test_is_7bit(void **state)
{
	/* clang-format off */
	static const struct {
		const char *text;
		size_t n;
		bool is_7bit;
	} cases[] = {
		{ "", 0, true }, { "a\nb\r\n", 5, true }, { "a\rb", 3, false },
		{ "a\r\r\n", 4, false },
		{ "a\0b", 3, false }, { "\xc4\x81", 2, false }, { "\x1a", 1, false },
		{ "a\r", 2, false },
	};
	/* clang-format on */
	struct buf line = BUF_INIT;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_int_equal(compose_is_7bit(slice_make(cases[i].text, cases[i].n)),
		    cases[i].is_7bit);
	buf_repeat(&line, 'x', LINE_MAX_BYTES);
	buf_text(&line, "\r\n");
	assert_true(compose_is_7bit(buf_all(&line)));
	buf_clear(&line);
	buf_repeat(&line, 'x', LINE_MAX_BYTES + 1);
	assert_false(compose_is_7bit(buf_all(&line)));
	buf_release(&line);
}

/* --- hostile text --- */

static uint32_t seed = 11;

static unsigned next_random(void)
{
	seed = seed * 1103515245U + 12345U;
	return seed >> 16;
}

static void random_text(struct buf *out, bool is_c_string)
{
	static const char *const pieces[] = { "\r\n", "\n", "\r", "\r\n\r\n", "\r\nBcc: x@y.nz\r\n",
		" ", "<", ">", "\"", "=?utf-8?Q?x?=", "\x1arto\x1a", "\x1a", "m\xc4\x81ori", "word",
		"--=_dpupd_", "\t", "\x7f", "\xe2\x80\xa8", ".\r\n", "From " };
	size_t n = next_random() % 120;

	buf_clear(out);
	while (out->n < n) {
		unsigned r = next_random();

		if (r % 6 == 0)
			buf_char(out, (char)(r >> 8 & 0x7f));
		else if (r % 101 == 0)
			buf_repeat(out, r % 2 == 0 ? 'y' : ' ', next_random() % 3000);
		else
			buf_text(out, pieces[r / 6 % COUNT(pieces)]);
	}
	for (size_t i = 0; is_c_string && i < out->n; i++)
		out->p[i] = out->p[i] == '\0' ? 'z' : out->p[i];
}

/* Names of the fields before the empty line, each with ';'. */
static void field_names(struct slice message, struct buf *out)
{
	struct slice rest = message, line;

	buf_clear(out);
	while (slice_next_line(&rest, &line) && line.n > 0) {
		if (line.p[0] == ' ')
			continue;
		buf_slice(out, slice_sub(line, 0, slice_find(line, ':')));
		buf_char(out, ';');
	}
}

static void check_lines(struct slice message)
{
	struct slice rest = message, line;

	while (rest.n > 0) {
		assert_true(slice_next(&rest, '\n', &line));
		assert_true(line.n > 0 && line.p[line.n - 1] == '\r' &&
		    line.n - 1 <= LINE_MAX_BYTES);
		assert_int_equal(slice_find(line, '\r'), line.n - 1);
	}
}

static void test_hostile(void **state)
{
	static const char names[] =
	    "Date;From;To;Reply-To;Subject;Message-ID;MIME-Version;Content-Type;"
	    "Auto-Submitted;Precedence;X-Auto-Response-Suppress;Feedback-ID;List-Id;List-Unsubscribe;"
	    "List-Unsubscribe-Post;List-Help;List-Subscribe;List-Owner;List-Post;List-Archive;"
	    "Content-Language;";
	struct buf t[20], out = BUF_INIT, found = BUF_INIT;
	size_t refused = 0, rounds = 1500;

	(void)state;
	for (size_t i = 0; i < COUNT(t); i++)
		buf_init(&t[i]);
	for (size_t round = 0; round < rounds; round++) {
		struct compose c = small();
		struct compose_attachment attachment;

		for (size_t i = 0; i < COUNT(t); i++) {
			random_text(&t[i], i >= 6);
			buf_char(&t[i], 'x'); /* present */
		}
		c.from_name = buf_all(&t[0]);
		c.to_name = buf_all(&t[1]);
		c.subject = buf_all(&t[2]);
		c.list_name = buf_all(&t[3]);
		c.text = buf_all(&t[4]);
		attachment = (struct compose_attachment){ "x/y", NULL, buf_all(&t[5]),
			round % 2 == 0 };
		c.from = t[6].p;
		c.to = t[7].p;
		c.reply_to = t[8].p;
		c.message_id = t[9].p;
		c.language = t[10].p;
		c.auto_submitted = t[11].p;
		c.precedence = t[12].p;
		c.suppress = t[13].p;
		c.list_id = t[14].p;
		c.list_help = t[15].p;
		c.list_unsubscribe = t[16].p;
		c.list_subscribe = c.list_owner = t[17].p;
		c.list_post = c.list_archive = t[18].p;
		c.feedback_id = t[19].p;
		c.is_one_click = true;
		c.attachments = &attachment;
		c.attachment_count = 1;
		buf_clear(&out);
		if (compose_message(&c, &out, NULL) < 0) {
			assert_true(slice_find_text(c.text, "\x1arto\x1a") < c.text.n);
			refused++;
			continue;
		}
		check_lines(buf_all(&out));
		field_names(buf_all(&out), &found);
		assert_string_equal(found.p, names);
	}
	assert_true(refused < rounds / 2);
	for (size_t i = 0; i < COUNT(t); i++)
		buf_release(&t[i]);
	buf_release(&out);
	buf_release(&found);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text_only),
		cmocka_unit_test(test_all_fields),
		cmocka_unit_test(test_alternative),
		cmocka_unit_test(test_images),
		cmocka_unit_test(test_calendar),
		cmocka_unit_test(test_attached_message),
		cmocka_unit_test(test_around),
		cmocka_unit_test(test_boundaries),
		cmocka_unit_test(test_attachments_at_the_limits),
		cmocka_unit_test(test_ids),
		cmocka_unit_test(test_slots),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_is_7bit),
		cmocka_unit_test(test_hostile),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

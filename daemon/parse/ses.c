/* SPDX-License-Identifier: MIT
 * JSON to report fields; see ses.h. */
#include "daemon/parse/ses.h"

#include <jansson.h>

#define DIAGNOSTIC_MAX \
	1000 /* bytes: as long as a reply's text may be with its codes; a report has room for ten \
	      */

static struct slice text_of(const json_t *object, const char *name)
{
	return slice_of(json_string_value(json_object_get(object, name)));
}

/* Mail programs fold the long line of a text: line breaks in strings are not JSON. */
static json_t *load(struct slice text)
{
	struct buf flat = BUF_INIT;
	json_t *root;

	text = slice_trim(text);
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == '\n' && i + 1 < text.n && text.p[i + 1] == ' ')
			i++; /* folded as a header field would be */
		else
			buf_char(&flat, text.p[i] == '\n' ? ' ' : text.p[i]);
	}
	root = json_loadb(flat.p, flat.n, JSON_DISABLE_EOF_CHECK | JSON_REJECT_DUPLICATES, NULL);
	buf_release(&flat);
	return root;
}

/* One field, on one line whatever is in its value; none where it has none. */
static void add_field(struct buf *out, const char *name, const char *type, struct slice value)
{
	value = slice_trim(value);
	if (value.n == 0)
		return;
	buf_printf(out, "%s: %s", name, type);
	for (size_t i = 0; i < value.n && i < DIAGNOSTIC_MAX; i++)
		buf_char(out, (unsigned char)value.p[i] < ' ' ? ' ' : value.p[i]);
	buf_char(out, '\n');
}

static void add_recipient(struct buf *out, struct slice address, const char *action,
    struct slice status, struct slice diagnostic)
{
	if (out->n > 0)
		buf_char(out, '\n');
	add_field(out, "Final-Recipient", "rfc822; ", address);
	add_field(out, "Action", "", slice_of(action));
	add_field(out, "Status", "", status);
	add_field(out, "Diagnostic-Code", "", diagnostic);
}

static void read_bounce(const json_t *bounce, struct buf *out)
{
	const json_t *list = json_object_get(bounce, "bouncedRecipients");
	size_t i;
	json_t *one;

	json_array_foreach(list, i, one) add_recipient(out, text_of(one, "emailAddress"), "failed",
	    text_of(one, "status"), text_of(one, "diagnosticCode"));
}

static void read_delivery(const json_t *delivery, struct buf *out)
{
	size_t i;
	json_t *one;

	json_array_foreach(json_object_get(delivery, "recipients"), i, one)
	    add_recipient(out, slice_of(json_string_value(one)), "delivered", SLICE_NONE,
	        text_of(delivery, "smtpResponse"));
}

static void read_complaint(const json_t *complaint, struct buf *out)
{
	const json_t *first = json_array_get(json_object_get(complaint, "complainedRecipients"), 0);
	struct slice type = text_of(complaint, "complaintFeedbackType");

	add_field(out, "Feedback-Type", "", type.n > 0 ? type : slice_of("abuse"));
	add_field(out, "Original-Rcpt-To", "rfc822; ", text_of(first, "emailAddress"));
}

void ses_preload(void)
{
	json_object_seed(0); /* it would read the kernel's random bytes at the first object */
}

void ses_read(struct facts *f, struct slice text)
{
	json_t *root = NULL, *inner = NULL, *object;
	struct buf report = BUF_INIT;
	struct slice type;

	if (facts_get(f, FACTS_REPORT_PART).n > 0 || slice_trim(text).n == 0 ||
	    slice_trim(text).p[0] != '{')
		return;
	root = load(text);
	if (json_is_string(json_object_get(root, "Message")))
		inner = load(text_of(root, "Message"));
	object = inner != NULL ? inner : root;
	type = text_of(object, "notificationType");
	if (slice_is(type, "Bounce"))
		read_bounce(json_object_get(object, "bounce"), &report);
	else if (slice_is(type, "Delivery"))
		read_delivery(json_object_get(object, "delivery"), &report);
	else if (slice_is(type, "Complaint"))
		read_complaint(json_object_get(object, "complaint"), &report);
	if (report.n > 0) {
		add_field(&report, "Original-Mail-From", "",
		    text_of(json_object_get(object, "mail"), "source"));
		facts_set(f, FACTS_REPORT, buf_all(&report));
		facts_set(f, FACTS_REPORT_PART, slice_of("application/json"));
	}
	json_decref(inner);
	json_decref(root);
	buf_release(&report);
}

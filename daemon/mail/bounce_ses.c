/* SPDX-License-Identifier: MIT
 * Notifications of Amazon SES as they come by mail from its notification service: JSON, either
 * alone or as a string within another object. The one relay of those in wide use that reports
 * in a form of its own. */
#include "bounce.h"

#include <stdio.h>

#include <jansson.h>

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
			i++;	/* folded as a header field would be */
		else
			buf_char(&flat, text.p[i] == '\n' ? ' ' : text.p[i]);
	}
	root = json_loadb(flat.p, flat.n, JSON_DISABLE_EOF_CHECK | JSON_REJECT_DUPLICATES, NULL);
	buf_release(&flat);
	return root;
}

static void read_bounce(const json_t *bounce, struct verdict *v)
{
	const json_t *list = json_object_get(bounce, "bouncedRecipients");
	size_t i;
	json_t *one;

	json_array_foreach(list, i, one) {
		struct classify_bounce *b = bounce_add(v, text_of(one, "emailAddress"));

		if (b == NULL)
			continue;
		(void)snprintf(b->action, sizeof b->action, "failed");	/* fits */
		bounce_judge(b, text_of(one, "diagnosticCode"), SLICE_NONE, text_of(one, "status"));
	}
}

static void read_delivery(const json_t *delivery, struct verdict *v)
{
	size_t i;
	json_t *one;

	json_array_foreach(json_object_get(delivery, "recipients"), i, one) {
		struct classify_bounce *b = bounce_add(v, slice_of(json_string_value(one)));

		if (b == NULL)
			continue;
		(void)snprintf(b->action, sizeof b->action, "delivered");	/* fits */
		bounce_judge(b, text_of(delivery, "smtpResponse"), SLICE_NONE, SLICE_NONE);
	}
}

static void read_complaint(const json_t *complaint, struct verdict *v)
{
	const json_t *first = json_array_get(json_object_get(complaint, "complainedRecipients"), 0);
	struct slice type = text_of(complaint, "complaintFeedbackType");
	struct slice recipient = text_of(first, "emailAddress");

	v->kind = KIND_COMPLAINT;
	if (type.n == 0 || type.n >= sizeof v->complaint_type)
		type = slice_of("abuse");
	(void)snprintf(v->complaint_type, sizeof v->complaint_type, "%.*s", SLICE_ARG(type));	/* fits */
	if (recipient.n <= ADDRESS_MAX)
		(void)snprintf(v->complaint_recipient, sizeof v->complaint_recipient, "%.*s",
		    SLICE_ARG(recipient));	/* fits */
}

bool bounce_ses_read(struct slice text, struct verdict *v)
{
	json_t *root = NULL, *inner = NULL;
	struct slice type;
	bool is_known = true;

	if (slice_trim(text).n == 0 || slice_trim(text).p[0] != '{')
		return false;
	root = load(text);
	if (json_is_string(json_object_get(root, "Message")))
		inner = load(text_of(root, "Message"));
	type = text_of(inner != NULL ? inner : root, "notificationType");
	if (slice_is(type, "Bounce"))
		read_bounce(json_object_get(inner != NULL ? inner : root, "bounce"), v);
	else if (slice_is(type, "Delivery"))
		read_delivery(json_object_get(inner != NULL ? inner : root, "delivery"), v);
	else if (slice_is(type, "Complaint"))
		read_complaint(json_object_get(inner != NULL ? inner : root, "complaint"), v);
	else
		is_known = false;
	json_decref(inner);
	json_decref(root);
	return is_known;
}

/* SPDX-License-Identifier: MIT
 * See approve.h. What is shown is what core says now, and its hash goes along with the yes: a text
 * that is changed while somebody reads it is not approved by them. */
#include "daemon/ctl/approve.h"

#include <stdio.h>
#include <sysexits.h>
#include <unistd.h>

#include <jansson.h>

#include "daemon/common/xmalloc.h"
#include "daemon/ctl/output.h"
#include "daemon/ctl/pages.h"
#include "daemon/ctl/screen.h"

static const char *text_of(json_t *o, const char *name)
{
	const char *text = json_string_value(json_object_get(o, name));

	return text != NULL ? text : "";
}

static void show(json_t *o)
{
	const char *audience = text_of(o, "audience");
	struct buf out = BUF_INIT;
	json_int_t recipients = json_integer_value(json_object_get(o, "recipients"));

	screen_add(&out, slice_of(text_of(o, "subject")), SCREEN_ONE_LINE);
	buf_printf(&out, "\nfor %lld %s of ", (long long)recipients,
	    recipients == 1 ? "person" : "people");
	screen_add(&out, slice_of(audience[0] != '\0' ? audience : text_of(o, "list")),
	    SCREEN_ONE_LINE);
	buf_text(&out, "; by ");
	screen_add(&out, slice_of(text_of(o, "author")), SCREEN_ONE_LINE);
	buf_text(&out, "; text ");
	screen_add(&out, slice_of(text_of(o, "hash")), SCREEN_ONE_LINE);
	(void)fprintf(stderr, "%s\n", out.p); /* the terminal was there just now */
	buf_release(&out);
}

int approve_ask(const struct request *r, const char *socket_path, struct approve_seen *seen)
{
	json_t *o;
	int status;

	*seen = (struct approve_seen){ NULL, NULL };
	if (r->is_yes || request_value(r, "hash") != NULL ||
	    request_value(r, "recipients") != NULL || !isatty(STDIN_FILENO) ||
	    !isatty(STDERR_FILENO))
		return EX_OK;
	o = pages_ask(r, "announce.show", -1, socket_path, &status);
	if (o == NULL)
		return status;
	status = EX_OK;
	/* One that is under way, or over, has no text to approve: core says what it is. */
	if (json_object_get(o, "hash") != NULL) {
		show(o);
		if (output_agrees(
		        "Approve it as it is? Read it with \"dpupctl announce preview\".")) {
			seen->hash = xstrdup(text_of(o, "hash"));
			seen->recipients = xasprintf("%lld",
			    (long long)json_integer_value(json_object_get(o, "recipients")));
		} else {
			status = 1;
		}
	}
	json_decref(o);
	return status;
}

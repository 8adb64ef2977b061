/* SPDX-License-Identifier: MIT
 * See bounce_entry.h. */
#include "daemon/mail/bounce_entry.h"

#include <string.h>

#include "daemon/common/buf.h"
#include "daemon/common/str_put.h"
#include "daemon/common/utf8.h"
#include "daemon/mail/bounce_reason.h"

struct classify_bounce *bounce_entry_add(struct verdict *v, struct slice recipient)
{
	struct classify_bounce *b;
	char key[ADDRESS_SIZE] = "";

	if (recipient.n > 0 && recipient.n <= ADDRESS_MAX) {
		for (size_t i = 0; i < recipient.n; i++) {
			char c = recipient.p[i];

			key[i] = (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
		}
	}
	for (size_t i = 0; i < v->bounce_count; i++) {
		if (key[0] == '\0' || strcmp(v->bounces[i].recipient, key) == 0)
			return NULL;
	}
	if (v->bounce_count == CLASSIFY_BOUNCES_MAX)
		return NULL;
	b = &v->bounces[v->bounce_count++];
	memset(b, 0, sizeof *b);
	memcpy(b->recipient, key, sizeof key);
	b->class = BOUNCE_SOFT;
	b->reason = "undefined";
	return b;
}

static void set_diagnostic(struct classify_bounce *b, struct slice text)
{
	struct buf line = BUF_INIT;
	struct slice rest = slice_sub(text, 0, 4 * sizeof b->diagnostic), word;

	while (slice_next_word(&rest, &word)) {
		if (line.n > 0)
			buf_char(&line, ' ');
		buf_slice(&line, word);
	}
	line.n = utf8_cut(buf_all(&line), sizeof b->diagnostic - 1);
	/* cut above: fits */
	str_put(b->diagnostic, sizeof b->diagnostic, "%.*s", SLICE_ARG(buf_all(&line)));
	buf_release(&line);
}

void bounce_entry_judge(struct classify_bounce *b, struct slice diagnostic,
    struct slice explanation, struct slice status)
{
	struct bounce_reason reason = bounce_reason_find(diagnostic, explanation, status,
	    slice_of(b->action));
	struct slice said = bounce_reason_status(diagnostic, true);

	if (said.n == 0)
		said = status;
	str_put(b->status, sizeof b->status, "%.*s", SLICE_ARG(said)); /* at most 9 bytes */
	b->reason = reason.word;
	b->class = reason.class;
	set_diagnostic(b, diagnostic.n > 0 ? diagnostic : explanation);
}

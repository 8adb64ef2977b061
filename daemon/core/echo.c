/* SPDX-License-Identifier: MIT
 * Our own words; see echo.h. Only the beginning is compared: the rest holds tokens and dates, and a
 * person who answers below our text without marks is then heard by a person. */
#include "echo.h"

#include <string.h>

#include "letter.h"

/* The first letters and digits, without what mail programs change on the way. */
static void begin_of(struct slice text, struct buf *out)
{
	struct slice word;

	while (out->n < ECHO_BYTES && slice_next_word(&text, &word)) {
		if (!slice_is(word, ">"))
			buf_slice(out, word);
	}
	buf_cut(out, out->n < ECHO_BYTES ? out->n : ECHO_BYTES);
}

bool echo_begins_alike(struct slice said, struct slice ours)
{
	struct buf a = BUF_INIT, b = BUF_INIT;
	bool is_alike;

	begin_of(said, &a);
	begin_of(ours, &b);
	is_alike = b.n == ECHO_BYTES && slice_equal(buf_all(&a), buf_all(&b));
	buf_release(&a);
	buf_release(&b);
	return is_alike;
}

bool echo_is(const struct talk *t, const char *kind)
{
	struct buf subject = BUF_INIT, text = BUF_INIT;
	struct err err = ERR_INIT;
	json_t *values = letter_values(t->core, NULL);
	bool is_echo = letter_render(t->core, kind, values, &subject, &text, &err) == 0 &&
	    echo_begins_alike(buf_all(&t->v.reply), buf_all(&text));

	err_clear(&err);	/* a template that cannot be read says nothing of this mail */
	json_decref(values);
	buf_release(&subject);
	buf_release(&text);
	return is_echo;
}

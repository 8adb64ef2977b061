/* SPDX-License-Identifier: MIT
 * Outside text on a terminal; see screen.h. Widths come from Unicode's tables (libunistring), not
 * from the locale, so that output is the same in every one. */
#include "daemon/ctl/screen.h"

#include <stdbool.h>
#include <stdint.h>

#include <unistr.h>
#include <uniwidth.h>

#define ESCAPE_WIDTH 4 /* \xNN */

/* One character at the front of `s` (n > 0): its bytes, or one byte of what is none. */
static size_t next(struct slice s, ucs4_t *character_r, bool *is_shown_r)
{
	int n = u8_mbtoucr(character_r, (const uint8_t *)s.p, s.n);
	ucs4_t c = *character_r;

	if (n <= 0) {
		*is_shown_r = false;
		return 1;
	}
	/* U+2028..202E: separators and bidirectional overrides; U+2066..2069: isolates;
	 * U+200E..F: marks of direction; U+FEFF: nothing at all. */
	*is_shown_r = !(c < 0x20 || (c >= 0x7f && c <= 0x9f) || (c >= 0x2028 && c <= 0x202e) ||
	    (c >= 0x2066 && c <= 0x2069) || c == 0x200e || c == 0x200f || c == 0xfeff);
	return (size_t)n;
}

void screen_add(struct buf *out, struct slice text, enum screen_lines lines)
{
	while (text.n > 0) {
		ucs4_t c;
		bool is_shown;
		size_t n = next(text, &c, &is_shown);

		if (lines == SCREEN_KEEP_LINES && (text.p[0] == '\n' || text.p[0] == '\t'))
			is_shown = true;
		if (is_shown)
			buf_add(out, text.p, n);
		else
			for (size_t i = 0; i < n; i++)
				buf_printf(out, "\\x%02x", (unsigned char)text.p[i]);
		text = slice_from(text, n);
	}
}

static size_t width_of(ucs4_t c, bool is_shown, size_t bytes)
{
	int w;

	if (!is_shown)
		return bytes * ESCAPE_WIDTH;
	w = uc_width(c, "UTF-8");
	return w > 0 ? (size_t)w : 0;
}

size_t screen_width(struct slice text)
{
	size_t width = 0;

	while (text.n > 0) {
		ucs4_t c;
		bool is_shown;
		size_t n = next(text, &c, &is_shown);

		width += width_of(c, is_shown, n);
		text = slice_from(text, n);
	}
	return width;
}

size_t screen_fit(struct slice text, size_t columns)
{
	size_t width = 0, at = 0;

	while (at < text.n) {
		ucs4_t c;
		bool is_shown;
		size_t n = next(slice_from(text, at), &c, &is_shown);

		width += width_of(c, is_shown, n);
		if (width > columns)
			break;
		at += n;
	}
	return at;
}

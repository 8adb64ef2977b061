/* SPDX-License-Identifier: MIT
 * Unicode by libunistring; see utf8.h. */
#include "daemon/common/utf8.h"

#include <stdlib.h>
#include <string.h>

#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>
#include <unistr.h>

bool utf8_is_valid(struct slice s)
{
	return s.n == 0 || u8_check((const uint8_t *)s.p, s.n) == NULL;
}

/* C0, C1 and DEL, but those of `allowed`. */
static bool is_control(ucs4_t c, const char *allowed)
{
	if (c < 0x20)
		return c == 0 || strchr(allowed, (int)c) == NULL;
	return c >= 0x7f && c < 0xa0;
}

/* Ends a line, or turns around what is read after it (UAX 9): in a name it only deceives. */
static bool is_layout(ucs4_t c)
{
	return (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

static bool is_written(struct slice s, const char *allowed, bool has_layout)
{
	for (size_t i = 0; i < s.n;) {
		ucs4_t c;
		int n = u8_mbtoucr(&c, (const uint8_t *)s.p + i, s.n - i);

		if (n <= 0 || is_control(c, allowed) || (!has_layout && is_layout(c)))
			return false;
		i += (size_t)n;
	}
	return true;
}

bool utf8_is_line(struct slice s)
{
	return is_written(s, "", false);
}

bool utf8_is_text(struct slice s)
{
	return is_written(s, "\t\r\n", true);
}

/* Replaces what is not UTF-8, so that the library's functions cannot fail on it. */
static void add_repaired(struct buf *out, struct slice s)
{
	const uint8_t *p = (const uint8_t *)s.p;
	size_t i = 0;

	while (i < s.n) {
		ucs4_t c;
		int n = u8_mbtoucr(&c, p + i, s.n - i);

		if (n > 0) {
			buf_add(out, p + i, (size_t)n);
			i += (size_t)n;
		} else {
			buf_text(out, "\xef\xbf\xbd");
			i++;
		}
	}
}

bool utf8_is_ascii(struct slice s)
{
	for (size_t i = 0; i < s.n; i++) {
		if ((s.p[i] & 0x80) != 0)
			return false;
	}
	return true;
}

void utf8_nfc(struct buf *out, struct slice s)
{
	struct buf valid = BUF_INIT;
	uint8_t *norm;
	size_t n;

	if (utf8_is_ascii(s)) { /* most of what there is */
		buf_slice(out, s);
		return;
	}
	add_repaired(&valid, s);
	norm = u8_normalize(UNINORM_NFC, (const uint8_t *)valid.p, valid.n, NULL, &n);
	if (norm != NULL)
		buf_add(out, norm, n);
	else
		buf_slice(out, buf_all(&valid));
	free(norm);
	buf_release(&valid);
}

void utf8_lower(struct buf *out, struct slice s)
{
	struct buf valid = BUF_INIT;
	uint8_t *lower;
	size_t n;

	add_repaired(&valid, s);
	lower = u8_tolower((const uint8_t *)valid.p, valid.n, NULL, UNINORM_NFC, NULL, &n);
	if (lower != NULL)
		buf_add(out, lower, n);
	else
		buf_slice(out, buf_all(&valid));
	free(lower);
	buf_release(&valid);
}

uint32_t utf8_point(struct slice s, size_t *n_r)
{
	ucs4_t c = 0;
	int n = s.n > 0 ? u8_mbtoucr(&c, (const uint8_t *)s.p, s.n) : 0;

	*n_r = n > 0 ? (size_t)n : 0;
	return n > 0 ? c : 0;
}

bool utf8_has_visible(struct slice s)
{
	size_t n;

	for (size_t i = 0; i < s.n; i += (n > 0 ? n : 1)) {
		ucs4_t c = utf8_point(slice_from(s, i), &n);

		if (n > 0 &&
		    !uc_is_general_category_withtable(c,
		        UC_CATEGORY_MASK_Z | UC_CATEGORY_MASK_C | UC_CATEGORY_MASK_M))
			return true;
	}
	return false;
}

bool utf8_is_visible(struct slice s)
{
	size_t n;

	for (size_t i = 0; i < s.n; i += n) {
		ucs4_t c = utf8_point(slice_from(s, i), &n);

		if (n == 0 ||
		    uc_is_general_category_withtable(c, UC_CATEGORY_MASK_Z | UC_CATEGORY_MASK_C) ||
		    (i == 0 && uc_is_general_category_withtable(c, UC_CATEGORY_MASK_M)))
			return false;
	}
	return true;
}

static void add_plain(struct buf *out, ucs4_t c)
{
	uint8_t enc[6];
	int n;

	switch (c) {
	case 0x2018:
	case 0x2019:
	case 0x02bc:
	case 0x2bb:
	case 0x60:
	case 0xb4:
		c = '\'';
		break;
	case 0x201c:
	case 0x201d:
		c = '"';
		break;
	case 0x2010:
	case 0x2011:
	case 0x2012:
	case 0x2013:
	case 0x2014:
		c = '-';
		break;
	case 0xa0:
	case 0x202f:
	case 0x2007:
		c = ' ';
		break;
	default:
		break;
	}
	n = u8_uctomb(enc, c, sizeof enc);
	if (n > 0)
		buf_add(out, enc, (size_t)n);
}

static void fold_ascii(struct buf *out, struct slice s)
{
	buf_reserve(out, s.n);
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		buf_char(out, (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c == '`' ? '\'' : c));
	}
}

void utf8_fold(struct buf *out, struct slice s)
{
	struct buf valid = BUF_INIT;
	uint8_t *folded;
	size_t n, i = 0;

	if (utf8_is_ascii(s)) { /* most of what there is */
		fold_ascii(out, s);
		return;
	}
	add_repaired(&valid, s);
	folded = u8_casefold((const uint8_t *)valid.p, valid.n, NULL, UNINORM_NFD, NULL, &n);
	while (folded != NULL && i < n) {
		ucs4_t c;
		int len = u8_mbtoucr(&c, folded + i, n - i);

		if (len <= 0)
			break;
		i += (size_t)len;
		if (!uc_is_general_category(c, UC_NON_SPACING_MARK))
			add_plain(out, c);
	}
	free(folded);
	buf_release(&valid);
}

size_t utf8_cut(struct slice s, size_t max)
{
	size_t n = s.n;

	if (n <= max)
		return n;
	n = max;
	while (n > 0 && ((unsigned char)s.p[n] & 0xc0) == 0x80)
		n--;
	return n;
}

/* SPDX-License-Identifier: MIT
 * Charsets by glibc's iconv. A converter's module is a shared object that iconv_open() finds and
 * loads by the name the sender chose: that must happen before the cage is closed, so the
 * descriptors of charset_preload() are kept open for ever and keep their modules in memory. */
#include "daemon/parse/charset.h"

#include <errno.h>
#include <iconv.h>
#include <stdbool.h>
#include <string.h>

#include "daemon/common/str_put.h"
#include "daemon/common/utf8.h"

/* What mail is written in; other names of the same charsets are found by iconv's own aliases. */
/* clang-format off */
static const char *const names[] = {
	"ISO-8859-1", "ISO-8859-2", "ISO-8859-3", "ISO-8859-4", "ISO-8859-5", "ISO-8859-6",
	"ISO-8859-7", "ISO-8859-8", "ISO-8859-9", "ISO-8859-10", "ISO-8859-13", "ISO-8859-14",
	"ISO-8859-15", "ISO-8859-16", "WINDOWS-1250", "WINDOWS-1251", "WINDOWS-1252",
	"WINDOWS-1253", "WINDOWS-1254", "WINDOWS-1255", "WINDOWS-1256", "WINDOWS-1257",
	"WINDOWS-1258", "KOI8-R", "KOI8-U", "IBM437", "IBM850", "IBM852", "IBM866", "MACINTOSH",
	"TIS-620", "UTF-7", "UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "ISO-2022-JP",
	"ISO-2022-JP-2", "SHIFT_JIS", "CP932", "EUC-JP", "GB2312", "GBK", "GB18030", "BIG5",
	"BIG5-HKSCS", "EUC-KR", "CP949", "ISO-2022-KR", "EUC-TW", "HZ-GB-2312", "VISCII",
};
/* clang-format on */

#define NAMES (sizeof names / sizeof names[0])

static iconv_t loaded[NAMES];
static bool is_loaded;

/* A converter to UTF-8 that was not loaded, 0x80 to 0x9f: what the web calls latin-1. */
static const unsigned short windows_1252[32] = {
	0x20ac,
	0xfffd,
	0x201a,
	0x0192,
	0x201e,
	0x2026,
	0x2020,
	0x2021,
	0x02c6,
	0x2030,
	0x0160,
	0x2039,
	0x0152,
	0xfffd,
	0x017d,
	0xfffd,
	0xfffd,
	0x2018,
	0x2019,
	0x201c,
	0x201d,
	0x2022,
	0x2013,
	0x2014,
	0x02dc,
	0x2122,
	0x0161,
	0x203a,
	0x0153,
	0xfffd,
	0x017e,
	0x0178,
};

void charset_preload(void)
{
	for (size_t i = 0; i < NAMES; i++) {
		char in[] = "a", out[8], *from = in, *to = out;
		size_t in_left = 1, out_left = sizeof out;

		loaded[i] = iconv_open("UTF-8",
		    names[i]);                /* not there: that name is gone without */
		if (loaded[i] != (iconv_t)-1) /* some do the rest of their loading now */
			(void)iconv(loaded[i], &from, &in_left, &to, &out_left);
	}
	is_loaded = true;
}

static void add_character(struct buf *out, unsigned c)
{
	if (c < 0x80) {
		buf_char(out, (char)c);
	} else if (c < 0x800) {
		buf_char(out, (char)(0xc0 | c >> 6));
		buf_char(out, (char)(0x80 | (c & 0x3f)));
	} else {
		buf_char(out, (char)(0xe0 | c >> 12));
		buf_char(out, (char)(0x80 | (c >> 6 & 0x3f)));
		buf_char(out, (char)(0x80 | (c & 0x3f)));
	}
}

static void guess(struct buf *out, struct slice text)
{
	if (utf8_is_valid(text)) {
		buf_slice(out, text);
		return;
	}
	for (size_t i = 0; i < text.n; i++) {
		unsigned char c = (unsigned char)text.p[i];

		add_character(out, c >= 0x80 && c < 0xa0 ? windows_1252[c - 0x80] : c);
	}
}

static bool is_ascii(struct slice text)
{
	for (size_t i = 0; i < text.n; i++) {
		if ((text.p[i] & 0x80) != 0)
			return false;
	}
	return true;
}

#define NAME_LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.:"

/* Read as what has it and more, as every mail program does: C1 controls are nobody's text. */
static const struct {
	const char *name, *by;
} wider[] = {
	{ "iso-8859-1", "WINDOWS-1252" },
	{ "latin1", "WINDOWS-1252" },
	{ "us-ascii", "WINDOWS-1252" },
	{ "ascii", "WINDOWS-1252" },
	{ "ks_c_5601-1987", "CP949" },
	{ "shift_jis", "CP932" },
	{ "gb2312", "GB18030" },
};

/* A name as iconv takes it: only what charset names are made of (no "//TRANSLIT"). */
static bool clean_name(struct slice charset, char out[48])
{
	charset = slice_trim(charset);
	if (charset.n == 0 || charset.n > 40)
		return false;
	for (size_t i = 0; i < charset.n; i++) {
		if (charset.p[i] == '\0' || strchr(NAME_LETTERS, charset.p[i]) == NULL)
			return false;
	}
	for (size_t i = 0; i < sizeof wider / sizeof wider[0]; i++) {
		if (slice_is_fold(charset, wider[i].name)) {
			charset = slice_of(wider[i].by);
			break;
		}
	}
	str_put(out, 48, "%.*s", SLICE_ARG(charset)); /* fits: measured above */
	return true;
}

static void convert(struct buf *out, iconv_t cd, struct slice text)
{
	char *from = (char *)(size_t)text.p; /* iconv does not write there */
	size_t left = text.n;

	while (left > 0) {
		char *to;
		size_t room, before;

		buf_reserve(out, left * 2 + 16);
		to = out->p + out->n;
		room = before = out->cap - out->n - 1;
		if (iconv(cd, &from, &left, &to, &room) == (size_t)-1 && errno != E2BIG) {
			out->n += before - room;
			buf_text(out, "\xef\xbf\xbd");
			if (left > 0) { /* not a character, or only its beginning: go on behind */
				from++;
				left--;
			}
			continue;
		}
		out->n += before - room;
	}
	out->p[out->n] = '\0';
}

void charset_to_utf8(struct buf *out, struct slice charset, struct slice text)
{
	char name[48];
	iconv_t cd;

	if (text.n == 0)
		return;
	if (!clean_name(charset, name) || slice_is_fold(slice_of(name), "utf-8") ||
	    slice_is_fold(slice_of(name), "utf8")) {
		guess(out, text);
		return;
	}
	/* "us-ascii" with 8-bit text is common: what it is, is a guess as good as any. */
	if (slice_is_fold(charset, "us-ascii") && (is_ascii(text) || utf8_is_valid(text))) {
		buf_slice(out, text);
		return;
	}
	if (!is_loaded)
		charset_preload();
	cd = iconv_open("UTF-8", name);
	if (cd == (iconv_t)-1) {
		guess(out, text);
		return;
	}
	convert(out, cd, text);
	(void)iconv_close(cd);
}

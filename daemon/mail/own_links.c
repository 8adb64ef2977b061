/* SPDX-License-Identifier: MIT
 * See own_links.h. What is cut by mistake is a word that a person of ours still reads; what is let
 * through opens somebody's page. */
#include "daemon/mail/own_links.h"

#include <string.h>

#include "daemon/common/utf8.h"

#define DECODED_MAX 5 /* a gateway behind a gateway behind a tracker */

static bool is_unseen(uint32_t c)
{
	return c == 0xad || c == 0x34f || c == 0x61c || c == 0x180e ||
	    (c >= 0x200b && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) ||
	    (c >= 0x2060 && c <= 0x206f) || (c >= 0xfe00 && c <= 0xfe0f) || c == 0xfeff ||
	    (c >= 0xe0000 && c <= 0xe0fff);
}

/* What would be seen of it, with the letters of full width as the plain ones. */
static void add_seen(struct slice s, struct buf *out)
{
	size_t n;

	for (; s.n > 0; s = slice_from(s, n)) {
		uint32_t c = utf8_point(s, &n);

		n = n > 0 ? n : 1;
		if (c >= 0xff01 && c <= 0xff5e)
			buf_char(out, (char)(c - 0xff01 + '!'));
		else if (!is_unseen(c))
			buf_slice(out, slice_sub(s, 0, n));
	}
}

static int hex_of(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *found = c == '\0' ? NULL : strchr(digits, c >= 'A' && c <= 'F' ? c | 0x20 : c);

	return found != NULL ? (int)(found - digits) : -1;
}

/* "%2F" is "/". False where there is nothing to decode. */
static bool decode(struct slice s, struct buf *out)
{
	bool is_coded = false;

	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '%' && i + 2 < s.n && hex_of(s.p[i + 1]) >= 0 &&
		    hex_of(s.p[i + 2]) >= 0) {
			buf_char(out, (char)(hex_of(s.p[i + 1]) * 16 + hex_of(s.p[i + 2])));
			is_coded = true;
			i += 2;
		} else {
			buf_char(out, s.p[i]);
		}
	}
	return is_coded;
}

/* Letters and digits as tokens have them. An escape in front of one ("-2D") may look like a part of
 * it, so a longer run is one, too, but for a long name of letters alone. */
static bool has_token(struct slice s)
{
	bool is_in_link = false, has_digit = false;
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++)
		is_in_link = is_in_link || strchr("/+@_=%:", s.p[i]) != NULL;
	for (size_t i = 0; i <= s.n; i++) {
		char c = i < s.n ? s.p[i] : ' ';

		if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '2' && c <= '7')) {
			has_digit = has_digit || c <= '7';
			n++;
			continue;
		}
		if (n == TOKEN_TEXT_LENGTH || (n > TOKEN_TEXT_LENGTH && (has_digit || is_in_link)))
			return true;
		n = 0;
		has_digit = false;
	}
	return false;
}

static bool has_host(struct slice s, const char *base_url)
{
	const char *host = base_url != NULL ? strstr(base_url, "://") : NULL;

	size_t at, begin = 0;

	host = host != NULL ? host + 3 : base_url;
	if (host == NULL || host[0] == '\0')
		return false;
	/* Not behind an '@': that is somebody's address. */
	while ((at = begin + slice_find_fold(slice_from(s, begin), host)) < s.n) {
		if (at == 0 || s.p[at - 1] != '@')
			return true;
		begin = at + 1;
	}
	return false;
}

static bool is_address(const struct classify_identity *identity, struct slice s)
{
	struct slice detail;

	while (s.n > 0 && strchr("[(<\"'", s.p[0]) != NULL)
		s = slice_from(s, 1);
	while (s.n > 0 && strchr("])>\"',.;:?!", s.p[s.n - 1]) != NULL)
		s = slice_sub(s, 0, s.n - 1);
	if (slice_starts_fold(s, "mailto:"))
		s = slice_from(s, 7);
	s = slice_sub(s, 0, slice_find(s, '?'));
	return classify_is_ours(identity, s, &detail) && detail.n > 0;
}

static bool is_ours(const struct classify_identity *identity, const char *base_url,
    struct slice word)
{
	struct buf seen = BUF_INIT, next = BUF_INIT;
	bool is_one = false, is_coded = true;

	add_seen(word, &seen);
	for (int i = 0; !is_one && is_coded && i <= DECODED_MAX; i++) {
		is_one = has_token(buf_all(&seen)) || has_host(buf_all(&seen), base_url) ||
		    is_address(identity, buf_all(&seen));
		is_coded = !is_one && decode(buf_all(&seen), &next);
		buf_clear(&seen);
		add_seen(buf_all(&next), &seen);
		buf_clear(&next);
	}
	buf_release(&seen);
	buf_release(&next);
	return is_one;
}

void own_links_cut(const struct classify_identity *identity, const char *base_url,
    struct slice text, struct buf *out)
{
	struct slice line, word;

	while (slice_next_line(&text, &line)) {
		struct slice rest = line;
		bool has_ours = false;

		while (!has_ours && slice_next_word(&rest, &word))
			has_ours = is_ours(identity, base_url, word);
		if (!has_ours)
			buf_slice(out, line);
		for (rest = line; has_ours && slice_next_word(&rest, &word);) {
			if (is_ours(identity, base_url, word))
				buf_text(out, "[link]");
			else
				buf_slice(out, word);
			if (slice_trim(rest).n > 0)
				buf_char(out, ' ');
		}
		if (text.n > 0)
			buf_char(out, '\n');
	}
}

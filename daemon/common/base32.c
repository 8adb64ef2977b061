/* SPDX-License-Identifier: MIT
 * Base 32 and hexadecimal; see base32.h. */
#include "daemon/common/base32.h"

static const char alphabet[] = "abcdefghijklmnopqrstuvwxyz234567";

void base32_add(struct buf *out, const void *p, size_t n)
{
	const uint8_t *bytes = p;
	uint32_t acc = 0;
	unsigned bits = 0;

	for (size_t i = 0; i < n; i++) {
		acc = acc << 8 | bytes[i];
		for (bits += 8; bits >= 5; bits -= 5)
			buf_char(out, alphabet[acc >> (bits - 5) & 31]);
	}
	if (bits > 0)
		buf_char(out, alphabet[acc << (5 - bits) & 31]);
}

static int letter_value(char c)
{
	if (c >= 'a' && c <= 'z')
		return c - 'a';
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= '2' && c <= '7')
		return c - '2' + 26;
	return -1;
}

bool base32_read(struct slice text, uint8_t *out, size_t n)
{
	uint32_t acc = 0;
	unsigned bits = 0;
	size_t at = 0;

	if (text.n != BASE32_LENGTH(n))
		return false;
	for (size_t i = 0; i < text.n; i++) {
		int v = letter_value(text.p[i]);

		if (v < 0)
			return false;
		acc = acc << 5 | (uint32_t)v;
		bits += 5;
		if (bits >= 8) {
			bits -= 8;
			out[at++] = (uint8_t)(acc >> bits);
			acc &= (1U << bits) - 1;
		}
	}
	return acc == 0;
}

void hex_add(struct buf *out, const void *p, size_t n)
{
	static const char digits[] = "0123456789abcdef";
	const uint8_t *bytes = p;

	for (size_t i = 0; i < n; i++) {
		buf_char(out, digits[bytes[i] >> 4]);
		buf_char(out, digits[bytes[i] & 15]);
	}
}

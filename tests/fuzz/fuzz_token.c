/* SPDX-License-Identifier: MIT
 * Any text where tokens and addresses are looked for. A token that is found reads as 20 bytes and
 * is written back as the same text; the normal form of an address has itself as its normal form. */
#include <stdlib.h>
#include <string.h>

#include "daemon/common/base32.h"
#include "daemon/mail/address.h"
#include "daemon/mail/classify.h"
#include "daemon/mail/field.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	struct slice text = slice_make((const char *)data, size), found;
	struct classify_token token;
	struct address address, again;
	unsigned char bytes[20];
	size_t at = 0;

	if (classify_parse_token(text, &token)) {
		struct buf back = BUF_INIT;

		if (!base32_read(slice_of(token.text), bytes, sizeof bytes))
			abort();
		base32_add(&back, bytes, sizeof bytes);
		if (strcmp(back.p, token.text) != 0)
			abort();
		buf_release(&back);
	}
	while (field_next_address(text, &at, &found)) {
		if (found.p < text.p || found.p + found.n > text.p + text.n)
			abort();
	}
	/* What is an address is one again, and the same. */
	if (address_parse_utf8(text, &address, NULL)) {
		if (!address_parse_utf8(slice_of(address.spec), &again, NULL) ||
		    strcmp(again.spec, address.spec) != 0)
			abort();
	}
	return 0;
}

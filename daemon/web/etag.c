/* SPDX-License-Identifier: MIT
 * Entity tags; see etag.h. A tag is made of the body alone, so nothing has to be kept: core makes
 * the page as ever, and only the way to the reader is saved. Only pages that may be kept by others
 * have one: a page of one person never has, because a tag can be used to recognise them. */
#include "daemon/web/etag.h"

#include "daemon/common/base32.h"
#include "daemon/common/hash.h"
#include "daemon/common/str_put.h"

#define TAG_BYTES 16

void etag_of(struct slice body, char etag_r[ETAG_SIZE])
{
	uint8_t hash[HASH_SIZE];
	struct buf hex = BUF_INIT;

	hash_sha256(body, hash);
	hex_add(&hex, hash, TAG_BYTES);
	str_put(etag_r, ETAG_SIZE, "\"%.*s\"", SLICE_ARG(buf_all(&hex))); /* 32 digits: fits */
	buf_release(&hex);
}

bool etag_is_named(struct slice header, const char *etag)
{
	struct slice tag;

	if (slice_is(slice_trim(header), "*"))
		return true;
	while (slice_next(&header, ',', &tag)) {
		tag = slice_trim(tag);
		if (slice_starts(tag, "W/"))
			tag = slice_from(tag, 2);
		if (slice_is(tag, etag))
			return true;
	}
	return false;
}

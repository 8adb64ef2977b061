/* SPDX-License-Identifier: MIT
 * See seen.h. Sixty-four bits of SHA-256: among a million addresses two share one with a chance of
 * one in forty million, and then the second is reported and can be added by hand. */
#include "daemon/ctl/seen.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/common/err.h"
#include "daemon/common/hash.h"
#include "daemon/common/xmalloc.h"
#include "daemon/mail/address.h"

#define SIZE_FIRST 1024

static bool put(struct seen *s, uint64_t key)
{
	size_t i = (size_t)key & (s->size - 1);

	while (s->slots[i] != 0 && s->slots[i] != key)
		i = (i + 1) & (s->size - 1);
	if (s->slots[i] == key)
		return false;
	s->slots[i] = key;
	s->count++;
	return true;
}

static void grow(struct seen *s)
{
	struct seen larger = { NULL, s->size > 0 ? s->size * 2 : SIZE_FIRST, 0 };

	larger.slots = xcalloc(larger.size, sizeof larger.slots[0]);
	for (size_t i = 0; i < s->size; i++) {
		if (s->slots[i] != 0)
			(void)put(&larger, s->slots[i]);
	}
	free(s->slots);
	*s = larger;
}

bool seen_add(struct seen *s, struct slice text)
{
	uint8_t hash[HASH_SIZE];
	struct address a;
	uint64_t key;

	if (!address_parse_utf8(text, &a, NULL))
		return true;
	hash_sha256(slice_of(a.key), hash);
	memcpy(&key, hash, sizeof key);
	if (s->count * 3 >= s->size * 2)
		grow(s);
	return put(s, key != 0 ? key : 1);
}

void seen_release(struct seen *s)
{
	free(s->slots);
	*s = (struct seen)SEEN_INIT;
}

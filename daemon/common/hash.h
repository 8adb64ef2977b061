/* SPDX-License-Identifier: MIT
 * SHA-256, HMAC-SHA-256, random bytes and comparison in constant time (GnuTLS). */
#ifndef COMMON_HASH_H
#define COMMON_HASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "daemon/common/buf.h"
#include "daemon/common/slice.h"

#define HASH_SIZE 32 /* SHA-256; NZISM 17.2.26 asks for at least this */

void hash_sha256(struct slice data, uint8_t out[HASH_SIZE]);
void hash_hmac(struct slice key, struct slice data, uint8_t out[HASH_SIZE]);
/* As lower-case hexadecimal digits. */
void hash_to_text(const uint8_t *bytes, size_t n, struct buf *out);
/* Fit for keys. Dies where the kernel has none to give. */
void hash_random(void *p, size_t n);
bool hash_equal(const void *a, const void *b, size_t n); /* time depends on n only */

#endif

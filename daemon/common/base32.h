/* SPDX-License-Identifier: MIT
 * Base 32 (RFC 4648 §6), lower case, no padding: survives mail systems that fold the case of
 * a local part. Reading takes either case. And hexadecimal, for hashes people compare. */
#ifndef COMMON_BASE32_H
#define COMMON_BASE32_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "daemon/common/buf.h"
#include "daemon/common/slice.h"

#define BASE32_LENGTH(bytes) (((bytes)*8 + 4) / 5)

void base32_add(struct buf *out, const void *p, size_t n);
/* Exactly n bytes, written to `out`; false where the text is of another length, has another
 * letter, or bits that are left over are not zero (so one value has one spelling). */
bool base32_read(struct slice text, uint8_t *out, size_t n);
void hex_add(struct buf *out, const void *p, size_t n);

#endif

/* SPDX-License-Identifier: MIT
 * DKIM signatures (RFC 6376, 8301, 8463): relaxed/relaxed, rsa-sha256 and ed25519-sha256, one for
 * each key. The same message gets the same signature at every attempt: no time is in it. */
#ifndef SEND_DKIM_H
#define SEND_DKIM_H

#include "daemon/common/buf.h"
#include "daemon/common/err.h"

#define DKIM_KEYS_MAX 2 /* an RSA one for everybody, an Ed25519 one for those who know it */

struct dkim;

/* Signs for `domain` (d=). */
struct dkim *dkim_new(struct slice domain);
void dkim_free(struct dkim *dkim); /* wipes the keys; NULL is fine */
/* Reads a private key (PEM: PKCS #8 or PKCS #1), RSA of at least 1024 bits or Ed25519. -1: *err
 * says what to do. A file that others can read is refused. */
int dkim_add_key(struct dkim *dkim, struct slice selector, struct slice path, struct err *err);

/* Appends one header field, with its CRLF, for each key; they are to stand before the message. */
int dkim_sign(const struct dkim *dkim, struct slice message, struct buf *out, struct err *err);

#endif

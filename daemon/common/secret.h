/* SPDX-License-Identifier: MIT
 * A secret in a file: read once, before the box is closed. */
#ifndef COMMON_SECRET_H
#define COMMON_SECRET_H

#include "daemon/common/buf.h"
#include "daemon/common/err.h"

#define SECRET_MAX 4096 /* a token of a large provider has some 2,000 bytes */

/* Fills the empty buffer with the file's text, without the line end after it; the caller
 * wipes it with buf_wipe(). Refused (ERR_PERM): a file that its group can write or others can
 * use, one that is empty, too long, not a file, or holds a NUL or a second line. */
int secret_read(const char *path, struct buf *secret_r, struct err *err);

#endif

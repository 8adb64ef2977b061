/* SPDX-License-Identifier: MIT
 * Asks a token endpoint: one POST by HTTPS, its certificate verified. */
#ifndef COMMON_OAUTH_HTTP_H
#define COMMON_OAUTH_HTTP_H

#include <stdbool.h>

#include "daemon/common/buf.h"
#include "daemon/common/err.h"

/* 0: it answered, with this status and body. -1: it did not; err->kind is PERM where its
 * certificate or our settings are wrong. `is_unwanted` is asked about once a second; NULL: never.
 */
int oauth_http_post(const char *url, const char *ca_file, const struct buf *form,
    bool (*is_unwanted)(void *context), void *context, long *status_r, struct buf *body_r,
    struct err *err);

#endif

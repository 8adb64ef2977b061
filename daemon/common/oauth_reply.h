/* SPDX-License-Identifier: MIT
 * What a token endpoint answers (RFC 6749 §5), and what a command of the operator's prints. Pure.
 */
#ifndef COMMON_OAUTH_REPLY_H
#define COMMON_OAUTH_REPLY_H

#include <stdint.h>

#include "daemon/common/buf.h"
#include "daemon/common/err.h"
#include "daemon/common/slice.h"

#define OAUTH_TOKEN_MAX 12288        /* Microsoft's are 2 to 4 thousand bytes */
#define OAUTH_LIFE_S 3600            /* where nothing is said */
#define OAUTH_LIFE_MAX_S (24 * 3600) /* longer is not believed: a day's work to renew is none */

struct oauth_token {
	struct buf text; /* wipe it */
	int64_t life_s;
};

/* An answer with this HTTP status. -1: no token; err->kind is PERM where asking again the same way
 * will not help (the secret is wrong, the right was withdrawn), TEMP else. `host` names who said
 * it. */
int oauth_reply_read(const char *host, long status, struct slice body, struct oauth_token *token_r,
    struct err *err);
/* "TOKEN" or "TOKEN SECONDS", and a line end. */
int oauth_reply_read_line(struct slice output, struct oauth_token *token_r, struct err *err);

#endif

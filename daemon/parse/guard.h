/* SPDX-License-Identifier: MIT
 * May the MIME library see this message? One linear pass that refuses what is known to crash,
 * hang or exhaust Debian's libetpan 1.9.4: it dies on a quoted boundary of one quote, on deep
 * comments, and needs quadratic time for nested multiparts. The cage holds what is not known. */
#ifndef PARSE_GUARD_H
#define PARSE_GUARD_H

#include <stdbool.h>

#include "daemon/common/slice.h"

/* Each bound is far above honest mail and far below what hurts. */
#define GUARD_HEADER_MAX (256U << 10) /* bytes of the message's own header */
#define GUARD_FIELDS_MAX 2000         /* fields in it */
#define GUARD_COMMENTS_MAX 1000       /* '(' in one header field; the stack ends at 100,000 */
#define GUARD_BODY_COMMENTS_MAX \
	10000                      /* '(' in one line of the body, which may be a part's header */
#define GUARD_NESTING_MAX 200      /* mentions of "multipart" and "rfc822": each may be a level */
#define GUARD_BOUNDARIES_MAX 20000 /* lines that begin with "--": each may be a part */
#define GUARD_BOUNDARY_MAX 200     /* RFC 2046 §5.1.1 allows 70 */

/* Bytes in lines that look like header fields, with their folds, wherever they stand: each may be
 * of a part, or of a message in it, and is taken apart to the last address. A megabyte costs a
 * third of a second. */
#define GUARD_FIELD_BYTES_MAX (1U << 20)

/* The library reads all of a message once for each level: what level and size together may cost. */
#define GUARD_WORK_MAX (128U << 20) /* bytes; half a second */

/* `message` begins with its header: no empty lines or mbox separator in front. *share_r is how many
 * bytes of it may be given to the library, from its beginning: fewer than there are where the whole
 * would cost too much. What stands behind them is not judged. */
bool guard_allows(struct slice message, size_t *share_r);

#endif

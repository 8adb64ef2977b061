/* SPDX-License-Identifier: MIT
 * Reports: what is known of communities, consents and deliveries, as numbers. What would say
 * something of one person is not broken down: a number of people from one to four is "fewer than
 * 5", and where one such number could be worked out from the others, another is left out too. */
#ifndef SUBSCRIBERS_REPORT_H
#define SUBSCRIBERS_REPORT_H

#include "daemon/common/buf.h"
#include "subscribers/db.h"

#define REPORT_SMALL 5 /* fewer people than this are nobody's statistics */

/* A JSON array: a row a community, with its mix in numbers and who is missing in words; the next
 * `most` behind the list `after`. Returns where the next page goes on; 0: that was all. */
int64_t report_communities(struct db *db, int64_t now, int64_t after, int most, struct buf *out);
/* A JSON object: one community with its regions and its stages of adopting the Policy. */
bool report_community(struct db *db, int64_t list_id, int64_t now, struct buf *out);
/* A JSON array: a row a list, with what proves its consents. */
void report_consent(struct db *db, int64_t now, struct buf *out);
/* JSON arrays of a part of the deliveries, `most` of them looked at: mail since then by kind and
 * state (the part before the delivery `before`, 0: the youngest; the rows of all parts are to be
 * added up), and who got one announcement, and who did not (for the report of a breach; behind the
 * delivery `after`). Both return where the next part goes on; 0: that was all. */
int64_t report_delivery(struct db *db, int64_t since, int64_t before, int64_t most,
    struct buf *out);
int64_t report_delivery_of(struct db *db, int64_t announcement_id, int64_t after, int64_t most,
    struct buf *out);

/* Hides numbers of people from 1 to REPORT_SMALL - 1, and where that is one, the smallest of the
 * others: they become REPORT_FEW and REPORT_HIDDEN. Pure. */
#define REPORT_FEW (-1)
#define REPORT_HIDDEN (-2)
void report_hide(int64_t *counts, size_t n);

#endif

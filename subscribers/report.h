/* SPDX-License-Identifier: MIT
 * Reports: what is known of communities, consents and deliveries, as numbers. What would say something of
 * one person is not broken down: a number of people from one to four is "fewer than 5", and where one
 * such number could be worked out from the others, another is left out too. */
#ifndef SUBSCRIBERS_REPORT_H
#define SUBSCRIBERS_REPORT_H

#include "../daemon/common/buf.h"
#include "db.h"

#define REPORT_SMALL 5	/* fewer people than this are nobody's statistics */

/* A JSON array: a row a community, with its mix in numbers and who is missing in words. */
void report_communities(struct db *db, int64_t now, struct buf *out);
/* A JSON object: one community with its regions and its stages of adopting the Policy. */
bool report_community(struct db *db, int64_t list_id, int64_t now, struct buf *out);
/* A JSON array: a row a list, with what proves its consents. */
void report_consent(struct db *db, int64_t now, struct buf *out);
/* JSON arrays: mail since then by kind and state; who got one announcement, and who did not (for the
 * report of a breach). */
void report_delivery(struct db *db, int64_t since, struct buf *out);
void report_delivery_of(struct db *db, int64_t announcement_id, struct buf *out);

/* Hides numbers of people from 1 to REPORT_SMALL - 1, and where that is one, the smallest of the others:
 * they become REPORT_FEW and REPORT_HIDDEN. Pure. */
#define REPORT_FEW (-1)
#define REPORT_HIDDEN (-2)
void report_hide(int64_t *counts, size_t n);

#endif

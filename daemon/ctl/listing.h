/* SPDX-License-Identifier: MIT
 * Lists of any length, from verbs that answer {"rows": [...], "next": N}: a page each, and where
 * the next one goes on; no "next" is the end. The daemon works on a page at a time, so that mail
 * goes on meanwhile, however long the list is. --limit and --after are of the rows' "id". */
#ifndef CTL_LISTING_H
#define CTL_LISTING_H

#include "daemon/ctl/request.h"

/* The rows of all pages, one after the other. */
int listing_run(const struct request *r, const char *socket_path);
/* Each page counts a part: rows that have the same text first are one row, and their numbers are
 * added. */
int listing_run_sum(const struct request *r, const char *socket_path);

#endif

/* SPDX-License-Identifier: MIT
 * Which member of staff may ask for which verb: one table, by role. Root and the daemon's own user may
 * everything, so that the first `dpupctl staff add` needs nobody; an account without a role may
 * nothing. A convenor's verbs are theirs for their own community only. */
#ifndef CORE_STAFF_ACCESS_H
#define CORE_STAFF_ACCESS_H

#include "daemon/core/staff/request.h"

/* The roles (1U << enum staff_role) a verb is for; admin is in each. What the table does not know is
 * for admins alone. */
unsigned staff_access_roles(const char *verb);
/* Is there a row for it? For the test that no verb is forgotten. */
bool staff_access_is_known(const char *verb);
/* The verb of row `i`, or NULL behind the last. For the test that no row is left of a verb that is gone. */
const char *staff_access_pattern(size_t i);

/* May the account of `rq` ask for this verb, about what it is about? -1 and a sentence for them where
 * it may not. */
int staff_access_check(struct request *rq, const struct request_verb *v, struct err *err);
/* Has the account of `rq` a role that this verb is for, whatever it is about? */
bool staff_access_has(const struct request *rq, const char *verb);
/* Is what this verb lists for that account only what is of its own communities? Then a JSON array of their lists is
 * appended. */
bool staff_access_is_narrow(struct request *rq, const char *verb, struct buf *lists);

#endif

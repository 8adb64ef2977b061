/* SPDX-License-Identifier: MIT
 * Which member of staff may ask for which verb, by the rights in the verb's row (request.h). Root
 * and the daemon's own user may everything, so that the first `dpupctl staff add` needs nobody; an
 * account without a role may nothing. A convenor's verbs are theirs for their own community only.
 * tests/unit/roles.txt lists who may do what, on one page. */
#ifndef CORE_STAFF_ACCESS_H
#define CORE_STAFF_ACCESS_H

#include "daemon/core/staff/request.h"

/* May the account of `rq` ask for its verb, about what it is about? -1 and a sentence for them
 * where it may not. */
int staff_access_check(struct request *rq, struct err *err);
/* Has the account of `rq` one of these roles, or is it an admin's? */
bool staff_access_has(const struct request *rq, unsigned roles);
/* Is what its verb lists for that account only what is of its own communities? Then a JSON array of
 * their lists is appended. */
bool staff_access_is_narrow(struct request *rq, struct buf *lists);

#endif

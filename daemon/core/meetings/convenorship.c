/* SPDX-License-Identifier: MIT
 * See convenorship.h. */
#include "daemon/core/meetings/convenorship.h"

#include "daemon/core/letters/no_answer.h"

int convenorship_check(const struct core *core, const struct convenors *c, struct err *err)
{
	for (int i = 0; i < c->n; i++) {
		if (no_answer_is_never(core, &c->all[i]))
			return err_set(err, ERR_PERM,
			    "%s asked not to be written to, so they cannot lead anything; only the person can "
			    "change that, by writing to %s",
			    c->all[i].spec, core->identity.address.spec);
	}
	return 0;
}

bool convenorship_of(const struct core *core, int64_t list_id, int64_t meeting_id,
    struct convenors *c)
{
	bool is_own = meeting_id != 0 && convenors_of_meeting(core->db, list_id, meeting_id, c);
	int n = 0;

	if (meeting_id == 0)
		convenors_get(core->db, (struct led){ .list_id = list_id }, c);
	for (int i = 0; i < c->n; i++) {
		if (!no_answer_is_never(core, &c->all[i]))
			c->all[n++] = c->all[i];
	}
	c->n = n;
	return is_own;
}

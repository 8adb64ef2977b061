/* SPDX-License-Identifier: MIT
 * See audit_note.h. */
#include "daemon/core/loop/audit_note.h"

#include "daemon/common/log.h"
#include "subscribers/audit.h"

struct audit_entry audit_note_add(struct core *core, const char *actor, const char *verb,
    struct slice object)
{
	struct audit_entry entry;

	entry.id = audit_add(core->db, actor, verb, object, core_now(core), entry.hash);
	return entry;
}

void audit_note_row(struct core *core, const char *actor, const char *verb, int64_t id)
{
	struct buf object = BUF_INIT;

	buf_printf(&object, "%lld", (long long)id);
	(void)audit_note_add(core, actor, verb,
	    buf_all(&object)); /* its number is of no use here */
	buf_release(&object);
}

void audit_note_log(const struct audit_entry *entry)
{
	struct buf hex = BUF_INIT;

	hash_to_text(entry->hash, sizeof entry->hash, &hex);
	log_info("audit.added", "id=%lld hash=%s", (long long)entry->id, hex.p);
	buf_release(&hex);
}

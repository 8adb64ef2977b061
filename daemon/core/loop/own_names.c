/* SPDX-License-Identifier: MIT
 * See own_names.h. Owns the words of the store's numbers that begin with KEY. */
#include "daemon/core/loop/own_names.h"

#include <string.h>

#include "daemon/common/log.h"
#include "subscribers/schema.h"

#define KEY "address "

/* The next name that is ours no more by the configuration; false at the end. */
static bool next_unnamed(struct core *core, struct buf *key, struct slice *name_r)
{
	struct slice detail;

	while (schema_next_word(core->db, KEY, key)) {
		*name_r = slice_from(buf_all(key), strlen(KEY));
		if (!classify_is_ours(&core->identity, *name_r, &detail))
			return true;
	}
	return false;
}

static void write_down(struct core *core, int64_t now)
{
	struct buf key = BUF_INIT;
	struct err err = ERR_INIT;

	buf_printf(&key, KEY "%s", core->identity.address.key);
	if (schema_number(core->db, key.p) == 0) {
		db_begin(core->db);
		schema_set_number(core->db, key.p, now);
		if (core_commit(core, &err) < 0)
			log_error("identity.name", "reason=\"%s\"",
			    err.text); /* the next start does it */
	}
	buf_release(&key);
}

void own_names_look(struct core *core, int64_t now)
{
	struct buf key = BUF_INIT;
	struct slice name;

	write_down(core, now);
	while (next_unnamed(core, &key, &name))
		log_warning("identity.former",
		    "address=%.*s reason=\"people still write to it; name it in "
		    "identity.former_addresses\"",
		    SLICE_ARG(name));
	buf_release(&key);
}

void own_names_check(struct core *core, struct buf *out)
{
	struct buf key = BUF_INIT;
	struct slice name;

	while (next_unnamed(core, &key, &name))
		buf_printf(out, "%s%.*s", out->n > 0 ? ", " : "this mailbox was called ",
		    SLICE_ARG(name));
	if (out->n > 0)
		buf_text(out,
		    " before, and people still write to that: name it in identity.former_addresses");
	buf_release(&key);
}

/* SPDX-License-Identifier: MIT
 * The token keys; see keyring.h. When one is added (key_verbs.c), the file is written before the
 * store notes the key: what dies between the two has a key more than the store knows, which the
 * next start notes; the other way round it would have a store whose key is lost. */
#include "daemon/core/loop/keyring.h"

#include <string.h>
#include <unistd.h>

#include "subscribers/key_mark.h"

int keyring_open(struct core *core, int64_t now, struct err *err)
{
	const char *path = core->conf.store.key_file;

	if (key_mark_count(core->db) > 0 && access(path, F_OK) < 0)
		return err_set(err, ERR_PERM,
		    "the key file %s is missing, and the database %s was used with one; "
		    "restore the key that was backed up with it: without it no address in a mail that was sent "
		    "works, and people who are never to be mailed are not recognised",
		    path, db_path(core->db));
	if (token_key_load(path, &core->key, err) < 0 ||
	    key_mark_check(core->db, &core->key, path, err) < 0)
		return -1;
	token_key_age(&core->key, now);
	db_begin(core->db);
	key_mark_note(core->db, &core->key, now);
	return db_commit(core->db, err);
}

/* The next start reads the file again: whether it could is better known today. */
void keyring_check(struct core *core, struct buf *out)
{
	const char *path = core->conf.store.key_file;
	struct token_key on_disk;
	struct err err = ERR_INIT;

	if (access(path, F_OK) < 0)
		buf_printf(out,
		    "the key file %s is missing: without it the next start fails; restore it",
		    path);
	else if (token_key_load(path, &on_disk, &err) < 0)
		buf_text(out, err.text);
	else if (key_mark_check(core->db, &on_disk, path, &err) < 0)
		buf_text(out, err.text);
	explicit_bzero(&on_disk, sizeof on_disk);
}

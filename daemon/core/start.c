/* SPDX-License-Identifier: MIT
 * See start.h. */
#include "daemon/core/start.h"

#include <unistd.h>

#include "daemon/common/log.h"
#include "daemon/common/str_put.h"
#include "daemon/common/xmalloc.h"
#include "daemon/core/health/restore.h"
#include "daemon/core/letters/token_link.h"
#include "daemon/core/loop/keyring.h"
#include "daemon/core/outbox/outbox.h"
#include "daemon/mail/template_shelf.h"
#include "subscribers/ledger.h"
#include "subscribers/schema.h"

/* --- identity --- */

static int load_words(struct core *core, struct err *err)
{
	char *path = xasprintf("%s/mi/words", core->conf.templates.path);
	int rc = 0;

	core->words = command_words_new();
	if (access(path, F_OK) == 0)
		rc = command_words_load(core->words, path, err);
	free(path);
	return rc;
}

/* One that is broken keeps no other back, and nothing of it gets out. */
static void load_templates(struct core *core)
{
	struct template_shelf *before = core->templates;
	struct buf complaints = BUF_INIT;
	struct slice rest, line;

	core->templates = template_shelf_new(core->conf.templates.path, before, &complaints);
	(void)template_shelf_speaks(core->templates, core->conf.templates.language, &complaints);
	core->templates_error[0] = '\0';
	rest = buf_all(&complaints);
	while (slice_next_line(&rest, &line)) {
		log_error("template.refused", "reason=\"%.*s\"", SLICE_ARG(line));
		if (core->templates_error[0] == '\0')
			str_put(core->templates_error, sizeof core->templates_error, "%.*s",
			    SLICE_ARG(line));
	}
	template_shelf_free(before);
	buf_release(&complaints);
}

_Static_assert(CONF_FORMER_MAX == CLASSIFY_FORMER_MAX, "all that are configured are recognised");

static int take_former(struct core *core, struct err *err)
{
	core->identity.former_count = 0;
	for (int i = 0; i < core->conf.identity.former_count; i++) {
		if (!address_parse(slice_of(core->conf.identity.former_addresses[i]),
		        &core->identity.former[core->identity.former_count++], err))
			return err_context(err, "identity.former_addresses");
	}
	return 0;
}

int start_take_identity(struct core *core, struct err *err)
{
	struct slice detail;

	if (!address_parse(slice_of(core->conf.identity.address), &core->identity.address, err))
		return err_context(err, "identity.address");
	if (take_former(core, err) < 0)
		return -1;
	if (!address_parse(slice_of(core->conf.identity.human), &core->human, err))
		return err_context(err, "identity.human");
	core->identity.delimiter = conf_delimiter(&core->conf);
	core->identity.knows = token_link_is_ours;
	core->identity.knower = core;
	if (classify_is_ours(&core->identity, slice_of(core->human.spec), &detail))
		return err_set(err, ERR_PERM,
		    "identity.human must be another mailbox than identity.address and "
		    "identity.former_addresses: mail for a person would come back here");
	core->identity.domain = address_domain(&core->identity.address).p;
	command_words_free(core->words);
	if (load_words(core, err) < 0)
		return -1;
	core->identity.words = core->words;
	load_templates(core);
	return 0;
}

/* --- store --- */

/* How is it seen that a store is not the one that the ledger was last of? NULL: it is. */
static const char *look_at_store(struct core *core, const struct ledger_reading *reading)
{
	enum ledger_fit fit = ledger_fit(core->db, reading);

	if (fit == LEDGER_AHEAD)
		return RESTORED_FOUND_OLDER;
	if (schema_backup_at(core->db) > 0)
		return RESTORED_FOUND_BACKUP;
	/* One that was restored without a ledger begins it now. */
	return fit == LEDGER_SHORT && !restored_is_held(core->db) ? RESTORED_FOUND_LEDGER : NULL;
}

/* What was put in its place by hand is renewed as a restore would. */
static int open_ledger(struct core *core, int64_t now, struct err *err)
{
	struct restored_counts counts = { .found = NULL };
	struct ledger_reading reading;
	int rc, lock = ledger_lock(core->conf.store.ledger, err);

	if (lock < 0)
		return -1;
	rc = ledger_file_read(core->conf.store.ledger, &reading, err);
	if (rc == 0)
		counts.found = look_at_store(core, &reading);
	if (counts.found != NULL) {
		log_warning("restore.by_hand",
		    "path=%s found=%s reason=\"the database and the ledger are not of the same time; what "
		    "the ledger has is done again, and nothing is sent until it is accepted\"",
		    core->conf.store.path, counts.found);
		rc = restore_renew(core, &reading, NULL, &counts, now, err);
	}
	ledger_reading_release(&reading);
	if (rc == 0)
		core->ledger = ledger_open(core->conf.store.ledger, core->db, now, err);
	if (core->ledger == NULL) {
		(void)close(lock); /* the lock goes with it */
		return -1;
	}
	ledger_take_lock(core->ledger, lock);
	return 0;
}

int start_open_store(struct core *core, int64_t now, struct err *err)
{
	struct err own = ERR_INIT;
	int64_t doubts;

	core->db = db_open(core->conf.store.path, err);
	if (core->db == NULL || schema_migrate(core->db, err) < 0 ||
	    keyring_open(core, now, err) < 0 || incarnation_ensure(core->db, now, err) < 0 ||
	    open_ledger(core, now, err) < 0 || schema_next_epoch(core->db, &core->epoch, err) < 0 ||
	    ledger_take(core->ledger, core->epoch, now, err) < 0)
		return -1;
	incarnations_load(core->db, &core->lives);
	core->is_held = restored_is_held(core->db);
	/* What migrations wrote would leave a log with room for small transactions when the disk is
	 * full, so that the store would seem well now and then. */
	db_empty_log(core->db);
	db_begin(core->db);
	doubts = outbox_recover(core->db, "dpupd stopped in the middle of it", now);
	if (db_commit(core->db, &own) < 0)
		return err_set(err, own.kind, "%s", own.text);
	if (doubts > 0)
		log_warning("outbox.recovered", "unsure=%lld", (long long)doubts);
	return 0;
}

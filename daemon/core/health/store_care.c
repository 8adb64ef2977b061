/* SPDX-License-Identifier: MIT
 * See store_care.h. Also dpupctl backup, and the part of dpupctl doctor that takes long. A backup
 * has its own name only when it is whole, was found sound and is on the disk: all that reads it
 * whole is done by a process of its own. */
#include "daemon/core/health/store_care.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "daemon/common/log.h"
#include "daemon/common/mono.h"
#include "daemon/common/str_put.h"
#include "daemon/common/xmalloc.h"
#include "daemon/core/health/store_check.h"
#include "daemon/core/staff/request.h"
#include "subscribers/json.h"
#include "subscribers/schema.h"

#define STEP_PAGES 32 /* 128 KiB: a tenth of a millisecond */
#define STEP_MS 2     /* of a turn; a mail that waits does not notice */

enum backup_state { BACKUP_NONE, BACKUP_COPYING, BACKUP_CHECKING, BACKUP_DONE, BACKUP_FAILED };

static const char *const state_names[] = { "none", "copying", "checking", "done", "failed" };

struct store_care {
	struct core *core;

	enum backup_state state;
	struct db_copy *copy; /* while it is made */
	sd_event_source *step;
	struct store_check *copy_check;
	char *path;
	int64_t done, total;     /* pages */
	char text[ERR_TEXT_MAX]; /* why it failed */

	struct store_check *store_check; /* while it runs */
	char store_text[ERR_TEXT_MAX];   /* what the last one found; "": nothing */
};

/* --- backups --- */

static void end_backup(struct store_care *care, enum backup_state state)
{
	care->state = state;
	care->step = sd_event_source_disable_unref(care->step);
	store_check_free(care->copy_check);
	care->copy_check = NULL;
	db_copy_free(care->copy);
	care->copy = NULL;
}

static void fail_backup(struct store_care *care, const char *why)
{
	str_put(care->text, sizeof care->text, "%s", why);
	log_error("backup.failed", "reason=\"%s\"", why);
	end_backup(care, BACKUP_FAILED);
}

static void on_checked(void *context, enum store_check_result result)
{
	struct store_care *care = context;
	struct err err = ERR_INIT;

	if (result != STORE_CHECK_SOUND) {
		fail_backup(care,
		    result == STORE_CHECK_DAMAGED ?
		        "the copy is not sound, so the database may not be: run "
		        "\"dpupctl doctor\"" :
		        "the copy could not be read again; the log says why");
		return;
	}
	if (db_copy_publish(care->copy, &err) < 0) {
		fail_backup(care, err.text);
		return;
	}
	log_info("backup.done", "pages=%lld", (long long)care->total);
	end_backup(care, BACKUP_DONE);
}

/* All pages are there. */
static void seal(struct store_care *care)
{
	struct buf script = BUF_INIT;
	struct err err = ERR_INIT;

	schema_backup_script(core_now(care->core), &script);
	care->step = sd_event_source_disable_unref(care->step);
	if (db_copy_seal(care->copy, script.p, &err) == 0)
		care->copy_check = store_check_new(care->core, db_copy_part(care->copy), on_checked,
		    care, &err);
	buf_release(&script);
	if (care->copy_check == NULL)
		fail_backup(care, err.text);
	else
		care->state = BACKUP_CHECKING;
}

static int on_step(sd_event_source *source, void *context)
{
	struct store_care *care = context;
	enum db_copy_state state = DB_COPY_GOES_ON;
	int64_t until = mono_ms() + STEP_MS;
	struct err err = ERR_INIT;

	(void)source;
	while (state == DB_COPY_GOES_ON && mono_ms() < until)
		state = db_copy_step(care->copy, STEP_PAGES, &err);
	if (state == DB_COPY_FAILED) {
		fail_backup(care, err.text);
		return 0;
	}
	db_copy_progress(care->copy, &care->done, &care->total);
	if (state == DB_COPY_HAS_ALL)
		seal(care);
	return 0;
}

static void add_backup(const struct store_care *care, struct buf *out)
{
	bool runs = care->state == BACKUP_COPYING || care->state == BACKUP_CHECKING;

	buf_printf(out, "{\"ok\":%s,\"state\":\"%s\",\"running\":%s,\"done\":%lld,\"total\":%lld",
	    care->state == BACKUP_FAILED ? "false" : "true", state_names[care->state],
	    runs ? "true" : "false", (long long)care->done, (long long)care->total);
	if (care->path != NULL) {
		buf_text(out, ",\"file\":");
		json_quote(out, slice_of(care->path));
	}
	if (care->state == BACKUP_FAILED) {
		buf_text(out, ",\"text\":");
		json_quote(out, slice_of(care->text));
	}
	buf_char(out, '}');
}

static int on_backup(struct request *rq, struct err *err)
{
	struct store_care *care = rq->core->care;
	struct slice file;
	int rc;

	if (!wire_need_text(rq->w, "file", 4000, &file, err))
		return -1;
	if (care->copy != NULL)
		return err_set(err, ERR_PERM, "a backup to %s is under way; wait until it is done",
		    care->path);
	free(care->path);
	care->path = slice_dup(file);
	care->copy = db_copy_new(rq->core->db, care->path, err);
	if (care->copy == NULL)
		return -1;
	rc = sd_event_add_defer(rq->core->event, &care->step, on_step, care);
	if (rc >= 0) /* after everything else that is to be done */
		rc = sd_event_source_set_priority(care->step, SD_EVENT_PRIORITY_IDLE);
	if (rc >= 0)
		rc = sd_event_source_set_enabled(care->step, SD_EVENT_ON);
	if (rc < 0)
		bug("care.step", "code=%d", rc);
	care->state = BACKUP_COPYING;
	care->done = care->total = 0;
	add_backup(care, &rq->json);
	return 0;
}

static int on_backup_look(struct request *rq, struct err *err)
{
	(void)err;
	add_backup(rq->core->care, &rq->json);
	return 0;
}

/* --- is the store sound? --- */

static void on_store_checked(void *context, enum store_check_result result)
{
	struct store_care *care = context;
	const char *path = care->core->conf.store.path;

	care->store_text[0] = '\0';
	if (result == STORE_CHECK_DAMAGED)
		str_put(care->store_text, sizeof care->store_text,
		    "the database %s is damaged; restore the last backup "
		    "(\"dpupctl restore FILE\")",
		    path);
	else if (result == STORE_CHECK_FAILED)
		str_put(care->store_text, sizeof care->store_text,
		    "the database %s could not be looked at; the log says "
		    "why",
		    path);
	if (care->store_text[0] != '\0')
		log_error("store.check", "reason=\"%s\"", care->store_text);
	store_check_free(care->store_check);
	care->store_check = NULL;
}

/* Begins to look where asked to; says whether it goes on. */
static int on_doctor_look(struct request *rq, struct err *err)
{
	struct store_care *care = rq->core->care;

	if (care->store_check == NULL && wire_int(rq->w, "begin", 0, 1, 0) == 1) {
		care->store_check = store_check_new(rq->core, db_path(rq->core->db),
		    on_store_checked, care, err);
		if (care->store_check == NULL)
			return -1;
	}
	buf_printf(&rq->json, "{\"running\":%s}", care->store_check != NULL ? "true" : "false");
	return 0;
}

void store_care_check(const struct store_care *care, struct buf *out)
{
	if (care != NULL)
		buf_text(out, care->store_text);
}

/* --- --- */

struct store_care *store_care_new(struct core *core)
{
	struct store_care *care = xcalloc(1, sizeof *care);

	care->core = core;
	return care;
}

void store_care_free(struct store_care *care)
{
	if (care == NULL)
		return;
	end_backup(care, BACKUP_NONE);
	store_check_free(care->store_check);
	free(care->path);
	free(care);
}

const struct request_verb care_verbs[] = {
	{ "backup", false, FOR(ROLE_ADMIN), on_backup, { REQUEST_TEXT("file") } },
	{ "backup.look", false, FOR(ROLE_ADMIN), on_backup_look, { { NULL } } },
	{ "doctor.look", false, FOR(ROLE_ALL), on_doctor_look, { REQUEST_FLAG("begin") } },
	{ .verb = NULL },
};

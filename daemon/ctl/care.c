/* SPDX-License-Identifier: MIT
 * See store_care.h. A backup goes on in the daemon whatever becomes of who watches it. */
#include "daemon/ctl/care.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include <jansson.h>

#include "daemon/common/mono.h"
#include "daemon/common/wire.h"
#include "daemon/common/xmalloc.h"
#include "daemon/ctl/client.h"
#include "daemon/ctl/output.h"
#include "daemon/ctl/progress.h"
#include "daemon/ctl/screen.h"

#define TURN_MS 100        /* between two looks */
#define LOOK_MAX_MS 600000 /* a store of some tens of gigabytes */
#define BAR_WIDTH 30

static void sleep_ms(int ms)
{
	struct timespec ts = { ms / 1000, ms % 1000 * 1000000L };

	(void)nanosleep(&ts, NULL); /* cut short is fine */
}

static json_t *ask(const char *socket_path, const char *verb, const char *flag, int *status)
{
	struct buf frame = BUF_INIT;
	json_t *answer;

	wire_begin(&frame, verb, 1);
	if (flag != NULL)
		wire_add_int(&frame, flag, 1);
	answer = client_ask(socket_path, &frame, status);
	buf_release(&frame);
	return answer;
}

static bool is_true(json_t *answer, const char *name)
{
	return json_is_true(json_object_get(answer, name));
}

static long long number(json_t *answer, const char *name)
{
	return json_integer_value(json_object_get(answer, name)); /* 0 where it is absent */
}

static const char *text(json_t *answer, const char *name)
{
	const char *s = json_string_value(json_object_get(answer, name));

	return s != NULL ? s : "";
}

static int print_json(json_t *answer)
{
	char *dump = json_dumps(answer, JSON_COMPACT | JSON_ENCODE_ANY);
	struct buf out = BUF_INIT;
	bool is_written;

	buf_printf(&out, "%s\n", dump != NULL ? dump : "{}");
	is_written = output_write(&out);
	buf_release(&out);
	free(dump);
	return is_written ? 0 : 1;
}

/* --- backup --- */

static void show_bar(struct progress *progress, json_t *answer)
{
	struct buf line = BUF_INIT;

	if (!isatty(STDERR_FILENO))
		return;
	progress_add(progress, mono_ms(), number(answer, "total"), number(answer, "done"));
	progress_bar(progress, BAR_WIDTH, &line);
	if (strcmp(text(answer, "state"), "checking") == 0) {
		buf_text(&line, "  looking whether the copy is sound");
	} else {
		buf_text(&line, "  pages: ");
		progress_text(progress, &line);
	}
	(void)fprintf(stderr, "\r%s\x1b[K", line.p); /* the terminal was there just now */
	buf_release(&line);
}

static void clear_bar(void)
{
	if (isatty(STDERR_FILENO))
		(void)fputs("\r\x1b[K", stderr); /* as above */
}

/* The end of a backup; how it ended. */
static int tell_backup(const struct request *r, json_t *answer)
{
	struct buf out = BUF_INIT;
	bool is_written;

	if (strcmp(text(answer, "state"), "failed") == 0) {
		output_error("%s", text(answer, "text"));
		return 1;
	}
	if (r->is_json)
		return print_json(answer);
	if (text(answer, "file")[0] == '\0')
		return 0;
	screen_add(&out, slice_of(text(answer, "file")), SCREEN_ONE_LINE);
	buf_text(&out, " is a whole copy, and sound; keep token.key as well, apart from it\n");
	is_written = output_write(&out);
	buf_release(&out);
	return is_written ? 0 : 1;
}

int care_backup(const struct request *r, const char *socket_path)
{
	struct progress progress = { .count = 0 };
	struct buf frame = BUF_INIT;
	struct err err = ERR_INIT;
	json_t *answer;
	int status, fd;

	if (request_frame(r, 1, &frame, &fd, &err) != 0) {
		output_error("%s", err.text);
		return 1;
	}
	answer = client_ask(socket_path, &frame, &status);
	buf_release(&frame);
	while (answer != NULL && is_true(answer, "running")) {
		show_bar(&progress, answer);
		sleep_ms(TURN_MS);
		json_decref(answer);
		answer = ask(socket_path, "backup.look", NULL, &status);
	}
	clear_bar();
	if (answer != NULL)
		status = tell_backup(r, answer);
	json_decref(answer);
	return status;
}

/* --- doctor --- */

/* Says nothing: whatever is wrong with asking, the question that follows tells. */
static bool looks_still(const char *socket_path, bool is_first)
{
	struct buf frame = BUF_INIT, answer = BUF_INIT;
	struct err err = ERR_INIT;
	bool still = false;
	json_error_t error;
	json_t *json;

	wire_begin(&frame, "doctor.look", 1);
	if (is_first)
		wire_add_int(&frame, "begin", 1);
	if (client_call(socket_path, &frame, -1, &answer, &err) == CLIENT_OK) {
		json = json_loadb(answer.p, answer.n, JSON_DECODE_ANY, &error);
		still = is_true(json, "running");
		json_decref(json);
	}
	buf_release(&frame);
	buf_release(&answer);
	return still;
}

void care_look(const char *socket_path)
{
	int64_t until = mono_ms() + LOOK_MAX_MS;

	for (bool still = looks_still(socket_path, true); still && mono_ms() < until;) {
		sleep_ms(TURN_MS / 4);
		still = looks_still(socket_path, false);
	}
}

/* --- restore --- */

static bool is_program(char **path)
{
	if (access(*path, X_OK) == 0)
		return true;
	free(*path);
	*path = NULL;
	return false;
}

/* The daemon's program: beside this one, or in the sbin beside its bin. */
static char *find_dpupd(void)
{
	char self[4096];
	ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
	char *path = NULL, *slash;

	if (n <= 0)
		return NULL;
	self[n] = '\0';
	slash = strrchr(self, '/');
	if (slash == NULL)
		return NULL;
	*slash = '\0';
	path = xasprintf("%s/dpupd", self);
	if (is_program(&path))
		return path;
	path = xasprintf("%s/../sbin/dpupd", self);
	return is_program(&path) ? path : NULL;
}

/* Becomes dpupd, which asks by itself. */
static int restore_file(const struct request *r, const char *file)
{
	const char *config = request_value(r, "conf");
	char *path = find_dpupd();
	const char *args[8];
	int n = 0;

	if (path == NULL) {
		output_error(
		    "dpupd is not installed beside dpupctl; it brings a backup back: dpupd -r FILE");
		return 1;
	}
	args[n++] = "dpupd";
	if (config != NULL) {
		args[n++] = "-c";
		args[n++] = config;
	}
	args[n++] = "-r";
	args[n++] = file;
	if (r->is_yes)
		args[n++] = "-y";
	if (r->is_json)
		args[n++] = "-j";
	args[n] = NULL;
	(void)execv(path, (char **)args);
	output_error("cannot start %s: %m", path);
	free(path);
	return 1;
}

/* What staff queued does not go before they have looked at it. */
static void add_paused(struct buf *out, json_t *paused)
{
	size_t i;
	json_t *row;

	if (json_array_size(paused) == 0)
		return;
	buf_text(out,
	    "Announcements that went then or were to go are paused; each waits for \"announce resume\" or \"cancel\":\n");
	json_array_foreach(paused, i, row)
	    buf_printf(out, "  %lld  %s\n", number(row, "id"), text(row, "subject"));
}

static void tell_held(json_t *held)
{
	struct buf out = BUF_INIT;

	buf_printf(&out, "Nothing is sent since %s: %s.\nThe database is as it was at %s.\n",
	    text(held, "restored"), text(held, "why"), text(held, "backup"));
	buf_printf(&out,
	    "Done again: %lld people forgotten, %lld subscriptions ended, %lld addresses never to be mailed;"
	    " %lld people have another address now; %lld further addresses taken away.\n",
	    number(held, "erased"), number(held, "ended"), number(held, "suppressed"),
	    number(held, "moved"), number(held, "removed"));
	buf_printf(&out,
	    "%lld mails wait, and will be sent, but for those of announcements that are paused.\n"
	    "%lld are doubtful: they waited when the backup was made and may have gone since; they stay held, and"
	    " --drop gives them up.\n",
	    number(held, "waiting"), number(held, "doubtful"));
	add_paused(&out, json_object_get(held, "paused"));
	(void)fputs(out.p, stderr); /* beside the question */
	buf_release(&out);
}

static bool may_accept(const struct request *r, json_t *held, int *status)
{
	char line[16] = "";

	if (!r->is_json)
		tell_held(held);
	if (r->is_yes)
		return true;
	if (!isatty(STDIN_FILENO) || !isatty(STDERR_FILENO)) {
		output_error(
		    "\"restore --accept\" begins to send and there is no terminal to ask on; add --yes");
		*status = EX_USAGE;
		return false;
	}
	(void)fputs("Begin to send? [y/N] ", stderr); /* the terminal was there just now */
	if (fgets(line, sizeof line, stdin) != NULL && (line[0] == 'y' || line[0] == 'Y'))
		return true;
	output_error("nothing was done");
	*status = 1;
	return false;
}

static int accept_restored(const struct request *r, const char *socket_path)
{
	int status;
	json_t *held = ask(socket_path, "restore.show", NULL, &status), *answer = NULL;

	if (held != NULL && json_is_null(held)) {
		output_error("nothing is held: no backup was restored, or it was accepted already");
		status = 1;
	} else if (held != NULL && may_accept(r, held, &status)) {
		answer = ask(socket_path, "restore.accept",
		    request_value(r, "drop") != NULL ? "drop" : NULL, &status);
	}
	json_decref(held);
	if (answer == NULL)
		return status;
	if (r->is_json)
		status = print_json(answer);
	else
		status =
		    printf(
		        "%lld mails go out now; %lld stay held as doubtful, %lld were given up\n",
		        number(answer, "waiting"), number(answer, "doubtful"),
		        number(answer, "dropped")) > 0 ?
		    0 :
		    1;
	json_decref(answer);
	return status;
}

int care_restore(const struct request *r, const char *socket_path)
{
	const char *file = request_value(r, "file");
	bool accepts = request_value(r, "accept") != NULL;

	if ((file != NULL) == accepts) {
		output_error("restore: name the backup, or --accept what was restored");
		return EX_USAGE;
	}
	return accepts ? accept_restored(r, socket_path) : restore_file(r, file);
}

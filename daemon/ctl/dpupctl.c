/* SPDX-License-Identifier: MIT
 * dpupctl: the command line of dpupd. Reads its arguments by the grammar, asks before what
 * cannot be taken back, sends one frame to the daemon and shows the answer.
 *
 * It holds no rights of its own: what a person may do is decided by core, from who is at the
 * other end of the socket. It never opens the database. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "daemon/common/err.h"
#include "daemon/common/slice.h"
#include "daemon/common/xmalloc.h"
#include "daemon/ctl/approve.h"
#include "daemon/ctl/care.h"
#include "daemon/ctl/check_dkim.h"
#include "daemon/ctl/client.h"
#include "daemon/ctl/export.h"
#include "daemon/ctl/grammar.h"
#include "daemon/ctl/help.h"
#include "daemon/ctl/import.h"
#include "daemon/ctl/listing.h"
#include "daemon/ctl/offline.h"
#include "daemon/ctl/output.h"
#include "daemon/ctl/pages.h"
#include "daemon/ctl/parse.h"
#include "daemon/ctl/present.h"
#include "daemon/ctl/request.h"
#include "daemon/ctl/watch.h"

#define SOCKET_DEFAULT "/run/dpupd/control.sock"
#define SOCKET_ENV "DPUPD_SOCKET"

/* --- asking ---------------------------------------------------------------------------------- */

/* EX_OK: go on. */
static int ask(const struct request *r)
{
	if ((r->verb->flags & GRAMMAR_ASK) == 0 || r->is_yes)
		return EX_OK;
	if (!isatty(STDIN_FILENO) || !isatty(STDERR_FILENO)) {
		output_error(
		    "\"%s %s\" cannot be taken back and there is no terminal to ask on; add --yes",
		    r->verb->noun, r->verb->verb);
		return EX_USAGE;
	}
	return output_agrees(r->verb->question) ? EX_OK : 1;
}

/* --- verbs ----------------------------------------------------------------------------------- */

static int show_answer(const struct request *r, const struct buf *answer)
{
	char *zone = xstrdup(output_zone()); /* showing a time changes the environment */
	struct present how = { output_columns(), r->verb->made, zone };
	struct buf text = BUF_INIT;
	struct err err = ERR_INIT;
	bool is_ok = true;
	int status = 0;

	if (present_json(&text, buf_all(answer), &how, &is_ok, &err) != 0) {
		output_error("%s", err.text);
		status = 1;
	}
	if (r->is_json && status == 0) {
		buf_clear(&text);
		buf_slice(&text, buf_all(answer));
		if (text.n > 0 && text.p[text.n - 1] != '\n')
			buf_char(&text, '\n');
	}
	if (!output_write(&text)) {
		output_error("the answer could not be written: %m");
		status = 1;
	}
	if (!is_ok && (r->verb->flags & GRAMMAR_CHECKS) != 0)
		status = 1;
	buf_release(&text);
	free(zone);
	return status;
}

/* Bytes, which are no JSON. */
static int write_answer(const struct request *r, const struct buf *answer)
{
	(void)r; /* it is the same with and without --json */
	if (output_write(answer))
		return 0;
	output_error("the answer could not be written: %m");
	return 1;
}

static int call(const struct request *r, const char *socket_path,
    int (*show)(const struct request *r, const struct buf *answer))
{
	struct buf frame = BUF_INIT, answer = BUF_INIT;
	struct err err = ERR_INIT;
	int status = 1, fd = -1;

	if (request_frame(r, 1, &frame, &fd, &err) != 0) {
		output_error("%s", err.text);
		goto out;
	}
	switch (client_call(socket_path, &frame, fd, &answer, &err)) {
	case CLIENT_OK:
		status = show(r, &answer);
		break;
	case CLIENT_REFUSED:
		output_error("%s",
		    answer.n > 0 ? answer.p : "the daemon refused and did not say why");
		break;
	case CLIENT_UNREACHABLE:
		output_error("%s", err.text);
		status = EX_UNAVAILABLE;
		break;
	}
out:
	if (fd >= 0)
		(void)close(fd);
	buf_release(&frame);
	buf_release(&answer);
	return status;
}

static int call_daemon(const struct request *r, const char *socket_path)
{
	return call(r, socket_path, show_answer);
}

static int run_inbound_raw(const struct request *r, const char *socket_path)
{
	return call(r, socket_path, write_answer);
}

static int run_config_check(const struct request *r, const char *socket_path)
{
	(void)socket_path; /* offline */
	return offline_config_check(r);
}

static int run_check_dkim(const struct request *r, const char *socket_path)
{
	(void)socket_path; /* offline */
	return check_dkim(r);
}

static int run_render(const struct request *r, const char *socket_path)
{
	(void)socket_path; /* offline */
	return offline_render(r);
}

static int run_parse(const struct request *r, const char *socket_path)
{
	(void)socket_path; /* offline */
	return ctl_parse(r->raw_argc, r->raw_argv);
}

static int run_doctor(const struct request *r, const char *socket_path)
{
	care_look(socket_path);
	return call_daemon(r, socket_path);
}

static int run_status(const struct request *r, const char *socket_path)
{
	if (request_value(r, "watch") != NULL)
		return watch_status(r, socket_path);
	return call_daemon(r, socket_path);
}

/* Of one community there is one answer. */
static int run_report_communities(const struct request *r, const char *socket_path)
{
	return (request_value(r, "community") != NULL ? call_daemon : listing_run)(r, socket_path);
}

static int run_report_delivery(const struct request *r, const char *socket_path)
{
	return (request_value(r, "announcement") != NULL ? listing_run : listing_run_sum)(r,
	    socket_path);
}

static int run_approve(const struct request *r, const char *socket_path)
{
	struct request bound = *r;
	struct approve_seen seen;
	int status = approve_ask(r, socket_path, &seen);

	if (seen.hash != NULL) {
		request_set(&bound, "hash", seen.hash);
		request_set(&bound, "recipients", seen.recipients);
	}
	if (status == EX_OK)
		status = call_daemon(&bound, socket_path);
	free(seen.hash);
	free(seen.recipients);
	return status;
}

/* Everything else is one request and its answer. */
static const struct {
	const char *noun, *verb;
	int (*run)(const struct request *r, const char *socket_path);
} special[] = {
	{ "status", NULL, run_status },
	{ "doctor", NULL, run_doctor },
	{ "backup", NULL, care_backup },
	{ "restore", NULL, care_restore },
	{ "config", "check", run_config_check },
	{ "announce", "approve", run_approve },
	{ "announce", "watch", watch_announcement },
	{ "parse", NULL, run_parse },
	{ "render", NULL, run_render },
	{ "check-dkim", NULL, run_check_dkim },
	{ "who", NULL, pages_who },
	{ "subscriber", "list", listing_run },
	{ "community", "members", listing_run },
	{ "meeting", "list", listing_run },
	{ "report", "communities", run_report_communities },
	{ "report", "delivery", run_report_delivery },
	{ "import", NULL, import_run },
	{ "export", NULL, export_run },
	{ "inbound", "raw", run_inbound_raw },
};

static int run(const struct request *r)
{
	const char *socket_path = r->socket != NULL ? r->socket : getenv(SOCKET_ENV);
	int status = ask(r);

	if (status != EX_OK)
		return status;
	if (socket_path == NULL || socket_path[0] == '\0')
		socket_path = SOCKET_DEFAULT;
	for (size_t i = 0; i < sizeof special / sizeof special[0]; i++)
		if (r->verb == grammar_find(special[i].noun, special[i].verb))
			return special[i].run(r, socket_path);
	return call_daemon(r, socket_path);
}

/* --- help ------------------------------------------------------------------------------------ */

static int show_help(const struct request *r)
{
	struct buf text = BUF_INIT;
	bool is_written;

	if (r->wants_version)
		buf_text(&text, "dpupctl " DPUPD_VERSION "\n");
	else if (r->verb != NULL)
		help_verb(&text, r->verb);
	else if (r->noun != NULL)
		help_noun(&text, r->noun);
	else
		help_all(&text);
	is_written = output_write(&text);
	buf_release(&text);
	if (!is_written)
		return 1;
	if (r->wants_help || r->wants_version)
		return EX_OK;
	/* Nothing was asked for: the list is shown, but a script must see that nothing was done. */
	output_error("%s%snothing was done: a command is missing", r->noun != NULL ? r->noun : "",
	    r->noun != NULL ? ": " : "");
	return EX_USAGE;
}

int main(int argc, char **argv)
{
	struct request r;
	struct err err = ERR_INIT;
	int status;

	if (request_parse(argc, argv, &r, &err) != 0) {
		output_error("%s", err.text);
		status = EX_USAGE;
	} else if (r.verb == NULL || r.wants_help || r.wants_version) {
		status = show_help(&r);
	} else {
		status = run(&r);
	}
	request_release(&r);
	return status;
}

/* SPDX-License-Identifier: MIT
 * dpupd: the daemon. Reads the configuration, takes the store over, starts its children, and runs
 * one loop until it is told to stop. Signals: TERM and INT finish what may finish and stop within
 * ten seconds, HUP reloads. Crash-only: there is no state that a clean stop writes and kill -9
 * does not. */
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include <systemd/sd-daemon.h>
#include <systemd/sd-event.h>

#include "daemon/common/landlock.h"
#include "daemon/common/log.h"
#include "daemon/common/xmalloc.h"
#include "daemon/core/conversation/conversation.h"
#include "daemon/core/doors.h"
#include "daemon/core/health/restore.h"
#include "daemon/core/health/store_care.h"
#include "daemon/core/health/store_check.h"
#include "daemon/core/inbound/fetcher.h"
#include "daemon/core/inbound/parser.h"
#include "daemon/core/loop/core.h"
#include "daemon/core/loop/own_names.h"
#include "daemon/core/people/restored_mail.h"
#include "daemon/core/people/undelivered.h"
#include "daemon/core/schedule.h"
#include "daemon/core/sending/sender_pool.h"
#include "daemon/core/staff/control.h"
#include "daemon/core/staff/lookup_note.h"
#include "daemon/core/staff/refusals.h"
#include "daemon/core/start.h"
#include "daemon/core/web/web.h"
#include "daemon/mail/template_shelf.h"
#include "subscribers/ledger.h"

#define CONF_DEFAULT DPUPD_SYSCONFDIR "/dpupd/dpupd.conf"
/* systemd waits twenty; whoever watches a terminal, ten. */
#define STOP_MAX_US 9000000

struct daemon {
	struct core core;
	struct conf next; /* a new configuration that waits for running dialogues to end */
	bool has_next;
	sd_event_source *stop_timer;
};

static void usage(FILE *to)
{
	fprintf(to,
	    "usage: dpupd [-n] [-c FILE]\n"
	    "       dpupd [-c FILE] -r BACKUP [-jy]\n"
	    "  -c FILE   configuration (default " CONF_DEFAULT ")\n"
	    "  -n        check the configuration and the templates, print what is wrong, and exit\n"
	    "  -r BACKUP bring a backup back in place of the database, while dpupd is stopped; see dpupd(8)\n"
	    "  -y        do not ask before that\n"
	    "  -j        tell as JSON what was done\n"
	    "  -k FILE   check whether a database file is sound, and exit: 0 it is, 1 not, 2 it cannot be read\n"
	    "  -V        print the version\n"
	    "  -h        this help\n"
	    "It runs in the foreground; systemd or a terminal looks after it. See dpupd(8), dpupctl(1).\n");
}

/* --- configuration --- */

#define INSTALLED DPUPD_DATADIR "/templates"

static void replace(char **path, char *by)
{
	free(*path);
	*path = by;
}

/* Programs run from the build folder use the templates beside it, where nothing is installed and
 * the configuration names no others. */
static void find_templates(struct conf *conf)
{
	char self[4096];
	ssize_t n;
	char *path;

	if (strcmp(conf->templates.path, INSTALLED) != 0 || access(INSTALLED, R_OK) == 0)
		return;
	n = readlink("/proc/self/exe", self, sizeof self - 1);
	if (n <= 0)
		return;
	self[n] = '\0';
	path = xasprintf("%.*s/../templates", (int)(strrchr(self, '/') - self), self);
	if (access(path, R_OK) != 0) {
		free(path);
		return;
	}
	if (strcmp(conf->templates.images, INSTALLED "/images") == 0)
		replace(&conf->templates.images, xasprintf("%s/images", path));
	replace(&conf->templates.path, path);
}

/* Tells all that is wrong; 0 where it can be used. */
static int load(const char *path, struct conf *conf, bool is_check)
{
	struct conf_report report;
	int rc;

	conf_report_init(&report);
	rc = (is_check ? conf_load_here : conf_load)(path, conf, &report);
	if (report.warnings.n > 0)
		fprintf(stderr, "%s", report.warnings.p);
	if (report.errors.n > 0)
		fprintf(stderr, "%s", report.errors.p);
	if (is_check && rc == 0)
		printf("%s: ok\n", path);
	conf_report_release(&report);
	find_templates(conf);
	return rc;
}

/* What is wrong with the texts of mails and pages, before a reload would refuse it. 0 or -1. */
static int check_templates(const struct conf *conf)
{
	struct buf complaints = BUF_INIT;
	struct template_shelf *shelf = template_shelf_new(conf->templates.path, NULL, &complaints);
	int rc;

	(void)template_shelf_speaks(shelf, conf->templates.language, &complaints);
	template_shelf_free(shelf);
	if (complaints.n > 0)
		fprintf(stderr, "%s", complaints.p);
	rc = complaints.n > 0 ? -1 : 0;
	buf_release(&complaints);
	return rc;
}

/* --- starting and stopping --- */

static void start_intakes(struct core *core)
{
	for (int i = 0; i < core->conf.inbox_count; i++)
		core->intakes[i] = fetcher_new(core, &core->conf.inboxes[i]);
}

static void stop_intakes(struct core *core)
{
	for (int i = 0; i < CONF_INBOXES_MAX; i++) {
		fetcher_free(core->intakes[i]);
		core->intakes[i] = NULL;
	}
}

static int on_stop_timeout(sd_event_source *source, uint64_t usec, void *context)
{
	struct daemon *d = context;

	(void)source;
	(void)usec;
	log_warning("dpupd.stop",
	    "reason=\"a relay did not answer in time; what it has is unsure\"");
	(void)sd_event_exit(d->core.event, 0); /* the loop runs, so it can end */
	return 0;
}

static int on_stop(sd_event_source *source, const struct signalfd_siginfo *si, void *context)
{
	struct daemon *d = context;
	int rc;

	(void)source;
	if (d->core.is_stopping)
		return 0;
	log_info("dpupd.stopping", "signal=%u", si->ssi_signo);
	(void)sd_notify(0, "STOPPING=1\nSTATUS=Finishing what was begun"); /* nobody may listen */
	d->core.is_stopping = true;
	stop_intakes(&d->core);
	web_free(d->core.web);
	d->core.web = NULL;
	sender_pool_stop(d->core.senders);
	rc = sd_event_add_time_relative(d->core.event, &d->stop_timer, CLOCK_BOOTTIME, STOP_MAX_US,
	    0, on_stop_timeout, d);
	if (rc < 0)
		bug("dpupd.timer", "code=%d", rc);
	core_wake(&d->core, 0);
	return 0;
}

/* --- reloading --- */

static bool differs(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a != b : strcmp(a, b) != 0;
}

static void keep(char **next, char **now, const char *key)
{
	if (!differs(*next, *now))
		return;
	log_warning("conf.restart", "key=%s reason=\"takes effect at the next start\"", key);
	free(*next);
	*next = xstrdup(*now);
}

static int on_reload(sd_event_source *source, const struct signalfd_siginfo *si, void *context)
{
	struct daemon *d = context;
	struct conf next;

	(void)source;
	(void)si;
	if (d->core.is_stopping)
		return 0;
	if (load(d->core.conf_path, &next, false) < 0) {
		log_error("conf.refused",
		    "file=%s reason=\"it has errors; the old one stays in force\"",
		    d->core.conf_path);
		d->core.is_conf_refused = true;
		conf_release(&next);
		return 0;
	}
	keep(&next.store.path, &d->core.conf.store.path, "store.path");
	keep(&next.store.ledger, &d->core.conf.store.ledger, "store.ledger");
	keep(&next.store.key_file, &d->core.conf.store.key_file, "store.key_file");
	keep(&next.control.socket, &d->core.conf.control.socket, "control.socket");
	if (d->has_next)
		conf_release(&d->next);
	d->next = next;
	d->has_next = true;
	(void)sd_notify(0, "RELOADING=1"); /* nobody may listen */
	sender_pool_hold(d->core.senders);
	core_wake(&d->core, 0);
	return 0;
}

/* What the configuration says of who we are and who may ask; -1 where it cannot be taken. */
static int take_conf(struct core *core, struct err *err)
{
	return start_take_identity(core, err) < 0 ?
	    -1 :
	    control_regroup(core->control, core->conf.control.group, err);
}

static void swap_conf(struct daemon *d)
{
	struct core *core = &d->core;
	struct conf old = core->conf;
	struct err err = ERR_INIT;
	enum log_level level;

	stop_intakes(core);
	web_free(core->web);
	core->conf = d->next;
	d->has_next = false;
	setback_forget(&core->setbacks); /* what was refused may be mended */
	if (take_conf(core, &err) < 0) {
		log_error("conf.refused", "file=%s reason=\"%s; the old one stays in force\"",
		    core->conf_path, err.text);
		conf_release(&core->conf);
		core->conf = old;
		core->is_conf_refused = true;
		err_clear(&err);
		if (start_take_identity(core, &err) < 0) /* it was good a moment ago */
			fatal(EX_CONFIG, "conf.identity", "reason=\"%s\"", err.text);
	} else {
		conf_release(&old);
		core->is_conf_refused = false;
		log_info("conf.reloaded", "file=%s", core->conf_path);
		own_names_look(core, core_now(core));
	}
	if (log_level_parse(core->conf.log.level, &level))
		log_set_level(level);
	sender_pool_reload(core->senders);
	start_intakes(core);
	core->web = web_new(core, door_pages);
	core_wake(core, WAKE_CLOCK);
	(void)sd_notify(0, "READY=1"); /* nobody may listen */
}

static void take_turn(struct core *core)
{
	struct daemon *d = (struct daemon *)core; /* its first member */

	parser_turn(core->reader);
	schedule_turn(core->schedule);
	sender_pool_turn(core->senders);
	if (core->is_stopping) {
		if (sender_pool_is_idle(core->senders))
			(void)sd_event_exit(core->event, 0); /* the loop runs, so it can end */
	} else if (d->has_next && sender_pool_is_idle(core->senders)) {
		swap_conf(d);
	}
}

/* --- main --- */

static void add_signal(struct daemon *d, int number, sd_event_signal_handler_t handler)
{
	int rc = sd_event_add_signal(d->core.event, NULL, number, handler, d);

	if (rc < 0)
		fatal(EX_OSERR, "dpupd.signal", "signal=%d code=%d", number, rc);
}

/* The loop, which has the time. */
static void make_clock(struct daemon *d)
{
	int rc = sd_event_default(&d->core.event);

	if (rc < 0)
		fatal(EX_OSERR, "dpupd.loop", "code=%d", rc);
}

static void make_loop(struct daemon *d)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	(void)sigprocmask(SIG_BLOCK, &set, NULL); /* its arguments are right */
	(void)signal(SIGPIPE, SIG_IGN);           /* cannot fail for this signal */
	make_clock(d);
	add_signal(d, SIGTERM, on_stop);
	add_signal(d, SIGINT, on_stop);
	add_signal(d, SIGHUP, on_reload);
	(void)sd_event_set_watchdog(d->core.event, 1); /* off where systemd asks for none */
}

static void on_facts(struct core *core, const struct inbound *in, const struct facts *facts)
{
	if (restored_mail_settle_past(core, in, facts))
		return;
	conversation_act(core, in, facts);
	restored_mail_keep_away(core, in, facts);
}

static const struct parser_events of_messages = { on_facts, conversation_forward_unread };

static void start(struct daemon *d)
{
	struct core *core = &d->core;
	struct err err = ERR_INIT;

	core->started_at = (int64_t)time(NULL);
	if (landlock_version() == 0)
		log_warning("sandbox.landlock",
		    "state=unavailable reason=\"the kernel does not keep the other programs "
		    "from the files of this user; see dpupctl doctor\"");
	if (start_take_identity(core, &err) < 0)
		fatal(EX_CONFIG, "dpupd.start", "reason=\"%s\"", err.text);
	make_loop(d);
	if (start_open_store(core, core->started_at, &err) < 0)
		fatal(err.kind == ERR_TEMP ? EX_TEMPFAIL : EX_CANTCREAT, "dpupd.start",
		    "reason=\"%s\"", err.text);
	own_names_look(core, core->started_at);
	core->control = control_new(core, door_verbs, &err);
	if (core->control == NULL)
		fatal(EX_CANTCREAT, "dpupd.start", "reason=\"%s\"", err.text);
	core->care = store_care_new(core);
	core->schedule = schedule_new(core);
	core->lookup_note = lookup_note_new(core);
	core->refusals = refusals_new(core);
	core->senders = sender_pool_new(core, undelivered_refused);
	core->reader = parser_new(core, &of_messages);
	start_intakes(core);
	core->web = web_new(core, door_pages);
	core->take_turn = take_turn;
	core_start_turns(core);
}

static void release(struct daemon *d)
{
	struct core *core = &d->core;

	command_words_free(core->words);
	template_shelf_free(core->templates);
	if (d->has_next)
		conf_release(&d->next);
	conf_release(&core->conf);
	explicit_bzero(&core->key, sizeof core->key);
	(void)sd_event_unref(core->event);
}

static void stop(struct daemon *d)
{
	struct core *core = &d->core;

	d->stop_timer = sd_event_source_disable_unref(d->stop_timer);
	core->turn = sd_event_source_disable_unref(core->turn);
	stop_intakes(core);
	web_free(core->web);
	parser_free(core->reader);
	sender_pool_free(core->senders);
	schedule_free(core->schedule);
	store_care_free(core->care);
	control_free(core->control);
	lookup_note_free(core->lookup_note);
	refusals_free(core->refusals);
	own_processes_release(&core->kin);
	ledger_free(core->ledger);
	db_close(core->db);
	incarnations_release(&core->lives);
	release(d);
}

/* Brings a backup back; the exit status. */
static int restore(struct daemon *d, const char *file, bool is_yes, bool is_json)
{
	struct core *core = &d->core;
	struct err err = ERR_INIT;
	int status;

	if (start_take_identity(core, &err) < 0)
		fatal(EX_CONFIG, "dpupd.restore", "reason=\"%s\"", err.text);
	make_clock(d);
	status = restore_file(core, file, is_yes, is_json, (int64_t)time(NULL));
	release(d);
	return status;
}

int main(int argc, char **argv)
{
	static struct daemon d; /* large, and there is one */
	bool is_check = false, is_yes = false, is_json = false;
	const char *backup = NULL;
	enum log_level level = LOG_LEVEL_INFO;
	int opt, rc;

	log_open("dpupd", level);
	d.core.conf_path = CONF_DEFAULT;
	while ((opt = getopt(argc, argv, "c:nr:yjk:Vh")) != -1) {
		switch (opt) {
		case 'c':
			d.core.conf_path = optarg;
			break;
		case 'n':
			is_check = true;
			break;
		case 'r':
			backup = optarg;
			break;
		case 'j':
			is_json = true;
			break;
		case 'k':
			return store_check_main(optarg);
		case 'y':
			is_yes = true;
			break;
		case 'V':
			printf("dpupd %s\n", DPUPD_VERSION);
			return 0;
		case 'h':
			usage(stdout);
			return 0;
		default:
			usage(stderr);
			return EX_USAGE;
		}
	}
	if (optind < argc) {
		usage(stderr);
		return EX_USAGE;
	}
	(void)umask(0077);
	/* Everybody's addresses and the key of all tokens are in our memory: no other process of
	 * this user may look into it, nor a dump of it lie about. */
	(void)prctl(PR_SET_DUMPABLE, 0); /* cannot fail with this value */
	rc = load(d.core.conf_path, &d.core.conf, is_check);
	if (rc == 0 && is_check)
		rc = check_templates(&d.core.conf);
	if (rc < 0 || is_check) {
		conf_release(&d.core.conf);
		return rc < 0 ? EX_CONFIG : 0;
	}
	if (log_level_parse(d.core.conf.log.level, &level))
		log_set_level(level);
	if (backup != NULL)
		return restore(&d, backup, is_yes, is_json);
	start(&d);
	log_info("dpupd.ready", "version=%s epoch=%lld", DPUPD_VERSION, (long long)d.core.epoch);
	(void)sd_notify(0, "READY=1\nSTATUS=Running"); /* nobody may listen */
	rc = sd_event_loop(d.core.event);
	log_info("dpupd.stopped", "code=%d", rc);
	stop(&d);
	return rc < 0 ? EX_OSERR : 0;
}

/* SPDX-License-Identifier: MIT
 * The box; see sandbox.h. The order matters: NO_NEW_PRIVS first, because Landlock and seccomp
 * ask for it; rlimits before seccomp, which forbids changing them; seccomp last. */
#include "daemon/common/sandbox.h"

#include <linux/capability.h>
#include <pthread.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "daemon/common/filter.h"
#include "daemon/common/landlock.h"
#include "daemon/common/log.h"

#define TASKS_MAX 65536 /* of a user, where we stop to look */

/* clang-format off */
const char *const sandbox_network_paths[] = {
	"/etc/ssl", "/etc/ca-certificates", "/usr/share/ca-certificates", "/etc/resolv.conf",
	"/run/systemd/resolve", "/etc/hosts", "/etc/nsswitch.conf", "/etc/host.conf", "/etc/gai.conf",
	"/etc/services", "/etc/gnutls", "/etc/localtime", "/usr/share/zoneinfo", "/lib", "/usr/lib",
	"/lib64", "/etc/ld.so.cache", "/dev/urandom", "/dev/null", NULL,
};
/* clang-format on */

static int set_limit(int what, uint64_t value, const char *name, struct err *err)
{
	struct rlimit r = { value, value }, now;

	/* A limit is only ever lowered: where it is below what we ask for, it is good. */
	if (getrlimit(what, &now) == 0 && now.rlim_max < value)
		r.rlim_cur = r.rlim_max = now.rlim_max;
	if (setrlimit(what, &r) < 0)
		return err_set(err, ERR_PERM, "cannot set the limit %s: %m", name);
	return 0;
}

static void *end_at_once(void *context)
{
	return context;
}

static bool has_room_for_thread(rlim_t limit, rlim_t hard)
{
	const struct rlimit r = { limit, hard };
	pthread_t thread;

	if (setrlimit(RLIMIT_NPROC, &r) < 0 ||
	    pthread_create(&thread, NULL, end_at_once, NULL) != 0)
		return false;
	(void)pthread_join(thread, NULL); /* it is ours, and ends */
	return true;
}

/* How many threads the user of this process has: RLIMIT_NPROC counts them all, also of other
 * programs, so a number that bounds us must begin there. The kernel tells it by the limit at which
 * it makes no more. Root has none. */
static uint64_t tasks_of_user(void)
{
	struct rlimit was;
	rlim_t low = 0, high = TASKS_MAX;

	if (getrlimit(RLIMIT_NPROC, &was) < 0)
		return TASKS_MAX;
	if (high > was.rlim_max)
		high = was.rlim_max;
	while (low < high) {
		rlim_t middle = low + (high - low) / 2;

		if (has_room_for_thread(middle, was.rlim_max))
			high = middle;
		else
			low = middle + 1;
	}
	(void)setrlimit(RLIMIT_NPROC, &was); /* it was so before */
	return low;
}

static int set_limits(const struct sandbox *box, struct err *err)
{
	if (set_limit(RLIMIT_CORE, 0, "core", err) < 0)
		return -1;
	if (box->address_space > 0 && set_limit(RLIMIT_AS, box->address_space, "as", err) < 0)
		return -1;
	if (box->data > 0 && set_limit(RLIMIT_DATA, box->data, "data", err) < 0)
		return -1;
	if (box->threads > 0 &&
	    set_limit(RLIMIT_NPROC, tasks_of_user() + box->threads, "nproc", err) < 0)
		return -1;
	if (box->cpu_s > 0 && set_limit(RLIMIT_CPU, box->cpu_s, "cpu", err) < 0)
		return -1;
	if (box->files > 0 && set_limit(RLIMIT_NOFILE, box->files, "nofile", err) < 0)
		return -1;
	/* Beyond it a write fails; a program that was started by a test, with a file as its log,
	 * lives. */
	(void)signal(SIGXFSZ, SIG_IGN);
	if (!box->can_write_files && set_limit(RLIMIT_FSIZE, box->file_max, "fsize", err) < 0)
		return -1;
	return 0;
}

/* Where root started us: the right to files that others own stays where there are files to be had
 * at all. */
static int drop_rights(const struct sandbox *box, struct err *err)
{
	bool has_files = box->filter == SANDBOX_FOLDER || box->filter == SANDBOX_CLIENT;
	struct __user_cap_header_struct head = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct now[_LINUX_CAPABILITY_U32S_3] = { { 0, 0, 0 } }, kept;

	if (syscall(SYS_capget, &head, now) < 0)
		return err_set(err, ERR_PERM, "capget: %m");
	if ((now[0].permitted | now[1].permitted | now[0].inheritable | now[1].inheritable) == 0)
		return 0; /* nor may a service ask for it */
	kept.permitted = has_files ?
	    now[0].permitted & (1U << CAP_DAC_OVERRIDE | 1U << CAP_DAC_READ_SEARCH) :
	    0;
	now[0] = (struct __user_cap_data_struct){ .effective = kept.permitted,
		.permitted = kept.permitted };
	now[1] = (struct __user_cap_data_struct){ 0, 0, 0 };
	if (syscall(SYS_capset, &head, now) < 0)
		return err_set(err, ERR_PERM, "capset: %m");
	return 0;
}

int sandbox_enter(const struct sandbox *box, struct err *err)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0)
		return err_set(err, ERR_PERM, "prctl: %m");
	if (set_limits(box, err) < 0 || drop_rights(box, err) < 0)
		return -1;
	switch (landlock_restrict(box->read_paths, box->write_paths, err)) {
	case -1:
		return -1;
	case 1:
		log_debug("sandbox.landlock", "state=unavailable");
		break;
	}
	return filter_enter(box->filter, err);
}

void sandbox_leave_signals(void)
{
	sigset_t set;

	(void)sigemptyset(&set); /* cannot fail with signals that exist */
	(void)sigaddset(&set, SIGINT);
	(void)sigaddset(&set, SIGHUP);
	(void)sigaddset(&set, SIGUSR1);
	(void)sigaddset(&set, SIGUSR2);
	(void)sigprocmask(SIG_BLOCK, &set, NULL);
}

/* SPDX-License-Identifier: MIT
 * The box; see sandbox.h. The order matters: NO_NEW_PRIVS first, because Landlock and seccomp
 * ask for it; rlimits before seccomp, which forbids changing them; seccomp last. */
#include "sandbox.h"

#include <errno.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <seccomp.h>

#include "landlock.h"
#include "log.h"

const char *const sandbox_network_paths[] = {
	"/etc/ssl", "/etc/ca-certificates", "/usr/share/ca-certificates", "/etc/resolv.conf",
	"/run/systemd/resolve", "/etc/hosts", "/etc/nsswitch.conf", "/etc/host.conf", "/etc/gai.conf",
	"/etc/services", "/etc/gnutls", "/etc/localtime", "/usr/share/zoneinfo", "/lib", "/usr/lib",
	"/lib64", "/etc/ld.so.cache", "/dev/urandom", "/dev/null", NULL,
};

/* What a parser needs once everything is loaded: memory, its socket, the end. */
static const int strict_allowed[] = {
	SCMP_SYS(read), SCMP_SYS(write), SCMP_SYS(recvmsg), SCMP_SYS(sendmsg), SCMP_SYS(close),
	SCMP_SYS(brk), SCMP_SYS(mmap), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise),
	SCMP_SYS(futex), SCMP_SYS(rt_sigreturn), SCMP_SYS(rt_sigprocmask), SCMP_SYS(exit),
	SCMP_SYS(exit_group), SCMP_SYS(fstat), SCMP_SYS(lseek), SCMP_SYS(clock_gettime),
	SCMP_SYS(getpid), SCMP_SYS(gettid), SCMP_SYS(tgkill), SCMP_SYS(rt_sigaction),
	SCMP_SYS(getrandom), SCMP_SYS(restart_syscall),
	SCMP_SYS(fcntl),	/* to see the seals of what it is handed */
};

/* What a server needs besides, whose listener and epoll descriptor are open. */
static const int server_allowed[] = {
	SCMP_SYS(accept4), SCMP_SYS(accept), SCMP_SYS(epoll_ctl), SCMP_SYS(epoll_wait),
	SCMP_SYS(epoll_pwait), SCMP_SYS(poll), SCMP_SYS(ppoll), SCMP_SYS(recvfrom), SCMP_SYS(sendto),
	SCMP_SYS(writev), SCMP_SYS(shutdown), SCMP_SYS(setsockopt), SCMP_SYS(getsockopt),
	SCMP_SYS(getsockname), SCMP_SYS(getpeername), SCMP_SYS(getrusage),
};

/* Asked for by libraries (iconv looks for a charset's module): answered "no such file". */
static const int strict_not_found[] = {
	SCMP_SYS(open), SCMP_SYS(openat), SCMP_SYS(stat), SCMP_SYS(lstat), SCMP_SYS(newfstatat),
	SCMP_SYS(access), SCMP_SYS(faccessat), SCMP_SYS(readlink),
};

/* What a program that speaks to a server never needs. */
static const int network_denied[] = {
	SCMP_SYS(execve), SCMP_SYS(execveat), SCMP_SYS(ptrace), SCMP_SYS(process_vm_readv),
	SCMP_SYS(process_vm_writev), SCMP_SYS(pidfd_getfd), SCMP_SYS(mount), SCMP_SYS(umount2),
	SCMP_SYS(pivot_root), SCMP_SYS(chroot), SCMP_SYS(unshare), SCMP_SYS(setns),
	SCMP_SYS(listen), SCMP_SYS(accept), SCMP_SYS(accept4), SCMP_SYS(bpf),
	SCMP_SYS(perf_event_open), SCMP_SYS(keyctl), SCMP_SYS(add_key), SCMP_SYS(request_key),
	SCMP_SYS(init_module), SCMP_SYS(finit_module), SCMP_SYS(delete_module),
	SCMP_SYS(kexec_load), SCMP_SYS(reboot), SCMP_SYS(swapon), SCMP_SYS(swapoff),
	SCMP_SYS(userfaultfd), SCMP_SYS(io_uring_setup), SCMP_SYS(open_by_handle_at),
	SCMP_SYS(kill), SCMP_SYS(tkill), SCMP_SYS(mknod), SCMP_SYS(mknodat),
};

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

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

static bool is_plain_file(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 && S_ISREG(st.st_mode);
}

static int set_limits(const struct sandbox *box, struct err *err)
{
	if (set_limit(RLIMIT_CORE, 0, "core", err) < 0)
		return -1;
	if (box->address_space > 0 && set_limit(RLIMIT_AS, box->address_space, "as", err) < 0)
		return -1;
	if (box->cpu_s > 0 && set_limit(RLIMIT_CPU, box->cpu_s, "cpu", err) < 0)
		return -1;
	if (box->files > 0 && set_limit(RLIMIT_NOFILE, box->files, "nofile", err) < 0)
		return -1;
	/* With a plain file as stderr (a daemon run by hand) the log itself would be what is cut. */
	if (!box->can_write_files && !is_plain_file(STDERR_FILENO) &&
	    set_limit(RLIMIT_FSIZE, 0, "fsize", err) < 0)
		return -1;
	return 0;
}

static int add_rules(scmp_filter_ctx ctx, uint32_t action, const int *calls, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		int rc = seccomp_rule_add(ctx, action, calls[i], 0);

		/* A call this architecture does not have needs no rule. */
		if (rc < 0 && rc != -EDOM && rc != -EINVAL)
			return rc;
	}
	return 0;
}

static int filter_calls(enum sandbox_filter filter, struct err *err)
{
	bool is_strict = filter != SANDBOX_NETWORK;
	scmp_filter_ctx ctx = seccomp_init(is_strict ? SCMP_ACT_KILL_PROCESS : SCMP_ACT_ALLOW);
	int rc = ctx == NULL ? -ENOMEM : 0;

	if (rc == 0 && is_strict)
		rc = add_rules(ctx, SCMP_ACT_ALLOW, strict_allowed, COUNT(strict_allowed));
	if (rc == 0 && filter == SANDBOX_SERVER)
		rc = add_rules(ctx, SCMP_ACT_ALLOW, server_allowed, COUNT(server_allowed));
	if (rc == 0 && is_strict)
		rc = add_rules(ctx, SCMP_ACT_ERRNO(ENOENT), strict_not_found, COUNT(strict_not_found));
	if (rc == 0 && !is_strict)
		rc = add_rules(ctx, SCMP_ACT_ERRNO(EPERM), network_denied, COUNT(network_denied));
	if (rc == 0)
		rc = seccomp_load(ctx);
	seccomp_release(ctx);
	errno = -rc;
	return rc == 0 ? 0 : err_set(err, ERR_PERM, "seccomp: %m");
}

int sandbox_enter(const struct sandbox *box, struct err *err)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0)
		return err_set(err, ERR_PERM, "prctl: %m");
	if (set_limits(box, err) < 0)
		return -1;
	switch (landlock_restrict(box->read_paths, box->write_paths, err)) {
	case -1:
		return -1;
	case 1:
		log_debug("sandbox.landlock", "state=unavailable");
		break;
	}
	return filter_calls(box->filter, err);
}

void sandbox_leave_signals(void)
{
	sigset_t set;

	(void)sigemptyset(&set);	/* cannot fail with signals that exist */
	(void)sigaddset(&set, SIGINT);
	(void)sigaddset(&set, SIGHUP);
	(void)sigaddset(&set, SIGUSR1);
	(void)sigaddset(&set, SIGUSR2);
	(void)sigprocmask(SIG_BLOCK, &set, NULL);
}

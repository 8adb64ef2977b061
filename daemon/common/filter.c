/* SPDX-License-Identifier: MIT
 * The filters of system calls; see filter.h. Each is a list of what may be done: groups of calls,
 * and of calls with some of their arguments. What is in no list ends the process in the strict
 * boxes, whose programs are ours to the last call. Where a resolver and its modules run, of
 * whatever version, it is answered "no such call", as on a kernel that does not have it: they know
 * how to go on without.
 *
 * What no list may ever let through, and why the arguments are looked at:
 * - Other processes. No signal to another (tgkill() is for this process, fcntl(F_SETOWN) and its
 * ioctl make the kernel send one), no limit, priority, memory or descriptor of another. No new
 * process: clone() is for threads, and clone3(), whose flags cannot be seen from here, is not
 * there, so that glibc asks clone().
 * - UNIX sockets. Core's own control socket believes who connects. A pair of streams cannot be
 * turned to an address, one of datagrams can. Without them nscd, systemd-resolved's own protocol
 * and netlink are not asked: getaddrinfo() then reads the files and asks the name server, which
 * systemd-resolved is, too.
 * - What comes back to core. SO_LINGER would have it wait in close() for a descriptor it was
 * handed, and memory of huge pages cannot be mapped like other memory. */
#include "daemon/common/filter.h"

#include <asm/ioctls.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <seccomp.h>

#define TYPE_MASK 0xf /* of a socket's type: the rest are flags */
#define THREAD (CLONE_VM | CLONE_SIGHAND | CLONE_THREAD)
#define NAMESPACES \
	(CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID | \
	    CLONE_NEWNET)
#define ARGUMENTS_MAX 3

/* What every box needs once its program is loaded: memory, its sockets, the end. */
static const int base_calls[] = {
	SCMP_SYS(read),
	SCMP_SYS(write),
	SCMP_SYS(recvmsg),
	SCMP_SYS(sendmsg),
	SCMP_SYS(close),
	SCMP_SYS(brk),
	SCMP_SYS(mmap),
	SCMP_SYS(munmap),
	SCMP_SYS(mremap),
	SCMP_SYS(madvise),
	SCMP_SYS(futex),
	SCMP_SYS(rt_sigreturn),
	SCMP_SYS(rt_sigprocmask),
	SCMP_SYS(exit),
	SCMP_SYS(exit_group),
	SCMP_SYS(fstat),
	SCMP_SYS(lseek),
	SCMP_SYS(clock_gettime),
	SCMP_SYS(getpid),
	SCMP_SYS(gettid),
	SCMP_SYS(rt_sigaction),
	SCMP_SYS(getrandom),
	SCMP_SYS(restart_syscall),
};

/* Asked for by libraries in a strict box (iconv looks for a charset's module): "no such file". */
static const int strict_not_found[] = {
	SCMP_SYS(open),
	SCMP_SYS(openat),
	SCMP_SYS(stat),
	SCMP_SYS(lstat),
	SCMP_SYS(newfstatat),
	SCMP_SYS(access),
	SCMP_SYS(faccessat),
	SCMP_SYS(readlink),
};

/* What a server needs besides, whose listener and epoll descriptor are open. */
static const int server_calls[] = {
	SCMP_SYS(accept4),
	SCMP_SYS(accept),
	SCMP_SYS(epoll_ctl),
	SCMP_SYS(epoll_wait),
	SCMP_SYS(epoll_pwait),
	SCMP_SYS(poll),
	SCMP_SYS(ppoll),
	SCMP_SYS(recvfrom),
	SCMP_SYS(sendto),
	SCMP_SYS(writev),
	SCMP_SYS(shutdown),
	SCMP_SYS(getsockopt),
	SCMP_SYS(getsockname),
	SCMP_SYS(getpeername),
	SCMP_SYS(getrusage),
};

/* What a program with files and libraries of its own needs. Which files is Landlock's to say. */
static const int file_calls[] = {
	SCMP_SYS(open),
	SCMP_SYS(openat),
	SCMP_SYS(stat),
	SCMP_SYS(lstat),
	SCMP_SYS(newfstatat),
	SCMP_SYS(statx),
	SCMP_SYS(fstatfs),
	SCMP_SYS(statfs),
	SCMP_SYS(access),
	SCMP_SYS(faccessat),
	SCMP_SYS(faccessat2),
	SCMP_SYS(readlink),
	SCMP_SYS(readlinkat),
	SCMP_SYS(getdents64),
	SCMP_SYS(getcwd),
	SCMP_SYS(readv),
	SCMP_SYS(writev),
	SCMP_SYS(pread64),
	SCMP_SYS(pwrite64),
	SCMP_SYS(dup),
	SCMP_SYS(mprotect),
	SCMP_SYS(poll),
	SCMP_SYS(ppoll),
	SCMP_SYS(select),
	SCMP_SYS(pselect6),
	SCMP_SYS(nanosleep),
	SCMP_SYS(clock_nanosleep),
	SCMP_SYS(clock_getres),
	SCMP_SYS(gettimeofday),
	SCMP_SYS(time),
	SCMP_SYS(times),
	SCMP_SYS(getrusage),
	SCMP_SYS(getuid),
	SCMP_SYS(geteuid),
	SCMP_SYS(getgid),
	SCMP_SYS(getegid),
	SCMP_SYS(getppid),
	SCMP_SYS(uname),
	SCMP_SYS(sysinfo),
	SCMP_SYS(sigaltstack),
};

/* A Maildir: mail goes from new/ to cur/, and a forgotten person's out of it. */
static const int folder_calls[] = {
	SCMP_SYS(rename),
	SCMP_SYS(renameat),
	SCMP_SYS(renameat2),
	SCMP_SYS(unlinkat),
};

/* Connections out, and the threads in which names are resolved. */
static const int client_calls[] = {
	SCMP_SYS(connect),
	SCMP_SYS(sendto),
	SCMP_SYS(recvfrom),
	SCMP_SYS(sendmmsg),
	SCMP_SYS(recvmmsg),
	SCMP_SYS(shutdown),
	SCMP_SYS(getsockname),
	SCMP_SYS(getpeername),
	SCMP_SYS(getsockopt),
	SCMP_SYS(epoll_create1),
	SCMP_SYS(epoll_ctl),
	SCMP_SYS(epoll_wait),
	SCMP_SYS(epoll_pwait),
	SCMP_SYS(pipe),
	SCMP_SYS(pipe2),
	SCMP_SYS(eventfd2),
	SCMP_SYS(set_robust_list),
	SCMP_SYS(rseq),
	SCMP_SYS(set_tid_address),
	SCMP_SYS(sched_yield),
	SCMP_SYS(sched_getaffinity),
	SCMP_SYS(rt_sigtimedwait),
	SCMP_SYS(membarrier),
	SCMP_SYS(futex_waitv),
};

/* A call with arguments that are looked at, all of which must fit. */
struct rule {
	int call;
	unsigned count;
	struct scmp_arg_cmp arguments[ARGUMENTS_MAX];
};

#define EQUAL(n, value) \
	{ \
		.arg = (n), .op = SCMP_CMP_EQ, .datum_a = (scmp_datum_t)(value) \
	}
#define LESS(n, value) \
	{ \
		.arg = (n), .op = SCMP_CMP_LT, .datum_a = (scmp_datum_t)(value) \
	}
#define MASKED(n, mask, value) \
	{ \
		.arg = (n), .op = SCMP_CMP_MASKED_EQ, .datum_a = (scmp_datum_t)(mask), \
		.datum_b = (scmp_datum_t)(value) \
	}
#define ONE(call, a) \
	{ \
		SCMP_SYS(call), 1, \
		{ \
			a \
		} \
	}
#define TWO(call, a, b) \
	{ \
		SCMP_SYS(call), 2, \
		{ \
			a, b \
		} \
	}
#define THREE(call, a, b, c) \
	{ \
		SCMP_SYS(call), 3, \
		{ \
			a, b, c \
		} \
	}

/* fcntl(): to see the seals of what it is handed, and what libraries do; never who gets its
 * signals. */
static const struct rule base_rules[] = {
	ONE(fcntl, EQUAL(1, F_GETFD)),
	ONE(fcntl, EQUAL(1, F_SETFD)),
	ONE(fcntl, EQUAL(1, F_GETFL)),
	ONE(fcntl, EQUAL(1, F_SETFL)),
	ONE(fcntl, EQUAL(1, F_DUPFD)),
	ONE(fcntl, EQUAL(1, F_DUPFD_CLOEXEC)),
	ONE(fcntl, EQUAL(1, F_GET_SEALS)),
};

static const struct rule socket_option_rules[] = {
	TWO(setsockopt, EQUAL(1, SOL_SOCKET), LESS(2, SO_LINGER)), /* buffers, keep-alive ... */
	TWO(setsockopt, EQUAL(1, SOL_SOCKET), EQUAL(2, SO_RCVTIMEO)),
	TWO(setsockopt, EQUAL(1, SOL_SOCKET), EQUAL(2, SO_SNDTIMEO)),
	ONE(setsockopt, EQUAL(1, IPPROTO_TCP)),
	ONE(setsockopt, EQUAL(1, IPPROTO_IP)),
	ONE(setsockopt, EQUAL(1, IPPROTO_IPV6)),
};

static const struct rule file_rules[] = {
	ONE(fcntl, EQUAL(1, F_ADD_SEALS)),
	ONE(memfd_create, MASKED(1, ~(uint64_t)(MFD_CLOEXEC | MFD_ALLOW_SEALING), 0)),
	TWO(prlimit64, EQUAL(0, 0), EQUAL(2, 0)), /* its own limits, to see them */
	ONE(ioctl, EQUAL(1, TCGETS)),
	ONE(ioctl, EQUAL(1, FIONREAD)),
	ONE(ioctl, EQUAL(1, FIONBIO)),
};

static const struct rule client_rules[] = {
	ONE(clone, MASKED(0, THREAD | NAMESPACES, THREAD)),
	THREE(socket, EQUAL(0, AF_INET), MASKED(1, TYPE_MASK, SOCK_STREAM), EQUAL(2, 0)),
	THREE(socket, EQUAL(0, AF_INET), MASKED(1, TYPE_MASK, SOCK_STREAM), EQUAL(2, IPPROTO_TCP)),
	THREE(socket, EQUAL(0, AF_INET), MASKED(1, TYPE_MASK, SOCK_DGRAM), EQUAL(2, 0)),
	THREE(socket, EQUAL(0, AF_INET), MASKED(1, TYPE_MASK, SOCK_DGRAM), EQUAL(2, IPPROTO_UDP)),
	THREE(socket, EQUAL(0, AF_INET6), MASKED(1, TYPE_MASK, SOCK_STREAM), EQUAL(2, 0)),
	THREE(socket, EQUAL(0, AF_INET6), MASKED(1, TYPE_MASK, SOCK_STREAM), EQUAL(2, IPPROTO_TCP)),
	THREE(socket, EQUAL(0, AF_INET6), MASKED(1, TYPE_MASK, SOCK_DGRAM), EQUAL(2, 0)),
	THREE(socket, EQUAL(0, AF_INET6), MASKED(1, TYPE_MASK, SOCK_DGRAM), EQUAL(2, IPPROTO_UDP)),
	TWO(socketpair, EQUAL(0, AF_UNIX),
	    MASKED(1, TYPE_MASK, SOCK_STREAM)), /* libcurl wakes itself by it */
};

struct calls {
	const int *calls;
	size_t count;
};

struct rules {
	const struct rule *rules;
	size_t count;
};

#define LIST(a) \
	{ \
		(a), sizeof(a) / sizeof((a)[0]) \
	}
#define GROUPS_MAX 4

/* clang-format off */
static const struct filter {
	uint32_t otherwise;
	struct calls calls[GROUPS_MAX];
	struct rules rules[GROUPS_MAX];
	struct calls not_found;
} filters[] = {
	[SANDBOX_STRICT] = { SCMP_ACT_KILL_PROCESS, { LIST(base_calls) }, { LIST(base_rules) }, LIST(strict_not_found) },
	[SANDBOX_SERVER] = { SCMP_ACT_KILL_PROCESS, { LIST(base_calls), LIST(server_calls) },
		{ LIST(base_rules), LIST(socket_option_rules) }, LIST(strict_not_found) },
	[SANDBOX_FOLDER] = { SCMP_ACT_ERRNO(ENOSYS), { LIST(base_calls), LIST(file_calls), LIST(folder_calls) },
		{ LIST(base_rules), LIST(file_rules) }, { NULL, 0 } },
	[SANDBOX_CLIENT] = { SCMP_ACT_ERRNO(ENOSYS), { LIST(base_calls), LIST(file_calls), LIST(client_calls) },
		{ LIST(base_rules), LIST(file_rules), LIST(socket_option_rules), LIST(client_rules) }, { NULL, 0 } },
};
/* clang-format on */

/* A call that this architecture, or this libseccomp, does not have needs no rule. */
static bool is_failure(int rc)
{
	return rc < 0 && rc != -EDOM && rc != -EINVAL;
}

static int add_calls(scmp_filter_ctx ctx, uint32_t action, const struct calls *list)
{
	for (size_t i = 0; i < list->count; i++) {
		int rc = seccomp_rule_add(ctx, action, list->calls[i], 0);

		if (is_failure(rc))
			return rc;
	}
	return 0;
}

static int add_rules(scmp_filter_ctx ctx, const struct rules *list)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct rule *r = &list->rules[i];
		int rc = seccomp_rule_add_array(ctx, SCMP_ACT_ALLOW, r->call, r->count,
		    r->arguments);

		if (is_failure(rc))
			return rc;
	}
	return 0;
}

static int add_all(scmp_filter_ctx ctx, const struct filter *f)
{
	const struct scmp_arg_cmp self = EQUAL(0, getpid());
	int rc = seccomp_rule_add_array(ctx, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1, &self);

	for (int i = 0; rc == 0 && i < GROUPS_MAX; i++)
		rc = add_calls(ctx, SCMP_ACT_ALLOW, &f->calls[i]);
	for (int i = 0; rc == 0 && i < GROUPS_MAX; i++)
		rc = add_rules(ctx, &f->rules[i]);
	return rc == 0 ? add_calls(ctx, SCMP_ACT_ERRNO(ENOENT), &f->not_found) : rc;
}

int filter_enter(enum sandbox_filter kind, struct err *err)
{
	const struct filter *f = &filters[kind];
	scmp_filter_ctx ctx = seccomp_init(f->otherwise);
	int rc = ctx == NULL ? -ENOMEM : add_all(ctx, f);

	if (rc == 0)
		rc = seccomp_load(ctx);
	seccomp_release(ctx);
	errno = -rc;
	return rc == 0 ? 0 : err_set(err, ERR_PERM, "seccomp: %m");
}

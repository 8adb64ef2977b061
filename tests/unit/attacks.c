/* SPDX-License-Identifier: MIT
 * Attacks from inside of a box; see attacks.h. Each does what it says as far as is needed to see
 * that it could, and leaves the victim alive. */
#include "tests/unit/attacks.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/io_uring.h>
#include <linux/keyctl.h>
#include <linux/perf_event.h>
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

struct prey prey = { .word = "secret" };

static bool is_done(long rc)
{
	return rc >= 0;
}

static bool has_socket(int domain, int type, int protocol)
{
	return is_done(socket(domain, type, protocol));
}

static bool unix_stream(void)
{
	return has_socket(AF_UNIX, SOCK_STREAM, 0);
}

static bool unix_packets(void)
{
	return has_socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
}

struct sockaddr_un unix_address(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	(void)snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
	return address;
}

/* The control socket, as dpupctl does it. */
static bool control_socket(void)
{
	struct sockaddr_un address = unix_address(prey.control);
	int sock = socket(AF_UNIX, SOCK_SEQPACKET, 0);

	return is_done(connect(sock, (struct sockaddr *)&address, sizeof address));
}

/* One half of a pair of datagrams can be turned to an address. */
static bool pair_of_datagrams(void)
{
	struct sockaddr_un address = unix_address(prey.datagrams);
	int pair[2] = { -1, -1 };

	(void)socketpair(AF_UNIX, SOCK_DGRAM, 0, pair);
	return is_done(connect(pair[0], (struct sockaddr *)&address, sizeof address));
}

static bool pair_of_packets(void)
{
	int pair[2];

	return is_done(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair));
}

static bool netlink(void)
{
	return has_socket(AF_NETLINK, SOCK_RAW, 0);
}

static bool raw_socket(void)
{
	return has_socket(AF_INET, SOCK_RAW, IPPROTO_ICMP);
}

static bool multipath_socket(void)
{
	return has_socket(AF_INET, SOCK_STREAM, 262); /* IPPROTO_MPTCP */
}

static bool internet_socket(void)
{
	return has_socket(AF_INET, SOCK_STREAM, 0);
}

static bool listens(void)
{
	int sock = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	return is_done(listen(sock, 1));
}

static bool binds(void)
{
	struct sockaddr_in any = { .sin_family = AF_INET };
	int sock = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	return is_done(bind(sock, (struct sockaddr *)&any, sizeof any));
}

/* A descriptor that core closes would make it wait. */
static bool lingers(void)
{
	struct linger on = { 1, 3600 };

	return is_done(setsockopt(prey.listener, SOL_SOCKET, SO_LINGER, &on, sizeof on));
}

/* Signal 0 does nothing, but is allowed or not like the others. */
static bool kills(void)
{
	return is_done(kill(prey.victim, 0));
}

static bool kills_thread(void)
{
	return is_done(syscall(SYS_tkill, prey.victim, 0));
}

static bool kills_thread_of_group(void)
{
	return is_done(syscall(SYS_tgkill, prey.victim, prey.victim, 0));
}

static bool queues_signal(void)
{
	siginfo_t info = { .si_signo = SIGURG, .si_code = SI_QUEUE };

	return is_done(syscall(SYS_rt_sigqueueinfo, prey.victim, SIGURG, &info));
}

static bool queues_signal_to_thread(void)
{
	siginfo_t info = { .si_signo = SIGURG, .si_code = SI_QUEUE };

	return is_done(syscall(SYS_rt_tgsigqueueinfo, prey.victim, prey.victim, SIGURG, &info));
}

static bool opens_pidfd(void)
{
	return is_done(syscall(SYS_pidfd_open, prey.victim, 0));
}

static bool signals_pidfd(void)
{
	return is_done(syscall(SYS_pidfd_send_signal, prey.victim_fd, 0, NULL, 0));
}

static bool takes_descriptor(void)
{
	return is_done(syscall(SYS_pidfd_getfd, prey.victim_fd, prey.listener, 0));
}

/* The kernel sends the owner of a descriptor any signal that was asked for. */
static bool owns_for_signals(void)
{
	return is_done(fcntl(prey.listener, F_SETOWN, prey.victim));
}

static bool owns_by_ioctl(void)
{
	return is_done(ioctl(prey.listener, FIOSETOWN, &prey.victim));
}

static bool limits_other(void)
{
	struct rlimit now;

	return is_done(syscall(SYS_prlimit64, prey.victim, RLIMIT_NOFILE, NULL, &now));
}

static bool limits_parent(void)
{
	struct rlimit now;

	return is_done(syscall(SYS_prlimit64, getppid(), RLIMIT_NOFILE, NULL, &now));
}

static bool traces(void)
{
	return is_done(ptrace(PTRACE_SEIZE, prey.victim, NULL, NULL));
}

static bool reads_memory(void)
{
	char word[sizeof prey.word] = "";
	struct iovec here = { word, sizeof word }, there = { prey.word, sizeof prey.word };

	return process_vm_readv(prey.victim, &here, 1, &there, 1, 0) > 0 &&
	    strcmp(word, prey.word) == 0;
}

static bool writes_memory(void)
{
	struct iovec both = { prey.word, sizeof prey.word };

	return process_vm_writev(prey.victim, &both, 1, &both, 1, 0) > 0;
}

static bool advises_memory(void)
{
	struct iovec there = { (void *)((uintptr_t)&prey & ~4095UL), 4096 };

	return is_done(syscall(SYS_process_madvise, prey.victim_fd, &there, 1, MADV_COLD, 0));
}

static bool compares(void)
{
	return is_done(syscall(SYS_kcmp, getpid(), prey.victim, 0, 0, 0));
}

static bool schedules(void)
{
	struct sched_param p = { 0 };

	return is_done(syscall(SYS_sched_setscheduler, prey.victim, SCHED_BATCH, &p));
}

static bool binds_to_processor(void)
{
	unsigned long all = ~0UL;

	return is_done(syscall(SYS_sched_setaffinity, prey.victim, sizeof all, &all));
}

static bool renices(void)
{
	return is_done(setpriority(PRIO_PROCESS, (id_t)prey.victim, 5));
}

static bool counts_events(void)
{
	struct perf_event_attr attr = { .type = PERF_TYPE_SOFTWARE,
		.size = sizeof attr,
		.config = PERF_COUNT_SW_TASK_CLOCK,
		.exclude_kernel = 1 };

	return is_done(syscall(SYS_perf_event_open, &attr, prey.victim, -1, -1, 0));
}

static bool loads_bpf(void)
{
	char attr[128] = { 2, 0, 0, 0, 4, 0, 0, 0, 4, 0, 0, 0, 1, 0, 0,
		0 }; /* an array of one number */

	return is_done(syscall(SYS_bpf, 0, attr, sizeof attr));
}

static bool handles_faults(void)
{
	return is_done(syscall(SYS_userfaultfd, O_CLOEXEC | 1 /* UFFD_USER_MODE_ONLY */));
}

static bool queues_io(void)
{
	struct io_uring_params p = { 0 };

	return is_done(syscall(SYS_io_uring_setup, 1, &p));
}

static bool forks(void)
{
	pid_t pid = fork();

	if (pid == 0)
		_exit(0);
	return is_done(pid);
}

static bool clones(unsigned long flags)
{
	long pid = syscall(SYS_clone, flags | SIGCHLD, NULL, NULL, NULL, NULL);

	if (pid == 0)
		_exit(0);
	return is_done(pid);
}

static bool clones_user(void)
{
	return clones(CLONE_NEWUSER);
}

static bool clones_network(void)
{
	return clones(CLONE_NEWUSER | CLONE_NEWNET);
}

static bool clones_new_way(void)
{
	struct clone_args args = { .exit_signal = SIGCHLD };
	long pid = syscall(SYS_clone3, &args, sizeof args);

	if (pid == 0)
		_exit(0);
	return is_done(pid);
}

static bool unshares(void)
{
	return is_done(unshare(CLONE_NEWUSER));
}

static bool joins_namespace(void)
{
	return is_done(setns(prey.victim_fd, CLONE_NEWNET));
}

static bool executes(void)
{
	char *const argv[] = { NULL };

	(void)execve("/bin/true", argv, argv); /* which is the success of outside */
	return false;
}

static bool uses_keys(void)
{
	return is_done(syscall(SYS_keyctl, KEYCTL_GET_KEYRING_ID, KEY_SPEC_PROCESS_KEYRING, 1));
}

static bool leads_session(void)
{
	return is_done(setsid());
}

static bool leads_group(void)
{
	return is_done(setpgid(0, 0));
}

static bool changes_user(void)
{
	return is_done(setuid(getuid()));
}

static bool can_be_inspected(void)
{
	return is_done(prctl(PR_SET_DUMPABLE, 1));
}

static bool outlives(void)
{
	return is_done(prctl(PR_SET_PDEATHSIG, 0));
}

static bool raises_limit(void)
{
	struct rlimit core = { 0, 0 };

	return is_done(syscall(SYS_prlimit64, 0, RLIMIT_CORE, &core, NULL));
}

static bool has_huge_memory(void)
{
	return is_done(syscall(SYS_memfd_create, "huge", MFD_HUGETLB));
}

static bool has_much_memory(void)
{
	return mmap(NULL, 5ULL << 28, PROT_READ | PROT_WRITE,
	           MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0) != MAP_FAILED;
}

/* Memory that is a file: it counts with no limit of memory. */
static bool has_large_file_in_memory(void)
{
	int fd = memfd_create("large", MFD_CLOEXEC);

	(void)signal(SIGXFSZ, SIG_IGN);
	return pwrite(fd, "x", 1, 1 << 30) == 1;
}

static bool shares_memory(void)
{
	return is_done(syscall(SYS_shmget, 0, 4096, 01600));
}

static bool opens(const char *path, int flags)
{
	return is_done(open(path, flags | O_CLOEXEC, 0600));
}

static bool reads_database(void)
{
	return opens(prey.database, O_RDONLY);
}

static bool writes_database(void)
{
	return opens(prey.database, O_WRONLY);
}

static bool reads_key(void)
{
	return opens(prey.key, O_RDONLY);
}

static bool lists_folder(void)
{
	return opens(prey.folder, O_RDONLY | O_DIRECTORY);
}

static bool makes_file(void)
{
	char path[128];

	(void)snprintf(path, sizeof path, "%s/made-%d", prey.folder, (int)getpid());
	return opens(path, O_WRONLY | O_CREAT);
}

static bool truncates(void)
{
	return is_done(truncate(prey.key, 0));
}

static bool removes(void)
{
	char path[128];

	(void)snprintf(path, sizeof path, "%s/removed", prey.folder);
	(void)close(open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
	return is_done(unlink(path));
}

static bool replaces_control(void)
{
	char path[128];

	(void)snprintf(path, sizeof path, "%s/moved-%d", prey.folder, (int)getpid());
	return is_done(link(prey.control, path));
}

static bool changes_mode(void)
{
	return is_done(chmod(prey.control, 0666));
}

static bool watches(void)
{
	return is_done(inotify_add_watch(inotify_init1(0), prey.folder, IN_ALL_EVENTS));
}

static bool opens_of_victim(const char *what, int flags)
{
	char path[64];

	(void)snprintf(path, sizeof path, "/proc/%d/%s", (int)prey.victim, what);
	return opens(path, flags);
}

static bool reads_environment_of_other(void)
{
	return opens_of_victim("environ", O_RDONLY);
}

static bool writes_memory_of_other(void)
{
	return opens_of_victim("mem", O_RDWR);
}

#ifdef __x86_64__
/* getpid() as programs of 32 bits call it: filters that forget them let everything through. */
static bool calls_old_way(void)
{
	long rc = 20;

	__asm__ volatile("int $0x80" : "+a"(rc) : : "memory");
	return rc == getpid();
}
#endif

const struct attack attacks[] = {
	{ "connects to the control socket", control_socket, 0, true, false },
	{ "has a UNIX socket of streams", unix_stream, 0, true, false },
	{ "has a UNIX socket of packets", unix_packets, 0, true, false },
	{ "turns a pair of datagrams to a path", pair_of_datagrams, 0, true, false },
	{ "has a pair of packet sockets", pair_of_packets, 0, true, false },
	{ "speaks to the kernel by netlink", netlink, 0, false, false },
	{ "has a raw socket", raw_socket, 0, false, false },
	{ "has a socket of another protocol", multipath_socket, 0, false, false },
	{ "has an internet socket", internet_socket, BOX_CLIENTS, true, false },
	{ "listens", listens, 0, true, false },
	{ "binds a socket", binds, 0, true, false },
	{ "makes whoever closes its socket wait", lingers, 0, true, false },
	{ "sends a signal", kills, 0, true, false },
	{ "sends a signal to a thread", kills_thread, 0, true, false },
	{ "sends a signal to a thread of a group", kills_thread_of_group, 0, true, false },
	{ "queues a signal", queues_signal, 0, true, false },
	{ "queues a signal for a thread", queues_signal_to_thread, 0, true, false },
	{ "opens a process", opens_pidfd, 0, true, false },
	{ "sends a signal by a descriptor", signals_pidfd, 0, true, false },
	{ "takes a descriptor of another process", takes_descriptor, 0, false, false },
	{ "has a descriptor send signals to another", owns_for_signals, 0, true, false },
	{ "the same by ioctl", owns_by_ioctl, 0, true, false },
	{ "has the limits of another process", limits_other, 0, true, false },
	{ "has the limits of its parent", limits_parent, 0, true, false },
	{ "traces another process", traces, 0, false, false },
	{ "reads memory of another", reads_memory, 0, false, false },
	{ "writes memory of another", writes_memory, 0, false, false },
	{ "advises memory of another", advises_memory, 0, false, false },
	{ "compares itself with another", compares, 0, false, false },
	{ "changes how another is scheduled", schedules, 0, true, false },
	{ "binds another to a processor", binds_to_processor, 0, true, false },
	{ "changes the priority of another", renices, 0, true, false },
	{ "counts events of another", counts_events, 0, false, false },
	{ "loads BPF", loads_bpf, 0, false, false },
	{ "handles page faults", handles_faults, 0, false, false },
	{ "queues input and output", queues_io, 0, false, false },
	{ "makes a process", forks, 0, true, false },
	{ "makes one of another user namespace", clones_user, 0, false, false },
	{ "makes one of another network", clones_network, 0, false, false },
	{ "makes one by clone3", clones_new_way, 0, true, false },
	{ "leaves its user namespace", unshares, 0, false, false },
	{ "joins a namespace", joins_namespace, 0, false, false },
	{ "executes a program", executes, 0, true, false },
	{ "uses the kernel's keys", uses_keys, 0, false, false },
	{ "leads a session", leads_session, 0, true, false },
	{ "leads a group of processes", leads_group, 0, true, false },
	{ "changes its user", changes_user, 0, true, false },
	{ "lets others look into it", can_be_inspected, 0, true, false },
	{ "outlives core", outlives, 0, true, false },
	{ "changes a limit of its own", raises_limit, 0, true, false },
	{ "has memory that cannot be mapped", has_huge_memory, 0, false, false },
	{ "has more memory than its share", has_much_memory, 0, true, false },
	{ "has a large file in memory", has_large_file_in_memory, 0, true, false },
	{ "shares memory by number", shares_memory, 0, false, false },
	{ "reads the database", reads_database, 0, true, true },
	{ "writes the database", writes_database, 0, true, true },
	{ "reads the key file", reads_key, 0, true, true },
	{ "lists core's folder", lists_folder, 0, true, true },
	{ "makes a file there", makes_file, 0, true, true },
	{ "empties the key file", truncates, 0, true, false },
	{ "removes a file there", removes, 0, true, false },
	{ "gives the control socket another name", replaces_control, 0, true, false },
	{ "opens the control socket to all", changes_mode, 0, true, false },
	{ "watches core's folder", watches, 0, true, false },
	{ "reads the environment of another", reads_environment_of_other, 0, true, true },
	{ "writes memory of another as a file", writes_memory_of_other, 0, false, true },
#ifdef __x86_64__
	{ "makes calls of 32 bits", calls_old_way, 0, false, false },
#endif
};

const size_t attack_count = sizeof attacks / sizeof attacks[0];

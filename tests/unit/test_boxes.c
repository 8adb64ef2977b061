/* SPDX-License-Identifier: MIT
 * The boxes from inside: each program's own function closes its box around a process of ours, which
 * then does what a taken-over program would try. Every attack is first made outside of any box: one
 * that does not work there would prove nothing. Also what each program must still be able to do.
 *
 * Built as the programs are, without sanitizers: those need more of the kernel than a box gives. */
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#include <seccomp.h>

#include "tests/unit/attacks.h"

#include "daemon/common/memfd.h"
#include "daemon/fetch/fetch_box.h"
#include "daemon/parse/extract.h"
#include "daemon/parse/parse_box.h"
#include "daemon/send/connection.h"
#include "daemon/send/send_box.h"
#include "daemon/web/web_box.h"

/* --- the boxes --- */

static int enter_parse(void)
{
	struct err err = ERR_INIT;

	extract_preload();
	return parse_box_enter(&err);
}

static int enter_web(void)
{
	struct err err = ERR_INIT;

	return web_box_enter(8, &err);
}

static int enter_send(void)
{
	static struct endpoint relay;
	struct err err = ERR_INIT;

	return connection_setup(&err) < 0 ? -1 : send_box_enter(&relay, &err);
}

static int enter_fetch(enum start_kind kind)
{
	struct start start = { .kind = kind,
		.message_max = 1 << 20,
		.path = kind == START_MAILDIR ? prey.maildir : NULL };
	struct err err = ERR_INIT;

	return fetch_box_enter(&start, &err);
}

static int enter_imap(void)
{
	return enter_fetch(START_IMAP);
}

static int enter_maildir(void)
{
	return enter_fetch(START_MAILDIR);
}

static const struct box {
	const char *name;
	unsigned bit;
	int (*enter)(void);
} boxes[] = {
	{ "parse", BOX_PARSE, enter_parse },
	{ "web", BOX_WEB, enter_web },
	{ "send", BOX_SEND, enter_send },
	{ "fetch from IMAP", BOX_IMAP, enter_imap },
	{ "fetch from a Maildir", BOX_MAILDIR, enter_maildir },
};

#define BOXES (sizeof boxes / sizeof boxes[0])

/* --- what each is for --- */

static bool has_memory(void)
{
	struct slice data;
	struct err err = ERR_INIT;
	int fd = memfd_make(slice_of("kia ora"), &err);
	bool is_good = fd >= 0 && memfd_map(fd, 64, &data, &err) == 0 && slice_is(data, "kia ora");

	memfd_unmap(&data);
	return is_good;
}

static void *end_thread(void *context)
{
	return context;
}

static bool has_threads(void)
{
	pthread_t thread;
	void *result = NULL;

	return pthread_create(&thread, NULL, end_thread, &prey) == 0 &&
	    pthread_join(thread, &result) == 0 && result == &prey;
}

static bool resolves(void)
{
	struct addrinfo *list = NULL,
	                hints = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_ADDRCONFIG };
	bool is_good = getaddrinfo("localhost", "25", &hints, &list) == 0 && list != NULL;

	if (list != NULL)
		freeaddrinfo(list);
	return is_good;
}

static bool connects(void)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		.sin_port = prey.port,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int sock = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, IPPROTO_TCP);
	struct pollfd p = { .fd = sock, .events = POLLOUT };

	return sock >= 0 &&
	    (connect(sock, (struct sockaddr *)&address, sizeof address) == 0 ||
	        errno == EINPROGRESS) &&
	    poll(&p, 1, 5000) == 1 && write(sock, "EHLO\r\n", 6) == 6;
}

/* As libcurl wakes its threads. */
static bool has_pair(void)
{
	int pair[2];
	char c = 0;

	return socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, pair) == 0 &&
	    write(pair[0], "x", 1) == 1 && read(pair[1], &c, 1) == 1 && c == 'x';
}

static bool reads_hosts(void)
{
	char line[8];
	int fd = open("/etc/hosts", O_RDONLY | O_CLOEXEC);

	return fd >= 0 && read(fd, line, sizeof line) > 0;
}

static bool aborts_as_itself(void)
{
	(void)signal(SIGURG, SIG_IGN);
	return raise(SIGURG) == 0;
}

static bool asks_own_limits(void)
{
	struct rlimit now;

	return getrlimit(RLIMIT_NOFILE, &now) == 0;
}

static bool moves_mail(void)
{
	int fd = openat(prey.maildir_fd, "1.new", O_RDONLY | O_CLOEXEC);
	struct stat st;

	return fd >= 0 && fstat(fd, &st) == 0 && st.st_size == 5 &&
	    renameat2(prey.maildir_fd, "1.new", prey.maildir_fd, "1.cur:2,S", RENAME_NOREPLACE) ==
	    0 &&
	    renameat(prey.maildir_fd, "1.cur:2,S", prey.maildir_fd, "1.new") == 0 &&
	    unlinkat(prey.maildir_fd, "1.new", 0) == 0;
}

static const struct work {
	const char *name;
	bool (*make)(void);
	unsigned in;
} works[] = {
	{ "hands over sealed memory", has_memory, BOX_IMAP | BOX_MAILDIR },
	{ "has threads", has_threads, BOX_CLIENTS },
	{ "resolves a name", resolves, BOX_CLIENTS },
	{ "connects to a server", connects, BOX_CLIENTS },
	{ "has a pair of sockets", has_pair, BOX_CLIENTS },
	{ "reads what the resolver needs", reads_hosts, BOX_CLIENTS },
	{ "signals itself", aborts_as_itself, BOX_PARSE | BOX_WEB | BOX_CLIENTS | BOX_MAILDIR },
	{ "asks its own limits", asks_own_limits, BOX_CLIENTS | BOX_MAILDIR },
	{ "moves mail", moves_mail, BOX_MAILDIR },
};

static bool can_read_key(void)
{
	return open(prey.key, O_RDONLY | O_CLOEXEC) >= 0;
}

/* --- trying --- */

/* Does it have its way in a process that entered this box (NULL: none)? */
static bool tried(const struct box *box, bool (*make)(void))
{
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		if (box != NULL && box->enter() < 0)
			_exit(9);
		_exit(make() ? 0 : 1);
	}
	assert_true(pid > 0 && waitpid(pid, &status, 0) == pid);
	/* A box that cannot be closed proves nothing. */
	assert_false(WIFEXITED(status) && WEXITSTATUS(status) == 9);
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static void test_outside(void **state)
{
	size_t works_here = 0;

	(void)state;
	for (size_t i = 0; i < attack_count; i++) {
		bool has_way = tried(NULL, attacks[i].make);

		if (!has_way)
			print_message("# outside of a box, too, this kernel or user does not: %s\n",
			    attacks[i].name);
		if (attacks[i].is_sure && !has_way)
			fail_msg("no proof: outside of a box nothing %s", attacks[i].name);
		works_here += has_way;
	}
	assert_true(works_here >= 40);
}

static void try_box(const struct box *box, bool has_landlock)
{
	unsigned open_without = has_landlock ? 0 : BOX_WITH_FILES;
	int bad = 0;

	for (size_t i = 0; i < attack_count; i++) {
		if ((attacks[i].not_in & box->bit) != 0 ||
		    (attacks[i].is_for_landlock && (open_without & box->bit) != 0) ||
		    !tried(box, attacks[i].make))
			continue;
		print_message("# the box of %s: a program in it %s\n", box->name, attacks[i].name);
		bad++;
	}
	assert_int_equal(bad, 0);
}

static void test_parse(void **state)
{
	(void)state;
	try_box(&boxes[0], true);
}

static void test_web(void **state)
{
	(void)state;
	try_box(&boxes[1], true);
}

static void test_send(void **state)
{
	(void)state;
	try_box(&boxes[2], true);
}

static void test_imap(void **state)
{
	(void)state;
	try_box(&boxes[3], true);
}

static void test_maildir(void **state)
{
	(void)state;
	try_box(&boxes[4], true);
}

/* On a kernel without Landlock all else is as closed as before. */
static void test_without_landlock(void **state)
{
	pid_t pid = fork();
	int status;

	(void)state;
	if (pid == 0) {
		scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ALLOW);

		if (seccomp_rule_add(ctx, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(landlock_create_ruleset),
		        0) < 0 ||
		    seccomp_load(ctx) < 0 || tried(&boxes[2], attacks[0].make))
			_exit(2);
		for (size_t i = 0; i < BOXES; i++)
			try_box(&boxes[i], false);
		/* It is Landlock that was missing. */
		_exit(tried(&boxes[2], can_read_key) ? 0 : 3);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

/* In dpupd.service: another user than root, without a capability, and without the right to change
 * that. */
static void test_as_a_service(void **state)
{
	(void)state;
	for (size_t i = 0; i < BOXES; i++) {
		pid_t pid = fork();
		int status;

		if (pid == 0) {
			scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ALLOW);

			if (getuid() == 0 && setuid(65534) < 0)
				_exit(2);
			if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ||
			    seccomp_rule_add(ctx, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(capset), 0) < 0 ||
			    seccomp_load(ctx) < 0)
				_exit(3);
			_exit(boxes[i].enter() < 0 ? 9 : 0);
		}
		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_true(WIFEXITED(status));
		assert_int_equal(WEXITSTATUS(status), 0);
	}
}

static void *wait_for_ever(void *context)
{
	for (;;)
		(void)poll(NULL, 0, -1);
	return context;
}

/* So many threads of small stacks as it can have, of 1000; where its user is not root, which has no
 * limit. */
static int threads_of(const struct box *box)
{
	pthread_attr_t attr;
	pthread_t thread;
	int n = 0;

	if (getuid() == 0 && setuid(65534) < 0)
		return -1;
	if (box != NULL && box->enter() < 0)
		return -1;
	(void)pthread_attr_init(&attr);
	(void)pthread_attr_setstacksize(&attr, 65536);
	while (n < 1000 && pthread_create(&thread, &attr, wait_for_ever, NULL) == 0)
		n++;
	return n;
}

static void test_threads(void **state)
{
	const struct box *const tried_ones[] = { NULL, &boxes[2], &boxes[3] };

	(void)state;
	for (size_t i = 0; i < sizeof tried_ones / sizeof tried_ones[0]; i++) {
		pid_t pid = fork();
		int status;

		if (pid == 0) {
			int n = threads_of(tried_ones[i]);

			_exit(n < 0 ? 9 : n == 1000 ? 1 : n >= 64 ? 0 : 2);
		}
		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_true(WIFEXITED(status));
		assert_int_equal(WEXITSTATUS(status), tried_ones[i] == NULL ? 1 : 0);
	}
}

static void test_works(void **state)
{
	int bad = 0;

	(void)state;
	for (size_t b = 0; b < BOXES; b++) {
		for (size_t i = 0; i < sizeof works / sizeof works[0]; i++) {
			if ((works[i].in & boxes[b].bit) == 0 || tried(&boxes[b], works[i].make))
				continue;
			print_message("# the box of %s: it does not work that it %s\n",
			    boxes[b].name, works[i].name);
			bad++;
		}
	}
	assert_int_equal(bad, 0);
}

/* The web's listener, with somebody who waits. */
static void test_web_accepts(void **state)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		.sin_port = prey.port,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int sock = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	pid_t pid;
	int status;

	(void)state;
	assert_int_equal(connect(sock, (struct sockaddr *)&address, sizeof address), 0);
	pid = fork();
	if (pid == 0) {
		if (enter_web() < 0)
			_exit(9);
		_exit(accept4(prey.listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK) >= 0 ? 0 :
		                                                                              1);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	(void)close(sock);
}

/* The kernel's words about a process in this box, as an operator would look. */
static void read_status(const struct box *box, char *text, size_t size)
{
	char path[64], c = 0;
	int pair[2], forever[2], fd;
	ssize_t n;
	pid_t pid;

	assert_int_equal(pipe2(pair, O_CLOEXEC), 0);
	assert_int_equal(pipe2(forever, O_CLOEXEC), 0);
	pid = fork();
	if (pid == 0) {
		if (box->enter() < 0 || write(pair[1], "x", 1) != 1)
			_exit(9);
		_exit((int)read(forever[0], &c, 1)); /* it is killed before */
	}
	assert_int_equal(read(pair[0], &c, 1), 1);
	(void)snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	n = fd < 0 ? -1 : read(fd, text, size - 1);
	text[n < 0 ? 0 : n] = '\0';
	(void)close(fd);
	(void)kill(pid, SIGKILL);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	(void)close(pair[0]);
	(void)close(pair[1]);
	(void)close(forever[0]);
	(void)close(forever[1]);
}

static void test_said_by_kernel(void **state)
{
	char text[4096];

	(void)state;
	for (size_t b = 0; b < BOXES; b++) {
		read_status(&boxes[b], text, sizeof text);
		assert_non_null(strstr(text, "NoNewPrivs:\t1\n"));
		assert_non_null(strstr(text, "Seccomp:\t2\n"));
		/* Where it is started by root: at most to read what it is given, whoever owns it.
		 */
		assert_non_null(strstr(text,
		    (boxes[b].bit & (BOX_PARSE | BOX_WEB)) != 0 ? "CapPrm:\t0000000000000000\n" :
		                                                  "CapPrm:\t000000000000000"));
		assert_non_null(strstr(text, "CapInh:\t0000000000000000\n"));
	}
}

/* --- the place --- */

static int file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	bool is_good = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);

	(void)close(fd);
	return is_good ? 0 : -1;
}

static int unix_listener(const char *path, int type)
{
	struct sockaddr_un address = unix_address(path);
	int sock = socket(AF_UNIX, type | SOCK_CLOEXEC, 0);

	if (bind(sock, (struct sockaddr *)&address, sizeof address) < 0 ||
	    (type != SOCK_DGRAM && listen(sock, 64) < 0))
		return -1;
	return sock;
}

static int listener(void)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof address;
	int sock = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (bind(sock, (struct sockaddr *)&address, sizeof address) < 0 || listen(sock, 8) < 0 ||
	    getsockname(sock, (struct sockaddr *)&address, &size) < 0)
		return -1;
	prey.port = address.sin_port;
	return sock;
}

static int make_place(void **state)
{
	char path[128];

	(void)state;
	(void)snprintf(prey.folder, sizeof prey.folder, "/var/tmp/test_boxes.XXXXXX");
	if (mkdtemp(prey.folder) == NULL)
		return -1;
	(void)snprintf(prey.database, sizeof prey.database, "%s/dpupd.db", prey.folder);
	(void)snprintf(prey.key, sizeof prey.key, "%s/dpupd.key", prey.folder);
	(void)snprintf(prey.control, sizeof prey.control, "%s/control.sock", prey.folder);
	(void)snprintf(prey.datagrams, sizeof prey.datagrams, "%s/datagrams.sock", prey.folder);
	(void)snprintf(prey.maildir, sizeof prey.maildir, "%s/Maildir", prey.folder);
	(void)snprintf(path, sizeof path, "%s/1.new", prey.maildir);
	if (chmod(prey.folder, 0711) < 0 || mkdir(prey.maildir, 0700) < 0 ||
	    file(path, "mail\n") < 0 || file(prey.database, "rows") < 0 ||
	    file(prey.key, "key") < 0)
		return -1;
	prey.maildir_fd = open(prey.maildir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	prey.control_fd = unix_listener(prey.control, SOCK_SEQPACKET);
	prey.listener = listener();
	prey.victim = fork();
	if (prey.victim == 0) {
		(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
		for (;;)
			(void)pause();
	}
	prey.victim_fd = (int)syscall(SYS_pidfd_open, prey.victim, 0);
	return prey.control_fd >= 0 && unix_listener(prey.datagrams, SOCK_DGRAM) >= 0 &&
	        prey.listener >= 0 && prey.victim > 0 && prey.maildir_fd >= 0 ?
	    0 :
	    -1;
}

static int remove_place(void **state)
{
	char command[128];

	(void)state;
	(void)kill(prey.victim, SIGKILL);
	(void)waitpid(prey.victim, NULL, 0);
	(void)snprintf(command, sizeof command, "rm -rf %s", prey.folder);
	return system(command) == 0 ? 0 : -1;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_outside),
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_web),
		cmocka_unit_test(test_send),
		cmocka_unit_test(test_imap),
		cmocka_unit_test(test_maildir),
		cmocka_unit_test(test_without_landlock),
		cmocka_unit_test(test_as_a_service),
		cmocka_unit_test(test_threads),
		cmocka_unit_test(test_works),
		cmocka_unit_test(test_web_accepts),
		cmocka_unit_test(test_said_by_kernel),
	};

	return cmocka_run_group_tests(tests, make_place, remove_place);
}

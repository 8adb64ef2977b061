/* SPDX-License-Identifier: MIT
 * The control socket; see control.h. */
#include "daemon/core/staff/control.h"

#include <errno.h>
#include <grp.h>
#include <poll.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "daemon/common/log.h"
#include "daemon/common/str_put.h"
#include "daemon/common/xmalloc.h"
#include "daemon/core/loop/peer.h"
#include "daemon/core/staff/request.h"

#ifndef SO_PEERPIDFD
#define SO_PEERPIDFD 77 /* of Linux 6.5; the headers may be older */
#endif

#define CLIENTS_MAX 32   /* people at terminals */
#define CLIENTS_OF_ONE 8 /* of an account that is neither root nor ours */

struct client {
	struct control *control;
	struct peer *peer; /* NULL: free */
	uid_t uid;
	struct request_actor actor;
};

struct control {
	struct core *core;
	const struct request_verb *const *verbs;
	char *path;
	int sock;
	bool is_bound; /* what stands at `path` is ours */
	sd_event_source *source;
	struct client clients[CLIENTS_MAX];
};

static void on_frame(void *context, struct peer *peer, const struct wire *w, int fd)
{
	struct client *c = context;

	request_answer(c->control->core, request_find(c->control->verbs, w->verb), peer, w, fd,
	    &c->actor);
}

static void on_closed(void *context, struct peer *peer, const char *reason)
{
	struct client *c = context;

	(void)peer;
	(void)reason;
	c->peer = NULL;
}

static void name_actor(struct client *c, uid_t uid)
{
	struct passwd *pw = getpwuid(uid);

	c->actor.is_owner = uid == 0 || uid == geteuid();
	if (pw != NULL)
		str_put(c->actor.name, sizeof c->actor.name, "%.63s", pw->pw_name);
	else
		str_put(c->actor.name, sizeof c->actor.name, "uid-%u", (unsigned)uid);
}

/* Did the process that connected end since? Its number may be another's by now. Kernels before 6.5
 * cannot say: there, what counts is who has the number. */
static bool is_gone(int sock)
{
	struct pollfd p = { .fd = -1, .events = POLLIN };
	socklen_t size = sizeof p.fd;
	bool is_over;

	if (getsockopt(sock, SOL_SOCKET, SO_PEERPIDFD, &p.fd, &size) < 0)
		return errno != ENOPROTOOPT;
	is_over = poll(&p, 1, 0) != 0;
	(void)close(p.fd);
	return is_over;
}

/* Why whoever connected is not listened to; NULL where nothing is against them. What core's own
 * children are told by others may not become what core is told by its user. They have its user and
 * cannot change that, so whoever has another is none of them. */
static const char *refusal(const struct control *control, int sock, struct ucred *cred_r)
{
	socklen_t size = sizeof *cred_r;
	const char *why;

	*cred_r = (struct ucred){ .pid = 0, .uid = (uid_t)-1, .gid = (gid_t)-1 };
	if (getsockopt(sock, SOL_SOCKET, SO_PEERCRED, cred_r, &size) < 0)
		return "the kernel does not say who it is";
	if (cred_r->uid != geteuid())
		return NULL;
	why = own_processes_why(&control->core->kin, cred_r->pid);
	/* In this order: what was looked at belonged to who is still there. */
	if (why == NULL && cred_r->pid > 0 && is_gone(sock))
		why = "the process that connected is gone";
	return why;
}

static bool is_welcome(const struct control *control, int sock, uid_t *uid_r)
{
	struct ucred cred;
	const char *why = refusal(control, sock, &cred);

	*uid_r = cred.uid;
	if (why != NULL)
		log_warning("control.refused", "pid=%d uid=%u reason=\"%s\"", (int)cred.pid,
		    (unsigned)cred.uid, why);
	return why == NULL;
}

/* One account with many connections open leaves room for the others, and for who could end them. */
static bool is_crowd(const struct control *control, uid_t uid)
{
	size_t n = 0;

	for (size_t i = 0; i < CLIENTS_MAX; i++) {
		const struct client *c = &control->clients[i];

		n += c->peer != NULL && c->uid == uid;
	}
	if (n < CLIENTS_OF_ONE)
		return false;
	log_warning("control.crowd", "uid=%u clients=%zu", (unsigned)uid, n);
	return true;
}

static int on_connect(sd_event_source *source, int fd, uint32_t revents, void *context)
{
	static const struct peer_events events = { on_frame, on_closed };
	struct control *control = context;
	int sock = accept4(fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	uid_t uid;

	(void)source;
	(void)revents;
	if (sock < 0)
		return 0; /* it went away meanwhile */
	if (!is_welcome(control, sock, &uid) ||
	    (uid != 0 && uid != geteuid() && is_crowd(control, uid))) {
		(void)close(sock);
		return 0;
	}
	for (size_t i = 0; i < CLIENTS_MAX; i++) {
		struct client *c = &control->clients[i];

		if (c->peer != NULL)
			continue;
		c->control = control;
		c->uid = uid;
		name_actor(c, uid);
		c->peer = peer_new(control->core->event, sock, &events, c);
		return 0;
	}
	log_warning("control.full", "clients=%d", CLIENTS_MAX);
	(void)close(sock);
	return 0;
}

/* The folder's owner decides who may replace the socket; the socket's mode who may use it. */
static int set_access(const struct control *control, const char *group, struct err *err)
{
	struct group *gr;

	if (chmod(control->path, 0660) < 0)
		return err_set(err, ERR_PERM, "cannot set the mode of %s: %m", control->path);
	if (group == NULL)
		return 0;
	gr = getgrnam(group);
	if (gr == NULL)
		return err_set(err, ERR_PERM, "control.group: there is no group \"%s\"", group);
	if (chown(control->path, (uid_t)-1, gr->gr_gid) < 0)
		return err_set(err, ERR_PERM, "cannot give %s to the group %s: %m", control->path,
		    group);
	return 0;
}

static int listen_on(struct control *control, struct err *err)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	struct stat there;

	str_put(address.sun_path, sizeof address.sun_path, "%s", control->path);
	control->sock = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (control->sock < 0)
		return err_set(err, ERR_TEMP, "no control socket: %m");
	if (lstat(control->path, &there) == 0 && !S_ISSOCK(there.st_mode))
		return err_set(err, ERR_PERM,
		    "%s is there and is no socket; name another in control.socket", control->path);
	/* The store's lock is ours, so whoever made this socket is not running any more. */
	if (unlink(control->path) < 0 && errno != ENOENT)
		return err_set(err, ERR_PERM, "cannot replace %s: %m", control->path);
	if (bind(control->sock, (struct sockaddr *)&address, sizeof address) < 0)
		return err_set(err, ERR_PERM,
		    "cannot make the control socket %s: %m; make its "
		    "folder, or name another in control.socket",
		    control->path);
	control->is_bound = true;
	if (set_access(control, control->core->conf.control.group, err) < 0)
		return -1;
	if (listen(control->sock, CLIENTS_MAX) < 0)
		return err_set(err, ERR_TEMP, "cannot listen on %s: %m", control->path);
	return 0;
}

struct control *control_new(struct core *core, const struct request_verb *const *verbs,
    struct err *err)
{
	struct control *control = xcalloc(1, sizeof *control);
	int rc;

	control->core = core;
	control->verbs = verbs;
	control->path = xstrdup(core->conf.control.socket);
	control->sock = -1;
	if (listen_on(control, err) < 0) {
		control_free(control);
		return NULL;
	}
	rc = sd_event_add_io(core->event, &control->source, control->sock, EPOLLIN, on_connect,
	    control);
	if (rc < 0)
		bug("control.new", "code=%d", rc);
	return control;
}

int control_regroup(struct control *control, const char *group, struct err *err)
{
	if (group != NULL)
		return set_access(control, group, err);
	return chown(control->path, (uid_t)-1, getegid()) == 0 ?
	    0 :
	    err_set(err, ERR_PERM, "cannot take %s from its group: %m", control->path);
}

void control_free(struct control *control)
{
	if (control == NULL)
		return;
	control->source = sd_event_source_disable_unref(control->source);
	for (size_t i = 0; i < CLIENTS_MAX; i++)
		peer_free(control->clients[i].peer);
	if (control->is_bound)
		(void)unlink(control->path); /* a stale one is replaced by the next start anyway */
	if (control->sock >= 0)
		(void)close(control->sock);
	free(control->path);
	free(control);
}

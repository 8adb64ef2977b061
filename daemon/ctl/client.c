/* SPDX-License-Identifier: MIT
 * The control socket's other end; see client.h. One connection per request, so that a daemon
 * that was restarted in between is simply found again. */
#include "daemon/ctl/client.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <sysexits.h>
#include <unistd.h>

#include "daemon/common/channel.h"
#include "daemon/common/memfd.h"
#include "daemon/common/protocol.h"
#include "daemon/common/wire.h"
#include "daemon/ctl/output.h"

#define ANSWER_WAIT_S 120 /* twice the daemon's watchdog: by then systemd has ended it */

static int cannot_connect(const char *path, int error, struct err *err)
{
	if (error == EACCES || error == EPERM)
		return err_set(err, ERR_PERM,
		    "you may not use %s; ask to be put into its group, or use sudo", path);
	return err_set(err, ERR_TEMP,
	    "the daemon is not reachable at %s (%s); is it running? "
	    "(systemctl status dpupd)",
	    path, strerror(error));
}

static int client_connect(const char *path, struct err *err)
{
	struct sockaddr_un sun = { .sun_family = AF_UNIX };
	struct timeval wait = { .tv_sec = ANSWER_WAIT_S };
	int fd, rc;

	if (strlen(path) >= sizeof sun.sun_path)
		return err_set(err, ERR_PERM,
		    "the path of the daemon's socket is longer than %zu bytes",
		    sizeof sun.sun_path - 1);
	memcpy(sun.sun_path, path, strlen(path) + 1);
	fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return err_set(err, ERR_TEMP, "no socket can be made: %s", strerror(errno));
	(void)setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait,
	    sizeof wait); /* else it waits longer */
	(void)setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof wait);
	do {
		rc = connect(fd, (const struct sockaddr *)&sun, sizeof sun);
	} while (rc < 0 && errno == EINTR);
	if (rc < 0) {
		rc = errno;
		(void)close(fd);
		return cannot_connect(path, rc, err);
	}
	return fd;
}

/* The JSON of an "ok": in the frame, or beside it where it is long. */
static int read_json(const struct wire *w, int fd, struct buf *answer, struct err *err)
{
	struct slice json = wire_text(w, "json");

	if (fd < 0) {
		buf_slice(answer, json);
		return 0;
	}
	if (memfd_map(fd, PROTOCOL_JSON_MAX, &json, err) != 0)
		return -1;
	buf_slice(answer, json);
	memfd_unmap(&json);
	return 0;
}

static enum client_result read_answer(const char *path, const struct buf *frame, int fd,
    struct buf *answer, struct err *err)
{
	struct err cause = ERR_INIT;
	struct wire w;

	if (wire_parse(buf_all(frame), &w, &cause) == 0) {
		if (wire_is(&w, "refused")) {
			buf_slice(answer, wire_text(&w, "text"));
			return CLIENT_REFUSED;
		}
		if (wire_is(&w, "ok") && read_json(&w, fd, answer, &cause) == 0)
			return CLIENT_OK;
	}
	(void)err_set(err, ERR_PERM, "what listens at %s does not answer like dpupd%s%s", path,
	    err_is_set(&cause) ? ": " : "", cause.text);
	return CLIENT_UNREACHABLE;
}

enum client_result client_call(const char *socket_path, const struct buf *frame, int fd,
    struct buf *answer, struct err *err)
{
	struct buf received = BUF_INIT;
	enum client_result result = CLIENT_UNREACHABLE;
	enum channel_result got;
	struct err cause = ERR_INIT;
	int sock = client_connect(socket_path, err), received_fd = -1;

	buf_clear(answer);
	if (sock < 0)
		return CLIENT_UNREACHABLE;
	got = channel_send(sock, frame, fd, &cause);
	if (got == CHANNEL_OK)
		got = channel_receive(sock, &received, &received_fd, &cause);
	if (got == CHANNEL_OK)
		result = read_answer(socket_path, &received, received_fd, answer, err);
	else if (got == CHANNEL_AGAIN)
		(void)err_set(err, ERR_TEMP,
		    "the daemon did not answer for %d seconds; look at its "
		    "log (journalctl -u dpupd)",
		    ANSWER_WAIT_S);
	else
		(void)err_set(err, ERR_TEMP,
		    "the daemon closed the connection%s%s; is it stopping?",
		    err_is_set(&cause) ? ": " : "", cause.text);
	if (received_fd >= 0)
		(void)close(received_fd);
	(void)close(sock);
	buf_release(&received);
	return result;
}

json_t *client_ask(const char *socket_path, const struct buf *frame, int *status)
{
	struct buf answer = BUF_INIT;
	struct err err = ERR_INIT;
	json_error_t error;
	json_t *json = NULL;

	*status = 1;
	switch (client_call(socket_path, frame, -1, &answer, &err)) {
	case CLIENT_OK:
		json = answer.n == 0 ?
		    json_object() :
		    json_loadb(answer.p, answer.n, JSON_DECODE_ANY | JSON_ALLOW_NUL, &error);
		if (json == NULL)
			output_error("the daemon's answer is no JSON: %s", error.text);
		break;
	case CLIENT_REFUSED:
		output_error("%s",
		    answer.n > 0 ? answer.p : "the daemon refused and did not say why");
		break;
	case CLIENT_UNREACHABLE:
		output_error("%s", err.text);
		*status = EX_UNAVAILABLE;
		break;
	}
	buf_release(&answer);
	return json;
}

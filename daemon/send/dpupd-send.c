/* SPDX-License-Identifier: MIT
 * dpupd-send: some connections to one relay. Started by core with a socket as descriptor 3; there
 * is no other way to use it. The order: hear which relay it is, read the secret, load what is
 * loaded lazily, close the box; only then is a byte read that is not core's. */
#include <stdlib.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "../common/channel.h"
#include "../common/log.h"
#include "../common/sandbox.h"
#include "../common/spawn.h"
#include "../common/xmalloc.h"
#include "connection.h"
#include "endpoint.h"
#include "sender.h"

#define FILES_MAX 128	/* the channel, a socket, an opening and a message each, and what the resolver opens */

/* Waits for send.start. Where core is gone before, so are we. */
static void hear_relay(struct endpoint *relay)
{
	struct buf frame = BUF_INIT;
	struct err err = ERR_INIT;
	struct wire w;
	int fd;

	switch (channel_receive(SPAWN_CHANNEL_FD, &frame, &fd, &err)) {
	case CHANNEL_OK:
		break;
	case CHANNEL_CLOSED:
		exit(0);
	case CHANNEL_AGAIN:
	case CHANNEL_BAD:
		fatal(EX_PROTOCOL, "send.core", "reason=\"%s\"", err.text);
	}
	if (fd >= 0)
		(void)close(fd);	/* nothing belongs beside this frame */
	if (wire_parse(buf_all(&frame), &w, &err) < 0 || !wire_is(&w, "send.start") ||
	    endpoint_read(relay, &w, &err) < 0)
		fatal(EX_PROTOCOL, "send.core", "reason=\"%s\"",
		    err_is_set(&err) ? err.text : "the first frame is not send.start");
	buf_release(&frame);
}

#define OWN_PATHS 4	/* of this relay, beside those every program with a network reads */

/* What the box lets be read: the resolver's and GnuTLS's files, and this relay's certificates.
 * The result lives as long as the process. */
static const char *const *read_paths(const struct endpoint *relay)
{
	const char *own[OWN_PATHS] = { relay->ca_file.p, relay->certificate.p, relay->certificate_key.p,
		relay->oauth_settings.ca_file };
	const char **paths;
	size_t n = 0;

	while (sandbox_network_paths[n] != NULL)
		n++;
	paths = xcalloc(n + OWN_PATHS + 1, sizeof *paths);
	for (size_t i = 0; i < n; i++)
		paths[i] = sandbox_network_paths[i];
	for (size_t i = 0; i < OWN_PATHS; i++) {
		if (own[i] != NULL && own[i][0] != '\0')
			paths[n++] = own[i];
	}
	return paths;
}

/* A log that was redirected to a file must still be written to: with a limit of 0 bytes the
 * first line would be the last. */
static bool is_log_a_file(void)
{
	struct stat st;

	return fstat(STDERR_FILENO, &st) == 0 && S_ISREG(st.st_mode);
}

static void close_box(const struct endpoint *relay)
{
	struct err err = ERR_INIT;
	struct sandbox box = { .filter = SANDBOX_NETWORK, .files = FILES_MAX,
		.can_write_files = is_log_a_file(), .read_paths = read_paths(relay) };

	if (connection_setup(&err) < 0 || sandbox_enter(&box, &err) < 0)
		fatal(EX_OSERR, "send.box", "reason=\"%s\"", err.text);
}

int main(int argc, char **argv)
{
	struct endpoint relay;
	struct sender *sender;
	int status;

	spawn_child_setup(argc, argv, "dpupd-send");
	hear_relay(&relay);
	close_box(&relay);
	sender = sender_new(&relay, SPAWN_CHANNEL_FD);
	status = sender_run(sender);
	sender_free(sender);
	endpoint_release(&relay);
	return status;
}

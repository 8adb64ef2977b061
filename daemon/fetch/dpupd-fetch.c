/* SPDX-License-Identifier: MIT
 * dpupd-fetch: reads one inbox, a Maildir or a mailbox by IMAP, and hands each message to core
 * (protocol.h, "fetch"). It holds the inbox's password and nothing else, writes nothing but the
 * Maildir, never looks into a message, and forgets all when it ends: what was handed over is
 * core's, and core keeps the cursor.
 *
 * The order that must not change: fetch.start, the password and the folder are read while files
 * can still be opened, then the box is closed, then the first foreign byte is read. */
#include <stdlib.h>
#include <sysexits.h>
#include <time.h>

#include "daemon/common/err.h"
#include "daemon/common/log.h"
#include "daemon/common/sandbox.h"
#include "daemon/common/secret.h"
#include "daemon/common/spawn.h"
#include "daemon/fetch/fetch_box.h"
#include "daemon/fetch/imap.h"
#include "daemon/fetch/imap_connect.h"
#include "daemon/fetch/maildir.h"
#include "daemon/fetch/start.h"
#include "daemon/fetch/upstream.h"

static struct buf password = BUF_INIT;

static void wipe_password(void)
{
	buf_wipe(&password);
}

static int64_t now(void)
{
	return (int64_t)time(NULL);
}

/* Waits for secrets that can be read, and tells core what is wrong until then. */
static void read_secrets(struct start *start, struct upstream *up)
{
	for (;;) {
		struct err err = ERR_INIT;

		if (oauth_is_set(&start->oauth_settings))
			start->oauth = oauth_new(&start->oauth_settings, &err);
		else if (start->password_file != NULL)
			(void)secret_read(start->password_file, &password, &err); /* *err says it */
		if (!err_is_set(&err))
			return;
		upstream_state(up, "down", &err);
		(void)upstream_wait(up, -1, 0, 1000 * (int64_t)start->retry_s);
	}
}

/* A box that cannot be closed is a broken world: nothing may be read outside of it. */
static void close_box(const struct start *start)
{
	struct err err = ERR_INIT;

	if (fetch_box_enter(start, &err) < 0)
		fatal(EX_OSERR, "fetch.box", "text=\"%s\"", err.text);
}

int main(int argc, char **argv)
{
	struct upstream up;
	struct start start;
	struct maildir maildir;

	spawn_child_setup(argc, argv, "dpupd-fetch");
	sandbox_leave_signals();
	upstream_init(&up, SPAWN_CHANNEL_FD);
	upstream_receive_start(&up, &start);
	switch (start.kind) {
	case START_MAILDIR:
		maildir_open(&maildir, &start, &up);
		close_box(&start);
		maildir_run(&maildir);
	case START_IMAP:
		(void)atexit(wipe_password); /* where it fails, nothing but the wiping is lost */
		read_secrets(&start, &up);
		imap_connect_init();
		close_box(&start);
		imap_run(&start, buf_all(&password), &up, now);
	}
	return EX_SOFTWARE; /* there is no third kind */
}

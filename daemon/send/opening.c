/* SPDX-License-Identifier: MIT
 * Opening beside the loop; see opening.h. Signals are the loop's: the thread blocks them all. */
#include "daemon/send/opening.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sysexits.h>
#include <unistd.h>

#include "daemon/common/log.h"
#include "daemon/common/xmalloc.h"

struct opening {
	pthread_t thread;
	const struct endpoint *relay;
	int64_t now_s;
	atomic_bool is_unwanted;
	int done; /* an eventfd: 1 when it has ended */
	struct connection *connection;
	struct capabilities caps;
	struct connection_failure failure;
};

static bool is_unwanted(void *context)
{
	struct opening *o = context;

	return atomic_load(&o->is_unwanted);
}

static void *run(void *context)
{
	struct opening *o = context;
	const uint64_t one = 1;

	o->connection = connection_open(o->relay, is_unwanted, o, o->now_s, &o->caps, &o->failure);
	if (write(o->done, &one, sizeof one) < 0) /* an eventfd at 0 always takes 1 */
		bug("send.opening", "reason=\"its end cannot be told\"");
	return NULL;
}

struct opening *opening_start(const struct endpoint *relay, int64_t now_s)
{
	struct opening *o = xcalloc(1, sizeof *o);
	sigset_t all, before;
	int rc;

	o->relay = relay;
	o->now_s = now_s;
	o->done = eventfd(0, EFD_CLOEXEC);
	if (o->done < 0)
		fatal(EX_OSERR, "send.opening", "reason=\"%m\"");
	(void)sigfillset(&all);
	(void)pthread_sigmask(SIG_SETMASK, &all, &before);
	rc = pthread_create(&o->thread, NULL, run, o);
	(void)pthread_sigmask(SIG_SETMASK, &before, NULL);
	/* Core takes it as it takes any death, and starts another after a while. */
	if (rc != 0)
		fatal(EX_OSERR, "send.opening", "reason=\"%s\"", strerror(rc));
	return o;
}

int opening_fd(const struct opening *o)
{
	return o->done;
}

void opening_cancel(struct opening *o)
{
	atomic_store(&o->is_unwanted, true);
}

struct connection *opening_end(struct opening *o, struct capabilities *caps_r,
    struct connection_failure *failure_r)
{
	struct connection *connection;

	(void)pthread_join(o->thread, NULL); /* it is ours, and joined once */
	connection = o->connection;
	*caps_r = o->caps;
	*failure_r = o->failure;
	(void)close(o->done);
	free(o);
	return connection;
}

/* SPDX-License-Identifier: MIT
 * See conf_here.h. Only who checks a configuration asks for it: a daemon that starts, or reads its
 * configuration again, does what it can with what is there, and "doctor" says what is missing. */
#include "daemon/common/conf_here.h"

#include <arpa/inet.h>
#include <errno.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/common/conf.h"
#include "daemon/common/num.h"
#include "daemon/common/slice.h"
#include "daemon/common/xmalloc.h"

struct looking {
	conf_say *say;
	void *context;
};

/* `text` is taken. */
static void tell(const struct looking *l, enum conf_severity severity, const char *key, char *text)
{
	l->say(l->context, severity, key, text);
	free(text);
}

static void look_for_folder(const struct looking *l, const char *key, const char *path)
{
	struct stat st;

	if (path == NULL)
		return;
	if (stat(path, &st) < 0)
		tell(l, CONF_ERROR, key, xasprintf("%s: %s: %s", key, path, strerror(errno)));
	else if (!S_ISDIR(st.st_mode))
		tell(l, CONF_ERROR, key, xasprintf("%s: %s is no folder", key, path));
}

static void look_for_group(const struct looking *l, const char *group)
{
	if (group != NULL && getgrnam(group) == NULL)
		tell(l, CONF_ERROR, "control.group",
		    xasprintf("control.group: there is no group \"%s\" on this machine; make it "
		              "(addgroup --system %s), or name another",
		        group, group));
}

/* An address as bind(2) has it, of text that conf_check_listen() took; false for what it did not.
 */
static bool read_listen(const char *text, struct sockaddr_storage *address_r, int64_t *port_r)
{
	struct sockaddr_in *v4 = (struct sockaddr_in *)address_r;
	struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)address_r;
	const char *colon = strrchr(text, ':');
	bool is_v6 = text[0] == '[';
	char *host = colon == NULL ? xstrdup("127.0.0.1") :
	                             xstrndup(text + is_v6, (size_t)(colon - text) - 2 * is_v6);
	bool is_read = num_parse(slice_of(colon == NULL ? text : colon + 1), 1, 65535, port_r);

	memset(address_r, 0, sizeof *address_r);
	address_r->ss_family = is_v6 ? AF_INET6 : AF_INET;
	if (is_v6)
		v6->sin6_port = htons((uint16_t)*port_r);
	else
		v4->sin_port = htons((uint16_t)*port_r);
	is_read = is_read &&
	    inet_pton(address_r->ss_family, host,
	        is_v6 ? (void *)&v6->sin6_addr : (void *)&v4->sin_addr) == 1;
	free(host);
	return is_read;
}

#define PRIVILEGED_BELOW \
	1024 /* ip(7): ports that need CAP_NET_BIND_SERVICE, where the machine says nothing else \
	      */

/* Tried, because what is allowed depends on capabilities and on the machine's settings. A port that
 * somebody has is no fault: it may be a dpupd that runs. */
static void look_at_port(const struct looking *l, const char *key, const char *listen)
{
	struct sockaddr_storage address;
	socklen_t size;
	int64_t port = 0;
	int sock;

	if (listen == NULL || !read_listen(listen, &address, &port))
		return;
	size = address.ss_family == AF_INET6 ? sizeof(struct sockaddr_in6) :
	                                       sizeof(struct sockaddr_in);
	sock = socket(address.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (sock < 0 || (bind(sock, (struct sockaddr *)&address, size) < 0 && errno != EADDRINUSE))
		tell(l, CONF_ERROR, key,
		    xasprintf("%s: \"%s\" may not be listened on: %s%s", key, listen,
		        strerror(errno),
		        errno == EACCES ?
		            "; take a port from 1024, and let a proxy in front of it have the other" :
		            ""));
	else if (geteuid() == 0 && port < PRIVILEGED_BELOW)
		tell(l, CONF_WARNING, key,
		    xasprintf(
		        "%s: port %lld is for root alone, and dpupd.service does not run as root; take "
		        "a port from %d",
		        key, (long long)port, PRIVILEGED_BELOW));
	if (sock >= 0)
		(void)close(sock);
}

void conf_here_look(const struct conf *c, conf_say *say, void *context)
{
	struct looking l = { say, context };

	look_for_folder(&l, "templates.path", c->templates.path);
	look_for_group(&l, c->control.group);
	look_at_port(&l, "web.listen", c->web.listen);
	look_at_port(&l, "web.metrics_listen", c->web.metrics_listen);
}

/* SPDX-License-Identifier: MIT
 * The rules between the keys of dpupd.conf, after each was judged by itself (conf_table.h). */
#ifndef COMMON_CONF_RULES_H
#define COMMON_CONF_RULES_H

enum conf_severity {
	CONF_ERROR,
	CONF_WARNING,
};

/* Where our unit finds its credentials. */
#define CONF_CREDENTIALS_DEFAULT "/run/credentials/dpupd.service"

/* `path` names the key: "identity.human", "relays.[0].tls" (it need not be in the file). */
typedef void conf_say(void *context, enum conf_severity severity, const char *path,
    const char *text);

struct conf;
/* Sets what was not given and follows from other keys. A wrong file may leave a required key NULL:
 * what follows from that is left out. */
void conf_rules_derive(struct conf *c);
/* Says what does not fit together in a configuration whose keys are right one by one; one that
 * was not right is NULL here, or has its default. */
void conf_rules_compare(const struct conf *c, conf_say *say, void *context);

#endif

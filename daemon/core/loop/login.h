/* SPDX-License-Identifier: MIT
 * How a child logs in, as fields of its start frame: for relays and inboxes alike. Only names of
 * files; the child reads the secrets. */
#ifndef CORE_LOGIN_H
#define CORE_LOGIN_H

#include "daemon/common/buf.h"
#include "daemon/common/conf.h"

/* Adds a text where there is one. */
void login_add(struct buf *frame, const char *name, const char *value);
/* The fields oauth_url, oauth_client ... (common/oauth.h). */
void login_add_oauth2(struct buf *frame, const struct conf_oauth2 *o);

#endif

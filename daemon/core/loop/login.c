/* SPDX-License-Identifier: MIT
 * Fields of start frames; see login.h. The reader of these names is common/oauth.c. */
#include "daemon/core/loop/login.h"

#include "daemon/common/wire.h"

void login_add(struct buf *frame, const char *name, const char *value)
{
	if (value != NULL)
		wire_add_text(frame, name, slice_of(value));
}

void login_add_oauth2(struct buf *frame, const struct conf_oauth2 *o)
{
	login_add(frame, "oauth_url", o->token_url);
	login_add(frame, "oauth_client", o->client_id);
	login_add(frame, "oauth_scope", o->scope);
	login_add(frame, "oauth_secret_file", o->client_secret_file);
	login_add(frame, "oauth_refresh_file", o->refresh_token_file);
	login_add(frame, "oauth_command", o->command);
	login_add(frame, "oauth_ca_file", o->ca_file);
}

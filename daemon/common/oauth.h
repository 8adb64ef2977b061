/* SPDX-License-Identifier: MIT
 * An OAuth2 access token for logging in to a mail server without a person (RFC 6749 §4.4, §6): by a
 * client's secret, by a refresh token, or by a command. Each process that logs in holds its own, in
 * memory only; it is renewed at 80 % of its life, when a connection is to be made. */
#ifndef COMMON_OAUTH_H
#define COMMON_OAUTH_H

#include <stdbool.h>
#include <stdint.h>

#include "daemon/common/err.h"
#include "daemon/common/slice.h"
#include "daemon/common/wire.h"

/* As core says it, in the fields oauth_url, oauth_client ... of a start frame; NULL: not given. */
struct oauth_settings {
	char *url, *client, *scope, *secret_file, *refresh_file, *command, *ca_file;
};

void oauth_settings_read(struct oauth_settings *settings_r, const struct wire *w);
void oauth_settings_release(struct oauth_settings *s);
bool oauth_is_set(const struct oauth_settings *s);

struct oauth;

/* Reads the secrets, and starts what a command needs: before the box is closed. NULL: *err says
 * what is wrong with the files. Borrows `s`. */
struct oauth *oauth_new(const struct oauth_settings *s, struct err *err);
void oauth_free(struct oauth *o);

/* A token that is good for a while; borrowed until the next call. Blocks while it is asked for, at
 * most about a minute; `is_unwanted` (or NULL) is asked meanwhile. `now_s` is of any clock that
 * runs evenly. -1: *err is PERM where a person must mend it. */
int oauth_token(struct oauth *o, int64_t now_s, bool (*is_unwanted)(void *context), void *context,
    const char **token_r, struct err *err);
/* The number of the token that was given last: another where it was renewed. */
uint64_t oauth_number(const struct oauth *o);
/* The mail server refused the token of this number. True where asking again may help, once: there
 * was one and it was not new, or it has been renewed since. */
bool oauth_refused(struct oauth *o, uint64_t number);

#endif

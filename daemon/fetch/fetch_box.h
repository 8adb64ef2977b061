/* SPDX-License-Identifier: MIT
 * The boxes of dpupd-fetch: a Maildir and no network, or connections out and the files that
 * resolving names and TLS take. The main enters one, and the test that tries it from inside. */
#ifndef FETCH_FETCH_BOX_H
#define FETCH_FETCH_BOX_H

#include "daemon/fetch/start.h"

/* For good; the folder is open, or the secrets are read. -1 and *err: it could not be closed. */
int fetch_box_enter(const struct start *start, struct err *err);

#endif

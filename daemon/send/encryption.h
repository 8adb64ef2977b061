/* SPDX-License-Identifier: MIT
 * Which encryption a connection has, in a word for the journal. */
#ifndef SEND_ENCRYPTION_H
#define SEND_ENCRYPTION_H

/* `session` is GnuTLS's (gnutls_session_t), as libcurl hands it out. "TLS1.3", "TLS1.2"; static. */
const char *encryption_name(void *session);

#endif

/* SPDX-License-Identifier: MIT
 * The version of TLS of a session of libcurl's; see encryption.h. It looks and changes nothing, and
 * keeps no session: they are libcurl's, and end with their connection. */
#include "daemon/send/encryption.h"

#include <stddef.h>

#include <gnutls/gnutls.h>

const char *encryption_name(void *session)
{
	const char *name = gnutls_protocol_get_name(gnutls_protocol_get_version(session));

	return name != NULL ? name : "TLS";
}

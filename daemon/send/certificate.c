/* SPDX-License-Identifier: MIT
 * Certificates' faults; see certificate.h. libcurl checks them; this only knows what the bits
 * mean that it passes on. The first that fits is told: a certificate that was revoked is
 * revoked, whatever else is wrong with it. */
#include "daemon/send/certificate.h"

#include <stddef.h>

#include <gnutls/gnutls.h>

static const struct {
	unsigned long bit;
	const char *words;
} faults[] = {
	{ GNUTLS_CERT_REVOKED, "was revoked" },
	{ GNUTLS_CERT_EXPIRED, "has expired" },
	{ GNUTLS_CERT_NOT_ACTIVATED, "is not valid yet (is the clock right?)" },
	{ GNUTLS_CERT_SIGNER_NOT_FOUND,
	    "is signed by nobody we trust (ca_file names whom to trust)" },
	{ GNUTLS_CERT_SIGNER_NOT_CA, "is signed by a certificate that may not sign" },
	{ GNUTLS_CERT_INSECURE_ALGORITHM, "is signed in an insecure way" },
	{ GNUTLS_CERT_PURPOSE_MISMATCH, "is not one for a server" },
	{ GNUTLS_CERT_SIGNATURE_FAILURE, "has a wrong signature" },
};

const char *certificate_fault(unsigned long status)
{
	for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
		if ((status & faults[i].bit) != 0)
			return faults[i].words;
	}
	return NULL;
}

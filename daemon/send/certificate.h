/* SPDX-License-Identifier: MIT
 * Why a server's certificate was not accepted, in words. */
#ifndef SEND_CERTIFICATE_H
#define SEND_CERTIFICATE_H

/* `status` is what GnuTLS found (gnutls_certificate_status_t); NULL where that says nothing. */
const char *certificate_fault(unsigned long status);

#endif

/* SPDX-License-Identifier: MIT
 * Hashes and randomness by GnuTLS; see hash.h. Failures here mean a broken crypto library,
 * and going on would mean tokens anyone can make: they are fatal. */
#include "daemon/common/hash.h"

#include <sysexits.h>

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>

#include "daemon/common/log.h"

void hash_sha256(struct slice data, uint8_t out[HASH_SIZE])
{
	int rc = gnutls_hash_fast(GNUTLS_DIG_SHA256, data.p, data.n, out);

	if (rc < 0)
		fatal(EX_SOFTWARE, "hash.sha256", "reason=\"%s\"", gnutls_strerror(rc));
}

void hash_hmac(struct slice key, struct slice data, uint8_t out[HASH_SIZE])
{
	int rc = gnutls_hmac_fast(GNUTLS_MAC_SHA256, key.p, key.n, data.p, data.n, out);

	if (rc < 0)
		fatal(EX_SOFTWARE, "hash.hmac", "reason=\"%s\"", gnutls_strerror(rc));
}

void hash_to_text(const uint8_t *bytes, size_t n, struct buf *out)
{
	for (size_t i = 0; i < n; i++)
		buf_printf(out, "%02x", bytes[i]);
}

void hash_random(void *p, size_t n)
{
	int rc = gnutls_rnd(GNUTLS_RND_KEY, p, n);

	if (rc < 0)
		fatal(EX_OSERR, "hash.random", "reason=\"%s\"", gnutls_strerror(rc));
}

bool hash_equal(const void *a, const void *b, size_t n)
{
	return gnutls_memcmp(a, b, n) == 0;
}

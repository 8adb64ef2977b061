/* SPDX-License-Identifier: MIT
 * How many rsa-sha256 signatures one core makes with GnuTLS and nothing else to do: the ceiling of
 * what DKIM may cost.
 *
 *   sign KEY.pem     prints signatures per second, over two seconds */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>

#define SPAN_S 2.0

static double now_s(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
	static unsigned char text[1500]; /* a relaxed header of ours */
	gnutls_datum_t pem, data = { text, sizeof text }, signature;
	gnutls_privkey_t key;
	double from;
	long count = 0;

	if (argc != 2 || gnutls_load_file(argv[1], &pem) < 0 || gnutls_privkey_init(&key) < 0 ||
	    gnutls_privkey_import_x509_raw(key, &pem, GNUTLS_X509_FMT_PEM, NULL, 0) < 0) {
		fprintf(stderr, "usage: sign KEY.pem\n");
		return 64;
	}
	from = now_s();
	do {
		if (gnutls_privkey_sign_data2(key, GNUTLS_SIGN_RSA_SHA256, 0, &data, &signature) <
		    0)
			return 1;
		gnutls_free(signature.data);
		count++;
	} while (now_s() - from < SPAN_S);
	printf("%.1f\n", (double)count / (now_s() - from));
	gnutls_privkey_deinit(key);
	gnutls_free(pem.data);
	return 0;
}

/* SPDX-License-Identifier: MIT
 * HTTPS by libcurl; see oauth_http.h. No redirect is followed and no other scheme spoken: our
 * secret goes to the server that the configuration names and nowhere else. */
#include "daemon/common/oauth_http.h"

#include <curl/curl.h>

#define CONNECT_S 15L
#define TOTAL_S 30L /* a server that is slower than this is down, for mail that waits */
#define BODY_MAX (64 << 10)

struct asking {
	struct buf *body;
	bool (*is_unwanted)(void *context);
	void *context;
};

static size_t on_body(char *p, size_t size, size_t n, void *context)
{
	struct asking *a = context;

	if (a->body->n + size * n > BODY_MAX)
		return 0; /* ends the attempt */
	buf_add(a->body, p, size * n);
	return size * n;
}

static int on_progress(void *context, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
	struct asking *asking = context;

	(void)a, (void)b, (void)c, (void)d; /* how far it is does not matter */
	return asking->is_unwanted != NULL && asking->is_unwanted(asking->context);
}

#define SET(option, value) (void)curl_easy_setopt(curl, CURLOPT_##option, (value))

static CURLcode perform(CURL *curl, const char *url, const char *ca_file, const struct buf *form,
    struct asking *asking)
{
	CURLcode code = curl_easy_setopt(curl, CURLOPT_URL, url);

	if (code == CURLE_OK)
		code = curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "https");
	if (code != CURLE_OK)
		return code;
	SET(FOLLOWLOCATION, 0L);
	SET(PROXY, ""); /* also none from the environment */
	SET(NOSIGNAL, 1L);
	SET(USERAGENT, "dpupd");
	SET(POSTFIELDS, form->p);
	SET(POSTFIELDSIZE, (long)form->n);
	SET(CONNECTTIMEOUT, CONNECT_S);
	SET(TIMEOUT, TOTAL_S);
	SET(SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	SET(SSL_VERIFYPEER, 1L);
	SET(SSL_VERIFYHOST, 2L);
	if (ca_file != NULL) {
		SET(CAINFO, ca_file);
		SET(CAPATH, NULL);
	}
	SET(WRITEFUNCTION, on_body);
	SET(WRITEDATA, asking);
	SET(NOPROGRESS, 0L);
	SET(XFERINFOFUNCTION, on_progress);
	SET(XFERINFODATA, asking);
	return curl_easy_perform(curl);
}

int oauth_http_post(const char *url, const char *ca_file, const struct buf *form,
    bool (*is_unwanted)(void *context), void *context, long *status, struct buf *body,
    struct err *err)
{
	struct asking asking = { body, is_unwanted, context };
	CURL *curl = curl_easy_init();
	char detail[CURL_ERROR_SIZE] = "";
	CURLcode code = CURLE_OUT_OF_MEMORY;

	if (curl != NULL) {
		SET(ERRORBUFFER, detail);
		code = perform(curl, url, ca_file, form, &asking);
		(void)curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, status);
		curl_easy_cleanup(curl);
	}
	if (code == CURLE_OK)
		return 0;
	return err_set(err,
	    code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CACERT_BADFILE ||
	            code == CURLE_URL_MALFORMAT || code == CURLE_UNSUPPORTED_PROTOCOL ?
	        ERR_PERM :
	        ERR_TEMP,
	    "the server of tokens cannot be asked: %s",
	    detail[0] != '\0' ? detail : curl_easy_strerror(code));
}

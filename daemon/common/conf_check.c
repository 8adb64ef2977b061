/* SPDX-License-Identifier: MIT
 * The form of one value of dpupd.conf: an address, a host, a url, hours, something to listen on.
 * Pure, but for the list of time zones: nothing is opened or looked up, because a configuration is
 * also judged on another machine than the one it is for. What two keys mean together is
 * conf_rules.c's. */
#include "daemon/common/conf_check.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/common/loopback.h"
#include "daemon/common/num.h"
#include "daemon/common/slice.h"
#include "daemon/common/xmalloc.h"
#include "daemon/common/zone.h"

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS "0123456789"

static bool has_only(struct slice s, const char *allowed)
{
	for (size_t i = 0; i < s.n; i++)
		if (strchr(allowed, s.p[i]) == NULL)
			return false;
	return true;
}

static bool is_host(struct slice host)
{
	struct slice label;

	if (host.n == 0 || host.n > 253) /* RFC 1035 §2.3.4 */
		return false;
	while (slice_next(&host, '.', &label))
		if (label.n == 0 || label.n > 63 || label.p[0] == '-' ||
		    label.p[label.n - 1] == '-' || !has_only(label, LETTERS DIGITS "-"))
			return false;
	return true;
}

const char *conf_check_domain(const char *text)
{
	return is_host(slice_of(text)) ? NULL :
	                                 "is not a domain name; write it like \"example.govt.nz\"";
}

/* Enough to find a slip; core checks it fully, with the rules for what may be sent to. */
const char *conf_check_address(const char *text)
{
	struct slice s = slice_of(text), domain = slice_from(s, slice_find(s, '@') + 1);
	struct slice local = slice_sub(s, 0, slice_find(s, '@'));

	if (s.n > 254 || local.n == 0 || local.n > 64 || local.p[0] == '.' ||
	    local.p[local.n - 1] == '.' || strstr(text, "..") != NULL ||
	    !has_only(local, LETTERS DIGITS "!#$%&'*+-/=?^_`{|}~."))
		return "is not an email address; write it like \"dpup@example.govt.nz\"";
	if (!is_host(domain) || slice_find(domain, '.') == domain.n)
		return "has no usable domain after the @; write it like \"dpup@example.govt.nz\"";
	return NULL;
}

const char *conf_check_name(const char *text)
{
	if (!has_only(slice_of(text), LETTERS DIGITS "_-"))
		return "may have letters, digits, - and _ only";
	return NULL;
}

/* It becomes the name of a folder, so it can be nothing but a language tag (RFC 5646). */
const char *conf_check_language(const char *text)
{
	if (strlen(text) > 35 || text[0] == '-' || !has_only(slice_of(text), LETTERS DIGITS "-"))
		return "is not a language tag; write it like \"en\" or \"mi\"";
	return NULL;
}

const char *conf_check_credential(const char *text)
{
	if (text[0] == '.' || !has_only(slice_of(text), LETTERS DIGITS "_.-"))
		return "is not the name of a credential; it is the word before the colon of LoadCredential=";
	return NULL;
}

const char *conf_check_zone(const char *text)
{
	return zone_is_known(text) ?
	    NULL :
	    "is not a time zone this system knows (is tzdata installed?); write it like "
	    "\"Pacific/Auckland\"";
}

static bool is_clock(struct slice text, int64_t *minutes_r)
{
	int64_t hour, minute;

	if (text.n != 5 || text.p[2] != ':' || !num_parse(slice_sub(text, 0, 2), 0, 24, &hour) ||
	    !num_parse(slice_from(text, 3), 0, 59, &minute))
		return false;
	*minutes_r = hour * 60 + minute;
	return *minutes_r <= 24 * 60;
}

const char *conf_check_hours(const char *text)
{
	struct slice s = slice_of(text);
	int64_t from, to;

	if (slice_is(s, "always") ||
	    (s.n == 11 && s.p[5] == '-' && is_clock(slice_sub(s, 0, 5), &from) &&
	        is_clock(slice_from(s, 6), &to) && from < to))
		return NULL;
	return "is no span of a day; write it like \"08:00-18:00\", or \"always\"";
}

static bool is_date(struct slice word)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	int64_t year, month, day;

	if (word.n != 10 || word.p[4] != '-' || word.p[7] != '-' ||
	    !num_parse(slice_sub(word, 0, 4), 1970, 9999, &year) ||
	    !num_parse(slice_sub(word, 5, 2), 1, 12, &month) ||
	    !num_parse(slice_from(word, 8), 1, 31, &day))
		return false;
	return day <= days[month - 1] ||
	    (month == 2 && day == 29 && year % 4 == 0 && (year % 100 != 0 || year % 400 == 0));
}

const char *conf_check_dates(const char *text)
{
	struct slice rest = slice_of(text), word;

	while (slice_next(&rest, ' ', &word)) {
		if (word.n > 0 && !is_date(word))
			return "is no list of dates; write it like \"2026-09-28 2027-01-25\"";
	}
	return NULL;
}

const char *conf_check_domains(const char *text)
{
	struct slice rest = slice_of(text), word;

	while (slice_next_word(&rest, &word))
		if (!is_host(word) || slice_find(word, '.') == word.n)
			return "is no list of domains; write it like \"outlook.com hotmail.com\"";
	return NULL;
}

const char *conf_check_website(const char *text)
{
	struct slice s = slice_of(text), host = slice_from(s, strlen("https://"));

	if (!slice_starts(s, "https://") || strpbrk(text, " \"<>\\") != NULL)
		return "is not a web address; it begins with https://";
	host = slice_sub(host, 0, slice_find(host, '/'));
	return is_host(slice_sub(host, 0, slice_find(host, ':'))) ?
	    NULL :
	    "has no usable host name after https://";
}

/* The host of scheme://host[:port][/]; false where the text has any other form. */
static bool url_host(const char *text, struct slice *host_r, struct slice *port_r)
{
	struct slice s = slice_of(text), rest = slice_from(s, slice_find_text(s, "://") + 3);
	size_t end;

	if (rest.n > 0 && rest.p[rest.n - 1] == '/')
		rest.n--;
	if (rest.n > 0 && rest.p[0] == '[') {
		end = slice_find(rest, ']');
		if (end == rest.n)
			return false;
		*host_r = slice_sub(rest, 1, end - 1);
		rest = slice_from(rest, end + 1);
	} else {
		end = slice_find(rest, ':');
		*host_r = slice_sub(rest, 0, end);
		rest = slice_from(rest, end);
	}
	*port_r = slice_from(rest, 1);
	return rest.n == 0 || (rest.p[0] == ':' && rest.n > 1);
}

bool conf_check_is_loopback(const char *url)
{
	struct slice host, port;

	return url_host(url, &host, &port) && loopback_is_host(host);
}

static const char *check_server(const char *text, const char *const schemes[2], const char *form)
{
	struct slice s = slice_of(text), host, port;
	int64_t n;

	if (!slice_starts(s, schemes[0]) && !slice_starts(s, schemes[1]))
		return form;
	if (slice_find(s, '@') < s.n)
		return "must not hold a user or a password; use the keys user and password_file";
	if (!url_host(text, &host, &port))
		return form;
	if (port.n > 0 && !num_parse(port, 1, 65535, &n))
		return "has a port that is not a number from 1 to 65535";
	if (is_host(host) ||
	    (slice_find(host, ':') < host.n && has_only(host, DIGITS "abcdefABCDEF:.")))
		return NULL;
	return "has no usable host name";
}

const char *conf_check_smtp(const char *text)
{
	static const char *const schemes[] = { "smtp://", "smtps://" };

	return check_server(text, schemes,
	    "is not a mail relay; write it like \"smtp://relay.example.govt.nz:587\" or \"smtps://...\"");
}

const char *conf_check_imap(const char *text)
{
	static const char *const schemes[] = { "imaps://", "imap://" };

	return check_server(text, schemes,
	    "is not a mail server; write it like \"imaps://mail.example.govt.nz\" or \"imap://...\"");
}

const char *conf_check_token_url(const char *text)
{
	struct slice host = slice_from(slice_of(text), strlen("https://")), port;
	int64_t n;

	if (!slice_starts(slice_of(text), "https://") || strpbrk(text, " \"<>\\@#") != NULL)
		return "is not where tokens are given; it begins with https:// and has no user in it";
	host = slice_sub(host, 0, slice_find(host, '/'));
	port = slice_from(host, slice_find(host, ':') + 1);
	if (port.n > 0 && !num_parse(port, 1, 65535, &n))
		return "has a port that is not a number from 1 to 65535";
	return is_host(slice_sub(host, 0, slice_find(host, ':'))) ?
	    NULL :
	    "has no usable host name after https://";
}

/* A port (of this machine only), or a numeric address and a port. */
const char *conf_check_listen(const char *text)
{
	static const char form[] =
	    "is nothing to listen on; write it like \"8080\" (this machine only), "
	    "\"192.0.2.1:8080\" or \"[::]:8080\"";
	char *url = xasprintf("http://%s", text);
	struct slice s = slice_of(text), host, port;
	unsigned char bytes[16];
	bool is_good = url_host(url, &host, &port);
	char *name = is_good ? slice_dup(host) : NULL;
	int64_t n;

	if (has_only(s, DIGITS))
		is_good = num_parse(s, 1, 65535, &n);
	else
		is_good = is_good && num_parse(port, 1, 65535, &n) &&
		    inet_pton(text[0] == '[' ? AF_INET6 : AF_INET, name, bytes) == 1;
	free(name);
	free(url);
	return is_good ? NULL : form;
}

/* The numbers are for a scraper on this machine: who reads them needs to prove nothing. */
const char *conf_check_metrics_listen(const char *text)
{
	const char *fault = conf_check_listen(text);
	char *url = xasprintf("http://%s", text);

	if (fault == NULL && strchr(text, ':') != NULL && !conf_check_is_loopback(url))
		fault =
		    "is for this machine only; write it like \"9187\", \"127.0.0.1:9187\" or \"[::1]:9187\"";
	free(url);
	return fault;
}

/* What links begin with: no ending slash, no question, nothing a mail program would break. */
const char *conf_check_base_url(const char *text)
{
	const char *fault = conf_check_website(text);

	if (fault != NULL)
		return fault;
	if (text[strlen(text) - 1] == '/' || strpbrk(text, "?#,'&") != NULL)
		return "must not end in / or hold ? or #; write it like \"https://dpup.example.govt.nz\"";
	return NULL;
}

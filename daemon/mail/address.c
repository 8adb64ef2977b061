/* SPDX-License-Identifier: MIT
 * Addresses; see address.h. What is accepted is the dot-string of RFC 5321 §4.1.2 at a domain
 * of letters, digits and hyphens. Quoted local parts, address literals and comments are legal
 * mail and are refused all the same: each is a way to smuggle white space or a second address
 * into a place that expects one. Domains of other alphabets are converted by libidn2. */
#include "daemon/mail/address.h"

#include <fnmatch.h>
#include <string.h>

#include <idn2.h>

#include "daemon/common/buf.h"
#include "daemon/common/str_put.h"
#include "daemon/common/utf8.h"
#include "daemon/mail/encode.h"

#define LABEL_MAX 63  /* RFC 1035 §2.3.4 */
#define TEXT_MAX 1024 /* a domain of 254 has at most so many bytes as U-labels */

static bool is_alnum(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* RFC 5322 §3.2.3 */
static bool is_atext(char c)
{
	return is_alnum(c) || (c != '\0' && strchr("!#$%&'*+-/=?^_`{|}~", c) != NULL);
}

static char to_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool refuse(struct err *err, const char *reason)
{
	(void)err_set(err, ERR_PERM, "%s", reason); /* what it returns says less than false */
	return false;
}

/* In its normal form. */
static bool check_local(struct slice local, struct err *err)
{
	char before = '.';

	if (local.n == 0)
		return refuse(err, "the address has nothing before the @");
	if (local.n > ADDRESS_LOCAL_MAX)
		return refuse(err,
		    utf8_is_ascii(local) ?
		        "the part before the @ is longer than 64 characters" :
		        "the part before the @ is longer than 64 bytes, of which its letters take several");
	if (!utf8_is_ascii(local) && !utf8_is_visible(local))
		return refuse(err, "the part before the @ has a sign that addresses cannot have");
	for (size_t i = 0; i < local.n; i++) {
		char c = local.p[i];

		if (c == '.' && before == '.')
			return refuse(err,
			    "the part before the @ begins with a dot or has two in "
			    "a row");
		if (c != '.' && (c & 0x80) == 0 && !is_atext(c))
			return refuse(err,
			    "the part before the @ has a space or a sign that "
			    "addresses cannot have");
		before = c;
	}
	if (before == '.')
		return refuse(err, "the part before the @ ends in a dot");
	return true;
}

static bool is_label(struct slice label)
{
	if (label.n == 0 || label.n > LABEL_MAX || label.p[0] == '-' || label.p[label.n - 1] == '-')
		return false;
	for (size_t i = 0; i < label.n; i++) {
		if (!is_alnum(label.p[i]) && label.p[i] != '-')
			return false;
	}
	return true;
}

/* Two labels or more, the last not all digits, so that no IPv4 address passes for a name. */
static bool check_domain(struct slice domain, struct err *err)
{
	struct slice rest = domain, label = SLICE_NONE;
	size_t labels = 0;
	bool is_number = true;

	if (domain.n == 0)
		return refuse(err, "the address has nothing after the @");
	while (slice_next(&rest, '.', &label)) {
		if (!is_label(label))
			return refuse(err, "what stands after the @ is not a domain name");
		labels++;
	}
	if (labels < 2)
		return refuse(err, "the domain after the @ has no dot");
	for (size_t i = 0; i < label.n; i++)
		is_number = is_number && label.p[i] >= '0' && label.p[i] <= '9';
	if (is_number)
		return refuse(err, "the domain after the @ ends in a number");
	return true;
}

/* Appends the domain in lower case, U-labels as A-labels (IDNA 2008, non-transitional). False
 * where it cannot be one; nothing is checked of a domain that is ASCII already. */
static bool add_ascii_domain(struct buf *out, struct slice domain)
{
	struct buf text = BUF_INIT;
	char *ascii = NULL;
	bool is_good;

	if (utf8_is_ascii(domain)) {
		for (size_t i = 0; i < domain.n; i++)
			buf_char(out, to_lower(domain.p[i]));
		return true;
	}
	if (domain.n > TEXT_MAX || !utf8_is_valid(domain) || slice_find(domain, '\0') < domain.n)
		return false;
	utf8_nfc(&text, domain);
	is_good = idn2_to_ascii_8z(text.p, &ascii, IDN2_NONTRANSITIONAL | IDN2_NFC_INPUT) ==
	    IDN2_OK;
	if (is_good)
		buf_text(out, ascii);
	idn2_free(ascii);
	buf_release(&text);
	return is_good;
}

static size_t find_at(struct slice spec)
{
	const char *at = spec.n > 0 ? memrchr(spec.p, '@', spec.n) : NULL;

	return at != NULL ? (size_t)(at - spec.p) : spec.n;
}

static void take_address(struct address *a, const struct buf *spec)
{
	memcpy(a->spec, spec->p, spec->n + 1);
	for (size_t i = 0; i <= spec->n; i++)
		a->key[i] = to_lower(spec->p[i]);
}

/* Appends the local part in its normal form; false where it can have none. */
static bool add_local(struct buf *out, struct slice local, bool is_utf8_allowed, struct err *err)
{
	if (utf8_is_ascii(local)) {
		buf_slice(out, local);
		return true;
	}
	if (!is_utf8_allowed)
		return refuse(err,
		    "the part before the @ has a letter outside a-z, which most "
		    "mail systems cannot deliver to yet");
	if (local.n > TEXT_MAX || !utf8_is_valid(local))
		return refuse(err, "the part before the @ is not text in UTF-8, or far too long");
	utf8_lower(out, local);
	return true;
}

static bool parse(struct slice text, bool is_utf8_allowed, struct address *address_r,
    struct err *err)
{
	struct slice trimmed = slice_trim(text);
	size_t at = find_at(trimmed);
	struct buf spec = BUF_INIT;
	bool is_good = false;

	if (at == trimmed.n)
		return refuse(err, "the address has no @; write it like name@example.org");
	if (add_local(&spec, slice_sub(trimmed, 0, at), is_utf8_allowed, err) &&
	    check_local(buf_all(&spec), err)) {
		size_t n = spec.n + 1;

		buf_char(&spec, '@');
		if (!add_ascii_domain(&spec, slice_from(trimmed, at + 1)))
			(void)refuse(err, "what stands after the @ is not a domain name");
		else if (spec.n > ADDRESS_MAX)
			(void)refuse(err, "the address is longer than 254 characters");
		else
			is_good = check_domain(slice_from(buf_all(&spec), n), err);
	}
	if (is_good)
		take_address(address_r, &spec);
	buf_release(&spec);
	return is_good;
}

bool address_parse(struct slice text, struct address *address_r, struct err *err)
{
	return parse(text, false, address_r, err);
}

bool address_parse_utf8(struct slice text, struct address *address_r, struct err *err)
{
	return parse(text, true, address_r, err);
}

bool address_is_utf8(const struct address *a)
{
	return !utf8_is_ascii(slice_of(a->spec));
}

struct slice address_local(const struct address *a)
{
	struct slice spec = slice_of(a->spec);

	return slice_sub(spec, 0, find_at(spec));
}

struct slice address_domain(const struct address *a)
{
	struct slice spec = slice_of(a->spec);

	return slice_from(spec, find_at(spec) + 1);
}

static bool is_same_domain(struct slice domain, const struct address *base)
{
	struct buf ascii = BUF_INIT;
	bool is_same;

	is_same = add_ascii_domain(&ascii, domain) &&
	    slice_equal_fold(buf_all(&ascii), address_domain(base));
	buf_release(&ascii);
	return is_same;
}

bool address_detail(struct slice spec, const struct address *base, char delimiter,
    struct slice *detail_r)
{
	struct slice whole = slice_trim(spec), base_local = address_local(base), rest;
	size_t at = find_at(whole);
	char percent[4];

	if (at == whole.n || at < base_local.n || whole.n > TEXT_MAX ||
	    !slice_equal_fold(slice_sub(whole, 0, base_local.n), base_local) ||
	    !is_same_domain(slice_from(whole, at + 1), base))
		return false;
	rest = slice_sub(whole, base_local.n, at - base_local.n);
	*detail_r = slice_sub(rest, 0, 0);
	if (rest.n == 0)
		return true;
	if (delimiter == '\0')
		return false;
	str_put(percent, sizeof percent, "%%%02X", (unsigned char)delimiter); /* fits */
	if (rest.p[0] == delimiter)
		*detail_r = slice_from(rest, 1);
	else if (slice_starts_fold(rest, percent))
		*detail_r = slice_from(rest, strlen(percent));
	else
		return false;
	return true;
}

/* Nothing but atext, single dots inside, and slots. */
static bool is_detail(struct slice detail)
{
	char before = '.';

	for (size_t i = 0; i < detail.n;) {
		size_t slot = encode_slot_length(slice_from(detail, i));
		char c = slot > 0 ? 'x' : detail.p[i];

		if (c == '.' ? before == '.' : !is_atext(c))
			return false;
		before = c;
		i += slot > 0 ? slot : 1;
	}
	return before != '.';
}

void address_with_detail(const struct address *base, char delimiter, const char *detail,
    char out[ADDRESS_SIZE])
{
	struct slice local = address_local(base), domain = address_domain(base);
	size_t n = local.n + 1 + (detail != NULL ? strlen(detail) : 0);

	if (delimiter != '\0' && is_detail(slice_of(detail)) && n <= ADDRESS_LOCAL_MAX &&
	    n + 1 + domain.n <= ADDRESS_MAX)
		str_put(out, ADDRESS_SIZE, "%.*s%c%s@%.*s", SLICE_ARG(local), delimiter, detail,
		    SLICE_ARG(domain)); /* fits: measured just above */
	else
		memcpy(out, base->spec, ADDRESS_SIZE);
}

void address_mailbox(const struct address *a, char out[ADDRESS_SIZE])
{
	struct slice key = slice_of(a->key);
	size_t at = slice_find(key, '@'), plus = slice_find(slice_sub(key, 0, at), '+'), n = 0;

	if (plus == 0) /* "+a@" is no sub-address of anything */
		plus = at;
	if (!address_drops_dots(a)) {
		str_put(out, ADDRESS_SIZE, "%.*s%.*s", SLICE_ARG(slice_sub(key, 0, plus)),
		    SLICE_ARG(slice_from(key, at)));
		return;
	}
	for (size_t i = 0; i < plus; i++) {
		if (key.p[i] != '.')
			out[n++] = key.p[i];
	}
	str_put(out + n, ADDRESS_SIZE - n, "@gmail.com"); /* both names of it are one */
}

bool address_drops_dots(const struct address *a)
{
	return slice_is_fold(address_domain(a), "gmail.com") ||
	    slice_is_fold(address_domain(a), "googlemail.com");
}

bool address_is_robot(struct slice spec)
{
	/* RFC 2142, RFC 3834 §2 and the habits of list managers; a sub-address does not change
	 * who reads the mail. */
	/* clang-format off */
	static const char *const patterns[] = {
		"mailer-daemon", "mailer_daemon", "mailerdaemon", "mail-daemon", "postmaster",
		"root", "daemon", "nobody", "noreply", "noreply[-+._]*", "*[-+._]noreply",
		"no-reply", "no-reply[-+._]*", "*[-+._]no-reply", "no_reply", "no.reply",
		"donotreply*", "do-not-reply*", "do_not_reply*", "do.not.reply*", "dontreply*",
		"owner-*", "*-owner", "*-request", "*-bounces", "*-bounces[-+=]*", "bounce",
		"bounces", "bounce[-+._=]*", "bounces[-+._=]*", "listserv", "majordomo", "mailman",
		"autoreply", "auto-reply", "autoresponder", "auto-responder",
	};
	/* clang-format on */
	struct slice trimmed = slice_trim(spec);
	struct slice local = slice_sub(trimmed, 0, find_at(trimmed));
	char text[ADDRESS_LOCAL_MAX + 1];

	if (local.n == 0)
		return true; /* the null sender: nobody is there */
	local = slice_sub(local, 0, ADDRESS_LOCAL_MAX);
	str_put(text, sizeof text, "%.*s", SLICE_ARG(local)); /* bounded just above */
	for (size_t i = 0; i < sizeof patterns / sizeof patterns[0]; i++) {
		if (fnmatch(patterns[i], text, FNM_CASEFOLD) == 0)
			return true;
	}
	return false;
}

size_t address_piece(struct slice text)
{
	static const char ends[] = " \t\r\n,;:<>()[]\"'=|";
	size_t n = 0;

	while (n < text.n && strchr(ends, text.p[n]) == NULL)
		n++;
	return n;
}

/* The next one of the text, which begins behind it then; false at the end. */
static bool next_in(struct slice *text, struct address *a)
{
	bool is_one = false;

	while (!is_one && text->n > 0) {
		size_t n = address_piece(*text), end = n;
		struct err err = ERR_INIT;

		while (end > 0 && text->p[end - 1] == '.') /* of a sentence */
			end--;
		is_one = address_parse_utf8(slice_sub(*text, 0, end), a, &err);
		*text = slice_from(*text, n < text->n ? n + 1 : n);
	}
	return is_one;
}

void address_all_in(struct slice text, struct buf *out)
{
	struct address a;

	while (next_in(&text, &a))
		buf_printf(out, "%s\n", a.key);
}

bool address_is_in(struct slice text, const char *key)
{
	struct address a;

	while (next_in(&text, &a)) {
		if (strcmp(a.key, key) == 0)
			return true;
	}
	return false;
}

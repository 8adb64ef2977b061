/* SPDX-License-Identifier: MIT
 * A delivered mail's DKIM signatures, looked at as a receiver that offers one-click unsubscribing
 * does (RFC 8058 §4): whose they are, whether the body is the one that was signed, and which
 * fields they leave open. Reads a file and writes to stdout; trusts nothing in it. */
#include "daemon/ctl/check_dkim.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>

#include "daemon/common/hash.h"
#include "daemon/ctl/output.h"
#include "daemon/ctl/screen.h"
#include "daemon/mail/encode.h"
#include "daemon/mail/relaxed.h"

#define FILE_MAX (64U << 20) /* above what providers accept */
#define SIGNATURES_MAX 16

struct mail {
	struct slice header, body;
	char body_hash[64]; /* base64 */
	bool is_newsletter; /* it has List-Unsubscribe */
};

static const char *const needed[] = { "From", "Subject", "Date", "To", "Message-ID",
	"List-Unsubscribe", "List-Unsubscribe-Post" };

static int read_mail(const char *path, struct buf *out)
{
	int fd = strcmp(path, "-") == 0 ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC);
	char bytes[65536];
	ssize_t n = -1;

	while (fd >= 0 && out->n <= FILE_MAX && (n = read(fd, bytes, sizeof bytes)) > 0)
		buf_add(out, bytes, (size_t)n);
	if (n < 0)
		output_error("cannot read %s: %s", path, strerror(errno));
	else if (out->n > FILE_MAX)
		output_error("%s is larger than a mail can be", path);
	if (fd >= 0)
		(void)close(fd); /* only read from */
	return n < 0 || out->n > FILE_MAX ? -1 : 0;
}

/* A file saved on this system has LF; what was signed had CRLF. */
static void to_wire(struct slice text, struct buf *out)
{
	while (text.n > 0) {
		size_t n = slice_find(text, '\n');
		size_t line = n > 0 && text.p[n - 1] == '\r' ? n - 1 : n;

		buf_slice(out, slice_sub(text, 0, line));
		buf_text(out, "\r\n");
		text = slice_from(text, n + 1);
	}
}

static bool next_field(struct slice *rest, struct slice *field)
{
	size_t n = 0;

	if (rest->n == 0 || slice_starts(*rest, "\r\n"))
		return false;
	do {
		n += slice_find(slice_from(*rest, n), '\n') + 1;
	} while (n < rest->n && (rest->p[n] == ' ' || rest->p[n] == '\t'));
	*field = slice_sub(*rest, 0, n >= 2 ? n - 2 : 0);
	*rest = slice_from(*rest, n);
	return true;
}

/* The number of fields of a name; the last one in *field_r, relaxed, without its name. */
static int find_fields(struct slice header, const char *name, struct buf *value_r)
{
	struct slice rest = header, field;
	int count = 0;

	while (next_field(&rest, &field)) {
		struct buf relaxed = BUF_INIT;
		size_t colon;

		relaxed_field(&relaxed, field);
		colon = slice_find(buf_all(&relaxed), ':');
		if (slice_is_fold(slice_sub(buf_all(&relaxed), 0, colon), name)) {
			count++;
			buf_clear(value_r);
			buf_slice(value_r, slice_from(buf_all(&relaxed), colon + 1));
		}
		buf_release(&relaxed);
	}
	return count;
}

/* The value of a tag (RFC 6376 §3.2) without blanks. */
static void find_tag(struct slice tags, const char *name, struct buf *out)
{
	struct slice tag;

	while (slice_next(&tags, ';', &tag)) {
		size_t equals = slice_find(tag, '=');
		struct slice value = slice_from(tag, equals + 1);

		if (!slice_is(slice_trim(slice_sub(tag, 0, equals)), name))
			continue;
		for (size_t i = 0; i < value.n; i++) {
			if (value.p[i] != ' ' && value.p[i] != '\t')
				buf_char(out, value.p[i]);
		}
		return;
	}
}

static int times_named(struct slice names, const char *name)
{
	struct slice one;
	int count = 0;

	while (slice_next(&names, ':', &one))
		count += slice_is_fold(one, name);
	return count;
}

/* The domain of From's address: what stands between the last @ and the > or the end. */
static struct slice from_domain(struct slice from)
{
	size_t at = from.n;

	while (at > 0 && from.p[at - 1] != '@')
		at--;
	from = slice_from(from, at);
	return slice_trim(slice_sub(from, 0, slice_find(from, '>')));
}

static bool judge(const struct mail *m, struct slice tags, struct slice domain, json_t *result)
{
	struct buf d = BUF_INIT, h = BUF_INIT, bh = BUF_INIT, a = BUF_INIT, s = BUF_INIT;
	json_t *open = json_array();
	bool is_same_domain, is_same_body, is_good;

	find_tag(tags, "d", &d);
	find_tag(tags, "s", &s);
	find_tag(tags, "a", &a);
	find_tag(tags, "h", &h);
	find_tag(tags, "bh", &bh);
	for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++) {
		bool is_list = slice_starts(slice_of(needed[i]), "List-");

		if ((!is_list || m->is_newsletter) && times_named(buf_all(&h), needed[i]) == 0)
			(void)json_array_append_new(open, json_string(needed[i])); /* only memory */
	}
	is_same_domain = slice_equal_fold(buf_all(&d), domain);
	is_same_body = slice_is(buf_all(&bh), m->body_hash);
	is_good = json_array_size(open) == 0 && is_same_domain && is_same_body &&
	    slice_find_text(buf_all(&a), "sha256") < a.n;
	(void)json_object_update_new(result,
	    json_pack("{s:s%, s:s%, s:s%, s:b, s:b, s:o, s:b}", "domain", d.n > 0 ? d.p : "", d.n,
	        "selector", s.n > 0 ? s.p : "", s.n, "algorithm", a.n > 0 ? a.p : "", a.n,
	        "domain_is_from", is_same_domain, "body_is_signed", is_same_body, "not_covered",
	        open, "ok", is_good));
	buf_release(&d);
	buf_release(&h);
	buf_release(&bh);
	buf_release(&a);
	buf_release(&s);
	return is_good;
}

static void split(struct slice text, struct mail *m)
{
	size_t at = slice_find_text(text, "\r\n\r\n");
	struct buf body = BUF_INIT, hash_text = BUF_INIT, unused = BUF_INIT;
	uint8_t hash[HASH_SIZE];

	m->header = slice_sub(text, 0, at + 2);
	m->body = slice_from(text, at + 4);
	relaxed_body(&body, m->body);
	hash_sha256(buf_all(&body), hash);
	encode_base64(&hash_text, slice_make((const char *)hash, sizeof hash));
	memcpy(m->body_hash, hash_text.p, hash_text.n + 1); /* 44 bytes and the NUL */
	m->is_newsletter = find_fields(m->header, "List-Unsubscribe", &unused) > 0;
	buf_release(&body);
	buf_release(&hash_text);
	buf_release(&unused);
}

static json_t *judge_all(const struct mail *m, bool *is_good_r)
{
	json_t *all = json_array();
	struct slice rest = m->header, field;
	struct buf from = BUF_INIT;

	(void)find_fields(m->header, "From", &from);
	while (next_field(&rest, &field) && json_array_size(all) < SIGNATURES_MAX) {
		struct buf relaxed = BUF_INIT;
		json_t *one = json_object();

		relaxed_field(&relaxed, field);
		if (slice_starts(buf_all(&relaxed), "dkim-signature:")) {
			if (judge(m, slice_from(buf_all(&relaxed), strlen("dkim-signature:")),
			        from_domain(buf_all(&from)), one))
				*is_good_r = true;
			(void)json_array_append(all, one); /* only memory */
		}
		json_decref(one);
		buf_release(&relaxed);
	}
	buf_release(&from);
	return all;
}

static void add_text(const json_t *signature, struct buf *out)
{
	const json_t *open = json_object_get(signature, "not_covered");

	screen_add(out, slice_of(json_string_value(json_object_get(signature, "domain"))),
	    SCREEN_ONE_LINE);
	buf_text(out, " ");
	screen_add(out, slice_of(json_string_value(json_object_get(signature, "algorithm"))),
	    SCREEN_ONE_LINE);
	buf_text(out, json_is_true(json_object_get(signature, "ok")) ? ": ok\n" : ":\n");
	if (!json_is_true(json_object_get(signature, "domain_is_from")))
		buf_text(out, "  is not the domain of From\n");
	if (!json_is_true(json_object_get(signature, "body_is_signed")))
		buf_text(out,
		    "  the body is another than was signed (or its form is not \"relaxed\")\n");
	for (size_t i = 0; i < json_array_size(open); i++)
		buf_printf(out, "  does not cover %s\n",
		    json_string_value(json_array_get(open, i)));
}

int check_dkim(const struct request *r)
{
	struct buf file = BUF_INIT, text = BUF_INIT, out = BUF_INIT;
	struct mail m = { .is_newsletter = false };
	bool is_good = false;
	json_t *all;
	char *json;

	if (read_mail(request_value(r, "file"), &file) < 0) {
		buf_release(&file);
		return 1;
	}
	to_wire(buf_all(&file), &text);
	split(buf_all(&text), &m);
	all = judge_all(&m, &is_good);
	if (r->is_json) {
		json = json_dumps(all, JSON_COMPACT);
		buf_printf(&out, "%s\n", json != NULL ? json : "[]");
		free(json);
	}
	for (size_t i = 0; i < json_array_size(all) && !r->is_json; i++)
		add_text(json_array_get(all, i), &out);
	if (json_array_size(all) == 0)
		output_error("the mail has no DKIM signature");
	if (!output_write(&out))
		is_good = false;
	json_decref(all);
	buf_release(&file);
	buf_release(&text);
	buf_release(&out);
	return is_good ? 0 : 1;
}

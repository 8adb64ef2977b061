/* SPDX-License-Identifier: MIT
 * See signed.h. Tags are read by RFC 6376 §3.2; white space may stand anywhere in them, also in the
 * middle of a name. */
#include "daemon/parse/signed.h"

#include "daemon/mail/domain.h"

#define SIGNATURES_MAX 20 /* a mail that went through lists has some */

/* Fields that stand there once at most, and say something to us. */
static const char *const once[] = { "From", "To", "Cc", "Subject", "Date", "Message-ID",
	"In-Reply-To", "References", "Content-Type", "Content-Transfer-Encoding", "MIME-Version" };

static bool is_repeated(const struct head *h, const char *name)
{
	const struct head_field *first = head_find(h, name, 0);

	return first != NULL && head_find(h, name, (size_t)(first - h->fields) + 1) != NULL;
}

/* The value of a tag, without white space. */
static void tag_of(struct slice signature, char name, struct buf *out)
{
	struct slice tag;

	while (slice_next(&signature, ';', &tag)) {
		size_t equals = slice_find(tag, '=');
		struct slice key = slice_trim(slice_sub(tag, 0, equals));

		if (equals == tag.n || key.n != 1 || (key.p[0] | 0x20) != name)
			continue;
		tag = slice_from(tag, equals + 1);
		for (size_t i = 0; i < tag.n; i++) {
			if ((unsigned char)tag.p[i] > ' ')
				buf_char(out, tag.p[i]);
		}
		return;
	}
}

static bool is_listed(struct slice names, const char *name)
{
	struct slice one;

	while (slice_next(&names, ':', &one)) {
		if (slice_is_fold(one, name))
			return true;
	}
	return false;
}

/* Is the field, where it is there, among those that are signed? */
static bool covers(const struct head *h, struct slice names, const char *name)
{
	return head_find(h, name, 0) == NULL || is_listed(names, name);
}

static int unbound_by(const struct head *h, struct slice signature)
{
	struct buf names = BUF_INIT;
	int unbound;

	tag_of(signature, 'h', &names);
	/* Many leave out Content-Type: what the body is would be read by another. */
	unbound = !covers(h, buf_all(&names), "Subject") ? FACTS_UNBOUND_ALL :
	    !covers(h, buf_all(&names), "To") || !covers(h, buf_all(&names), "Cc") ||
	        !covers(h, buf_all(&names), "Content-Type") ?
	                                                   FACTS_UNBOUND_TO :
	                                                   0;
	buf_release(&names);
	return unbound;
}

/* The next signature of the domain, or of one that is registered with it, at or after *at. */
static const struct head_field *next_of(const struct head *h, struct slice domain, size_t *at)
{
	const struct head_field *field;
	struct buf signer = BUF_INIT;
	bool is_of = false;

	while (!is_of && (field = head_find(h, "DKIM-Signature", *at)) != NULL) {
		*at = (size_t)(field - h->fields) + 1;
		buf_clear(&signer);
		tag_of(field->value, 'd', &signer);
		is_of = slice_equal_fold(domain_registered(buf_all(&signer)),
		    domain_registered(domain));
	}
	buf_release(&signer);
	return is_of ? field : NULL;
}

static bool is_base64(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
	    c == '+' || c == '/';
}

/* Whoever hands the mail in again may put anything between the characters that a verifier skips, or
 * other bits at the end. */
static void mark_of(struct slice signature, struct buf *out)
{
	struct buf bytes = BUF_INIT;
	size_t n = 0;

	tag_of(signature, 'b', &bytes);
	for (size_t i = 0; i < bytes.n && n < SIGNED_MARK; i++) {
		if (is_base64(bytes.p[i])) {
			buf_char(out, bytes.p[i]);
			n++;
		}
	}
	if (n > 0)
		buf_char(out, '\n');
	buf_release(&bytes);
}

void signed_marks(const struct head *h, struct slice domain, struct buf *out)
{
	const struct head_field *field;
	size_t at = 0;

	for (size_t n = 0; n < SIGNATURES_MAX && (field = next_of(h, domain, &at)) != NULL; n++)
		mark_of(field->value, out);
}

int signed_unbound(const struct head *h, struct slice domain, bool is_from_its_servers)
{
	const struct head_field *field;
	int unbound = 0, one;
	size_t at = 0;

	for (size_t i = 0; i < sizeof once / sizeof once[0]; i++) {
		if (is_repeated(h, once[i]))
			return FACTS_UNBOUND_ALL;
	}
	for (size_t n = 0; !is_from_its_servers && (field = next_of(h, domain, &at)) != NULL; n++) {
		one = n >= SIGNATURES_MAX ? FACTS_UNBOUND_ALL : unbound_by(h, field->value);
		unbound = one > unbound ? one : unbound;
	}
	return unbound;
}

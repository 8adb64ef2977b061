/* SPDX-License-Identifier: MIT
 * See signed.h. Tags are read by RFC 6376 §3.2; white space may stand anywhere in them, also in the middle of a name. */
#include "daemon/parse/signed.h"

#include "daemon/mail/domain.h"

#define SIGNATURES_MAX 20	/* a mail that went through lists has some */

/* Fields that stand there once at most, and say something to us. */
static const char *const once[] = { "From", "To", "Cc", "Subject", "Date", "Message-ID", "In-Reply-To", "References", "Content-Type",
	"Content-Transfer-Encoding", "MIME-Version" };

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
	unbound = !covers(h, buf_all(&names), "Subject") ? FACTS_UNBOUND_ALL : !covers(h, buf_all(&names), "To") ||
	    !covers(h, buf_all(&names), "Cc") || !covers(h, buf_all(&names), "Content-Type") ? FACTS_UNBOUND_TO : 0;
	buf_release(&names);
	return unbound;
}

int signed_unbound(const struct head *h, struct slice domain, bool is_from_its_servers)
{
	const struct head_field *field = NULL;
	struct buf signer = BUF_INIT;
	int unbound = 0, one;
	size_t at = 0;

	for (size_t i = 0; i < sizeof once / sizeof once[0]; i++) {
		if (is_repeated(h, once[i]))
			return FACTS_UNBOUND_ALL;
	}
	for (size_t n = 0; !is_from_its_servers && (field = head_find(h, "DKIM-Signature", at)) != NULL; n++) {
		at = (size_t)(field - h->fields) + 1;
		buf_clear(&signer);
		tag_of(field->value, 'd', &signer);
		if (!slice_equal_fold(domain_registered(buf_all(&signer)), domain_registered(domain)))
			continue;
		one = n >= SIGNATURES_MAX ? FACTS_UNBOUND_ALL : unbound_by(h, field->value);
		unbound = one > unbound ? one : unbound;
	}
	buf_release(&signer);
	return unbound;
}

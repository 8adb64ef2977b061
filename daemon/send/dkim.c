/* SPDX-License-Identifier: MIT
 * DKIM; see dkim.h. Owns the private keys. What is signed: the fields below, as often as they are
 * there, and those that must not be added to once more than that (oversigning), so that a second
 * From or Subject put in front breaks the signature. The body is signed whole: no l=. No t= and
 * no x=: a message that is sent twice in doubt must be the same bytes twice.
 *
 * Keys are read before the box is closed; signing itself touches nothing but memory. */
#include "daemon/send/dkim.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>

#include "daemon/common/hash.h"
#include "daemon/common/xmalloc.h"
#include "daemon/mail/encode.h"
#include "daemon/mail/relaxed.h"

#define KEY_FILE_MAX 16384 /* an RSA-4096 key is 3,300 bytes as PEM */
#define RSA_BITS_MIN 1024  /* RFC 8301 §3.2; 2048 is what one should have */
#define FIELDS_MAX 200     /* of one message; ours have some twenty */
#define LINE_WIDTH 72

struct key {
	gnutls_privkey_t key;
	char *selector;
	bool is_ed25519;
};

struct dkim {
	char *domain;
	struct key keys[DKIM_KEYS_MAX];
	size_t key_count;
};

/* In the order of h=. RFC 6376 §5.4.1; RFC 8058 §4 asks for the List-Unsubscribe fields. */
/* clang-format off */
static const struct {
	const char *name;
	bool is_oversigned;
} signed_fields[] = {
	{ "From", true }, { "To", true }, { "Subject", true }, { "Date", true }, { "Reply-To", true },
	{ "Message-ID", true }, { "Cc", false }, { "In-Reply-To", false }, { "References", false },
	{ "MIME-Version", false }, { "Content-Type", true }, { "Content-Transfer-Encoding", false },
	{ "Content-Language", false }, { "List-Id", false }, { "List-Help", false },
	{ "List-Unsubscribe", true }, { "List-Unsubscribe-Post", true }, { "List-Subscribe", false },
	{ "List-Owner", false }, { "List-Post", false }, { "List-Archive", false },
	{ "Feedback-ID", false }, { "Auto-Submitted", false },
};
/* clang-format on */

#define SIGNED_COUNT (sizeof signed_fields / sizeof signed_fields[0])

/* --- keys --- */

struct dkim *dkim_new(struct slice domain)
{
	struct dkim *d = xcalloc(1, sizeof *d);

	d->domain = slice_dup(domain);
	return d;
}

void dkim_free(struct dkim *d)
{
	if (d == NULL)
		return;
	for (size_t i = 0; i < d->key_count; i++) {
		gnutls_privkey_deinit(d->keys[i].key);
		free(d->keys[i].selector);
	}
	free(d->domain);
	free(d);
}

static int read_file(const char *path, char bytes[KEY_FILE_MAX], size_t *n_r, struct err *err)
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK), rc = 0;
	ssize_t n = 0;

	if (fd < 0 || fstat(fd, &st) < 0)
		rc = err_set(err, ERR_PERM, "cannot read the DKIM key %s: %m", path);
	else if (!S_ISREG(st.st_mode) || st.st_size > KEY_FILE_MAX)
		rc = err_set(err, ERR_PERM, "the DKIM key %s is not a key file", path);
	else if ((st.st_mode & 027) != 0)
		rc = err_set(err, ERR_PERM,
		    "the DKIM key %s is open to others: chmod 600 (or 640) it", path);
	else if ((n = read(fd, bytes, KEY_FILE_MAX)) < 0)
		rc = err_set(err, ERR_PERM, "cannot read the DKIM key %s: %m", path);
	if (fd >= 0)
		(void)close(fd); /* only read from */
	*n_r = n > 0 ? (size_t)n : 0;
	return rc;
}

static int import(struct key *k, const char *path, struct err *err)
{
	char bytes[KEY_FILE_MAX];
	gnutls_datum_t datum = { (unsigned char *)bytes, 0 };
	unsigned bits = 0;
	size_t n = 0;
	int rc = read_file(path, bytes, &n, err);

	if (rc == 0) {
		datum.size = (unsigned)n;
		rc = gnutls_privkey_import_x509_raw(k->key, &datum, GNUTLS_X509_FMT_PEM, NULL, 0);
		if (rc < 0)
			rc = err_set(err, ERR_PERM,
			    "the DKIM key %s is no private key in PEM form: %s", path,
			    gnutls_strerror(rc));
	}
	explicit_bzero(bytes, sizeof bytes);
	if (rc < 0)
		return -1;
	switch (gnutls_privkey_get_pk_algorithm(k->key, &bits)) {
	case GNUTLS_PK_EDDSA_ED25519:
		k->is_ed25519 = true;
		return 0;
	case GNUTLS_PK_RSA:
		return bits >= RSA_BITS_MIN ?
		    0 :
		    err_set(err, ERR_PERM,
		        "the DKIM key %s has %u bits; 2048 is what receivers ask for", path, bits);
	default:
		return err_set(err, ERR_PERM, "the DKIM key %s is neither RSA nor Ed25519", path);
	}
}

int dkim_add_key(struct dkim *d, struct slice selector, struct slice path, struct err *err)
{
	struct key *k = &d->keys[d->key_count];
	char *name;
	int rc;

	if (d->key_count == DKIM_KEYS_MAX)
		return err_set(err, ERR_PERM, "there are more than %d DKIM keys", DKIM_KEYS_MAX);
	if (gnutls_privkey_init(&k->key) < 0)
		return err_set(err, ERR_TEMP, "no memory for a DKIM key");
	name = slice_dup(path);
	k->is_ed25519 = false;
	rc = import(k, name, err);
	free(name);
	if (rc < 0) {
		gnutls_privkey_deinit(k->key);
		return -1;
	}
	k->selector = slice_dup(selector);
	d->key_count++;
	return 0;
}

/* --- what is signed --- */

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

struct fields {
	struct slice all[FIELDS_MAX]; /* without their last CRLF */
	size_t count;
	struct slice body;
};

static int split(struct slice message, struct fields *f, struct err *err)
{
	f->count = 0;
	while (message.n > 0 && !slice_starts(message, "\r\n")) {
		size_t n = 0;

		/* To the end of a line after which no blank follows. */
		do {
			n += slice_find(slice_from(message, n), '\n') + 1;
		} while (n < message.n && is_blank(message.p[n]));
		if (f->count == FIELDS_MAX || n > message.n || n < 2)
			return err_set(err, ERR_PERM, "the message's header cannot be signed");
		f->all[f->count++] = slice_sub(message, 0, n - 2);
		message = slice_from(message, n);
	}
	f->body = slice_from(message, 2);
	return 0;
}

static bool has_name(struct slice field, const char *name)
{
	return slice_is_fold(slice_trim(slice_sub(field, 0, slice_find(field, ':'))), name);
}

/* Appends h= and, in the order it names them, from the last one up, the relaxed fields. */
static void choose(const struct fields *f, struct buf *names, struct buf *text)
{
	for (size_t i = 0; i < SIGNED_COUNT; i++) {
		size_t times = signed_fields[i].is_oversigned;

		for (size_t k = f->count; k-- > 0;) {
			if (!has_name(f->all[k], signed_fields[i].name))
				continue;
			relaxed_field(text, f->all[k]);
			buf_text(text, "\r\n");
			times++;
		}
		for (; times > 0; times--)
			buf_printf(names, "%s%s", names->n > 0 ? ":" : "", signed_fields[i].name);
	}
}

/* Appends `text`, cut into lines at `at` or, where that is NUL, anywhere. */
static void fold(struct buf *out, struct slice text, char at)
{
	size_t column = 0;

	while (text.n > 0) {
		size_t n = at != '\0' ? slice_find(text, at) + 1 : LINE_WIDTH;

		if (n > text.n)
			n = text.n;
		if (column > 0 && column + n > LINE_WIDTH) {
			buf_text(out, "\r\n\t");
			column = 0;
		}
		buf_slice(out, slice_sub(text, 0, n));
		column += n;
		text = slice_from(text, n);
	}
}

static int sign_text(const struct key *k, struct slice text, struct buf *out, struct err *err)
{
	uint8_t hash[HASH_SIZE];
	gnutls_datum_t data = { (unsigned char *)text.p, (unsigned)text.n },
	               signature = { NULL, 0 };
	int rc;

	/* RFC 8463 §3: Ed25519 signs the hash, as if it were the message. */
	if (k->is_ed25519) {
		hash_sha256(text, hash);
		data = (gnutls_datum_t){ hash, sizeof hash };
	}
	rc = gnutls_privkey_sign_data2(k->key,
	    k->is_ed25519 ? GNUTLS_SIGN_EDDSA_ED25519 : GNUTLS_SIGN_RSA_SHA256, 0, &data,
	    &signature);
	if (rc < 0)
		return err_set(err, ERR_TEMP, "signing failed: %s", gnutls_strerror(rc));
	encode_base64(out, slice_make((const char *)signature.data, signature.size));
	gnutls_free(signature.data);
	return 0;
}

static int sign_with(const struct dkim *d, const struct key *k, const struct buf *names,
    const struct buf *text, const char *body_hash, struct buf *out, struct err *err)
{
	struct buf field = BUF_INIT, signed_text = BUF_INIT, value = BUF_INIT;
	int rc;

	buf_printf(&field,
	    "DKIM-Signature: v=1; a=%s; c=relaxed/relaxed; d=%s;\r\n\ts=%s; bh=%s;\r\n\th=",
	    k->is_ed25519 ? "ed25519-sha256" : "rsa-sha256", d->domain, k->selector, body_hash);
	fold(&field, buf_all(names), ':');
	buf_text(&field, ";\r\n\tb=");
	/* The signature is over its own field, too, with an empty b= and no CRLF at the end. */
	buf_slice(&signed_text, buf_all(text));
	relaxed_field(&signed_text, buf_all(&field));
	rc = sign_text(k, buf_all(&signed_text), &value, err);
	if (rc == 0) {
		fold(&field, buf_all(&value), '\0');
		buf_text(&field, "\r\n");
		buf_slice(out, buf_all(&field));
	}
	buf_release(&field);
	buf_release(&signed_text);
	buf_release(&value);
	return rc;
}

int dkim_sign(const struct dkim *d, struct slice message, struct buf *out, struct err *err)
{
	struct fields f;
	struct buf names = BUF_INIT, text = BUF_INIT, body = BUF_INIT, hash_text = BUF_INIT;
	uint8_t hash[HASH_SIZE];
	int rc = split(message, &f, err);

	if (rc == 0) {
		relaxed_body(&body, f.body);
		hash_sha256(buf_all(&body), hash);
		encode_base64(&hash_text, slice_make((const char *)hash, sizeof hash));
		choose(&f, &names, &text);
	}
	for (size_t i = 0; i < d->key_count && rc == 0; i++)
		rc = sign_with(d, &d->keys[i], &names, &text, hash_text.p, out, err);
	buf_release(&names);
	buf_release(&text);
	buf_release(&body);
	buf_release(&hash_text);
	return rc;
}

/* SPDX-License-Identifier: MIT
 * Tokens and keyed hashes of addresses; see token.h. Owns the key file. Two derived keys, so that a
 * token can never be mistaken for a hash. */
#include "token.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../daemon/common/base32.h"
#include "../daemon/common/hash.h"

#define ID_BYTES 5
#define HEAD_BYTES (1 + ID_BYTES + 2)
#define MAC_BYTES 12
#define TOKEN_BYTES (HEAD_BYTES + MAC_BYTES)
#define KEY_NUMBER 1	/* rotation will add others; what is signed names its key */

_Static_assert(BASE32_LENGTH(TOKEN_BYTES) == TOKEN_TEXT_LENGTH, "a token's length is fixed");

static int read_key(int fd, const char *path, struct token_key *key, struct err *err)
{
	struct stat st;

	if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode) || st.st_size != TOKEN_KEY_SIZE ||
	    read(fd, key->bytes, TOKEN_KEY_SIZE) != TOKEN_KEY_SIZE)
		return err_set(err, ERR_PERM, "%s is not a key of %d bytes; restore it from a backup: "
		    "without it no confirmation or unsubscribe address that was sent works", path,
		    TOKEN_KEY_SIZE);
	if ((st.st_mode & 077) != 0)
		return err_set(err, ERR_PERM, "%s can be read by others; chmod 600 it", path);
	return 0;
}

static int make_key(const char *path, struct token_key *key, struct err *err)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);

	if (fd < 0)
		return err_set(err, ERR_PERM, "cannot make the key file %s: %m", path);
	hash_random(key->bytes, sizeof key->bytes);
	if (write(fd, key->bytes, sizeof key->bytes) != (ssize_t)sizeof key->bytes || fsync(fd) < 0) {
		(void)err_set(err, ERR_TEMP, "cannot write the key file %s: %m", path);
		(void)unlink(path);	/* half a key must not be found by the next start */
		(void)close(fd);
		return -1;
	}
	(void)close(fd);
	return 0;
}

int token_key_load(const char *path, struct token_key *key_r, struct err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	int rc;

	if (fd < 0 && errno == ENOENT)
		return make_key(path, key_r, err);
	if (fd < 0)
		return err_set(err, ERR_PERM, "cannot read the key file %s: %m", path);
	rc = read_key(fd, path, key_r, err);
	(void)close(fd);
	return rc;
}

static void sign(const struct token_key *key, const char *purpose, const void *data, size_t n,
    uint8_t mac[HASH_SIZE])
{
	struct buf text = BUF_INIT;

	buf_text(&text, purpose);
	buf_char(&text, '\0');
	buf_add(&text, data, n);
	hash_hmac(slice_make((const char *)key->bytes, sizeof key->bytes), buf_all(&text), mac);
	buf_release(&text);
}

void token_make(const struct token_key *key, enum token_type type, int64_t id, int64_t generation,
    char out[TOKEN_TEXT_SIZE])
{
	uint8_t bytes[TOKEN_BYTES], mac[HASH_SIZE];
	struct buf text = BUF_INIT;

	bytes[0] = KEY_NUMBER;
	for (int i = 0; i < ID_BYTES; i++)
		bytes[1 + i] = (uint8_t)(id >> (8 * (ID_BYTES - 1 - i)));
	bytes[1 + ID_BYTES] = (uint8_t)(generation >> 8);
	bytes[2 + ID_BYTES] = (uint8_t)generation;
	sign(key, token_type_text(type), bytes, HEAD_BYTES, mac);
	memcpy(bytes + HEAD_BYTES, mac, MAC_BYTES);
	base32_add(&text, bytes, sizeof bytes);
	memcpy(out, text.p, TOKEN_TEXT_SIZE);
	buf_release(&text);
}

bool token_read(const struct token_key *key, const struct classify_token *token, int64_t *id_r,
    int64_t *generation_r)
{
	uint8_t bytes[TOKEN_BYTES], mac[HASH_SIZE];

	if (token->type == TOKEN_NONE ||
	    !base32_read(slice_of(token->text), bytes, sizeof bytes) || bytes[0] != KEY_NUMBER)
		return false;
	sign(key, token_type_text(token->type), bytes, HEAD_BYTES, mac);
	if (!hash_equal(mac, bytes + HEAD_BYTES, MAC_BYTES))
		return false;
	*id_r = 0;
	for (int i = 0; i < ID_BYTES; i++)
		*id_r = *id_r << 8 | bytes[1 + i];
	*generation_r = bytes[1 + ID_BYTES] << 8 | bytes[2 + ID_BYTES];
	return true;
}

void token_hash_address(const struct token_key *key, const char *address_key,
    uint8_t out[TOKEN_HASH_SIZE])
{
	uint8_t mac[HASH_SIZE];

	sign(key, "address", address_key, strlen(address_key), mac);
	memcpy(out, mac, TOKEN_HASH_SIZE);
}

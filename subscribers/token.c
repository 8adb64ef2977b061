/* SPDX-License-Identifier: MIT
 * Tokens and keyed hashes of addresses; see token.h. Owns the key file: 32 bytes, and for each key
 * that was made since, when (8 bytes, most significant first) and its 32 bytes. Every purpose is
 * part of what is signed, so that no token can be taken for another, nor for a hash. */
#include "subscribers/token.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/common/base32.h"
#include "daemon/common/hash.h"
#include "daemon/common/xmalloc.h"

#define ID_BYTES 5
#define HEAD_BYTES (1 + ID_BYTES + 2)
#define MAC_BYTES 12
#define TOKEN_BYTES (HEAD_BYTES + MAC_BYTES)
#define BONDED 0x80                      /* beside the key's number: made since there are bonds */
#define LATER_BYTES (8 + TOKEN_KEY_SIZE) /* of the file */
#define FILE_MAX (TOKEN_KEY_SIZE + LATER_BYTES * (TOKEN_KEYS_MAX - 1))
#define DAY_S 86400
#define FOREVER INT64_MAX

_Static_assert(HASH_SIZE == TOKEN_KEY_SIZE, "a MAC is a key");
_Static_assert(TOKEN_KEYS_MAX < BONDED, "the mark stands beside the key's number");
_Static_assert(BASE32_LENGTH(TOKEN_BYTES) == TOKEN_TEXT_LENGTH, "a token's length is fixed");

/* How long a token may come after its key was replaced: as long as what it is for may take. The
 * rest of the purposes (0 here) has DEFAULT_DAYS. */
#define DEFAULT_DAYS \
	400 /* a year, as long as a conversation or a meeting may lie ahead, and some weeks */
static const int64_t life_days[TOKEN_COUNT] = {
	[TOKEN_CONFIRM] = 100,         /* unconfirmed_days is at most 90 */
	[TOKEN_UNSUBSCRIBE] = FOREVER, /* UEMA s 11, RFC 8058: from any mail, however old */
	[TOKEN_BOUNCE] = 60,           /* servers try for days, some for weeks */
};

static void unpack(const uint8_t *p, size_t n, struct token_key *key)
{
	memset(key, 0, sizeof *key);
	memcpy(key->bytes, p, TOKEN_KEY_SIZE);
	for (size_t at = TOKEN_KEY_SIZE; at < n; at += LATER_BYTES) {
		int i = key->later_count++;

		for (size_t b = 0; b < 8; b++)
			key->later[i].made_at = key->later[i].made_at << 8 | p[at + b];
		memcpy(key->later[i].bytes, p + at + 8, TOKEN_KEY_SIZE);
	}
}

static size_t pack(const struct token_key *key, uint8_t p[FILE_MAX])
{
	size_t at = TOKEN_KEY_SIZE;

	memcpy(p, key->bytes, TOKEN_KEY_SIZE);
	for (int i = 0; i < key->later_count; i++, at += LATER_BYTES) {
		for (int b = 0; b < 8; b++)
			p[at + (size_t)b] = (uint8_t)(key->later[i].made_at >> (8 * (7 - b)));
		memcpy(p + at + 8, key->later[i].bytes, TOKEN_KEY_SIZE);
	}
	return at;
}

static int read_key(int fd, const char *path, struct token_key *key, struct err *err)
{
	uint8_t all[FILE_MAX];
	struct stat st;
	bool is_good = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size >= TOKEN_KEY_SIZE &&
	    st.st_size <= FILE_MAX && (st.st_size - TOKEN_KEY_SIZE) % LATER_BYTES == 0 &&
	    read(fd, all, (size_t)st.st_size) == st.st_size;

	if (is_good)
		unpack(all, (size_t)st.st_size, key);
	explicit_bzero(all, sizeof all);
	if (!is_good)
		return err_set(err, ERR_PERM,
		    "%s is not a key file of dpupd (%d bytes, and %d for each key made since);"
		    " restore it from a backup: without it no confirmation or unsubscribe address that was sent works",
		    path, TOKEN_KEY_SIZE, LATER_BYTES);
	if ((st.st_mode & 077) != 0)
		return err_set(err, ERR_PERM, "%s can be read by others; chmod 600 it", path);
	return 0;
}

/* A file that is whole or not there. */
static int write_new(const char *path, const uint8_t *p, size_t n, struct err *err)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);

	if (fd < 0)
		return err_set(err, ERR_PERM, "cannot make the key file %s: %m", path);
	if (write(fd, p, n) != (ssize_t)n || fsync(fd) < 0) {
		(void)err_set(err, ERR_TEMP, "cannot write the key file %s: %m", path);
		(void)unlink(path); /* half a key must not be found by the next start */
		(void)close(fd);
		return -1;
	}
	(void)close(fd);
	return 0;
}

static void sync_folder(const char *path)
{
	char *folder = xstrdup(path);
	int fd = open(dirname(folder), O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	/* Where it cannot be synced, a power cut may bring the old file back: the store then says
	 * so. */
	if (fd >= 0) {
		(void)fsync(fd);
		(void)close(fd);
	}
	free(folder);
}

/* Under its name only when it is whole: a process that dies here leaves half a key under another,
 * which the next start removes. One that somebody else made meanwhile stays. */
static int make_key(const char *path, struct token_key *key, struct err *err)
{
	char *fresh = xasprintf("%s.new", path);
	int rc;

	memset(key, 0, sizeof *key);
	hash_random(key->bytes, sizeof key->bytes);
	(void)unlink(fresh); /* mostly there is none */
	rc = write_new(fresh, key->bytes, sizeof key->bytes, err);
	if (rc == 0 && link(fresh, path) < 0)
		rc = err_set(err, ERR_PERM, "cannot make the key file %s: %m", path);
	(void)unlink(fresh); /* likewise */
	if (rc == 0)
		sync_folder(path);
	free(fresh);
	return rc;
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

int token_key_rotate(const char *path, struct token_key *key, int64_t now, struct err *err)
{
	struct token_key next = *key;
	uint8_t all[FILE_MAX];
	char *fresh;
	int rc;

	if (key->later_count == TOKEN_KEYS_MAX - 1)
		return err_set(err, ERR_PERM, "%s has %d keys, which is the most it may have", path,
		    TOKEN_KEYS_MAX);
	next.later[next.later_count].made_at = now;
	hash_random(next.later[next.later_count].bytes, TOKEN_KEY_SIZE);
	next.later_count++;
	fresh = xasprintf("%s.new", path);
	(void)unlink(fresh); /* of a try that was cut off; mostly there is none */
	rc = write_new(fresh, all, pack(&next, all), err);
	if (rc == 0 && rename(fresh, path) < 0) {
		rc = err_set(err, ERR_PERM, "cannot replace the key file %s: %m", path);
		(void)unlink(fresh); /* a key nobody uses */
	}
	if (rc == 0) {
		sync_folder(path);
		*key = next;
	}
	explicit_bzero(all, sizeof all);
	explicit_bzero(&next, sizeof next);
	free(fresh);
	return rc;
}

int token_key_count(const struct token_key *key)
{
	return 1 + key->later_count;
}

void token_key_age(struct token_key *key, int64_t now)
{
	for (int type = 0; type < TOKEN_COUNT; type++) {
		int64_t days = life_days[type] != 0 ? life_days[type] : DEFAULT_DAYS;

		key->oldest[type] = 1;
		/* Key number i + 1 was replaced when later[i] was made. */
		for (int i = 0; days != FOREVER && i < key->later_count; i++) {
			if (now >= key->later[i].made_at &&
			    now - key->later[i].made_at > days * DAY_S)
				key->oldest[type] = i + 2;
		}
	}
}

static struct slice key_of(const struct token_key *key, int number)
{
	return slice_make((const char *)(number == 1 ? key->bytes : key->later[number - 2].bytes),
	    TOKEN_KEY_SIZE);
}

static void sign(struct slice key, const char *purpose, const void *data, size_t n,
    uint8_t mac[HASH_SIZE])
{
	struct buf text = BUF_INIT;

	buf_text(&text, purpose);
	buf_char(&text, '\0');
	buf_add(&text, data, n);
	hash_hmac(key, buf_all(&text), mac);
	buf_release(&text);
}

static void pack_head(uint8_t bytes[HEAD_BYTES], int number, int64_t id, int64_t generation)
{
	bytes[0] = (uint8_t)number;
	for (int i = 0; i < ID_BYTES; i++)
		bytes[1 + i] = (uint8_t)(id >> (8 * (ID_BYTES - 1 - i)));
	bytes[1 + ID_BYTES] = (uint8_t)(generation >> 8);
	bytes[2 + ID_BYTES] = (uint8_t)generation;
}

/* The bond is of a fixed length and last, so that no two of them read the same. */
static void sign_bonded(struct slice key, enum token_type type, const uint8_t head[HEAD_BYTES],
    const struct token_bond *bond, uint8_t mac[HASH_SIZE])
{
	uint8_t data[HEAD_BYTES + TOKEN_HASH_SIZE + TOKEN_LIFE_SIZE];

	memcpy(data, head, HEAD_BYTES);
	memcpy(data + HEAD_BYTES, bond->hash, TOKEN_HASH_SIZE);
	memcpy(data + HEAD_BYTES + TOKEN_HASH_SIZE, bond->life, TOKEN_LIFE_SIZE);
	sign(key, token_type_text(type), data, sizeof data, mac);
}

void token_make(const struct token_key *key, enum token_type type, int64_t id, int64_t generation,
    const struct token_bond *bond, char out[TOKEN_TEXT_SIZE])
{
	uint8_t bytes[TOKEN_BYTES], mac[HASH_SIZE];
	struct buf text = BUF_INIT;

	pack_head(bytes, token_key_count(key) | BONDED, id, generation);
	sign_bonded(key_of(key, token_key_count(key)), type, bytes, bond, mac);
	memcpy(bytes + HEAD_BYTES, mac, MAC_BYTES);
	base32_add(&text, bytes, sizeof bytes);
	memcpy(out, text.p, TOKEN_TEXT_SIZE);
	buf_release(&text);
}

static int64_t id_of(const uint8_t bytes[TOKEN_BYTES])
{
	int64_t id = 0;

	for (int i = 0; i < ID_BYTES; i++)
		id = id << 8 | bytes[1 + i];
	return id;
}

static int64_t generation_of(const uint8_t bytes[TOKEN_BYTES])
{
	return bytes[1 + ID_BYTES] << 8 | bytes[2 + ID_BYTES];
}

bool token_peek(const struct classify_token *token, int64_t *id_r, bool *is_old_r)
{
	uint8_t bytes[TOKEN_BYTES];

	if (!base32_read(slice_of(token->text), bytes, sizeof bytes))
		return false;
	*id_r = id_of(bytes);
	*is_old_r = (bytes[0] & BONDED) == 0;
	return true;
}

/* The bytes of a token whose key we have and still take for its purpose. */
static bool unpack_token(const struct token_key *key, const struct classify_token *token,
    bool is_bonded, uint8_t bytes[TOKEN_BYTES], int *number_r)
{
	if (token->type == TOKEN_NONE || !base32_read(slice_of(token->text), bytes, TOKEN_BYTES))
		return false;
	*number_r = bytes[0] & ~BONDED;
	return ((bytes[0] & BONDED) != 0) == is_bonded && *number_r > 0 &&
	    *number_r <= token_key_count(key) && *number_r >= key->oldest[token->type];
}

static bool is_signed(const uint8_t mac[HASH_SIZE], const uint8_t bytes[TOKEN_BYTES], int64_t *id_r,
    int64_t *generation_r)
{
	if (!hash_equal(mac, bytes + HEAD_BYTES, MAC_BYTES))
		return false;
	*id_r = id_of(bytes);
	*generation_r = generation_of(bytes);
	return true;
}

bool token_read(const struct token_key *key, const struct classify_token *token,
    const struct token_bond *bond, int64_t *id_r, int64_t *generation_r)
{
	uint8_t bytes[TOKEN_BYTES], mac[HASH_SIZE];
	int number;

	if (!unpack_token(key, token, true, bytes, &number))
		return false;
	sign_bonded(key_of(key, number), token->type, bytes, bond, mac);
	return is_signed(mac, bytes, id_r, generation_r);
}

bool token_read_old(const struct token_key *key, const struct classify_token *token,
    const uint8_t *hash, int64_t *id_r, int64_t *generation_r)
{
	uint8_t bytes[TOKEN_BYTES], mac[HASH_SIZE], bound[HASH_SIZE];
	struct slice signer;
	int number;

	if (!unpack_token(key, token, false, bytes, &number))
		return false;
	signer = key_of(key, number);
	if (hash != NULL) {
		sign(signer, "bound", hash, TOKEN_HASH_SIZE, bound);
		signer = slice_make((const char *)bound, sizeof bound);
	}
	sign(signer, token_type_text(token->type), bytes, HEAD_BYTES, mac);
	explicit_bzero(bound, sizeof bound);
	return is_signed(mac, bytes, id_r, generation_r);
}

void token_hash_address(const struct token_key *key, const char *address_key,
    uint8_t out[TOKEN_HASH_SIZE])
{
	uint8_t mac[HASH_SIZE];

	sign(key_of(key, 1), "address", address_key, strlen(address_key), mac);
	memcpy(out, mac, TOKEN_HASH_SIZE);
}

void token_key_mark(const struct token_key *key, int number, uint8_t out[TOKEN_HASH_SIZE])
{
	uint8_t mac[HASH_SIZE];

	sign(key_of(key, number), "mark", NULL, 0, mac);
	memcpy(out, mac, TOKEN_HASH_SIZE);
}

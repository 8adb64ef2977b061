/* SPDX-License-Identifier: MIT
 * See ledger_file.h. Reading is one pass that keeps every line that is whole, then one that drops
 * what is void: a batch is declared void after its lines. */
#include "subscribers/ledger_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/common/hash.h"
#include "daemon/common/num.h"
#include "daemon/common/str_put.h"
#include "daemon/common/xmalloc.h"

#define CHECK_BYTES \
	4 /* of a SHA-256: against accidents, not against whoever may write the file \
	   */
#define FILE_MAX (1LL << 30) /* ten million acts; retention keeps it far below */

static const char *const words[] = { "erased", "left", "refused", "suppressed", "moved", "removed",
	"held", "returned", "mailed", "given", "opened", "ledger", "void" };
#define WORDS (sizeof words / sizeof words[0])

static void add_check(struct buf *out, struct slice text)
{
	uint8_t hash[HASH_SIZE];

	hash_sha256(text, hash);
	for (int i = 0; i < CHECK_BYTES; i++)
		buf_printf(out, "%02x", hash[i]);
}

void ledger_file_add(struct buf *out, const struct ledger_line *line)
{
	struct buf text = BUF_INIT;

	buf_printf(&text, "%lld %lld %s %s %s ", (long long)line->batch, (long long)line->at,
	    words[line->what], line->subject, line->argument);
	buf_slice(out, buf_all(&text));
	add_check(out, buf_all(&text));
	buf_char(out, '\n');
	buf_release(&text);
}

void ledger_hash_text(const uint8_t hash[TOKEN_HASH_SIZE], char out[LEDGER_SUBJECT_SIZE])
{
	for (int i = 0; i < TOKEN_HASH_SIZE; i++)
		str_put(out + 2 * i, 3, "%02x", hash[i]);
}

static int digit(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool ledger_hash_parse(const char *text, uint8_t hash[TOKEN_HASH_SIZE])
{
	if (strlen(text) != 2 * TOKEN_HASH_SIZE)
		return false;
	for (int i = 0; i < TOKEN_HASH_SIZE; i++) {
		if (digit(text[2 * i]) < 0 || digit(text[2 * i + 1]) < 0)
			return false;
		hash[i] = (uint8_t)(digit(text[2 * i]) << 4 | digit(text[2 * i + 1]));
	}
	return true;
}

static bool has_check(struct slice line)
{
	struct buf want = BUF_INIT;
	size_t at = line.n - 2 * CHECK_BYTES;
	bool is_right = false;

	if (line.n > 2 * CHECK_BYTES) {
		add_check(&want, slice_sub(line, 0, at));
		is_right = slice_equal(buf_all(&want), slice_from(line, at));
	}
	buf_release(&want);
	return is_right;
}

static bool take_word(struct slice *rest, char *to, size_t size)
{
	struct slice word;

	if (!slice_next(rest, ' ', &word) || word.n == 0 || word.n >= size)
		return false;
	memcpy(to, word.p, word.n);
	to[word.n] = '\0';
	return true;
}

static bool parse(struct slice text, struct ledger_line *line)
{
	struct slice rest = text, word;
	size_t w = 0;

	if (!has_check(text) || !slice_next(&rest, ' ', &word) ||
	    !num_parse(word, 0, INT64_MAX, &line->batch) || !slice_next(&rest, ' ', &word) ||
	    !num_parse(word, 0, INT64_MAX, &line->at) || !slice_next(&rest, ' ', &word))
		return false;
	while (w < WORDS && !slice_is(word, words[w]))
		w++;
	line->what = (enum ledger_what)w;
	return w < WORDS && take_word(&rest, line->subject, sizeof line->subject) &&
	    take_word(&rest, line->argument, sizeof line->argument);
}

static int64_t number_of(const struct ledger_line *line)
{
	int64_t n = 0;

	(void)num_parse(slice_of(line->argument), 0, INT64_MAX, &n); /* else it says nothing */
	return n;
}

/* Lines of every kind, in their order. */
struct lines {
	struct ledger_line *all;
	size_t n, cap;
};

static void keep(struct lines *l, const struct ledger_line *line)
{
	if (l->n == l->cap) {
		l->cap = l->cap == 0 ? 64 : 2 * l->cap;
		l->all = xreallocarray(l->all, l->cap, sizeof *l->all);
	}
	l->all[l->n++] = *line;
}

static void parse_all(struct slice text, struct lines *l, struct ledger_reading *r)
{
	size_t bad = 0, at = 0;

	while (at < text.n) {
		size_t n = slice_find(slice_from(text, at), '\n');
		bool has_end = at + n < text.n;
		struct ledger_line line = { 0 };

		if (has_end && parse(slice_sub(text, at, n), &line)) {
			keep(l, &line);
			r->damaged += bad; /* they are not the torn end */
			bad = 0;
			r->size = at + n + 1;
		} else {
			bad++;
		}
		at += n + 1;
	}
}

static int compare(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

static void take_fact(const struct ledger_line *line, struct ledger_reading *r)
{
	if (line->batch > r->last)
		r->last = line->batch;
	if (line->what == LEDGER_BEGINS) {
		r->begins = line->batch;
		r->begins_at = line->at;
	} else if (line->what == LEDGER_OPENED) {
		r->epoch = number_of(line);
	}
}

/* What is left of the lines is the reading's. */
static void sort_out(struct lines *l, struct ledger_reading *r)
{
	int64_t *voids = xcalloc(l->n + 1, sizeof *voids);
	size_t void_count = 0;

	for (size_t i = 0; i < l->n; i++) {
		take_fact(&l->all[i], r);
		if (l->all[i].what == LEDGER_VOID)
			voids[void_count++] = l->all[i].batch;
	}
	qsort(voids, void_count, sizeof *voids, compare);
	for (size_t i = 0; i < l->n; i++) {
		const struct ledger_line *line = &l->all[i];

		if (line->what <= LEDGER_GIVEN &&
		    bsearch(&line->batch, voids, void_count, sizeof *voids, compare) == NULL)
			l->all[r->count++] = *line;
	}
	r->lines = l->all;
	free(voids);
}

/* 0 also where there is none. */
static int read_whole(const char *path, struct buf *text, struct err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	struct stat st;
	ssize_t n = -1;

	if (fd < 0 && errno == ENOENT)
		return 0;
	if (fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size <= FILE_MAX) {
		buf_reserve(text, (size_t)st.st_size + 1);
		while ((n = read(fd, text->p + text->n, (size_t)st.st_size - text->n)) > 0)
			text->n += (size_t)n;
	}
	if (n < 0)
		(void)err_set(err, ERR_PERM, "cannot read the ledger %s: %m", path);
	if (fd >= 0)
		(void)close(fd); /* was only read */
	return n < 0 ? -1 : 0;
}

int ledger_file_read(const char *path, struct ledger_reading *r, struct err *err)
{
	struct lines l = { NULL, 0, 0 };
	struct buf text = BUF_INIT;
	int rc;

	memset(r, 0, sizeof *r);
	rc = read_whole(path, &text, err);
	if (rc == 0) {
		parse_all(buf_all(&text), &l, r);
		sort_out(&l, r);
	}
	buf_release(&text);
	return rc;
}

void ledger_reading_release(struct ledger_reading *r)
{
	free(r->lines);
	memset(r, 0, sizeof *r);
}

int64_t ledger_reading_above(const struct ledger_reading *r, int64_t batch)
{
	int64_t count = 0, last = batch;

	for (size_t i = 0; i < r->count; i++) {
		count += r->lines[i].batch > last;
		if (r->lines[i].batch > last)
			last = r->lines[i].batch;
	}
	return count;
}

int64_t ledger_reading_given(const struct ledger_reading *r, const char *name)
{
	int64_t most = 0;

	for (size_t i = 0; i < r->count; i++) {
		const struct ledger_line *line = &r->lines[i];

		if (line->what == LEDGER_GIVEN && strcmp(line->subject, name) == 0 &&
		    number_of(line) > most)
			most = number_of(line);
	}
	return most;
}

/* SPDX-License-Identifier: MIT
 * Names as people write them; see called.h. This only makes spellings equal and takes off the words
 * that people put around a name; it knows no name itself, and what it leaves of nothing but such
 * words ("the community") is nothing, which names nothing. */
#include "subscribers/called.h"

#include "daemon/common/utf8.h"

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80;
}

void called_fold(struct buf *out, struct slice text)
{
	struct buf folded = BUF_INIT;
	struct slice s;
	size_t begin = out->n;
	bool is_apart = false;

	utf8_fold(&folded, text);
	s = buf_all(&folded);
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '\'' || s.p[i] == '`')
			continue;
		if (!is_letter(s.p[i])) {
			is_apart = true;
			continue;
		}
		if (is_apart && out->n > begin)
			buf_add(out, " ", 1);
		is_apart = false;
		buf_add(out, &s.p[i], 1);
	}
	buf_release(&folded);
}

bool called_same(struct slice folded, struct slice name)
{
	struct buf other = BUF_INIT;
	bool is_same;

	called_fold(&other, name);
	is_same = slice_equal(folded, buf_all(&other));
	buf_release(&other);
	return is_same;
}

/* Takes off `word` where a whole word of the name begins or ends with it. */
static bool take_off(struct slice *name, struct slice word)
{
	struct slice tail;

	if (name->n < word.n)
		return false;
	tail = slice_from(*name, name->n - word.n);
	if (slice_equal(slice_sub(*name, 0, word.n), word) &&
	    (name->n == word.n || name->p[word.n] == ' '))
		*name = slice_trim(slice_from(*name, word.n));
	else if (slice_equal(tail, word) && name->p[name->n - word.n - 1] == ' ')
		*name = slice_trim(slice_sub(*name, 0, name->n - word.n));
	else
		return false;
	return true;
}

struct slice called_core(struct slice folded)
{
	static const char *const around[] = { "the", "to", "my", "our", "community of practice",
		"community", "cop", "region", "regional", "group", "list", "nz", "please", "thanks",
		"thank you" };
	bool is_shorter = true;

	while (is_shorter) {
		is_shorter = false;
		for (size_t i = 0; i < sizeof around / sizeof around[0]; i++)
			is_shorter = take_off(&folded, slice_of(around[i])) || is_shorter;
	}
	return folded;
}

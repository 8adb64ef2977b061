/* SPDX-License-Identifier: MIT
 * A linear look at the words of a configuration, outside strings and comments; see conf_scan.h. */
#include "daemon/common/conf_scan.h"

#include <limits.h>
#include <stdint.h>
#include <string.h>

#include "daemon/common/num.h"

/* The length of the string or comment at the front of `s`; 0 where there is neither. */
static size_t skip_quoted(struct slice s)
{
	size_t i = 1;

	if (s.p[0] == '#' || slice_starts(s, "//"))
		return slice_find(s, '\n');
	if (slice_starts(s, "/*")) {
		i = slice_find_text(slice_from(s, 2), "*/") + 4;
		return i < s.n ? i : s.n;
	}
	if (s.p[0] != '"')
		return 0;
	while (i < s.n && s.p[i] != '"')
		i += s.p[i] == '\\' && i + 1 < s.n ? 2 : 1;
	return i < s.n ? i + 1 : s.n;
}

static size_t word_length(struct slice s)
{
	size_t n = 0;

	while (n < s.n &&
	    (s.p[n] == '_' || s.p[n] == '@' || (s.p[n] >= '0' && s.p[n] <= '9') ||
	        ((s.p[n] | 32) >= 'a' && (s.p[n] | 32) <= 'z')))
		n++;
	return n;
}

static bool is_digits(struct slice word)
{
	for (size_t i = 0; i < word.n; i++) {
		if (word.p[i] < '0' || word.p[i] > '9')
			return false;
	}
	return true;
}

static bool is_fault(struct slice word, enum conf_scan_fault *fault_r)
{
	int64_t n;

	if (slice_is(word, "@include"))
		*fault_r = CONF_SCAN_INCLUDE;
	else if (slice_starts_fold(word, "0x"))
		*fault_r = CONF_SCAN_HEX;
	else if (is_digits(word) && !num_parse(word, 0, INT_MAX, &n))
		*fault_r = CONF_SCAN_LARGE;
	else
		return false;
	return true;
}

bool conf_scan_next(struct conf_scan *scan, enum conf_scan_fault *fault_r, struct slice *word_r)
{
	while (scan->rest.n > 0) {
		size_t quoted = skip_quoted(scan->rest),
		       word = quoted == 0 ? word_length(scan->rest) : 0;
		size_t n = quoted + word > 0 ? quoted + word : 1;

		*word_r = slice_sub(scan->rest, 0, n);
		scan->rest = slice_from(scan->rest, n);
		if (word > 0 && is_fault(*word_r, fault_r))
			return true;
		for (size_t i = 0; i < n; i++)
			scan->line += word_r->p[i] == '\n';
	}
	return false;
}

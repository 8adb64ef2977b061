/* SPDX-License-Identifier: MIT
 * Numbers; see num.h. */
#include "daemon/common/num.h"

bool num_parse(struct slice s, int64_t min, int64_t max, int64_t *value_r)
{
	bool negative = s.n > 0 && s.p[0] == '-';
	int64_t v = 0;
	size_t i = negative ? 1 : 0;

	if (i == s.n)
		return false;
	for (; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
		/* Counted downwards, because INT64_MIN has no positive twin. */
		if (__builtin_mul_overflow(v, 10, &v) ||
		    __builtin_sub_overflow(v, s.p[i] - '0', &v))
			return false;
	}
	if (!negative && __builtin_sub_overflow((int64_t)0, v, &v))
		return false;
	if (v < min || v > max)
		return false;
	*value_r = v;
	return true;
}

bool num_parse_span(struct slice s, int64_t max_s, int64_t *span_s_r)
{
	static const struct {
		char unit;
		int64_t s;
	} units[] = { { 's', 1 }, { 'm', 60 }, { 'h', 3600 }, { 'd', 86400 }, { 'w', 604800 } };
	int64_t n;

	if (s.n < 2 || !num_parse(slice_sub(s, 0, s.n - 1), 0, INT64_MAX / 604800, &n))
		return false;
	for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
		if (s.p[s.n - 1] != units[i].unit)
			continue;
		if (n * units[i].s > max_s)
			return false;
		*span_s_r = n * units[i].s;
		return true;
	}
	return false;
}

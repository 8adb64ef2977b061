/* SPDX-License-Identifier: MIT
 * See domain.h. */
#include "domain.h"

bool domain_is_everybodys(struct slice domain)
{
	static const char *const words[] = { "ac", "co", "com", "cri", "edu", "geek", "gen", "gov", "govt", "health", "iwi", "kiwi",
		"maori", "mil", "net", "nhs", "org", "parliament", "school" };
	size_t dot = slice_find(domain, '.');

	if (slice_find(slice_from(domain, dot + 1), '.') < slice_from(domain, dot + 1).n)
		return false;
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		if (slice_is_fold(slice_sub(domain, 0, dot), words[i]))
			return true;
	}
	return false;
}

bool domain_is_under(struct slice domain, struct slice parent)
{
	return slice_equal_fold(domain, parent) ||
	    (domain.n > parent.n + 1 && domain.p[domain.n - parent.n - 1] == '.' &&
	    slice_equal_fold(slice_from(domain, domain.n - parent.n), parent));
}

struct slice domain_registered(struct slice domain)
{
	/* An address in brackets (RFC 5321 §4.1.3) has dots, and nothing is registered below them. */
	bool is_literal = domain.n > 0 && domain.p[0] == '[';
	size_t dot;

	while (!is_literal && (dot = slice_find(domain, '.')) < domain.n) {
		struct slice parent = slice_from(domain, dot + 1);

		if (slice_find(parent, '.') == parent.n || domain_is_everybodys(parent))
			break;
		domain = parent;
	}
	return domain;
}

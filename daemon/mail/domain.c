/* SPDX-License-Identifier: MIT
 * See domain.h. */
#include "daemon/mail/domain.h"

#include <libpsl.h>

#define DOMAIN_MAX 253 /* RFC 1035 §2.3.4; nothing longer is registered */

bool domain_is_everybodys(struct slice domain)
{
	char name[DOMAIN_MAX + 1];

	if (domain.n == 0 || domain.n > DOMAIN_MAX)
		return false;
	for (size_t i = 0; i < domain.n; i++)
		name[i] = domain.p[i] >= 'A' && domain.p[i] <= 'Z' ? (char)(domain.p[i] | 0x20) :
		                                                     domain.p[i];
	name[domain.n] = '\0';
	return psl_is_public_suffix(psl_builtin(), name) == 1;
}

bool domain_is_under(struct slice domain, struct slice parent)
{
	return slice_equal_fold(domain, parent) ||
	    (domain.n > parent.n + 1 && domain.p[domain.n - parent.n - 1] == '.' &&
	        slice_equal_fold(slice_from(domain, domain.n - parent.n), parent));
}

struct slice domain_registered(struct slice domain)
{
	/* An address in brackets (RFC 5321 §4.1.3) has dots, and nothing is registered below them.
	 */
	bool is_literal = domain.n > 0 && domain.p[0] == '[';
	size_t dot;

	while (!is_literal && (dot = slice_find(domain, '.')) < domain.n) {
		struct slice parent = slice_from(domain, dot + 1);

		if (domain_is_everybodys(parent) || domain_is_everybodys(domain) || parent.n == 0)
			break;
		domain = parent;
	}
	return domain;
}

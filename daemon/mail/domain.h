/* SPDX-License-Identifier: MIT
 * Domains, and where below a public suffix somebody's own begins. Pure, and without the list of public suffixes: the best
 * known of them are rows here. */
#ifndef MAIL_DOMAIN_H
#define MAIL_DOMAIN_H

#include "../common/slice.h"

/* Is it one below which others register: "govt.nz", "co.uk"? */
bool domain_is_everybodys(struct slice domain);
/* Is it the other, or below it? */
bool domain_is_under(struct slice domain, struct slice parent);
/* The part of it that somebody registered: of "mail.hr.example.govt.nz" "example.govt.nz", of "a.example.org"
 * "example.org". What has no part above that is its own. A part of `domain`. */
struct slice domain_registered(struct slice domain);

#endif

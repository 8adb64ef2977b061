/* SPDX-License-Identifier: MIT
 * Domains, and where below a public suffix somebody's own begins: by the Public Suffix List that
 * libpsl was built with, its private part too (what is below "github.io" belongs to different
 * people). Pure: no file is read. */
#ifndef MAIL_DOMAIN_H
#define MAIL_DOMAIN_H

#include "daemon/common/slice.h"

/* Is it one below which others register: "govt.nz", "co.uk"? */
bool domain_is_everybodys(struct slice domain);
/* Is it the other, or below it? */
bool domain_is_under(struct slice domain, struct slice parent);
/* The part of it that somebody registered: of "mail.hr.example.govt.nz" "example.govt.nz", of
 * "a.example.org" "example.org". What has no part above that is its own. A part of `domain`. */
struct slice domain_registered(struct slice domain);

#endif

/* SPDX-License-Identifier: MIT
 * All that may be asked of core from outside: the verbs of the control socket and the pages of the
 * web. main hands them to those that listen, so that these know no verb and no page. */
#ifndef CORE_DOORS_H
#define CORE_DOORS_H

struct request_verb;
struct web_page;

/* The tables, one for each file of verbs; ended by NULL. */
extern const struct request_verb *const door_verbs[];
/* Likewise of pages. */
extern const struct web_page *const door_pages[];

#endif

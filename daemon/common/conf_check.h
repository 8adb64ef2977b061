/* SPDX-License-Identifier: MIT
 * What a value of dpupd.conf must look like, for the table of keys (conf_table.c). */
#ifndef COMMON_CONF_CHECK_H
#define COMMON_CONF_CHECK_H

#include <stdbool.h>

/* What is wrong with a text, as the end of a sentence that begins with the key's name; NULL:
 * nothing. */
typedef const char *conf_check(const char *text);

const char *conf_check_address(const char *text);
const char *conf_check_base_url(const char *text);
const char *conf_check_credential(const char *text);
const char *conf_check_dates(const char *text);
const char *conf_check_domain(const char *text);
const char *conf_check_domains(const char *text);
const char *conf_check_hours(const char *text);
const char *conf_check_imap(const char *text);
const char *conf_check_language(const char *text);
const char *conf_check_listen(const char *text);
const char *conf_check_metrics_listen(const char *text);
const char *conf_check_name(const char *text);
const char *conf_check_smtp(const char *text);
const char *conf_check_token_url(const char *text);
const char *conf_check_website(const char *text);
const char *conf_check_zone(const char *text);

/* A url whose host never leaves this machine: 127/8, ::1, localhost. */
bool conf_check_is_loopback(const char *url);

#endif

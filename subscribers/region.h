/* SPDX-License-Identifier: MIT
 * The regions of Aotearoa New Zealand (ISO 3166-2:NZ), by code, name and te reo name, with or
 * without macrons. */
#ifndef SUBSCRIBERS_REGION_H
#define SUBSCRIBERS_REGION_H

#include "daemon/common/slice.h"

struct region {
	const char *code; /* "ota": the ISO suffix in lower case, the stable key */
	const char *name; /* "Otago" */
	const char *reo;  /* "Ōtākou"; to be reviewed by a speaker */
	const char *zone; /* tz database name */
	const char *also; /* other names people write, separated by '|' */
};

/* By code ("ota", "NZ-OTA") or by any of its names; NULL where there is none. */
const struct region *region_find(struct slice text);
/* By exact code. */
const struct region *region_of(struct slice code);
/* All of them, in the order of the country from north to south; ends with code == NULL. */
extern const struct region region_table[];

#endif

/* SPDX-License-Identifier: MIT
 * Finds in the text of a configuration what cannot be found after libconfig 1.5 has read it:
 * numbers it would silently cut, and @include, which ends the process when it names a folder. */
#ifndef COMMON_CONF_SCAN_H
#define COMMON_CONF_SCAN_H

#include <stdbool.h>

#include "daemon/common/slice.h"

enum conf_scan_fault {
	CONF_SCAN_HEX,     /* 0x...: cut to 32 bits */
	CONF_SCAN_LARGE,   /* a number without a suffix above INT_MAX: cut too */
	CONF_SCAN_INCLUDE, /* the text must not be parsed */
};

struct conf_scan {
	struct slice rest; /* begin with the whole text */
	int line;          /* and with 1; the line of the fault found last */
};

/* The next fault and the word it is in; false at the end. */
bool conf_scan_next(struct conf_scan *scan, enum conf_scan_fault *fault_r, struct slice *word_r);

#endif

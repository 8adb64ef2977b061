/* SPDX-License-Identifier: MIT
 * The box of dpupd-parse: memory, the socket it has, and the end. The main enters it, and the test
 * that tries it from inside. */
#ifndef PARSE_PARSE_BOX_H
#define PARSE_PARSE_BOX_H

#include "daemon/common/err.h"

/* For good; what libraries need is loaded before (extract_preload()). -1 and *err: it could not be
 * closed. */
int parse_box_enter(struct err *err);

#endif

/* SPDX-License-Identifier: MIT
 * "correct name to Mere Ngata": which of somebody's details it is about, and the new value. */
#ifndef MAIL_CORRECTION_H
#define MAIL_CORRECTION_H

#include "daemon/common/slice.h"

enum correction {
	CORRECTION_NAME,
	CORRECTION_ORGANISATION,
	CORRECTION_REGION,
	CORRECTION_OTHER, /* of another kind, or of none: a person sees to it */
};

/* What stands behind "correct"; *value_r without what only joins, pointing into `args`. */
enum correction correction_read(struct slice args, struct slice *value_r);

#endif

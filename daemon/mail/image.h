/* SPDX-License-Identifier: MIT
 * Images that stand in a mail: which files they may be. Pure: names and bytes in, a decision out.
 */
#ifndef MAIL_IMAGE_H
#define MAIL_IMAGE_H

#include <stdbool.h>

#include "daemon/common/slice.h"

#define IMAGE_NAME_MAX 64 /* of a file: fits a header line with its field's name */

/* A file's own name: letters, digits, '.', '-' and '_', not beginning with '.' or '-'. It cannot
 * name a file in another folder. */
bool image_is_name(struct slice name);
/* "image/png", "image/jpeg" or "image/gif", by what the bytes begin with; NULL: none of them. */
const char *image_type(struct slice data);

#endif

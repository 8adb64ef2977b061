/* SPDX-License-Identifier: MIT
 * Where a mail ends and its writer's name begins: "Kind regards,", "Ngā mihi" in a line of its own.
 * Pure. */
#ifndef MAIL_SIGN_OFF_H
#define MAIL_SIGN_OFF_H

#include <stdbool.h>
#include <stddef.h>

#include "daemon/common/slice.h"

/* How much of the text stands above its closing line; all of it where there is none. A closing line
 * on top (nothing stands above it) closes nothing. */
size_t sign_off_at(struct slice text);
/* "Amy Rātā | Senior Adviser": a name, a bar, and a title, an office or how to reach them? */
bool sign_off_is_card(struct slice line);
/* Has what is said above a sign-off something of its writer's at its end all the same: a telephone
 * number, an address, or a short last line that may be a name? */
bool sign_off_is_doubtful(struct slice text);

#endif

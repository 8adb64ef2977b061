/* SPDX-License-Identifier: MIT
 * Mail that waits to go to somebody by what they lead, when they lead it no more, or not now. It
 * names people, so it does not go; and what others wrote in it is read all the same: a tip is asked
 * of who leads now, what was forwarded goes to a person of ours. */
#ifndef CORE_OFFICE_MAIL_H
#define CORE_OFFICE_MAIL_H

#include "daemon/core/loop/core.h"
#include "subscribers/convenor.h"

/* In a transaction: nothing more of what they led goes there. Who leads it then is asked about its
 * tips by tip_asking_renew(), once that is known. */
void office_mail_stop(struct core *core, const struct address *left, const char *why);
/* In a transaction: these led this until now. Who does so no more gets no more of it, and who leads
 * the community now is asked about what waits. */
void office_mail_followed(struct core *core, struct led led, const struct convenors *before);

#endif

/* SPDX-License-Identifier: MIT
 * Mail that waits to go to somebody by what they lead, when they lead it no more, or not now. It
 * names people, so it does not go; and what others wrote in it is read all the same, as the table
 * of its kinds says (office_letter.h). */
#ifndef CORE_OFFICE_MAIL_H
#define CORE_OFFICE_MAIL_H

#include "daemon/core/loop/core.h"
#include "subscribers/convenor.h"

/* In a transaction: who leads, or may be mailed, has changed for this address; what waits to go
 * there and is not for them now does not. Who leads it then is asked about its tips by
 * tip_asking_renew(), once that is known. */
void office_mail_stop(struct core *core, const struct address *left, const char *why);
/* In a transaction: these led this until now. Who does so no more gets no more of it; who leads it
 * now is asked about what waits, and has who comes where those lists have gone. */
void office_mail_followed(struct core *core, struct led led, const struct convenors *before);
/* In a transaction: this address is never to be mailed from now on. */
void office_mail_never(struct core *core, const struct address *left);
/* In a transaction: somebody leads again what they led. */
void office_mail_returned(struct core *core);

/* --- on its own --- */

/* One that did not go, because its address did not lead any more when it was sent: a lease that
 * came back, a backup. True where there may be more. */
bool office_mail_turn(struct core *core, int64_t now);

#endif

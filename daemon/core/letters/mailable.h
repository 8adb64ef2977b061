/* SPDX-License-Identifier: MIT
 * May an address be registered, because mail can get there? One whose local part is not ASCII can
 * only be written to over a relay that offers SMTPUTF8 (RFC 6531 §3.2), and only where staff allow
 * it (sending.smtputf8). Asked of what is new alone: who is registered is found, shown, served and
 * erased whatever the relays offer today. */
#ifndef CORE_MAILABLE_H
#define CORE_MAILABLE_H

#include "daemon/common/err.h"
#include "daemon/core/loop/core.h"
#include "daemon/mail/address.h"

/* False and a sentence for people. */
bool mailable_check(const struct core *core, const struct address *address, struct err *err);
/* Is it our own mailbox, or a sub-address of it? What is sent there comes back. */
bool mailable_is_ours(const struct core *core, const struct address *address);
/* mailable_check() of what staff give us, who may be anybody but ourselves. */
bool mailable_to_another(const struct core *core, const struct address *address, struct err *err);
/* address_parse_utf8(), and then mailable_check(). */
bool mailable_parse(const struct core *core, struct slice text, struct address *address_r,
    struct err *err);

#endif

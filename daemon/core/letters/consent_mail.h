/* SPDX-License-Identifier: MIT
 * What people agree to, and the mails that ask for it. All run in a transaction. */
#ifndef CORE_CONSENT_MAIL_H
#define CORE_CONSENT_MAIL_H

#include "daemon/common/buf.h"
#include "daemon/core/loop/core.h"
#include "subscribers/list.h"
#include "subscribers/subscriber.h"
#include "subscribers/subscription.h"

/* How many other lists a question offers. */
#define CONSENT_MAIL_CHOICES_MAX 5

/* What a person agrees to for this list: kept with the consent, and part of the question. */
void consent_mail_wording(struct core *core, const struct list *list, struct buf *out);
/* The same in two lines, where a mail tells of several lists. */
void consent_mail_purpose(struct core *core, const struct list *list, struct buf *out);

/* "Please confirm", to the address of theirs that asked, because of this Message-ID. */
void consent_mail_confirm(struct core *core, const struct list *list, const struct subscriber *s,
    const struct subscription *n, const char *to, struct slice in_reply_to);
/* The same question once more, when nobody answered. */
void consent_mail_again(struct core *core, const struct list *list, const struct subscriber *s,
    const struct subscription *n);
/* They said yes to what the list was for before: the question anew, to the registered address. */
void consent_mail_changed(struct core *core, const struct list *list, const struct subscriber *s,
    const struct subscription *n);
/* They answered neither yes nor no: how to say yes. */
void consent_mail_unclear(struct core *core, const struct list *list, const struct subscriber *s,
    const struct subscription *n);
/* An invitation by staff: IPP 3A says who supplied the address. */
void consent_mail_invite(struct core *core, const struct list *list, const struct subscriber *s,
    const struct subscription *n, struct slice source);

#endif

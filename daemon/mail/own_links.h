/* SPDX-License-Identifier: MIT
 * Our links and tokens in what somebody wrote: whoever has one may leave with it, or read what is
 * held of a person, so none goes to a reader who is not of us. Mail programs and the services that
 * wrap links change how they look, so it is the token that is looked for, not the link. Pure. */
#ifndef MAIL_OWN_LINKS_H
#define MAIL_OWN_LINKS_H

#include "daemon/common/buf.h"
#include "daemon/mail/classify.h"

/* Appends the text, line by line, with "[link]" for each run without blanks that holds one of ours:
 * a token of whatever kind, our web pages' host (of `base_url`; NULL: there are none), our mailbox
 * with something behind its delimiter; also percent-encoded however often, wrapped by a gateway,
 * without its scheme, or with characters in it that nobody sees. */
void own_links_cut(const struct classify_identity *identity, const char *base_url,
    struct slice text, struct buf *out);

#endif

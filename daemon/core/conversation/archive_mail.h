/* SPDX-License-Identifier: MIT
 * What may be read again by email: what was sent to lists ("latest", "index", "get N") and the
 * Toolkit ("toolkit WORDS"). Open newsletters are for everybody; what went to a community or a
 * closed list only for those who are on it, and what went to a part of a list only for those who
 * got it. Each returns true: the message is settled. */
#ifndef CORE_ARCHIVE_MAIL_H
#define CORE_ARCHIVE_MAIL_H

#include "daemon/core/talk/talk.h"

bool archive_mail_latest(struct talk *t);
bool archive_mail_index(struct talk *t);
bool archive_mail_get(struct talk *t);
bool archive_mail_toolkit(struct talk *t);

#endif

/* SPDX-License-Identifier: MIT
 * Notifications of Amazon SES as they come by mail from its notification service: JSON, either
 * alone or as a string within another object. The one relay of those in wide use that reports in a
 * form of its own. They become the fields of a delivery report (RFC 3464) or of a complaint (RFC
 * 5965), so that nobody outside of the cage reads JSON. */
#ifndef PARSE_SES_H
#define PARSE_SES_H

#include "daemon/mail/facts.h"

/* Loads what the JSON library loads on first use. Before the cage is closed. */
void ses_preload(void);
/* Fills FACTS_REPORT and FACTS_REPORT_PART ("application/json") where the message has no report and
 * `text` is such a notification; nothing otherwise. */
void ses_read(struct facts *f, struct slice text);

#endif

/* SPDX-License-Identifier: MIT
 * One raw message to facts: the whole of what the cage is for. */
#ifndef PARSE_EXTRACT_H
#define PARSE_EXTRACT_H

#include "daemon/mail/facts.h"

#define EXTRACT_MIME_MAX (8U << 20) /* of a message the MIME library sees; texts come first */

/* Loads everything the libraries load on first use. Before the cage is closed. */
void extract_preload(void);
/* Fills empty facts. Any bytes are a message. `head_only` reads the header and nothing else. */
void extract_facts(struct facts *f, struct slice message, struct slice authserv_id, bool head_only);

#endif

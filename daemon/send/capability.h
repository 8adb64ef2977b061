/* SPDX-License-Identifier: MIT
 * What a server says it can do, from the lines of its EHLO reply (RFC 5321 §4.1.1.1). What is
 * not known is passed over; what is not offered is not used. */
#ifndef SEND_CAPABILITY_H
#define SEND_CAPABILITY_H

#include <stdbool.h>
#include <stdint.h>

#include "daemon/common/slice.h"

struct capabilities {
	bool has_pipelining; /* RFC 2920 */
	bool has_8bitmime;   /* RFC 6152 */
	bool has_dsn;        /* RFC 3461 */
	bool has_size;       /* RFC 1870 */
	bool has_smtputf8;   /* RFC 6531 */
	int64_t size_max;    /* bytes of one message; 0: no limit told */
};

/* One line of the reply, without its code; the first one, the server's name, too, as it is
 * no capability's name that anybody would give a host. */
void capabilities_add(struct capabilities *caps, struct slice line);

#endif

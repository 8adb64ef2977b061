/* SPDX-License-Identifier: MIT
 * Any text as a reply: what is new is never more than what was there. */
#include <stdlib.h>

#include "daemon/mail/reply.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	struct buf out = BUF_INIT;

	reply_text(&out, slice_make((const char *)data, size));
	if (out.n > size)
		abort();
	buf_release(&out);
	return 0;
}

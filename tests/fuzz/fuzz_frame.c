/* SPDX-License-Identifier: MIT
 * Any bytes as a frame, and as the frame of a parser that was taken over: what is accepted is
 * written back and read again as the same. */
#include <stdlib.h>

#include "daemon/mail/facts.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	struct wire w;
	struct err err = ERR_INIT;
	struct facts f, again;
	struct buf frame = BUF_INIT;

	if (wire_parse(slice_make((const char *)data, size), &w, &err) < 0)
		return 0;
	facts_init(&f);
	if (facts_decode(&w, &f, &err) == 0) {
		facts_encode(&f, w.id, &frame);
		facts_init(&again);
		if (wire_parse(buf_all(&frame), &w, &err) < 0 || facts_decode(&w, &again, &err) < 0)
			abort();
		for (size_t i = 0; i < FACTS_TEXT_COUNT; i++) {
			if (!slice_equal(facts_get(&f, i), facts_get(&again, i)))
				abort();
		}
		facts_release(&again);
		buf_release(&frame);
	}
	facts_release(&f);
	return 0;
}

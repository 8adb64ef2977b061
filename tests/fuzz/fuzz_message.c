/* SPDX-License-Identifier: MIT
 * Any bytes as a message: everything dpupd-parse does, then the verdict, then the frame. */
#include <stdlib.h>

#include "daemon/mail/classify.h"
#include "daemon/parse/extract.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	static struct classify_identity identity = { .delimiter = '+',
		.domain = "example.govt.nz" };
	static bool is_ready;
	struct facts f;
	struct verdict v;
	struct buf frame = BUF_INIT;

	if (!is_ready) {
		extract_preload();
		is_ready = address_parse(slice_of("dpup@example.govt.nz"), &identity.address, NULL);
	}
	facts_init(&f);
	verdict_init(&v);
	extract_facts(&f, slice_make((const char *)data, size), slice_of("mx.example.govt.nz"),
	    false);
	classify(&f, &identity, &v);
	facts_encode(&f, 1, &frame);
	if (frame.n > WIRE_FRAME_MAX)
		abort();
	buf_release(&frame);
	verdict_release(&v);
	facts_release(&f);
	return 0;
}

/* SPDX-License-Identifier: MIT
 * The parser's box; see parse_box.h. */
#include "daemon/parse/parse_box.h"

#include "daemon/common/sandbox.h"

#define MEMORY_MAX (512ULL << 20) /* a message of 64 MiB, its tree, and the libraries */
#define CPU_MAX_S 3600            /* for the worker's life; the parent bounds each message */

int parse_box_enter(struct err *err)
{
	static const char *const nothing[] = { NULL };
	const struct sandbox box = {
		.filter = SANDBOX_STRICT,
		.address_space = MEMORY_MAX,
		.cpu_s = CPU_MAX_S,
		.can_write_files = true, /* stderr may be one; it can open no other */
		.read_paths = nothing,
		.write_paths = nothing,
	};

	return sandbox_enter(&box, err);
}

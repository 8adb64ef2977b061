/* SPDX-License-Identifier: MIT
 * The web's box; see web_box.h. */
#include "daemon/web/web_box.h"

#include "daemon/common/sandbox.h"

#define MEMORY_BASE (192ULL << 20) /* libraries, pages, and the answers that are under way */
#define MEMORY_PER_CONNECTION (128ULL << 10) /* what TLS needs for each, and more */
#define FILES_BASE 32

int web_box_enter(int connections, struct err *err)
{
	static const char *const nothing[] = { NULL };
	const uint64_t most = (uint64_t)connections;
	const struct sandbox box = {
		.filter = SANDBOX_SERVER,
		.address_space = MEMORY_BASE + MEMORY_PER_CONNECTION * most,
		.files = FILES_BASE + most,
		.can_write_files = true, /* stderr may be one; it can open no other */
		.read_paths = nothing,
		.write_paths = nothing,
	};

	return sandbox_enter(&box, err);
}

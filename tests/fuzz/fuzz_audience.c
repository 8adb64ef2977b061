/* SPDX-License-Identifier: MIT
 * Any text as an audience: it is read or refused, and what it becomes holds nothing of the text. */
#include <stdlib.h>
#include <string.h>

#include "subscribers/audience.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	struct audience a;
	struct err err = ERR_INIT;
	int rc;

	audience_init(&a);
	rc = audience_parse(slice_make((const char *)data, size), &a, &err);
	if ((rc < 0) != err_is_set(&err) || a.count > AUDIENCE_TERMS_MAX)
		abort();
	/* Only our literals have these; none has a quote that is odd, a semicolon or a comment. */
	if (strchr(a.condition.p, ';') != NULL || strstr(a.condition.p, "--") != NULL ||
	    strstr(a.condition.p, "/*") != NULL)
		abort();
	if (rc == 0 && a.list[0] == '\0')
		abort();
	audience_release(&a);
	return 0;
}

/* SPDX-License-Identifier: MIT
 * Any text as a report of non-delivery: as delivery-status fields and as prose. */
#include <stdlib.h>

#include "daemon/mail/bounce.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	struct slice text = slice_make((const char *)data, size);

	for (int is_report = 0; is_report <= 1; is_report++) {
		struct facts f;
		struct verdict v;

		facts_init(&f);
		verdict_init(&v);
		facts_set(&f, FACTS_FROM, slice_of("MAILER-DAEMON@example.net"));
		facts_set(&f, FACTS_RETURN_PATH, slice_of("<>"));
		facts_set(&f, FACTS_TO, slice_of("dpup@example.govt.nz"));
		if (is_report == 1)
			facts_set(&f, FACTS_REPORT_PART, slice_of("message/delivery-status"));
		facts_set(&f, is_report == 1 ? FACTS_REPORT : FACTS_TEXT, text);
		(void)bounce_is(&f);
		(void)bounce_read_complaint(&f, &v);
		bounce_read(&f, &v);
		if (v.bounce_count > CLASSIFY_BOUNCES_MAX)
			abort();
		verdict_release(&v);
		facts_release(&f);
	}
	return 0;
}

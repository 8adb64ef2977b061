/* SPDX-License-Identifier: MIT
 * Any text as a command: a line, a subject, a body, a sub-address, an answer. */
#include <stdlib.h>
#include <string.h>

#include "../../daemon/mail/command.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	struct slice text = slice_make((const char *)data, size);
	struct command c;

	(void)command_parse_line(text, NULL, &c);
	if (strlen(c.args) > COMMAND_ARGS_MAX || c.verb >= COMMAND_COUNT)
		abort();
	(void)command_parse_subject(text, NULL, &c);
	(void)command_parse_body(text, NULL, &c);
	(void)command_parse_detail(text, &c);
	if (strlen(c.args) > COMMAND_ARGS_MAX || c.verb >= COMMAND_COUNT)
		abort();
	(void)command_is_refusal(text, NULL);
	return 0;
}

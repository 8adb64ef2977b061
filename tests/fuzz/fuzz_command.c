/* SPDX-License-Identifier: MIT
 * Any text as a command: a line, a subject, a body, a sub-address; and as an answer. */
#include <stdlib.h>
#include <string.h>

#include "daemon/mail/command.h"
#include "daemon/mail/consent_words.h"
#include "daemon/mail/rsvp_words.h"

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
	for (int question = CONSENT_JOIN; question <= CONSENT_STAY; question++) {
		struct consent_said said = consent_words_read(text, (enum consent_question)question,
		    NULL);

		if (said.answer == CONSENT_NEITHER && !said.has_more && question != CONSENT_LEAVE)
			abort(); /* nobody would read it */
	}
	(void)consent_words_plain(text, NULL);
	(void)rsvp_words_read(text);
	return 0;
}

/* SPDX-License-Identifier: MIT
 * Which addresses can be written to; see mailable.h. A relay that was not spoken to yet may offer
 * SMTPUTF8: each is asked at the start (sender_turn.c), and until then nobody is turned away for
 * it. */
#include "daemon/core/letters/mailable.h"

#include <string.h>

bool mailable_check(const struct core *core, const struct address *address, struct err *err)
{
	const char *why = NULL;

	if (!address_is_utf8(address))
		return true;
	if (strcmp(core->conf.sending.smtputf8, "allowed") != 0)
		why = "most mail systems";
	else if (core->lacks_utf8)
		why = "our mail system";
	if (why != NULL)
		(void)err_set(err, ERR_PERM,
		    "the part before the @ has a letter outside a-z, which %s cannot deliver "
		    "to yet",
		    why);
	return why == NULL;
}

bool mailable_is_ours(const struct core *core, const struct address *address)
{
	struct slice detail;

	return classify_is_ours(&core->identity, slice_of(address->spec), &detail);
}

bool mailable_to_another(const struct core *core, const struct address *address, struct err *err)
{
	if (mailable_is_ours(core, address))
		return err_set(err, ERR_PERM, "%s is our own address: mail to it would come back",
		           address->spec) == 0;
	return mailable_check(core, address, err);
}

bool mailable_parse(const struct core *core, struct slice text, struct address *address_r,
    struct err *err)
{
	return address_parse_utf8(text, address_r, err) && mailable_check(core, address_r, err);
}

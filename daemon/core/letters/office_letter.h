/* SPDX-License-Identifier: MIT
 * The kinds of mail that go to somebody by what they lead, and to our person (identity.human) in
 * their place: one table, which says of each whether people's words are in it, and what becomes of
 * it where its reader is not, or not any more, who is to have it. What people wrote ends in one of
 * two ways, whatever happens: it went to who led when it was sent, or our person has it (design §4:
 * nothing a person wrote is ever dropped). Whoever watches over such mail asks here: what comes
 * back (returned.h), offices (office_mail.h), meetings that are moved or called off. */
#ifndef CORE_OFFICE_LETTER_H
#define CORE_OFFICE_LETTER_H

#include "daemon/common/buf.h"
#include "daemon/mail/address.h"

/* Of one that waits, when its reader does not lead any more. */
enum office_end {
	OFFICE_STOPS,       /* it only tells of a change: the next says it again */
	OFFICE_ASKED_ANEW,  /* of who leads then, or our person (tip_asking.h) */
	OFFICE_LISTED_ANEW, /* who leads then gets a list of that hour; where nobody does, our
	                       person gets the notes of this one */
	OFFICE_PASSED_ON,   /* our person gets it as it is */
	OFFICE_IS_OURS,     /* it goes to our person and to nobody else */
};

struct office_letter {
	const char *kind;
	enum office_end end;
	bool is_read; /* somebody's words, or an office that waits: to come back is to be unread */
	bool has_writer; /* its Reply-To is whoever wrote */
};

/* NULL: mail of this kind goes to nobody by what they lead. */
const struct office_letter *office_letter_of(const char *kind);
/* Appends, as a JSON array, all kinds; and those that our person gets as they are, which what
 * happens to a meeting does not end. */
void office_letter_kinds(struct buf *out);
void office_letter_kept(struct buf *out);
/* Whom an answer reaches: who wrote what is in this letter. False: nobody. */
bool office_letter_writer(const char *kind, struct slice letter, struct address *writer_r);

#endif

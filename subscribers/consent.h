/* SPDX-License-Identifier: MIT
 * Consent: append-only records of what was agreed, when, how and to which words. UEMA 2007
 * s 9(3) puts the onus of proof on the sender; Privacy Act IPP 3 asks that people are told the
 * purpose before they agree. */
#ifndef SUBSCRIBERS_CONSENT_H
#define SUBSCRIBERS_CONSENT_H

#include "daemon/common/buf.h"
#include "daemon/common/hash.h"
#include "subscribers/db.h"
#include "subscribers/token.h"

/* What a message, a page or a request proves of who is behind it (design §4a). A From line proves
 * nothing. */
enum proof {
	PROOF_NONE,
	PROOF_VOUCHED,  /* an aligned pass, said by the host that is trusted for the inbox it came
	                   through */
	PROOF_ANSWERED, /* the answer to a mail of ours, from the address that was asked */
	PROOF_LINK,     /* the token of a page of theirs, used by POST */
	PROOF_STAFF,    /* a request of an account with the role for it */
	PROOF_SELF,     /* the service itself: by a rule, or after what was proven already */
	PROOF_COUNT,
};

/* How a thing came about: filled once per message, visit or request, passed down to each change.
 * Zero proves nothing. */
struct evidence {
	enum proof proof;
	const char *channel; /* email web staff system */
	int64_t at;
	struct slice message_id;     /* of the mail that did it, or empty */
	const uint8_t *message_hash; /* HASH_SIZE bytes of that mail, or NULL */
	struct slice authentication; /* "dmarc=pass", or empty */
	const char *notice;          /* version of the privacy notice in force */
	struct slice note; /* who supplied the address, which member of staff ...; may be empty */
};

/* `act` is one of the table's: asked given refused withdrawn lapsed. `wording` (may be empty) is
 * the text the person was shown. In a transaction. */
void consent_record(struct db *db, int64_t subscriber_id, const uint8_t hash[TOKEN_HASH_SIZE],
    int64_t list_id, const char *act, struct slice wording, const struct evidence *evidence);
/* The same for everybody an import asked, whose subscriptions have an id above `after`: that they
 * were asked. */
void consent_record_import(struct db *db, int64_t import_id, int64_t after, struct slice wording,
    const struct evidence *e);
/* Did whoever holds the address with this keyed hash say yes to the list since then, by themselves?
 */
bool consent_is_own(struct db *db, int64_t subscriber_id, const uint8_t hash[TOKEN_HASH_SIZE],
    int64_t list_id, int64_t since);
/* What others than who has this keyed hash agreed to or withdrew in this person's row since then is
 * the other's with `other_hash`, or of nobody by name; but for what staff ended. In a transaction.
 */
struct consent_parting {
	int64_t subscriber_id, other_id, since;
	const uint8_t *hash, *other_hash;
};
void consent_part(struct db *db, const struct consent_parting *p);
/* In a transaction: two who are one person. */
void consent_join(struct db *db, int64_t from_id, int64_t to_id);
/* What stays of one person's proof when they are erased: the keyed hash, the act, the day, the
 * words; not what names the person (who supplied the address, ids of their mails). In a
 * transaction. */
void consent_minimise(struct db *db, int64_t subscriber_id);
/* Removes up to `most` records without a name whose address agreed to or withdrew nothing since
 * `before`; and how many there are. In a transaction. */
int64_t consent_forget(struct db *db, int64_t before, int64_t most);
int64_t consent_count_old(struct db *db, int64_t before);
/* Did whoever has this keyed hash leave the list or say no to it, and nothing else since? Also
 * where nobody knows any more who it was. */
bool consent_has_ended(struct db *db, const uint8_t hash[TOKEN_HASH_SIZE], int64_t list_id);
/* The same as consent_record() of nobody by name: who has this keyed hash. */
void consent_record_unnamed(struct db *db, const uint8_t hash[TOKEN_HASH_SIZE], int64_t list_id,
    const char *act, const struct evidence *evidence);
/* Appends the text that the person was shown when they were asked last about this list; false where
 * they were not. */
bool consent_asked_wording(struct db *db, int64_t subscriber_id, int64_t list_id, struct buf *out);
/* The same of what they agreed to last. */
bool consent_given_wording(struct db *db, int64_t subscriber_id, int64_t list_id, struct buf *out);
/* And the version of the notice then. */
bool consent_given_as(struct db *db, int64_t subscriber_id, int64_t list_id, struct buf *wording,
    struct buf *notice);
/* Is what they were shown last this wording, under this notice? True where they were shown nothing.
 */
bool consent_asked_as(struct db *db, int64_t subscriber_id, int64_t list_id, struct slice wording,
    const char *notice);

/* What a question says of a list, besides the one that subscription_ask() asks about: a mail says
 * so by its number, an offer by that of the subscription it stands beside. Their newest words
 * count. In a transaction. */
enum consent_shown {
	CONSENT_SHOWN_MAIL,
	CONSENT_SHOWN_OFFER,
};
void consent_show(struct db *db, enum consent_shown kind, int64_t id, int64_t list_id,
    struct slice wording, const struct evidence *e);
/* Appends the words and the version of the notice; false where it said nothing of the list. */
bool consent_was_shown(struct db *db, enum consent_shown kind, int64_t id, int64_t list_id,
    struct buf *wording, struct buf *notice);
/* Forgets what was shown before that. In a transaction. */
void consent_forget_shown(struct db *db, int64_t before);
/* Has the person said no after that: left a list, also one that they have come back to, or declined
 * this one? */
bool consent_has_said_no(struct db *db, int64_t subscriber_id, int64_t list_id, int64_t since);
/* Appends a JSON array of one person's records, oldest first, with the words agreed to. */
void consent_json(struct db *db, int64_t subscriber_id, struct buf *out);

const char *proof_text(enum proof proof);

#endif

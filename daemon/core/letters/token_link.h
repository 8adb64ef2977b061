/* SPDX-License-Identifier: MIT
 * Tokens of mails and of pages, made and read in one place (design §4a.4): each is bound to the
 * address it goes to and to the life of the store its row was made in. Which row it names is found
 * first; then it must be that row's, for the address that row has. To leave is for ever: for that
 * alone an address the person had before is good too. */
#ifndef CORE_TOKEN_LINK_H
#define CORE_TOKEN_LINK_H

#include "daemon/core/loop/core.h"
#include "daemon/core/outbox/outbox.h"
#include "daemon/mail/classify.h"
#include "subscribers/subscriber.h"
#include "subscribers/subscription.h"

/* The hash of an address as mail is sent to it. */
void token_link_hash(const struct core *core, const char *address, uint8_t hash_r[TOKEN_HASH_SIZE]);

void token_link_make(const struct core *core, enum token_type type, int64_t id, int64_t generation,
    const uint8_t hash[TOKEN_HASH_SIZE], char out[TOKEN_TEXT_SIZE]);
/* Is it one we made, for whoever has the address of this hash? */
bool token_link_fits(const struct core *core, const struct classify_token *token,
    const uint8_t hash[TOKEN_HASH_SIZE], int64_t *id_r, int64_t *generation_r);

/* For classify: is it one of ours, of a row that is there? Those that no mail comes to are none. */
bool token_link_is_ours(const void *core, const struct classify_token *token);

enum token_link {
	TOKEN_LINK_FITS,
	TOKEN_LINK_GONE,   /* there is no such row any more: whose it was cannot be told */
	TOKEN_LINK_FORGED, /* it is none of ours, or not of who has that row now */
};

/* A token to confirm or to leave: the subscription it is for and its person. *generation_r is what
 * the token says: that of the row is another where they left and joined again since. */
enum token_link token_link_subscription(const struct core *core, const struct classify_token *token,
    struct subscription *n_r, struct subscriber *who_r, int64_t *generation_r);
/* A token of a mail of ours: the mail. *is_former_r: it went to an address that its person had
 * before. */
enum token_link token_link_mail(const struct core *core, const struct classify_token *token,
    struct outbox_mailing *mail_r, bool *is_former_r);

/* --- pages --- */

/* Appends where a list is left by one click; nothing where there are no web pages. */
void token_link_leave_url(const struct core *core, const char *token, struct buf *out);
/* The address of a person's page. It says what they get, so it ends after some weeks, and works for
 * the address it was sent to only. */
void token_link_page_url(const struct core *core, const struct subscriber *who, struct buf *out);
/* Where a person answers for a meeting; of the same kind, but for its end, which is the meeting's.
 */
void token_link_rsvp_url(const struct core *core, const struct subscriber *who, int64_t rsvp_id,
    struct buf *out);
/* Is a page's address, of this generation, still good? */
bool token_link_page_is_open(int64_t generation, int64_t now);

#endif

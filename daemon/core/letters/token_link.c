/* SPDX-License-Identifier: MIT
 * See token_link.h. Tokens of before there were bonds are taken for rows that were there then, and
 * for no others. */
#include "daemon/core/letters/token_link.h"

#include "daemon/common/str_put.h"
#include "subscribers/former.h"

/* What each names, and whether those of before were bound to an address. */
static const struct {
	enum incarnation_row row;
	bool was_bound;
} kinds[TOKEN_COUNT] = {
	[TOKEN_CONFIRM] = { INCARNATION_SUBSCRIPTION, false },
	[TOKEN_UNSUBSCRIBE] = { INCARNATION_SUBSCRIPTION, false },
	[TOKEN_BOUNCE] = { INCARNATION_DELIVERY, false },
	[TOKEN_MESSAGE] = { INCARNATION_DELIVERY, false },
	[TOKEN_RSVP] = { INCARNATION_RSVP, true },
	[TOKEN_PREFERENCES] = { INCARNATION_SUBSCRIBER, true },
};

void token_link_hash(const struct core *core, const char *address, uint8_t hash[TOKEN_HASH_SIZE])
{
	struct err err = ERR_INIT;
	struct address a;

	/* What is no address has nobody: its tokens fit nobody. */
	token_hash_address(&core->key, address_parse_utf8(slice_of(address), &a, &err) ? a.key : "",
	    hash);
}

void token_link_make(const struct core *core, enum token_type type, int64_t id, int64_t generation,
    const uint8_t hash[TOKEN_HASH_SIZE], char out[TOKEN_TEXT_SIZE])
{
	const struct incarnation *life = incarnation_of(&core->lives, kinds[type].row, id);
	const struct token_bond bond = { .hash = hash, .life = life->nonce };

	token_make(&core->key, type, id, generation, &bond, out);
}

bool token_link_fits(const struct core *core, const struct classify_token *token,
    const uint8_t hash[TOKEN_HASH_SIZE], int64_t *id_r, int64_t *generation_r)
{
	enum incarnation_row row = kinds[token->type].row;
	struct token_bond bond = { .hash = hash };
	bool is_old;

	if (!token_peek(token, id_r, &is_old))
		return false;
	if (is_old)
		return incarnation_is_before(&core->lives, row, *id_r) &&
		    token_read_old(&core->key, token, kinds[token->type].was_bound ? hash : NULL,
		        id_r, generation_r);
	bond.life = incarnation_of(&core->lives, row, *id_r)->nonce;
	return token_read(&core->key, token, &bond, id_r, generation_r);
}

/* For an address the person had before this one. */
static bool fits_former(const struct core *core, const struct classify_token *token,
    int64_t subscriber_id, int64_t *generation_r)
{
	uint8_t hashes[FORMER_MAX][TOKEN_HASH_SIZE];
	int n = former_get(core->db, subscriber_id, hashes);
	int64_t id;

	for (int i = 0; i < n; i++) {
		if (token_link_fits(core, token, hashes[i], &id, generation_r))
			return true;
	}
	return false;
}

enum token_link token_link_subscription(const struct core *core, const struct classify_token *token,
    struct subscription *n, struct subscriber *who, int64_t *generation_r)
{
	int64_t id, subscriber_id;
	bool is_old;

	if (!token_peek(token, &id, &is_old))
		return TOKEN_LINK_FORGED;
	if (!subscription_get(core->db, id, n, &subscriber_id) ||
	    !subscriber_get(core->db, subscriber_id, who))
		return TOKEN_LINK_GONE;
	if (token_link_fits(core, token, who->hash, &id, generation_r) ||
	    (token->type == TOKEN_UNSUBSCRIBE && fits_former(core, token, who->id, generation_r)))
		return TOKEN_LINK_FITS;
	return TOKEN_LINK_FORGED;
}

enum token_link token_link_mail(const struct core *core, const struct classify_token *token,
    struct outbox_mailing *mail, bool *is_former_r)
{
	uint8_t hash[TOKEN_HASH_SIZE];
	struct subscriber who;
	int64_t id, generation;
	bool is_old;

	*is_former_r = false;
	if (!token_peek(token, &id, &is_old))
		return TOKEN_LINK_FORGED;
	if (!outbox_mailing(core->db, id, mail) || mail->is_erased)
		return TOKEN_LINK_GONE;
	if (mail->address[0] != '\0') {
		token_link_hash(core, mail->address, hash);
		return token_link_fits(core, token, hash, &id, &generation) ? TOKEN_LINK_FITS :
		                                                              TOKEN_LINK_FORGED;
	}
	/* Of a mailing: it went to the address its person had when it went. */
	if (!subscriber_get(core->db, mail->subscriber_id, &who))
		return TOKEN_LINK_GONE;
	str_put(mail->address, sizeof mail->address, "%s", who.address.spec);
	if (token_link_fits(core, token, who.hash, &id, &generation)) {
		*is_former_r = is_old && mail->created_at < who.moved_at;
		return TOKEN_LINK_FITS;
	}
	*is_former_r = true;
	return fits_former(core, token, who.id, &generation) ? TOKEN_LINK_FITS : TOKEN_LINK_FORGED;
}

bool token_link_is_ours(const void *knower, const struct classify_token *token)
{
	const struct core *core = knower;
	struct outbox_mailing mail;
	struct subscription n;
	struct subscriber who;
	int64_t generation;
	bool is_former;

	switch (token->type) {
	case TOKEN_CONFIRM:
	case TOKEN_UNSUBSCRIBE:
		return token_link_subscription(core, token, &n, &who, &generation) ==
		    TOKEN_LINK_FITS;
	case TOKEN_BOUNCE:
	case TOKEN_MESSAGE:
		return token_link_mail(core, token, &mail, &is_former) == TOKEN_LINK_FITS;
	case TOKEN_RSVP:
	case TOKEN_PREFERENCES:
	case TOKEN_NONE:
	case TOKEN_COUNT:
		return false;
	}
	return false;
}

/* --- pages --- */

#define DAY_S 86400
#define PAGE_DAYS 60    /* a personal page's address lives so long; the next mail has a new one */
#define DAY_MASK 0xffff /* what a token has room for: days until 2149 */

static void add_url(const struct core *core, char page, const struct subscriber *who,
    enum token_type type, int64_t id, int64_t generation, struct buf *out)
{
	char token[TOKEN_TEXT_SIZE];

	token_link_make(core, type, id, generation, who->hash, token);
	buf_printf(out, "%s/%c/%s", core->conf.web.base_url, page, token);
}

void token_link_leave_url(const struct core *core, const char *token, struct buf *out)
{
	if (core->conf.web.base_url != NULL)
		buf_printf(out, "%s/u/%s", core->conf.web.base_url, token);
}

void token_link_page_url(const struct core *core, const struct subscriber *who, struct buf *out)
{
	add_url(core, 'p', who, TOKEN_PREFERENCES, who->id, (core_now(core) / DAY_S) & DAY_MASK,
	    out);
}

void token_link_rsvp_url(const struct core *core, const struct subscriber *who, int64_t rsvp_id,
    struct buf *out)
{
	add_url(core, 'r', who, TOKEN_RSVP, rsvp_id, 0, out);
}

bool token_link_page_is_open(int64_t generation, int64_t now)
{
	return ((now / DAY_S - generation) & DAY_MASK) <= PAGE_DAYS;
}

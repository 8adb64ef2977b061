/* SPDX-License-Identifier: MIT
 * See import_row.h. A row is checked as a whole before anything of it is written. An invitation is
 * a delivery that names its import: its bytes stand once, in the import's master, and are filled
 * when it is leased, in the transaction that looks whether the question is still open. It waits
 * behind answers and meetings: a million of them keep nobody's confirmation back. */
#include "daemon/core/people/import_row.h"

#include <string.h>

#include "daemon/common/utf8.h"
#include "daemon/core/letters/letter.h"
#include "daemon/core/letters/mailable.h"
#include "daemon/core/outbox/outbox.h"
#include "daemon/mail/master.h"
#include "subscribers/former.h"
#include "subscribers/organisation.h"
#include "subscribers/region.h"
#include "subscribers/subscription.h"
#include "subscribers/suppression.h"

/* --- what a row says --- */

struct reading {
	struct address address;
	struct buf name, organisation; /* in NFC */
	struct subscriber_facts facts;
};

static int read_line(const char *what, struct slice value, struct buf *out, struct err *err)
{
	value = slice_trim(value);
	if (!utf8_is_line(value))
		return err_set(err, ERR_PERM, "the %s is not one line of text in UTF-8", what);
	utf8_nfc(out, value);
	if (out->n > SUBSCRIBER_TEXT_MAX)
		return err_set(err, ERR_PERM, "the %s is longer than %d bytes", what,
		    SUBSCRIBER_TEXT_MAX);
	return 0;
}

/* A word of ours that is meant by a cell; -1: by none. An empty cell is the last row. */
static int read_word(struct slice value, const char *const (*words)[2], size_t count)
{
	struct buf folded = BUF_INIT;
	int found = -1;

	utf8_fold(&folded, slice_trim(value));
	for (size_t i = 0; i < count; i++) {
		if (slice_is(buf_all(&folded), words[i][0]))
			found = (int)i;
	}
	buf_release(&folded);
	return found;
}

static int read_language(struct slice value, struct slice *code_r, struct err *err)
{
	static const char *const words[][2] = { { "en", "en" }, { "english", "en" }, { "mi", "mi" },
		{ "maori", "mi" }, { "te reo maori", "mi" }, { "te reo", "mi" }, { "", "" } };
	int i = read_word(value, words, sizeof words / sizeof words[0]);

	if (i < 0)
		return err_set(err, ERR_PERM, "the language is en or mi");
	*code_r = slice_of(words[i][1]);
	return 0;
}

static int read_role(struct slice value, int *is_role_r, struct err *err)
{
	static const char *const words[][2] = { { "no", "0" }, { "false", "0" }, { "0", "0" },
		{ "yes", "1" }, { "true", "1" }, { "1", "1" }, { "", "-" } };
	int i = read_word(value, words, sizeof words / sizeof words[0]);

	if (i < 0)
		return err_set(err, ERR_PERM,
		    "the role is yes (an address of a role) or no (of one person)");
	*is_role_r = words[i][1][0] == '-' ? -1 : words[i][1][0] - '0';
	return 0;
}

static int read_region(struct slice value, struct slice *code_r, struct err *err)
{
	const struct region *region;

	if (slice_trim(value).n == 0)
		return 0;
	region = region_find(value);
	if (region == NULL)
		return err_set(err, ERR_PERM,
		    "no region is called \"%.*s\"; write it like \"Otago\" or NZ-OTA",
		    SLICE_ARG(slice_sub(value, 0, utf8_cut(value, 60))));
	*code_r = slice_of(region->code);
	return 0;
}

static int read_row(const struct core *core, const struct roster_row *row, struct reading *r,
    struct err *err)
{
	const struct slice *f = row->fields;

	if (slice_trim(f[ROSTER_ADDRESS]).n == 0)
		return err_set(err, ERR_PERM, "there is no address");
	if (!address_parse_utf8(f[ROSTER_ADDRESS], &r->address, err) ||
	    !mailable_to_another(core, &r->address, err))
		return -1;
	if (address_is_robot(slice_of(r->address.spec)))
		return err_set(err, ERR_PERM, "nobody answers mail at such an address");
	for (int i = 0; i < ROSTER_FIELDS; i++) {
		if (!utf8_is_valid(f[i]))
			return err_set(err, ERR_PERM, "the %s is not UTF-8; save the file as UTF-8",
			    roster_names[i]);
	}
	if (read_line("name", f[ROSTER_NAME], &r->name, err) < 0 ||
	    read_line("organisation", f[ROSTER_ORGANISATION], &r->organisation, err) < 0 ||
	    read_region(f[ROSTER_REGION], &r->facts.region, err) < 0 ||
	    read_language(f[ROSTER_LANGUAGE], &r->facts.language, err) < 0 ||
	    read_role(f[ROSTER_ROLE], &r->facts.is_role, err) < 0)
		return -1;
	if (!organisation_read_sectors(f[ROSTER_SECTORS], &r->facts.sectors))
		return err_set(err, ERR_PERM, "%s", ORGANISATION_SECTORS_HELP);
	r->facts.name = buf_all(&r->name);
	r->facts.organisation = buf_all(&r->organisation);
	return 0;
}

/* --- what it becomes --- */

void import_row_begin(struct import_row *en)
{
	en->after = subscription_newest(en->core->db);
}

/* Only who has no row for the list comes here. Its proof and its mail follow with those of the
 * batch. */
static void ask(const struct import_row *en, int64_t subscriber_id)
{
	subscription_invite(en->core->db, subscriber_id, en->list->id, en->import_id,
	    core_now(en->core));
}

void import_row_end(const struct import_row *en)
{
	struct evidence e = core_evidence(en->core, "staff");

	consent_record_import(en->core->db, en->import_id, en->after, en->wording, &e);
	outbox_add_import(en->core->db, en->import_id, en->after, en->due_at, core_now(en->core));
}

/* Somebody we know already. */
static enum import_outcome enrol_known(const struct import_row *en, const struct subscriber *s,
    const struct reading *r)
{
	struct subscription n;
	bool is_here = subscription_find(en->core->db, s->id, en->list->id, &n), differs;

	if (is_here ? n.state == SUBSCRIPTION_LEFT :
	              consent_has_ended(en->core->db, s->hash, en->list->id))
		return IMPORT_LEFT;
	differs = subscriber_differs(en->core->db, s->id, &r->facts);
	if (en->import_id != 0) {
		if (differs)
			subscriber_fill(en->core->db, s->id, &r->facts);
		if (!is_here)
			ask(en, s->id);
	}
	return !is_here ? IMPORT_ADDED : differs ? IMPORT_CHANGED : IMPORT_SAME;
}

/* Who moved, and then left by the new address, has left by the old one, too. */
static bool has_left_since(const struct import_row *en, const uint8_t hash[TOKEN_HASH_SIZE])
{
	int64_t owner = former_owner(en->core->db, hash);
	struct subscription n;

	return owner != 0 && subscription_find(en->core->db, owner, en->list->id, &n) &&
	    n.state == SUBSCRIPTION_LEFT;
}

static enum import_outcome enrol_new(const struct import_row *en,
    const uint8_t hash[TOKEN_HASH_SIZE], const struct reading *r)
{
	/* What they said outlasts their row (privacy.left_days): it is kept without their name. */
	if (consent_has_ended(en->core->db, hash, en->list->id) || has_left_since(en, hash))
		return IMPORT_LEFT;
	if (en->import_id != 0)
		ask(en,
		    subscriber_add(en->core->db, &r->address, hash, &r->facts, core_now(en->core)));
	return IMPORT_NEW;
}

enum import_outcome import_row_add(const struct import_row *en, const struct roster_row *row,
    struct err *err)
{
	struct reading r = { .name = BUF_INIT, .organisation = BUF_INIT };
	enum import_outcome outcome = IMPORT_REFUSED;
	uint8_t hash[TOKEN_HASH_SIZE];
	struct subscriber s;

	if (row->mark != ROSTER_BROKEN && read_row(en->core, row, &r, err) == 0) {
		token_hash_address(&en->core->key, r.address.key, hash);
		if (row->mark == ROSTER_AGAIN)
			outcome = IMPORT_DUPLICATE;
		else if (suppression_has(en->core->db, hash))
			outcome = IMPORT_SUPPRESSED;
		else if (subscriber_find(en->core->db, &r.address, &s))
			outcome = enrol_known(en, &s, &r);
		else
			outcome = enrol_new(en, hash, &r);
	}
	buf_release(&r.name);
	buf_release(&r.organisation);
	return outcome;
}

/* --- the invitation --- */

static int compose(struct core *core, const struct list *list, int64_t at,
    const struct buf *subject, const struct buf *text, const char *reply_to, struct buf *master,
    struct err *err)
{
	struct buf to = BUF_INIT;
	struct letter_texts keep;
	struct compose c = { 0 };
	int rc;

	letter_texts_init(&keep);
	master_slot(&to, 'a', LETTER_SLOT_TO);
	buf_printf(&keep.message_id, "%s-", token_type_text(TOKEN_MESSAGE));
	master_slot(&keep.message_id, 'r', LETTER_SLOT_MESSAGE);
	buf_printf(&keep.message_id, "@%s", core->identity.domain);
	c.from_name = slice_of(core->conf.identity.newsletter_name);
	c.from = core->identity.address.spec;
	c.to = to.p;
	c.reply_to = reply_to;
	c.subject = buf_all(subject);
	c.is_master = true;
	c.message_id = keep.message_id.p;
	c.date_at = at;
	c.zone = core->conf.templates.timezone;
	c.language = "en-NZ";
	c.auto_submitted = "auto-generated";
	c.suppress = "OOF, AutoReply";
	c.text = buf_all(text);
	letter_list_headers(core, list, NULL, &keep, &c);
	rc = compose_message(&c, master, err);
	letter_texts_release(&keep);
	buf_release(&to);
	return rc;
}

int import_row_compile(struct core *core, const struct list *list, struct slice source, int64_t at,
    struct buf *master, struct err *err)
{
	struct buf word = BUF_INIT, subject = BUF_INIT, text = BUF_INIT, made = BUF_INIT;
	json_t *v = letter_values(core, list);
	char reply_to[ADDRESS_SIZE];
	int rc;

	buf_printf(&word, "%s-", token_type_text(TOKEN_CONFIRM));
	master_slot(&word, 'r', LETTER_SLOT_CONFIRM);
	letter_address(core, word.p, reply_to);
	letter_set(v, "token", buf_all(&word));
	letter_set(v, "source", source);
	rc = letter_render(core, "invite", v, &subject, &text, err);
	if (rc == 0)
		rc = compose(core, list, at, &subject, &text, reply_to, &made, err);
	if (rc == 0)
		rc = master_check(buf_all(&made), err);
	if (rc == 0)
		buf_slice(master, buf_all(&made));
	json_decref(v);
	buf_release(&word);
	buf_release(&subject);
	buf_release(&text);
	buf_release(&made);
	return rc;
}

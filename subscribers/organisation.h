/* SPDX-License-Identifier: MIT
 * Organisations: agencies, NGOs and providers, with the Policy's sectors, region and how far they
 * are with adopting it. */
#ifndef SUBSCRIBERS_ORGANISATION_H
#define SUBSCRIBERS_ORGANISATION_H

#include "daemon/common/buf.h"
#include "daemon/common/err.h"
#include "subscribers/db.h"

#define ORGANISATION_NAME_MAX 120
#define ORGANISATION_CONTACT_MAX 200

#define ORGANISATION_SECTORS_HELP \
	"sectors are welfare, housing, health, education, child-wellbeing, " \
	"justice, disability, with commas between them"

/* The sectors of a text like "housing, hauora" (or with ';' between them) as bits, in the order of
 * the Policy; empty: none. False at a word that is none. */
bool organisation_read_sectors(struct slice text, unsigned *bits_r);
/* Appends the words of these bits. */
void organisation_add_sectors(struct buf *out, unsigned bits, const char *between);
/* The same words in SQL, of a column that holds the bits. */
#define ORGANISATION_SECTOR_WORDS(column) \
	"trim(iif(" column " & 1, 'welfare ', '') || iif(" column " & 2, 'housing ', '') ||" \
	" iif(" column " & 4, 'health ', '') || iif(" column " & 8, 'education ', '') ||" \
	" iif(" column " & 16, 'child-wellbeing ', '') || iif(" column " & 32, 'justice ', '') ||" \
	" iif(" column " & 64, 'disability', ''))"
/* The kind or the stage that is meant, as it is kept; NULL where there is none of that name. */
const char *organisation_kind(struct slice text);
const char *organisation_stage(struct slice text);

/* All of a new one or what is to change; an empty slice means absent. */
struct organisation_input {
	struct slice name, kind, sectors, region, stage, contact;
	int foundational; /* 1 yes, 0 no, -1 as it is */
};

/* Checks words against the tables of kinds, sectors, regions and stages. -1: *err says which are
 * known. */
int organisation_check(const struct organisation_input *in, struct err *err);
/* In a transaction, of checked input; refuses it (db_refuse) where the name is taken. Returns the
 * id. */
int64_t organisation_add(struct db *db, const struct organisation_input *in, int64_t now);
void organisation_update(struct db *db, int64_t id, const struct organisation_input *in);
/* By name, without capitals and macrons; 0 where there is none. */
int64_t organisation_find(struct db *db, struct slice name);

/* Does this address stand in what is written down of whom to talk to anywhere? */
bool organisation_has_contact(struct db *db, const char *address_key);
/* Appends the keys of all that stand there, each with a line end. */
void organisation_contact_addresses(struct db *db, struct buf *out);
/* In a transaction: nowhere any more, and what stands beside it goes with it. */
void organisation_forget_contact(struct db *db, const char *address_key);

bool organisation_json(struct db *db, int64_t id, struct buf *out);
/* Appends JSON: where this address is whom to talk to. */
void organisation_json_of_contact(struct db *db, const char *address_key, struct buf *out);
/* Narrowed by kind, sector and region code; empty: any. */
void organisation_json_all(struct db *db, struct slice kind, struct slice sector,
    struct slice region, struct buf *out);

#endif

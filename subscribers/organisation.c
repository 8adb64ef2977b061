/* SPDX-License-Identifier: MIT
 * Owns the table organisation; see organisation.h. Sectors stand in one column as words in the
 * order of the table below, so that the same set is always the same text. */
#include "subscribers/organisation.h"

#include "daemon/common/utf8.h"
#include "daemon/mail/address.h"
#include "subscribers/json.h"
#include "subscribers/region.h"

/* The Policy's seven; the word, and what also means it, without capitals and macrons. */
/* clang-format off */
static const char *const sectors[][2] = {
	{ "welfare", "social welfare" }, { "housing", "homes" }, { "health", "hauora" },
	{ "education", "matauranga" }, { "child-wellbeing", "child wellbeing" }, { "justice", "courts" },
	{ "disability", "disability support services" },
};
/* clang-format on */
#define SECTORS (sizeof sectors / sizeof sectors[0])

static const char *const kinds[] = { "agency", "ngo", "provider", "other", NULL };
static const char *const stages[] = { "not started", "exploring", "planning", "adopting",
	"embedded", NULL };

static bool is_one_of(struct slice word, const char *const *list)
{
	for (; *list != NULL; list++) {
		if (slice_is(word, *list))
			return true;
	}
	return false;
}

static size_t find_sector(struct slice word)
{
	struct buf folded = BUF_INIT;
	size_t i = 0;

	utf8_fold(&folded, slice_trim(word));
	while (i < SECTORS && !slice_is(buf_all(&folded), sectors[i][0]) &&
	    !slice_is(buf_all(&folded), sectors[i][1]))
		i++;
	buf_release(&folded);
	return i;
}

bool organisation_read_sectors(struct slice text, unsigned *bits_r)
{
	struct slice word;
	char sep = slice_find(text, ';') < text.n ? ';' : ',';

	*bits_r = 0;
	if (slice_trim(text).n == 0)
		return true;
	while (slice_next(&text, sep, &word)) {
		size_t i = find_sector(word);

		if (i == SECTORS)
			return false;
		*bits_r |= 1U << i;
	}
	return true;
}

void organisation_add_sectors(struct buf *out, unsigned bits, const char *between)
{
	bool is_first = true;

	for (size_t i = 0; i < SECTORS; i++) {
		if ((bits & 1U << i) == 0)
			continue;
		buf_printf(out, "%s%s", is_first ? "" : between, sectors[i][0]);
		is_first = false;
	}
}

static void add_sectors(struct buf *out, struct slice text)
{
	unsigned bits = 0;

	(void)organisation_read_sectors(text, &bits); /* it was checked */
	organisation_add_sectors(out, bits, " ");
}

/* The word of the list that is meant: macrons, capitals, '-' for a space make no difference. */
static const char *find_word(struct slice text, const char *const *list)
{
	struct buf folded = BUF_INIT;

	utf8_fold(&folded, slice_trim(text));
	for (size_t i = 0; i < folded.n; i++) {
		if (folded.p[i] == '-' || folded.p[i] == '_')
			folded.p[i] = ' ';
	}
	while (*list != NULL && !slice_is(buf_all(&folded), *list))
		list++;
	buf_release(&folded);
	return *list;
}

const char *organisation_kind(struct slice text)
{
	return find_word(text, kinds);
}

const char *organisation_stage(struct slice text)
{
	return find_word(text, stages);
}

int organisation_check(const struct organisation_input *in, struct err *err)
{
	unsigned bits;

	if (!utf8_is_line(in->name) || in->name.n > ORGANISATION_NAME_MAX)
		return err_set(err, ERR_PERM, "a name is one line of at most %d bytes",
		    ORGANISATION_NAME_MAX);
	if (!utf8_is_line(in->contact) || in->contact.n > ORGANISATION_CONTACT_MAX)
		return err_set(err, ERR_PERM, "a contact is one line of at most %d bytes",
		    ORGANISATION_CONTACT_MAX);
	if (in->kind.n > 0 && !is_one_of(in->kind, kinds))
		return err_set(err, ERR_PERM, "a kind is agency, ngo, provider or other");
	if (in->stage.n > 0 && !is_one_of(in->stage, stages))
		return err_set(err, ERR_PERM,
		    "a stage is \"not started\", exploring, planning, adopting or embedded");
	if (!organisation_read_sectors(in->sectors, &bits))
		return err_set(err, ERR_PERM, "%s", ORGANISATION_SECTORS_HELP);
	if (in->region.n > 0 && region_find(in->region) == NULL)
		return err_set(err, ERR_PERM, "no such region; write it like \"Otago\" or NZ-OTA");
	return 0;
}

static struct slice region_code(struct slice text)
{
	const struct region *region = region_find(text);

	return text.n > 0 && region != NULL ? slice_of(region->code) : SLICE_NONE;
}

static void bind(struct db_stmt *st, const struct organisation_input *in)
{
	struct buf key = BUF_INIT, words = BUF_INIT;

	utf8_fold(&key, in->name);
	add_sectors(&words, in->sectors);
	db_bind_slice(st, ":name", in->name);
	db_bind_slice(st, ":key", buf_all(&key));
	db_bind_slice(st, ":kind", in->kind);
	db_bind_slice(st, ":sectors", buf_all(&words));
	db_bind_slice(st, ":region", region_code(in->region));
	db_bind_slice(st, ":stage", in->stage);
	db_bind_slice(st, ":contact", in->contact);
	db_bind_int(st, ":foundational", in->foundational);
	buf_release(&key);
	buf_release(&words);
}

int64_t organisation_add(struct db *db, const struct organisation_input *in, int64_t now)
{
	struct db_stmt *st;

	if (organisation_find(db, in->name) != 0) {
		(void)db_refuse(db, "there is an organisation of that name already");
		return 0;
	}
	st = db_sql(db,
	    "INSERT INTO organisation (name, name_key, kind, sectors, region, is_foundational, stage,"
	    " contact, created_at) VALUES (:name, :key, :kind, :sectors, nullif(:region, ''), :foundational = 1,"
	    " CASE :stage WHEN '' THEN 'not started' ELSE :stage END, nullif(:contact, ''), :now)");
	bind(st, in);
	db_bind_int(st, ":now", now);
	db_do(st);
	return db_last_id(db);
}

void organisation_update(struct db *db, int64_t id, const struct organisation_input *in)
{
	int64_t other = in->name.n > 0 ? organisation_find(db, in->name) : 0;
	struct db_stmt *st;

	if (other != 0 && other != id) {
		(void)db_refuse(db, "there is another organisation of that name");
		return;
	}
	st = db_sql(db,
	    "UPDATE organisation SET name = coalesce(nullif(:name, ''), name),"
	    " name_key = coalesce(nullif(:key, ''), name_key), kind = coalesce(nullif(:kind, ''), kind),"
	    " sectors = coalesce(nullif(:sectors, ''), sectors), region = coalesce(nullif(:region, ''), region),"
	    " stage = coalesce(nullif(:stage, ''), stage), contact = coalesce(nullif(:contact, ''), contact),"
	    " is_foundational = CASE :foundational WHEN -1 THEN is_foundational ELSE :foundational END"
	    " WHERE id = :id");
	bind(st, in);
	db_bind_int(st, ":id", id);
	db_do(st);
}

int64_t organisation_find(struct db *db, struct slice name)
{
	struct db_stmt *st = db_sql(db, "SELECT id FROM organisation WHERE name_key = :key");
	struct buf key = BUF_INIT;

	utf8_fold(&key, slice_trim(name));
	db_bind_slice(st, ":key", buf_all(&key));
	buf_release(&key);
	return db_number(st, 0);
}

/* The next above `after` whose contact has this address; 0: none. */
static int64_t next_contact(struct db *db, const char *address_key, int64_t after)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT id, contact FROM organisation WHERE id > :after"
	    " AND instr(lower(contact), :key) > 0 ORDER BY id");
	int64_t id = 0;

	db_bind_int(st, ":after", after);
	db_bind_text(st, ":key", address_key);
	while (db_row(st)) {
		if (!address_is_in(db_text(st, 1), address_key)) /* it may be the end of another */
			continue;
		id = db_int(st, 0);
		db_end(st);
		break;
	}
	return id;
}

bool organisation_has_contact(struct db *db, const char *address_key)
{
	return next_contact(db, address_key, 0) != 0;
}

void organisation_contact_addresses(struct db *db, struct buf *out)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT contact FROM organisation WHERE contact IS NOT NULL");

	while (db_row(st))
		address_all_in(db_text(st, 0), out);
}

void organisation_forget_contact(struct db *db, const char *address_key)
{
	int64_t id = 0;

	while ((id = next_contact(db, address_key, id)) != 0) {
		struct db_stmt *st = db_sql(db,
		    "UPDATE organisation SET contact = NULL WHERE id = :id");

		db_bind_int(st, ":id", id);
		db_do(st);
	}
}

#define JSON_ORGANISATION \
	"json_object('id', o.id, 'name', o.name, 'kind', o.kind, 'sectors', o.sectors, 'region', o.region," \
	" 'foundational', json(iif(o.is_foundational, 'true', 'false')), 'stage', o.stage," \
	" 'contact', o.contact, 'created', " JSON_TIME("o.created_at") ")"

bool organisation_json(struct db *db, int64_t id, struct buf *out)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT " JSON_ORGANISATION " FROM organisation o WHERE o.id = :id");

	db_bind_int(st, ":id", id);
	return json_row(st, out);
}

void organisation_json_of_contact(struct db *db, const char *address_key, struct buf *out)
{
	const char *between = "";
	int64_t id = 0;

	buf_char(out, '[');
	while ((id = next_contact(db, address_key, id)) != 0) {
		struct db_stmt *st = db_sql(db,
		    "SELECT json_object('organisation', name, 'contact', contact)"
		    " FROM organisation WHERE id = :id");

		buf_text(out, between);
		db_bind_int(st, ":id", id);
		(void)json_row(st, out); /* it is there */
		between = ",";
	}
	buf_char(out, ']');
}

void organisation_json_all(struct db *db, struct slice kind, struct slice sector,
    struct slice region, struct buf *out)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT " JSON_ORGANISATION " FROM organisation o"
	    " WHERE (:kind = '' OR o.kind = :kind) AND (:region = '' OR o.region = :region)"
	    " AND (:sector = '' OR instr(' ' || o.sectors || ' ', ' ' || :sector || ' ') > 0)"
	    " ORDER BY o.name_key");
	struct buf word = BUF_INIT;

	add_sectors(&word, sector);
	db_bind_slice(st, ":kind", kind);
	db_bind_slice(st, ":sector", buf_all(&word));
	db_bind_slice(st, ":region", region_code(region));
	json_rows(st, out);
	buf_release(&word);
}

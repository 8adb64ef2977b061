/* SPDX-License-Identifier: MIT
 * The parser and the terms of audiences; see audience.h. A descent of three levels, one for each
 * strength of binding, writes the condition as it reads: SQL binds "not", "and" and "or" as this
 * language does, and parentheses stay. Nothing of the text gets into the condition: a term adds its
 * own literal, in which the names of its two values are filled in from a table.
 *
 * Every literal is true or false and never NULL, because NOT NULL is NULL and would leave out
 * people of whom nothing is known. */
#include "subscribers/audience.h"

#include <string.h>

#include "daemon/common/nearest.h"
#include "daemon/common/num.h"
#include "daemon/common/str_put.h"
#include "daemon/common/utf8.h"
#include "daemon/time/words.h"
#include "subscribers/organisation.h"
#include "subscribers/region.h"

/* Where an audience asks for what the person's organisation is. */
#define OF_ORGANISATION(condition) \
	"ifnull(r.organisation_key IN (SELECT o.name_key FROM organisation_facts o WHERE " condition \
	"), 0)"

/* A value as it was written, and the term it is read into. False: it is none. */
static bool read_region(struct slice value, struct audience_term *t)
{
	const struct region *region = region_find(value);

	if (region == NULL)
		return false;
	str_put(t->word, sizeof t->word, "%s", region->code);
	return true;
}

static bool read_sector(struct slice value, struct audience_term *t)
{
	unsigned bits;
	struct buf word = BUF_INIT;

	if (slice_find(value, ',') < value.n || slice_find(value, ';') < value.n ||
	    !organisation_read_sectors(value, &bits) || bits == 0)
		return false;
	organisation_add_sectors(&word, bits, " ");
	str_put(t->word, sizeof t->word, " %s ", word.p);
	buf_release(&word);
	t->number = bits;
	return true;
}

static bool take(const char *word, struct audience_term *t)
{
	if (word != NULL)
		str_put(t->word, sizeof t->word, "%s", word);
	return word != NULL;
}

static bool read_kind(struct slice value, struct audience_term *t)
{
	return take(organisation_kind(value), t);
}

static bool read_stage(struct slice value, struct audience_term *t)
{
	return take(organisation_stage(value), t);
}

static bool read_language(struct slice value, struct audience_term *t)
{
	return take(slice_is_fold(value, "en") ? "en" :
	        slice_is_fold(value, "mi")     ? "mi" :
	                                         NULL,
	    t);
}

/* The day as it is written; when it begins is a question of the list's clock. */
static bool read_day(struct slice value, struct audience_term *t)
{
	int64_t n;

	if (value.n != 10 || value.p[4] != '-' || value.p[7] != '-' ||
	    !num_parse(slice_sub(value, 0, 4), 1970, 9999, &n) ||
	    !num_parse(slice_sub(value, 5, 2), 1, 12, &n) ||
	    !num_parse(slice_sub(value, 8, 2), 1, 31, &n))
		return false;
	str_put(t->word, sizeof t->word, "%.10s", value.p);
	return true;
}

static bool read_rsvp(struct slice value, struct audience_term *t)
{
	static const char *const answers[] = { "yes", "no", "none" };
	size_t at = slice_find(value, '=');

	if (!num_parse(slice_sub(value, 0, at), 1, INT64_MAX, &t->number))
		return false;
	for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++) {
		if (slice_is_fold(slice_from(value, at + 1), answers[i]))
			return take(answers[i], t);
	}
	return false;
}

enum kind { REGION, SECTOR, ORG_KIND, STAGE, FOUNDATIONAL, LANG, JOINED, RSVP, KINDS };

/* In `sql`, 'W' stands for the word's parameter and 'N' for the number's. */
static const struct {
	const char *name;
	char mark; /* between the name and the value; 0: there is no value */
	bool (*read)(struct slice value, struct audience_term *t);
	const char *sql;
	const char *help;
} kinds[KINDS] = {
	[REGION] = { "region", ':', read_region,
	    "(ifnull(r.region, '') = @W OR (r.region IS NULL AND " OF_ORGANISATION(
	        "o.region = @W") "))",
	    "a region, like region:otago or region:\"Bay of Plenty\"" },
	[SECTOR] = { "sector", ':', read_sector,
	    "((r.sectors & @N) <> 0 OR " OF_ORGANISATION(
	        "instr(' ' || o.sectors || ' ', @W) > 0") ")",
	    "welfare, housing, health, education, child-wellbeing, justice or disability" },
	[ORG_KIND] = { "org-kind", ':', read_kind, OF_ORGANISATION("o.kind = @W"),
	    "agency, ngo, provider or other" },
	[STAGE] = { "stage", ':', read_stage, OF_ORGANISATION("o.stage = @W"),
	    "not-started, exploring, planning, adopting or embedded" },
	[FOUNDATIONAL] = { "foundational", 0, NULL, OF_ORGANISATION("o.is_foundational = 1"), "" },
	[LANG] = { "lang", ':', read_language, "(r.language = @W)", "en or mi" },
	[JOINED] = { "joined", '<', read_day, "(r.since_at < @N)",
	    "a day, like joined<2026-01-01" },
	[RSVP] = { "rsvp", ':', read_rsvp,
	    "(ifnull((SELECT v.answer FROM rsvp_answer v WHERE v.meeting_id = @N"
	    " AND v.subscriber_id = r.subscriber_id), 'none') = @W)",
	    "a meeting's number and an answer, like rsvp:12=yes; or =no, =none" },
};

/* One name a parameter, found again by its address. */
#define NAMES(letter) \
	letter "0", letter "1", letter "2", letter "3", letter "4", letter "5", letter "6", \
	    letter "7", letter "8", letter "9", letter "10", letter "11", letter "12", \
	    letter "13", letter "14", letter "15", letter "16", letter "17", letter "18", \
	    letter "19", letter "20", letter "21", letter "22", letter "23", letter "24", \
	    letter "25", letter "26", letter "27", letter "28", letter "29", letter "30", \
	    letter "31"
static const char *const word_names[AUDIENCE_TERMS_MAX] = { NAMES(":w") };
static const char *const number_names[AUDIENCE_TERMS_MAX] = { NAMES(":n") };

void audience_init(struct audience *a)
{
	memset(a, 0, sizeof *a);
	buf_init(&a->condition);
}

void audience_release(struct audience *a)
{
	buf_release(&a->condition);
}

/* --- tokens --- */

enum token { END, OPEN, CLOSE, AND, OR, NOT, WORD };

struct parser {
	struct audience *a;
	struct slice text;
	size_t at;       /* behind the present token */
	size_t token_at; /* where it begins */
	enum token token;
	struct slice raw;                  /* the present token as it was written */
	char word[AUDIENCE_VALUE_MAX + 1]; /* WORD: without its quotes */
	size_t quoted_from; /* where in it the first quoted character stands; SIZE_MAX: none */
	int depth;
	bool has_list;
	size_t list_at;
	struct err *err;
};

/* "character 12, at "sektor:housing": WHY" */
static int fault(struct parser *p, size_t at, const char *why)
{
	size_t character = 1, n = slice_from(p->text, at).n;
	struct slice place = slice_sub(p->text, at,
	    utf8_cut(slice_from(p->text, at), n < 40 ? n : 40));

	for (size_t i = 0; i < at; i++)
		character += ((unsigned char)p->text.p[i] & 0xc0) != 0x80;
	if (place.n == 0)
		return err_set(p->err, ERR_PERM, "the audience, at its end: %s", why);
	return err_set(p->err, ERR_PERM, "the audience, character %zu, at \"%.*s\": %s", character,
	    SLICE_ARG(place), why);
}

/* The length of a quotation mark at the front: plain, or as word processors make it. */
static size_t quote_length(struct slice s)
{
	if (s.n > 0 && s.p[0] == '"')
		return 1;
	return slice_starts(s, "\xe2\x80\x9c") || slice_starts(s, "\xe2\x80\x9d") ? 3 : 0;
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static int read_word(struct parser *p)
{
	bool is_quoted = false;
	size_t n = 0;

	p->quoted_from = SIZE_MAX;
	while (p->at < p->text.n) {
		char c = p->text.p[p->at];
		size_t quote = quote_length(slice_from(p->text, p->at));

		if (!is_quoted && (is_space(c) || c == '(' || c == ')'))
			break;
		if (quote > 0) {
			is_quoted = !is_quoted;
			p->at += quote;
			if (p->quoted_from == SIZE_MAX)
				p->quoted_from = n;
			continue;
		}
		if (n == AUDIENCE_VALUE_MAX)
			return fault(p, p->token_at, "that is too long for a word");
		p->word[n++] = c;
		p->at++;
	}
	p->word[n] = '\0';
	if (is_quoted)
		return fault(p, p->token_at, "the quotation mark is not closed");
	return 0;
}

static int next(struct parser *p)
{
	static const struct {
		const char *word;
		enum token token;
	} reserved[] = { { "and", AND }, { "or", OR }, { "not", NOT } };

	while (p->at < p->text.n && is_space(p->text.p[p->at]))
		p->at++;
	p->token_at = p->at;
	p->token = END;
	if (p->at == p->text.n)
		return 0;
	if (p->text.p[p->at] == '(' || p->text.p[p->at] == ')') {
		p->token = p->text.p[p->at++] == '(' ? OPEN : CLOSE;
		return 0;
	}
	if (read_word(p) < 0)
		return -1;
	p->token = WORD;
	for (size_t i = 0; i < sizeof reserved / sizeof reserved[0]; i++) {
		if (p->quoted_from == SIZE_MAX &&
		    slice_is_fold(slice_of(p->word), reserved[i].word))
			p->token = reserved[i].token;
	}
	return 0;
}

/* --- terms --- */

static void add_condition(struct parser *p, const char *sql, size_t number)
{
	for (; *sql != '\0'; sql++) {
		if (*sql != '@') {
			buf_char(&p->a->condition, *sql);
			continue;
		}
		sql++;
		buf_text(&p->a->condition, *sql == 'W' ? word_names[number] : number_names[number]);
	}
}

static int bad_value(struct parser *p, size_t kind)
{
	char why[300];

	str_put(why, sizeof why, "%s is followed by %s", kinds[kind].name, kinds[kind].help);
	return fault(p, p->token_at, why);
}

static int add_term(struct parser *p, size_t kind, struct slice value)
{
	struct audience_term *t = &p->a->terms[p->a->count];

	if (p->a->count == AUDIENCE_TERMS_MAX)
		return fault(p, p->token_at,
		    "that is one condition too many: at most 32 can be combined");
	*t = (struct audience_term){ .kind = (int)kind };
	if (kinds[kind].read != NULL && !kinds[kind].read(value, t))
		return bad_value(p, kind);
	add_condition(p, kinds[kind].sql, p->a->count++);
	return next(p);
}

/* A word with a ':' or '<' in it that is no term of ours. */
static int unknown_term(struct parser *p, struct slice name)
{
	char written[AUDIENCE_VALUE_MAX + 1], why[300];
	struct nearest near = NEAREST_INIT(written);

	str_put(written, sizeof written, "%.*s", SLICE_ARG(name));
	for (size_t i = 0; i < KINDS; i++)
		nearest_offer(&near, kinds[i].name);
	if (nearest_best(&near) != NULL)
		str_put(why, sizeof why, "there is no \"%s\"; did you mean \"%s\"?", written,
		    nearest_best(&near));
	else
		str_put(why, sizeof why,
		    "there is no \"%s\"; there are region, sector, org-kind, stage, "
		    "foundational, lang, joined and rsvp",
		    written);
	return fault(p, p->token_at, why);
}

static int add_list(struct parser *p, bool *has_list)
{
	if (p->has_list)
		return fault(p, p->token_at,
		    "an audience stands on one list, the consent people gave; this would "
		    "be a second");
	p->has_list = *has_list = true;
	p->list_at = p->token_at;
	str_put(p->a->list, sizeof p->a->list, "%s", p->word);
	buf_text(&p->a->condition, "1");
	return next(p);
}

static int word(struct parser *p, bool *has_list)
{
	struct slice text = slice_of(p->word);
	/* What stands in quotes is no mark of ours: "A: the list" is a name. */
	size_t marked = p->quoted_from < text.n ? p->quoted_from : text.n;
	size_t at = 0;
	struct buf name = BUF_INIT;

	if (text.n == 0)
		return fault(p, p->token_at, "there is nothing between the quotation marks");
	while (at < marked && text.p[at] != ':' && text.p[at] != '<' && text.p[at] != '>' &&
	    text.p[at] != '=')
		at++;
	utf8_fold(&name, slice_sub(text, 0, at));
	for (size_t i = 0; i < KINDS; i++) {
		if (!slice_is(buf_all(&name), kinds[i].name))
			continue;
		buf_release(&name);
		if (kinds[i].mark == 0 && at == text.n && p->quoted_from == SIZE_MAX)
			return add_term(p, i, SLICE_NONE);
		if (kinds[i].mark == 0)
			return fault(p, p->token_at, "foundational stands alone");
		if (at == text.n || text.p[at] != kinds[i].mark)
			return bad_value(p, i);
		return add_term(p, i, slice_from(text, at + 1));
	}
	buf_release(&name);
	if (at < marked)
		return unknown_term(p, slice_sub(text, 0, at));
	return add_list(p, has_list);
}

/* --- and, or, not --- */

static int either(struct parser *p, bool *has_list);

static int deeper(struct parser *p)
{
	if (++p->depth > AUDIENCE_DEPTH_MAX)
		return fault(p, p->token_at, "that is too deep: at most 16 levels of ( and not");
	return 0;
}

static int one(struct parser *p, bool *has_list)
{
	size_t at = p->token_at;

	switch (p->token) {
	case WORD:
		return word(p, has_list);
	case NOT:
		buf_text(&p->a->condition, "NOT ");
		if (deeper(p) < 0 || next(p) < 0 || one(p, has_list) < 0)
			return -1;
		p->depth--;
		return *has_list ? fault(p, p->list_at,
		                       "the list stands for all: who is not on it never agreed "
		                       "to get this") :
		                   0;
	case OPEN:
		buf_char(&p->a->condition, '(');
		if (deeper(p) < 0 || next(p) < 0 || either(p, has_list) < 0)
			return -1;
		p->depth--;
		if (p->token != CLOSE)
			return p->token == END ?
			    fault(p, at, "this ( is not closed") :
			    fault(p, p->token_at, "\"and\" or \"or\" is missing before this");
		buf_char(&p->a->condition, ')');
		return next(p);
	case CLOSE:
	case AND:
	case OR:
	case END:
		break;
	}
	return fault(p, p->token_at, "a condition is missing here, like region:otago");
}

static int both(struct parser *p, bool *has_list)
{
	bool has_right;

	if (one(p, has_list) < 0)
		return -1;
	while (p->token == AND) {
		has_right = false;
		buf_text(&p->a->condition, " AND ");
		if (next(p) < 0 || one(p, &has_right) < 0)
			return -1;
		*has_list = *has_list || has_right;
	}
	return 0;
}

static int either(struct parser *p, bool *has_list)
{
	bool has_right;

	if (both(p, has_list) < 0)
		return -1;
	while (p->token == OR) {
		has_right = false;
		buf_text(&p->a->condition, " OR ");
		if (next(p) < 0 || both(p, &has_right) < 0)
			return -1;
		*has_list = *has_list || has_right;
		if (*has_list)
			return fault(p, p->list_at,
			    "the list stands for all: write LIST and (... or ...)");
	}
	return 0;
}

int audience_parse(struct slice text, struct audience *a, struct err *err)
{
	struct parser p = { .a = a, .text = text, .err = err };
	bool has_list = false;

	if (slice_trim(text).n == 0)
		return err_set(err, ERR_PERM,
		    "an audience names a list, like \"newsletter\" or "
		    "\"newsletter and region:otago\"");
	if (text.n > AUDIENCE_TEXT_MAX)
		return err_set(err, ERR_PERM, "an audience has at most %d bytes; this one has %zu",
		    AUDIENCE_TEXT_MAX, text.n);
	if (!utf8_is_text(text))
		return err_set(err, ERR_PERM, "an audience is text in UTF-8");
	if (next(&p) < 0 || either(&p, &has_list) < 0)
		return -1;
	if (p.token == CLOSE)
		return fault(&p, p.token_at, "this ) was never opened");
	if (p.token != END)
		return fault(&p, p.token_at, "\"and\" or \"or\" is missing before this");
	if (!has_list)
		return err_set(err, ERR_PERM,
		    "the audience names no list: put the one it stands on in front, like "
		    "\"newsletter and %.*s\"",
		    SLICE_ARG(slice_sub(text, 0, utf8_cut(text, 100))));
	return 0;
}

/* --- what it means here --- */

static int resolve_term(struct db *db, struct audience_term *t, const struct list *list,
    struct err *err)
{
	char midnight[AUDIENCE_VALUE_MAX + 8];
	struct db_stmt *st;

	if (t->kind == JOINED) {
		str_put(midnight, sizeof midnight, "%s 00:00", t->word);
		return words_parse_time(slice_of(midnight), list->timezone, 0, &t->number, err) ?
		    0 :
		    err_context(err, "the audience, joined<%s", t->word);
	}
	if (t->kind != RSVP)
		return 0;
	st = db_sql(db, "SELECT 1 FROM meeting_public WHERE meeting_id = :id");
	db_bind_int(st, ":id", t->number);
	if (db_number(st, 0) != 1)
		return err_set(err, ERR_PERM,
		    "the audience: there is no meeting %lld; see \"dpupctl meeting list\"",
		    (long long)t->number);
	/* "not rsvp:1=yes" would be everybody, those who said yes too. */
	st = db_sql(db, "SELECT EXISTS (SELECT 1 FROM turnout_public WHERE meeting_id = :id)");
	db_bind_int(st, ":id", t->number);
	return db_number(st, 0) == 0 ?
	    0 :
	    err_set(err, ERR_PERM,
	        "the audience: meeting %lld is over for so long that only the numbers of its answers "
	        "are left",
	        (long long)t->number);
}

int audience_resolve(struct db *db, struct audience *a, const struct list *list, struct err *err)
{
	a->list_id = list->id;
	for (size_t i = 0; i < a->count; i++) {
		if (resolve_term(db, &a->terms[i], list, err) < 0)
			return -1;
	}
	return 0;
}

int audience_read(struct db *db, struct slice text, struct audience *a, struct list *list_r,
    struct err *err)
{
	if (audience_parse(text, a, err) < 0)
		return -1;
	if (!list_find(db, slice_of(a->list), -1, list_r))
		return err_set(err, ERR_PERM,
		    "no list is called \"%s\"; see \"dpupctl list list\". Conditions are "
		    "written like region:otago",
		    a->list);
	return audience_resolve(db, a, list_r, err);
}

struct slice audience_condition(const struct audience *a)
{
	return buf_all(&a->condition);
}

void audience_bind(const struct audience *a, struct db_stmt *st)
{
	for (size_t i = 0; i < a->count; i++) {
		if (strstr(kinds[a->terms[i].kind].sql, "@W") != NULL)
			db_bind_text(st, word_names[i], a->terms[i].word);
		if (strstr(kinds[a->terms[i].kind].sql, "@N") != NULL)
			db_bind_int(st, number_names[i], a->terms[i].number);
	}
}

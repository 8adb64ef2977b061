/* SPDX-License-Identifier: MIT
 * Preferences and corrections; see preferences.h. What is not understood is said with an example; what we cannot
 * do goes to a person. */
#include "preferences.h"

#include <string.h>

#include <jansson.h>

#include "../../subscribers/region.h"
#include "../common/utf8.h"
#include "../mail/until.h"
#include "../mail/words.h"
#include "answers.h"
#include "letter.h"

static struct slice args(const struct talk *t)
{
	return slice_of(t->v.command.args);
}

static void tell(struct talk *t, const char *kind, json_t *values)
{
	(void)answer_person(t, kind, t->who.address.spec, values, NULL);
}

static bool not_understood(struct talk *t, const char *reason)
{
	json_t *v = json_object();

	letter_set(v, "reason", slice_of(reason));
	tell(t, "unclear", v);
	t->outcome = "not understood";
	return true;
}

/* --- pausing --- */

bool preferences_pause(struct talk *t)
{
	const char *zone = t->core->conf.templates.timezone;
	struct err err = ERR_INIT;
	struct buf day = BUF_INIT;
	json_t *v;
	int64_t until;

	if (!until_parse(args(t), zone, core_now(t->core), &until, &err))
		return not_understood(t, err.text);
	subscriber_pause(t->core->db, t->who.id, until);
	v = json_object();
	if (until < UNTIL_FOREVER)
		words_day(&day, until, zone);
	letter_set(v, "until", buf_all(&day));
	(void)json_object_set_new(v, "has_end", json_boolean(until < UNTIL_FOREVER));
	tell(t, "paused", v);
	t->outcome = "paused";
	buf_release(&day);
	return true;
}

bool preferences_resume(struct talk *t)
{
	bool was_paused = t->who.paused_until > core_now(t->core);
	json_t *v = json_object();

	subscriber_pause(t->core->db, t->who.id, 0);
	(void)json_object_set_new(v, "was_paused", json_boolean(was_paused));
	tell(t, "resumed", v);
	t->outcome = "resumed";
	return true;
}

/* --- corrections --- */

static const struct {
	const char *word;
	enum subscriber_field field;
	const char *flag;	/* of the template "corrected" */
} fields[] = {
	{ "name", SUBSCRIBER_NAME, "is_name" },
	{ "organisation", SUBSCRIBER_ORGANISATION, "is_organisation" },
	{ "organization", SUBSCRIBER_ORGANISATION, "is_organisation" },
	{ "agency", SUBSCRIBER_ORGANISATION, "is_organisation" },
	{ "region", SUBSCRIBER_REGION, "is_region" },
};

/* "name to Mere Ngata", "organisation: Example Trust": the value without what only joins. */
static struct slice value_of(struct slice rest)
{
	static const char *const joints[] = { "to ", "is ", "= ", ": " };

	rest = slice_trim(rest);
	for (size_t i = 0; i < sizeof joints / sizeof joints[0]; i++) {
		if (slice_starts_fold(rest, joints[i]))
			rest = slice_trim(slice_from(rest, strlen(joints[i])));
	}
	return rest;
}

static bool correct_one(struct talk *t, size_t i, struct slice value)
{
	const struct region *region = NULL;
	json_t *v;

	if (value.n == 0 || !utf8_is_line(value) || value.n > SUBSCRIBER_TEXT_MAX)
		return not_understood(t, "the new value must stand behind the word, in at most 120 letters");
	if (fields[i].field == SUBSCRIBER_REGION) {
		region = region_find(value);
		if (region == NULL)
			return not_understood(t, "we do not know a region of that name");
	}
	subscriber_set(t->core->db, t->who.id, fields[i].field,
	    region != NULL ? slice_of(region->code) : value);
	v = json_object();
	(void)json_object_set_new(v, fields[i].flag, json_true());
	letter_set(v, "value", region != NULL ? slice_of(region->name) : value);
	tell(t, "corrected", v);
	t->outcome = "corrected";
	return true;
}

bool preferences_correct(struct talk *t)
{
	struct slice rest = args(t), word;

	if (!slice_next_word(&rest, &word))
		return not_understood(t, "write what is wrong, like \"correct name Mere Ngata\"");
	while (word.n > 0 && (word.p[word.n - 1] == ':' || word.p[word.n - 1] == '='))
		word.n--;
	for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
		if (slice_is_fold(word, fields[i].word))
			return correct_one(t, i, value_of(rest));
	}
	return false;	/* of another kind: a person sees to it */
}

/* --- settings --- */

static const struct {
	const char *word, *code, *name;
} languages[] = {
	{ "en", "en", "English" }, { "english", "en", "English" },
	{ "mi", "mi", "te reo Māori" }, { "maori", "mi", "te reo Māori" }, { "reo", "mi", "te reo Māori" },
};

bool preferences_set(struct talk *t)
{
	struct buf folded = BUF_INIT;
	struct slice rest, word = SLICE_NONE;
	json_t *v;
	size_t i = 0;

	utf8_fold(&folded, args(t));
	rest = buf_all(&folded);
	while (slice_next_word(&rest, &word) && (slice_is(word, "language") || slice_is(word, "lang") ||
	    slice_is(word, "to") || slice_is(word, "te")))
		;
	while (i < sizeof languages / sizeof languages[0] && !slice_is(word, languages[i].word))
		i++;
	buf_release(&folded);
	if (i == sizeof languages / sizeof languages[0])
		return false;	/* a wish we cannot grant by ourselves */
	subscriber_set(t->core->db, t->who.id, SUBSCRIBER_LANGUAGE, slice_of(languages[i].code));
	v = json_object();
	letter_set(v, "value", slice_of(languages[i].name));
	(void)json_object_set_new(v, "is_language", json_true());
	tell(t, "corrected", v);
	t->outcome = "language set";
	return true;
}

/* SPDX-License-Identifier: MIT
 * Preferences and corrections; see preferences.h. What is not understood is said with an example;
 * what we cannot do goes to a person. */
#include "daemon/core/conversation/preferences.h"

#include <string.h>

#include <jansson.h>

#include "daemon/common/json_put.h"
#include "daemon/common/utf8.h"
#include "daemon/core/letters/letter.h"
#include "daemon/core/people/pause_end.h"
#include "daemon/core/people/person_details.h"
#include "daemon/core/talk/answers.h"
#include "daemon/mail/correction.h"
#include "daemon/time/until.h"
#include "daemon/time/words.h"
#include "subscribers/called.h"
#include "subscribers/digest.h"
#include "subscribers/region.h"

static struct slice args(const struct talk *t)
{
	return slice_of(t->v.command.args);
}

static void tell(struct talk *t, const char *kind, json_t *values)
{
	(void)answer_person(t, kind, t->who.address.spec, values, NULL);
}

/* --- pausing --- */

bool preferences_pause(struct talk *t, const struct act *a)
{
	const char *zone = t->core->conf.templates.timezone;
	struct err err = ERR_INIT;
	struct buf day = BUF_INIT;
	json_t *v;
	int64_t until;

	if (!until_parse(args(t), zone, core_now(t->core), &until, &err))
		return answer_unclear(t, err.text);
	if (!person_details_pause(a, &t->who, until))
		return true;
	v = json_object();
	if (until < UNTIL_FOREVER)
		words_day(&day, until, zone);
	letter_set(v, "until", buf_all(&day));
	json_put(v, "has_end", json_boolean(until < UNTIL_FOREVER));
	tell(t, "paused", v);
	t->outcome = "paused";
	buf_release(&day);
	return true;
}

bool preferences_resume(struct talk *t, const struct act *a)
{
	bool was_paused = t->who.paused_until > core_now(t->core);
	json_t *v;

	if (!pause_end_person(a, &t->who))
		return true;
	v = json_object();
	json_put(v, "was_paused", json_boolean(was_paused));
	tell(t, "resumed", v);
	t->outcome = "resumed";
	return true;
}

/* --- corrections --- */

static const struct {
	enum subscriber_field field;
	const char *flag; /* of the template "corrected" */
} fields[] = {
	[CORRECTION_NAME] = { SUBSCRIBER_NAME, "is_name" },
	[CORRECTION_ORGANISATION] = { SUBSCRIBER_ORGANISATION, "is_organisation" },
	[CORRECTION_REGION] = { SUBSCRIBER_REGION, "is_region" },
};

static bool has_link(struct slice value)
{
	return slice_find(value, '@') < value.n || slice_find_text(value, "://") < value.n ||
	    slice_find_fold(value, "www.") < value.n;
}

/* Members may be shown it: nobody speaks to them in our name. */
static bool is_our_name(const struct talk *t, struct slice value)
{
	struct buf theirs = BUF_INIT, ours = BUF_INIT;
	bool is_it;

	called_fold(&theirs, value);
	called_fold(&ours, slice_of(t->core->conf.identity.organisation));
	is_it = ours.n > 0;
	buf_char(&ours, '\0');
	is_it = is_it && slice_find_text(buf_all(&theirs), ours.p) < theirs.n;
	buf_release(&theirs);
	buf_release(&ours);
	return is_it;
}

static bool correct_one(struct talk *t, const struct act *a, enum correction what,
    struct slice value)
{
	const struct region *region = NULL;
	json_t *v;

	if (value.n == 0 || !utf8_is_line(value) || value.n > SUBSCRIBER_TEXT_MAX)
		return answer_unclear(t,
		    "the new value must stand behind the word, in at most 120 letters");
	if (has_link(value))
		return answer_unclear(t, "there is a link or an address in it");
	if (what == CORRECTION_NAME && is_our_name(t, value))
		return answer_unclear(t,
		    "that is our own name; who you work for is \"correct organisation\"");
	if (what == CORRECTION_REGION) {
		region = region_find(value);
		if (region == NULL)
			return answer_unclear(t, "we do not know a region of that name");
	}
	if (!person_details_set(a, &t->who, fields[what].field,
	        region != NULL ? slice_of(region->code) : value))
		return true;
	v = json_object();
	json_put(v, fields[what].flag, json_true());
	letter_set(v, "value", region != NULL ? slice_of(region->name) : value);
	tell(t, "corrected", v);
	t->outcome = "corrected";
	return true;
}

bool preferences_correct(struct talk *t, const struct act *a)
{
	struct slice value;
	enum correction what = correction_read(args(t), &value);

	if (slice_trim(args(t)).n == 0)
		return answer_unclear(t, "write what is wrong, like \"correct name Mere Ngata\"");
	/* Of another kind: a person sees to it. */
	return what != CORRECTION_OTHER && correct_one(t, a, what, value);
}

/* --- settings --- */

enum setting { LANGUAGE, RHYTHM, FORMAT };

/* clang-format off */
static const struct {
	const char *word, *value;
	enum setting what;
} settings[] = {
	{ "en", "en", LANGUAGE }, { "english", "en", LANGUAGE },
	{ "mi", "mi", LANGUAGE }, { "maori", "mi", LANGUAGE }, { "reo", "mi", LANGUAGE },
	{ "each", "each", RHYTHM }, { "nodigest", "each", RHYTHM }, { "immediate", "each", RHYTHM },
	{ "immediately", "each", RHYTHM }, { "daily", "daily", RHYTHM }, { "weekly", "weekly", RHYTHM },
	{ "digest", "weekly", RHYTHM },
	{ "text", "text", FORMAT }, { "plain", "text", FORMAT }, { "html", "html", FORMAT },
};
/* clang-format on */
#define SETTINGS (sizeof settings / sizeof settings[0])

static const char *language_name(const char *code)
{
	return strcmp(code, "mi") == 0 ? "te reo M\xc4\x81ori" : "English";
}

static json_t *state(struct talk *t)
{
	const char *zone = t->core->conf.templates.timezone;
	int64_t now = core_now(t->core), waiting;
	struct buf day = BUF_INIT;
	json_t *v = json_object();

	if (!subscriber_get(t->core->db, t->who.id, &t->who)) /* as it is now */
		return v;
	waiting = digest_count(t->core->db, t->who.id);
	json_put(v, "is_each", json_boolean(strcmp(t->who.rhythm, "each") == 0));
	json_put(v, "is_daily", json_boolean(strcmp(t->who.rhythm, "daily") == 0));
	json_put(v, "is_weekly", json_boolean(strcmp(t->who.rhythm, "weekly") == 0));
	json_put(v, "is_text", json_boolean(t->who.is_text));
	json_put(v, "has_waiting", json_boolean(waiting > 0));
	json_put(v, "waiting", json_integer(waiting));
	letter_set(v, "language", slice_of(language_name(t->who.language)));
	json_put(v, "has_pause", json_boolean(t->who.paused_until > now));
	if (t->who.paused_until > now && t->who.paused_until < UNTIL_FOREVER)
		words_day(&day, t->who.paused_until, zone);
	else
		buf_text(&day, "you tell us");
	letter_set(v, "until", buf_all(&day));
	buf_release(&day);
	return v;
}

bool preferences_show(struct talk *t, const struct act *a)
{
	if (t->has_who && !act_may(a, ACT_READ))
		return true;
	if (!talk_is_theirs(t)) {
		answer_plain(t, "unknown", NULL);
		t->outcome = "nobody we know";
		return true;
	}
	answer_values(t, "preferences", state(t));
	t->outcome = "preferences sent";
	return true;
}

/* Which setting the words mean: the last that means one, so that "digest daily" is daily. */
static size_t find_setting(struct slice words)
{
	struct buf folded = BUF_INIT;
	struct slice rest, word;
	size_t found = SETTINGS;

	utf8_fold(&folded, words);
	rest = buf_all(&folded);
	while (slice_next_word(&rest, &word)) {
		size_t i = 0;
		bool is_name = slice_is(word, "language") || slice_is(word, "lang") ||
		    slice_is(word, "to") || slice_is(word, "te") || slice_is(word, "format") ||
		    slice_is(word, "delivery") || slice_is(word, "mail");

		while (i < SETTINGS && !slice_is(word, settings[i].word))
			i++;
		if (i < SETTINGS)
			found = i;
		else if (!is_name) {
			found = SETTINGS; /* "digest hourly": no guess */
			break;
		}
	}
	buf_release(&folded);
	return found;
}

static bool set_one(const struct act *a, const struct subscriber *who, size_t i)
{
	struct slice value = slice_of(settings[i].value);

	switch (settings[i].what) {
	case LANGUAGE:
		return person_details_set(a, who, SUBSCRIBER_LANGUAGE, value);
	case RHYTHM:
		return person_details_set_rhythm(a, who, value);
	case FORMAT:
		return person_details_set(a, who, SUBSCRIBER_FORMAT, value);
	}
	return false;
}

bool preferences_set(struct talk *t, const struct act *a)
{
	size_t i = find_setting(args(t));
	json_t *v;

	if (i == SETTINGS) {
		v = state(t);
		json_put(v, "is_unknown", json_true());
		tell(t, "preferences", v);
		t->outcome = "no such setting";
		return true;
	}
	if (!set_one(a, &t->who, i))
		return true;
	v = state(t);
	json_put(v, "is_changed", json_true());
	tell(t, "preferences", v);
	t->outcome = "preferences set";
	return true;
}

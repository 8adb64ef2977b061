/* SPDX-License-Identifier: MIT
 * A person's page (/p/T): what they get, a pause, their language, their data, being forgotten. Each
 * button is a command as by mail, done by the same function, with the same receipt to the
 * registered address. Their data goes there and never onto the page; being forgotten is asked once
 * more by mail, because a mail with this address in it may have been passed on. */
#include <string.h>

#include "daemon/common/utf8.h"
#include "daemon/common/json_put.h"
#include "daemon/core/conversation/commands.h"
#include "daemon/core/letters/letter.h"
#include "daemon/core/letters/token_link.h"
#include "daemon/core/talk/answers.h"
#include "daemon/core/web/page_talk.h"
#include "daemon/time/until.h"
#include "daemon/time/words.h"
#include "subscribers/list.h"

/* What the page's buttons ask for. */
static const struct {
	const char *name;
	enum command_verb verb;
	const char *field; /* whose value stands behind the verb; NULL: none */
	const char *args;  /* what stands behind it always */
} buttons[] = {
	{ "pause", COMMAND_PAUSE, "until", NULL },
	{ "resume", COMMAND_RESUME, NULL, NULL },
	{ "leave", COMMAND_UNSUBSCRIBE, "list", NULL },
	{ "leave-all", COMMAND_UNSUBSCRIBE, NULL, "all" },
	{ "language", COMMAND_SET, "language", NULL },
	{ "rhythm", COMMAND_SET, "rhythm", NULL },
	{ "format", COMMAND_SET, "format", NULL },
	{ "my-data", COMMAND_MY_DATA, NULL, NULL },
	{ "forget", COMMAND_FORGET_ME, NULL, NULL },
};

/* What comes of a choice the page does not offer. */
static const char *const refusals[] = { "not understood", "no such setting", "no such list" };

/* "a...@example.org": enough to know which of one's addresses, no more than that for others. */
static void mask(struct buf *out, const struct address *address)
{
	size_t first;

	(void)utf8_point(slice_of(address->spec), &first);
	buf_printf(out, "%.*s\xe2\x80\xa6@%.*s", (int)first, address->spec,
	    SLICE_ARG(address_domain(address)));
}

/* Their lists but for those they have left. */
static json_t *lists_of(const struct core *core, json_t *person)
{
	json_t *rows = json_array(), *row;
	size_t i;

	json_array_foreach(json_object_get(person, "subscriptions"), i, row)
	{
		const char *state = json_string_value(json_object_get(row, "state"));
		json_t *copy;

		if (state == NULL || strcmp(state, "left") == 0)
			continue;
		copy = json_copy(row);
		json_put(copy, "is_pending", json_boolean(strcmp(state, "pending") == 0));
		letter_set_day(core, copy, "day", json_object_get(row, "since"));
		(void)json_array_append_new(rows, copy);
	}
	return rows;
}

static json_t *values_of(struct web_visit *v, const struct subscriber *who)
{
	struct buf text = BUF_INIT;
	json_t *values = json_object(), *person, *lists;

	(void)subscriber_json(v->core->db, who->id,
	    &text); /* they are there: they were just found */
	person = json_loadb(text.p, text.n, 0, NULL);
	lists = lists_of(v->core, person);
	json_put(values, "has_lists", json_boolean(json_array_size(lists) > 0));
	json_put(values, "lists", lists);
	json_decref(person);
	buf_clear(&text);
	mask(&text, &who->address);
	letter_set(values, "masked", buf_all(&text));
	buf_clear(&text);
	json_put(values, "is_paused", json_boolean(who->paused_until > v->now));
	if (who->paused_until > v->now && who->paused_until < UNTIL_FOREVER)
		words_day(&text, who->paused_until, v->core->conf.templates.timezone);
	letter_set(values, "paused_until", buf_all(&text));
	json_put(values, "is_mi", json_boolean(strcmp(who->language, "mi") == 0));
	json_put(values, "is_daily", json_boolean(strcmp(who->rhythm, "daily") == 0));
	json_put(values, "is_weekly", json_boolean(strcmp(who->rhythm, "weekly") == 0));
	json_put(values, "is_text", json_boolean(who->is_text));
	buf_release(&text);
	return values;
}

/* False where the address is no good; the answer is made. */
static bool open_page(struct web_visit *v, struct subscriber *who)
{
	int64_t id, generation;

	if (!web_person_token(v, TOKEN_PREFERENCES, subscriber_get, who, &id, &generation))
		return false;
	if (token_link_page_is_open(generation, v->now))
		return true;
	v->outcome = "page too old";
	web_show(v, 410, "old", NULL);
	return false;
}

static void show(struct web_visit *v)
{
	struct subscriber who;

	if (open_page(v, &who))
		web_show(v, 200, "preferences", values_of(v, &who));
}

/* A button of the page; false where it is none, or wants a choice that is missing. */
static bool read_button(const struct web_visit *v, struct page_talk *wt)
{
	for (size_t i = 0; i < sizeof buttons / sizeof buttons[0]; i++) {
		struct slice args = slice_of(buttons[i].args != NULL ? buttons[i].args : "");

		if (!web_field_is(v, "do", buttons[i].name))
			continue;
		if (buttons[i].field != NULL)
			args = web_field(v, buttons[i].field);
		if (args.n == 0 && buttons[i].field != NULL && buttons[i].verb != COMMAND_PAUSE)
			return false;
		page_talk_command(wt, buttons[i].verb, args);
		return true;
	}
	return false;
}

/* Which flag of the page says what was done; the status of the answer. */
static int carry_out(struct web_visit *v, struct page_talk *wt, json_t *said)
{
	if (!read_button(v, wt)) {
		v->outcome = "no such button";
		json_put(said, "did_nothing", json_true());
		return 400;
	}
	/* Leaving is never refused; whatever else sends a mail is bounded like all answers. */
	if (wt->t.v.command.verb != COMMAND_UNSUBSCRIBE && !answer_is_allowed(&wt->t)) {
		v->outcome = "too many answers";
		json_put(said, "did_too_many", json_true());
		return 429;
	}
	if (!command_act(&wt->t)) {
		v->outcome = "not understood";
		json_put(said, "did_not_understood", json_true());
		return 400;
	}
	v->outcome = wt->t.outcome;
	page_talk_outcome(wt, said);
	for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
		if (strcmp(v->outcome, refusals[i]) == 0)
			return 400;
	}
	return 200;
}

static void act(struct web_visit *v)
{
	struct subscriber who;
	struct page_talk wt;
	json_t *said, *values;
	int status = 404;

	if (!open_page(v, &who))
		return;
	said = json_object();
	if (page_talk_init(&wt, v, who.id))
		status = carry_out(v, &wt, said);
	page_talk_release(&wt);
	if (subscriber_get(v->core->db, who.id, &who)) {
		values = values_of(v, &who); /* as it is now */
		(void)json_object_update(said, values);
		json_decref(values);
	}
	web_show(v, status, "preferences", said);
}

const struct web_page web_person_pages[] = {
	{ "preferences", show, act },
	{ NULL, NULL, NULL },
};

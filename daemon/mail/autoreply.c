/* SPDX-License-Identifier: MIT
 * Who wrote this, a person or a robot? Fields are believed first. Subjects are believed where
 * they begin with a phrase that mail programs write and people do not. Words alone are believed
 * only where several phrases of a vacation notice come together: a person who writes "I am on
 * leave until 5 May, so I cannot come" must be heard. */
#include "daemon/mail/autoreply.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "daemon/common/num.h"
#include "daemon/common/utf8.h"
#include "daemon/mail/reply.h"

#define TEXT_LOOKED_AT 2000

/* --- subjects, folded: how they begin --- */

/* clang-format off */
static const char *const vacation_subjects[] = {
	"automatic reply", "auto reply", "auto-reply", "autoreply", "automated reply",
	"auto response", "auto-response", "autoresponse", "automatic response",
	"automated response", "auto responder", "autoresponder", "auto:", "[auto", "(auto",
	"out of office", "out-of-office", "out of the office", "ooo:", "ooo -", "[ooo]", "ooo re:",
	"vacation", "away from", "on vacation", "on holiday", "on leave", "i am out of",
	"i am away", "i am currently out", "currently out of", "annual leave", "maternity leave",
	"parental leave", "absence", "abwesend", "abwesenheit", "automatische antwort",
	"automatisch antwoord", "automatisk svar", "autosvar", "automaattinen vastaus",
	"automatyczna odpowiedz", "automaticka odpoved", "automatikus valasz", "raspuns automat",
	"otomatik yanit", "respuesta automatica", "respuesta automatizada", "fuera de la oficina",
	"fuera de oficina", "resposta automatica", "ausencia temporaria", "ausente",
	"risposta automatica", "fuori sede", "fuori ufficio", "reponse automatique", "reponse auto",
	"absence du bureau", "message d'absence", "afwezig", "afwezigheid", "niet aanwezig",
	"poissa", "fravaer", "franvaro", "kei waho", "whakautu aunoa", "i te hararei",
};
/* clang-format on */

/* clang-format off */
static const char *const raw_vacation_subjects[] = {
	"自动回复", "自動回覆", "自動返信", "不在通知", "Автоответ", "Автоматический ответ",
	"Автоматична відповідь", "자동 회신", "부재중", "自動応答",
};
/* clang-format on */

/* clang-format off */
static const char *const receipt_subjects[] = {
	"we have received your", "we've received your", "your request has been received",
	"ticket received", "ticket created", "case created", "request received", "acknowledgement",
	"acknowledgment", "thank you for contacting", "thank you for your enquiry",
	"thank you for your email", "thanks for contacting", "your enquiry has been received",
	"your message has been received", "[ticket", "[request received]", "read:", "read receipt",
	"not read:", "delivered:", "gelesen:", "lu :", "leido:",
};
/* clang-format on */

/* --- words of a vacation notice, folded --- */

/* One of these must be there ... */
/* clang-format off */
static const char *const away_phrases[] = {
	"out of the office", "out of office", "away from the office", "away from my desk",
	"away from my email", "away from my e-mail", "on annual leave", "on leave", "on holiday",
	"on holidays", "on vacation", "on parental leave", "on maternity leave", "on sick leave",
	"on sabbatical", "not in the office", "i am away", "i'm away", "i will be away",
	"i'll be away", "currently away", "currently unavailable", "i am currently out",
	"i'm currently out", "nicht im buro", "nicht im hause", "abwesend", "im urlaub",
	"absent du bureau", "absente du bureau", "actuellement absent", "en conge",
	"fuera de la oficina", "de vacaciones", "fuori ufficio", "in ferie", "op vakantie",
	"afwezig", "fora do escritorio", "no longer work", "no longer working", "no longer with",
	"have left the organisation", "have left the company", "am not working today",
	"kei waho au", "kei te hararei",
};
/* clang-format on */

/* ... and with it two of these kinds. */
/* clang-format off */
static const char *const return_phrases[] = {
	"return to the office", "returning to the office", "will return", "i return",
	"returning on", "return on", "back in the office", "back at work", "be back", "back on",
	"until", "upon my return", "on my return", "when i return", "when i get back",
	"when i am back", "bis zum", "jusqu'au", "hasta el", "fino al", "zuruck", "de retour",
	"rentree", "regreso", "ritorno", "terug", "as soon as possible when", "from my return",
};
/* clang-format on */
/* clang-format off */
static const char *const urgent_phrases[] = {
	"urgent", "contact", "immediate assistance", "in my absence", "immediate attention",
	"dringend", "in urgenza", "call me on", "please call", "please email", "please ring",
	"phone", "alternatively", "redirect",
};
/* clang-format on */
/* clang-format off */
static const char *const access_phrases[] = {
	"limited access", "no access to", "not have access", "not be checking", "not checking",
	"not be monitored", "not monitoring", "intermittent", "not be forwarded",
	"not being forwarded", "will be slow", "delay in my", "respond to you", "respond to your",
	"reply to your", "get back to you", "answer your", "will respond", "will reply",
	"not be able to respond", "unable to respond", "not be reading", "your message will",
	"your email will", "will be deleted",
};
/* clang-format on */
/* clang-format off */
static const char *const thanks_phrases[] = {
	"thank you for your email", "thanks for your email", "thank you for your e-mail",
	"thank you for your message", "thanks for your message", "thank you for contacting",
	"thanks for contacting", "thank you for getting in touch", "thanks for getting in touch",
	"this is an automatic", "this is an automated", "automatic reply", "automated reply",
	"auto reply", "auto-reply", "automated response", "automatic response", "tena koe",
	"vielen dank fur ihre", "danke fur ihre", "merci pour votre", "gracias por su",
	"grazie per", "bedankt voor uw", "nga mihi mo to imera",
};
/* clang-format on */

/* Robots that only acknowledge. */
/* clang-format off */
static const char *const robot_phrases[] = {
	"this is an automated message", "this is an automated response",
	"this is an automated reply", "this is an automatic reply",
	"this is an automatically generated", "this message was automatically generated",
	"this is a system generated", "this is a system-generated", "do not reply to this email",
	"please do not reply to this", "this mailbox is not monitored",
	"this inbox is not monitored", "this email address is not monitored",
	"this mailbox is unattended", "this is an auto generated", "this is an auto-generated",
	"your message has been received and", "a ticket has been created", "your ticket has been",
	"ticket number", "case number has been",
};
/* clang-format on */

/* clang-format off */
static const char *const challenges[] = {
	"prove you are human", "prove that you are human", "you are a human", "you are human",
	"not a spammer", "verify that you are", "verify your email was sent by",
	"challenge-response", "challenge/response", "approved senders list", "approved sender list",
	"approved senders", "click on the link below to complete",
	"complete the verification process", "to have your message delivered",
	"in order to deliver your message", "spam arrest", "spamarrest", "boxbe", "mailinblack",
	"mail in black", "bluebottle", "your message is being held", "message is waiting for your",
	"sender verification", "authenticate yourself as a sender", "waiting list",
	"whitelist yourself", "confirm that you are a real", "confirm you are a real",
};
/* clang-format on */

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static bool starts_any(struct slice text, const char *const *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (slice_starts(text, list[i]))
			return true;
	}
	return false;
}

struct looks {
	struct buf subject; /* folded */
	struct buf text; /* folded, its beginning, without what is quoted: our own news may say who
	                    is away */
};

static void looks_init(struct looks *l, const struct facts *f)
{
	struct buf above = BUF_INIT;
	struct slice text;

	reply_above(&above, facts_get(f, FACTS_TEXT));
	text = buf_all(&above);
	buf_init(&l->subject);
	buf_init(&l->text);
	utf8_fold(&l->subject, facts_get(f, FACTS_SUBJECT));
	utf8_fold(&l->text, slice_sub(text, 0, utf8_cut(text, TEXT_LOOKED_AT)));
	for (size_t i = 0; i < l->text.n; i++) {
		if (l->text.p[i] == '\n')
			l->text.p[i] = ' '; /* phrases may be wrapped */
	}
	buf_release(&above);
}

static void looks_release(struct looks *l)
{
	buf_release(&l->subject);
	buf_release(&l->text);
}

static bool is_vacation_subject(const struct looks *l, const struct facts *f)
{
	struct slice raw = slice_trim(facts_get(f, FACTS_SUBJECT));

	/* The word alone, above no text, is what people write for a pause; notices have a text. */
	if (slice_is(slice_trim(buf_all(&l->subject)), "vacation") &&
	    slice_trim(buf_all(&l->text)).n == 0)
		return false;
	return starts_any(slice_trim(buf_all(&l->subject)), vacation_subjects,
	           COUNT(vacation_subjects)) ||
	    starts_any(raw, raw_vacation_subjects, COUNT(raw_vacation_subjects));
}

/* A notice says that one is away and at least two kinds of what notices say besides. */
static bool is_vacation_text(const struct looks *l)
{
	struct slice t = buf_all(&l->text);
	int kinds = slice_has_any(t, return_phrases, COUNT(return_phrases)) +
	    slice_has_any(t, urgent_phrases, COUNT(urgent_phrases)) +
	    slice_has_any(t, access_phrases, COUNT(access_phrases)) +
	    slice_has_any(t, thanks_phrases, COUNT(thanks_phrases));

	return kinds >= 2 && slice_has_any(t, away_phrases, COUNT(away_phrases));
}

static bool is_receipt(const struct looks *l)
{
	return starts_any(slice_trim(buf_all(&l->subject)), receipt_subjects,
	           COUNT(receipt_subjects)) ||
	    slice_has_any(buf_all(&l->text), robot_phrases, COUNT(robot_phrases));
}

/* Fields that only vacation programs write. */
static bool has_vacation_field(const struct facts *f)
{
	/* clang-format off */
	static const char *const names[] = {
		"x-apple-action: vacation", "x-autoreply", "x-autorespond", "x-auto-reply-from",
		"x-mail-autoreply", "x-mail-autoresponder", "x-vacation", "x-away", "x-ooo",
		"x-autoreply-domain", "x-zohomail-autoresponder", "x-mdautoresponse",
		"delivered-to-autoresponder", "preference: auto_reply", "x-precedence: auto_reply",
		"x-autogenerated: reply", "x-responder",
	};
	/* clang-format on */

	for (size_t i = 0; i < COUNT(names); i++) {
		if (facts_has_robot(f, names[i]))
			return true;
	}
	return slice_is(facts_get(f, FACTS_PRECEDENCE), "auto_reply") ||
	    slice_is(facts_get(f, FACTS_PRECEDENCE), "auto-reply");
}

/* Mail to many, by its fields: recorded, never answered. */
static bool is_list_mail(const struct facts *f)
{
	struct slice precedence = facts_get(f, FACTS_PRECEDENCE);

	return facts_get(f, FACTS_LIST_ID).n > 0 || slice_is(precedence, "bulk") ||
	    slice_is(precedence, "list") || slice_is(precedence, "junk") ||
	    facts_has_robot(f, "list-unsubscribe") || facts_has_robot(f, "list-post");
}

static const char *kind_by_fields(const struct facts *f, const struct looks *l)
{
	struct slice submitted = facts_get(f, FACTS_AUTO_SUBMITTED);
	bool is_away = is_vacation_subject(l, f) || is_vacation_text(l);

	if (has_vacation_field(f))
		return "vacation";
	if (slice_starts(submitted, "auto-replied"))
		return is_receipt(l) && !is_away ? "other" : "vacation";
	if (submitted.n > 0 && !slice_is(submitted, "no"))
		return is_away ? "vacation" : "auto-generated";
	if (slice_ends_fold(facts_get(f, FACTS_REPORT_PART), "disposition-notification"))
		return "auto-generated";
	if (slice_starts(facts_get(f, FACTS_REPORT_TYPE), "disposition-notification"))
		return "auto-generated";
	if (facts_has_robot(f, "x-ms-exchange-inbox-rules-loop"))
		return "vacation";
	return NULL;
}

static bool has_null_path(const struct facts *f)
{
	return slice_is(facts_get(f, FACTS_RETURN_PATH),
	    "<>"); /* RFC 3834 §2: only robots send so */
}

/* Fields that the programs which ask for a proof write. */
static bool has_challenge_field(const struct facts *f)
{
	return facts_has_robot(f, "x-challenge") || facts_has_robot(f, "x-boxbe-filter") ||
	    facts_has_robot(f, "x-captcha");
}

const char *autoreply_kind(const struct facts *f)
{
	struct looks l;
	const char *kind;

	looks_init(&l, f);
	kind = kind_by_fields(f, &l);
	if (kind == NULL && (is_vacation_subject(&l, f) || is_vacation_text(&l)))
		kind = "vacation";
	else if (kind == NULL && facts_has_robot(f, "x-autogenerated"))
		kind = "auto-generated";
	else if (kind == NULL && is_list_mail(f))
		kind = "other";
	else if (kind == NULL && (has_null_path(f) || facts_get(f, FACTS_SUPPRESS).n > 0) &&
	    is_receipt(&l))
		kind = "other";
	else if (kind == NULL && has_null_path(f))
		kind = "auto-generated";
	looks_release(&l);
	return kind;
}

bool autoreply_is_marked(const struct facts *f)
{
	struct looks l;
	bool is_it;

	looks_init(&l, f);
	is_it = kind_by_fields(f, &l) != NULL || facts_has_robot(f, "x-autogenerated") ||
	    is_list_mail(f) || has_null_path(f) || has_challenge_field(f);
	looks_release(&l);
	return is_it;
}

/* Does it come from the list itself: "your message awaits approval", "you are subscribed now"? By
 * the field that Mailman writes, or from an address of the list's own: LIST-bounces, LIST-owner. */
static bool is_of_group(const struct facts *f)
{
	static const char *const roles[] = { "bounces", "owner", "request", "confirm", "noreply",
		"admin", "join", "leave" };
	struct slice from = facts_get(f, FACTS_FROM), id = facts_get(f, FACTS_LIST_ID),
	             name = slice_sub(id, 0, slice_find(id, '.')),
	             local = slice_sub(from, 0, slice_find(from, '@')),
	             role = slice_from(local, name.n + 1 < local.n ? name.n + 1 : local.n);

	if (facts_has_robot(f, "x-list-administrivia: yes"))
		return true;
	if (name.n == 0 || role.n == 0 || !slice_equal_fold(slice_sub(local, 0, name.n), name) ||
	    strchr("-+", local.p[name.n]) == NULL)
		return false;
	for (size_t i = 0; i < COUNT(roles); i++) {
		if (slice_is_fold(role, roles[i]))
			return true;
	}
	return false;
}

/* RFC 3834 §5: "auto-generated" is no reply, and "auto-notified" tells of something. */
bool autoreply_is_handed_on(const struct facts *f)
{
	struct slice submitted = facts_get(f, FACTS_AUTO_SUBMITTED);
	bool is_generated = slice_starts(submitted, "auto-generated"), is_it;
	struct looks l;
	const char *kind;

	looks_init(&l, f);
	kind = kind_by_fields(f, &l);
	is_it = (is_list_mail(f) || is_generated) && !has_null_path(f) && !has_challenge_field(f) &&
	    !facts_has_robot(f, "x-autogenerated") && facts_get(f, FACTS_REPORT_PART).n == 0 &&
	    facts_get(f, FACTS_REPORT_TYPE).n == 0 && !is_of_group(f) &&
	    (kind == NULL || (is_generated && strcmp(kind, "auto-generated") == 0)) &&
	    !(is_generated &&
	        (is_vacation_subject(&l, f) || is_vacation_text(&l) || is_receipt(&l)));
	looks_release(&l);
	return is_it;
}

bool autoreply_is_challenge(const struct facts *f)
{
	static const char *const subjects[] = { "verif", "confirm", "your message to",
		"your email to", "sender" };
	struct looks l;
	bool is_it;

	looks_init(&l, f);
	is_it = slice_has_any(buf_all(&l.text), challenges, COUNT(challenges)) &&
	    (has_challenge_field(f) || facts_get(f, FACTS_AUTO_SUBMITTED).n > 0 ||
	        facts_get(f, FACTS_PRECEDENCE).n > 0 || has_null_path(f) ||
	        slice_has_any(buf_all(&l.subject), subjects, COUNT(subjects)));
	looks_release(&l);
	return is_it;
}

/* --- the end of a vacation --- */

/* clang-format off */
static const char *const until_words[] = {
	"until", "till", "returning to work on", "returning to the office on", "returning on",
	"returning", "return to the office on", "return on", "return to work on", "return",
	"back in the office on", "back at work on", "back on", "back in the office", "back",
	"through", "bis zum", "bis einschliesslich", "bis", "jusqu'au", "hasta el", "hasta",
	"fino al", "t/m", "tot en met", "tot", "ate", "wieder ab", "ab dem", "a partir du", " to ",
	" - ",
};
/* clang-format on */

static const char *const months[] = {
	"jan",
	"feb",
	"mar",
	"apr",
	"may",
	"jun",
	"jul",
	"aug",
	"sep",
	"oct",
	"nov",
	"dec",
};
/* Folded beginnings in other languages, where they differ: German, French, Spanish, Italian, Dutch
 * and Maori. */
/* clang-format off */
static const struct { const char *name; int month; } month_names[] = {
	{ "mai", 5 }, { "mei", 5 }, { "dez", 12 }, { "okt", 10 }, { "fev", 2 }, { "avr", 4 }, { "juin", 6 },
	{ "juil", 7 }, { "aout", 8 }, { "ene", 1 }, { "abr", 4 }, { "ago", 8 }, { "dic", 12 }, { "gen", 1 },
	{ "mag", 5 }, { "giu", 6 }, { "lug", 7 }, { "set", 9 }, { "ott", 10 }, { "maart", 3 }, { "mrt", 3 },
	{ "kohitatea", 1 }, { "huitanguru", 2 }, { "poutu-te-rangi", 3 }, { "paenga-whawha", 4 },
	{ "haratua", 5 }, { "pipiri", 6 }, { "hongongoi", 7 }, { "here-turi-koka", 8 }, { "mahuru", 9 },
	{ "whiringa-a-nuku", 10 }, { "whiringa-a-rangi", 11 }, { "hakihea", 12 },
};
/* clang-format on */

static int month_of(struct slice word)
{
	for (size_t i = 0; i < COUNT(month_names); i++) {
		if (slice_starts(word, month_names[i].name))
			return month_names[i].month;
	}
	for (int i = 0; i < 12; i++) {
		if (slice_starts(word, months[i]))
			return i + 1;
	}
	return 0;
}

struct day {
	int64_t year, month, day; /* year 0: not said */
};

/* "5/12/2026", "5.12.", "2026-12-05": day first, as everybody here writes; a year of two digits is
 * of this century. */
static bool numeric_date(struct slice word, struct day *d)
{
	char sep = '\0';
	int64_t part[3] = { 0, 0, 0 };
	size_t n = 0;
	struct slice piece;

	for (size_t i = 0; i < word.n && sep == '\0'; i++) {
		if (word.p[i] == '/' || word.p[i] == '.' || word.p[i] == '-')
			sep = word.p[i];
	}
	if (sep == '\0')
		return false;
	while (n < 3 && slice_next(&word, sep, &piece)) {
		if (piece.n == 0)
			break;
		if (!num_parse(piece, 1, 9999, &part[n]))
			return false;
		n++;
	}
	if (n < 2 || (sep == '-' && n < 3))
		return false;
	if (part[0] > 31)
		*d = (struct day){ part[0], part[1], part[2] };
	else
		*d = (struct day){ part[2] > 0 && part[2] < 100 ? part[2] + 2000 : part[2], part[1],
			part[0] };
	return true;
}

/* The number at the start of a word, "5th" or "1er" or "12."; 0 where there is none. */
static int64_t leading_number(struct slice word)
{
	int64_t v = 0;
	size_t n = 0;

	while (n < word.n && word.p[n] >= '0' && word.p[n] <= '9')
		n++;
	return n > 0 && n <= 4 && num_parse(slice_sub(word, 0, n), 0, 9999, &v) ? v : 0;
}

static struct slice strip(struct slice word)
{
	while (word.n > 0 && strchr(",.;:()!", word.p[word.n - 1]) != NULL)
		word.n--;
	while (word.n > 0 && (word.p[0] == '(' || word.p[0] == ','))
		word = slice_from(word, 1);
	return word;
}

#define DATE_WORDS 8 /* behind "until": "Monday the 5th of May 2026, ..." */

/* A date within the next words: numeric, or a month's name with a number beside it. */
static bool find_date(struct slice text, struct day *d)
{
	struct slice words[DATE_WORDS], rest = text;
	size_t n = 0;

	while (n < DATE_WORDS && slice_next_word(&rest, &words[n])) {
		if (numeric_date(strip(words[n]), d) || numeric_date(words[n], d))
			return true;
		n++;
	}
	for (size_t i = 0; i < n; i++) {
		int64_t year, number = 0;

		d->month = month_of(strip(words[i]));
		if (d->month == 0)
			continue;
		if (i > 0)
			number = leading_number(words[i - 1]);
		if (number == 0 && i > 1 &&
		    (slice_is(words[i - 1], "of") || slice_is(words[i - 1], "de")))
			number = leading_number(words[i - 2]);
		year = i + 1 < n ? leading_number(words[i + 1]) : 0;
		if (number == 0 && year > 0 && year < 32) { /* "May 5th, 2026" */
			number = year;
			year = i + 2 < n ? leading_number(words[i + 2]) : 0;
		}
		d->day = number;
		d->year = year >= 2000 ? year : 0;
		if (number > 0)
			return true;
	}
	return false;
}

/* Midnight (UTC) of a day, which is normalised: *is_real_r is false for 31 June. */
static time_t day_at(const struct day *d, int64_t year, struct tm *tm_r, bool *is_real_r)
{
	time_t at;

	*tm_r = (struct tm){
		.tm_year = (int)(year - 1900), .tm_mon = (int)d->month - 1, .tm_mday = (int)d->day
	};
	at = timegm(tm_r);
	*is_real_r = tm_r->tm_mday == (int)d->day;
	return at;
}

static void write_date(const struct day *d, int64_t message_at, char until[11])
{
	time_t at = (time_t)message_at, then;
	struct tm sent, tm;
	bool is_real;

	(void)gmtime_r(&at, &sent);
	if (d->month < 1 || d->month > 12 || d->day < 1 || d->day > 31)
		return;
	then = day_at(d, d->year > 0 ? d->year : sent.tm_year + 1900, &tm, &is_real);
	/* A notice that is some days old when it is sent is still of this year. Next year's day is
	 * made anew: 29 February is normalised away in a year that has none. */
	if (d->year == 0 && then < at - 30 * 86400)
		(void)day_at(d, sent.tm_year + 1901, &tm, &is_real);
	if (is_real)
		(void)strftime(until, 11, "%Y-%m-%d", &tm); /* fits: ten characters */
}

void autoreply_until(const struct facts *f, char until[11])
{
	struct looks l;
	struct slice both[2];
	bool is_found = false;

	until[0] = '\0';
	looks_init(&l, f);
	both[0] = buf_all(&l.text);
	both[1] = buf_all(&l.subject);
	for (size_t t = 0; t < 2 && !is_found; t++) {
		for (size_t i = 0; i < COUNT(until_words) && !is_found; i++) {
			size_t at = slice_find_text(both[t], until_words[i]);
			struct day d = { 0, 0, 0 };

			if (at < both[t].n &&
			    find_date(slice_from(both[t], at + strlen(until_words[i])), &d)) {
				write_date(&d, f->number[FACTS_DATE], until);
				is_found = until[0] != '\0';
			}
		}
	}
	looks_release(&l);
}

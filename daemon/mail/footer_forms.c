/* SPDX-License-Identifier: MIT
 * See footer_forms.h. A form is a beginning and the words that may follow. Its words are those of
 * its own matter and none of ours: with them nobody can say anything of mail, lists, meetings or
 * what was answered above. A name, a place, a day or a number may stand among them. Sayings are
 * known by heart: what is a piece of one is of one. */
#include "daemon/mail/footer_forms.h"

#include <string.h>

#include "daemon/common/buf.h"
#include "daemon/mail/name_words.h"
#include "daemon/mail/phrase.h"

#define SENTENCE_WORDS 200 /* a disclaimer without a full stop */
#define SAYING_WORDS 3     /* of a piece of a saying */
#define WRAPPED_LENGTH 60  /* a line so long may go on in the next */

/* Words are folded, without apostrophes. */
struct form {
	const char *const *begins; /* ended by a NULL */
	const char *words;         /* " one two " */
	bool has_names;            /* capitals may stand in it */
	bool needs_anchor;
};

/* clang-format off */
static const char *const law_begins[] = {
	"this email", "this e mail", "this message", "this communication", "this transmission", "the information in this", "the information contained",
	"the information transmitted", "information in this", "the contents of this", "the content of this", "if you are not", "if youre not", "if you receive", "if you received", "if you have received", "if youve received", "if you believe you have received", "if the reader",
	"if received", "if this email", "if this message", "any views", "any opinions", "the views expressed", "the opinions expressed", "views expressed", "opinions expressed", "unless otherwise stated", "unless expressly stated",
	"no liability", "we accept no liability", "we do not accept", "unauthorised use", "any unauthorised", "unauthorized use", "any unauthorized", "any use of this", "any review", "please do not copy", "any dissemination", "any disclosure", "emails are not",
	"email is not", "e mail is not", "internet communications", "virus free", "statement of confidentiality", "notice of confidentiality", "disclaimer", "legal disclaimer", "email disclaimer", "caution this email", "caution this message", "caution the information", "warning this email", "attention this email", "important this email", "important notice this email", "important notice this message",
	"important notice the information", "confidentiality notice this email", "confidentiality notice this message", "confidentiality notice the information", "notice this email", "privacy notice this email", "in confidence", "unclassified", NULL };
/* So other sentences begin, too: it must speak of whom the mail is for, or of viruses. */
static const char *const notice_begins[] = {
	"it may contain", "it is intended", "it may be", "they are intended", "confidentiality notice", "legal notice", "important notice", "privacy notice", "confidentiality", "caution", "warning", "attention", "important", "notice", "as such", "you must not",
	"you should not", "you are notified", "you are hereby notified", "although", "access to this", "thank you", "the sender", "recipients should", "the recipient should", "this information", "confidential information", "nothing in this", "please notify", "any use", "please", NULL };
static const char *const anchors[] = { "intended recipient", "intended addressee", "intended for", "received in error", "received this", "privileged", "virus", "malware", "scanned", "hereby notified", "notify the sender", "the sender immediately",
	"unauthorised", "unauthorized", "confidential and", "may be confidential", "legally binding", "official policy", "outside the organisation", "outside of the organisation", "external sender", "originated from outside" };
/* What is said of consent and of oneself in it. */
static const char *const fixed[] = { "written consent", "prior consent", "express consent", "written permission", "prior permission", "my own", "legally binding",
	"ignore typos", "ignore any typos", "ignore the typos", "ignore my typos", NULL };
static const char law[] =
	" this email emails e mail message messages communication communications transmission transmissions the information in contained contents content of and any all with its it is are was be been being "
	"may might can should must not no or to for by from you your if are an a as at on which that who whom than other only solely strictly intended recipient recipients addressee addressees named above person persons "
	"individual individuals entity entities organisation organization addressed reader contain contains containing confidential confidentiality privileged privilege legally legal law subject protected copyright private sensitive proprietary privacy "
	"attachments attachment attached files file document documents enclosures received receive receiving this error sent have has had please notify inform advise tell let know immediately promptly contact sender senders author authors originator "
	"return reply replying telephone phone delete destroy deleting destroying remove erase copies copy original system systems do use using used disclose disclosed disclosure distribute distribution distributed disseminate dissemination "
	"copying printing print retain retention store rely reliance upon review retransmission forward forwarding take taking taken action relation connection unauthorised unauthorized authorised authorized permitted prohibited unlawful without "
	"prior written express views view opinions opinion expressed unless otherwise stated specifically expressly necessarily those represent reflect official policy our we us accept accepted accepts responsibility liability liable "
	"loss damage damages arising caused result resulting virus viruses malware defect defects free checked scanned scan scanning guarantee guaranteed warrant warranty secure security internet however although reasonable precautions present "
	"transmitted read hereby notified waived lost mistaken mistransmission errors error-free omissions incomplete intercepted corrupted arrive late network ministry department government agency council board company trust limited nz new zealand aotearoa "
	"his her their its group subsidiaries affiliates such also further thereof therein herein either whole part way manner nor neither will shall does cannot accordingly then so these such thank cooperation assistance them they there "
	"consequence changes made after commission made third parties party disclaimer disclaimers notice caution warning attention important statement kept kept secret but purposes purpose because agent responsible delivering delivery delivered employee employees "
	"open links link click outside external originated come comes safe recognise trust trusted unknown unless ";

static const char *const hours_begins[] = {
	"i work", "i am working", "im working", "i currently work", "i usually work", "i generally work", "i mostly work", "my working", "my work hours", "my work days", "my hours", "my days",
	"my office hours", "working hours", "working days", "work hours", "work days", "office hours", "days of work", "hours", "hours of work", "part time", "i am part time", "im part time", "i dont work", "i do not work", "im not in", "i am not in",
	"i am not at work", "im not at work", "im in the office", "i am in the office", "not in the office", "im available", "i am available", "not available", "im here", "i am here", "i am on leave", "im on leave", "on leave", "annual leave", "i am away",
	"im away", "i will be away", "ill be away", "i will be on leave", "ill be on leave", "out of office", "out of the office", "i am out of the office", "im out of the office", "i will be back", "ill be back", "back on", "note im", "note i am",
	"please note i work", "please note that i work", "please note my", "note i work", "i dont expect", "i do not expect", "there is no need to reply", "no need to reply", "please do not feel", "please dont feel", "do not feel", "dont feel", "you do not need to reply", "you dont need to reply",
	"i may send", "i sometimes send", "i send", "i am sending", "im sending", "if i email", "if you receive this outside", "please reply", "please respond", "reply at a time", "our office", "the office", "our hours", "our opening hours", "school office", "we are open", "were open", "we are closed", "were closed",
	"our clinic is", "the clinic is", "term dates", "kei te mahi", "nga ra mahi", "haora mahi", NULL };
/* "Send", "email" stand here for "I send mail when it suits me"; there is no "me" but behind "suits". */
static const char hours[] =
	" i im am is are was it its work working works worked usually generally mostly currently normally flexible flexibly hours hour day days week weeks weekdays weekends fortnight part full time times fte my our the a an and or but so as "
	"not dont do does on off in at to from of till until through between each every except other only all school term holidays public during mornings morning afternoons afternoon evenings evening am pm noon midday inclusive office offices home remotely "
	"remote leave annual parental maternity study sick away back return returning will be ill available here there open opening closed closes clinic note please expect you your yours own feel obliged obligation pressure pressured required "
	"need reply respond response answer replying responding outside normal usual regular standard business core that this suits me may might different differ look like respectful if receive sometimes send sending emails email messages message unusual odd any "
	"when while for with who what which days's balance life family commitments across zones dates date christmas easter new year years anniversary reopen reopens reopening re immediately straight kei te mahi au i nga ra haora ki ko taku aku mane turei wenerei taite paraire "
	"january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec monday mondays tuesday tuesdays wednesday wednesdays thursday thursdays friday fridays saturday saturdays sunday sundays "
	"mon tue tues wed thu thur thurs fri sat sun ";

static const char *const land_begins[] = { "i acknowledge", "we acknowledge", "i respectfully acknowledge", "we respectfully acknowledge", "i humbly acknowledge", "i would like to acknowledge", "we would like to acknowledge",
	"i pay my respects", "we pay our respects", "committed to te tiriti", "we are committed to te tiriti", "honouring te tiriti", "ka mihi", "acknowledging", NULL };
static const char land[] =
	" i we would like to respectfully humbly acknowledge acknowledging the a as and of on in to for with which where whose who this these my our their all mana whenua tangata iwi hapu hau kainga traditional owners custodians guardians kaitiaki first nations peoples people "
	"land lands country area rohe region place waters sea live work am are is based pay respect respects elders ancestors tupuna past present emerging future continuing continued connection culture committed honouring honour te tiriti o waitangi treaty partner partners partnership aotearoa new zealand ";

static const char *const pronoun_begins[] = { "my pronouns", "pronouns", "she her", "he him", "they them", "my name is pronounced", "my name is said", "pronounced", "ask me about pronouns", "learn about pronouns", "learn more about pronouns", NULL };
static const char pronoun[] = " my pronouns pronoun are is she her hers he him his they them theirs ia and or any name pronounced said like as with rhymes ask me about learn more why share ";

static const char *const paper_begins[] = { "please consider the environment", "consider the environment", "please think of the environment", "think before you print", "please think before you print", "please dont print", "please do not print", "save paper", "help save paper", NULL };
static const char paper[] = " please consider the our environment think of before printing print printed you your this email e mail message or and any its attachments it to dont do not unless if really necessary need save paper trees help a tree only is ";

static const char *const typo_begins[] = { "please excuse", "excuse", "sent from", "dictated", "sent on the go", "i am dyslexic", "im dyslexic", "i have dyslexia", "apologies for typos", "apologies for any typos", "apologies for brevity", NULL };
static const char typo[] = " please excuse any the my typos typo typing brevity spelling grammar grammatical mistakes errors autocorrect sent from a phone mobile iphone ipad android samsung galaxy device smartphone tablet on go so and or as i am im have dyslexic dyslexia dictated using with voice to text software apologies for it is was may be short outlook yahoo mail gmail ";

static const char *const urgent_begins[] = { "if it is urgent", "if its urgent", "if urgent", "if this is urgent", "if your matter is urgent", "for urgent", "in an emergency", "in emergencies", "for emergencies", "if you are in", "if youre in", "if you or someone", "if you or somebody", "free call or text",
	"need to talk", "after hours", "call 111", "for after hours", "our after hours", "our helpline", "ring our helpline", NULL };
static const char urgent[] = " if it its is this your matter urgent matters enquiries queries help support please call calls dial ring text phone contact or and on our the a an for in to of you are youre someone somebody know danger dangerous immediate risk crisis distress emergency emergencies "
	"need needs talk free freephone helpline helplines line lifeline police ambulance anytime any time 24 hours after day week trained counsellor with duty worker social team reception nurse hospital nearest ";

static const char *const follow_begins[] = { "follow us", "like us", "find us on", "visit us", "visit our website", "visit our", "connect with us", "see our website", NULL };
static const char follow[] = " follow like find visit see connect us our on at and or the website page site facebook instagram linkedin twitter x youtube tiktok bluesky online web ";

static const struct form forms[] = {
	{ law_begins, law, false, false }, { notice_begins, law, false, true }, { hours_begins, hours, false, false }, { land_begins, land, true, false }, { pronoun_begins, pronoun, true, false }, { paper_begins, paper, false, false },
	{ typo_begins, typo, false, false }, { urgent_begins, urgent, false, false }, { follow_begins, follow, true, false },
};
/* clang-format on */

/* Whole, with their questions. */
/* clang-format off */
static const char *const sayings[] = {
	"ehara taku toa i te toa takitahi engari he toa takitini", "he aha te mea nui o te ao he tangata he tangata he tangata", "maku e ki atu he tangata he tangata he tangata",
	"e kore au e ngaro he kakano i ruia mai i rangiatea", "kaore te kumara e korero mo tona ake reka", "kahore te kumara e korero mo tona ake reka",
	"hutia te rito o te harakeke kei hea te komako e ko", "ki mai koe ki au he aha te mea nui o te ao", "toitu te whenua whatungarongaro te tangata", "whatungarongaro te tangata toitu te whenua",
	"ko te reo te mauri o te mana maori", "he waka eke noa", "nau te rourou naku te rourou ka ora ai te iwi", "kaua e mate wheke mate ururoa", "ahakoa he iti he pounamu", "kia kaha kia maia kia manawanui", "mauri tu mauri ora",
	"ka mua ka muri", "me mate ururoa kei mate wheke", "mate atu he tete kura ara mai he tete kura", "whaia te iti kahurangi ki te tuohu koe me he maunga teitei", "titiro whakamuri kokiri whakamua", "ehara i te mea poka noa", "he toa takitini",
	"na to rourou na taku rourou ka ora ai te iwi", "ki te kahore he whakakitenga ka ngaro te iwi", "kotahi te kohao o te ngira e kuhuna ai te miro ma te miro pango te miro whero",
	"nothing about us without us", "no one left behind", "nobody left behind", "no wrong door", "no wrong door we are here for everyone", "why do i share them", "why do i share my pronouns", "ask me about pronouns", "what are pronouns",
	"do you really need to print this", "do you really need to print this email", "do you need to print this", "do you need to print this email", "is it necessary to print this email", "need to talk", "need help", "need support", "need to talk free call or text 1737",
	"unsure who to call in a crisis", "my working day may look different from yours", "my working hours may not be yours", "my working hours and yours may differ", "my work day may not be your work day",
	"we are hiring", "i am deaf", "i am hard of hearing", "virus free", "tell us", "please tell us", "tell us if it is not for you", "please tell us if it is not for you", "at a time that suits me", "at a time that suits you",
};
/* clang-format on */

static bool is_in(const char *words, const char *word)
{
	size_t n = strlen(word);

	for (const char *p = strstr(words, word); n > 0 && p != NULL; p = strstr(p + 1, word)) {
		if (p > words && p[-1] == ' ' && p[n] == ' ')
			return true;
	}
	return false;
}

static bool is_number(const char *word)
{
	return strpbrk(word, "0123456789") != NULL;
}

/* How many words of the beginning stand at `at`; 0: not all. */
static size_t begins_with(const struct phrase_words *w, size_t at, const char *begin)
{
	size_t i = at;

	while (*begin != '\0') {
		size_t n = strcspn(begin, " ");

		if (i == w->n || strlen(w->w[i].text) != n || memcmp(w->w[i].text, begin, n) != 0)
			return 0;
		i++;
		begin += n + (begin[n] == ' ');
	}
	return i - at;
}

/* How many words of the longest of them stand at i. */
static size_t longest(const struct phrase_words *w, size_t i, const char *const *begins)
{
	size_t best = 0, n;

	for (; *begins != NULL; begins++) {
		n = begins_with(w, i, *begins);
		best = n > best ? n : best;
	}
	return best;
}

static bool is_word_of(const struct form *f, const struct phrase_word *w)
{
	return is_in(f->words, w->text) || is_number(w->text) || w->is_inside ||
	    (f->has_names && w->is_capital && !name_words_is_said(w->text));
}

static bool is_of(const struct form *f, const struct phrase_words *w, struct slice plain)
{
	size_t i = longest(w, 0, f->begins);

	if (i == 0 ||
	    (f->needs_anchor && !slice_has_any(plain, anchors, sizeof anchors / sizeof anchors[0])))
		return false;
	while (i < w->n) {
		size_t n = longest(w, i, fixed);

		if (n == 0 && !is_word_of(f, &w->w[i]))
			return false;
		i += n > 0 ? n : 1;
	}
	return true;
}

/* A piece of one that ends where it ends, or all of its beginning: people break them anywhere. */
static bool is_saying(struct slice plain, size_t words)
{
	bool is_it = false;

	for (size_t i = 0; i < sizeof sayings / sizeof sayings[0] && !is_it; i++) {
		struct buf saying = BUF_INIT;

		buf_printf(&saying, " %s ", sayings[i]);
		is_it = slice_equal(plain, buf_all(&saying)) ||
		    (words > SAYING_WORDS && slice_find_text(buf_all(&saying), plain.p) < saying.n);
		buf_release(&saying);
	}
	return is_it;
}

static bool has_form(const struct phrase_words *w, struct slice plain, bool is_question)
{
	if (is_saying(plain, w->n))
		return true;
	for (size_t i = 0; i < sizeof forms / sizeof forms[0] && !is_question; i++) {
		if (is_of(&forms[i], w, plain))
			return true;
	}
	return false;
}

bool footer_forms_has(struct slice sentence)
{
	bool is_question = slice_find(sentence, '?') < sentence.n, is_it;
	struct phrase_words w;
	struct buf plain = BUF_INIT;

	phrase_split(sentence, SENTENCE_WORDS, &w);
	if (w.n == 0)
		return !is_question;
	if (w.is_long)
		return false;
	buf_char(&plain, ' ');
	for (size_t i = 0; i < w.n; i++)
		buf_printf(&plain, "%s ", w.w[i].text);
	is_it = has_form(&w, buf_all(&plain), is_question);
	buf_release(&plain);
	return is_it;
}

/* --- sentences --- */

static bool ends_sentence(struct slice s, size_t i)
{
	return (s.p[i] == '.' || s.p[i] == '!' || s.p[i] == '?') &&
	    (i + 1 == s.n || s.p[i + 1] == ' ');
}

static void hear_one(struct slice sentence, void (*hear)(struct slice, void *), void *context)
{
	sentence = slice_trim(sentence);
	if (sentence.n > 0)
		hear(sentence, context);
}

/* A line, or several that were broken for their length. */
static void hear_joined(struct slice joined, void (*hear)(struct slice, void *), void *context)
{
	size_t from = 0;

	for (size_t i = 0; i < joined.n; i++) {
		if (!ends_sentence(joined, i))
			continue;
		hear_one(slice_sub(joined, from, i + 1 - from), hear, context);
		from = i + 1;
	}
	hear_one(slice_from(joined, from), hear, context);
}

void footer_forms_each(struct slice text, void (*hear)(struct slice sentence, void *),
    void *context)
{
	struct buf joined = BUF_INIT;
	struct slice line;
	size_t last = 0; /* bytes of the line before */

	while (slice_next_line(&text, &line)) {
		line = slice_trim(line);
		if (joined.n > 0 && (line.n == 0 || last < WRAPPED_LENGTH)) {
			hear_joined(buf_all(&joined), hear, context);
			buf_clear(&joined);
		}
		if (joined.n > 0)
			buf_char(&joined, ' ');
		buf_slice(&joined, line);
		last = line.n;
	}
	hear_joined(buf_all(&joined), hear, context);
	buf_release(&joined);
}

static void hear_form(struct slice sentence, void *have_all)
{
	if (!footer_forms_has(sentence))
		*(bool *)have_all = false;
}

bool footer_forms_have_all(struct slice text)
{
	bool have_all = true;

	footer_forms_each(text, hear_form, &have_all);
	return have_all;
}

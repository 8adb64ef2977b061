/* SPDX-License-Identifier: MIT
 * The tables of reply.c. Words are folded (no capitals, no accents) but for scripts that folding
 * takes apart; those are compared as written. An attribution is known by its shape more than by
 * its words: a date, a name or address, a colon at the end; so languages that are not in the
 * tables mostly work too. */
#include "daemon/mail/reply_words.h"

#include <string.h>

#include "daemon/common/utf8.h"

#define ATTRIBUTION_MAX 400 /* joined; longer is a paragraph */
#define FOOTER_WORDS_MAX 10

/* --- helpers --- */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool starts_with_word(struct slice s, const char *word)
{
	size_t n = strlen(word);

	return slice_starts(s, word) &&
	    (s.n == n || !((s.p[n] >= 'a' && s.p[n] <= 'z') || (s.p[n] & 0x80) != 0));
}

static bool contains(struct slice s, const char *text)
{
	return slice_find_text(s, text) < s.n;
}

/* As a word of its own, where the script has such. */
static bool contains_word(struct slice s, const char *word)
{
	size_t from = 0;

	for (;;) {
		size_t at = from + slice_find_text(slice_from(s, from), word);
		char before;

		if (at >= s.n)
			return false;
		before = at > 0 ? s.p[at - 1] : ' ';
		if (!(before >= 'a' && before <= 'z') && starts_with_word(slice_from(s, at), word))
			return true;
		from = at + 1;
	}
}

static struct slice strip(struct slice s, const char *set)
{
	while (s.n > 0 && s.p[0] != '\0' && strchr(set, s.p[0]) != NULL)
		s = slice_from(s, 1);
	while (s.n > 0 && s.p[s.n - 1] != '\0' && strchr(set, s.p[s.n - 1]) != NULL)
		s.n--;
	return s;
}

/* --- header blocks --- */

/* clang-format off */
static const struct header_row {
	const char *name;
	enum reply_header is;
} header_rows[] = {
	{ "from", REPLY_HEADER_FROM }, { "de", REPLY_HEADER_FROM }, { "von", REPLY_HEADER_FROM },
	{ "van", REPLY_HEADER_FROM }, { "da", REPLY_HEADER_FROM }, { "fra", REPLY_HEADER_FROM },
	{ "fran", REPLY_HEADER_FROM }, { "lahettaja", REPLY_HEADER_FROM },
	{ "od", REPLY_HEADER_FROM }, { "nadawca", REPLY_HEADER_FROM }, { "na", REPLY_HEADER_FROM },
	{ "mai i", REPLY_HEADER_FROM }, { "kimden", REPLY_HEADER_FROM },
	{ "expediteur", REPLY_HEADER_FROM }, { "mittente", REPLY_HEADER_FROM },
	{ "remitente", REPLY_HEADER_FROM }, { "felado", REPLY_HEADER_FROM },
	{ "sent", REPLY_HEADER_OTHER }, { "to", REPLY_HEADER_OTHER }, { "cc", REPLY_HEADER_OTHER },
	{ "bcc", REPLY_HEADER_OTHER }, { "subject", REPLY_HEADER_OTHER },
	{ "date", REPLY_HEADER_OTHER }, { "reply-to", REPLY_HEADER_OTHER },
	{ "importance", REPLY_HEADER_OTHER }, { "attachments", REPLY_HEADER_OTHER },
	{ "message du", REPLY_HEADER_OTHER }, { "envoye", REPLY_HEADER_OTHER },
	{ "envoye le", REPLY_HEADER_OTHER }, { "a", REPLY_HEADER_OTHER },
	{ "objet", REPLY_HEADER_OTHER }, { "sujet", REPLY_HEADER_OTHER },
	{ "copie a", REPLY_HEADER_OTHER }, { "repondre a", REPLY_HEADER_OTHER },
	{ "gesendet", REPLY_HEADER_OTHER }, { "an", REPLY_HEADER_OTHER },
	{ "betreff", REPLY_HEADER_OTHER }, { "datum", REPLY_HEADER_OTHER },
	{ "kopie", REPLY_HEADER_OTHER }, { "antwort an", REPLY_HEADER_OTHER },
	{ "verzonden", REPLY_HEADER_OTHER }, { "aan", REPLY_HEADER_OTHER },
	{ "onderwerp", REPLY_HEADER_OTHER }, { "inviato", REPLY_HEADER_OTHER },
	{ "oggetto", REPLY_HEADER_OTHER }, { "data", REPLY_HEADER_OTHER },
	{ "risposta", REPLY_HEADER_OTHER }, { "rispondi a", REPLY_HEADER_OTHER },
	{ "enviado", REPLY_HEADER_OTHER }, { "enviado el", REPLY_HEADER_OTHER },
	{ "enviado em", REPLY_HEADER_OTHER }, { "enviada em", REPLY_HEADER_OTHER },
	{ "enviada", REPLY_HEADER_OTHER }, { "para", REPLY_HEADER_OTHER },
	{ "asunto", REPLY_HEADER_OTHER }, { "assunto", REPLY_HEADER_OTHER },
	{ "fecha", REPLY_HEADER_OTHER }, { "sendt", REPLY_HEADER_OTHER },
	{ "til", REPLY_HEADER_OTHER }, { "emne", REPLY_HEADER_OTHER }, { "dato", REPLY_HEADER_OTHER },
	{ "skickat", REPLY_HEADER_OTHER }, { "till", REPLY_HEADER_OTHER },
	{ "amne", REPLY_HEADER_OTHER }, { "lahetetty", REPLY_HEADER_OTHER },
	{ "vastaanottaja", REPLY_HEADER_OTHER }, { "aihe", REPLY_HEADER_OTHER },
	{ "paivays", REPLY_HEADER_OTHER }, { "wyslano", REPLY_HEADER_OTHER },
	{ "do", REPLY_HEADER_OTHER }, { "temat", REPLY_HEADER_OTHER },
	{ "gonderildi", REPLY_HEADER_OTHER }, { "kime", REPLY_HEADER_OTHER },
	{ "konu", REPLY_HEADER_OTHER }, { "tarih", REPLY_HEADER_OTHER },
	{ "ki", REPLY_HEADER_OTHER }, { "kaupapa", REPLY_HEADER_OTHER },
	{ "ra", REPLY_HEADER_OTHER },
	{ "odesilatel", REPLY_HEADER_FROM }, { "odeslano", REPLY_HEADER_OTHER },
	{ "komu", REPLY_HEADER_OTHER }, { "predmet", REPLY_HEADER_OTHER },
	{ "elkuldve", REPLY_HEADER_OTHER }, { "kuldve", REPLY_HEADER_OTHER },
	{ "cimzett", REPLY_HEADER_OTHER }, { "targy", REPLY_HEADER_OTHER },
	{ "de la", REPLY_HEADER_FROM }, { "trimis", REPLY_HEADER_OTHER },
	{ "catre", REPLY_HEADER_OTHER }, { "subiect", REPLY_HEADER_OTHER },
	{ "posiljatelj", REPLY_HEADER_FROM }, { "poslano", REPLY_HEADER_OTHER },
	{ "za", REPLY_HEADER_OTHER }, { "zadeva", REPLY_HEADER_OTHER },
	{ "assumpte", REPLY_HEADER_OTHER },
};
/* clang-format on */

/* Scripts whose letters folding takes apart, or which have no capitals; as written. */
/* clang-format off */
static const struct header_row raw_header_rows[] = {
	{ "От", REPLY_HEADER_FROM }, { "Від", REPLY_HEADER_FROM }, { "发件人", REPLY_HEADER_FROM },
	{ "寄件者", REPLY_HEADER_FROM }, { "差出人", REPLY_HEADER_FROM },
	{ "מאת", REPLY_HEADER_FROM }, { "من", REPLY_HEADER_FROM },
	{ "נשלח", REPLY_HEADER_OTHER }, { "אל", REPLY_HEADER_OTHER }, { "נושא", REPLY_HEADER_OTHER },
	{ "تاريخ الإرسال", REPLY_HEADER_OTHER }, { "إلى", REPLY_HEADER_OTHER },
	{ "الموضوع", REPLY_HEADER_OTHER },
	{ "보낸 사람", REPLY_HEADER_FROM }, { "보낸사람", REPLY_HEADER_FROM },
	{ "Дата", REPLY_HEADER_OTHER }, { "Кому", REPLY_HEADER_OTHER }, { "Тема", REPLY_HEADER_OTHER },
	{ "Отправлено", REPLY_HEADER_OTHER }, { "Надіслано", REPLY_HEADER_OTHER },
	{ "Копия", REPLY_HEADER_OTHER }, { "发送时间", REPLY_HEADER_OTHER },
	{ "收件人", REPLY_HEADER_OTHER }, { "主题", REPLY_HEADER_OTHER }, { "抄送", REPLY_HEADER_OTHER },
	{ "日期", REPLY_HEADER_OTHER }, { "收件者", REPLY_HEADER_OTHER }, { "主旨", REPLY_HEADER_OTHER },
	{ "寄件日期", REPLY_HEADER_OTHER }, { "送信日時", REPLY_HEADER_OTHER },
	{ "宛先", REPLY_HEADER_OTHER }, { "件名", REPLY_HEADER_OTHER },
	{ "받는 사람", REPLY_HEADER_OTHER }, { "받는사람", REPLY_HEADER_OTHER },
	{ "제목", REPLY_HEADER_OTHER }, { "보낸 날짜", REPLY_HEADER_OTHER },
	{ "날짜", REPLY_HEADER_OTHER },
};
/* clang-format on */

static enum reply_header find_header(const struct header_row *rows, size_t count, struct slice name)
{
	for (size_t i = 0; i < count; i++) {
		if (slice_is(name, rows[i].name))
			return rows[i].is;
	}
	return REPLY_HEADER_NONE;
}

/* What stands before the first colon, narrow or wide; empty where there is none. */
static struct slice name_of(struct slice line)
{
	struct slice start = slice_sub(line, 0, 40);
	size_t colon = slice_find(start, ':'), wide = slice_find_text(start, "：");
	size_t end = colon < wide ? colon : wide;

	return end < start.n ? slice_trim(strip(slice_sub(start, 0, end), "* >|\t")) : SLICE_NONE;
}

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

enum reply_header reply_words_header(const struct reply_line *l)
{
	struct slice name = name_of(l->folded);
	enum reply_header is = name.n == 0 ? REPLY_HEADER_NONE :
	                                     find_header(header_rows, COUNT(header_rows), name);

	if (is == REPLY_HEADER_NONE)
		is = find_header(raw_header_rows, COUNT(raw_header_rows), name_of(l->raw));
	return is;
}

/* --- dividers --- */

/* clang-format off */
static const char *const dividers[] = {
	"original message", "original email", "original appointment", "original",
	"forwarded message", "forwarded email", "begin forwarded message", "reply message",
	"message d'origine", "message original", "message transfere", "message d'origine transfere",
	"debut du message reexpedie", "ursprungliche nachricht", "urspr. nachricht",
	"original-nachricht", "originalnachricht", "weitergeleitete nachricht",
	"anfang der weitergeleiteten nachricht", "oorspronkelijk bericht", "doorgestuurd bericht",
	"origineel bericht", "messaggio originale", "messaggio inoltrato",
	"inizio messaggio inoltrato", "mensaje original", "mensaje reenviado",
	"inicio del mensaje reenviado", "mensagem original", "mensagem encaminhada",
	"oprindelig besked", "oprindelig meddelelse", "videresendt meddelelse",
	"opprinnelig melding", "videresendt melding", "ursprungligt meddelande",
	"vidarebefordrat meddelande", "originalmeddelande", "alkuperainen viesti",
	"valitetty viesti", "wiadomosc oryginalna", "oryginalna wiadomosc",
	"tresc przekazanej wiadomosci", "przekazana wiadomosc", "puvodni zprava", "orijinal mesaj",
	"ozgun ileti", "eredeti uzenet", "mesaj original", "karere taketake",
};
/* clang-format on */

/* clang-format off */
static const char *const raw_dividers[] = {
	"Исходное сообщение", "Пересылаемое сообщение", "Пересланное сообщение",
	"Вихідне повідомлення", "原始邮件", "原邮件", "转发邮件信息", "原始郵件", "元のメッセージ",
	"원본 메시지", "원본 메세지", "Original-Nachricht",
};
/* clang-format on */

bool reply_words_divider(const struct reply_line *l)
{
	struct slice core = strip(l->folded, "-_=*#<>~ \t:");
	bool is_dressed = l->folded.n >= core.n + 4 || slice_starts(core, "begin forwarded");

	if (!is_dressed || core.n == 0 || core.n > 64)
		return false;
	for (size_t i = 0; i < COUNT(dividers); i++) {
		if (slice_is(core, dividers[i]))
			return true;
	}
	core = strip(l->raw, "-_=*#<>~ \t:");
	for (size_t i = 0; i < COUNT(raw_dividers); i++) {
		if (slice_is(core, raw_dividers[i]))
			return true;
	}
	return false;
}

bool reply_words_delimiter(const struct reply_line *l)
{
	struct slice s = l->raw;
	struct slice core = strip(s, "-_=*#~+. \t");

	if (s.n == 0)
		return false;
	if (core.n == 0)
		return s.n >= 2;
	return slice_is(core, "\xe1\x90\xa7") || slice_is(core, "\xe2\x80\x94") ||
	    slice_is(core, "\xe2\x80\x95");
}

/* --- footers --- */

/* clang-format off */
static const char *const footers[] = {
	"sent from my", "sent from mail for", "sent from outlook", "sent from yahoo",
	"sent from typeapp", "sent from a", "sent from mobile", "sent from samsung",
	"sent from proton", "sent from gmail", "sent from windows", "sent from blue",
	"sent from nine", "sent from aqua mail", "sent from airmail", "sent from mailbird",
	"sent from spark", "sent from newton", "sent from android", "sent from ipad",
	"sent from iphone", "sent from the", "sent via", "sent with", "sent using", "sent on the",
	"sent on my", "sent by", "get outlook for", "get bluemail for", "download outlook",
	"von meinem", "gesendet von", "gesendet mit", "gesendet mithilfe",
	"diese nachricht wurde von meinem", "envoye de mon", "envoye depuis", "envoye a partir de",
	"obtenir outlook", "telecharger outlook", "enviado desde", "enviado de", "enviado do",
	"enviado con", "obtener outlook", "obter o outlook", "obter outlook", "inviato da",
	"inviato dal", "ottieni outlook", "scarica outlook", "verzonden vanaf", "verstuurd vanaf",
	"verzonden met", "verstuurd met", "outlook voor", "sendt fra", "skickat fran", "lahetetty",
	"wyslano z", "wyslane z", "pobierz aplikacje outlook", "odeslano z", "kuldve",
	"trimis de pe", "i tukuna mai i", "tukuna mai i",
};
/* clang-format on */

static const char *const raw_footers[] = {
	"Отправлено с",
	"Отправлено из",
	"Надіслано з",
	"发自我的",
	"從我的",
	"从我的",
	"iPhoneから送信",
	"나의 iPhone",
	"내 iPhone",
};

/* "Sent from my desk, is much easier than ..." is a sentence: it has a comma, a full stop, or goes
 * on too long. Addresses of the program's maker may follow in brackets. */
bool reply_words_footer(const struct reply_line *l)
{
	struct slice s = slice_sub(l->folded, 0, slice_find(l->folded, '<')), rest, word;
	size_t words = 0;
	bool is_known = false;

	s = slice_trim(strip(s, "*_ \t"));
	for (size_t i = 0; i < COUNT(footers) && !is_known; i++)
		is_known = starts_with_word(s, footers[i]);
	if (!is_known) {
		for (size_t i = 0; i < COUNT(raw_footers); i++) {
			if (slice_starts(l->raw, raw_footers[i]))
				return l->raw.n < 100;
		}
		return false;
	}
	rest = s;
	while (slice_next_word(&rest, &word))
		words++;
	if (contains(s, ", ") && !contains(s, "samsung") && !contains(s, "t-mobile") &&
	    !contains(s, "at&t"))
		return false;
	return words <= FOOTER_WORDS_MAX &&
	    (s.p[s.n - 1] != '.' || slice_starts(s, "sent via") || words <= 7);
}

/* The line as a whole, folded; an address of the program's maker may follow in brackets. */
bool reply_words_is_device(const struct reply_line *l)
{
	/* clang-format off */
	static const char *const devices[] = {
		"sent from my iphone", "sent from my ipad", "sent from my ipod", "sent from my mobile", "sent from my mobile phone", "sent from my phone",
		"sent from my android", "sent from my android phone", "sent from my samsung galaxy smartphone", "sent from my samsung device",
		"sent from my galaxy", "sent from my huawei phone", "sent from my pixel", "sent from my mac", "sent from my macbook", "sent from my tablet",
		"sent from my blackberry", "sent from my windows phone", "sent from samsung mobile", "sent from samsung galaxy", "sent from outlook",
		"sent from outlook for ios", "sent from outlook for android", "sent from outlook for mac", "sent from outlook mobile",
		"sent from mail for windows", "sent from mail for windows 10", "sent from mail for windows 11", "sent from yahoo mail on android",
		"sent from yahoo mail for iphone", "sent from proton mail", "sent from proton mail for ios", "sent from proton mail for android",
		"sent from gmail mobile", "get outlook for ios", "get outlook for android", "get outlook for mac", "envoye de mon iphone",
		"von meinem iphone gesendet", "enviado desde mi iphone", "inviato da iphone", "verstuurd vanaf mijn iphone",
		"i tukuna mai i taku iphone", "tukuna mai i taku iphone",
	};
	/* clang-format on */
	struct slice s = strip(slice_sub(l->folded, 0, slice_find(l->folded, '<')), "*_. \t");

	for (size_t i = 0; i < COUNT(devices); i++) {
		if (slice_is(s, devices[i]))
			return true;
	}
	return false;
}

/* clang-format off */
static const char *const disclaimers[] = {
	"this email and any", "this e-mail and any", "this message and any",
	"this email message and any", "this e-mail message and any", "this email is confidential",
	"this e-mail is confidential", "this message is confidential", "this email may contain",
	"this e-mail may contain", "this message may contain", "this message contains confidential",
	"this email contains confidential", "this communication may contain",
	"the information contained in this", "the information in this email",
	"the information transmitted", "the contents of this email", "the contents of this e-mail",
	"confidentiality notice", "confidentiality:", "disclaimer", "legal notice",
	"privacy notice", "important notice", "important - this email", "important: this email",
	"caution: this email", "caution - this message", "caution: this message", "caution -",
	"warning: this email", "if you are not the intended recipient",
	"if you have received this email in error", "if you received this email in error",
	"if you have received this message in error", "attention: this email",
	"please consider the environment", "consider the environment before",
	"statement of confidentiality", "notice: this email", "email disclaimer",
};
/* clang-format on */
/* clang-format off */
static const char *const foreign_disclaimers[] = {
	"le informazioni contenute", "ce message et toutes les pieces jointes",
	"diese e-mail enthalt", "diese nachricht enthalt vertrauliche", "este mensaje y",
	"este correo electronico", "esta mensagem", "dit bericht kan vertrouwelijke",
	"de informatie in dit bericht",
};
/* clang-format on */

static bool begins_disclaimer(const struct reply_line *l, const char *const *begins, size_t n)
{
	struct slice s = strip(l->folded, "*_[(- \t");

	for (size_t i = 0; i < n; i++) {
		if (slice_starts(s, begins[i]))
			return true;
	}
	return false;
}

bool reply_words_is_foreign_disclaimer(const struct reply_line *l)
{
	return begins_disclaimer(l, foreign_disclaimers, COUNT(foreign_disclaimers));
}

bool reply_words_disclaimer(const struct reply_line *l)
{
	return begins_disclaimer(l, disclaimers, COUNT(disclaimers)) ||
	    reply_words_is_foreign_disclaimer(l);
}

/* --- marks --- */

/* clang-format off */
static const char *const markings[] = {
	"SEEMAIL", "UNCLASSIFIED", "IN-CONFIDENCE", "IN", "CONFIDENCE", "SENSITIVE", "RESTRICTED", "CONFIDENTIAL", "OFFICIAL",
	"PUBLIC", "INTERNAL", "EXTERNAL", "EXT", "RELEASE", "STAFF", "MANAGEMENT", "COMMERCIAL", "LEGAL", "MEDICAL", "HONOURS",
	"EVALUATIVE", "POLICY", "BUDGET", "CABINET", "APPOINTMENTS", "EMAIL", "USE", "ONLY",
};
/* clang-format on */

static bool is_marking_word(struct slice word, bool is_named)
{
	for (size_t i = 0; i < COUNT(markings); i++) {
		if (is_named ? slice_is_fold(word, markings[i]) : slice_is(word, markings[i]))
			return true;
	}
	return false;
}

/* In capitals, as they are always written, but behind a word that says what it is; words of the
 * table and nothing else. */
bool reply_words_is_marking(struct slice text)
{
	struct slice s = slice_trim(strip(text, "[](){}*_ \t"));
	bool is_named = slice_starts_fold(s, "classification:") ||
	    slice_starts_fold(s, "security classification:");
	size_t i = is_named ? slice_find(s, ':') + 1 : 0, words = 0;

	while (i < s.n) {
		size_t from = i;

		if (strchr(" \t:/=[]", s.p[i]) != NULL && s.p[i] != '\0') {
			i++;
			continue;
		}
		while (i < s.n && (s.p[i] == '\0' || strchr(" \t:/=[]", s.p[i]) == NULL))
			i++;
		if (++words > 8 || !is_marking_word(slice_sub(s, from, i - from), is_named))
			return false;
	}
	return words > 0 && !slice_is(s, "IN") && !slice_is(s, "ONLY");
}

/* clang-format off */
static const char *const banners[] = {
	"caution: this email", "caution: this e-mail", "caution: this message", "caution: external", "caution - this email",
	"caution - external", "caution! this", "caution this email", "warning: this email", "warning: this message", "warning: external",
	"external email", "external sender", "external message", "this email originated", "this message originated",
	"this email came from outside", "this message came from outside", "this email is from an external", "this email was sent from outside",
	"you don't often get email from", "attention: this email", "be careful with this message", "do not click",
};
/* clang-format on */

bool reply_words_banner(const struct reply_line *l)
{
	struct slice s = strip(l->folded, "*_[(!- \t");

	for (size_t i = 0; i < COUNT(banners); i++) {
		if (slice_starts(s, banners[i]))
			return true;
	}
	return false;
}

/* --- attributions --- */

/* clang-format off */
static const char *const wrote_words[] = {
	"wrote", "writes", "a ecrit", "schrieb", "hat geschrieben", "geschrieben", "escribio",
	"ha escrit", "ha escrito", "escribe", "ha scritto", "scrive", "escreveu", "schreef",
	"geschreven", "skrev", "kirjoitti", "napisal", "napisala", "napisal(a)", "pisze", "napsal",
	"napsala", "napsal(a)", "yazdi", "yazmis", "sunlari yazdi", "irta", "a scris", "scris",
	"pise", "je napisao", "kirjutas", "rakstija", "parase", "i tuhi", "wrote on", "said",
};
/* clang-format on */

/* clang-format off */
static const char *const raw_wrote_words[] = {
	"كتب", "כתב", "пишет", "писал", "написал", "написала", "пише", "написав", "написала(а)", "写道", "寫道", "书写",
	"작성", "のメッセージ", "は書きました", "wrote", "님이",
};
/* clang-format on */

/* clang-format off */
static const char *const starters[] = {
	"on", "le", "am", "el", "il", "em", "op", "den", "w dniu", "dnia", "pa", "a", "dne", "at", "um", "v",
	"in", "i", "i te", "u", "la", "vao", "pada", "dana", "nel", "ngay",
	"mon", "tue", "wed", "thu", "fri", "sat", "sun", "monday", "tuesday", "wednesday", "thursday",
	"friday", "saturday", "sunday",
	"mo", "di", "mi", "do", "fr", "sa", "so",			/* German, Dutch */
	"man", "tir", "ons", "tor", "tors", "fre", "lor", "son",	/* Scandinavian */
	"ma", "ti", "ke", "to", "pe", "su",				/* Finnish */
	"pon", "wt", "sr", "czw", "pt", "sob", "niedz", "ndz",		/* Polish */
	"uto", "sri", "cet", "pet", "sub", "ned", "po", "ut", "st", "ct", "pa", "ne",
	"lun", "mar", "mer", "jeu", "ven", "sam", "dim", "lunes", "martes",
};
/* clang-format on */

static bool is_year(struct slice s)
{
	return (slice_starts(s, "19") || slice_starts(s, "20")) && is_digit(s.p[2]) &&
	    is_digit(s.p[3]) && (s.n == 4 || !is_digit(s.p[4]));
}

/* A year of mail, or a time of day: 12:34, 12.34, 12h34. */
static bool has_date(struct slice s)
{
	for (size_t i = 0; i + 4 <= s.n; i++) {
		bool is_edge = i == 0 || !is_digit(s.p[i - 1]);

		if (!is_edge || !is_digit(s.p[i]))
			continue;
		if (is_year(slice_from(s, i)))
			return true;
		if (is_digit(s.p[i + 1]) && is_digit(s.p[i + 3]) &&
		    (s.p[i + 2] == ':' || s.p[i + 2] == '.' || s.p[i + 2] == 'h'))
			return true;
		if ((s.p[i + 1] == ':' || s.p[i + 1] == '.') && is_digit(s.p[i + 2]) &&
		    is_digit(s.p[i + 3]))
			return true;
	}
	return false;
}

static bool has_address(struct slice s)
{
	size_t at = slice_find(s, '@');

	return at > 0 && at + 3 < s.n && s.p[at - 1] != ' ' && s.p[at + 1] != ' ';
}

/* Text that runs from right to left has invisible marks around it. */
static struct slice without_marks(struct slice raw)
{
	while (raw.n >= 3 && slice_starts(slice_from(raw, raw.n - 3), "\xe2\x80") &&
	    ((unsigned char)raw.p[raw.n - 1] == 0x8e || (unsigned char)raw.p[raw.n - 1] == 0x8f ||
	        ((unsigned char)raw.p[raw.n - 1] >= 0xaa &&
	            (unsigned char)raw.p[raw.n - 1] <= 0xae)))
		raw.n -= 3;
	return raw;
}

static bool ends_in_colon(struct slice raw)
{
	raw = without_marks(raw);
	return raw.n > 0 && (raw.p[raw.n - 1] == ':' || slice_ends_fold(raw, "："));
}

/* "<a@b.nz>" as mail programs write it; people write addresses bare. */
static bool has_bracketed_address(struct slice s)
{
	size_t open = slice_find(s, '<');

	return open < s.n && has_address(slice_from(s, open));
}

static bool has_wrote(const struct reply_line *l)
{
	for (size_t i = 0; i < COUNT(wrote_words); i++) {
		if (contains_word(l->folded, wrote_words[i]))
			return true;
	}
	for (size_t i = 0; i < COUNT(raw_wrote_words); i++) {
		if (contains(l->raw, raw_wrote_words[i]))
			return true;
	}
	return false;
}

static bool has_starter(struct slice folded)
{
	for (size_t i = 0; i < COUNT(starters); i++) {
		if (starts_with_word(folded, starters[i]))
			return true;
	}
	return false;
}

/* "2016-03-03 17:21 ...", "2013/7/20 ...", "11:00 AM, ...", "30.09.2017, ..." */
static bool starts_with_date(struct slice s)
{
	size_t digits = 0;

	while (digits < s.n && is_digit(s.p[digits]))
		digits++;
	return digits > 0 && digits <= 4 && has_date(slice_sub(s, 0, 40));
}

bool reply_words_may_begin_attribution(const struct reply_line *l)
{
	if (l->folded.n == 0 || l->raw.n > ATTRIBUTION_MAX)
		return false;
	if ((l->raw.p[0] & 0x80) != 0) /* other scripts: by shape alone */
		return has_date(l->raw) || has_address(l->raw);
	return starts_with_date(l->folded) || (has_starter(l->folded) && has_date(l->folded)) ||
	    (has_address(l->folded) && ends_in_colon(l->raw));
}

/* A year, or a date in numbers; a time of day is neither. */
static bool has_day(struct slice s)
{
	for (size_t i = 0; i + 4 <= s.n; i++) {
		if ((i == 0 || !is_digit(s.p[i - 1])) && is_digit(s.p[i]) &&
		    is_year(slice_from(s, i)))
			return true;
	}
	return false;
}

bool reply_words_is_dated_attribution(const struct reply_line *l)
{
	return has_starter(l->folded) && has_day(l->folded);
}

/* --- sentences that begin as attributions do --- */

static bool has_any_digit(struct slice s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (is_digit(s.p[i]))
			return true;
	}
	return false;
}

static bool is_in(struct slice word, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (slice_is_fold(word, list[i]))
			return true;
	}
	return false;
}

/* Words of sentences, also beside a date: "On 3 May 2027 is fine". */
static bool is_telling(struct slice word)
{
	static const char *const telling[] = { "i", "i'm", "i'll", "i've", "we", "we're", "you",
		"it", "my", "our", "your", "is", "are", "was", "will", "am", "be", "have", "has",
		"had", "can", "cannot", "can't", "could", "would", "please", "thanks", "not", "no",
		"yes", "but", "come", "coming", "comes", "works", "suits", "ka", "kei", "kua", "au",
		"ahau", "matou", "tatou", "kore" };

	return is_in(word, telling, COUNT(telling));
}

/* Small words that stand in names, and between a date and a name. */
static bool is_name_particle(struct slice word)
{
	static const char *const particles[] = { "a", "o", "e", "i", "de", "van", "von", "der",
		"den", "del", "della", "la", "le", "da", "dos", "di", "du", "bin", "al", "of",
		"and", "the", "for", "on", "behalf", "via", "at", "from", "om", "kl", "um", "te",
		"nga", "me", "ki", "mo", "m\xc5\x8d", "ng\xc4\x81", "am", "pm", "nz", "utc",
		"gmt" };

	return is_in(word, particles, COUNT(particles));
}

/* "Monday" and "DPUP" may stand in an attribution, and what stands beside a number: "16:02 skrev",
 * "9 lis". */
static bool fits_attribution(struct slice word, bool is_small, bool is_beside_number, bool is_first)
{
	if (is_first)
		return !slice_is_fold(word,
		           "\xc4\x81"
		           "e") &&
		    !slice_is(word,
		        "\xc4\x80"
		        "e");
	if (word.n == 0 || has_any_digit(word) || slice_find(word, '@') < word.n ||
	    is_name_particle(word))
		return true;
	return !is_telling(word) && (!is_small || is_beside_number);
}

bool reply_words_tells(struct slice raw)
{
	struct slice rest = slice_trim(slice_sub(raw, 0, slice_find(raw, '<'))), next = SLICE_NONE,
	             word, core;
	bool is_after_number = false, is_first = true;
	bool has_next = slice_next_word(&rest, &next);

	while (has_next) {
		word = next;
		has_next = slice_next_word(&rest, &next);
		core = strip(word, ".,;:!?()\"'*_");
		if (!fits_attribution(core, core.n > 0 && core.p[0] >= 'a' && core.p[0] <= 'z',
		        is_after_number || (has_next && has_any_digit(next)), is_first))
			return true;
		is_after_number = has_any_digit(word);
		is_first = false;
	}
	return false;
}

/* "NAME <ADDRESS> wrote:" with nothing behind it. */
static bool is_bare(const struct reply_line *l)
{
	size_t open = slice_find(l->folded, '<');

	return has_address(l->folded) && has_wrote(l) && open < 80;
}

bool reply_words_attribution(const struct reply_line *l)
{
	bool is_dated = has_date(l->folded), is_addressed = has_address(l->folded);
	bool is_colon = ends_in_colon(l->raw);

	if (l->raw.n > ATTRIBUTION_MAX)
		return false;
	if (is_colon && is_dated && has_bracketed_address(l->folded))
		return true;
	if (is_colon && has_wrote(l) && (is_dated || is_bare(l)))
		return true;
	/* Without a colon: an ISO date in front and an address, or a zone and a name, behind. */
	return starts_with_date(l->folded) && l->folded.n < 160 &&
	    ((slice_ends_fold(l->folded, ">") && is_addressed) ||
	        (contains(l->folded, " gmt+") && slice_find(l->folded, ':') < 20));
}

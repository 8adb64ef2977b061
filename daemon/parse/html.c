/* SPDX-License-Identifier: MIT
 * HTML to text by libxml2's SAX parser: no tree is built, nothing is loaded, and the text is
 * written as the tags go by. libxml2 sees no attributes (html_token.h) and not more than some
 * hundred open elements, so memory and time are linear in what is read. */
#include "daemon/parse/html.h"

#include <string.h>

#include <libxml/HTMLparser.h>

#include "daemon/parse/html_seen.h"
#include "daemon/parse/html_token.h"

#define PIECE 4096 /* bytes that libxml2 is given at a time */

struct html {
	struct buf *out;
	size_t start; /* of this text in out */
	size_t max;
	unsigned hidden; /* depth inside elements nobody sees */
	unsigned quotes; /* depth of blockquotes */
	unsigned above;  /* ... of the last line with words */
	unsigned pre;
	unsigned breaks;     /* line ends asked for before the next word */
	bool is_spaced;      /* white space before the next word */
	bool is_block_start; /* a block has begun and nothing stands in it yet */
};

enum effect {
	EFFECT_NONE = 0,
	EFFECT_HIDE = 1,      /* with everything inside */
	EFFECT_LINE = 2,      /* begins and ends a line */
	EFFECT_PARAGRAPH = 4, /* with an empty line around it */
	EFFECT_BREAK = 8,
	EFFECT_QUOTE = 16,
	EFFECT_PRE = 32,
	EFFECT_CELL = 64,
	EFFECT_ITEM = 128,
	EFFECT_RULE = 256,
};

/* clang-format off */
static const struct element {
	const char *name;
	unsigned effect;
} elements[] = {
	{ "address", EFFECT_LINE }, { "article", EFFECT_LINE }, { "aside", EFFECT_LINE },
	{ "blockquote", EFFECT_QUOTE | EFFECT_LINE }, { "br", EFFECT_BREAK },
	{ "dd", EFFECT_LINE }, { "del", EFFECT_HIDE }, { "div", EFFECT_LINE }, { "dl", EFFECT_PARAGRAPH },
	{ "dt", EFFECT_LINE }, { "footer", EFFECT_LINE }, { "form", EFFECT_LINE },
	{ "h1", EFFECT_PARAGRAPH }, { "h2", EFFECT_PARAGRAPH }, { "h3", EFFECT_PARAGRAPH },
	{ "h4", EFFECT_PARAGRAPH }, { "h5", EFFECT_PARAGRAPH }, { "h6", EFFECT_PARAGRAPH },
	{ "head", EFFECT_HIDE }, { "header", EFFECT_LINE }, { "hr", EFFECT_RULE },
	{ "li", EFFECT_LINE | EFFECT_ITEM }, { "noscript", EFFECT_HIDE }, { "object", EFFECT_HIDE },
	{ "ol", EFFECT_PARAGRAPH }, { "p", EFFECT_PARAGRAPH },
	{ "pre", EFFECT_PARAGRAPH | EFFECT_PRE }, { "s", EFFECT_HIDE },
	{ "script", EFFECT_HIDE }, { "section", EFFECT_LINE }, { "strike", EFFECT_HIDE },
	{ "style", EFFECT_HIDE }, { "table", EFFECT_LINE },
	{ "td", EFFECT_CELL }, { "template", EFFECT_HIDE }, { "th", EFFECT_CELL },
	{ "title", EFFECT_HIDE }, { "tr", EFFECT_LINE }, { "ul", EFFECT_PARAGRAPH },
};
/* clang-format on */

static unsigned effect_of(const xmlChar *name)
{
	for (size_t i = 0; i < sizeof elements / sizeof elements[0]; i++) {
		if (strcmp((const char *)name, elements[i].name) == 0)
			return elements[i].effect;
	}
	return EFFECT_NONE;
}

static void want_breaks(struct html *h, unsigned n)
{
	if (h->breaks < n)
		h->breaks = n;
}

static void add_quotes(struct html *h, unsigned depth)
{
	for (unsigned i = 0; i < depth && i < 10; i++)
		buf_text(h->out, "> ");
}

/* Writes the line ends and the space that were asked for. */
static void before_word(struct html *h)
{
	bool is_first = h->out->n == h->start;

	if (h->breaks > 0 || is_first) {
		if (!is_first) {
			for (unsigned i = 0; i < h->breaks; i++) {
				buf_char(h->out, '\n');
				/* An empty line between a quote and what is none belongs to
				 * neither. */
				if (i + 1 < h->breaks)
					add_quotes(h, h->quotes < h->above ? h->quotes : h->above);
			}
		}
		add_quotes(h, h->quotes);
		h->above = h->quotes;
	} else if (h->is_spaced) {
		buf_char(h->out, ' ');
	}
	h->breaks = 0;
	h->is_spaced = false;
	h->is_block_start = false;
}

static bool is_full(const struct html *h)
{
	return h->out->n - h->start >= h->max;
}

static void on_start(void *context, const xmlChar *name, const xmlChar **attributes)
{
	struct html *h = context;
	unsigned effect = effect_of(name);

	(void)attributes;
	if ((effect & EFFECT_HIDE) != 0)
		h->hidden++;
	if (h->hidden > 0)
		return;
	if ((effect & EFFECT_BREAK) != 0)
		h->breaks = h->breaks < 2 ? h->breaks + 1 : 2;
	if ((effect & EFFECT_LINE) != 0)
		want_breaks(h, 1);
	/* The first paragraph of a block needs no empty line; the parser adds ones nobody wrote. */
	if ((effect & EFFECT_PARAGRAPH) != 0)
		want_breaks(h, h->is_block_start ? 1 : 2);
	if ((effect & (EFFECT_LINE | EFFECT_PARAGRAPH)) != 0)
		h->is_block_start = true;
	if ((effect & EFFECT_QUOTE) != 0)
		h->quotes++;
	if ((effect & EFFECT_PRE) != 0)
		h->pre++;
	if ((effect & EFFECT_CELL) != 0)
		h->is_spaced = true;
	if ((effect & EFFECT_RULE) != 0 && !is_full(h)) {
		want_breaks(h, 1);
		before_word(h);
		buf_text(h->out, "--------------------------------");
		want_breaks(h, 1);
	}
	if ((effect & EFFECT_ITEM) != 0 && !is_full(h)) {
		before_word(h);
		buf_text(h->out, "* ");
	}
}

static void on_end(void *context, const xmlChar *name)
{
	struct html *h = context;
	unsigned effect = effect_of(name);

	if ((effect & EFFECT_HIDE) != 0 && h->hidden > 0)
		h->hidden--;
	if (h->hidden > 0)
		return;
	h->is_block_start = false;
	if ((effect & EFFECT_LINE) != 0)
		want_breaks(h, 1);
	if ((effect & EFFECT_PARAGRAPH) != 0)
		want_breaks(h, 2);
	if ((effect & EFFECT_QUOTE) != 0 && h->quotes > 0)
		h->quotes--;
	if ((effect & EFFECT_PRE) != 0 && h->pre > 0)
		h->pre--;
}

static void on_text(void *context, const xmlChar *text, int n)
{
	struct html *h = context;

	if (h->hidden > 0)
		return;
	for (int i = 0; i < n && !is_full(h); i++) {
		char c = (char)text[i];
		bool is_nbsp = (unsigned char)c == 0xc2 && i + 1 < n && text[i + 1] == 0xa0;

		if (h->pre > 0 && c == '\n') {
			h->breaks = h->breaks < 2 ? h->breaks + 1 : 2;
		} else if (h->pre > 0 && (c == ' ' || c == '\t')) {
			before_word(h);
			buf_char(h->out, c);
		} else if (c == ' ' || c == '\t' || c == '\r' || c == '\n' || is_nbsp) {
			h->is_spaced = true;
			i += is_nbsp;
		} else {
			before_word(h);
			buf_char(h->out, c);
		}
	}
}

/* Those that never have anything inside: they make nothing deeper. */
static bool is_void(struct slice name)
{
	return slice_is_fold(name, "br") || slice_is_fold(name, "hr");
}

struct feed {
	htmlParserCtxtPtr ctx;
	struct buf piece;
	struct html_seen seen;
	struct html_style style;
	bool has_shown, has_unseen; /* words */
	bool has_doubtful;          /* words that may not be shown */
	size_t opened;              /* tags in the piece that libxml2 has not seen yet */
	bool is_cut;
};

/* Pieces: a push parser looks at all it holds again, so large ones cost more than they save. */
static void flush(struct feed *f)
{
	(void)htmlParseChunk(f->ctx, f->piece.p, (int)f->piece.n, 0); /* broken HTML is HTML */
	buf_clear(&f->piece);
	f->opened = 0;
}

/* May one more element be opened? For each tag that closes what is not open libxml2 looks at all
 * that is. */
static bool may_open(struct feed *f)
{
	if ((size_t)f->ctx->nameNr + f->opened < HTML_DEPTH_MAX)
		return true;
	if (f->opened > 0)
		flush(f); /* some may have been closed: by tags behind them, or because they end by
		             themselves */
	return (size_t)f->ctx->nameNr < HTML_DEPTH_MAX;
}

static void add_open(struct feed *f, const struct html_token *t)
{
	if (!is_void(t->name) && !may_open(f)) {
		f->is_cut = true; /* the text inside stays */
		return;
	}
	f->opened++;
	buf_char(&f->piece, '<');
	buf_slice(&f->piece, t->name);
	buf_text(&f->piece, t->is_empty ? "/>" : ">");
}

static void add_text(struct feed *f, struct slice text)
{
	for (size_t i = 0; i < text.n; i += PIECE) {
		buf_slice(&f->piece, slice_sub(text, i, PIECE));
		if (f->piece.n >= PIECE)
			flush(f);
	}
}

static void add_token(struct feed *f, const struct html_token *t)
{
	switch (t->kind) {
	case HTML_TEXT:
		if (html_seen_is_shown(&f->seen)) {
			f->has_shown = f->has_shown || slice_trim(t->text).n > 0;
			f->has_doubtful = f->has_doubtful ||
			    (slice_trim(t->text).n > 0 && html_seen_is_doubtful(&f->seen));
			add_text(f, t->text);
		} else {
			f->has_unseen = f->has_unseen || slice_trim(t->text).n > 0;
		}
		break;
	case HTML_OPEN:
		html_seen_tag(&f->seen, t);
		add_open(f, t);
		break;
	case HTML_CLOSE:
		html_seen_tag(&f->seen, t);
		buf_text(&f->piece, "</");
		buf_slice(&f->piece, t->name);
		buf_char(&f->piece, '>');
		break;
	case HTML_LESS:
		if (html_seen_is_shown(&f->seen))
			buf_text(&f->piece, "&lt;");
		break;
	}
}

bool html_to_text(struct buf *out, struct slice html, size_t max)
{
	struct html h = { .out = out, .start = out->n, .max = max };
	struct html_scan scan = { .rest = slice_sub(html, 0, HTML_MAX) };
	struct feed f = { .piece = BUF_INIT };
	struct html_token token;
	htmlSAXHandler sax;

	html_style_read(&f.style, scan.rest);
	html_seen_init(&f.seen, &f.style);
	memset(&sax, 0, sizeof sax);
	sax.startElement = on_start;
	sax.endElement = on_end;
	sax.characters = on_text;
	sax.cdataBlock = NULL; /* scripts and styles: not text */
	f.ctx = htmlCreatePushParserCtxt(&sax, &h, NULL, 0, NULL, XML_CHAR_ENCODING_UTF8);
	if (f.ctx == NULL) {
		html_style_release(&f.style);
		return false;
	}
	(void)htmlCtxtUseOptions(f.ctx,
	    HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET |
	        HTML_PARSE_IGNORE_ENC);
	while (!is_full(&h) && html_token_next(&scan, &token)) {
		add_token(&f, &token);
		if (f.piece.n >= PIECE)
			flush(&f);
	}
	flush(&f);
	/* Nothing at all is shown: where it was read wrongly, somebody's words would be lost. */
	f.is_cut = f.is_cut || f.has_doubtful || (f.has_unseen && !f.has_shown);
	(void)htmlParseChunk(f.ctx, NULL, 0, 1);
	htmlFreeParserCtxt(f.ctx);
	buf_release(&f.piece);
	html_style_release(&f.style);
	return f.is_cut;
}

void html_preload(void)
{
	struct buf out = BUF_INIT;

	xmlInitParser();
	(void)html_to_text(&out, slice_of("<html><head><meta charset=latin1></head><p>a&eacute;"),
	    10);
	buf_release(&out);
}

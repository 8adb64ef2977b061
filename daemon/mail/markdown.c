/* SPDX-License-Identifier: MIT
 * Markdown; see markdown.h. HTML is libcmark's own, but for images from elsewhere, which a mail
 * program would fetch and so tell that the mail was read. Text is made here, block by block over
 * libcmark's iterator, so nothing recurses however deep the source nests.
 *
 * A block's lines begin with a prefix ("> ", or spaces under a list's marker); the first line of
 * a list item has the marker in place of the spaces, which is why there are two prefixes: `lead`
 * for the next line, when it is not empty, and `prefix` for those after it. */
#include "daemon/mail/markdown.h"

#include <stdlib.h>
#include <string.h>

#include <cmark.h>

#define WRAP_AT 72    /* columns; leaves room for quoting in replies */
#define WRAP_MIN 24   /* however deep the prefix, a line has this much text */
#define PREFIX_MAX 40 /* nesting beyond this is no longer shown */
#define RULE "----------"
#define WORDS_NODES_MAX \
	1000 /* read for the words of one link: links that nest cost no square of them */

struct text {
	struct buf *out;
	size_t start; /* of our output in out */
	struct buf prefix, lead;
	struct buf words; /* of the paragraph being read; '\n' is a hard line break */
	size_t link_at;   /* where in words the open link's text begins */
};

static cmark_node *parse(struct slice source)
{
	return cmark_parse_document(source.n > 0 ? source.p : "", source.n,
	    CMARK_OPT_VALIDATE_UTF8);
}

/* --- lines --- */

static size_t columns(struct slice s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++)
		n += ((unsigned char)s.p[i] & 0xc0) != 0x80;
	return n;
}

static void add_line(struct text *t, struct slice line)
{
	buf_slice(t->out, buf_all(t->lead.n > 0 ? &t->lead : &t->prefix));
	buf_clear(&t->lead);
	buf_slice(t->out, line);
	while (t->out->n > t->start && t->out->p[t->out->n - 1] == ' ')
		buf_cut(t->out, t->out->n - 1);
	buf_char(t->out, '\n');
}

/* Adds one paragraph's line, which has no line ends of its own, in as many as it needs. Words are
 * never cut: a URL on two lines is no URL. */
static void add_wrapped(struct text *t, struct slice words)
{
	size_t used = columns(buf_all(&t->prefix)), room = WRAP_AT - used;
	struct buf line = BUF_INIT;
	struct slice word;

	if (used + WRAP_MIN > WRAP_AT)
		room = WRAP_MIN;
	while (slice_next_word(&words, &word)) {
		if (line.n > 0 && columns(buf_all(&line)) + 1 + columns(word) > room) {
			add_line(t, buf_all(&line));
			buf_clear(&line);
		}
		if (line.n > 0)
			buf_char(&line, ' ');
		buf_slice(&line, word);
	}
	add_line(t, buf_all(&line));
	buf_release(&line);
}

static void flush_words(struct text *t)
{
	struct slice rest = slice_trim(buf_all(&t->words)), line;

	while (slice_next_line(&rest, &line))
		add_wrapped(t, line);
	buf_clear(&t->words);
}

/* --- blocks --- */

static bool is_tight(cmark_node *node)
{
	if (cmark_node_get_type(node) == CMARK_NODE_ITEM)
		node = cmark_node_parent(node);
	return node != NULL && cmark_node_get_type(node) == CMARK_NODE_LIST &&
	    cmark_node_get_list_tight(node);
}

/* An empty line before a block that follows another, but not in a list written without them. */
static void separate(struct text *t, cmark_node *node)
{
	size_t n = t->out->n;

	if (cmark_node_previous(node) == NULL || n == t->start || is_tight(cmark_node_parent(node)))
		return;
	if (n - t->start < 2 || t->out->p[n - 2] != '\n')
		add_line(t, SLICE_NONE);
}

static bool is_block(cmark_node *node)
{
	cmark_node_type type = cmark_node_get_type(node);

	return type > CMARK_NODE_DOCUMENT && type <= CMARK_NODE_LAST_BLOCK &&
	    type != CMARK_NODE_HTML_BLOCK;
}

/* Nests one deeper: the first line begins with `first`, those after it with `others`. What was
 * added is kept at the node, to be taken away again. */
static void push_prefix(struct text *t, cmark_node *node, const char *first, const char *others)
{
	if (t->prefix.n > PREFIX_MAX)
		return;
	if (t->lead.n == 0)
		buf_slice(&t->lead, buf_all(&t->prefix));
	buf_text(&t->lead, first);
	buf_text(&t->prefix, others);
	/* Fails only where there is no node. */
	(void)cmark_node_set_user_data(node, (void *)(intptr_t)strlen(others));
}

static void pop_prefix(struct text *t, cmark_node *node)
{
	if (t->lead.n > 0 && cmark_node_first_child(node) == NULL)
		add_line(t, SLICE_NONE); /* an empty item has its marker all the same */
	buf_clear(&t->lead);
	buf_cut(&t->prefix, t->prefix.n - (size_t)(intptr_t)cmark_node_get_user_data(node));
}

/* "- ", or "1. " with the list counting at its node. */
static void push_item(struct text *t, cmark_node *item)
{
	cmark_node *list = cmark_node_parent(item);
	struct buf first = BUF_INIT, others = BUF_INIT;
	intptr_t before;

	if (cmark_node_get_list_type(list) == CMARK_ORDERED_LIST) {
		before = (intptr_t)cmark_node_get_user_data(list);
		(void)cmark_node_set_user_data(list, (void *)(before + 1)); /* likewise */
		buf_printf(&first, "%lld%c ", (long long)cmark_node_get_list_start(list) + before,
		    cmark_node_get_list_delim(list) == CMARK_PAREN_DELIM ? ')' : '.');
	} else {
		buf_text(&first, "- ");
	}
	buf_repeat(&others, ' ', first.n);
	push_prefix(t, item, first.p, others.p);
	buf_release(&first);
	buf_release(&others);
}

static void underline(struct text *t, cmark_node *heading, size_t width)
{
	struct buf line = BUF_INIT;

	buf_repeat(&line, cmark_node_get_heading_level(heading) == 1 ? '=' : '-', width);
	add_line(t, buf_all(&line));
	buf_release(&line);
}

static void end_heading(struct text *t, cmark_node *heading)
{
	size_t width = columns(slice_trim(buf_all(&t->words)));

	flush_words(t);
	if (width > 0)
		underline(t, heading, width < WRAP_AT ? width : WRAP_AT);
}

static void add_code(struct text *t, cmark_node *node)
{
	struct slice rest = slice_of(cmark_node_get_literal(node)), line;
	struct buf indented = BUF_INIT;

	while (slice_next_line(&rest, &line)) {
		buf_clear(&indented);
		buf_text(&indented, "    ");
		buf_slice(&indented, line);
		add_line(t, buf_all(&indented));
	}
	buf_release(&indented);
}

static void enter_block(struct text *t, cmark_node *node)
{
	separate(t, node);
	switch (cmark_node_get_type(node)) {
	case CMARK_NODE_BLOCK_QUOTE:
		push_prefix(t, node, "> ", "> ");
		break;
	case CMARK_NODE_ITEM:
		push_item(t, node);
		break;
	case CMARK_NODE_CODE_BLOCK:
		add_code(t, node);
		break;
	case CMARK_NODE_THEMATIC_BREAK:
		add_line(t, slice_of(RULE));
		break;
	default: /* has its say when it ends, or has none */
		break;
	}
}

static void exit_block(struct text *t, cmark_node *node)
{
	switch (cmark_node_get_type(node)) {
	case CMARK_NODE_PARAGRAPH:
		flush_words(t);
		break;
	case CMARK_NODE_HEADING:
		end_heading(t, node);
		break;
	case CMARK_NODE_BLOCK_QUOTE:
	case CMARK_NODE_ITEM:
		pop_prefix(t, node);
		break;
	default:
		break;
	}
}

/* --- inlines --- */

/* What libcmark's safe mode leaves out of HTML has no place in text either. */
static bool is_shown(struct slice url)
{
	static const char *const dangerous[] = { "javascript:", "vbscript:", "file:", "data:" };

	for (size_t i = 0; i < sizeof dangerous / sizeof dangerous[0]; i++) {
		if (slice_starts_fold(url, dangerous[i]))
			return false;
	}
	return url.n > 0;
}

static struct slice without(struct slice url, const char *start)
{
	return slice_starts_fold(url, start) ? slice_from(url, strlen(start)) : url;
}

/* The URL as people write it: no scheme, no slash at its end. */
static struct slice bare(struct slice url)
{
	struct slice s = without(without(without(url, "https://"), "http://"), "mailto:");

	if (s.n > 0 && s.p[s.n - 1] == '/')
		s.n--;
	return s;
}

/* A URL may hold spaces where it was written in <>; in text it would end there. */
static void add_url(struct buf *out, struct slice url)
{
	for (size_t i = 0; i < url.n; i++) {
		if (url.p[i] == ' ')
			buf_text(out, "%20");
		else
			buf_char(out, url.p[i]);
	}
}

static void end_link(struct text *t, cmark_node *link)
{
	struct slice url = slice_of(cmark_node_get_url(link));
	struct slice words = slice_trim(slice_from(buf_all(&t->words), t->link_at));

	if (!is_shown(url))
		return;
	if (words.n > 0 && !slice_equal_fold(bare(words), bare(url))) {
		buf_text(&t->words, " (");
		add_url(&t->words, url);
		buf_char(&t->words, ')');
		return;
	}
	if (words.n > 0 && slice_starts_fold(url, "mailto:"))
		return;
	buf_cut(&t->words, t->link_at);
	add_url(&t->words, url);
}

static void enter_inline(struct text *t, cmark_node *node)
{
	switch (cmark_node_get_type(node)) {
	case CMARK_NODE_TEXT:
	case CMARK_NODE_CODE:
		buf_text(&t->words, cmark_node_get_literal(node));
		break;
	case CMARK_NODE_SOFTBREAK:
		buf_char(&t->words, ' ');
		break;
	case CMARK_NODE_LINEBREAK:
		buf_char(&t->words, '\n');
		break;
	case CMARK_NODE_LINK:
		t->link_at = t->words.n;
		break;
	default: /* emphasis is not shown; an image is its alt text, which is its child */
		break;
	}
}

void markdown_to_text(struct buf *out, struct slice source)
{
	cmark_node *root = parse(source);
	cmark_iter *iter = cmark_iter_new(root);
	struct text t = {
		.out = out, .start = out->n, .prefix = BUF_INIT, .lead = BUF_INIT, .words = BUF_INIT
	};
	cmark_event_type event;

	while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
		cmark_node *node = cmark_iter_get_node(iter);

		if (is_block(node) && event == CMARK_EVENT_ENTER)
			enter_block(&t, node);
		else if (is_block(node))
			exit_block(&t, node);
		else if (event == CMARK_EVENT_ENTER)
			enter_inline(&t, node);
		else if (cmark_node_get_type(node) == CMARK_NODE_LINK)
			end_link(&t, node);
	}
	cmark_iter_free(iter);
	cmark_node_free(root);
	buf_release(&t.prefix);
	buf_release(&t.lead);
	buf_release(&t.words);
}

/* --- HTML --- */

int markdown_html_line(struct slice source)
{
	cmark_node *root = parse(source);
	cmark_iter *iter = cmark_iter_new(root);
	cmark_event_type event;
	int line = 0;

	while (line == 0 && (event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
		cmark_node *node = cmark_iter_get_node(iter);
		cmark_node_type type = cmark_node_get_type(node);

		if ((type == CMARK_NODE_HTML_BLOCK || type == CMARK_NODE_HTML_INLINE) &&
		    !slice_starts_fold(slice_of(cmark_node_get_literal(node)), "<!--"))
			line = cmark_node_get_start_line(node) > 0 ?
			    cmark_node_get_start_line(node) :
			    1;
	}
	cmark_iter_free(iter);
	cmark_node_free(root);
	return line;
}

/* A file's name alone leads nowhere for who reads a mail. */
static bool has_scheme(struct slice url)
{
	return slice_find(url, ':') < url.n;
}

/* Puts a link with the alt text in the place of an image; in a link, or where its URL may not be
 * shown, the alt text alone. */
static void replace_image(cmark_node *image, bool is_in_link)
{
	const char *url = cmark_node_get_url(image);
	cmark_node *link = NULL, *child;

	if (!is_in_link && is_shown(slice_of(url)) && has_scheme(slice_of(url)) &&
	    cmark_node_first_child(image) != NULL) {
		link = cmark_node_new(CMARK_NODE_LINK);
		/* These fail only for nodes of a wrong type. */
		(void)cmark_node_set_url(link, url);
		(void)cmark_node_insert_before(image, link);
	}
	while ((child = cmark_node_first_child(image)) != NULL) {
		if (link != NULL)
			(void)cmark_node_append_child(link, child);
		else
			(void)cmark_node_insert_before(image, child);
	}
	cmark_node_unlink(image);
	cmark_node_free(image);
}

static const struct markdown_embed *find_embed(const struct markdown_embed *embeds, size_t count,
    cmark_node *image)
{
	for (size_t i = 0; i < count; i++) {
		if (slice_is(embeds[i].name, cmark_node_get_url(image)))
			return &embeds[i];
	}
	return NULL;
}

static bool is_reference(cmark_node *node)
{
	cmark_node_type type = cmark_node_get_type(node);

	return type == CMARK_NODE_LINK || type == CMARK_NODE_IMAGE;
}

static void replace_images(cmark_node *root, const struct markdown_embed *embeds, size_t count)
{
	cmark_iter *iter = cmark_iter_new(root);
	cmark_event_type event;
	size_t depth = 0; /* of links and images */

	while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
		cmark_node *node = cmark_iter_get_node(iter);
		const struct markdown_embed *embed;

		if (!is_reference(node))
			continue;
		depth = event == CMARK_EVENT_ENTER ? depth + 1 : depth - 1;
		if (cmark_node_get_type(node) != CMARK_NODE_IMAGE || event == CMARK_EVENT_ENTER)
			continue;
		embed = find_embed(embeds, count, node);
		if (embed != NULL)
			(void)cmark_node_set_url(node, embed->url); /* it is an image */
		else
			replace_image(node, depth > 0); /* the iterator is past it: it may go */
	}
	cmark_iter_free(iter);
}

void markdown_to_html_with(struct buf *out, struct slice source,
    const struct markdown_embed *embeds, size_t count)
{
	cmark_node *root = parse(source);
	char *html;

	replace_images(root, embeds, count);
	html = cmark_render_html(root, CMARK_OPT_DEFAULT);
	buf_text(out, html);
	free(html);
	cmark_node_free(root);
}

void markdown_to_html(struct buf *out, struct slice source)
{
	markdown_to_html_with(out, source, NULL, 0);
}

/* --- links --- */

/* The words inside of a link or an image. */
static void add_words(struct buf *out, cmark_node *reference)
{
	cmark_iter *iter = cmark_iter_new(reference);

	for (int i = 0; i < WORDS_NODES_MAX && cmark_iter_next(iter) != CMARK_EVENT_DONE; i++) {
		cmark_node *node = cmark_iter_get_node(iter);
		cmark_node_type type = cmark_node_get_type(node);

		if (type == CMARK_NODE_TEXT || type == CMARK_NODE_CODE)
			buf_text(out, cmark_node_get_literal(node));
		else if (type == CMARK_NODE_SOFTBREAK || type == CMARK_NODE_LINEBREAK)
			buf_char(out, ' ');
	}
	cmark_iter_free(iter);
}

/* The line of an inline: libcmark notes it for blocks, and the lines inside one are its breaks. */
static int line_of(cmark_node *node, int breaks)
{
	while (!is_block(node))
		node = cmark_node_parent(node);
	return cmark_node_get_start_line(node) + breaks;
}

void markdown_each_link(struct slice source,
    void (*visit)(void *context, const struct markdown_link *link), void *context)
{
	cmark_node *root = parse(source);
	cmark_iter *iter = cmark_iter_new(root);
	struct buf words = BUF_INIT;
	cmark_event_type event;
	int breaks = 0; /* of the block so far */

	while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
		cmark_node *node = cmark_iter_get_node(iter);
		cmark_node_type type = cmark_node_get_type(node);

		if (is_block(node))
			breaks = 0;
		else if (type == CMARK_NODE_SOFTBREAK || type == CMARK_NODE_LINEBREAK)
			breaks++;
		if (!is_reference(node) || event != CMARK_EVENT_ENTER)
			continue;
		buf_clear(&words);
		add_words(&words, node);
		visit(context,
		    &(struct markdown_link){ type == CMARK_NODE_IMAGE, cmark_node_get_url(node),
		        slice_trim(buf_all(&words)), line_of(node, breaks) });
	}
	buf_release(&words);
	cmark_iter_free(iter);
	cmark_node_free(root);
}

/* SPDX-License-Identifier: MIT
 * Mustache; see template.h. A template is first compiled, into a flat list of nodes in which a
 * section knows where it ends, and then rendered against a stack of contexts. There are no
 * lambdas and nothing else that computes, so rendering always ends; how much it may read, nest
 * and write is bounded, because templates include each other and values may be long lists.
 *
 * Where the specification leaves room: false, null, a missing name, an empty list, an empty string
 * and 0 are false in a section (its "!!data", read as JavaScript does); objects and lists
 * interpolate as nothing. */
#include "daemon/mail/template.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/common/str_put.h"
#include "daemon/common/utf8.h"
#include "daemon/common/xmalloc.h"
#include "daemon/mail/encode.h"

#define SECTIONS_MAX 64      /* within sections; a page needs five */
#define WORK_MAX (16U << 20) /* bytes compiled and nodes rendered: under a second */
#define TAG_SHOWN_MAX 60     /* of a tag, in an error */

enum node_kind {
	NODE_TEXT,
	NODE_VARIABLE,
	NODE_RAW,
	NODE_SECTION,
	NODE_INVERTED,
	NODE_PARTIAL,
};

struct node {
	enum node_kind kind;
	struct slice text;   /* the text, or the name */
	struct slice indent; /* of a partial that stands alone on its line */
	size_t end;          /* of a section: the node after its last */
	struct slice tag;    /* as it is written; empty for text */
};

struct program {
	struct node *nodes;
	size_t count, cap;
};

struct template
{
	char *text;
	size_t n;
	struct program program; /* its nodes borrow from the text */
};

/* --- compiling --- */

struct compiler {
	struct slice text;
	size_t at;                /* what was read so far */
	struct slice open, close; /* the delimiters */
	struct program *program;
	size_t sections[SECTIONS_MAX]; /* the open ones */
	size_t depth;
};

struct tag {
	size_t start, end;    /* with its delimiters */
	struct slice whole;   /* likewise */
	char sigil;           /* '\0' for a variable */
	struct slice content; /* trimmed, without the sigil */
};

static size_t line_of(struct slice text, struct slice tag)
{
	struct slice rest = slice_make(text.p, (size_t)(tag.p - text.p));
	size_t line = 1;

	for (size_t lf = slice_find(rest, '\n'); lf < rest.n; lf = slice_find(rest, '\n')) {
		rest = slice_from(rest, lf + 1);
		line++;
	}
	return line;
}

/* Always -1: "line 3: {{/b}} what is wrong with it" */
static int wrong(struct slice text, struct slice tag, struct err *err, const char *what)
{
	return err_set(err, ERR_PERM, "line %zu: %.*s%s%s", line_of(text, tag),
	    (int)utf8_cut(tag, TAG_SHOWN_MAX), tag.p, tag.n > 0 ? " " : "", what);
}

static struct node *add_node(struct program *program, enum node_kind kind, struct slice text,
    struct slice tag)
{
	struct node *node;

	if (program->count == program->cap) {
		program->cap = program->cap > 0 ? 2 * program->cap : 16;
		program->nodes = xreallocarray(program->nodes, program->cap,
		    sizeof *program->nodes);
	}
	node = &program->nodes[program->count++];
	*node = (struct node){ .kind = kind, .text = text, .tag = tag };
	return node;
}

/* Position of a delimiter from `from` on; text.n where there is none. */
static size_t find_delimiter(struct slice text, size_t from, struct slice delimiter)
{
	struct slice rest = slice_from(text, from);
	const char *hit = rest.n > 0 ? memmem(rest.p, rest.n, delimiter.p, delimiter.n) : NULL;

	return hit != NULL ? (size_t)(hit - text.p) : text.n;
}

/* Reads the tag whose opening delimiter stands at `start`. */
static int read_tag(const struct compiler *c, size_t start, struct tag *tag, struct err *err)
{
	size_t from = start + c->open.n, end;
	char first = from < c->text.n ? c->text.p[from] : '\0';
	char closing = first == '{' ? '}' : first == '=' ? '=' : '\0';
	struct buf close = BUF_INIT;

	*tag = (struct tag){ .start = start, .end = start + c->open.n };
	if (first != '\0' && strchr("#^/!>&{=", first) != NULL) {
		tag->sigil = first;
		from++;
	}
	if (closing != '\0')
		buf_char(&close, closing);
	buf_slice(&close, c->close);
	end = find_delimiter(c->text, from, buf_all(&close));
	tag->content = slice_trim(slice_sub(c->text, from, end - from));
	if (end < c->text.n)
		tag->end = end + close.n;
	tag->whole = slice_sub(c->text, start, tag->end - start);
	buf_release(&close);
	if (end < c->text.n)
		return 0;
	return wrong(c->text, tag->whole, err, "opens a tag that is never closed");
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* Does the tag stand alone on its line? Then the line's start and the start of the next one, so
 * that nothing is left of it. */
static bool is_standalone(struct slice text, const struct tag *tag, size_t *start_r, size_t *end_r)
{
	size_t start = tag->start, end = tag->end;

	if (tag->sigil == '\0' || tag->sigil == '&' || tag->sigil == '{')
		return false;
	while (start > 0 && is_blank(text.p[start - 1]))
		start--;
	while (end < text.n && is_blank(text.p[end]))
		end++;
	if (start > 0 && text.p[start - 1] != '\n')
		return false;
	if (end + 1 < text.n && text.p[end] == '\r' && text.p[end + 1] == '\n')
		end++;
	if (end < text.n && text.p[end] != '\n')
		return false;
	*start_r = start;
	*end_r = end < text.n ? end + 1 : end;
	return true;
}

static bool has_space(struct slice s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (is_blank(s.p[i]) || s.p[i] == '\n' || s.p[i] == '\r')
			return true;
	}
	return false;
}

/* "{{=<% %>=}}" */
static int set_delimiters(struct compiler *c, const struct tag *tag, struct err *err)
{
	struct slice rest = tag->content, open, close, more;

	if (!slice_next_word(&rest, &open) || !slice_next_word(&rest, &close) ||
	    slice_next_word(&rest, &more) || slice_find(open, '=') < open.n ||
	    slice_find(close, '=') < close.n)
		return wrong(c->text, tag->whole, err, "does not name two delimiters");
	c->open = open;
	c->close = close;
	return 0;
}

static int open_section(struct compiler *c, const struct tag *tag, struct err *err)
{
	if (c->depth == SECTIONS_MAX)
		return wrong(c->text, tag->whole, err, "is nested too deep");
	c->sections[c->depth++] = c->program->count;
	(void)add_node(c->program, tag->sigil == '#' ? NODE_SECTION : NODE_INVERTED, tag->content,
	    tag->whole);
	return 0;
}

static int close_section(struct compiler *c, const struct tag *tag, struct err *err)
{
	struct node *section;

	if (c->depth == 0)
		return wrong(c->text, tag->whole, err, "closes nothing");
	section = &c->program->nodes[c->sections[--c->depth]];
	if (!slice_equal(section->text, tag->content))
		return wrong(c->text, tag->whole, err,
		    "does not close the section that was opened last");
	section->end = c->program->count;
	return 0;
}

static int add_tag(struct compiler *c, const struct tag *tag, struct slice indent, struct err *err)
{
	if (tag->sigil == '!')
		return 0;
	if (tag->sigil == '=')
		return set_delimiters(c, tag, err);
	if (tag->content.n == 0)
		return wrong(c->text, tag->whole, err, "has no name");
	if (has_space(tag->content))
		return wrong(c->text, tag->whole, err, "has white space in its name");
	switch (tag->sigil) {
	case '#':
	case '^':
		return open_section(c, tag, err);
	case '/':
		return close_section(c, tag, err);
	case '>':
		add_node(c->program, NODE_PARTIAL, tag->content, tag->whole)->indent = indent;
		return 0;
	case '&':
	case '{':
		(void)add_node(c->program, NODE_RAW, tag->content, tag->whole);
		return 0;
	default:
		(void)add_node(c->program, NODE_VARIABLE, tag->content, tag->whole);
		return 0;
	}
}

static void add_text(struct compiler *c, size_t end)
{
	if (end > c->at)
		(void)add_node(c->program, NODE_TEXT, slice_sub(c->text, c->at, end - c->at),
		    slice_sub(c->text, c->at, 0));
}

/* Reads the text up to the tag at `start`, and the tag. */
static int compile_tag(struct compiler *c, size_t start, struct err *err)
{
	struct slice indent = SLICE_NONE;
	size_t line_start, line_end;
	struct tag tag;

	if (read_tag(c, start, &tag, err) < 0)
		return -1;
	line_start = tag.start;
	line_end = tag.end;
	if (is_standalone(c->text, &tag, &line_start, &line_end))
		indent = slice_sub(c->text, line_start, tag.start - line_start);
	add_text(c, line_start);
	c->at = line_end;
	return add_tag(c, &tag, indent, err);
}

/* The nodes borrow from `text`. */
static int compile(struct slice text, struct program *program, struct err *err)
{
	struct compiler c = {
		.text = text, .open = slice_of("{{"), .close = slice_of("}}"), .program = program
	};
	const struct node *section;

	if (text.n > TEMPLATE_FILE_MAX)
		return err_set(err, ERR_PERM, "a template of more than %u bytes",
		    TEMPLATE_FILE_MAX);
	if (!utf8_is_valid(text))
		return err_set(err, ERR_PERM, "a template that is not UTF-8");
	for (;;) {
		size_t start = find_delimiter(text, c.at, c.open);

		if (start == text.n)
			break;
		if (compile_tag(&c, start, err) < 0)
			return -1;
	}
	add_text(&c, text.n);
	if (c.depth == 0)
		return 0;
	section = &program->nodes[c.sections[c.depth - 1]];
	return wrong(text, section->tag, err, "is never closed");
}

/* --- rendering --- */

struct context {
	json_t *value;
	const struct context *up;
};

struct renderer {
	enum template_escape escape;
	const struct template_partials *partials;
	struct buf *out;
	size_t start; /* of our output in out */
	size_t work;
	unsigned depth;    /* partials */
	struct slice text; /* what is being rendered, for errors */
};

static int run(struct renderer *r, const struct template *t, const struct context *context,
    struct err *err);
static int render_text(struct renderer *r, struct slice text, const struct context *context,
    struct err *err);
static int render_nodes(struct renderer *r, const struct program *program, size_t from, size_t to,
    const struct context *context, struct err *err);

static json_t *member(json_t *object, struct slice name)
{
	return json_object_getn(object, name.p, name.n); /* NULL too where it is no object */
}

/* The first part of a name is looked for in all contexts, the rest only in what it named. */
static json_t *lookup(const struct context *context, struct slice name)
{
	struct slice rest = name, part;
	json_t *value = NULL;

	if (slice_is(name, "."))
		return context->value;
	(void)slice_next(&rest, '.', &part); /* a name has a first part */
	for (; context != NULL && value == NULL; context = context->up)
		value = member(context->value, part);
	while (value != NULL && slice_next(&rest, '.', &part))
		value = member(value, part);
	return value;
}

static bool is_true(const json_t *value)
{
	switch (value != NULL ? json_typeof(value) : JSON_NULL) {
	case JSON_NULL:
	case JSON_FALSE:
		return false;
	case JSON_STRING:
		return json_string_length(value) > 0;
	case JSON_INTEGER:
		return json_integer_value(value) != 0;
	case JSON_REAL:
		return json_real_value(value) < 0 || json_real_value(value) > 0;
	case JSON_ARRAY:
		return json_array_size(value) > 0;
	case JSON_OBJECT:
	case JSON_TRUE:
		break;
	}
	return true;
}

/* As short as reads back the same: 1.21, not 1.21000000000000000. */
static void add_real(struct buf *out, double value)
{
	char text[40];

	for (int digits = 15; digits <= 17; digits++) {
		str_put(text, sizeof text, "%.*g", digits, value); /* fits: 24 */
		if (strtod(text, NULL) == value)
			break;
	}
	buf_text(out, text);
}

static void add_value(struct buf *out, const json_t *value, bool is_escaped)
{
	struct slice text;

	switch (value != NULL ? json_typeof(value) : JSON_NULL) {
	case JSON_STRING:
		text = slice_make(json_string_value(value), json_string_length(value));
		if (is_escaped)
			encode_html(out, text);
		else
			buf_slice(out, text);
		break;
	case JSON_INTEGER:
		buf_printf(out, "%lld", (long long)json_integer_value(value));
		break;
	case JSON_REAL:
		add_real(out, json_real_value(value));
		break;
	case JSON_TRUE:
	case JSON_FALSE:
		buf_text(out, json_is_true(value) ? "true" : "false");
		break;
	case JSON_NULL:
	case JSON_OBJECT:
	case JSON_ARRAY:
		break;
	}
}

/* Indents every line that has something on it: before rendering, as the specification says, so that
 * a value with line ends in it keeps them. */
static void indent_lines(struct buf *out, struct slice text, struct slice indent)
{
	struct slice rest = text, line;

	while (rest.n > 0 && slice_next(&rest, '\n', &line)) {
		if (line.n > 0 && !slice_is(line, "\r"))
			buf_slice(out, indent);
		buf_slice(out, line);
		if (rest.p != NULL)
			buf_char(out, '\n');
	}
}

static int render_partial(struct renderer *r, const struct node *node,
    const struct context *context, struct err *err)
{
	struct buf text = BUF_INIT, indented = BUF_INIT;
	const struct template *compiled = NULL;
	struct slice outer = r->text;
	int rc = 0;

	if (r->depth == TEMPLATE_DEPTH_MAX)
		return wrong(r->text, node->tag, err,
		    "is nested too deep: partials include each other");
	if (r->partials == NULL)
		goto out;
	if (r->partials->find != NULL)
		compiled = r->partials->find(r->partials->context, node->text);
	else if (!r->partials->load(r->partials->context, node->text, &text))
		goto out;
	if (r->partials->find != NULL && compiled == NULL)
		goto out;
	r->depth++;
	if (compiled != NULL && node->indent.n == 0) {
		rc = run(r, compiled, context, err);
	} else {
		indent_lines(&indented, compiled != NULL ? template_text(compiled) : buf_all(&text),
		    node->indent);
		rc = render_text(r, buf_all(&indented), context, err);
	}
	r->depth--;
	r->text = outer;
	if (rc < 0 && r->depth == 0) /* one name is enough: a cycle would give 32 */
		(void)err_context(err, "line %zu: %.*s", line_of(outer, node->tag),
		    (int)utf8_cut(node->tag, TAG_SHOWN_MAX), node->tag.p);
out:
	buf_release(&indented);
	buf_release(&text);
	return rc;
}

static int render_section(struct renderer *r, const struct program *program, size_t at,
    const struct context *context, struct err *err)
{
	const struct node *node = &program->nodes[at];
	json_t *value = lookup(context, node->text);
	struct context inner = { value, context };

	if (is_true(value) == (node->kind == NODE_INVERTED))
		return 0;
	if (node->kind == NODE_INVERTED)
		return render_nodes(r, program, at + 1, node->end, context, err);
	if (!json_is_array(value))
		return render_nodes(r, program, at + 1, node->end, &inner, err);
	for (size_t i = 0; i < json_array_size(value); i++) {
		inner.value = json_array_get(value, i);
		if (render_nodes(r, program, at + 1, node->end, &inner, err) < 0)
			return -1;
	}
	return 0;
}

static int render_node(struct renderer *r, const struct program *program, size_t at,
    const struct context *context, struct err *err)
{
	const struct node *node = &program->nodes[at];

	switch (node->kind) {
	case NODE_TEXT:
		buf_slice(r->out, node->text);
		return 0;
	case NODE_VARIABLE:
	case NODE_RAW:
		add_value(r->out, lookup(context, node->text),
		    node->kind == NODE_VARIABLE && r->escape == TEMPLATE_HTML);
		return 0;
	case NODE_SECTION:
	case NODE_INVERTED:
		return render_section(r, program, at, context, err);
	case NODE_PARTIAL:
		return render_partial(r, node, context, err);
	}
	return 0;
}

static int render_nodes(struct renderer *r, const struct program *program, size_t from, size_t to,
    const struct context *context, struct err *err)
{
	for (size_t at = from; at < to;) {
		const struct node *node = &program->nodes[at];

		if (++r->work > WORK_MAX)
			return wrong(r->text, node->tag, err, "takes too long");
		if (render_node(r, program, at, context, err) < 0)
			return -1;
		if (r->out->n - r->start > TEMPLATE_OUTPUT_MAX)
			return wrong(r->text, node->tag, err, "makes the text too long");
		at = node->end > at ? node->end : at + 1;
	}
	return 0;
}

static int render_text(struct renderer *r, struct slice text, const struct context *context,
    struct err *err)
{
	struct program program = { 0 };
	int rc;

	r->text = text;
	r->work += text.n;
	rc = compile(text, &program, err);
	if (rc == 0)
		rc = render_nodes(r, &program, 0, program.count, context, err);
	free(program.nodes);
	return rc;
}

/* The same of one that is compiled; its bytes count as work all the same, so that a text has one
 * bound. */
static int run(struct renderer *r, const struct template *t, const struct context *context,
    struct err *err)
{
	r->text = template_text(t);
	r->work += t->n;
	return render_nodes(r, &t->program, 0, t->program.count, context, err);
}

int template_render(struct slice text, enum template_escape escape, json_t *values,
    const struct template_partials *partials, struct buf *out, struct err *err)
{
	struct renderer r = { .escape = escape, .partials = partials, .out = out, .start = out->n };
	struct context context = { values, NULL };
	int rc = render_text(&r, text, &context, err);

	if (rc < 0)
		buf_cut(out, r.start);
	return rc;
}

/* --- kept --- */

struct template *template_new(struct slice text, struct err *err)
{
	struct template *t = xcalloc(1, sizeof *t);

	t->text = slice_dup(text);
	t->n = text.n;
	if (compile(template_text(t), &t->program, err) == 0)
		return t;
	template_free(t);
	return NULL;
}

void template_free(struct template *t)
{
	if (t == NULL)
		return;
	free(t->program.nodes);
	free(t->text);
	free(t);
}

struct slice template_text(const struct template *t)
{
	return slice_make(t->text, t->n);
}

int template_run(const struct template *t, enum template_escape escape, json_t *values,
    const struct template_partials *partials, struct buf *out, struct err *err)
{
	struct renderer r = { .escape = escape, .partials = partials, .out = out, .start = out->n };
	struct context context = { values, NULL };
	int rc = run(&r, t, &context, err);

	if (rc < 0)
		buf_cut(out, r.start);
	return rc;
}

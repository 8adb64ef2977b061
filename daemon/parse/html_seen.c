/* SPDX-License-Identifier: MIT
 * What is shown; see html_seen.h. Elements end as in browsers: void ones have nothing inside, some
 * end where the next of their kind begins, and "/>" ends none. Each tag costs at most a look at
 * SEARCH_MAX open elements. */
#include "daemon/parse/html_seen.h"

#include <string.h>

#include "daemon/common/num.h"

#define SEARCH_MAX 40 /* open elements that a closing tag is searched among */
#define NEAR 24       /* colours that are nearer than that in each part are told apart by nobody */
#define TINY_MAX 3    /* px or pt */
#define TINY_PERCENT 25 /* and hundredths of an em */
#define FAINT 15        /* hundredths of an opacity that nobody sees */
#define FAR 400         /* px to the left of, or above, everything */
#define WHITE 0xffffff

static bool is_one_of(struct slice name, const char *const *words)
{
	for (; *words != NULL; words++) {
		if (slice_is_fold(name, *words))
			return true;
	}
	return false;
}

static bool is_void(struct slice name)
{
	static const char *const names[] = { "area", "base", "br", "col", "embed", "hr", "img",
		"input", "link", "meta", "param", "source", "track", "wbr", NULL };

	return is_one_of(name, names);
}

/* --- values --- */

/* The number at the front, in hundredths; false where there is none. */
static bool read_number(struct slice v, int64_t *hundredths_r)
{
	bool is_negative = v.n > 0 && v.p[0] == '-';
	int64_t n = 0, part = 10;
	size_t i = v.n > 0 && (v.p[0] == '-' || v.p[0] == '+');
	bool has_digit = false;

	for (; i < v.n && v.p[i] >= '0' && v.p[i] <= '9'; i++) {
		n = n < 1000000 ? n * 10 + (v.p[i] - '0') : n;
		has_digit = true;
	}
	n *= 100;
	if (i < v.n && v.p[i] == '.') {
		for (i++; i < v.n && v.p[i] >= '0' && v.p[i] <= '9'; i++, part /= 10) {
			n += (v.p[i] - '0') * part;
			has_digit = true;
		}
	}
	*hundredths_r = is_negative ? -n : n;
	return has_digit;
}

static bool is_zero(struct slice v)
{
	int64_t n;

	return read_number(v, &n) && n == 0;
}

static bool is_far_away(struct slice v)
{
	int64_t n;

	return read_number(v, &n) && n < -FAR * INT64_C(100);
}

static bool is_tiny(struct slice v)
{
	bool is_length = v.n > 2 &&
	    (slice_is_fold(slice_from(v, v.n - 2), "px") ||
	        slice_is_fold(slice_from(v, v.n - 2), "pt"));
	bool is_part = v.n > 1 && v.p[v.n - 1] == '%',
	     is_em = v.n > 2 && slice_is_fold(slice_from(v, v.n - 2), "em");
	int64_t n;

	return read_number(v, &n) &&
	    (n == 0 || (is_length && n < TINY_MAX * INT64_C(100)) ||
	        (is_part && n < TINY_PERCENT * INT64_C(100)) || (is_em && n < TINY_PERCENT));
}

static int hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool read_hex(struct slice v, int *color_r)
{
	int color = 0;

	if (v.n != 3 && v.n != 6)
		return false;
	for (size_t i = 0; i < v.n; i++) {
		int digit = hex(v.p[i]);

		if (digit < 0)
			return false;
		color = color * 16 + digit;
		if (v.n == 3)
			color = color * 16 + digit;
	}
	*color_r = color;
	return true;
}

/* "rgb(255, 255, 255)" */
static bool read_rgb(struct slice v, int *color_r)
{
	int color = 0;

	v = slice_from(v, slice_find(v, '(') + 1);
	for (int i = 0; i < 3; i++) {
		struct slice part = slice_trim(slice_sub(v, 0, slice_find(v, i < 2 ? ',' : ')')));
		int64_t n;

		if (i == 2)
			part = slice_trim(slice_sub(part, 0, slice_find(part, ',')));
		if (!num_parse(part, 0, 255, &n))
			return false;
		color = color * 256 + (int)n;
		v = slice_from(v, slice_find(v, ',') + 1);
	}
	*color_r = color;
	return true;
}

static bool read_color(struct slice v, int *color_r)
{
	static const struct {
		const char *name;
		int color;
	} names[] = { { "white", WHITE }, { "black", 0 }, { "snow", 0xfffafa },
		{ "ivory", 0xfffff0 }, { "whitesmoke", 0xf5f5f5 }, { "ghostwhite", 0xf8f8ff } };

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		if (slice_is_fold(v, names[i].name)) {
			*color_r = names[i].color;
			return true;
		}
	}
	if (v.n > 0 && v.p[0] == '#')
		return read_hex(slice_from(v, 1), color_r);
	return (slice_starts_fold(v, "rgb(") || slice_starts_fold(v, "rgba(")) ?
	    read_rgb(v, color_r) :
	    read_hex(v, color_r);
}

/* --- an element --- */

/* "rgba(0,0,0,0)", "#00000000" */
static bool is_without_opacity(struct slice v)
{
	struct slice alpha = v;
	size_t at, commas = 0;
	int64_t n;

	if (v.n == 9 && v.p[0] == '#')
		return v.p[7] == '0';
	if (!slice_starts_fold(v, "rgb"))
		return false;
	while ((at = slice_find(alpha, ',')) < alpha.n || (at = slice_find(alpha, '/')) < alpha.n) {
		alpha = slice_from(alpha, at + 1);
		commas++;
	}
	return (commas == 3 || commas == 1) && read_number(slice_trim(alpha), &n) && n < FAINT;
}

static void set_color(struct html_seen_element *e, struct slice value)
{
	static const char *const bare[] = { "inherit", "initial", "unset", "currentcolor",
		"windowtext", "auto", NULL };

	e->is_hidden = e->is_hidden || slice_is_fold(value, "transparent") ||
	    is_without_opacity(value);
	if (read_color(value, &e->color))
		return;
	e->color = -1;
	/* "hsl(0,0%,100%)": a function, and what it gives is not worked out. */
	e->is_doubtful = e->is_doubtful ||
	    (slice_find(value, '(') < value.n && !is_one_of(value, bare));
}

/* A background that cannot be read may be any. */
static void set_background(struct html_seen_element *e, struct slice value)
{
	if (slice_is_fold(value, "transparent") || slice_is_fold(value, "none") ||
	    slice_is_fold(value, "inherit") || slice_is_fold(value, "initial"))
		return;
	if (!read_color(slice_sub(value, 0,
	                    slice_starts_fold(value, "rgb") ? value.n : slice_find(value, ' ')),
	        &e->background))
		e->background = -2;
}

struct box {
	bool is_flat;    /* no height, or no width */
	bool is_clipped; /* what does not fit is not shown */
};

static void set_property(struct html_seen_element *e, struct box *box, struct slice name,
    struct slice v)
{
	static const char *const sizes[] = { "height", "max-height", "width", "max-width", NULL };
	static const char *const places[] = { "left", "top", "margin-left", "margin-top",
		"text-indent", NULL };
	int64_t n;
	static const char *const clips[] = { "overflow", "overflow-x", "overflow-y", NULL };

	if (slice_is_fold(name, "display"))
		e->is_hidden = e->is_hidden || slice_is_fold(v, "none");
	else if (slice_is_fold(name, "visibility"))
		e->is_hidden = e->is_hidden || slice_is_fold(v, "hidden") ||
		    slice_is_fold(v, "collapse");
	else if (slice_is_fold(name, "mso-hide"))
		e->is_hidden = e->is_hidden || slice_is_fold(v, "all");
	else if (slice_is_fold(name, "opacity"))
		e->is_hidden = e->is_hidden ||
		    (read_number(v, &n) && n < FAINT && v.p[v.n - 1] != '%');
	else if (slice_is_fold(name, "transform"))
		e->is_hidden = e->is_hidden || slice_find_fold(v, "scale(0") < v.n;
	else if (slice_is_fold(name, "font-size"))
		e->is_tiny = is_tiny(v);
	else if (slice_is_fold(name, "font") && v.n > 0 && v.p[0] >= '0' && v.p[0] <= '9')
		e->is_tiny = is_tiny(slice_sub(v, 0,
		    slice_find(slice_sub(v, 0, slice_find(v, ' ')), '/')));
	else if (slice_is_fold(name, "color"))
		set_color(e, v);
	else if (slice_is_fold(name, "background") || slice_is_fold(name, "background-color"))
		set_background(e, v);
	else if (is_one_of(name, sizes))
		box->is_flat = box->is_flat || is_zero(v);
	else if (is_one_of(name, clips))
		box->is_clipped = box->is_clipped || slice_is_fold(v, "hidden");
	else if (is_one_of(name, places))
		e->is_hidden = e->is_hidden || is_far_away(v);
}

static void set_style(struct html_seen_element *e, struct slice style)
{
	struct box box = { .is_flat = false };

	/* Written so that only a browser reads it. */
	e->is_doubtful = e->is_doubtful || slice_find(style, '\\') < style.n ||
	    slice_find_text(style, "/*") < style.n || slice_find_text(style, "&#") < style.n ||
	    slice_find_fold(style, "clip") < style.n;
	while (style.n > 0) {
		size_t end = slice_find(style, ';');
		struct slice one = slice_sub(style, 0, end), v;
		size_t colon = slice_find(one, ':');

		v = slice_from(one, colon + 1);
		v = slice_trim(slice_sub(v, 0, slice_find(v, '!'))); /* !important */
		set_property(e, &box, slice_trim(slice_sub(one, 0, colon)), v);
		style = slice_from(style, end + 1);
	}
	e->is_hidden = e->is_hidden || (box.is_flat && box.is_clipped);
}

/* What its own name, class or name in the mail hides. */
static void look_up(struct html_seen_element *e, const struct html_style *style, char sign,
    struct slice words)
{
	e->is_hidden = e->is_hidden || html_style_hides(style, sign, words);
	e->is_doubtful = e->is_doubtful || html_style_may_hide(style, sign, words);
}

static void set_attributes(struct html_seen_element *e, const struct html_token *t,
    const struct html_style *style)
{
	struct slice rest = t->attributes, name, value;

	while (html_token_attribute(&rest, &name, &value)) {
		value = slice_trim(value);
		if (slice_is_fold(name, "hidden"))
			e->is_hidden = true;
		else if (slice_is_fold(name, "style"))
			set_style(e, value);
		else if (slice_is_fold(name, "class"))
			look_up(e, style, '.', value);
		else if (slice_is_fold(name, "id"))
			look_up(e, style, '#', value);
		else if (slice_is_fold(name, "bgcolor"))
			set_background(e, value);
		else if (slice_is_fold(name, "color") ||
		    (slice_is_fold(name, "text") && slice_is_fold(t->name, "body")))
			set_color(e, value);
	}
}

/* --- the open ones --- */

void html_seen_init(struct html_seen *s, const struct html_style *style)
{
	s->style = style;
	s->n = s->over = 0;
}

static struct html_seen_element around(const struct html_seen *s)
{
	return s->n > 0 ? s->open[s->n - 1] :
	                  (struct html_seen_element){ .color = -1, .background = WHITE };
}

static void close(struct html_seen *s, struct slice name)
{
	size_t i = s->n, least = s->n > SEARCH_MAX ? s->n - SEARCH_MAX : 0;

	if (s->over > 0) {
		s->over--;
		return;
	}
	while (i > least && !slice_equal_fold(s->open[i - 1].name, name))
		i--;
	if (i > least)
		s->n = i - 1;
}

/* Those that end where the next begins; a paragraph also at each block. */
static void end_before(struct html_seen *s, struct slice name)
{
	static const char *const alike[] = { "p", "li", "td", "th", "tr", "dt", "dd", "option",
		NULL };
	static const char *const blocks[] = { "div", "table", "ul", "ol", "blockquote", "pre", "h1",
		"h2", "h3", "h4", "h5", "h6", "hr", "address", "section", "article", "form", NULL };
	struct slice last = s->n > 0 ? s->open[s->n - 1].name : SLICE_NONE;

	if (s->n > 0 && s->over == 0 &&
	    ((is_one_of(name, alike) && slice_equal_fold(last, name)) ||
	        (slice_is_fold(last, "p") && is_one_of(name, blocks))))
		s->n--;
}

void html_seen_tag(struct html_seen *s, const struct html_token *t)
{
	struct html_seen_element e;

	if (t->kind == HTML_CLOSE) {
		close(s, t->name);
		return;
	}
	end_before(s, t->name);
	if (is_void(t->name))
		return;
	if (s->n == HTML_SEEN_DEPTH) {
		s->over++;
		return;
	}
	e = around(s);
	e.name = t->name;
	look_up(&e, s->style, 0, t->name);
	set_attributes(&e, t, s->style);
	s->open[s->n++] = e;
}

static bool is_near(int a, int b)
{
	for (int shift = 0; shift <= 16; shift += 8) {
		int difference = ((a >> shift) & 0xff) - ((b >> shift) & 0xff);

		if (difference > NEAR || difference < -NEAR)
			return false;
	}
	return true;
}

bool html_seen_is_shown(const struct html_seen *s)
{
	struct html_seen_element e = around(s);

	return !e.is_hidden && !e.is_tiny &&
	    (e.color < 0 || e.background < 0 || !is_near(e.color, e.background));
}

bool html_seen_is_doubtful(const struct html_seen *s)
{
	return around(s).is_doubtful;
}

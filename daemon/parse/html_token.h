/* SPDX-License-Identifier: MIT
 * HTML taken apart into tags without attributes and the text between them, in one linear pass. It
 * stands before libxml2, which compares each attribute of a tag with all others of it. What nobody
 * reads is left out here, so that there is no question of how another parser would have read it:
 * comments, declarations, what is inside <script> and <style>. Attributes say what is shown
 * (html_seen.h), and go no further. */
#ifndef PARSE_HTML_TOKEN_H
#define PARSE_HTML_TOKEN_H

#include <stdbool.h>

#include "daemon/common/slice.h"

#define HTML_NAME_MAX \
	100 /* bytes of a tag's name: more of it counts as an attribute, as libxml2 has it */

enum html_token_kind {
	HTML_TEXT,  /* `text`, as it stands: character references are not resolved */
	HTML_OPEN,  /* <name>, or <name/> where is_empty */
	HTML_CLOSE, /* </name> */
	HTML_LESS,  /* a '<' that begins nothing */
};

struct html_token {
	enum html_token_kind kind;
	struct slice text;
	struct slice name;       /* as written */
	struct slice attributes; /* of an opening tag, for html_token_attribute() */
	bool is_empty;
};

struct html_scan {
	struct slice rest;
	struct slice raw; /* the name of an open <script> or <style>; else empty */
};

/* The next attribute of a tag's, its value without quotes and as it stands; empty where it has
 * none. False at the end. */
bool html_token_attribute(struct slice *rest, struct slice *name, struct slice *value);
/* False at the end. Slices are borrowed from what is scanned. */
bool html_token_next(struct html_scan *s, struct html_token *t);

#endif

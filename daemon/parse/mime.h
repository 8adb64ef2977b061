/* SPDX-License-Identifier: MIT
 * The parts of a message, by libetpan: a flat list of leaves in the order a reader sees them.
 * An enclosed message is one leaf; what is inside it is another message's business. */
#ifndef PARSE_MIME_H
#define PARSE_MIME_H

#include <stdbool.h>

#include "daemon/common/buf.h"
#include "daemon/common/slice.h"
#include "daemon/parse/decode.h"

#define MIME_LEAVES_MAX 500 /* parts that are looked at */
#define MIME_DEPTH_MAX 50   /* multiparts within multiparts that are looked into */

struct mime_leaf {
	struct buf type;           /* "text/plain", lower case */
	struct slice content_type; /* the part's field as it came; for decode_parameter */
	struct slice disposition;  /* likewise */
	enum decode_encoding encoding;
	struct slice body; /* as it travelled */
	bool is_attachment;
	bool has_id;         /* Content-ID: the HTML may show it where it stands */
	bool is_alternative; /* directly inside multipart/alternative, and not its first */
};

struct mime {
	struct mime_leaf *leaves;
	size_t count;
	bool is_cut_parts;
	bool is_cut_depth;
};

/* Calls the library once on a small message, so that whatever it loads is loaded: before the cage
 * is closed. */
void mime_preload(void);
/* The guard has allowed `message`, which begins with its first field. Slices are borrowed from it.
 */
void mime_init(struct mime *m, struct slice message);
void mime_release(struct mime *m);

#endif

/* SPDX-License-Identifier: MIT
 * MIME structure by libetpan; see mime.h. Only the structure is the library's: where a part
 * begins and ends. The part's own fields are read by head.c from the bytes, because libetpan
 * drops a whole Content-Type it cannot read, and real bounces have such. */
#include "daemon/parse/mime.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <libetpan/libetpan.h>

#include "daemon/common/xmalloc.h"
#include "daemon/parse/head.h"

/* libetpan moves buffers above this into a temporary file; there are no files in the cage. */
#define MMAP_CEILING ((size_t)1 << 40)

void mime_preload(void)
{
	struct mime m;

	mmap_string_set_ceil(MMAP_CEILING);
	mime_init(&m,
	    slice_of(
	        "From: =?iso-8859-1?q?a?= <a@example.org>\r\n"
	        "Subject: =?utf-8?b?YQ==?=\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
	        "--b\r\n\r\na\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: a\r\n\r\na\r\n--b--\r\n"));
	mime_release(&m);
}

static void add_leaf(struct mime *m, struct mime_leaf *leaf)
{
	if (m->count == MIME_LEAVES_MAX) {
		m->is_cut_parts = true;
		buf_release(&leaf->type);
		return;
	}
	if (m->count % 16 == 0)
		m->leaves = xreallocarray(m->leaves, m->count + 16, sizeof *m->leaves);
	m->leaves[m->count++] = *leaf;
}

/* The type as libetpan understood it, for parts whose field says nothing or cannot be read. */
static const char *default_type(const struct mailmime *node)
{
	switch (node->mm_type) {
	case MAILMIME_MESSAGE:
		return "message/rfc822";
	default:
		return "text/plain";
	}
}

static struct slice node_body(const struct mailmime *node)
{
	const struct mailmime_data *d = node->mm_type == MAILMIME_SINGLE ? node->mm_data.mm_single :
	                                                                   node->mm_body;

	if (d == NULL || d->dt_type != MAILMIME_DATA_TEXT)
		return SLICE_NONE;
	return slice_make(d->dt_data.dt_text.dt_data, d->dt_data.dt_text.dt_length);
}

static void visit_leaf(struct mime *m, const struct mailmime *node, struct slice head_bytes,
    bool is_alternative)
{
	struct mime_leaf leaf = { .type = BUF_INIT, .is_alternative = is_alternative };
	struct buf disposition = BUF_INIT;
	struct head head;

	leaf.body = node_body(node);
	/* The fields of a part stand between its beginning and its body. */
	if (leaf.body.p != NULL && leaf.body.p >= head_bytes.p &&
	    leaf.body.p <= head_bytes.p + head_bytes.n)
		head_bytes.n = (size_t)(leaf.body.p - head_bytes.p);
	head_init(&head, head_bytes);
	leaf.content_type = head_get(&head, "Content-Type");
	leaf.disposition = head_get(&head, "Content-Disposition");
	leaf.has_id = head_get(&head, "Content-ID").n > 0;
	leaf.encoding = decode_encoding_of(head_get(&head, "Content-Transfer-Encoding"));
	head_release(&head);
	decode_type(&leaf.type, leaf.content_type);
	if (slice_find(buf_all(&leaf.type), '/') == leaf.type.n) {
		buf_clear(&leaf.type);
		buf_text(&leaf.type, default_type(node));
	}
	decode_type(&disposition, leaf.disposition);
	leaf.is_attachment = slice_is(buf_all(&disposition), "attachment");
	buf_release(&disposition);
	add_leaf(m, &leaf);
}

static bool is_subtype(const struct mailmime *node, const char *subtype)
{
	const struct mailmime_content *c = node->mm_content_type;

	return c != NULL && c->ct_subtype != NULL &&
	    slice_is_fold(slice_of(c->ct_subtype), subtype);
}

/* `head_bytes` is what the node's own fields are in. */
static void visit(struct mime *m, const struct mailmime *node, struct slice head_bytes,
    size_t depth, bool is_alternative)
{
	bool is_first = true, has_choice;

	if (node->mm_type != MAILMIME_MULTIPLE) {
		visit_leaf(m, node, head_bytes, is_alternative);
		return;
	}
	if (depth == MIME_DEPTH_MAX) {
		m->is_cut_depth = true;
		return;
	}
	has_choice = is_subtype(node, "alternative");
	for (clistiter *it = clist_begin(node->mm_data.mm_multipart.mm_mp_list);
	     it != NULL && !m->is_cut_parts; it = clist_next(it)) {
		const struct mailmime *child = clist_content(it);

		visit(m, child, slice_make(child->mm_mime_start, child->mm_length), depth + 1,
		    has_choice && !is_first);
		is_first = false;
	}
}

void mime_init(struct mime *m, struct slice message)
{
	struct mailmime *root = NULL;
	size_t at = 0;

	memset(m, 0, sizeof *m);
	if (mailmime_parse(message.p, message.n, &at, &root) != MAILIMF_NO_ERROR || root == NULL)
		return;
	/* The root is an envelope around the message; its fields are the message's. */
	if (root->mm_type == MAILMIME_MESSAGE && root->mm_data.mm_message.mm_msg_mime != NULL)
		visit(m, root->mm_data.mm_message.mm_msg_mime, message, 0, false);
	else
		visit(m, root, message, 0, false);
	mailmime_free(root);
}

void mime_release(struct mime *m)
{
	for (size_t i = 0; i < m->count; i++)
		buf_release(&m->leaves[i].type);
	free(m->leaves);
	memset(m, 0, sizeof *m);
}

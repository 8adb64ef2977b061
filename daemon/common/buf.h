/* SPDX-License-Identifier: MIT
 * The one thing text is built in. The bytes are always followed by a NUL, so `p` may be read
 * as a C string where no NUL was added. Growing dies when memory is out; the caller bounds
 * what it adds. */
#ifndef COMMON_BUF_H
#define COMMON_BUF_H

#include <stddef.h>
#include <stdint.h>

#include "daemon/common/slice.h"

struct buf {
	char *p;    /* never NULL after the first addition; "" before it, not to be written to */
	size_t n;   /* bytes in use, without the NUL */
	size_t cap; /* bytes allocated */
};

#define BUF_INIT \
	{ \
		buf_nothing, 0, 0 \
	}
extern char buf_nothing[];

void buf_init(struct buf *b);
void buf_release(struct buf *b); /* frees; the buffer is empty and usable again */
void buf_wipe(struct buf *b);    /* overwrites, then frees: for secrets */
void buf_clear(struct buf *b);   /* empties, keeps the memory */
void buf_reserve(struct buf *b, size_t more);

void buf_add(struct buf *b, const void *p, size_t n);
void buf_slice(struct buf *b, struct slice s);
void buf_text(struct buf *b, const char *s);
void buf_char(struct buf *b, char c);
void buf_repeat(struct buf *b, char c, size_t n);
void buf_printf(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void buf_cut(struct buf *b, size_t n); /* shortens to n bytes; longer already is a no-op */

/* All of it, borrowed until the next addition. */
struct slice buf_all(const struct buf *b);
/* The text as memory the caller frees; the buffer is empty afterwards. */
char *buf_steal(struct buf *b);

#endif

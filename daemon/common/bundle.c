/* SPDX-License-Identifier: MIT
 * Frames in a frame; see bundle.h. The first is kept as it is until a second comes: most bundles
 * are of one, and those cost nothing. */
#include "daemon/common/bundle.h"

#include "daemon/common/str_put.h"

#define BUNDLE_MAX WIRE_FIELDS_MAX
#define NAME_SIZE 16

void bundle_init(struct bundle *b)
{
	buf_init(&b->frame);
	buf_init(&b->first);
	b->count = 0;
}

void bundle_release(struct bundle *b)
{
	buf_release(&b->frame);
	buf_release(&b->first);
	b->count = 0;
}

void bundle_clear(struct bundle *b)
{
	b->count = 0;
}

static void add_field(struct bundle *b, size_t number, struct slice frame)
{
	char name[NAME_SIZE];

	str_put(name, sizeof name, "%zu", number);
	wire_add_bytes(&b->frame, name, frame);
}

bool bundle_add(struct bundle *b, const struct buf *frame)
{
	if (b->count == 0) {
		buf_clear(&b->frame);
		buf_slice(&b->frame, buf_all(frame));
		b->count = 1;
		return true;
	}
	/* Room for the head of the bundle, and of both, is less than one name more. */
	if (b->count == BUNDLE_MAX || !wire_has_room(&b->frame, frame->n + 4 * WIRE_NAME_MAX))
		return false;
	if (b->count == 1) {
		buf_clear(&b->first);
		buf_slice(&b->first, buf_all(&b->frame));
		wire_begin(&b->frame, "bundle", 0);
		add_field(b, 0, buf_all(&b->first));
	}
	add_field(b, b->count++, buf_all(frame));
	return true;
}

bool bundle_each(const struct wire *w, bool (*take)(void *context, const struct wire *w),
    void *context, struct err *err)
{
	struct wire inner;

	if (!wire_is(w, "bundle"))
		return take(context, w);
	for (size_t i = 0; i < w->count; i++) {
		if (w->fields[i].type != 'b')
			return err_set(err, ERR_PERM, "a bundle of what is no frame") == 0;
		if (wire_parse(w->fields[i].value, &inner, err) < 0)
			return false;
		if (wire_is(&inner, "bundle"))
			return err_set(err, ERR_PERM, "a bundle in a bundle") == 0;
		if (!take(context, &inner))
			return false;
	}
	return true;
}

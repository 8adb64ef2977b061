/* SPDX-License-Identifier: MIT
 * Frames in a frame: what goes in comes out in its order, and what is no bundle of ours is refused.
 */
#include "daemon/common/bundle.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define FRAMES_MAX 200

struct taken {
	uint64_t ids[FRAMES_MAX];
	size_t count, most;
};

static bool take(void *context, const struct wire *w)
{
	struct taken *t = context;

	if (t->count == t->most)
		return false;
	t->ids[t->count++] = w->id;
	return true;
}

static bool add(struct bundle *b, uint64_t id, size_t size)
{
	struct buf frame = BUF_INIT;
	char bytes[1024] = "";
	bool is_added;

	wire_begin(&frame, "a.frame", id);
	if (size > 0)
		wire_add_bytes(&frame, "d", slice_make(bytes, size));
	is_added = bundle_add(b, &frame);
	buf_release(&frame);
	return is_added;
}

static bool read_all(const struct buf *frame, struct taken *t, struct err *err)
{
	struct wire w;

	assert_int_equal(wire_parse(buf_all(frame), &w, err), 0);
	return bundle_each(&w, take, t, err);
}

static void test_order(void **state)
{
	struct bundle b;

	(void)state;
	bundle_init(&b);
	for (size_t n = 1; n <= 3; n++) {
		struct taken t = { .most = FRAMES_MAX };
		struct err err = ERR_INIT;

		for (uint64_t id = 1; id <= n; id++)
			assert_true(add(&b, id * 10, id));
		assert_int_equal(b.count, n);
		assert_true(read_all(&b.frame, &t, &err));
		assert_int_equal(t.count, n);
		for (uint64_t id = 1; id <= n; id++)
			assert_int_equal(t.ids[id - 1], id * 10);
		bundle_clear(&b);
		assert_int_equal(b.count, 0);
	}
	bundle_release(&b);
}

/* One alone is sent as it is: who knows no bundles understands it. */
static void test_alone(void **state)
{
	struct bundle b;
	struct wire w;

	(void)state;
	bundle_init(&b);
	assert_true(add(&b, 7, 0));
	assert_int_equal(wire_parse(buf_all(&b.frame), &w, NULL), 0);
	assert_true(wire_is(&w, "a.frame"));
	assert_int_equal(w.id, 7);
	bundle_release(&b);
}

static void test_full(void **state)
{
	static const struct {
		size_t size, fits;
	} cases[] = {
		{ 0, WIRE_FIELDS_MAX }, /* as many fields as a frame may have */
		{ 1000, 63 }, /* 65,536 bytes hold 63 of 1,033, and room for one head more */
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct taken t = { .most = FRAMES_MAX };
		struct err err = ERR_INIT;
		struct bundle b;
		size_t n = 0;

		bundle_init(&b);
		while (n < FRAMES_MAX && add(&b, n, cases[i].size))
			n++;
		assert_int_equal(n, cases[i].fits);
		assert_true(b.frame.n <= WIRE_FRAME_MAX);
		assert_true(read_all(&b.frame, &t,
		    &err)); /* the one that did not fit left it whole */
		assert_int_equal(t.count, n);
		bundle_clear(&b);
		assert_true(add(&b, 1, cases[i].size));
		bundle_release(&b);
	}
}

static void test_stops(void **state)
{
	struct taken t = { .most = 2 };
	struct err err = ERR_INIT;
	struct bundle b;

	(void)state;
	bundle_init(&b);
	for (uint64_t id = 1; id <= 3; id++)
		assert_true(add(&b, id, 0));
	assert_false(read_all(&b.frame, &t, &err));
	assert_int_equal(t.count, 2);
	assert_false(err_is_set(&err));
	bundle_release(&b);
}

static void test_malformed(void **state)
{
	static const char *const reasons[] = { "no frame", "a bundle in a bundle", "" };

	(void)state;
	for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++) {
		struct buf frame = BUF_INIT, inner = BUF_INIT;
		struct taken t = { .most = FRAMES_MAX };
		struct err err = ERR_INIT;

		wire_begin(&inner, "bundle", 0);
		wire_begin(&frame, "bundle", 0);
		if (i == 0)
			wire_add_int(&frame, "0", 1);
		else if (i == 1)
			wire_add_bytes(&frame, "0", buf_all(&inner));
		else
			wire_add_bytes(&frame, "0", slice_sub(buf_all(&inner), 0, inner.n - 1));
		assert_false(read_all(&frame, &t, &err));
		assert_int_equal(t.count, 0);
		assert_true(err_is_set(&err));
		assert_non_null(strstr(err.text, reasons[i]));
		buf_release(&frame);
		buf_release(&inner);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_alone),
		cmocka_unit_test(test_full),
		cmocka_unit_test(test_stops),
		cmocka_unit_test(test_malformed),
	};

	return cmocka_run_group_tests_name("bundle", tests, NULL, NULL);
}

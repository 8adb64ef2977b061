/* SPDX-License-Identifier: MIT
 * Names in a Maildir; see maildir_name.h. The batch is a heap with the last name on top, so a
 * folder of any size is read in one pass with the memory of one batch. */
#include "daemon/fetch/maildir_name.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/common/slice.h"
#include "daemon/common/xmalloc.h"

#define COPY ",copy="
#define INFO ":2," /* what flags stand behind; other kinds of info are experimental */

static size_t digits(const char **s)
{
	*s += strspn(*s, "0");
	return strspn(*s, "0123456789");
}

int maildir_name_compare(const char *a, const char *b)
{
	const char *x = a, *y = b;
	size_t m = digits(&x), n = digits(&y);
	int c;

	if (m != n)
		return m < n ? -1 : 1;
	c = strncmp(x, y, m);
	return c != 0 ? c : strcmp(a, b);
}

void maildir_name_seen(struct buf *out, const char *name, unsigned copy)
{
	const char *info = strstr(name, INFO);
	const char *flags = info == NULL ? "" : info + strlen(INFO);
	size_t base = info == NULL ? strlen(name) : (size_t)(info - name);

	buf_clear(out);
	buf_add(out, name, base);
	if (copy > 0)
		buf_printf(out, COPY "%u", copy);
	buf_text(out, INFO);
	/* Flags are in ASCII order; lower-case letters belong to the user and come last. */
	for (; *flags != '\0' && *flags < 'S'; flags++)
		buf_char(out, *flags);
	if (*flags != 'S')
		buf_char(out, 'S');
	buf_text(out, flags);
}

void maildir_name_key(struct buf *out, const char *name)
{
	for (const char *p = name; *p != '\0'; p++) {
		if (*p > ' ' && *p < 0x7f && *p != '%')
			buf_char(out, *p);
		else
			buf_printf(out, "%%%02X", (unsigned char)*p);
	}
}

/* Without its flags and without ",copy=N". */
static size_t base_length(const char *name, size_t n)
{
	const char *info = strstr(name, INFO);
	size_t end = info == NULL || (size_t)(info - name) > n ? n : (size_t)(info - name),
	       digits_at = end;

	while (digits_at > 0 && name[digits_at - 1] >= '0' && name[digits_at - 1] <= '9')
		digits_at--;
	if (digits_at < end && digits_at >= strlen(COPY) &&
	    memcmp(name + digits_at - strlen(COPY), COPY, strlen(COPY)) == 0)
		return digits_at - strlen(COPY);
	return end;
}

bool maildir_name_is(const char *name, struct slice key)
{
	struct buf base = BUF_INIT, own = BUF_INIT;
	struct slice wanted = key;
	char *asked = slice_dup(key);
	bool is_it;

	buf_add(&base, name, base_length(name, strlen(name)));
	if (base.n > 0)
		maildir_name_key(&own, base.p);
	wanted.n = base_length(asked, key.n); /* in new/, too, a name may have flags */
	is_it = base.n > 0 && slice_equal(buf_all(&own), wanted);
	buf_release(&base);
	buf_release(&own);
	free(asked);
	return is_it;
}

void maildir_batch_init(struct maildir_batch *b, size_t max)
{
	b->names = xreallocarray(NULL, max, sizeof b->names[0]);
	b->n = 0;
	b->max = max;
	b->is_full = false;
}

void maildir_batch_clear(struct maildir_batch *b)
{
	for (size_t i = 0; i < b->n; i++)
		free(b->names[i]);
	b->n = 0;
	b->is_full = false;
}

void maildir_batch_release(struct maildir_batch *b)
{
	maildir_batch_clear(b);
	free(b->names);
	b->names = NULL;
}

static void swap(char **a, char **b)
{
	char *c = *a;

	*a = *b;
	*b = c;
}

static void sift_up(struct maildir_batch *b, size_t i)
{
	for (; i > 0 && maildir_name_compare(b->names[(i - 1) / 2], b->names[i]) < 0;
	     i = (i - 1) / 2)
		swap(&b->names[(i - 1) / 2], &b->names[i]);
}

static void sift_down(struct maildir_batch *b)
{
	size_t i = 0;

	for (;;) {
		size_t child = 2 * i + 1;

		if (child >= b->n)
			return;
		if (child + 1 < b->n &&
		    maildir_name_compare(b->names[child], b->names[child + 1]) < 0)
			child++;
		if (maildir_name_compare(b->names[i], b->names[child]) >= 0)
			return;
		swap(&b->names[i], &b->names[child]);
		i = child;
	}
}

void maildir_batch_offer(struct maildir_batch *b, const char *name)
{
	if (b->n < b->max) {
		b->names[b->n] = xstrdup(name);
		sift_up(b, b->n++);
		return;
	}
	b->is_full = true;
	if (maildir_name_compare(name, b->names[0]) >= 0)
		return;
	free(b->names[0]);
	b->names[0] = xstrdup(name);
	sift_down(b);
}

static int compare_names(const void *a, const void *b)
{
	return maildir_name_compare(*(char *const *)a, *(char *const *)b);
}

void maildir_batch_sort(struct maildir_batch *b)
{
	qsort(b->names, b->n, sizeof b->names[0], compare_names);
}

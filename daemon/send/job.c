/* SPDX-License-Identifier: MIT
 * Jobs; see job.h. The order of job_read() matters: the id first, so that a refusal can name
 * it; then what a sound core never gets wrong; then what a person's data can get wrong; the bytes
 * last. Signatures come after it, by job_prepend(), on the bytes that go out. */
#include "daemon/send/job.h"

#include <string.h>

#include "daemon/common/memfd.h"
#include "daemon/common/utf8.h"
#include "daemon/mail/master.h"
#include "daemon/send/envelope.h"
#include "daemon/send/message.h"

/* --- masters --- */

/* The place of `id`, JOB_MASTERS_MAX where there is none. */
static size_t find_master(const struct masters *m, uint64_t id)
{
	size_t i = 0;

	while (i < JOB_MASTERS_MAX && (m->all[i].bytes.p == NULL || m->all[i].id != id))
		i++;
	return i;
}

int masters_add(struct masters *m, uint64_t id, int fd, struct err *err)
{
	size_t place = find_master(m, id);

	if (fd < 0)
		return err_set(err, ERR_PERM, "a master without its bytes");
	for (size_t i = 0; place == JOB_MASTERS_MAX && i < JOB_MASTERS_MAX; i++) {
		if (m->all[i].bytes.p == NULL)
			place = i;
	}
	if (place == JOB_MASTERS_MAX)
		return err_set(err, ERR_PERM, "more than %d masters", JOB_MASTERS_MAX);
	/* Jobs made from an older one of this number have their own copy. */
	memfd_unmap(&m->all[place].bytes);
	m->all[place].id = id;
	if (memfd_map(fd, PROTOCOL_MASTER_MAX, &m->all[place].bytes, err) < 0)
		return -1;
	if (m->all[place].bytes.n == 0)
		return err_set(err, ERR_PERM, "an empty master");
	return master_check(m->all[place].bytes, err);
}

int masters_forget(struct masters *m, uint64_t id, struct err *err)
{
	size_t place = find_master(m, id);

	if (place == JOB_MASTERS_MAX)
		return err_set(err, ERR_PERM, "a master that is not here is to be forgotten");
	memfd_unmap(&m->all[place].bytes);
	return 0;
}

void masters_release(struct masters *m)
{
	for (size_t i = 0; i < JOB_MASTERS_MAX; i++)
		memfd_unmap(&m->all[i].bytes);
}

/* --- jobs --- */

void job_init(struct job *job)
{
	memset(job, 0, sizeof *job);
	buf_init(&job->envid);
	buf_init(&job->filled);
}

void job_clear(struct job *job)
{
	memfd_unmap(&job->mapping);
	job->message = SLICE_NONE;
	buf_clear(&job->envid);
	buf_clear(&job->filled);
	job->is_used = job->has_go = job->is_begun = false;
}

void job_release(struct job *job)
{
	job_clear(job);
	buf_release(&job->envid);
	buf_release(&job->filled);
}

/* The address as it goes into a command. It must be in its normal form already: core keeps no
 * other, so anything else did not come from where it should. */
static int read_address(struct slice text, const char *what, char out[ADDRESS_SIZE],
    struct err *err)
{
	struct address a;

	if (!address_parse_utf8(text, &a, err))
		return err_context(err, "the %s cannot be used", what);
	if (!slice_is(text, a.spec))
		return err_set(err, ERR_PERM, "the %s is not in its normal form", what);
	memcpy(out, a.spec, ADDRESS_SIZE);
	return 0;
}

static int read_envelope(struct job *job, const struct wire *w, struct err *err)
{
	struct slice sender = wire_text(w, "sender"), envid = wire_text(w, "envid");

	job->sender[0] = '\0';
	if (sender.n > 0 && read_address(sender, "sender", job->sender, err) < 0)
		return -1;
	if (read_address(wire_text(w, "recipient"), "recipient", job->recipient, err) < 0)
		return -1;
	job->is_utf8 = !utf8_is_ascii(slice_of(job->recipient));
	job->is_notify_never = slice_is(wire_text(w, "notify"), "never");
	envelope_xtext(&job->envid, slice_sub(envid, 0, ENVELOPE_ENVID_MAX + 1));
	if (job->envid.n > ENVELOPE_ENVID_MAX)
		return err_set(err, ERR_PERM, "the envelope's identifier is longer than %d bytes",
		    ENVELOPE_ENVID_MAX);
	return 0;
}

/* The values of the slots, from the fields "s.NAME"; how many. */
static size_t read_slots(const struct wire *w, struct master_value values[MASTER_SLOTS_MAX])
{
	size_t count = 0;

	for (size_t i = 0; i < w->count && count < MASTER_SLOTS_MAX; i++) {
		const struct wire_field *f = &w->fields[i];

		if (f->type != 't' || !slice_starts(f->name, PROTOCOL_SLOT_PREFIX))
			continue;
		values[count].name = slice_from(f->name, strlen(PROTOCOL_SLOT_PREFIX));
		values[count++].value = f->value;
	}
	return count;
}

static enum job_result fill(struct job *job, const struct wire *w, const struct masters *m,
    struct err *err)
{
	struct master_value values[MASTER_SLOTS_MAX];
	const struct wire_field *id = wire_field(w, "master", 'i');
	size_t place = id == NULL ? JOB_MASTERS_MAX : find_master(m, (uint64_t)id->number);

	if (place == JOB_MASTERS_MAX) {
		(void)err_set(err, ERR_PERM,
		    "a job without a message, or with a master that is not here");
		return JOB_MALFORMED;
	}
	if (master_fill(m->all[place].bytes, values, read_slots(w, values), &job->filled, err) < 0)
		return JOB_REFUSED;
	job->message = buf_all(&job->filled);
	return JOB_OK;
}

enum job_result job_read(struct job *job, const struct wire *w, int fd, const struct masters *m,
    struct err *err)
{
	enum job_result result = JOB_OK;

	job->id = w->id;
	if (wire_text(w, "recipient").n == 0) {
		(void)err_set(err, ERR_PERM, "a job without a recipient");
		return JOB_MALFORMED;
	}
	if (fd >= 0) {
		if (memfd_map(fd, PROTOCOL_MESSAGE_MAX, &job->mapping, err) < 0)
			return JOB_MALFORMED;
		job->message = job->mapping;
	} else {
		result = fill(job, w, m, err);
	}
	if (result != JOB_OK)
		return result;
	if (read_envelope(job, w, err) < 0 || message_check(job->message, &job->is_8bit, err) < 0)
		return JOB_REFUSED;
	return JOB_OK;
}

void job_prepend(struct job *job, struct slice fields)
{
	struct buf all = BUF_INIT;

	buf_slice(&all, fields);
	buf_slice(&all, job->message);
	memfd_unmap(&job->mapping);
	buf_release(&job->filled);
	job->filled = all;
	job->message = buf_all(&job->filled);
}

/* --- the queue --- */

void job_queue_init(struct job_queue *q)
{
	memset(q, 0, sizeof *q);
	for (size_t i = 0; i < JOB_QUEUE_MAX; i++)
		job_init(&q->places[i]);
}

void job_queue_release(struct job_queue *q)
{
	for (size_t i = 0; i < JOB_QUEUE_MAX; i++)
		job_release(&q->places[i]);
	q->count = 0;
}

struct job *job_queue_add(struct job_queue *q)
{
	struct job *job = q->places;

	if (q->count == JOB_QUEUE_MAX)
		return NULL;
	while (job->is_used)
		job++;
	job->is_used = true;
	q->jobs[q->count++] = job;
	return job;
}

struct job *job_queue_find(const struct job_queue *q, uint64_t id)
{
	for (size_t i = 0; i < q->count; i++) {
		if (q->jobs[i]->id == id)
			return q->jobs[i];
	}
	return NULL;
}

struct job *job_queue_next(const struct job_queue *q)
{
	for (size_t i = 0; i < q->count; i++) {
		if (!q->jobs[i]->is_begun)
			return q->jobs[i];
	}
	return NULL;
}

void job_queue_remove(struct job_queue *q, struct job *job)
{
	size_t i = 0;

	while (q->jobs[i] != job)
		i++;
	q->count--;
	memmove(&q->jobs[i], &q->jobs[i + 1], (q->count - i) * sizeof q->jobs[0]);
	job_clear(job);
}

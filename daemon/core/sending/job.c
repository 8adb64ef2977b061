/* SPDX-License-Identifier: MIT
 * Jobs for senders; see job.h. Owns what each message says of its recipient: the slots. */
#include "daemon/core/sending/job.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "daemon/common/log.h"
#include "daemon/common/memfd.h"
#include "daemon/common/protocol.h"
#include "daemon/core/announcements/announcement.h"
#include "daemon/core/letters/letter.h"
#include "daemon/core/letters/token_link.h"
#include "daemon/time/words.h"
#include "subscribers/import.h"

/* The number of a master: the announcement's, and for its form without HTML this bit beside it. */
#define TEXT_BIT (INT64_C(1) << 62)
/* And of an import's invitation. */
#define IMPORT_BIT (INT64_C(1) << 61)

void job_stream_init(struct job_stream *stream)
{
	memset(stream->masters, 0, sizeof stream->masters);
	bundle_init(&stream->jobs);
}

void job_stream_release(struct job_stream *stream)
{
	bundle_release(&stream->jobs);
}

void job_stream_clear(struct job_stream *stream)
{
	memset(stream->masters, 0, sizeof stream->masters);
	bundle_clear(&stream->jobs);
}

void job_cache_init(struct job_cache *c)
{
	c->id = 0;
	c->fd = -1;
}

void job_cache_release(struct job_cache *c)
{
	if (c->fd >= 0)
		(void)close(c->fd);
	job_cache_init(c);
}

static bool read_master(struct core *core, int64_t number, struct buf *master)
{
	if ((number & IMPORT_BIT) != 0)
		return import_master(core->db, number & ~IMPORT_BIT, master);
	return announcement_master(core->db, number & ~TEXT_BIT, (number & TEXT_BIT) != 0, master);
}

static bool fill_cache(struct core *core, struct job_cache *c, int64_t id)
{
	struct buf master = BUF_INIT;
	struct err err = ERR_INIT;

	if (c->id == id && c->fd >= 0)
		return true;
	job_cache_release(c);
	if (read_master(core, id, &master))
		c->fd = memfd_make(buf_all(&master), &err);
	buf_release(&master);
	c->id = c->fd >= 0 ? id : 0;
	return c->fd >= 0;
}

/* Sees to it that the sender holds the master; the one used longest ago makes room. */
static bool give_master(struct core *core, struct job_cache *cache, struct job_stream *stream,
    struct child *child, int64_t id)
{
	struct buf frame = BUF_INIT;
	int64_t *masters = stream->masters;
	int at = 0;

	while (at < JOB_MASTERS_MAX - 1 && masters[at] != id)
		at++;
	if (masters[at] != id) {
		if (!fill_cache(core, cache, id))
			return false;
		job_flush(stream, child); /* they may be made from the one that goes */
		if (masters[at] != 0) {
			wire_begin(&frame, "send.forget", (uint64_t)masters[at]);
			child_send(child, &frame, -1);
		}
		wire_begin(&frame, "send.master", (uint64_t)id);
		child_send(child, &frame, dup(cache->fd));
		buf_release(&frame);
	}
	memmove(masters + 1, masters, (size_t)at * sizeof masters[0]);
	masters[0] = id;
	return true;
}

static void add_slots(struct core *core, const struct outbox_item *item,
    const uint8_t hash[TOKEN_HASH_SIZE], struct buf *frame)
{
	char token[TOKEN_TEXT_SIZE];
	struct buf since = BUF_INIT;

	wire_add_text(frame, PROTOCOL_SLOT_PREFIX LETTER_SLOT_TO, slice_of(item->address));
	token_link_make(core, TOKEN_MESSAGE, item->id, 0, hash, token);
	wire_add_text(frame, PROTOCOL_SLOT_PREFIX LETTER_SLOT_MESSAGE, slice_of(token));
	if (item->import_id != 0) {
		token_link_make(core, TOKEN_CONFIRM, item->subscription_id, item->generation, hash,
		    token);
		wire_add_text(frame, PROTOCOL_SLOT_PREFIX LETTER_SLOT_CONFIRM, slice_of(token));
		return;
	}
	token_link_make(core, TOKEN_UNSUBSCRIBE, item->subscription_id, item->generation, hash,
	    token);
	wire_add_text(frame, PROTOCOL_SLOT_PREFIX LETTER_SLOT_UNSUBSCRIBE, slice_of(token));
	words_day(&since, item->since_at, core->conf.templates.timezone);
	wire_add_text(frame, PROTOCOL_SLOT_PREFIX LETTER_SLOT_SINCE, buf_all(&since));
	wire_add_text(frame, PROTOCOL_SLOT_PREFIX LETTER_SLOT_HOW,
	    slice_of(letter_channel_words(item->channel)));
	buf_release(&since);
}

void job_flush(struct job_stream *stream, struct child *child)
{
	if (stream->jobs.count == 0)
		return;
	child_send(child, &stream->jobs.frame, -1);
	bundle_clear(&stream->jobs);
}

static void give_job(struct job_stream *stream, struct child *child, const struct buf *frame,
    int fd)
{
	if (fd < 0 && bundle_add(&stream->jobs, frame))
		return;
	job_flush(stream, child);
	if (fd < 0)
		(void)bundle_add(&stream->jobs, frame); /* it is empty: it takes any */
	else
		child_send(child, frame, fd);
}

bool job_send(struct core *core, struct job_cache *cache, struct job_stream *stream,
    struct child *child, int lane, const struct outbox_item *item, bool may_finish)
{
	struct buf frame = BUF_INIT, message = BUF_INIT;
	struct err err = ERR_INIT;
	char sender[ADDRESS_SIZE], envid[LETTER_WORD_SIZE];
	uint8_t hash[TOKEN_HASH_SIZE];
	int64_t master;
	int fd = -1;
	bool is_made;

	token_link_hash(core, item->address, hash);
	letter_bounce_address(core, item->id, hash, envid, sender);
	wire_begin(&frame, "send.job", (uint64_t)item->id);
	wire_add_text(&frame, "sender", slice_of(sender));
	wire_add_text(&frame, "recipient", slice_of(item->address));
	/* The envelope id comes back in DSNs (RFC 3461 §4.4) where the address in MAIL FROM is
	 * lost. */
	wire_add_text(&frame, "envid", slice_of(envid));
	wire_add_int(&frame, "lane", lane);
	if (may_finish)
		wire_add_int(&frame, "go", 1);
	if (item->announcement_id != 0 || item->import_id != 0) {
		master = item->import_id != 0 ?
		    item->import_id | IMPORT_BIT :
		    item->announcement_id | (item->is_text ? TEXT_BIT : 0);
		is_made = give_master(core, cache, stream, child, master);
		wire_add_int(&frame, "master", master);
		add_slots(core, item, hash, &frame);
	} else {
		is_made = letter_load(core->db, item->id, &message);
		fd = is_made ? memfd_make(buf_all(&message), &err) : -1;
		is_made = is_made && fd >= 0;
	}
	if (is_made)
		give_job(stream, child, &frame, fd);
	else
		log_error("job.make", "id=%lld reason=\"%s\"", (long long)item->id,
		    err_is_set(&err) ? err.text : "its message is not in the store");
	buf_release(&frame);
	buf_release(&message);
	return is_made;
}

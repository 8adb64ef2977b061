/* SPDX-License-Identifier: MIT
 * An IMAP session over libetpan; see imap_session.h. Every call of libetpan's stands between
 * an allowance (imap_stream.h) and a look at how it ended, and nothing it allocated leaves this
 * file. */
#include "daemon/fetch/imap_session.h"

#include <stdlib.h>
#include <string.h>

#include <libetpan/libetpan.h>

#include "daemon/common/xmalloc.h"
#include "daemon/fetch/imap_line.h"
#include "daemon/fetch/imap_stream.h"

/* One FETCH of a body asks for this much, so that no literal is larger. */
#define PIECE (1U << 20)
/* What a server may say beside what was asked for: news of other messages comes with any answer,
 * and somebody who empties a folder makes some hundred thousand EXPUNGE lines. */
#define ALLOWANCE (4U << 20)
#define BODY_TIMES 3 /* a piece may take this many timeouts: a megabyte at 6 kB/s in 3 min */

struct imap_session {
	const struct start *start;
	const struct upstream *up;
	struct imap_stream *stream;
	mailimap *imap;
	struct buf mailbox; /* as the protocol spells them */
	struct buf processed;
	bool has_move;
	bool has_uidplus;
	bool has_idle;
};

/* --- how a command ended --- */

/* The farewell in what was read of the last answer, where there is one. */
static bool find_bye(struct imap_session *s, struct err *err)
{
	struct slice rest = slice_make(s->imap->imap_stream_buffer->str,
	    s->imap->imap_stream_buffer->len);
	struct slice text;
	struct buf quoted = BUF_INIT;

	while (slice_next_line(&rest, &text)) {
		struct imap_line line;

		imap_line_parse(text, &line);
		if (line.kind != IMAP_LINE_BYE)
			continue;
		imap_line_quote(&quoted, line.text);
		(void)err_set(err, ERR_TEMP, "the server ended the session: %s", quoted.p);
	}
	buf_release(&quoted);
	return err_is_set(err);
}

/* From here on the session is of no use; the stream is told, so that closing does not wait. */
static enum imap_result give_up(struct imap_session *s, enum imap_result how, const char *doing,
    struct err *err)
{
	const struct err *cause = imap_stream_error(s->stream);

	if (!find_bye(s, err)) {
		if (err_is_set(cause))
			(void)err_set(err, cause->kind, "%s", cause->text);
		else
			(void)err_set(err, ERR_TEMP, "the server's answer cannot be understood");
		(void)err_context(err, "%s", doing);
	}
	(void)imap_stream_fail(s->stream, ERR_TEMP, "the session was given up");
	return how;
}

static enum imap_result refused(struct imap_session *s, const char *doing, struct err *err)
{
	const char *said = s->imap->imap_response;
	struct buf quoted = BUF_INIT;

	imap_line_quote(&quoted, slice_of(said));
	(void)err_set(err, ERR_PERM, "%s: the server refused it: %s", doing, quoted.p);
	buf_release(&quoted);
	return IMAP_REFUSED;
}

static enum imap_result conclude(struct imap_session *s, int rc, const char *doing, struct err *err)
{
	switch (rc) {
	case MAILIMAP_NO_ERROR:
	case MAILIMAP_NO_ERROR_AUTHENTICATED:
		return IMAP_OK;
	case MAILIMAP_ERROR_STREAM:
	case MAILIMAP_ERROR_FATAL:
		return give_up(s, IMAP_BROKEN, doing, err);
	case MAILIMAP_ERROR_PARSE:
	case MAILIMAP_ERROR_PROTOCOL:
	case MAILIMAP_ERROR_MEMORY:
	case MAILIMAP_ERROR_BAD_STATE:
		/* A parser that ran out of bytes says "parse" as well. */
		return give_up(s,
		    err_is_set(imap_stream_error(s->stream)) ? IMAP_BROKEN : IMAP_GARBLED, doing,
		    err);
	}
	return refused(s, doing, err);
}

static void allow(struct imap_session *s)
{
	imap_stream_allow(s->stream, s->start->timeout_s, ALLOWANCE);
}

/* --- opening and closing --- */

static enum imap_result learn_capabilities(struct imap_session *s, struct err *err)
{
	struct mailimap_capability_data *data = NULL;
	enum imap_result result;

	allow(s);
	result = conclude(s, mailimap_capability(s->imap, &data), "asking what it can do", err);
	if (result != IMAP_OK)
		return result;
	mailimap_capability_data_free(data);
	s->has_move = mailimap_has_extension(s->imap, (char *)"MOVE") != 0;
	s->has_uidplus = mailimap_has_uidplus(s->imap) != 0;
	s->has_idle = mailimap_has_idle(s->imap) != 0;
	return IMAP_OK;
}

static enum imap_result select_mailbox(struct imap_session *s, struct err *err)
{
	enum imap_result result;

	allow(s);
	result = conclude(s, mailimap_select(s->imap, s->mailbox.p), "opening the mailbox", err);
	if (result == IMAP_REFUSED)
		return result;
	if (result == IMAP_OK && s->imap->imap_selection_info->sel_uidvalidity == 0) {
		(void)err_set(err, ERR_PERM,
		    "the server numbers its messages anew each time "
		    "(no UIDVALIDITY): it cannot be read without losing or repeating mail");
		return IMAP_REFUSED;
	}
	return result;
}

struct imap_session *imap_session_open(const struct start *start, struct slice password,
    struct upstream *up, struct err *err)
{
	struct imap_connect *c = imap_connect_open(start, password, up, err);
	struct imap_session *s;

	if (c == NULL)
		return NULL;
	s = xcalloc(1, sizeof *s);
	s->start = start;
	s->up = up;
	s->stream = imap_stream_take(c);
	s->imap = mailimap_new(0, NULL);
	if (s->imap == NULL)
		abort(); /* out of memory, as in xmalloc() */
	buf_init(&s->mailbox);
	buf_init(&s->processed);
	imap_line_mailbox(&s->mailbox, slice_of(start->mailbox));
	imap_line_mailbox(&s->processed, slice_of(start->processed));
	allow(s);
	if (conclude(s, mailimap_connect(s->imap, imap_stream_mail(s->stream)), "connecting",
	        err) == IMAP_OK &&
	    learn_capabilities(s, err) == IMAP_OK && select_mailbox(s, err) == IMAP_OK)
		return s;
	imap_session_close(s);
	return NULL;
}

void imap_session_close(struct imap_session *s)
{
	if (s == NULL)
		return;
	allow(s);
	mailimap_free(s->imap); /* with LOGOUT; what a broken stream refuses at once */
	imap_stream_free(s->stream);
	buf_release(&s->mailbox);
	buf_release(&s->processed);
	free(s);
}

uint32_t imap_session_uidvalidity(const struct imap_session *s)
{
	return s->imap->imap_selection_info->sel_uidvalidity;
}

uint32_t imap_session_uidnext(const struct imap_session *s)
{
	return s->imap->imap_selection_info->sel_uidnext;
}

uint32_t imap_session_exists(const struct imap_session *s)
{
	return s->imap->imap_selection_info->sel_exists;
}

bool imap_session_has_idle(const struct imap_session *s)
{
	return s->has_idle;
}

/* --- looking for mail --- */

enum imap_result imap_session_look(struct imap_session *s, struct err *err)
{
	allow(s);
	return conclude(s, mailimap_noop(s->imap), "looking for mail", err);
}

static int compare_uids(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return x < y ? -1 : x > y;
}

/* The numbers of the list that are wanted: "N:*" finds the last message also where its number is
 * lower than N (RFC 3501 §6.4.8). */
static size_t copy_uids(clist *list, uint32_t first, uint32_t last, uint32_t **uids_r)
{
	uint32_t *uids = xreallocarray(NULL, (size_t)clist_count(list) + 1, sizeof uids[0]);
	size_t n = 0, unique = 0;

	for (clistiter *i = clist_begin(list); i != NULL; i = clist_next(i)) {
		uint32_t uid = *(uint32_t *)clist_content(i);

		if (uid >= first && (last == 0 || uid <= last))
			uids[n++] = uid;
	}
	qsort(uids, n, sizeof uids[0], compare_uids);
	for (size_t i = 0; i < n; i++) {
		if (i == 0 || uids[i] != uids[i - 1])
			uids[unique++] = uids[i];
	}
	*uids_r = uids;
	return unique;
}

enum imap_result imap_session_search(struct imap_session *s, uint32_t first, uint32_t last,
    uint32_t **uids_r, size_t *count_r, struct err *err)
{
	/* In libetpan 0 is "*". The key owns the set. */
	struct mailimap_search_key
	    *key = mailimap_search_key_new_uid(mailimap_set_new_interval(first, last));
	clist *list = NULL;
	enum imap_result result;

	*uids_r = NULL;
	*count_r = 0;
	allow(s);
	result = conclude(s, mailimap_uid_search(s->imap, NULL, key, &list), "searching for mail",
	    err);
	mailimap_search_key_free(key);
	if (result == IMAP_OK && list != NULL)
		*count_r = copy_uids(list, first, last, uids_r);
	if (result == IMAP_OK && list != NULL)
		mailimap_search_result_free(list);
	return result;
}

/* --- one message --- */

/* What one FETCH line says; the pointers borrow from it. */
struct fetched {
	uint32_t uid;
	uint32_t size;
	struct mailimap_date_time *date;
	struct mailimap_msg_att_body_section *section;
};

static void read_item(struct mailimap_msg_att_item *item, struct fetched *f)
{
	struct mailimap_msg_att_static *att;

	if (item->att_type != MAILIMAP_MSG_ATT_ITEM_STATIC)
		return;
	att = item->att_data.att_static;
	if (att->att_type == MAILIMAP_MSG_ATT_UID)
		f->uid = att->att_data.att_uid;
	else if (att->att_type == MAILIMAP_MSG_ATT_RFC822_SIZE)
		f->size = att->att_data.att_rfc822_size;
	else if (att->att_type == MAILIMAP_MSG_ATT_INTERNALDATE)
		f->date = att->att_data.att_internal_date;
	else if (att->att_type == MAILIMAP_MSG_ATT_BODY_SECTION)
		f->section = att->att_data.att_body_section;
}

/* Finds the answer for this UID among those for others that came unasked. */
static bool find_fetched(clist *answers, uint32_t uid, bool needs_section, struct fetched *f)
{
	for (clistiter *i = clist_begin(answers); i != NULL; i = clist_next(i)) {
		struct mailimap_msg_att *att = clist_content(i);

		*f = (struct fetched){ 0, 0, NULL, NULL };
		for (clistiter *j = clist_begin(att->att_list); j != NULL; j = clist_next(j))
			read_item(clist_content(j), f);
		if (f->uid == uid && (!needs_section || f->section != NULL))
			return true;
	}
	return false;
}

/* Takes `type`. The answers are the caller's, to be freed where they are not NULL. */
static enum imap_result fetch(struct imap_session *s, uint32_t uid,
    struct mailimap_fetch_type *type, clist **answers_r, struct err *err)
{
	struct mailimap_set *set = mailimap_set_new_single(uid);
	int rc;
	enum imap_result result;

	*answers_r = NULL;
	rc = mailimap_uid_fetch(s->imap, set, type, answers_r);
	result = conclude(s, rc, "fetching a message", err);
	mailimap_set_free(set);
	mailimap_fetch_type_free(type);
	return result;
}

enum imap_result imap_session_meta(struct imap_session *s, uint32_t uid, struct imap_meta *meta,
    struct err *err)
{
	struct mailimap_fetch_type *type = mailimap_fetch_type_new_fetch_att_list_empty();
	struct fetched f;
	clist *answers;
	enum imap_result result;

	(void)mailimap_fetch_type_new_fetch_att_list_add(type, mailimap_fetch_att_new_uid());
	(void)mailimap_fetch_type_new_fetch_att_list_add(type,
	    mailimap_fetch_att_new_rfc822_size());
	(void)mailimap_fetch_type_new_fetch_att_list_add(type,
	    mailimap_fetch_att_new_internaldate());
	allow(s);
	result = fetch(s, uid, type, &answers, err);
	if (result != IMAP_OK)
		return result;
	*meta = (struct imap_meta){ uid, 0, -1 };
	if (answers == NULL || !find_fetched(answers, uid, false, &f)) {
		result = IMAP_GONE;
	} else {
		meta->size = f.size;
		if (f.date != NULL)
			meta->received_at = imap_line_date(f.date->dt_year, f.date->dt_month,
			    f.date->dt_day, f.date->dt_hour, f.date->dt_min, f.date->dt_sec,
			    f.date->dt_zone);
	}
	if (answers != NULL)
		mailimap_fetch_list_free(answers);
	return result;
}

/* Appends at most `n` bytes from `at` on; *got_r says how many there were. */
static enum imap_result fetch_piece(struct imap_session *s, uint32_t uid, uint32_t at, uint32_t n,
    struct buf *body, size_t *got_r, struct err *err)
{
	struct mailimap_fetch_type *type = mailimap_fetch_type_new_fetch_att_list_empty();
	struct fetched f;
	clist *answers;
	enum imap_result result;

	(void)mailimap_fetch_type_new_fetch_att_list_add(type, mailimap_fetch_att_new_uid());
	(void)mailimap_fetch_type_new_fetch_att_list_add(type,
	    mailimap_fetch_att_new_body_peek_section_partial(mailimap_section_new(NULL), at, n));
	imap_stream_allow(s->stream, BODY_TIMES * s->start->timeout_s, ALLOWANCE + n);
	result = fetch(s, uid, type, &answers, err);
	if (result != IMAP_OK)
		return result;
	*got_r = 0;
	if (answers == NULL || !find_fetched(answers, uid, true, &f)) {
		result = IMAP_GONE;
	} else if (f.section->sec_body_part != NULL) {
		*got_r = f.section->sec_length < n ? f.section->sec_length : n;
		buf_add(body, f.section->sec_body_part, *got_r);
	}
	if (answers != NULL)
		mailimap_fetch_list_free(answers);
	return result;
}

enum imap_result imap_session_body(struct imap_session *s, uint32_t uid, size_t max,
    struct buf *body, struct err *err)
{
	/* Until a piece comes back short: the sizes servers claim are not always true. */
	while (body->n < max) {
		uint32_t want = max - body->n < PIECE ? (uint32_t)(max - body->n) : PIECE;
		size_t got = 0;
		enum imap_result result = fetch_piece(s, uid, (uint32_t)body->n, want, body, &got,
		    err);

		if (result != IMAP_OK)
			return result;
		if (got < want)
			break;
	}
	return IMAP_OK;
}

/* --- settling --- */

static enum imap_result add_flag(struct imap_session *s, struct mailimap_set *set,
    struct mailimap_flag *flag, struct err *err)
{
	struct mailimap_flag_list *flags = mailimap_flag_list_new_empty();
	struct mailimap_store_att_flags *store;
	enum imap_result result;

	(void)mailimap_flag_list_add(flags, flag);
	store = mailimap_store_att_flags_new_add_flags_silent(flags);
	allow(s);
	result = conclude(s, mailimap_uid_store(s->imap, set, store), "marking a message", err);
	mailimap_store_att_flags_free(store);
	return result;
}

/* Takes the sets, which may be NULL. */
static void note_place(struct imap_place *place, uint32_t uidvalidity, struct mailimap_set *source,
    struct mailimap_set *dest)
{
	struct mailimap_set_item *item = dest != NULL && clist_count(dest->set_list) == 1 ?
	    clist_content(clist_begin(dest->set_list)) :
	    NULL;

	if (item != NULL && item->set_first == item->set_last && uidvalidity != 0) {
		place->uidvalidity = uidvalidity;
		place->uid = item->set_first;
	}
	if (source != NULL)
		mailimap_set_free(source);
	if (dest != NULL)
		mailimap_set_free(dest);
}

/* Marked as deleted, and gone where the server can remove one message alone: a plain EXPUNGE would
 * also remove what other people marked. */
static enum imap_result expunge(struct imap_session *s, struct mailimap_set *set, struct err *err)
{
	enum imap_result result = add_flag(s, set, mailimap_flag_new_deleted(), err);

	if (result != IMAP_OK || !s->has_uidplus)
		return result;
	allow(s);
	return conclude(s, mailimap_uid_expunge(s->imap, set), "removing a message", err);
}

/* MOVE (RFC 6851), or what it stands for. Without UIDPLUS the original stays, marked as deleted. */
static enum imap_result try_move(struct imap_session *s, struct mailimap_set *set,
    struct imap_place *place, struct err *err)
{
	struct mailimap_set *source = NULL, *dest = NULL;
	uint32_t uidvalidity = 0;
	enum imap_result result;

	allow(s);
	if (s->has_move)
		result = conclude(s,
		    mailimap_uidplus_uid_move(s->imap, set, s->processed.p, &uidvalidity, &source,
		        &dest),
		    "moving a message", err);
	else
		result = conclude(s,
		    mailimap_uidplus_uid_copy(s->imap, set, s->processed.p, &uidvalidity, &source,
		        &dest),
		    "copying a message", err);
	place->is_moved = result == IMAP_OK;
	note_place(place, uidvalidity, source, dest);
	if (result != IMAP_OK || s->has_move)
		return result;
	return expunge(s, set, err);
}

static enum imap_result move(struct imap_session *s, struct mailimap_set *set,
    struct imap_place *place, struct err *err)
{
	enum imap_result result = try_move(s, set, place, err);
	struct err create = ERR_INIT;

	if (result != IMAP_REFUSED || place->is_moved)
		return result;
	allow(s);
	result = conclude(s, mailimap_create(s->imap, s->processed.p),
	    "making the folder for stored mail", &create);
	if (result == IMAP_REFUSED) /* it exists: what the move was refused for is the news */
		return result;
	*err = create;
	return result == IMAP_OK ? try_move(s, set, place, err) : result;
}

enum imap_result imap_session_settle(struct imap_session *s, uint32_t uid, struct imap_place *place,
    struct err *err)
{
	struct mailimap_set *set = mailimap_set_new_single(uid);
	enum imap_result result;

	*place = (struct imap_place){ .is_moved = false };
	if (s->processed.n > 0)
		result = move(s, set, place, err);
	else
		result = add_flag(s, set, mailimap_flag_new_seen(), err);
	mailimap_set_free(set);
	return result;
}

/* --- removing --- */

static enum imap_result remove_selected(struct imap_session *s, const struct imap_place *place,
    int64_t received_at, struct err *err)
{
	struct mailimap_set *set;
	struct imap_meta meta;
	enum imap_result result;

	if (imap_session_uidvalidity(s) != place->uidvalidity)
		return IMAP_GONE; /* all was numbered anew: nobody can say which it is */
	result = imap_session_meta(s, place->uid, &meta, err);
	if (result != IMAP_OK)
		return result;
	if (meta.received_at >= 0 && meta.received_at != received_at)
		return IMAP_GONE;
	set = mailimap_set_new_single(place->uid);
	result = expunge(s, set, err);
	mailimap_set_free(set);
	return result;
}

enum imap_result imap_session_remove(struct imap_session *s, const struct imap_place *place,
    int64_t received_at, struct err *err)
{
	enum imap_result result;
	struct err back = ERR_INIT;

	if (!place->is_moved)
		return remove_selected(s, place, received_at, err);
	if (s->processed.n == 0)
		return IMAP_GONE; /* in a folder that is not ours any more */
	allow(s);
	result = conclude(s, mailimap_select(s->imap, s->processed.p),
	    "opening the folder of stored mail", err);
	if (result == IMAP_OK)
		result = remove_selected(s, place, received_at, err);
	if (result == IMAP_BROKEN || result == IMAP_GARBLED || select_mailbox(s, &back) == IMAP_OK)
		return result;
	*err = back;
	return give_up(s, IMAP_BROKEN, "going back to the mailbox", err);
}

enum imap_result imap_session_wait(struct imap_session *s, int seconds, struct err *err)
{
	if (imap_stream_wait(s->stream, 1000 * (int64_t)seconds) < 0)
		return give_up(s, IMAP_BROKEN, "waiting for mail", err);
	return IMAP_OK;
}

enum imap_idle_result imap_session_idle(struct imap_session *s, int seconds, struct err *err)
{
	enum imap_idle_result result = imap_idle(s->stream, s->up, seconds, s->start->timeout_s);
	const struct err *cause = imap_stream_error(s->stream);

	if (result == IMAP_IDLE_BROKEN || result == IMAP_IDLE_MUTE)
		(void)err_set(err, err_is_set(cause) ? cause->kind : ERR_TEMP,
		    "waiting for mail: %s",
		    err_is_set(cause) ? cause->text : "the connection failed");
	return result;
}

/* SPDX-License-Identifier: MIT
 * dpupctl import, as three verbs: "import" begins a file or finds how far it is, "import.rows"
 * brings one batch of its rows, "import.try" only says what a batch would become.
 *
 * A batch is one transaction, in which the import also moves behind it, so that nothing is half
 * done and nothing is done twice whoever dies. It is opened here and not by request.c: what the
 * audit log tells is that a file was brought, not each of its thousands of batches.
 *
 * Nobody in a file asked for its invitation: it waits for the hours of the list, unless staff say
 * --now. */
#include "daemon/core/verbs/request_fields.h"

#include "daemon/common/log.h"
#include "daemon/common/utf8.h"
#include "daemon/core/letters/consent_mail.h"
#include "daemon/core/letters/sending_hours.h"
#include "daemon/core/people/import_row.h"
#include "daemon/time/words.h"
#include "subscribers/json.h"

static int need_source(struct request *rq, struct slice *source_r, struct err *err)
{
	if (!wire_need_text(rq->w, "source", IMPORT_SOURCE_MAX, source_r, err))
		return -1;
	*source_r = slice_trim(*source_r);
	return utf8_is_line(*source_r) && source_r->n > 0 ?
	    0 :
	    err_set(err, ERR_PERM,
	        "--source is one line that says who gave you the addresses, and how: "
	        "every person is told");
}

static int need_open_list(struct request *rq, struct list *list_r, struct err *err)
{
	if (request_list(rq, "list", -1, list_r, err) < 0)
		return -1;
	return list_r->is_open ?
	    0 :
	    err_set(err, ERR_PERM, "\"%s\" is closed: nobody new", list_r->slug);
}

/* When what is brought now may begin to go. */
static int64_t due_at(struct request *rq, const struct list *list)
{
	return wire_int(rq->w, "now", 0, 1, 0) == 1 ? rq->now :
	                                              sending_hours_next(rq->core, list, rq->now);
}

static void answer(struct request *rq, const struct import *im, bool is_resumed)
{
	struct buf when = BUF_INIT;
	struct list list;

	if (list_get(rq->core->db, im->list_id, &list) && due_at(rq, &list) > rq->now)
		words_time(&when, due_at(rq, &list), list.timezone);
	buf_printf(&rq->json, "{\"id\":%lld,\"done\":%lld,\"total\":%lld,\"resumed\":%s,",
	    (long long)im->id, (long long)im->done, (long long)im->total,
	    is_resumed ? "true" : "false");
	import_json_counts(rq->core->db, im->id, &rq->json);
	if (when.n > 0) {
		buf_text(&rq->json, ",\"when\":");
		json_quote(&rq->json, buf_all(&when));
	}
	buf_char(&rq->json, '}');
	buf_release(&when);
}

static int begin(struct request *rq, const struct list *list, const uint8_t *hash,
    struct import *im, struct err *err)
{
	struct buf master = BUF_INIT;
	struct slice source;

	if (need_source(rq, &source, err) < 0 ||
	    !wire_need_int(rq->w, "total", 1, IMPORT_ROWS_MAX, &im->total, err))
		return -1;
	if (import_find(rq->core->db, list->id, hash, im)) {
		if (!slice_equal(buf_all(&im->source), source))
			return err_set(err, ERR_PERM,
			    "this file was begun with --source \"%.*s\": go on with the same words, "
			    "which the first of its people have been told",
			    SLICE_ARG(buf_all(&im->source)));
		answer(rq, im, true);
		return 0;
	}
	if (import_row_compile(rq->core, list, source, rq->now, &master, err) < 0) {
		buf_release(&master);
		return -1;
	}
	im->list_id = list->id;
	buf_clear(&im->source);
	buf_slice(&im->source, source);
	im->id = import_add(rq->core->db, im, hash, rq->actor, buf_all(&master), rq->now);
	log_info("import.begun", "id=%lld list=%s rows=%lld", (long long)im->id, list->slug,
	    (long long)im->total);
	answer(rq, im, false);
	buf_release(&master);
	return 0;
}

static int on_import(struct request *rq, struct err *err)
{
	struct slice hash = wire_bytes(rq->w, "file");
	struct import im;
	struct list list;
	int rc = -1;

	if (need_open_list(rq, &list, err) < 0)
		return -1;
	if (hash.n != HASH_SIZE)
		return err_set(err, ERR_PERM,
		    "the file has no fingerprint; is dpupctl of the same version?");
	import_init(&im);
	rc = begin(rq, &list, (const uint8_t *)hash.p, &im, err);
	import_release(&im);
	return rc;
}

/* --- rows --- */

struct batch {
	int64_t rows, counts[IMPORT_OUTCOMES];
	struct buf outcomes, reasons; /* JSON: a letter for each row; a text for each refused one */
};

static int do_rows(struct request *rq, const struct import_row *en, struct batch *b,
    struct err *err)
{
	struct slice rest = wire_bytes(rq->w, "rows");
	struct roster_row row;
	int got;

	while ((got = roster_next(&rest, &row)) == 1) {
		struct err why = ERR_INIT;
		enum import_outcome outcome = import_row_add(en, &row, &why);

		b->rows++;
		b->counts[outcome]++;
		buf_char(&b->outcomes, (char)('a' + (int)outcome));
		if (outcome == IMPORT_REFUSED) {
			buf_text(&b->reasons, b->reasons.n > 0 ? "," : "");
			json_quote(&b->reasons, slice_of(why.text));
		}
	}
	return got == 0 ?
	    0 :
	    err_set(err, ERR_PERM, "the rows are malformed; is dpupctl of the same version?");
}

static void answer_batch(struct request *rq, const struct batch *b)
{
	buf_printf(&rq->json, "{\"outcomes\":\"%s\",\"reasons\":[%s]}", b->outcomes.p,
	    b->reasons.p);
}

static int bring(struct request *rq, struct import *im, struct batch *b, struct err *err)
{
	struct import_row en = { .core = rq->core };
	struct buf wording = BUF_INIT;
	struct list list;
	int64_t from;
	int rc = -1;

	if (!wire_need_int(rq->w, "from", 0, IMPORT_ROWS_MAX, &from, err))
		return -1;
	if (im->finished_at != 0 || from != im->done)
		return err_set(err, ERR_PERM,
		    "the import is at row %lld, not %lld: does somebody else bring the same "
		    "file?",
		    (long long)im->done, (long long)from);
	if (!list_get(rq->core->db, im->list_id, &list))
		return err_set(err, ERR_BUG, "import %lld has no list", (long long)im->id);
	if (!list.is_open)
		return err_set(err, ERR_PERM, "\"%s\" was closed meanwhile: nobody new", list.slug);
	consent_mail_wording(rq->core, &list, &wording);
	en.list = &list;
	en.import_id = im->id;
	en.due_at = due_at(rq, &list);
	en.wording = buf_all(&wording);
	import_row_begin(&en);
	rc = do_rows(rq, &en, b, err);
	import_row_end(&en);
	if (rc == 0 && im->done + b->rows > im->total)
		rc = err_set(err, ERR_PERM, "there are more rows than the file had at first");
	if (rc == 0)
		import_advance(rq->core->db, im, b->rows, b->counts, rq->now);
	buf_release(&wording);
	return rc;
}

static void batch_release(struct batch *b)
{
	buf_release(&b->outcomes);
	buf_release(&b->reasons);
}

static int on_rows(struct request *rq, struct err *err)
{
	struct batch b = { .outcomes = BUF_INIT, .reasons = BUF_INIT };
	struct import im;
	int64_t id;
	int rc = -1;

	import_init(&im);
	db_begin(rq->core->db);
	if (request_id(rq, &id, err) == 0) {
		if (import_get(rq->core->db, id, &im))
			rc = bring(rq, &im, &b, err);
		else
			(void)err_set(err, ERR_PERM, "there is no import %lld", (long long)id);
	}
	if (rc == 0)
		rc = core_commit(rq->core, err);
	else
		db_rollback(rq->core->db);
	if (rc == 0) {
		answer_batch(rq, &b);
		core_wake(rq->core, WAKE_SEND);
	}
	if (rc == 0 && im.done == im.total)
		log_info("import.done", "id=%lld rows=%lld", (long long)im.id, (long long)im.total);
	batch_release(&b);
	import_release(&im);
	return rc;
}

static int on_try(struct request *rq, struct err *err)
{
	struct batch b = { .outcomes = BUF_INIT, .reasons = BUF_INIT };
	struct import_row en = { .core = rq->core };
	struct list list;
	int rc = need_open_list(rq, &list, err);

	en.list = &list;
	if (rc == 0)
		rc = do_rows(rq, &en, &b, err);
	if (rc == 0)
		answer_batch(rq, &b);
	batch_release(&b);
	return rc;
}

static int on_report(struct request *rq, struct err *err)
{
	struct import im;
	int64_t id;
	int rc = request_id(rq, &id, err);

	import_init(&im);
	if (rc == 0 && import_get(rq->core->db, id, &im))
		answer(rq, &im, im.finished_at == 0);
	else if (rc == 0)
		rc = err_set(err, ERR_PERM, "there is no import %lld", (long long)id);
	import_release(&im);
	return rc;
}

const struct request_verb import_verbs[] = {
	{ "import", true, FOR(ROLE_PRIVACY), on_import,
	    { REQUEST_LIST_IN("list"), REQUEST_TEXT("source"), REQUEST_BYTES("file"),
	        REQUEST_NUMBER("total"), REQUEST_FLAG("now") } },
	{ "import.rows", false, FOR(ROLE_PRIVACY), on_rows,
	    { REQUEST_ID(REQUEST_PLAIN), REQUEST_NUMBER("from"), REQUEST_BYTES("rows"),
	        REQUEST_FLAG("now") } },
	{ "import.try", false, FOR(ROLE_PRIVACY), on_try,
	    { REQUEST_LIST_IN("list"), REQUEST_BYTES("rows") } },
	{ "import.report", false, FOR(ROLE_PRIVACY), on_report, { REQUEST_ID(REQUEST_PLAIN) } },
	{ .verb = NULL },
};

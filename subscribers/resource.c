/* SPDX-License-Identifier: MIT
 * Owns the table resource; see resource.h. Every row carries its own words folded, so that a search
 * is one pass over rows of some hundred bytes: a Toolkit has hundreds of resources, not millions.
 */
#include "subscribers/resource.h"

#include "daemon/common/str_put.h"
#include "daemon/common/utf8.h"
#include "subscribers/json.h"

#define SEARCH_WORDS_MAX 8 /* the rest of a long question narrows nothing */

static bool is_url(struct slice url)
{
	size_t scheme = slice_starts(url, "https://") ? 8 : slice_starts(url, "http://") ? 7 : 0;

	if (scheme == 0 || url.n == scheme || url.n > RESOURCE_URL_MAX || !utf8_is_line(url))
		return false;
	for (size_t i = 0; i < url.n; i++) {
		if (url.p[i] == ' ' || url.p[i] == '<' || url.p[i] == '>' || url.p[i] == '"')
			return false;
	}
	return true;
}

int resource_check(const struct resource_input *in, struct err *err)
{
	if (!utf8_is_line(in->title) || in->title.n > RESOURCE_TITLE_MAX)
		return err_set(err, ERR_PERM, "a title is one line of at most %d bytes",
		    RESOURCE_TITLE_MAX);
	if (!utf8_is_line(in->summary) || in->summary.n > RESOURCE_SUMMARY_MAX)
		return err_set(err, ERR_PERM, "a summary is one line of at most %d bytes",
		    RESOURCE_SUMMARY_MAX);
	if (!utf8_is_line(in->topics) || in->topics.n > RESOURCE_TOPICS_MAX)
		return err_set(err, ERR_PERM, "topics are one line of at most %d bytes",
		    RESOURCE_TOPICS_MAX);
	if (in->url.n > 0 && !is_url(in->url))
		return err_set(err, ERR_PERM,
		    "a URL begins with https:// or http:// and has no spaces");
	return 0;
}

static void bind(struct db_stmt *st, const struct resource_input *in, int64_t now)
{
	db_bind_slice(st, ":title", in->title);
	db_bind_slice(st, ":url", in->url);
	db_bind_slice(st, ":summary", in->summary);
	db_bind_slice(st, ":topics", in->topics);
	db_bind_int(st, ":now", now);
}

static bool has_url(struct db *db, struct slice url, int64_t but)
{
	struct db_stmt *st = db_sql(db, "SELECT id FROM resource WHERE url = :url AND id <> :but");

	db_bind_slice(st, ":url", url);
	db_bind_int(st, ":but", but);
	return db_number(st, 0) != 0;
}

/* Writes the folded words of a row that was made or changed. */
static void fold(struct db *db, int64_t id)
{
	struct buf folded = BUF_INIT;
	struct db_stmt *st = db_sql(db,
	    "SELECT title || ' ' || summary || ' ' || topics FROM resource WHERE id = :id");

	db_bind_int(st, ":id", id);
	if (db_row(st)) {
		utf8_fold(&folded, db_text(st, 0));
		db_end(st);
	}
	st = db_sql(db, "UPDATE resource SET words = :words WHERE id = :id");
	db_bind_slice(st, ":words", buf_all(&folded));
	db_bind_int(st, ":id", id);
	db_do(st);
	buf_release(&folded);
}

int64_t resource_add(struct db *db, const struct resource_input *in, int64_t now)
{
	struct db_stmt *st;
	int64_t id;

	if (has_url(db, in->url, 0)) {
		(void)db_refuse(db, "there is a resource with that URL already");
		return 0;
	}
	st = db_sql(db,
	    "INSERT INTO resource (title, url, summary, topics, words, created_at, updated_at)"
	    " VALUES (:title, :url, :summary, :topics, '', :now, :now)");
	bind(st, in, now);
	db_do(st);
	id = db_last_id(db);
	fold(db, id);
	return id;
}

void resource_update(struct db *db, int64_t id, const struct resource_input *in, int64_t now)
{
	struct db_stmt *st;

	if (in->url.n > 0 && has_url(db, in->url, id)) {
		(void)db_refuse(db, "there is another resource with that URL");
		return;
	}
	st = db_sql(db,
	    "UPDATE resource SET title = coalesce(nullif(:title, ''), title),"
	    " url = coalesce(nullif(:url, ''), url), summary = coalesce(nullif(:summary, ''), summary),"
	    " topics = coalesce(nullif(:topics, ''), topics), updated_at = :now WHERE id = :id");
	bind(st, in, now);
	db_bind_int(st, ":id", id);
	db_do(st);
	fold(db, id);
}

bool resource_remove(struct db *db, int64_t id)
{
	struct db_stmt *st = db_sql(db, "DELETE FROM resource WHERE id = :id");

	db_bind_int(st, ":id", id);
	return db_run(st) > 0;
}

static bool has_all(struct slice text, struct slice words)
{
	struct slice word;

	for (int i = 0; i < SEARCH_WORDS_MAX && slice_next_word(&words, &word); i++) {
		bool is_there = false;

		for (size_t at = 0; !is_there && at + word.n <= text.n; at++)
			is_there = slice_equal(slice_sub(text, at, word.n), word);
		if (!is_there)
			return false;
	}
	return true;
}

size_t resource_search(struct db *db, struct slice words, struct resource *found_r, size_t most,
    bool *has_more_r)
{
	struct db_stmt *st = db_sql(db,
	    "SELECT id, title, url, summary, words FROM resource ORDER BY id DESC");
	struct buf folded = BUF_INIT;
	size_t n = 0;

	utf8_fold(&folded, words);
	*has_more_r = false;
	while (!*has_more_r && db_row(st)) {
		if (!has_all(db_text(st, 4), buf_all(&folded)))
			continue;
		if (n == most) {
			*has_more_r = true;
			db_end(st);
			break;
		}
		found_r[n].id = db_int(st, 0);
		str_put(found_r[n].title, sizeof found_r[n].title, "%.*s",
		    SLICE_ARG(db_text(st, 1)));
		str_put(found_r[n].url, sizeof found_r[n].url, "%.*s", SLICE_ARG(db_text(st, 2)));
		str_put(found_r[n].summary, sizeof found_r[n].summary, "%.*s",
		    SLICE_ARG(db_text(st, 3)));
		n++;
	}
	buf_release(&folded);
	return n;
}

#define JSON_RESOURCE \
	"json_object('id', id, 'title', title, 'url', url, 'summary', summary, 'topics', topics," \
	" 'created', " JSON_TIME("created_at") ", 'updated', " JSON_TIME("updated_at") ")"

bool resource_json(struct db *db, int64_t id, struct buf *out)
{
	struct db_stmt *st = db_sql(db, "SELECT " JSON_RESOURCE " FROM resource WHERE id = :id");

	db_bind_int(st, ":id", id);
	return json_row(st, out);
}

void resource_json_all(struct db *db, struct buf *out)
{
	json_rows(db_sql(db, "SELECT " JSON_RESOURCE " FROM resource ORDER BY id DESC"), out);
}

/* SPDX-License-Identifier: MIT
 * What a stock libcurl sender would be: one curl_easy handle a connection, a thread each, and the
 * journal dpupd keeps, in a store of dpupd's, with its tables and indexes: an intent is committed
 * before a message goes, its result after it, with synchronous=FULL and every thread's rows of the
 * moment in one transaction. It reads nobody's consent and makes no message. The yardstick of `make
 * bench`, not a part of dpupd.
 *
 *   curl_send PORT STORE MESSAGES CONNECTIONS BYTES    sends so many of the deliveries that are
 * queued in the store; prints messages per second */
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <curl/curl.h>
#include <sqlite3.h>

#define CONNECTIONS_MAX 64
#define TEXT_MAX 512

static struct {
	sqlite3 *db;
	pthread_mutex_t lock;
	pthread_cond_t asked, answered;
	int port, first, messages, connections, handed_out, running;
	size_t bytes;
	/* What each thread reports (-1: nothing yet) and is given (-1: no more). */
	struct {
		int result, next;
		bool is_waiting;
	} lines[CONNECTIONS_MAX];
} bench = { .lock = PTHREAD_MUTEX_INITIALIZER,
	.asked = PTHREAD_COND_INITIALIZER,
	.answered = PTHREAD_COND_INITIALIZER };

static void run_sql(const char *sql)
{
	if (sqlite3_exec(bench.db, sql, NULL, NULL, NULL) == SQLITE_OK)
		return;
	fprintf(stderr, "%s: %s\n", sql, sqlite3_errmsg(bench.db));
	exit(1);
}

static sqlite3_stmt *prepare(const char *sql)
{
	sqlite3_stmt *st;

	if (sqlite3_prepare_v2(bench.db, sql, -1, &st, NULL) != SQLITE_OK)
		exit(1);
	return st;
}

static void step(sqlite3_stmt *st, int id)
{
	sqlite3_bind_int(st, 1, id);
	if (sqlite3_step(st) != SQLITE_DONE)
		exit(1);
	sqlite3_reset(st);
}

/* Commits what every waiting thread reported and the intent of what it gets next. */
static void *keep_journal(void *context)
{
	sqlite3_stmt *settled = prepare("DELETE FROM lease WHERE delivery_id = ?");
	sqlite3_stmt *sent = prepare(
	    "UPDATE delivery SET state = 'sent', attempts = attempts + 1, settled_at = 1795000000"
	    " WHERE id = ?");
	sqlite3_stmt *attempt = prepare(
	    "INSERT INTO attempt (delivery_id, number, at, outcome, relay, stage, code, reply,"
	    " tls) VALUES (?, 1, 1795000000, 'sent', 'relay', 'dot', 250, '2.0.0 Ok: queued', 'none')");
	sqlite3_stmt
	    *intent = prepare("INSERT INTO lease (delivery_id, state) VALUES (?, 'sending')");

	(void)context;
	(void)pthread_mutex_lock(&bench.lock);
	while (bench.running > 0) {
		bool has_work = false, taken[CONNECTIONS_MAX] = { false };

		for (int i = 0; i < bench.connections; i++)
			has_work = has_work || bench.lines[i].is_waiting;
		if (!has_work) {
			(void)pthread_cond_wait(&bench.asked, &bench.lock);
			continue;
		}
		for (int i = 0; i < bench.connections; i++)
			taken[i] = bench.lines[i].is_waiting;
		(void)pthread_mutex_unlock(&bench.lock);
		run_sql("BEGIN IMMEDIATE");
		for (int i = 0; i < bench.connections; i++) {
			if (!taken[i])
				continue;
			if (bench.lines[i].result > 0) {
				step(settled, bench.lines[i].result);
				step(sent, bench.lines[i].result);
				step(attempt, bench.lines[i].result);
			}
			bench.lines[i].next = bench.handed_out < bench.messages ?
			    bench.first + bench.handed_out++ :
			    -1;
			if (bench.lines[i].next > 0)
				step(intent, bench.lines[i].next);
		}
		run_sql("COMMIT");
		(void)pthread_mutex_lock(&bench.lock);
		for (int i = 0; i < bench.connections; i++) {
			if (taken[i])
				bench.lines[i].is_waiting = false;
		}
		(void)pthread_cond_broadcast(&bench.answered);
	}
	(void)pthread_mutex_unlock(&bench.lock);
	sqlite3_finalize(settled);
	sqlite3_finalize(sent);
	sqlite3_finalize(attempt);
	sqlite3_finalize(intent);
	return NULL;
}

static int next_message(int line, int result)
{
	int next;

	(void)pthread_mutex_lock(&bench.lock);
	bench.lines[line].result = result;
	bench.lines[line].is_waiting = true;
	(void)pthread_cond_signal(&bench.asked);
	while (bench.lines[line].is_waiting)
		(void)pthread_cond_wait(&bench.answered, &bench.lock);
	next = bench.lines[line].next;
	if (next < 0) {
		bench.running--;
		(void)pthread_cond_signal(&bench.asked);
	}
	(void)pthread_mutex_unlock(&bench.lock);
	return next;
}

struct body {
	char *text;
	size_t n, at;
};

static size_t on_read(char *to, size_t size, size_t count, void *context)
{
	struct body *b = context;
	size_t n = b->n - b->at < size * count ? b->n - b->at : size * count;

	memcpy(to, b->text + b->at, n);
	b->at += n;
	return n;
}

/* A head of one's own, and the rest, the same for all: lines of 70 characters. */
static void fill(struct body *b, int id)
{
	size_t n = (size_t)snprintf(b->text, TEXT_MAX,
	    "From: News <dpup@example.govt.nz>\r\n"
	    "To: reader%d@example.org\r\nMessage-ID: <m%d@example.govt.nz>\r\nSubject: Benchmark\r\n\r\n",
	    id, id);

	while (n + 72 < bench.bytes) {
		memset(b->text + n, 'a', 70);
		memcpy(b->text + n + 70, "\r\n", 2);
		n += 72;
	}
	b->n = n;
	b->at = 0;
}

static void *send_all(void *context)
{
	int line = (int)(long)context, result = 0, id;
	struct body body = { malloc(bench.bytes + TEXT_MAX), 0, 0 };
	char url[64], from[96], to[96];
	CURL *curl = curl_easy_init();

	(void)snprintf(url, sizeof url, "smtp://127.0.0.1:%d/client.example", bench.port);
	curl_easy_setopt(curl, CURLOPT_URL, url);
	curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
	curl_easy_setopt(curl, CURLOPT_READFUNCTION, on_read);
	curl_easy_setopt(curl, CURLOPT_READDATA, &body);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	while ((id = next_message(line, result)) > 0) {
		struct curl_slist *rcpt;

		(void)snprintf(from, sizeof from, "<dpup+b-%d@example.govt.nz>", id);
		(void)snprintf(to, sizeof to, "<reader%d@example.org>", id);
		rcpt = curl_slist_append(NULL, to);
		curl_easy_setopt(curl, CURLOPT_MAIL_FROM, from);
		curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, rcpt);
		fill(&body, id);
		if (curl_easy_perform(curl) != CURLE_OK)
			exit(1);
		curl_slist_free_all(rcpt);
		result = id;
	}
	curl_easy_cleanup(curl);
	free(body.text);
	return NULL;
}

/* The deliveries were made one after the other: their ids follow each other. */
static void open_store(const char *path)
{
	sqlite3_stmt *queued;

	if (sqlite3_open_v2(path, &bench.db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK)
		exit(1);
	run_sql("PRAGMA journal_mode=WAL");
	run_sql("PRAGMA synchronous=FULL");
	queued = prepare("SELECT min(id), count(*) FROM delivery WHERE state = 'queued'");
	if (sqlite3_step(queued) != SQLITE_ROW || sqlite3_column_int(queued, 1) < bench.messages) {
		fprintf(stderr, "%s: too few deliveries are queued\n", path);
		exit(1);
	}
	bench.first = sqlite3_column_int(queued, 0);
	sqlite3_finalize(queued);
}

int main(int argc, char **argv)
{
	pthread_t threads[CONNECTIONS_MAX], journal;
	struct timespec from, to;

	if (argc != 6)
		return 64;
	bench.port = (int)strtol(argv[1], NULL, 10);
	bench.messages = (int)strtol(argv[3], NULL, 10);
	bench.connections = bench.running = (int)strtol(argv[4], NULL, 10);
	bench.bytes = (size_t)strtol(argv[5], NULL, 10);
	if (bench.connections < 1 || bench.connections > CONNECTIONS_MAX)
		return 64;
	open_store(argv[2]);
	curl_global_init(CURL_GLOBAL_ALL);
	(void)clock_gettime(CLOCK_MONOTONIC, &from);
	(void)pthread_create(&journal, NULL, keep_journal, NULL);
	for (long i = 0; i < bench.connections; i++)
		(void)pthread_create(&threads[i], NULL, send_all, (void *)i);
	for (int i = 0; i < bench.connections; i++)
		(void)pthread_join(threads[i], NULL);
	(void)pthread_join(journal, NULL);
	(void)clock_gettime(CLOCK_MONOTONIC, &to);
	printf("%.1f\n",
	    bench.messages /
	        ((double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9));
	(void)sqlite3_close(bench.db);
	return 0;
}

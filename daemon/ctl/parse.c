/* SPDX-License-Identifier: MIT
 * The offline parser. It reads files, hands each to dpupd-parse as sealed memory, waits at most two
 * seconds for the facts, classifies them and prints the verdict. A message that kills the worker or
 * takes too long is asked for again by its header alone; what kills even that has no facts but
 * "death". Nothing of a message is parsed in this process. */
#include "daemon/ctl/parse.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include <jansson.h>

#include "daemon/common/channel.h"
#include "daemon/common/json_put.h"
#include "daemon/common/memfd.h"
#include "daemon/common/protocol.h"
#include "daemon/common/spawn.h"
#include "daemon/common/str_put.h"
#include "daemon/common/utf8.h"
#include "daemon/common/wire.h"
#include "daemon/mail/classify.h"
#include "daemon/mail/facts.h"

#define ANSWER_MS 2000 /* what the daemon allows too */

struct worker {
	char *path;
	pid_t pid;
	int sock; /* -1: none is running */
};

struct options {
	struct classify_identity identity;
	bool has_address;
	const char *authserv_id;
	struct command_words *words;
};

/* --- the worker --- */

static void worker_stop(struct worker *w)
{
	int status;

	if (w->sock < 0)
		return;
	(void)close(w->sock);
	(void)kill(w->pid, SIGKILL); /* it may be gone already */
	while (waitpid(w->pid, &status, 0) < 0 && errno == EINTR)
		;
	w->sock = -1;
}

static int worker_start(struct worker *w, struct err *err)
{
	struct spawned spawned;

	if (w->sock >= 0)
		return 0;
	if (w->path == NULL)
		w->path = spawn_sibling("dpupd-parse");
	if (spawn_helper(w->path, "dpupd-parse", &spawned, err) < 0)
		return -1;
	w->pid = spawned.pid;
	w->sock = spawned.sock;
	return 0;
}

/* Waits for the answer; false where the worker died, was too slow or said nonsense. */
static bool receive(struct worker *w, struct facts *f)
{
	struct pollfd p = { .fd = w->sock, .events = POLLIN };
	struct buf frame = BUF_INIT;
	struct err err = ERR_INIT;
	struct wire wire;
	int fd = -1, ready;
	bool is_good;

	do {
		ready = poll(&p, 1, ANSWER_MS);
	} while (ready < 0 && errno == EINTR);
	is_good = ready == 1 && channel_receive(w->sock, &frame, &fd, &err) == CHANNEL_OK &&
	    wire_parse(buf_all(&frame), &wire, &err) == 0 && facts_decode(&wire, f, &err) == 0;
	if (fd >= 0)
		(void)close(fd);
	buf_release(&frame);
	return is_good;
}

static bool ask(struct worker *w, struct slice message, const char *authserv_id, bool head_only,
    struct facts *f)
{
	struct buf frame = BUF_INIT;
	struct err err = ERR_INIT;
	int fd = memfd_make(message, &err);
	bool is_good = false;

	wire_begin(&frame, "parse.mail", 1);
	if (authserv_id != NULL)
		wire_add_text(&frame, "authserv_id", slice_of(authserv_id));
	if (head_only)
		wire_add_int(&frame, "head_only", 1);
	if (fd >= 0 && channel_send(w->sock, &frame, fd, &err) == CHANNEL_OK)
		is_good = receive(w, f);
	if (fd >= 0)
		(void)close(fd);
	buf_release(&frame);
	if (!is_good)
		worker_stop(w);
	return is_good;
}

/* -1 only where no worker can be started at all. */
static int find_facts(struct worker *w, struct slice message, const struct options *o,
    struct facts *f, struct err *err)
{
	for (int head_only = 0; head_only <= 1; head_only++) {
		if (worker_start(w, err) < 0)
			return -1;
		if (ask(w, message, o->authserv_id, head_only == 1, f)) {
			if (head_only == 1)
				facts_limit(f, "death");
			return 0;
		}
		facts_release(f);
		facts_init(f);
	}
	facts_limit(f, "death");
	return 0;
}

/* --- printing --- */

static json_t *text_or_null(struct slice s)
{
	return s.n > 0 ? json_stringn(s.p, s.n) : json_null();
}

static json_t *text_of(const char *s)
{
	return text_or_null(slice_of(s));
}

static json_t *fact(const struct facts *f, enum facts_text which)
{
	return text_or_null(facts_get(f, which));
}

/* A list of lines as one text: "a@x.nz, b@x.nz". */
static json_t *joined(struct slice lines)
{
	struct buf out = BUF_INIT;
	struct slice line;
	json_t *j;

	while (slice_next_line(&lines, &line)) {
		if (out.n > 0)
			buf_text(&out, ", ");
		buf_slice(&out, line);
	}
	j = text_or_null(buf_all(&out));
	buf_release(&out);
	return j;
}

static json_t *first_line(struct slice lines)
{
	struct slice line = SLICE_NONE;

	(void)slice_next_line(&lines, &line); /* none: empty */
	return text_or_null(line);
}

static json_t *print_token(const struct verdict *v)
{
	char text[TOKEN_TEXT_LENGTH + 16];

	if (v->token_count == 0)
		return json_null();
	str_put(text, sizeof text, "%s-%s", token_type_text(v->tokens[0].type), v->tokens[0].text);
	return json_string(text); /* fits: a type has at most seven letters */
}

static json_t *print_command(const struct verdict *v)
{
	if (v->kind != KIND_COMMAND)
		return json_null();
	return json_pack("{s:s, s:s}", "verb", command_verb_text(v->command.verb), "args",
	    v->command.args);
}

static json_t *print_bounces(const struct verdict *v)
{
	json_t *list = json_array();

	for (size_t i = 0; i < v->bounce_count; i++) {
		const struct classify_bounce *b = &v->bounces[i];

		json_array_append_new(list,
		    json_pack("{s:o, s:o, s:o, s:s, s:s, s:o}", "recipient", text_of(b->recipient),
		        "action", text_of(b->action), "status", text_of(b->status), "class",
		        bounce_class_text(b->class), "reason", b->reason, "diagnostic",
		        text_of(b->diagnostic)));
	}
	return list;
}

static json_t *print_complaint(const struct verdict *v)
{
	if (v->kind != KIND_COMPLAINT)
		return json_null();
	return json_pack("{s:o, s:o}", "recipient", text_of(v->complaint_recipient), "type",
	    text_of(v->complaint_type));
}

static json_t *print_calendar(const struct facts *f, const struct verdict *v)
{
	if (v->kind != KIND_CALENDAR)
		return json_null();
	return json_pack("{s:o, s:o, s:I, s:o, s:o, s:o, s:o, s:o}", "method",
	    fact(f, FACTS_CALENDAR_METHOD), "uid", fact(f, FACTS_CALENDAR_UID), "sequence",
	    (json_int_t)f->number[FACTS_CALENDAR_SEQUENCE], "attendee",
	    fact(f, FACTS_CALENDAR_ATTENDEE), "partstat", fact(f, FACTS_CALENDAR_PARTSTAT),
	    "comment", fact(f, FACTS_CALENDAR_COMMENT), "start", fact(f, FACTS_CALENDAR_START),
	    "timezone", fact(f, FACTS_CALENDAR_ZONE));
}

static json_t *print_autoreply(const struct verdict *v)
{
	if (v->kind != KIND_AUTOREPLY)
		return json_null();
	return json_pack("{s:s, s:o}", "kind", v->automatic, "until", text_of(v->until));
}

static json_t *print_auth(const struct facts *f)
{
	return json_pack("{s:o, s:o, s:o, s:o}", "dkim", fact(f, FACTS_AUTH_DKIM), "spf",
	    fact(f, FACTS_AUTH_SPF), "dmarc", fact(f, FACTS_AUTH_DMARC), "domain",
	    fact(f, FACTS_AUTH_DOMAIN));
}

static json_t *print_limits(const struct facts *f)
{
	json_t *list = json_array();
	struct slice rest = facts_get(f, FACTS_LIMITS), line;

	while (slice_next_line(&rest, &line))
		json_array_append_new(list, json_stringn(line.p, line.n));
	return list;
}

/* A file's name may be any bytes; JSON is UTF-8. */
static json_t *print_name(const char *path)
{
	struct buf name = BUF_INIT;
	json_t *j;

	utf8_nfc(&name, slice_of(path));
	j = utf8_is_valid(slice_of(path)) ? json_string(path) : json_stringn(name.p, name.n);
	buf_release(&name);
	return j;
}

static int print(const char *path, const struct facts *f, const struct verdict *v)
{
	json_t *o = json_pack("{s:o, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "file",
	    print_name(path), "kind", classify_kind_text(v->kind), "from", fact(f, FACTS_FROM),
	    "to", joined(facts_get(f, FACTS_TO)), "message_id", fact(f, FACTS_MESSAGE_ID),
	    "in_reply_to", first_line(facts_get(f, FACTS_IN_REPLY_TO)), "subject",
	    fact(f, FACTS_SUBJECT), "charset", fact(f, FACTS_CHARSET), "token", print_token(v),
	    "command", print_command(v));
	int rc;

	json_put(o, "reply", json_stringn(v->reply.p, v->reply.n));
	json_put(o, "bounces", print_bounces(v));
	json_put(o, "complaint", print_complaint(v));
	json_put(o, "calendar", print_calendar(f, v));
	json_put(o, "autoreply", print_autoreply(v));
	json_put(o, "auth", print_auth(f));
	json_put(o, "limits", print_limits(f));
	rc = json_dumpf(o, stdout, JSON_COMPACT);
	json_decref(o);
	return rc == 0 && putchar('\n') != EOF ? 0 : -1;
}

/* --- one file --- */

static int read_file(const char *path, struct buf *out, bool *is_cut_r, struct err *err)
{
	int fd = strcmp(path, "-") == 0 ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = -1;

	*is_cut_r = false;
	if (fd < 0)
		return err_set(err, ERR_PERM, "%s: %s", path, strerror(errno));
	do {
		buf_reserve(out, 1U << 16);
		n = read(fd, out->p + out->n, 1U << 16);
		if (n > 0)
			out->n += (size_t)n;
	} while ((n > 0 && out->n <= PROTOCOL_MESSAGE_MAX) || (n < 0 && errno == EINTR));
	if (n < 0)
		(void)err_set(err, ERR_PERM, "%s: %s", path, strerror(errno));
	(void)close(fd); /* was only read */
	*is_cut_r = out->n > PROTOCOL_MESSAGE_MAX;
	if (*is_cut_r)
		out->n = PROTOCOL_MESSAGE_MAX;
	return n < 0 ? -1 : 0;
}

static const char *next_address_with(struct slice *rest, char delimiter, struct buf *base)
{
	struct slice line;

	while (slice_next_line(rest, &line)) {
		size_t plus = slice_find(line, delimiter), at = slice_find(line, '@');

		if (plus == 0 || plus >= at || at == line.n)
			continue;
		buf_clear(base);
		buf_slice(base, slice_sub(line, 0, plus));
		buf_slice(base, slice_from(line, at));
		return base->p;
	}
	return NULL;
}

/* Nobody said whose mailbox it is: the first address with a detail, of those the message was
 * delivered to, is taken for the service's. */
static void guess_identity(const struct facts *f, struct classify_identity *identity)
{
	static const enum facts_text where[] = { FACTS_ENVELOPE, FACTS_TO };
	struct buf base = BUF_INIT;

	for (size_t i = 0; i < sizeof where / sizeof where[0]; i++) {
		struct slice rest = facts_get(f, where[i]);

		while (next_address_with(&rest, identity->delimiter, &base) != NULL) {
			if (address_parse(buf_all(&base), &identity->address, NULL)) {
				buf_release(&base);
				return;
			}
		}
	}
	buf_release(&base);
}

static int parse_file(struct worker *w, const struct options *o, const char *path, struct err *err)
{
	struct classify_identity identity = o->identity;
	struct buf message = BUF_INIT;
	struct facts f;
	struct verdict v;
	bool is_cut;
	int rc = read_file(path, &message, &is_cut, err);

	facts_init(&f);
	verdict_init(&v);
	if (rc == 0)
		rc = find_facts(w, buf_all(&message), o, &f, err);
	if (rc == 0) {
		if (is_cut)
			facts_limit(&f, "size");
		if (!o->has_address)
			guess_identity(&f, &identity);
		classify(&f, &identity, &v);
		if (print(path, &f, &v) < 0)
			rc = err_set(err, ERR_TEMP, "cannot write the result: %s", strerror(errno));
	}
	verdict_release(&v);
	facts_release(&f);
	buf_release(&message);
	return rc;
}

/* --- options --- */

static int usage(void)
{
	fputs("usage: dpupctl parse [--address ADDRESS] [--delimiter C|none] [--domain DOMAIN]\n"
	      "           [--authserv-id ID] [--words FILE]... FILE...\n",
	    stderr);
	return EX_USAGE;
}

static bool set_option(struct options *o, int option, const char *value)
{
	struct err err = ERR_INIT;

	switch (option) {
	case 'a':
		o->has_address = address_parse(slice_of(value), &o->identity.address, &err);
		break;
	case 'd':
		o->identity.delimiter = strcmp(value, "none") == 0 ? '\0' : value[0];
		if (value[0] == '\0' || (o->identity.delimiter != '\0' && value[1] != '\0'))
			(void)err_set(&err, ERR_PERM, "the delimiter is one character, or none");
		break;
	case 'D':
		o->identity.domain = value;
		break;
	case 'i':
		o->authserv_id = value;
		break;
	case 'w':
		(void)command_words_load(o->words, value, &err); /* err says what was wrong */
		break;
	}
	if (err_is_set(&err))
		fprintf(stderr, "dpupctl: %s\n", err.text);
	return !err_is_set(&err);
}

static int read_options(int argc, char **argv, struct options *o)
{
	static const struct option known[] = {
		{ "address", required_argument, NULL, 'a' },
		{ "delimiter", required_argument, NULL, 'd' },
		{ "domain", required_argument, NULL, 'D' },
		{ "authserv-id", required_argument, NULL, 'i' },
		{ "words", required_argument, NULL, 'w' },
		{ NULL, 0, NULL, 0 },
	};
	int option;

	optind = 0; /* getopt was used for dpupctl's own options before */
	while ((option = getopt_long(argc, argv, "+", known, NULL)) != -1) {
		if (option == '?')
			return usage();
		if (!set_option(o, option, optarg))
			return EX_USAGE;
	}
	return optind < argc ? 0 : usage();
}

/* The words of te reo Māori that came with the program, where no --words says otherwise. */
static void load_default_words(struct command_words *words)
{
	char *beside = spawn_sibling("../templates/mi/words");
	const char *const paths[] = { beside, DPUPD_DATADIR "/templates/mi/words" };

	for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
		if (access(paths[i], R_OK) == 0 && command_words_load(words, paths[i], NULL) == 0)
			break;
	}
	free(beside);
}

int ctl_parse(int argc, char **argv)
{
	struct options o = { .identity = { .delimiter = '+' } };
	struct worker w = { .sock = -1 };
	int status;

	o.words = command_words_new();
	o.identity.words = o.words;
	load_default_words(o.words);
	(void)signal(SIGPIPE, SIG_IGN); /* cannot fail for this signal; writing tells */
	status = read_options(argc, argv, &o);
	for (int i = optind; status != EX_USAGE && i < argc; i++) {
		struct err err = ERR_INIT;

		if (parse_file(&w, &o, argv[i], &err) < 0) {
			fprintf(stderr, "dpupctl: %s\n", err.text);
			status = 1;
		}
	}
	worker_stop(&w);
	free(w.path);
	command_words_free(o.words);
	if (fflush(stdout) != 0)
		status = 1;
	return status;
}

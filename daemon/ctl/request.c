/* SPDX-License-Identifier: MIT
 * From argv to a request to a frame, by the rows of grammar.c. Everything is checked here that
 * can be: words that are choices, numbers, spans. What things mean is core's to judge, and it
 * checks all of it again.
 *
 * Never talks to the daemon, never prints. */
#include "daemon/ctl/request.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/common/memfd.h"
#include "daemon/common/nearest.h"
#include "daemon/common/num.h"
#include "daemon/common/slice.h"
#include "daemon/common/str_put.h"
#include "daemon/common/utf8.h"
#include "daemon/common/wire.h"
#include "daemon/common/xmalloc.h"

#define REQUEST_TEXT_MAX 8192       /* one value on the command line */
#define REQUEST_FILE_MAX (4U << 20) /* an announcement's limit is 100 kB; core says it better */
#define REQUEST_SPAN_MAX (366 * 86400)

/* --- finding the row ------------------------------------------------------------------------ */

static int unknown_noun(const char *noun, struct err *err)
{
	struct nearest n = NEAREST_INIT(noun);
	const char *best;

	for (size_t i = 0; i < grammar_verb_count; i++)
		nearest_offer(&n, grammar_verbs[i].noun);
	best = nearest_best(&n);
	if (best != NULL)
		return err_set(err, ERR_PERM, "there is no \"%.40s\"; did you mean \"%s\"?", noun,
		    best);
	return err_set(err, ERR_PERM, "there is no \"%.40s\"; \"dpupctl help\" shows what there is",
	    noun);
}

static int unknown_verb(const char *noun, const char *verb, struct err *err)
{
	struct nearest n = NEAREST_INIT(verb);
	const char *best;

	for (size_t i = 0; i < grammar_verb_count; i++)
		if (strcmp(grammar_verbs[i].noun, noun) == 0 && grammar_verbs[i].verb != NULL)
			nearest_offer(&n, grammar_verbs[i].verb);
	best = nearest_best(&n);
	if (best != NULL)
		return err_set(err, ERR_PERM, "\"%s\" has no \"%.40s\"; did you mean \"%s %s\"?",
		    noun, verb, noun, best);
	return err_set(err, ERR_PERM, "\"%s\" has no \"%.40s\"; \"dpupctl %s\" shows what it has",
	    noun, verb, noun);
}

static void how(const struct grammar_verb *v, struct err *err)
{
	size_t n = strlen(err->text);

	str_put(err->text + n, sizeof err->text - n, "; \"dpupctl %s%s%s --help\" shows how",
	    v->noun, v->verb != NULL ? " " : "", v->verb != NULL ? v->verb : "");
}

/* Puts what the value is of in front of what is wrong with it. */
static int named(struct err *err, const char *dashes, const char *name)
{
	char old[ERR_TEXT_MAX];

	memcpy(old, err->text, sizeof old);
	str_put(err->text, sizeof err->text, "%s%s %.400s", dashes, name, old);
	return -1;
}

/* --- values ---------------------------------------------------------------------------------- */

static bool is_word_of(const char *words, const char *text)
{
	struct slice rest = slice_of(words), word;

	while (slice_next(&rest, '|', &word))
		if (slice_is(word, text))
			return true;
	return false;
}

/* *err goes on where the name of the argument or option ended. */
static int check_value(const struct grammar_item *item, const char *text, struct err *err)
{
	int64_t n;

	if (text[0] == '\0')
		return err_set(err, ERR_PERM, "is empty");
	if (strlen(text) > REQUEST_TEXT_MAX)
		return err_set(err, ERR_PERM, "is longer than %d bytes", REQUEST_TEXT_MAX);
	if (!utf8_is_valid(slice_of(text)))
		return err_set(err, ERR_PERM, "is not UTF-8");
	if (item->kind == GRAMMAR_INT && !num_parse(slice_of(text), 0, INT64_MAX, &n))
		return err_set(err, ERR_PERM, "must be a number, not \"%.40s\"", text);
	if ((item->kind == GRAMMAR_SPAN || item->kind == GRAMMAR_SPANS) &&
	    !num_parse_span(slice_of(text), REQUEST_SPAN_MAX, &n))
		return err_set(err, ERR_PERM, "must be a span like 90m, 2h or 7d, not \"%.40s\"",
		    text);
	if (item->kind == GRAMMAR_WORD && !is_word_of(item->value, text))
		return err_set(err, ERR_PERM, "must be one of %s, not \"%.40s\"", item->value,
		    text);
	return 0;
}

/* Stores one value; only what there may be several of may be given again, and is then added. */
static int set_value(char **place, const struct grammar_item *item, const char *text,
    struct err *err)
{
	char *old = *place;

	if (old != NULL && item->kind != GRAMMAR_SPANS && item->kind != GRAMMAR_TEXTS)
		return err_set(err, ERR_PERM, "is given twice");
	if (item->kind == GRAMMAR_FLAG) {
		*place = xstrdup("");
		return 0;
	}
	if (check_value(item, text, err) != 0)
		return -1;
	*place = old == NULL ? xstrdup(text) : xasprintf("%s,%s", old, text);
	free(old);
	return 0;
}

/* --- argv ------------------------------------------------------------------------------------ */

struct parser {
	int argc, at;
	char **argv;
	struct request *r;
	bool is_ended; /* "--" was seen */
	int argument_count;
};

static bool is_option(const struct parser *rd, const char *arg)
{
	return !rd->is_ended && arg[0] == '-' && arg[1] != '\0';
}

/* -s, --json, --yes, --help, --version. 1: it was one of them, 0: it was not. */
static int read_global(struct parser *rd, const char *arg, struct err *err)
{
	struct request *r = rd->r;
	const struct {
		const char *name;
		bool *flag;
	} flags[] = { { "--json", &r->is_json }, { "--yes", &r->is_yes },
		{ "--help", &r->wants_help }, { "-h", &r->wants_help },
		{ "--version", &r->wants_version } };

	for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++) {
		if (strcmp(arg, flags[i].name) == 0) {
			*flags[i].flag = true;
			return 1;
		}
	}
	if (strcmp(arg, "--") == 0) {
		rd->is_ended = true;
		return 1;
	}
	if (strcmp(arg, "-s") != 0)
		return 0;
	if (rd->at == rd->argc)
		return err_set(err, ERR_PERM, "-s needs the path of the daemon's socket behind it");
	r->socket = rd->argv[rd->at++];
	return 1;
}

static int unknown_option(const struct grammar_verb *v, bool is_long, struct slice name,
    struct err *err)
{
	char *wanted = slice_dup(slice_sub(name, 0, 2 * NEAREST_LENGTH_MAX));
	struct nearest n = NEAREST_INIT(wanted);

	for (size_t i = 0; i < GRAMMAR_OPTIONS_MAX && v->options[i].kind != GRAMMAR_NONE; i++)
		nearest_offer(&n, v->options[i].name);
	if (nearest_best(&n) != NULL)
		(void)err_set(err, ERR_PERM, "there is no option %s%s; did you mean --%s?",
		    is_long ? "--" : "-", wanted, nearest_best(&n));
	else
		(void)err_set(err, ERR_PERM, "there is no option %s%s", is_long ? "--" : "-",
		    wanted);
	free(wanted);
	return -1;
}

static int read_option(struct parser *rd, const char *arg, struct err *err)
{
	const struct grammar_verb *v = rd->r->verb;
	struct slice name = slice_of(arg + 1 + (arg[1] == '-'));
	const char *value = strchr(arg, '=');
	size_t i = 0;

	if (value != NULL)
		name.n = (size_t)(value - name.p);
	while (i < GRAMMAR_OPTIONS_MAX && v->options[i].kind != GRAMMAR_NONE &&
	    !(arg[1] == '-' && slice_is(name, v->options[i].name)))
		i++;
	if (i == GRAMMAR_OPTIONS_MAX || v->options[i].kind == GRAMMAR_NONE)
		return unknown_option(v, arg[1] == '-', name, err);
	if (v->options[i].kind == GRAMMAR_FLAG && value != NULL)
		return err_set(err, ERR_PERM, "--%s takes no value", v->options[i].name);
	if (v->options[i].kind != GRAMMAR_FLAG && value == NULL && rd->at == rd->argc)
		return err_set(err, ERR_PERM, "--%s needs a value behind it", v->options[i].name);
	if (v->options[i].kind != GRAMMAR_FLAG)
		value = value != NULL ? value + 1 : rd->argv[rd->at++];
	if (set_value(&rd->r->options[i], &v->options[i], value, err) != 0)
		return named(err, "--", v->options[i].name);
	return 0;
}

static int read_argument(struct parser *rd, const char *arg, struct err *err)
{
	const struct grammar_verb *v = rd->r->verb;
	int i = rd->argument_count;

	if (i == GRAMMAR_ARGUMENTS_MAX || v->arguments[i].kind == GRAMMAR_NONE)
		return err_set(err, ERR_PERM, "\"%.40s\" is one word too many", arg);
	rd->argument_count++;
	if (set_value(&rd->r->arguments[i], &v->arguments[i], arg, err) != 0)
		return named(err, "", v->arguments[i].name);
	return 0;
}

static bool names_change(const struct request *r)
{
	for (size_t i = 0; i < GRAMMAR_OPTIONS_MAX; i++)
		if (r->options[i] != NULL &&
		    (r->verb->options[i].flags & (GRAMMAR_REQUIRED | GRAMMAR_ASIDE)) == 0)
			return true;
	return false;
}

static int check_complete(const struct request *r, struct err *err)
{
	const struct grammar_verb *v = r->verb;

	for (size_t i = 0; i < GRAMMAR_ARGUMENTS_MAX; i++)
		if (v->arguments[i].kind != GRAMMAR_NONE && r->arguments[i] == NULL &&
		    (v->arguments[i].flags & GRAMMAR_OPTIONAL) == 0)
			return err_set(err, ERR_PERM, "%s is missing", v->arguments[i].name);
	for (size_t i = 0; i < GRAMMAR_OPTIONS_MAX; i++)
		if ((v->options[i].flags & GRAMMAR_REQUIRED) != 0 && r->options[i] == NULL)
			return err_set(err, ERR_PERM, "--%s is missing", v->options[i].name);
	if ((v->flags & GRAMMAR_CHANGES) != 0 && !names_change(r))
		return err_set(err, ERR_PERM, "nothing is to be changed: no option says what");
	return 0;
}

/* Finds the row of what stands at the front. -1 on a mistake; 0 also where there is no row
 * because too little was given. */
static int read_verb(struct parser *rd, struct err *err)
{
	struct request *r = rd->r;
	int rc = 0;

	while (r->noun == NULL && rd->at < rd->argc) {
		const char *arg = rd->argv[rd->at++];

		rc = is_option(rd, arg) ? read_global(rd, arg, err) : 0;
		if (rc < 0)
			return -1;
		if (rc == 0 && is_option(rd, arg))
			return err_set(err, ERR_PERM,
			    "there is no option %.40s; \"dpupctl help\" shows "
			    "what there is",
			    arg);
		if (rc == 0)
			r->noun = arg;
	}
	if (r->noun != NULL && strcmp(r->noun, "help") == 0) {
		r->wants_help = true;
		r->noun = rd->at < rd->argc ? rd->argv[rd->at++] : NULL;
	}
	if (r->noun == NULL || r->wants_version)
		return 0;
	if (!grammar_has_noun(r->noun))
		return unknown_noun(r->noun, err);
	r->verb = grammar_find(r->noun, NULL);
	if (r->verb != NULL)
		return 0;
	while (rd->at < rd->argc && is_option(rd, rd->argv[rd->at])) {
		if (read_global(rd, rd->argv[rd->at++], err) <= 0)
			return err_set(err, ERR_PERM,
			    "the verb comes before its options; \"dpupctl %s\" "
			    "shows what there is",
			    r->noun);
	}
	if (rd->at == rd->argc)
		return 0;
	r->verb = grammar_find(r->noun, rd->argv[rd->at]);
	return r->verb != NULL ? (rd->at++, 0) : unknown_verb(r->noun, rd->argv[rd->at], err);
}

int request_parse(int argc, char **argv, struct request *r, struct err *err)
{
	struct parser rd = { .argc = argc, .at = 1, .argv = argv, .r = r };
	int rc;

	memset(r, 0, sizeof *r);
	if (read_verb(&rd, err) != 0)
		return -1;
	if (r->verb == NULL)
		return 0;
	if ((r->verb->flags & GRAMMAR_RAW) != 0) {
		r->raw_argc = argc - rd.at + 1;
		r->raw_argv = argv + rd.at - 1;
		r->wants_help |= r->raw_argc == 2 && strcmp(r->raw_argv[1], "--help") == 0;
		return 0;
	}
	while (rd.at < argc) {
		const char *arg = argv[rd.at++];

		rc = is_option(&rd, arg) ? read_global(&rd, arg, err) : 0;
		if (rc == 0)
			rc = is_option(&rd, arg) ? read_option(&rd, arg, err) :
			                           read_argument(&rd, arg, err);
		if (rc < 0) {
			how(r->verb, err);
			return -1;
		}
	}
	if (!r->wants_help && check_complete(r, err) != 0) {
		how(r->verb, err);
		return -1;
	}
	return 0;
}

void request_release(struct request *r)
{
	for (size_t i = 0; i < GRAMMAR_ARGUMENTS_MAX; i++)
		free(r->arguments[i]);
	for (size_t i = 0; i < GRAMMAR_OPTIONS_MAX; i++)
		free(r->options[i]);
	memset(r, 0, sizeof *r);
}

const char *request_value(const struct request *r, const char *name)
{
	const struct grammar_verb *v = r->verb;

	for (size_t i = 0; i < GRAMMAR_ARGUMENTS_MAX && v->arguments[i].kind != GRAMMAR_NONE; i++)
		if (strcmp(v->arguments[i].name, name) == 0)
			return r->arguments[i];
	for (size_t i = 0; i < GRAMMAR_OPTIONS_MAX && v->options[i].kind != GRAMMAR_NONE; i++)
		if (strcmp(v->options[i].name, name) == 0)
			return r->options[i];
	return NULL;
}

void request_set(struct request *r, const char *name, char *value)
{
	const struct grammar_verb *v = r->verb;

	for (size_t i = 0; i < GRAMMAR_OPTIONS_MAX && v->options[i].kind != GRAMMAR_NONE; i++)
		if (strcmp(v->options[i].name, name) == 0)
			r->options[i] = value;
}

/* --- the frame ------------------------------------------------------------------------------- */

static int read_content(const char *path, struct buf *out, struct err *err)
{
	bool is_stdin = strcmp(path, "-") == 0;
	int fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = -1;

	if (fd < 0)
		return err_set(err, ERR_PERM, "%.200s cannot be read: %s", path, strerror(errno));
	do {
		buf_reserve(out, 65536);
		n = read(fd, out->p + out->n, 65536);
		out->n += n > 0 ? (size_t)n : 0;
	} while ((n > 0 && out->n <= REQUEST_FILE_MAX) || (n < 0 && errno == EINTR));
	out->p[out->n] = '\0';
	if (n < 0)
		(void)err_set(err, ERR_PERM, "%.200s cannot be read: %s", path, strerror(errno));
	else if (out->n > REQUEST_FILE_MAX)
		(void)err_set(err, ERR_PERM, "%.200s is larger than 4 MiB", path);
	else if (!utf8_is_valid(buf_all(out)) || memchr(out->p, '\0', out->n) != NULL)
		(void)err_set(err, ERR_PERM, "%.200s is not text in UTF-8", path);
	else if (slice_trim(buf_all(out)).n == 0)
		(void)err_set(err, ERR_PERM, "%.200s is empty", path);
	if (!is_stdin)
		(void)close(fd);
	return err_is_set(err) ? -1 : 0;
}

static int add_content(struct buf *frame, const struct grammar_item *item, const char *path,
    int *fd_r, struct err *err)
{
	struct buf content = BUF_INIT;
	int rc = read_content(path, &content, err);

	if (rc == 0 && content.n <= GRAMMAR_FILE_INLINE && wire_has_room(frame, content.n))
		wire_add_text(frame, item->name, buf_all(&content));
	else if (rc == 0 && (*fd_r = memfd_make(buf_all(&content), err)) < 0)
		rc = -1;
	buf_release(&content);
	return rc;
}

static void add_path(struct buf *frame, const char *name, const char *path)
{
	char *here = path[0] == '/' ? NULL : getcwd(NULL, 0);
	char *full = here == NULL ? xstrdup(path) : xasprintf("%s/%s", here, path);

	wire_add_text(frame, name, slice_of(full));
	free(full);
	free(here);
}

static int add_item(struct buf *frame, const struct grammar_item *item, const char *text, int *fd_r,
    struct err *err)
{
	int64_t n = 0;

	if (!wire_has_room(frame, PATH_MAX + strlen(text)))
		return err_set(err, ERR_PERM, "the command is too long");
	switch (item->kind) {
	case GRAMMAR_INT:
		(void)num_parse(slice_of(text), 0, INT64_MAX, &n); /* was checked */
		wire_add_int(frame, item->name, n);
		break;
	case GRAMMAR_SPAN:
		(void)num_parse_span(slice_of(text), REQUEST_SPAN_MAX, &n); /* was checked */
		wire_add_int(frame, item->name, n);
		break;
	case GRAMMAR_FLAG:
		wire_add_int(frame, item->name, 1);
		break;
	case GRAMMAR_PATH:
		add_path(frame, item->name, text);
		break;
	case GRAMMAR_FILE:
		return add_content(frame, item, text, fd_r, err);
	case GRAMMAR_TEXT:
	case GRAMMAR_WORD:
	case GRAMMAR_SPANS:
	case GRAMMAR_TEXTS:
		wire_add_text(frame, item->name, slice_of(text));
		break;
	case GRAMMAR_NONE:
		break;
	}
	return 0;
}

int request_frame(const struct request *r, uint64_t id, struct buf *frame, int *fd_r,
    struct err *err)
{
	const struct grammar_verb *v = r->verb;
	char *name = v->verb != NULL ? xasprintf("%s.%s", v->noun, v->verb) : xstrdup(v->noun);
	int rc = 0;

	*fd_r = -1;
	wire_begin(frame, name, id);
	free(name);
	for (size_t i = 0; i < GRAMMAR_ARGUMENTS_MAX && rc == 0; i++)
		if (r->arguments[i] != NULL)
			rc = add_item(frame, &v->arguments[i], r->arguments[i], fd_r, err);
	for (size_t i = 0; i < GRAMMAR_OPTIONS_MAX && rc == 0; i++)
		if (r->options[i] != NULL && (v->options[i].flags & GRAMMAR_LOCAL) == 0)
			rc = add_item(frame, &v->options[i], r->options[i], fd_r, err);
	if (rc != 0 && *fd_r >= 0) {
		(void)close(*fd_r);
		*fd_r = -1;
	}
	return rc;
}

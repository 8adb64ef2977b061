/* SPDX-License-Identifier: MIT
 * Templates that are kept: what is found, what a reload takes, what it refuses, what is left of a
 * broken one, and how much there may be. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "daemon/mail/template_shelf.h"

struct fixture {
	char folder[40];
	struct template_shelf *shelf;
	struct buf complaints;
	json_t *values;
};

static void path_of(const struct fixture *f, const char *name, char path[256])
{
	(void)snprintf(path, 256, "%s/%s", f->folder, name);
}

static void put_bytes(const struct fixture *f, const char *name, const char *text, size_t n)
{
	char path[256];
	FILE *file;

	path_of(f, name, path);
	file = fopen(path, "w");
	assert_non_null(file);
	assert_int_equal(fwrite(text, 1, n, file), n);
	assert_int_equal(fclose(file), 0);
}

static void put(const struct fixture *f, const char *name, const char *text)
{
	put_bytes(f, name, text, strlen(text));
}

static void drop(const struct fixture *f, const char *name)
{
	char path[256];

	path_of(f, name, path);
	assert_int_equal(remove(path), 0);
}

/* What a start does, and each reload. */
static void load(struct fixture *f)
{
	struct template_shelf *before = f->shelf;

	buf_clear(&f->complaints);
	f->shelf = template_shelf_new(f->folder, before, &f->complaints);
	template_shelf_free(before);
}

/* The text, or what the error must say. */
static void check(const struct fixture *f, const char *name, const char *expected)
{
	struct buf out = BUF_INIT;
	struct err err = ERR_INIT;

	buf_text(&out, "|");
	if (template_shelf_render(f->shelf, name, f->values, &out, &err) < 0) {
		assert_string_equal(out.p, "|");
		if (strstr(err.text, expected) == NULL)
			print_error("%s\n", err.text);
		assert_non_null(strstr(err.text, expected));
	} else {
		assert_string_equal(out.p + 1, expected);
	}
	buf_release(&out);
}

static bool complains(const struct fixture *f, const char *of)
{
	return f->complaints.n > 0 && strstr(f->complaints.p, of) != NULL;
}

static int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof *f);
	char path[256];

	(void)snprintf(f->folder, sizeof f->folder, "/tmp/test_shelf.XXXXXX");
	assert_non_null(mkdtemp(f->folder));
	path_of(f, "en", path);
	assert_int_equal(mkdir(path, 0700), 0);
	path_of(f, "mi", path);
	assert_int_equal(mkdir(path, 0700), 0);
	f->values = json_pack("{s:s}", "x", "<b>");
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;
	char command[100];

	template_shelf_free(f->shelf);
	buf_release(&f->complaints);
	json_decref(f->values);
	(void)snprintf(command, sizeof command, "rm -r %s", f->folder);
	assert_int_equal(system(command), 0);
	free(f);
	return 0;
}

static void test_what_is_found(void **state)
{
	struct fixture *f = *state;

	put(f, "en/a.txt", "{{x}}\n{{>footer}}\n{{>nosuch}}");
	put(f, "en/a.html", "<p>{{x}}</p>{{>footer}}");
	put(f, "en/footer.txt", "text {{x}}\n");
	put(f, "en/footer.html", "<i>{{x}}</i>");
	put(f, "en/indented.txt", "  {{>footer}}\nend\n");
	put(f, "en/up.txt", "{{>../en/a}}{{>../mi/a}}.");
	put(f, "en/cycle.txt", "{{>cycle}}");
	put(f, "mi/a.txt", "mi {{x}}");
	put(f, "mi/a.txt~", "an editor's");
	put(f, "en/.a.txt.swp", "an editor's");
	put(f, "README", "no language");
	load(f);
	assert_int_equal(f->complaints.n, 0);
	check(f, "en/a.txt", "<b>\ntext <b>\n");
	check(f, "en/a.html", "<p>&lt;b&gt;</p><i>&lt;b&gt;</i>");
	check(f, "en/indented.txt", "  text <b>\nend\n");
	check(f, "en/up.txt", ".");
	check(f, "en/cycle.txt", "partials include each other");
	check(f, "mi/a.txt", "mi <b>");
	check(f, "en/none.txt", "is not there");
	assert_true(template_shelf_has(f->shelf, "mi/a.txt"));
	assert_false(template_shelf_has(f->shelf, "mi/a.txt~"));
	assert_false(template_shelf_has(f->shelf, "mi/footer.txt"));
	assert_false(template_shelf_has(f->shelf, "mi"));
	assert_false(template_shelf_has(NULL, "mi/a.txt"));
}

static void test_a_change_waits_for_the_reload(void **state)
{
	struct fixture *f = *state;

	put(f, "en/a.txt", "one");
	load(f);
	put(f, "en/a.txt", "two");
	put(f, "en/b.txt", "new");
	check(f, "en/a.txt", "one");
	check(f, "en/b.txt", "is not there");
	load(f);
	check(f, "en/a.txt", "two");
	check(f, "en/b.txt", "new");
	drop(f, "en/b.txt");
	load(f);
	check(f, "en/b.txt", "is not there");
	assert_int_equal(f->complaints.n, 0);
}

/* What somebody left half-written: the last good one stays, through more than one reload. */
static void test_a_broken_one_stays_as_it_was(void **state)
{
	static const char *const broken[] = { "two {{x", "two {{#x}}", "two \xff", "" };
	struct fixture *f = *state;

	put(f, "en/a.txt", "{{>foot}}");
	put(f, "en/foot.txt", "one");
	put(f, "en/b.txt", "b one");
	load(f);
	for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++) {
		put(f, "en/foot.txt", broken[i]);
		put(f, "en/b.txt", "b two");
		load(f);
		assert_true(complains(f, "en/foot.txt"));
		assert_true(complains(f, "the one before stays in force"));
		check(f, "en/a.txt", "one");
		check(f, "en/b.txt", "b two");
	}
	put(f, "en/foot.txt", "three");
	load(f);
	assert_int_equal(f->complaints.n, 0);
	check(f, "en/a.txt", "three");
}

/* Without its footer a mail would not say how to leave. */
static void test_broken_from_the_start(void **state)
{
	struct fixture *f = *state;

	put(f, "en/a.txt", "text\n{{>foot}}");
	put(f, "en/foot.txt", "{{");
	load(f);
	assert_true(complains(f, "en/foot.txt"));
	assert_true(complains(f, "no mail is made of it"));
	assert_false(template_shelf_has(f->shelf, "en/foot.txt"));
	check(f, "en/foot.txt", "is broken");
	check(f, "en/a.txt", "en/foot.txt is not there, or is broken");
	load(f); /* still */
	check(f, "en/a.txt", "is broken");
}

static void test_phrases(void **state)
{
	struct fixture *f = *state;
	char *long_table = malloc(8200);
	json_t *table;

	put(f, "mi/phrases",
	    "# greetings\ngreeting = Tēnā koe\n\nfarewell=Ngā mihi\ngreeting = twice\nno value\n= no key\nbad = \xff\n");
	load(f);
	table = template_shelf_phrases(f->shelf, "mi");
	assert_int_equal(json_object_size(table), 2);
	assert_string_equal(json_string_value(json_object_get(table, "greeting")), "Tēnā koe");
	assert_string_equal(json_string_value(json_object_get(table, "farewell")), "Ngā mihi");
	assert_null(template_shelf_phrases(f->shelf, "en"));
	assert_null(template_shelf_phrases(f->shelf, ""));
	assert_null(template_shelf_phrases(f->shelf, "../mi"));
	assert_false(template_shelf_has(f->shelf, "mi/phrases"));
	memset(long_table, '#', 8200);
	put_bytes(f, "mi/phrases", long_table, 8193);
	load(f);
	assert_true(complains(f, "mi/phrases is longer than 8192 bytes"));
	assert_int_equal(json_object_size(template_shelf_phrases(f->shelf, "mi")), 2);
	put_bytes(f, "mi/phrases", long_table, 8192);
	load(f);
	assert_int_equal(f->complaints.n, 0);
	free(long_table);
}

/* 64 files of 256 KiB are 16 MiB, and fit; one byte more does not, whichever file is read last. */
static void test_the_limits(void **state)
{
	struct fixture *f = *state;
	char *text = malloc(TEMPLATE_FILE_MAX + 1), name[32];
	size_t lines = 0;

	memset(text, 'x', TEMPLATE_FILE_MAX + 1);
	for (int i = 0; i < 64; i++) {
		(void)snprintf(name, sizeof name, "en/n%d.txt", i);
		put_bytes(f, name, text, TEMPLATE_FILE_MAX);
	}
	load(f);
	assert_int_equal(f->complaints.n, 0);
	put(f, "en/one.txt", "x");
	template_shelf_free(f->shelf);
	f->shelf = NULL;
	load(f);
	for (const char *p = f->complaints.p; (p = strchr(p, '\n')) != NULL; p++)
		lines++;
	assert_int_equal(lines, 1);
	assert_true(complains(f, "all together have at most 16777216 bytes"));
	put_bytes(f, "en/n0.txt", text, TEMPLATE_FILE_MAX + 1);
	load(f);
	assert_true(complains(f, "en/n0.txt is longer than 262144 bytes"));
	free(text);
}

static void test_a_folder_that_went_away(void **state)
{
	struct fixture *f = *state;
	char folder[40];

	put(f, "en/a.txt", "one {{>foot}}");
	put(f, "en/foot.txt", "foot");
	put(f, "mi/phrases", "greeting = Tēnā koe\n");
	load(f);
	(void)snprintf(folder, sizeof folder, "%s", f->folder);
	f->folder[strlen(f->folder) - 1] = '\0';
	load(f);
	(void)snprintf(f->folder, sizeof f->folder, "%s", folder);
	assert_true(complains(f, "No such file or directory"));
	check(f, "en/a.txt", "one foot");
	assert_int_equal(json_object_size(template_shelf_phrases(f->shelf, "mi")), 1);
	load(f);
	assert_int_equal(f->complaints.n, 0);
	check(f, "en/a.txt", "one foot");
}

/* A language without templates is told: mails would be in English, and nobody would know why. */
static void test_language(void **state)
{
	struct fixture *f = *state;

	put(f, "en/a.txt", "one");
	put(f, "mi/a.txt", "tahi");
	load(f);
	assert_true(template_shelf_speaks(f->shelf, "mi", &f->complaints));
	assert_true(template_shelf_speaks(f->shelf, "en", &f->complaints));
	assert_int_equal(f->complaints.n, 0);
	assert_false(template_shelf_speaks(f->shelf, "m", &f->complaints));
	assert_non_null(strstr(f->complaints.p, "templates.language is \"m\", and "));
	assert_non_null(strstr(f->complaints.p, "/m has no template: mails are in English\n"));
}

static void test_no_folder(void **state)
{
	struct buf complaints = BUF_INIT;
	struct template_shelf *shelf = template_shelf_new("/nonexistent/templates", NULL,
	    &complaints);

	(void)state;
	assert_string_equal(complaints.p, "/nonexistent/templates: No such file or directory\n");
	assert_false(template_shelf_has(shelf, "en/a.txt"));
	assert_false(template_shelf_speaks(shelf, "en", &complaints));
	assert_string_equal(complaints.p,
	    "/nonexistent/templates: No such file or directory\n"); /* it is told once */
	template_shelf_free(shelf);
	buf_release(&complaints);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_what_is_found, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_a_change_waits_for_the_reload, set_up,
		    tear_down),
		cmocka_unit_test_setup_teardown(test_a_broken_one_stays_as_it_was, set_up,
		    tear_down),
		cmocka_unit_test_setup_teardown(test_broken_from_the_start, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_phrases, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_the_limits, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_a_folder_that_went_away, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_language, set_up, tear_down),
		cmocka_unit_test(test_no_folder),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

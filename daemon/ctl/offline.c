/* SPDX-License-Identifier: MIT
 * What dpupctl does by itself; see offline.h. `parse` is in parse.c. */
#include "daemon/ctl/offline.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "daemon/common/conf.h"
#include "daemon/ctl/output.h"
#include "daemon/ctl/screen.h"
#include "daemon/mail/template.h"

#define CONFIG_DEFAULT DPUPD_SYSCONFDIR "/dpupd/dpupd.conf"

/* Each line of `text` as an element of a JSON list. */
static json_t *lines_json(struct slice text)
{
	json_t *list = json_array();
	struct slice line;

	while (slice_next_line(&text, &line))
		if (line.n > 0)
			(void)json_array_append_new(list,
			    json_stringn(line.p, line.n)); /* only memory */
	return list;
}

static void write_lines(struct slice text, const char *prefix)
{
	struct buf out = BUF_INIT;
	struct slice line;

	while (slice_next_line(&text, &line)) {
		if (line.n == 0)
			continue;
		buf_text(&out, prefix);
		screen_add(&out, line, SCREEN_ONE_LINE);
		buf_char(&out, '\n');
	}
	(void)fwrite(out.p, 1, out.n, stderr); /* nowhere left to say that it failed */
	buf_release(&out);
}

static bool write_json(int rc, const struct conf_report *report)
{
	json_t *json = json_pack("{s:b, s:o, s:o}", "ok", rc == 0, "errors",
	    lines_json(buf_all(&report->errors)), "warnings",
	    lines_json(buf_all(&report->warnings)));
	char *text = json_dumps(json, JSON_COMPACT);
	struct buf out = BUF_INIT;
	bool is_written;

	buf_printf(&out, "%s\n", text != NULL ? text : "{}");
	is_written = output_write(&out);
	buf_release(&out);
	free(text);
	json_decref(json);
	return is_written;
}

int offline_config_check(const struct request *r)
{
	const char *path = request_value(r, "file") != NULL ? request_value(r, "file") :
	                                                      CONFIG_DEFAULT;
	struct conf_report report;
	struct conf conf;
	struct buf out = BUF_INIT;
	bool is_written;
	int rc;

	conf_report_init(&report);
	rc = conf_load_here(path, &conf, &report);
	if (r->is_json) {
		is_written = write_json(rc, &report);
	} else {
		write_lines(buf_all(&report.errors), "");
		write_lines(buf_all(&report.warnings), "warning: ");
		screen_add(&out, slice_of(path), SCREEN_ONE_LINE);
		buf_text(&out, ": ok\n");
		is_written = rc != 0 || output_write(&out);
	}
	buf_release(&out);
	conf_release(&conf);
	conf_report_release(&report);
	return rc == 0 && is_written ? 0 : 1;
}

int offline_render(const struct request *r)
{
	const char *template = request_value(r, "template"), *path = request_value(r, "json");
	struct buf out = BUF_INIT;
	struct err err = ERR_INIT;
	json_error_t error;
	size_t flags = JSON_DECODE_ANY | JSON_ALLOW_NUL;
	json_t *values = strcmp(path, "-") == 0 ? json_loadf(stdin, flags, &error) :
	                                          json_load_file(path, flags, &error);
	int status = 1;

	if (values == NULL)
		output_error("%s:%d: %s", path, error.line > 0 ? error.line : 1, error.text);
	else if (template_render_file(template, values, &out, &err) != 0)
		output_error("%s", err.text);
	else
		status = output_write(&out) ? 0 : 1;
	json_decref(values);
	buf_release(&out);
	return status;
}

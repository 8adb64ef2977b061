/* SPDX-License-Identifier: MIT
 * Pages for machines: whether we are well, and the numbers Prometheus reads. */
#include "daemon/core/health/metrics.h"
#include "daemon/core/web/web.h"

static void show_health(struct web_visit *v)
{
	bool is_well = v->core->store_error[0] == '\0' && !v->core->is_stopping;

	v->status = is_well ? 200 : 503;
	v->type = "text/plain; charset=utf-8";
	buf_text(&v->body, is_well ? "ok\n" : "not well: see dpupctl doctor\n");
}

/* Asked for on the loopback listener alone, which knows no other page (daemon/web/route.h). */
static void show_metrics(struct web_visit *v)
{
	if (v->core->conf.web.metrics_listen == NULL) {
		web_show(v, 404, "404", NULL);
		return;
	}
	v->status = 200;
	v->type = "text/plain; version=0.0.4; charset=utf-8";
	metrics_write(v->core, v->now, &v->body);
}

const struct web_page health_pages[] = {
	{ "health", show_health, NULL },
	{ "metrics", show_metrics, NULL },
	{ NULL, NULL, NULL },
};

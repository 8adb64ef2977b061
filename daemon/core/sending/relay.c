/* SPDX-License-Identifier: MIT
 * Relays; see relay.h. Pure but for the log: times are arguments. */
#include "daemon/core/sending/relay.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/common/log.h"
#include "daemon/common/str_put.h"
#include "daemon/common/utf8.h"
#include "daemon/common/xmalloc.h"
#include "daemon/core/loop/login.h"
#include "daemon/time/words.h"
#include "subscribers/json.h"

static const char *const state_names[] = { "unknown", "up", "down" };

void relay_init(struct relay *r, struct sender_pool *pool, const struct conf_relay *conf,
    const char *helo)
{
	memset(r, 0, sizeof *r);
	r->pool = pool;
	r->conf = conf;
	r->name = xstrdup(conf->name);
	r->helo = xstrdup(helo);
	breaker_init(&r->breaker, conf->connections);
}

void relay_release(struct relay *r)
{
	free(r->name);
	free(r->helo);
	memset(r, 0, sizeof *r);
}

void relay_is_well(struct relay *r, int64_t now)
{
	breaker_taken(&r->breaker, now);
	r->strikes = 0;
	if (r->breaker.state != BREAKER_CLOSED)
		return;
	if (r->state == RELAY_DOWN)
		log_info("relay.up", "relay=%s", r->name);
	r->state = RELAY_UP;
	r->text[0] = r->cause[0] = '\0';
}

void relay_pause(struct relay *r, const char *cause, struct slice text, int64_t now)
{
	char quoted[LOG_QUOTED_MAX];

	if (!breaker_trip(&r->breaker, cause, now))
		return;
	r->state = RELAY_DOWN;
	r->strikes = 0;
	str_put(r->cause, sizeof r->cause, "%s", cause);
	str_put(r->text, sizeof r->text, "%.*s",
	    SLICE_ARG(slice_sub(text, 0, utf8_cut(text, sizeof r->text - 1))));
	log_warning("relay.down", "relay=%s cause=%s pause_s=%lld reason=%s", r->name, r->cause,
	    (long long)r->breaker.pause_s, log_quote(quoted, text));
}

void relay_report(struct relay *r, const struct wire *w, int64_t now)
{
	static const char *const causes[] = { "network", "tls", "auth", "refused", "busy" };
	struct slice state = wire_text(w, "state");
	const char *cause = "network";

	if (slice_is(state, "up")) {
		r->smtputf8 = wire_int(w, "smtputf8", 0, 1, 0) == 1 ? RELAY_OFFERS :
		                                                      RELAY_OFFERS_NOT;
		/* Another connection than the one that tries it may have been made before the
		 * trouble. */
		breaker_connected(&r->breaker);
		if (breaker_connections(&r->breaker) == 0)
			return;
		/* Connected and let in: it is up for people; its trial ends with the first message.
		 */
		if (r->state != RELAY_UP)
			log_info("relay.up", "relay=%s", r->name);
		r->state = RELAY_UP;
		r->text[0] = r->cause[0] = '\0';
		return;
	}
	if (!slice_is(state, "down"))
		return; /* closed for being idle: no news */
	for (size_t i = 0; i < sizeof causes / sizeof causes[0]; i++) {
		if (slice_is(wire_text(w, "cause"), causes[i]))
			cause = causes[i];
	}
	relay_pause(r, cause, wire_text(w, "text"), now);
}

void relay_start_frame(const struct relay *r, int64_t idle_s, int64_t answer_s, struct buf *frame)
{
	wire_begin(frame, "send.start", 0);
	wire_add_text(frame, "relay", slice_of(r->name));
	wire_add_text(frame, "url", slice_of(r->conf->url));
	wire_add_text(frame, "tls", slice_of(r->conf->tls));
	wire_add_int(frame, "idle_s", idle_s);
	wire_add_int(frame, "answer_s", answer_s);
	login_add(frame, "helo", r->helo);
	login_add(frame, "user", r->conf->user);
	login_add(frame, "password_file", r->conf->password_file);
	login_add(frame, "auth", r->conf->auth);
	login_add(frame, "ca_file", r->conf->ca_file);
	login_add(frame, "certificate_file", r->conf->certificate_file);
	login_add(frame, "certificate_key_file", r->conf->certificate_key_file);
	login_add_oauth2(frame, &r->conf->oauth2);
	if (r->conf->dkim.selector == NULL)
		return;
	login_add(frame, "dkim_domain", r->conf->dkim.domain);
	login_add(frame, "dkim_selector", r->conf->dkim.selector);
	login_add(frame, "dkim_file", r->conf->dkim.key_file);
	login_add(frame, "dkim_selector2", r->conf->dkim.selector2);
	login_add(frame, "dkim_file2", r->conf->dkim.key_file2);
}

bool relay_is_full(const struct relay *r, int64_t now)
{
	return r->is_at_limit && r->free_at > now;
}

bool relay_waits(const struct relay *r, int64_t now, const char *zone, const char *before,
    struct buf *why)
{
	bool is_resting = r->breaker.state == BREAKER_RESTING;

	if (breaker_connections(&r->breaker) > 0 && !relay_is_full(r, now))
		return false;
	buf_printf(why, "%s%s is %s", before, r->name,
	    is_resting                ? "resting until " :
	        relay_is_full(r, now) ? "at its limit until " :
	                                "being tried");
	if (is_resting || relay_is_full(r, now))
		words_time(why, is_resting ? r->breaker.until : r->free_at, zone);
	return true;
}

/* What it is doing, for people. */
static const char *use_text(const struct relay *r, bool is_first, int64_t now)
{
	switch (r->breaker.state) {
	case BREAKER_RESTING:
		return "resting";
	case BREAKER_PROBING:
		return "being tried";
	case BREAKER_TRIAL:
		return "on trial: one message at a time";
	case BREAKER_CLOSED:
		break;
	}
	if (relay_is_full(r, now))
		return "at its limit";
	return is_first ? "in use" : "in reserve";
}

void relay_json(const struct relay *r, int running, int busy, bool is_first, int64_t now,
    struct buf *out)
{
	buf_text(out, "{\"relay\":");
	json_quote(out, slice_of(r->name));
	buf_printf(out,
	    ",\"state\":\"%s\",\"use\":\"%s\",\"connections\":%d,\"busy\":%d,\"sent\":%lld",
	    state_names[r->state], use_text(r, is_first, now), running, busy, (long long)r->sent);
	if (r->smtputf8 != RELAY_OFFER_UNKNOWN)
		buf_printf(out, ",\"smtputf8\":%s", r->smtputf8 == RELAY_OFFERS ? "true" : "false");
	if (r->breaker.bearable < r->breaker.most)
		buf_printf(out, ",\"bearable\":%d", r->breaker.bearable);
	if (r->breaker.state == BREAKER_RESTING)
		buf_printf(out, ",\"next_try_s\":%lld",
		    (long long)(r->breaker.until > now ? r->breaker.until - now : 0));
	if (relay_is_full(r, now)) {
		buf_text(out, ",\"limit_until\":");
		json_time(out, r->free_at);
	}
	if (r->text[0] != '\0') {
		buf_printf(out, ",\"cause\":\"%s\",\"text\":", r->cause);
		json_quote(out, slice_of(r->text));
	}
	buf_char(out, '}');
}

void relay_set_back(struct relay *r, int64_t by_s)
{
	breaker_set_back(&r->breaker, by_s);
	if (r->free_at > 0)
		r->free_at -= by_s;
	r->counted_at = 0;
}

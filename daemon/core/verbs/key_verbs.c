/* SPDX-License-Identifier: MIT
 * dpupctl config rotate-key. */
#include "daemon/common/log.h"
#include "daemon/core/staff/request.h"
#include "subscribers/json.h"
#include "subscribers/key_mark.h"

static int on_rotate(struct request *rq, struct err *err)
{
	struct core *core = rq->core;
	struct buf text = BUF_INIT;

	if (token_key_rotate(core->conf.store.key_file, &core->key, rq->now, err) < 0)
		return -1;
	token_key_age(&core->key, rq->now);
	key_mark_note(core->db, &core->key, rq->now);
	log_info("token.key", "number=%d", token_key_count(&core->key));
	buf_printf(&text, "key %d signs from now on; back %s up again", token_key_count(&core->key),
	    core->conf.store.key_file);
	buf_printf(&rq->json, "{\"id\":%d,\"text\":", token_key_count(&core->key));
	json_quote(&rq->json, buf_all(&text));
	buf_char(&rq->json, '}');
	buf_release(&text);
	return 0;
}

const struct request_verb key_verbs[] = {
	{ "config.rotate-key", true, FOR(ROLE_ADMIN), on_rotate, { { NULL } } },
	{ .verb = NULL },
};

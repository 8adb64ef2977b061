/* SPDX-License-Identifier: MIT
 * Meetings of a community: a local start, a length, where and how to join. */
#ifndef SUBSCRIBERS_MEETING_H
#define SUBSCRIBERS_MEETING_H

#include "../daemon/common/buf.h"
#include "db.h"

#define MEETING_TITLE_MAX 120
#define MEETING_PLACE_MAX 300
#define MEETING_LINK_MAX 500
#define MEETING_AGENDA_MAX 20000
#define MEETING_LENGTH_MAX_S 86400
/* Nobody plans further; a year mistyped does. */
#define MEETING_AHEAD_MAX_S ((int64_t)3 * 366 * 86400)

struct meeting {
	int64_t id, list_id, starts_at, length_s;
	bool is_cancelled;
	char title[MEETING_TITLE_MAX + 1];
	char timezone[64];
	char place[MEETING_PLACE_MAX + 1];
	char link[MEETING_LINK_MAX + 1];
};

struct meeting_input {
	int64_t list_id, starts_at, length_s;
	struct slice title, timezone, place, link, agenda;
};

/* In a transaction; refuses it where the input cannot be. Returns the id. */
int64_t meeting_add(struct db *db, const struct meeting_input *in, int64_t now);
/* False where it is not planned any more. */
bool meeting_cancel(struct db *db, int64_t id, struct slice reason);
bool meeting_get(struct db *db, int64_t id, struct meeting *m_r);
/* The agenda as written. */
void meeting_agenda(struct db *db, int64_t id, struct buf *out);

bool meeting_json(struct db *db, int64_t id, struct buf *out);
void meeting_json_all(struct db *db, int64_t list_id, struct buf *out);	/* 0: of all lists */

#endif

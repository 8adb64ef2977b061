/* SPDX-License-Identifier: MIT
 * Received messages, as they came, with what was done about each. A message is new until the
 * parser answered for it and its consequences are committed in the same transaction that makes it
 * done; a message that kills the parser twice goes to quarantine and to a person. */
#ifndef CORE_INBOUND_H
#define CORE_INBOUND_H

#include "daemon/common/buf.h"
#include "daemon/common/hash.h"
#include "subscribers/clock_back.h"
#include "subscribers/db.h"

/* Deaths of the parser (or of core) on one message before it is put aside. */
#define INBOUND_ATTEMPTS_MAX 2
/* Hand-overs without any answer, whatever the reason: core may have died on what it led to. */
#define INBOUND_HANDED_MAX 4

/* What a person writes is smaller; what costs a parser much is larger, as a rule. */
#define INBOUND_SMALL (64U << 10)

struct inbound {
	int64_t id, received_at, size, attempts;
	bool is_cut, is_replayed; /* is_replayed: staff want it read again, whatever the limits */
	uint8_t hash[HASH_SIZE];
	struct buf inbox; /* the name of the inbox it came through */
	struct buf message;
};

void inbound_init(struct inbound *in);
void inbound_release(struct inbound *in);

/* In a transaction: keeps a message. False where the same bytes are here already. */
bool inbound_add(struct db *db, const char *inbox, struct slice message, int64_t received_at,
    int64_t size, bool is_cut, int64_t now);
/* What waited until now, else the oldest that was never tried, else the oldest that is not done,
 * with its bytes; its attempt is counted: commit before handing it over. With `small_first` those
 * of INBOUND_SMALL go before larger ones that were not tried. */
bool inbound_take(struct db *db, bool small_first, int64_t now, struct inbound *in_r);
bool inbound_get(struct db *db, int64_t id, struct inbound *in_r);
/* It is done: `kind` is what it was, `outcome` a word for what followed. False where it was not
 * being parsed any more (it was done already). */
bool inbound_done(struct db *db, int64_t id, const char *kind, const char *outcome,
    int64_t subscriber_id);
/* A remark for staff on one message: how long its writer is away, why a mail of ours came back. */
void inbound_note(struct db *db, int64_t id, struct slice note);
/* The bytes of a message as it came; false where they are not kept any more. */
bool inbound_bytes(struct db *db, int64_t id, struct buf *message_r);

/* --- limits; `hash` is the sender's, keyed --- */

/* Whose budget it comes from: a word of budget.c. */
void inbound_set_budget(struct db *db, int64_t id, const char *budget);
/* It is done, and got less than it asked for because of this limit. */
void inbound_set_limited(struct db *db, int64_t id, const char *limit);
/* When the n-th latest of one sender's messages came that were acted on since, from this budget; 0:
 * there are fewer. */
int64_t inbound_latest_of(struct db *db, int64_t but_id, struct slice hash, const char *budget,
    int64_t since, int64_t n);
/* Bytes of what they sent since, from this budget. */
int64_t inbound_bytes_of(struct db *db, struct slice hash, const char *budget, int64_t since);
/* How many of theirs, since, are noted as INBOUND_ROBOTLIKE. */
#define INBOUND_ROBOTLIKE "may be a robot's"
int64_t inbound_robotlike_count(struct db *db, struct slice hash, int64_t since);
/* What a limit holds back, and what it held back since `since` and will not be done. */
struct inbound_held {
	int64_t waiting, oldest_at, dropped;
};
void inbound_held(struct db *db, const char *limit, int64_t since, struct inbound_held *held_r);

/* Reports of bounces since `since` that anybody could have written. */
int64_t inbound_unverified_count(struct db *db, int64_t since);
bool inbound_quarantine(struct db *db, int64_t id, const char *why);
/* Who wrote it, by keyed hash, so that it is found when that person is to be forgotten. */
void inbound_set_sender(struct db *db, int64_t id, struct slice hash);
/* And keyed hashes by which a copy is known: of its From and Message-ID, and of each signature that
 * may vouch for it. */
void inbound_set_mail(struct db *db, int64_t id, struct slice mail_hash);
void inbound_add_mark(struct db *db, int64_t id, struct slice mark);
/* Did a mail of one of the same hashes come before this one, and before `before`? */
bool inbound_came_before(struct db *db, int64_t id, struct slice mail_hash, int64_t before);
/* Did a copy before this one prove its writer (budget.h)? */
bool inbound_has_vouched(struct db *db, int64_t id, struct slice mail_hash);
/* The bytes of one message, or of all of one person's that are settled, are removed, here and then
 * at the mail host (inbound_copy.h); what is known of the person goes from their rows. */
void inbound_erase_one(struct db *db, int64_t id);
void inbound_erase(struct db *db, int64_t subscriber_id, struct slice hash);
/* What came since then from neither who has this keyed hash nor their further addresses is the
 * other's, or (0) nobody's by name. In a transaction. */
void inbound_part(struct db *db, int64_t subscriber_id, int64_t other_id, struct slice hash,
    int64_t since);
/* In a transaction: two who are one person. */
void inbound_join(struct db *db, int64_t from_id, int64_t to_id);
/* Appends a JSON array of the messages a person wrote or that were about them. */
void inbound_json_of(struct db *db, int64_t subscriber_id, struct slice hash, struct buf *out);
/* Is there one of this writer, besides `but`? */
bool inbound_has_writer(struct db *db, struct slice hash, int64_t but);
/* Staff have looked at what came up to `id` and was held back for good by a limit, or read by
 * nobody (INBOUND_UNREAD): it is no news any more. How many. */
#define INBOUND_UNREAD "read_by_nobody" /* `limited`, where it is mailed to nobody and kept */
int64_t inbound_seen(struct db *db, int64_t id);
/* Staff: read it again (replay), or out of quarantine (release: it is tried once more). */
void inbound_staff_again(struct db *db, int64_t id, bool from_quarantine);
/* In a transaction: erases up to `most` messages of before then that led to "please confirm", of
 * whom we hold nothing more; how many. And how many there are. */
int64_t inbound_forget_asked(struct db *db, int64_t before, int64_t most);
int64_t inbound_count_asked(struct db *db, int64_t before);
/* Removes the bytes of messages stored before `before`, up to `most`. */
int64_t inbound_forget(struct db *db, int64_t before, int64_t most);
/* The same for reports of bounces, and what is known of the writers of messages; and how many there
 * are. */
int64_t inbound_forget_bounces(struct db *db, int64_t before, int64_t most);
int64_t inbound_count_bounces(struct db *db, int64_t before);
int64_t inbound_forget_writers(struct db *db, int64_t before, int64_t most);
int64_t inbound_count_writers(struct db *db, int64_t before);

int64_t inbound_count_old(struct db *db, int64_t before);
/* When the newest was stored; 0: there is none. */
int64_t inbound_newest_at(struct db *db);
int64_t inbound_open_count(struct db *db);
int64_t inbound_quarantined_count(struct db *db);
bool inbound_json(struct db *db, int64_t id, struct buf *out);
void inbound_json_all(struct db *db, struct slice state, struct buf *out);

/* Where an inbox was read up to (IMAP). */
void inbound_cursor(struct db *db, const char *inbox, int64_t *uidvalidity_r, int64_t *uid_r);
void inbound_set_cursor(struct db *db, const char *inbox, int64_t uidvalidity, int64_t uid);

/* The clock was set back (clock_back.h); in a transaction. */
void inbound_set_back(struct db *db, const struct clock_back *back);

#endif

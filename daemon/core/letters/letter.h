/* SPDX-License-Identifier: MIT
 * Messages core writes: a template, values, and the headers of its kind; rendered once and kept,
 * so that every attempt sends the same bytes. A template KIND.txt begins with "Subject: ..." and
 * an empty line. */
#ifndef CORE_LETTER_H
#define CORE_LETTER_H

#include <jansson.h>

#include "daemon/core/loop/core.h"
#include "daemon/core/outbox/outbox.h"
#include "daemon/mail/compose.h"

/* The slots of a compiled announcement. */
#define LETTER_SLOT_TO "to"
#define LETTER_SLOT_MESSAGE "mid"
#define LETTER_SLOT_UNSUBSCRIBE "unsub"
#define LETTER_SLOT_SINCE "since"
#define LETTER_SLOT_HOW "how"
/* And of an import's invitation. */
#define LETTER_SLOT_CONFIRM "confirm"

struct list;

struct letter {
	struct outbox_new delivery; /* kind is the template's name */
	const struct list *list;    /* whose List-* headers and footer it has; NULL: none */
	json_t *values;             /* for the template besides the standard ones; taken */
	struct slice in_reply_to;   /* Message-ID it answers, without <>; may be empty */
	const char *reply_to;       /* NULL: the service address */
	bool is_conversation;       /* replies come to dpup+m-TOKEN@ of this very delivery */
	const char *auto_submitted; /* "auto-replied" or "auto-generated" */
	const char *unsubscribe;    /* token for List-Unsubscribe; NULL: no such field */
	bool is_left_by_reply; /* of no list: "unsubscribe", as a reply, leaves all; so does the
	                          token, if any */
	bool has_html;         /* there is a KIND.html beside KIND.txt */
	bool is_text_only;     /* but this person wants none */
	const struct compose_attachment *attachments;
	size_t attachment_count;
	/* Its one attachment is this message as it came in: that is kept once, whoever it goes to,
	 * and put in when it goes (0: it is none). Where it is too large for its way, or
	 * `is_reference` from the start, the letter goes without it and says what stands in
	 * `reference` over the other values; taken. */
	int64_t inbound_id;
	json_t *reference;
	bool is_reference;
};

/* Makes the delivery and its message, in a transaction. Returns the delivery's id, or 0 where it
 * could not be made (then the transaction is refused), or must not be written to its address
 * (no_answer.h). */
int64_t letter_queue(struct core *core, struct letter *letter);
/* Keeps the bytes of a delivery made by outbox_add(). */
void letter_store(struct db *db, int64_t delivery_id, const struct buf *message);
/* A message as it came, as an attachment: as message/rfc822 where it can stand in a mail as it is
 * (RFC 2046 §5.2.1 allows it no encoding), else as a file. */
struct compose_attachment letter_original(struct slice message);
/* It was refused for good: may it go once more without what made it too large? Then that is so. In
 * the transaction that settles it. */
bool letter_refused(struct core *core, const struct outbox_result *r);
/* How many went without their original since, or are to. */
int64_t letter_count_references(struct db *db, int64_t since);
/* The bytes of a letter; false where there are none. */
bool letter_load(struct db *db, int64_t delivery_id, struct buf *message_r);

/* The number of what came in that it forwards; 0: it forwards none. */
int64_t letter_inbound(struct db *db, int64_t delivery_id);
bool letter_is_kept(struct db *db, int64_t delivery_id);

/* Removes the bytes of a letter, where there are some; in a transaction. */
void letter_erase(struct db *db, int64_t delivery_id);

/* What every template may say: organisation, address, postal, website, privacy officer, and of a
 * list its name, purpose, slug, region and addresses. The caller owns the result. */
json_t *letter_values(struct core *core, const struct list *list);
/* Sets one value of a template; what is not UTF-8 is left out. */
void letter_set(json_t *values, const char *name, struct slice value);
/* Sets the day of a time of our records (subscribers/json.h), as people here count days; nothing
 * where `at` is none. */
void letter_set_day(const struct core *core, json_t *values, const char *name, const json_t *at);
/* Renders templates/LANG/KIND.txt; *subject_r gets the first line, *text_r the rest. */
int letter_render(struct core *core, const char *kind, json_t *values, struct buf *subject_r,
    struct buf *text_r, struct err *err);
/* Renders a piece of text without a Subject: templates/LANG/NAME.txt. */
int letter_fragment(struct core *core, const char *name, json_t *values, struct buf *text_r,
    struct err *err);
/* Renders templates/LANG/KIND.html; nothing is added where there is none. */
int letter_render_html(struct core *core, const char *kind, json_t *values, struct buf *html_r,
    struct err *err);
/* Fills the headers that every message about a list has (design §5; RFC 2369, 2919). The texts live
 * in *keep until it is released. `unsubscribe` is the token or a slot marker for it; NULL: no
 * field. */
struct letter_texts {
	struct buf list_id, help, unsubscribe, subscribe, owner, message_id, reply_to;
};
void letter_texts_init(struct letter_texts *keep);
void letter_texts_release(struct letter_texts *keep);
void letter_list_headers(struct core *core, const struct list *list, const char *unsubscribe,
    struct letter_texts *keep, struct compose *c);

/* dpup+b-TOKEN@...: where bounces of this delivery, to the address of this hash, come back to;
 * word_r is "b-TOKEN". */
#define LETTER_WORD_SIZE (TOKEN_TEXT_SIZE + 16)
void letter_bounce_address(struct core *core, int64_t delivery_id,
    const uint8_t hash[TOKEN_HASH_SIZE], char word_r[LETTER_WORD_SIZE],
    char address_r[ADDRESS_SIZE]);
/* dpup+WORD@..., WORD may be TYPE-TOKEN. */
void letter_address(struct core *core, const char *word, char out[ADDRESS_SIZE]);
/* "by email", "on our website", "through our staff" */
const char *letter_channel_words(const char *channel);

#endif

/* SPDX-License-Identifier: MIT
 * Who gets it: an expression that names one list, the consent it stands on, and narrows it.
 *
 *	newsletter and (region:otago or sector:housing) and not org-kind:agency
 *
 *	LIST            slug or name of the one list; it stands for all: never below or, not
 *	region:R        theirs, or their organisation's where they have none; any spelling
 *	sector:S        theirs, or one of their organisation's
 *	org-kind:K      agency, ngo, provider, other
 *	stage:S         "not started" (or not-started), exploring, planning, adopting, embedded
 *	foundational    an organisation of the foundational group
 *	lang:L          en, mi
 *	joined<DATE     subscribed before that day began, by the list's clock
 *	rsvp:N=A        answered meeting N with A: yes, no; none: has not answered
 *
 * "not" binds closest, then "and", then "or". Words with spaces stand in quotes. Parsing is pure;
 * what was parsed becomes a condition in SQL whose text is made of literals only: every word a
 * person wrote is bound. */
#ifndef SUBSCRIBERS_AUDIENCE_H
#define SUBSCRIBERS_AUDIENCE_H

#include "daemon/common/buf.h"
#include "daemon/common/err.h"
#include "subscribers/db.h"
#include "subscribers/list.h"

#define AUDIENCE_TEXT_MAX 1000 /* bytes; what is longer nobody can check by reading */
#define AUDIENCE_TERMS_MAX 32
#define AUDIENCE_DEPTH_MAX 16 /* of parentheses and nots in each other */
#define AUDIENCE_VALUE_MAX 80

struct audience_term {
	int kind;                          /* of the table in audience.c */
	int64_t number;                    /* bits, a meeting, a time, where the term has one */
	char word[AUDIENCE_VALUE_MAX + 1]; /* a code, a kind ..., as it is kept */
};

struct audience {
	int64_t list_id;                   /* once it was resolved */
	char list[AUDIENCE_VALUE_MAX + 1]; /* as it was written */
	size_t count;
	struct audience_term terms[AUDIENCE_TERMS_MAX];
	struct buf condition; /* SQL over the columns of view recipient, called r */
};

void audience_init(struct audience *a);
void audience_release(struct audience *a);

/* Reads the expression. -1: *err names the place (characters from 1), what is wrong, and what may
 * be meant. Release it either way. Pure. */
int audience_parse(struct slice text, struct audience *a, struct err *err);
/* Finds the meetings it names, and when its days begin by the clock of `list`. -1: there is none of
 * that name. */
int audience_resolve(struct db *db, struct audience *a, const struct list *list, struct err *err);
/* Parses it, finds its list, resolves it. */
int audience_read(struct db *db, struct slice text, struct audience *a, struct list *list_r,
    struct err *err);

/* Of a resolved one: its condition, to stand in a statement made with db_make() over "recipient r",
 * and its values. */
struct slice audience_condition(const struct audience *a);
void audience_bind(const struct audience *a, struct db_stmt *st);

#endif
